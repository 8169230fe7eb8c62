import { describe, expect, it } from 'vitest';
import { cluster } from './cluster.js';
import { HandlerError } from './errors.js';
import { declare, implement, int } from './kit.js';
import { bounded } from './watchdog.js';

const declaration = declare({
  name: 'loops',
  about: 'Goes round when it is told to.',
  roles: { server: { volatile: { rounds: int }, receives: { go: { rounds: int } } } },
});
const protocol = implement(declaration, {
  server: {
    on: {
      go(n, { rounds }) {
        try {
          for (let i = 0; i !== rounds; i++) n.mem.rounds++;
        } finally {
          n.must(true, 'what is ended comes to no end of its own');
        }
      },
    },
  },
});
const ORACLE = {
  now: () => 0,
  wall: () => 0,
  wallBounds: () => ({ earliest: 0, latest: 0 }),
  pick: () => 0,
  chance: () => false,
};

const hosts = () => {
  const { hosts: all } = cluster({ protocol, counts: { server: 1 } });
  for (const host of all) host.load(host.role.initial());
  return all;
};
const go = (rounds: number) =>
  ({ kind: 'message', from: 0, message: { type: 'go', rounds } }) as const;

describe('the watchdog', () => {
  it('leaves alone what returns', () => {
    const [host] = hosts();
    expect(bounded(() => host.run(go(5), ORACLE), 10_000)).toEqual([]);
    expect(host.mem).toEqual({ rounds: 5 });
    expect(() =>
      bounded(() => {
        throw new RangeError('as ever');
      }, 10_000),
    ).toThrow(RangeError);
  });

  it('ends a handler that does not return, and names it', () => {
    const [host] = hosts();
    const ended = () => bounded(() => host.run(go(-1), ORACLE), 50);
    expect(ended).toThrow(HandlerError);
    expect(ended).toThrow('server, on.go: did not return within 0.05 s');
    // Handlers run on as ever afterwards, and ambient time is there for everybody else.
    const [other] = hosts();
    expect(bounded(() => other.run(go(1), ORACLE), 10_000)).toEqual([]);
    expect(Date.now()).toBeGreaterThan(0);
  });

  it('ends work that is no handler, too', () => {
    const ended = () =>
      bounded(() => {
        for (;;);
      }, 50);
    expect(ended).toThrow('the work did not return within 0.05 s');
  });
});
