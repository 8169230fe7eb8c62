/** Exchanges of nodes and clients: sums of orbits are the counts of the full space, for random settings of every protocol. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breadthFirst } from '../../../../checkers/exploration/breadth-first.js';
import { checkModel } from '../../../../checkers/exploration/check.js';
import { processMeters, Watch } from '../../../../checkers/exploration/limits.js';
import { campaign, patience } from '../../../../test/campaign.js';
import { placeOf } from '../../../language/source.js';
import { CallHistory } from '../history.js';
import type { Observer } from '../observer.js';
import type { NodesSettings } from '../settings.js';
import { compileNodes } from '../system.js';
import { settingsOf } from '../test-settings.js';
import { generatorsOf } from './group.js';
import equals from './test-equals.js';
import named, { WAYS } from './test-named.js';

const MOST = 4000;

/** The same search of everything, and up to exchanges; null where that is refused, or there is too much. */
async function both(settings: NodesSettings) {
  const options = (system: { properties: readonly never[] } | ReturnType<typeof compileNodes>) => ({
    properties: system.properties,
    keepGraph: false,
    toTheEnd: true,
    watch: new Watch({ maxStates: MOST }, processMeters),
  });
  const system = compileNodes(settings);
  const all = await breadthFirst(system, options(system));
  const form = compileNodes(settings).symmetric?.();
  if (!all.complete || form === undefined || 'refused' in form) return null;
  const few = await breadthFirst(form.system, {
    ...options(form.system as never),
    representatives: form.symmetry,
  });
  return { system, all, form, few };
}

const mixture = fc.record({
  network: fc.record({
    order: fc.constantFrom('any' as const, 'per link' as const),
    duplicate: fc.constantFrom('never' as const, 'always possible' as const, 1),
    loss: fc.constantFrom('never' as const, 1),
  }),
  timers: fc.constantFrom<NodesSettings['timers']>(
    { each: null, all: 1 },
    { each: null, all: 2 },
    { tick: 1000, clamp: 3000, late: false, prompt: false },
  ),
  invoke: fc.constantFrom('eager' as const, 'any time' as const),
  clients: fc.integer({ min: 0, max: 2 }),
  nodes: fc.integer({ min: 2, max: 3 }),
  apart: fc.boolean(),
  history: fc.boolean(),
  most: fc.integer({ min: 0, max: 1 }),
  clerks: fc.integer({ min: 0, max: 2 }),
});

it('counts what the full search counts', { timeout: patience(120_000) }, async () => {
  const { seed, runs } = campaign('nodes up to exchanges', { sample: 30, deep: 3000 });
  let compared = 0;
  let less = 0;
  await fc.assert(
    fc.asyncProperty(mixture, async (m) => {
      const scripts = Array.from({ length: m.clients }, (_, c) => [
        {
          op: c === 1 && m.apart ? 'look' : 'take',
          args: c === 1 && m.apart ? {} : { turns: m.most },
          to: m.apart ? c % m.nodes : 0,
        },
      ]);
      const counts = { peer: m.nodes, clerk: m.clerks };
      const found = await both(
        settingsOf(equals, counts, {
          ...m,
          cluster: { protocol: equals as never, counts, options: { most: m.most } },
          clients: { scripts, invoke: m.invoke },
          observers: m.history ? [new CallHistory('history', m.clients)] : [],
        }),
      );
      if (found === null) return;
      const { all, few, system } = found;
      expect(few.full).toMatchObject({
        states: all.counts.states,
        generated: all.counts.generated,
        initial: all.initialStates,
        stuckStates: all.stuckStates,
        statesByDepth: all.statesByDepth,
        stepsByAction: all.stepsByAction,
      });
      expect([...few.decided.keys()]).toEqual([...all.decided.keys()]);
      for (const [property, sighting] of few.decided) {
        expect(sighting.length).toBe(all.decided.get(property)?.length);
        const run = few.search.runTo(sighting);
        expect(run.states).toHaveLength(sighting.length);
        for (let i = 0; i < run.labels.length; i++) system.describe(run.labels[i], 0);
      }
      compared++;
      if (few.counts.states < all.counts.states) less++;
    }),
    { seed, numRuns: runs },
  );
  // About half of them.
  expect(compared).toBeGreaterThan(runs / 8);
  expect(less).toBeGreaterThan(runs / 10);
});

/** Remembers who was last seen. */
const seen: Observer = {
  name: 'seen',
  history: false,
  events: new Set(['seen']),
  start: () => 0,
  next: (_, heard) => (heard.kind === 'emit' ? 1 + (heard.fields as { of: number }).of : 0),
  text: String,
  plain: (state) => state,
  rename: (state, node) => (state === 0 ? 0 : 1 + node(state - 1)),
};

/** Names of nodes are no part of the rerun that samples: only the lists of steps tell. */
const namedIn = (way: (typeof WAYS)[number], order: 'any' | 'per link'): NodesSettings => {
  const counts = { boss: 1, server: 3, clerk: 1 };
  return settingsOf(named, counts, {
    cluster: {
      protocol: named as never,
      counts,
      options: { way },
      links: (node, { nodes }) => (node === nodes.boss[0] ? { first: nodes.server[0] } : {}),
    },
    network: { order, duplicate: 'never', loss: 'never' },
    timers: { each: null, all: 2 },
    observers: [seen],
  });
};

describe('nodes that others treat differently', () => {
  const check = async (settings: NodesSettings, reduce: 'symmetry'[]) => {
    const options = { place: placeOf(settings.span), reduce };
    const { verdicts } = await checkModel(compileNodes(settings), options);
    return verdicts.map(({ property, status }) => [property, status]);
  };

  it.each(WAYS)('by %s: verdicts are those of the full search', async (way) => {
    for (const order of ['any', 'per link'] as const) {
      const settings = namedIn(way, order);
      const full = await check(settings, []);
      const reduced = await check(settings, ['symmetry']);
      expect(reduced).toEqual(full);
      const uneven = way !== 'none' && (way !== 'order' || order === 'per link');
      const found = await both(settings);
      const failed = found?.few.failure !== null || found.few.initialFailure !== null;
      expect([order, failed]).toEqual([order, uneven]);
      if (!failed) expect(found.few.full?.states).toBe(found.all.counts.states);
      else expect(found?.form.lost?.()).toMatch(way === 'start' ? 'how they start' : 'else when');
    }
  });
});

it('every group is made by its generators', () => {
  const elements = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ];
  const generators = generatorsOf(elements.map((to) => Int32Array.from(to)));
  expect(generators.map((to) => [...to])).toEqual([
    [0, 2, 1],
    [1, 0, 2],
  ]);
});

describe('exchanges', () => {
  const refusal = (more: Partial<NodesSettings>) => {
    const counts = { peer: 2, clerk: 1 };
    const form = compileNodes(settingsOf(equals, counts, more)).symmetric?.();
    return form && 'refused' in form ? form.refused : null;
  };

  it('are refused where what clients do names nodes', () => {
    const take = (turns: number, to: number) => [{ op: 'take', args: { turns }, to }];
    const scripts = [take(1, 0), take(2, 1)];
    expect(refusal({ clients: { scripts, invoke: 'eager' } })).toContain('no nodes or clients');
  });

  it('are refused where a crash shows the order of sends', () => {
    expect(refusal({ crashes: 1 })).toContain('a crash between two sends');
  });

  it('are refused where an observer has no names', () => {
    const history = new CallHistory('history', 0);
    const nameless = { ...history, name: 'nameless', rename: undefined } as never;
    expect(refusal({ observers: [nameless] })).toContain('nameless');
  });
});
