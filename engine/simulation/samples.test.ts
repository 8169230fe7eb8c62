/** What samples find of handlers that are not what they should be, and that they leave every run as it is. */
import { expect, it, vi } from 'vitest';
import { declare, flag, implement, int, list, value } from '../node/kit.js';
import type { AnyProtocol } from '../node/protocol.js';
import { RunLog } from './log.js';
import { Samples } from './samples.js';
import { Simulation } from './simulation.js';
import { fault, planFor, setting } from './test-systems.js';

let hidden = 0;

const wrong = implement(
  declare({
    name: 'wrong',
    about: 'Wrong in one way at a time.',
    options: {
      number: flag(false, 'keeps what is no number'),
      message: flag(false, 'sends a text for a number'),
      shared: flag(false, 'changes a value in place'),
      module: flag(false, 'keeps a variable of its module'),
    },
    roles: {
      node: {
        durable: { n: int },
        volatile: { log: list(value({ term: int })) },
        receives: { tell: { tick: int } },
        timers: { tick: {} },
      },
    },
  }),
  {
    node: {
      start(n) {
        n.mem.log = [{ term: 0 }];
        n.arm('tick', 1000);
      },
      on: {
        tell(n) {
          const { options, mem, disk } = n;
          if (options.number) disk.n = Number.NaN;
          if (options.shared) (mem.log[0] as { term: number }).term++;
          if (options.module) disk.n = hidden++;
        },
      },
      timers: {
        tick(n) {
          n.arm('tick', 1000);
          const tick = n.options.message ? ('x' as never) : 1;
          for (const p of n.peers) n.send(p, { type: 'tell', tick });
        },
      },
    },
  },
) as unknown as AnyProtocol;

const ran = (way: string, seed: number, time = 10_000) => {
  const options = way === '' ? {} : { [way]: true };
  const all = { ...setting(), options };
  return new Simulation(planFor(all, { protocol: wrong, seed, for: time })).run();
};

it.each([
  ['number', 'node, on.tell', 'NaN'],
  ['message', 'node, timers.tick', 'tick'],
  ['shared', 'node, on.tell', 'a second run differs'],
  ['module', 'node, on.tell', 'a second run differs'],
])(
  'finds what is wrong in the first runs of a handler, and later in any seed: %s',
  (way, handler, says) => {
    for (const [seed, time] of [
      [1, 10_000],
      [51, 10_000],
      [7, 3_000_000],
    ]) {
      const { error } = ran(way, seed, time);
      expect(error?.message, `seed ${seed}`).toContain(handler);
      expect(error?.message, `seed ${seed}`).toContain(says);
    }
  },
);

it('finds nothing where nothing is wrong', () => {
  expect(ran('', 1, 3_000_000).error).toBeNull();
});

it('leaves a run as it is', () => {
  const digest = (): string => {
    const log = new RunLog();
    const faults = [fault('crash')];
    new Simulation(planFor(setting({ nodes: 3, faults }), { for: 200_000 }), log).run();
    return log.digest;
  };
  const sampled = digest();
  const none = vi.spyOn(Samples.prototype, 'has').mockReturnValue(false);
  expect(digest()).toBe(sampled);
  none.mockReturnValue(true);
  expect(digest()).toBe(sampled);
  none.mockRestore();
});
