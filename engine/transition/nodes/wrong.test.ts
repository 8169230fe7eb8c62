/** Handlers that are not what they should be are reported by name, and nothing is said to hold because of them. */
import { describe, expect, it } from 'vitest';
import { breadthFirst } from '../../../checkers/exploration/breadth-first.js';
import { processMeters, Watch } from '../../../checkers/exploration/limits.js';
import { declare, flag, id, implement, instant, int, optional, set } from '../../node/kit.js';
import { compileNodes } from './system.js';
import { settingsOf } from './test-settings.js';

let hidden = 0;

const protocol = implement(
  declare({
    name: 'wrong',
    about: 'Wrong in one way at a time.',
    options: {
      module: flag(false, 'keeps a variable of its module'),
      order: flag(false, 'depends on the order of a set'),
      names: flag(false, 'compares nodes'),
      clock: flag(false, 'reads the clock'),
      throws: flag(false, 'throws'),
      shape: flag(false, 'keeps what is no number'),
      insists: flag(false, 'asserts what is false'),
      broad: flag(false, 'chooses from very much'),
    },
    roles: {
      peer: {
        volatile: { n: int, seen: set(id('peer')), since: optional(instant) },
        receives: { hello: {} },
        timers: { go: {} },
      },
    },
  }),
  {
    peer: {
      start: (n) => n.arm('go', 1000),
      on: {
        hello(n, _, from) {
          const { options } = n;
          n.mem.seen.add(from as unknown as typeof n.id);
          if (options.module) n.mem.n = hidden++;
          if (options.order) n.mem.n = [...n.mem.seen][0] === (from as number) ? 1 : 2;
          if (options.names && from < n.id) n.mem.n = 1;
          if (options.clock) n.mem.since = n.now();
          if (options.throws) throw new Error('no idea what to do');
          if (options.shape) n.mem.n = Number.NaN;
          if (options.broad) n.mem.n = n.pick(Array.from({ length: 300 }, (_unused, i) => i));
          n.must(!options.insists, 'nobody says hello');
        },
      },
      timers: {
        go(n) {
          for (const p of n.peers) n.send(p, { type: 'hello' });
          n.arm('go', 1000);
        },
      },
    },
  },
);

async function explored(option: string, sample = 1) {
  // For an order to show, somebody who is known must say hello again.
  const timers = { each: option === 'order' ? 2 : 1, all: null };
  const settings = settingsOf(protocol, { peer: 3 }, { timers, sample });
  const system = compileNodes({
    ...settings,
    cluster: { ...settings.cluster, options: option === '' ? {} : { [option]: true } },
  });
  const { properties } = system;
  const watch = new Watch({}, processMeters);
  const found = await breadthFirst(system, { properties, keepGraph: false, toTheEnd: true, watch });
  const [first] = system.errors();
  return { error: first?.message ?? '', failed: found.failure !== null, found };
}

describe('a handler that is wrong', () => {
  it.each([
    ['module', 'run again from the same state'],
    ['order', 'the order of a Set or Map'],
    ['names', 'treats two nodes of a role differently'],
    ['clock', 'explore it with `timers: discrete clock`'],
    ['throws', 'no idea what to do'],
    ['shape', 'peer'],
    ['broad', 'more than 256 paths of choices'],
  ])('is named: %s', async (option, says) => {
    const { error, failed } = await explored(option);
    expect(error).toContain('peer, on.hello');
    expect(error).toContain(says);
    expect(failed).toBe(true);
  });

  it('says where it threw', async () => {
    expect((await explored('throws')).error).toMatch(/wrong\.test\.ts:\d+:\d+/);
  });

  it('is not found where nothing is run again', async () => {
    expect((await explored('names', 0)).error).toBe('');
  });

  it('violates `assertions` where it asserts what is false', async () => {
    const { found, error } = await explored('insists');
    expect(error).toBe('');
    expect([...found.decided.keys()]).toEqual([0]);
  });

  it('is not wrong for nothing', async () => {
    const { error, found } = await explored('');
    expect(error).toBe('');
    expect(found.complete && found.decided.size === 0).toBe(true);
  });
});
