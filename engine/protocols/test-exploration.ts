/**
 * Explores a protocol for the tests of this folder: all interleavings of a small cluster, within a budget of crashes, losses and
 * timers. A law is judged on all that was emitted until then, and the histories of clients on a sequential object.
 */
import { breadthFirst } from '../../checkers/exploration/breadth-first.js';
import { processMeters, Watch } from '../../checkers/exploration/limits.js';
import type { AnyProtocol, Setup } from '../node/index.js';
import type { SequentialObject } from '../objects/object.js';
import type { Plain } from '../plain.js';
import { CallHistory, type HistoryCall } from '../transition/nodes/history.js';
import type { Observation, Observer } from '../transition/nodes/observer.js';
import type { NodesSettings, Script } from '../transition/nodes/settings.js';
import { compileNodes } from '../transition/nodes/system.js';
import { settingsOf } from '../transition/nodes/test-settings.js';

export interface Emitted {
  readonly node: number;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export type Law = (emitted: readonly Emitted[]) => boolean;

export interface Exploration extends Omit<Setup, 'protocol'> {
  readonly scripts?: readonly Script[];
  readonly invoke?: 'eager' | 'any time';
  readonly crashes?: number;
  /** How many timers fire in a run. */
  readonly timers?: number;
  readonly network?: Partial<NodesSettings['network']>;
  readonly law?: { readonly events: readonly string[]; readonly holds: Law };
  readonly object?: SequentialObject;
  readonly maxStates?: number;
}

export interface Explored {
  readonly states: number;
  readonly generated: number;
  readonly complete: boolean;
  readonly violated: boolean;
}

/** Stops at the first violation. */
export async function explore(
  protocol: unknown,
  { scripts = [], invoke = 'eager', law, object, maxStates, network, ...rest }: Exploration,
): Promise<Explored> {
  const { crashes = 0, timers = 0, ...setup } = rest;
  const history = object && new CallHistory('history', scripts.length);
  const events = law && new Events(law.events);
  const watched = [
    ...(history && object
      ? [{ observer: history, holds: (s: number) => linearizable(object, history.calls(s)) }]
      : []),
    ...(events && law
      ? [{ observer: events, holds: (s: number) => law.holds(events.emitted(s)) }]
      : []),
  ];
  const names = watched.map(({ observer }) => `${observer.name} is good`);
  const system = compileNodes({
    ...settingsOf(protocol, setup.counts ?? {}, {
      crashes,
      timers: { each: null, all: timers },
      sample: 0,
    }),
    cluster: { ...setup, protocol: protocol as AnyProtocol },
    clients: { scripts, invoke },
    network: { order: 'any', duplicate: 'never', loss: 'never', ...network },
    observers: watched.map(({ observer }) => observer),
    observed: watched.map(({ holds }, observer) => ({
      kind: 'observed' as const,
      name: names[observer],
      observer,
      of: holds,
    })),
    atoms: [
      {
        kind: 'state',
        variables: names,
        holds: ({ state }) => names.every((n) => state(n) === true),
      },
    ],
  });
  const [assertions] = system.properties;
  const good = { ...assertions, claim: { form: 'always', atom: 0 } as const };
  const watch = new Watch(maxStates === undefined ? {} : { maxStates }, processMeters);
  const found = await breadthFirst(system, {
    properties: [{ ...good }, assertions],
    keepGraph: false,
    toTheEnd: false,
    watch,
  });
  const [error] = system.errors();
  if (error !== undefined) throw new Error(JSON.stringify(error));
  const { states, generated } = found.counts;
  return { states, generated, complete: found.complete, violated: found.decided.size > 0 };
}

/** The set of all that was emitted. */
class Events implements Observer {
  readonly name = 'all that was emitted';
  readonly history = false;
  readonly events: ReadonlySet<string>;
  private readonly numbers = new Map<string, number>([['[]', 0]]);
  private readonly sets: string[][] = [[]];

  constructor(events: readonly string[]) {
    this.events = new Set(events);
  }

  start(): number {
    return 0;
  }

  next(state: number, observation: Observation): number {
    if (observation.kind !== 'emit') return state;
    const { node, event, fields } = observation;
    const one = JSON.stringify({ node, event, fields });
    if (this.sets[state].includes(one)) return state;
    const all = [...this.sets[state], one].sort();
    const text = JSON.stringify(all);
    const number = this.numbers.get(text) ?? this.sets.push(all) - 1;
    this.numbers.set(text, number);
    return number;
  }

  emitted(state: number): Emitted[] {
    return this.sets[state].map((one) => JSON.parse(one) as Emitted);
  }

  text(state: number): string {
    return JSON.stringify(this.sets[state]);
  }

  plain(state: number): Plain {
    return this.sets[state];
  }
}

/** Some order of the calls, each after those that had ended before it began, explains all answers. */
function linearizable(
  object: SequentialObject,
  calls: readonly (readonly HistoryCall[])[],
): boolean {
  const done = (call: HistoryCall | undefined) => call !== undefined && call.ending !== null;
  const go = (taken: readonly number[], state: Plain): boolean => {
    if (calls.every((all, c) => !done(all[taken[c]]))) return true;
    return calls.some((all, c) => {
      const call = all[taken[c]];
      if (call === undefined || call.after.some((n, other) => taken[other] < n)) return false;
      const next = taken.with(c, taken[c] + 1);
      if (call.ending?.status === 'refused') return go(next, state);
      const heard = call.ending?.value;
      return object
        .step(state, call.op, call.args as never, heard)
        .filter(
          ({ result }) =>
            heard === undefined ||
            result === undefined ||
            JSON.stringify(result) === JSON.stringify(heard),
        )
        .some((outcome) => go(next, outcome.state));
    });
  };
  return go(
    calls.map(() => 0),
    object.initial,
  );
}
