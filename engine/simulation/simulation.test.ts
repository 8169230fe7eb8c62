import { describe, expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { flawsOf } from '../history/history.js';
import type { Fault } from '../language/system/spec.js';
import { HandlerError } from '../node/errors.js';
import { declare, implement } from '../node/kit.js';
import type { AnyProtocol } from '../node/protocol.js';
import { RunLog } from './log.js';
import type { Plan } from './plan.js';
import { Simulation, TimeStandsStill } from './simulation.js';
import { constantly, fault, observe, planFor, setting } from './test-systems.js';

const digest = (plan: Plan) => {
  const log = new RunLog();
  const ended = new Simulation(plan, log).run();
  return { digest: log.digest, lines: log.lines, ended };
};

const everything: readonly Fault[] = (
  [
    'crash',
    'amnesia',
    'pause',
    'partition',
    'clog',
    'slow network',
    'slow disk',
    'full disk',
    'bit rot',
    'torn write',
    'clock jump',
    'liar',
  ] as const
).map((kind) =>
  fault(kind, {
    node: { is: 'any' },
    at: [],
    every: constantly(6_000),
    for: { name: 'exponential', parameters: [2_000] },
    shapes: ['halves', 'isolate one', 'one way', 'bridge', 'ring'],
  }),
);

const stormy = (seed: number, swarm = false): Plan =>
  planFor(
    setting({
      nodes: 5,
      options: { period: '500..1500 us' },
      faults: everything,
      clients: {
        ...setting().clients,
        count: 3,
        timeout: 4_000,
        keys: { count: 3, pick: { name: 'zipf', parameters: [1.1] } },
      },
      network: {
        ...setting().network,
        delay: { name: 'lognormal', parameters: [300, 200] },
        loss: { is: 'share', share: 0.05 },
        duplicate: { is: 'always possible' },
        corrupt: { is: 'times', times: 3 },
        bandwidth: 1_000_000,
      },
      storage: { sync: { name: 'uniform', parameters: [20, 80] }, lose: 'either' },
      clocks: { skew: 1_000, drift: 0.001 },
    }),
    { seed, swarm, heal: 10_000 },
  );

describe('one seed', () => {
  const { seed, runs } = campaign('a seed is a run', { sample: 12, deep: 500 });

  it('is one run, byte for byte', () => {
    for (let i = 0; i < runs; i++) {
      const plan = stormy(seed + i, i % 2 === 0);
      const first = digest(plan);
      expect(first.lines).toBeGreaterThan(300);
      expect(digest(plan).digest, `seed ${seed + i}`).toBe(first.digest);
    }
  });

  it('is that run again from its schedule', () => {
    for (let i = 0; i < runs; i++) {
      const plan = stormy(seed + i, i % 2 === 1);
      const first = digest(plan);
      const again = digest({ ...plan, schedule: first.ended.schedule });
      expect(again.digest, `seed ${seed + i}`).toBe(first.digest);
      expect(again.ended.schedule).toEqual(first.ended.schedule);
    }
  });

  it('is another run than the next seed', () => {
    expect(digest(stormy(1)).digest).not.toBe(digest(stormy(2)).digest);
  });

  it('makes histories without flaws', () => {
    let operations = 0;
    for (let i = 0; i < runs; i++) {
      const { history } = digest(stormy(seed + i)).ended;
      operations += history.operations.length;
      expect(flawsOf(history)).toEqual([]);
    }
    expect(operations).toBeGreaterThan(10 * runs);
  });

  it('draws which faults there are, in a swarm', () => {
    const kinds = [1, 2, 3, 4, 5, 6, 7, 8].map((s) => {
      const { faults } = digest(stormy(s, true)).ended.schedule;
      return [...new Set(faults.map(({ kind }) => kind))].sort().join();
    });
    expect(new Set(kinds).size).toBeGreaterThan(4);
  });
});

describe('the network', () => {
  it('takes its time', () => {
    const [first] = observe(planFor(setting())).of('got', 0);
    // A tick at 1 ms, a sync of 50 µs, a message of 100 µs.
    expect(first).toMatchObject({ time: 1_150, fields: { tick: 1 } });
  });

  const share = (network: object, seed: number): number => {
    const plan = planFor(setting({ network: { ...setting().network, ...network } }), {
      seed,
      for: 2_000_000,
    });
    const { of } = observe(plan);
    return of('got').length / of('ticked').length;
  };
  const { seed } = campaign('shares of messages', { sample: 1, deep: 1 });

  it('loses, repeats and spoils the share that it is told', () => {
    // 4,000 messages: five deviations are 0.04.
    const often = { is: 'share', share: 0.3 } as const;
    expect(Math.abs(share({ loss: often }, seed) - 0.7)).toBeLessThan(0.04);
    expect(Math.abs(share({ corrupt: often }, seed) - 0.7)).toBeLessThan(0.04);
    expect(Math.abs(share({ duplicate: often }, seed) - 1.3)).toBeLessThan(0.04);
    expect(share({ loss: { is: 'times', times: 3 } }, seed)).toBeGreaterThan(0.99);
  });

  it('lets messages overtake one another, unless it keeps their order', () => {
    const inverted = (order: 'any' | 'per link'): number => {
      const delay = { name: 'uniform', parameters: [0, 5_000] } as const;
      const network = { ...setting().network, delay, order };
      const ticks = observe(planFor(setting({ network }))).of('got', 0);
      return ticks.filter(({ fields }, i) => i > 0 && fields['tick'] < ticks[i - 1].fields['tick'])
        .length;
    };
    expect(inverted('any')).toBeGreaterThan(0);
    expect(inverted('per link')).toBe(0);
  });

  it('carries so many bytes in a second', () => {
    const network = { ...setting().network, bandwidth: 1_000 };
    const got = observe(planFor(setting({ network }), { for: 200_000 })).of('got', 0);
    // `tell(1)` has seven bytes, so a message takes 7 ms or more, and the queue grows.
    expect(got[0].time).toBe(1_050 + 7_000 + 100);
    expect(got.length).toBeLessThan(30);
  });

  it('is cut while a partition lasts, also for what is under way', () => {
    const { of, ended } = observe(
      planFor(setting({ faults: [fault('partition', { node: { is: 'any' } })] })),
    );
    const between = of('got').filter(({ time }) => time > 10_000 && time <= 15_000);
    expect(between).toEqual([]);
    expect(of('got').filter(({ time }) => time > 15_000).length).toBeGreaterThan(20);
    expect(ended.schedule.faults).toMatchObject([{ shape: 'halves', at: 10_000, until: 15_000 }]);
  });

  it('is cut one way only, where it is to', () => {
    const cut = [1, 2, 3, 4, 5, 6].map((s) => {
      const { of } = observe(
        planFor(setting({ faults: [fault('partition', { shapes: ['one way'] })] }), { seed: s }),
      );
      const during = (node: number) =>
        of('got', node).filter(({ time }) => time > 10_000 && time < 15_000).length > 0;
      return `${during(0)} ${during(1)}`;
    });
    expect(new Set(cut)).toEqual(new Set(['true false', 'false true']));
  });

  it('holds back what is clogged, and loses nothing of it', () => {
    const { of } = observe(planFor(setting({ faults: [fault('clog')] })));
    // What was under way when it began arrives.
    expect(of('got').filter(({ time }) => time > 10_150 && time < 15_000)).toEqual([]);
    const ticks = of('got', 0).map(({ fields }) => fields['tick']);
    expect(ticks).toEqual(ticks.map((_, i) => i + 1));
  });

  it('is slower while it is slow', () => {
    const { of } = observe(planFor(setting({ faults: [fault('slow network', { by: 5 })] })));
    const travels = of('got', 0).map(({ time, fields }) => {
      const sent = of('ticked', 1).find((one) => one.fields['tick'] === fields['tick']);
      return time - (sent?.time ?? 0);
    });
    expect(new Set(travels)).toEqual(new Set([100, 500]));
  });
});

describe('nodes', () => {
  it('are away while they are down, and start from their disk', () => {
    const { of } = observe(planFor(setting({ faults: [fault('crash')] })));
    expect(of('ticked', 0).filter(({ time }) => time >= 10_000 && time < 15_000)).toEqual([]);
    const [, second] = of('began', 0);
    expect(second.time).toBe(15_000);
    expect(second.fields['first']).toBe(of('ticked', 0).filter(({ time }) => time < 10_000).length);
    expect(of('ticked', 0).at(-1)?.fields['tick']).toBeGreaterThan(15);
  });

  it('lose what was not synced, or nothing, or either by chance', () => {
    const kept = (lose: 'unsynced' | 'either' | 'nothing', seed: number) => {
      const of = setting({
        options: { syncs: false },
        storage: { sync: constantly(50), lose },
        faults: [fault('crash')],
      });
      return observe(planFor(of, { seed })).of('began', 0)[1].fields['first'];
    };
    const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(new Set(seeds.map((s) => kept('unsynced', s)))).toEqual(new Set([0]));
    expect(new Set(seeds.map((s) => kept('nothing', s)))).toEqual(new Set([9]));
    expect(new Set(seeds.map((s) => kept('either', s)))).toEqual(new Set([0, 9]));
  });

  it('do not see time pass in a pause, and get then what came meanwhile', () => {
    const { of } = observe(planFor(setting({ faults: [fault('pause')] })));
    expect(of('ticked', 0).filter(({ time }) => time > 10_050 && time < 15_000)).toEqual([]);
    expect(of('began', 0)).toHaveLength(1);
    const ticks = of('got', 0).map(({ fields }) => fields['tick']);
    expect(ticks).toEqual(ticks.map((_, i) => i + 1));
    expect(of('got', 0).filter(({ time }) => time === 15_050).length).toBeGreaterThan(3);
  });

  it('can lose their whole disk', () => {
    const { of } = observe(planFor(setting({ faults: [fault('amnesia')] })));
    expect(of('began', 0)[1].fields).toMatchObject({ first: 0, second: 0 });
  });

  it('write half of what they were writing, where writes are torn', () => {
    const torn = [1, 2, 3, 4].map((seed) => {
      const [, began] = observe(planFor(setting({ faults: [fault('torn write')] }), { seed })).of(
        'began',
        0,
      );
      return Math.abs(began.fields['first'] - began.fields['second']);
    });
    expect(torn).toEqual([1, 1, 1, 1]);
  });

  it('find a field gone that rotted', () => {
    const { of } = observe(planFor(setting({ faults: [fault('bit rot', { for: null })] })));
    const { first, second } = of('began', 0)[1].fields;
    expect([first, second].filter((x) => x === 0)).toHaveLength(1);
  });

  it('stop when their disk is full, and come back when there is room', () => {
    const { of } = observe(planFor(setting({ faults: [fault('full disk')] })));
    expect(of('ticked', 0).filter(({ time }) => time > 11_000 && time < 15_000)).toEqual([]);
    expect(of('began', 0)[1].time).toBe(15_000);
  });

  it('wait for a slow disk', () => {
    const { of } = observe(planFor(setting({ faults: [fault('slow disk', { by: 40 })] })));
    const during = of('ticked', 0).filter(({ time }) => time > 10_000 && time < 15_000);
    expect(during).toHaveLength(1);
  });

  it('are hit in the middle of a sync by a crash that aims', () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const faults = [fault('crash', { aim: 'sync' })];
      const { of, ended } = observe(planFor(setting({ faults }), { seed }));
      const [crash] = ended.schedule.faults;
      const started = of('ticked', 0).filter(({ time }) => time < crash.at);
      // The tick under way was not told, and is not on disk.
      expect((crash.at - started.length * 50) % 1_000).toBeLessThanOrEqual(50);
      expect(of('began', 0)[1].fields['first']).toBe(started.length);
    }
  });

  it('lie as their adversary does', () => {
    const faults = [fault('liar', { node: { is: 'node', node: 'node2' } })];
    const { of } = observe(planFor(setting({ faults })));
    expect(of('got', 0)[0].fields['tick']).toBe(1_001);
    expect(of('got', 1)[0].fields['tick']).toBe(1);
  });
});

describe('clocks', () => {
  it('are apart by their skew at most, and drift', () => {
    const clocks = { skew: 2_000, drift: 0.01 };
    const { of } = observe(
      planFor(setting({ nodes: 5, clocks, options: { syncs: false } }), { for: 500_000 }),
    );
    const offsets = [0, 1, 2, 3, 4].map((node) => {
      const [first, ...rest] = of('ticked', node);
      const last = rest[rest.length - 1];
      const speed = (last.fields['wall'] - first.fields['wall']) / (last.time - first.time);
      expect(Math.abs(speed - 1)).toBeLessThan(0.0101);
      expect(Math.abs(speed - 1)).toBeGreaterThan(1e-6);
      return first.fields['wall'] - first.time;
    });
    const apart = Math.max(...offsets) - Math.min(...offsets);
    expect(apart).toBeLessThan(2_050);
    expect(apart).toBeGreaterThan(200);
  });

  it('jump and come back; the steady ones do not', () => {
    const faults = [fault('clock jump', { by: 3_600_000_000 })];
    const ticks = observe(planFor(setting({ faults }))).of('ticked', 0);
    const far = ticks.filter(({ time, fields }) => {
      const [first] = ticks;
      const wall = fields['wall'] - first.fields['wall'] - (time - first.time);
      expect(fields['steady'] - first.fields['steady']).toBe(time - first.time);
      return Math.abs(wall) === 3_600_000_000;
    });
    expect(far.every(({ time }) => time > 10_000 && time <= 15_000)).toBe(true);
    expect(far.length).toBeGreaterThan(2);
  });
});

describe('clients', () => {
  const clients = { ...setting().clients, count: 2 };

  it('call one thing after another, and are answered', () => {
    const { ended } = observe(planFor(setting({ clients })));
    const { operations } = ended.history;
    expect(operations.length).toBeGreaterThan(50);
    const open = operations.filter(({ ending }) => ending !== 'ok');
    expect(open.every(({ completed }) => completed === null)).toBe(true);
    expect(new Set(operations.map(({ name }) => name))).toEqual(new Set(['put', 'get']));
    const puts = operations.flatMap(({ args }) => ('value' in args ? [args['value']] : []));
    expect(new Set(puts).size).toBe(puts.length);
  });

  it('know nothing of a call whose node went down with it, and go elsewhere with the next', () => {
    const seeds = Array.from({ length: 20 }, (_, i) => i);
    const endings = seeds.flatMap((seed) => {
      const plan = planFor(
        setting({
          clients,
          storage: { sync: constantly(900), lose: 'unsynced' },
          faults: [fault('crash', { at: [10_700], for: null })],
        }),
        { seed },
      );
      const { operations } = observe(plan).ended.history;
      expect(operations.filter(({ invoked }) => invoked > 12_000).length).toBeGreaterThan(0);
      return operations.filter(({ completed }) => completed !== null).map(({ ending }) => ending);
    });
    expect(new Set(endings)).toEqual(new Set(['ok', 'unknown']));
  });

  it('give up after their patience', () => {
    const faults = [
      fault('pause', { at: [100], for: null }),
      fault('pause', { at: [100], for: null, node: { is: 'node', node: 'node2' } }),
    ];
    const plan = planFor(setting({ clients: { ...clients, timeout: 5_000 }, faults }));
    const { operations } = observe(plan).ended.history;
    const waited = operations.map(({ invoked, completed, ending }) =>
      ending === 'unknown' && completed !== null ? completed - invoked : 5_000,
    );
    expect(new Set(waited)).toEqual(new Set([5_000]));
    expect(operations.length).toBeGreaterThan(4);
  });

  it('follow a script, and a rate', () => {
    const scripted = observe(
      planFor(setting({ clients: { ...clients, script: ['put', 'get', 'get'] } })),
    );
    const names = (client: string) =>
      scripted.ended.history.operations.filter((o) => o.client === client).map(({ name }) => name);
    expect(names('client1')).toEqual(['put', 'get', 'get']);
    expect(names('client2')).toEqual(['put', 'get', 'get']);
    const rated = observe(
      planFor(setting({ clients: { ...clients, rate: 100 } }), { for: 10_000_000 }),
    );
    // About 1,000 calls: five deviations.
    expect(Math.abs(rated.ended.history.operations.length - 1_000)).toBeLessThan(180);
  });
});

describe('the end', () => {
  it('comes when a must fails, which is said', () => {
    const { ended } = observe(planFor(setting(), { mutants: ['says too much'] }));
    const file = expect.stringMatching(/test-systems\.ts$/);
    const place = { file, line: expect.any(Number), column: expect.any(Number) };
    expect(ended.failed).toEqual({ node: 0, why: 'it says little', place });
    expect(ended.time).toBeLessThan(4_000);
  });

  it('comes when a handler throws', () => {
    const wrong = implement(declare({ name: 'wrong', about: 'It throws.', roles: { node: {} } }), {
      node: {
        start() {
          throw new Error('no');
        },
      },
    }) as unknown as AnyProtocol;
    const { ended } = observe({
      ...planFor(setting()),
      protocol: wrong,
      setting: { ...setting(), options: {} },
    });
    expect(ended.error).toBeInstanceOf(HandlerError);
    expect(ended.error?.message).toMatch(/node, start \(.*simulation\.test\.ts:\d+:\d+\): no/);
  });

  it('is refused to a system that answers itself at once for ever', () => {
    const echo = implement(
      declare({
        name: 'echo',
        about: 'It talks to itself.',
        roles: { node: { receives: { say: {} } } },
      }),
      {
        node: {
          start: (n) => n.send(n.id, { type: 'say' }),
          on: { say: (n) => n.send(n.id, { type: 'say' }) },
        },
      },
    ) as unknown as AnyProtocol;
    const plan = { ...planFor(setting()), protocol: echo, setting: { ...setting(), options: {} } };
    expect(() => observe(plan)).toThrow(TimeStandsStill);
  });

  it('heals before, where there is time for it', () => {
    const plan = planFor(setting({ faults: [fault('crash', { for: null })] }), { heal: 10_000 });
    let healed = 0;
    const { of } = observe(plan, {
      healed: (time) => {
        healed = time;
      },
    });
    expect(healed).toBe(30_000);
    expect(of('began', 0).map(({ time }) => time)).toEqual([0, 30_000]);
  });
});
