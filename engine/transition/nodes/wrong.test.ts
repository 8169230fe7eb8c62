/** Handlers that are not what they should be are reported by name, and nothing is said to hold because of them. */
import { describe, expect, it } from 'vitest';
import { explore } from '../../../checkers/exploration/explore.js';
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
      absent: flag(false, 'keeps nothing where a set should be'),
      insists: flag(false, 'asserts what is false'),
      broad: flag(false, 'chooses from very much'),
      loops: flag(false, 'does not return'),
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
          while (options.loops) n.mem.n++;
          if (options.throws) throw new Error('no idea what to do');
          if (options.shape) n.mem.n = Number.NaN;
          if (options.absent) n.mem.seen = undefined as unknown as typeof n.mem.seen;
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

/** Fails at once, while another of its timers is armed. */
const failing = implement(
  declare({
    name: 'failing',
    about: 'Fails, and has a timer that is due later.',
    roles: { peer: { timers: { fails: {}, later: {} } } },
  }),
  {
    peer: {
      start(n) {
        n.arm('fails', 1000);
        n.arm('later', 9000);
      },
      timers: { fails: (n) => n.must(false, 'never'), later: () => undefined },
    },
  },
);

async function explored(option: string, sample = 1, outgrows = 100) {
  // For an order to show, somebody who is known must say hello again.
  const patience = option === 'loops' ? { patience: 200 } : {};
  const timers = { each: option === 'order' ? 2 : 1, all: null };
  const settings = settingsOf(protocol, { peer: 3 }, { timers, sample, ...patience });
  const system = compileNodes({
    ...settings,
    cluster: { ...settings.cluster, options: option === '' ? {} : { [option]: true } },
  });
  const { properties } = system;
  const watch = new Watch({}, processMeters);
  const { found } = await explore(system, {
    ...{ properties, keepGraph: false, toTheEnd: true, watch, outgrows },
    ...{ sleep: true, threads: { count: 1 } },
  });
  const [first] = system.errors();
  return { error: first?.message ?? '', failed: found.failure !== null, found };
}

describe('a handler that is wrong', () => {
  it.each([
    ['module', 'a second run differs'],
    ['order', 'the order of a Set or Map'],
    ['names', 'treats two nodes differently'],
    ['clock', 'explore it with `timers: discrete clock`'],
    ['throws', 'no idea what to do'],
    ['shape', 'peer'],
    ['absent', 'mem.seen should be a Set but is undefined'],
    ['broad', 'more than 256 paths of choices'],
  ])('is named: %s', async (option, says) => {
    const { error, failed } = await explored(option);
    expect(error).toContain('peer, on.hello');
    expect(error).toContain(says);
    expect(failed).toBe(true);
  });

  it.each([0, 1000])(
    'is ended where it does not return, with %s states before the kernel',
    async (outgrows) => {
      await expect(explored('loops', 1, outgrows)).rejects.toThrow(
        'peer, on.hello: did not return within 0.2 s',
      );
    },
  );

  it('says where it threw', async () => {
    expect((await explored('throws')).error).toMatch(/wrong\.test\.ts:\d+:\d+/);
  });

  it('is not found where nothing is run again', async () => {
    expect((await explored('names', 0)).error).toBe('');
  });

  it('is found also then where it leaves no state', async () => {
    expect((await explored('absent', 0)).error).toContain('mem.seen should be a Set');
  });

  it('violates `assertions` where it asserts what is false', async () => {
    const { found, error } = await explored('insists');
    expect(error).toBe('');
    expect([...found.decided.keys()]).toEqual([0]);
  });

  it.each([0, 1000])(
    'lets no time pass after that, with %s states before the kernel',
    async (outgrows) => {
      const timers = { tick: 1000, clamp: 20_000, late: false, prompt: false };
      const system = compileNodes(settingsOf(failing, { peer: 1 }, { timers }));
      const watch = new Watch({}, processMeters);
      const { found } = await explore(system, {
        ...{ properties: system.properties, keepGraph: false, toTheEnd: true, watch, outgrows },
        ...{ sleep: true, threads: { count: 1 } },
      });
      expect(found.counts.states).toBe(3);
    },
  );

  it('is not wrong for nothing', async () => {
    const { error, found } = await explored('');
    expect(error).toBe('');
    expect(found.complete && found.decided.size === 0).toBe(true);
  });
});
