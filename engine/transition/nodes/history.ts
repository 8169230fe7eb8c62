/**
 * The whole history of calls as an observer: of every call what it was, how it ended, and which calls of others had ended before it
 * began. That is all that a judge of histories can tell (Herlihy and Wing, Linearizability, 1990); Stateright keeps the same, so counts
 * of states can be compared. An observer that judges may ride along: its state is a function of the history.
 */
import type { Plain } from '../../plain.js';
import type { Observation, Observer } from './observer.js';
import { Interner } from './tables.js';
import { plainOf } from './world.js';

export interface HistoryCall {
  readonly client: number;
  readonly op: string;
  readonly args: Plain;
  /** Of each client: how many of its calls had ended when this one began. */
  readonly after: readonly number[];
  /** null while it is open. */
  readonly ending: { readonly status: 'ok' | 'refused'; readonly value: Plain } | null;
}

interface State {
  /** By client, in their order. */
  readonly calls: readonly (readonly HistoryCall[])[];
  readonly inner: number;
}

export class CallHistory implements Observer {
  readonly history = true;
  readonly events: ReadonlySet<string> = new Set();
  private readonly states = new Interner<State>();

  constructor(
    readonly name: string,
    private readonly clients: number,
    private readonly rider: Observer | null = null,
  ) {}

  start(): number {
    const calls = Array.from({ length: this.clients }, () => []);
    return this.number({ calls, inner: this.rider?.start() ?? 0 });
  }

  next(state: number, observation: Observation): number {
    if (observation.kind === 'emit') return state;
    const { calls, inner } = this.states.values[state];
    const { client, op } = observation.call;
    const own = calls[client];
    const changed =
      observation.kind === 'invoke'
        ? [...own, this.begun(calls, client, op, plainOf(observation.args))]
        : own.map((c) => (c.ending === null ? { ...c, ending: endingOf(observation.reply) } : c));
    return this.number({
      calls: calls.with(client, changed),
      inner: this.rider?.next(inner, observation) ?? 0,
    });
  }

  calls(state: number): readonly (readonly HistoryCall[])[] {
    return this.states.values[state].calls;
  }

  /** The state of the observer that rides along. */
  inner(state: number): number {
    return this.states.values[state].inner;
  }

  rename(
    state: number,
    node: (node: number) => number,
    client: (client: number) => number,
  ): number {
    const { calls, inner } = this.states.values[state];
    const moved = <T>(of: readonly T[]): T[] => {
      const to: T[] = [];
      of.forEach((one, c) => {
        to[client(c)] = one;
      });
      return to;
    };
    const renamed = calls.map((all, c) =>
      all.map((call) => ({ ...call, client: client(c), after: moved(call.after) })),
    );
    return this.number({
      calls: moved(renamed),
      inner: this.rider?.rename?.(inner, node, client) ?? inner,
    });
  }

  text(state: number): string {
    return JSON.stringify(this.calls(state));
  }

  plain(state: number): Plain {
    return this.calls(state).flatMap((calls, client) =>
      calls.map(({ op, args, ending }) => {
        const given = JSON.stringify(args);
        const ended =
          ending === null
            ? 'open'
            : ending.status === 'ok'
              ? JSON.stringify(ending.value)
              : 'refused';
        return `client${client + 1}: ${op}${given === '{}' ? '' : ` ${given}`} → ${ended}`;
      }),
    );
  }

  private begun(calls: State['calls'], client: number, op: string, args: Plain): HistoryCall {
    const after = calls.map((all) => all.filter(({ ending }) => ending !== null).length);
    return { client, op, args, after, ending: null };
  }

  private number(state: State): number {
    return this.states.put(JSON.stringify(state.calls), () => state);
  }
}

function endingOf(reply: Extract<Observation, { kind: 'return' }>['reply']) {
  return reply.status === 'ok'
    ? { status: reply.status, value: plainOf(reply.value) }
    : { status: reply.status, value: null };
}
