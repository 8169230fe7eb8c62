/** Published counts: those of Stateright's own examples, and of Stateright run on the same configuration. */
import { expect, it } from 'vitest';
import { explore } from '../../../checkers/exploration/explore.js';
import { processMeters, Watch } from '../../../checkers/exploration/limits.js';
import abd from '../../protocols/registers/abd-register.js';
import singleCopy from '../../protocols/registers/single-copy-register.js';
import { CallHistory, type HistoryCall } from './history.js';
import type { NodesSettings } from './settings.js';
import { compileNodes } from './system.js';
import { putsAndGets, settingsOf } from './test-settings.js';

/** A search on the history as it is kept: some order of the calls, each after those that had ended before it began, fits. */
function isLinearizable(calls: readonly (readonly HistoryCall[])[]): boolean {
  const go = (taken: readonly number[], value: unknown): boolean => {
    if (calls.every((all, c) => all.slice(taken[c]).every(({ ending }) => ending === null)))
      return true;
    return calls.some((all, c) => {
      const call = all[taken[c]];
      if (call === undefined || call.after.some((n, other) => taken[other] < n)) return false;
      const next = taken.with(c, taken[c] + 1);
      if (call.op === 'put') return go(next, (call.args as { value: string }).value);
      return call.ending !== null && call.ending.value === value && go(next, value);
    });
  };
  return go(
    calls.map(() => 0),
    null,
  );
}

async function explored(
  protocol: unknown,
  clients: number,
  servers: number,
  more: Partial<NodesSettings> = {},
) {
  const history = new CallHistory('history', clients);
  const scripts = putsAndGets(clients, servers);
  const { observers = [history] } = more;
  const system = compileNodes({
    ...settingsOf(
      protocol,
      { server: servers },
      { clients: { scripts, invoke: 'eager' }, ...more, observers },
    ),
    observed: observers.includes(history)
      ? [
          {
            kind: 'observed',
            name: 'linearizable',
            observer: 0,
            of: (state) => isLinearizable(history.calls(state)),
          },
        ]
      : [],
    atoms: [
      {
        kind: 'state',
        variables: ['linearizable'],
        holds: ({ state }) => observers.length === 0 || state('linearizable') === true,
      },
    ],
  });
  // Far less than the addresses that a search reserves.
  const watch = new Watch({ maxMemoryBytes: 1.5 * 2 ** 30 }, processMeters);
  const [assertions] = system.properties;
  const judged = { ...assertions, claim: { form: 'always', atom: 0 } as const };
  const { found } = await explore(system, {
    properties: [judged, assertions],
    keepGraph: false,
    toTheEnd: true,
    watch,
    ...{ sleep: true, threads: { count: 1 }, outgrows: 100 },
  });
  expect(found.complete).toBe(true);
  expect(system.errors()).toEqual([]);
  const { states, generated } = found.counts;
  return { states, generated, violated: found.decided.has(0), system };
}

it('has the states of Stateright’s single-copy register', async () => {
  expect(await explored(singleCopy, 2, 1)).toMatchObject({
    states: 93,
    generated: 121,
    violated: false,
  });
  expect(await explored(singleCopy, 2, 2)).toMatchObject({
    states: 62,
    generated: 81,
    violated: true,
  });
});

it('has the states of Stateright’s linearizable register', async () => {
  const unordered = await explored(abd, 2, 2);
  expect(unordered).toMatchObject({ states: 544, generated: 875, violated: false });
  expect(await explored(abd, 1, 3)).toMatchObject({ states: 1449, generated: 3728 });
});

it('runs few handlers for many states: three servers over ordered channels', async () => {
  const network = { order: 'per link', duplicate: 'never', loss: 'never' } as const;
  const found = await explored(abd, 2, 3, { network });
  expect(found).toMatchObject({ states: 1_212_979, generated: 4_730_934, violated: false });
  expect(found.system.effort().handlerRuns).toBeLessThan(1000);
}, 120_000);

it('keeps no history that nobody asks for', async () => {
  const { states } = await explored(singleCopy, 2, 1, { observers: [] });
  expect(states).toBeLessThan(93);
});
