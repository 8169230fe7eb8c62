/**
 * Is a handler a function of its node's state and event alone? What is memoised is run once, so one that is not would make a wrong
 * space. Samples are run again: as they were, with sets and maps in another order, and with two nodes exchanged.
 */
import {
  type Cluster,
  type Event,
  effectText,
  HandlerError,
  label,
  type Role,
  rewriteEvent,
  rewriteState,
  stateText,
} from '../../node/index.js';
import type { Rewrite } from '../../node/kit.js';
import { type Local, type Outcome, outcomes } from './handlers.js';
import type { TimerSettings } from './settings.js';

/** All of the first runs are looked at: they have most kinds of steps. */
const FIRST = 200;

export class Purity {
  private seen = 0;

  /** One run in `sample` is run again; 0: none. */
  constructor(
    private readonly cluster: Cluster,
    private readonly timers: TimerSettings,
    private readonly sample: number,
    /** Are all nodes honest? A liar cannot be exchanged for another node. */
    private readonly exchanges: boolean,
  ) {}

  /** The outcomes as they are, or the error that the handler is. */
  checked(node: number, before: Local, event: Event, ways: readonly Outcome[]): readonly Outcome[] {
    const { sample } = this;
    if (sample === 0 || ways.some(({ error }) => error)) return ways;
    const turn = this.seen++;
    if (turn >= FIRST && turn % sample !== 0) return ways;
    const reason = this.flaw(node, before, event, ways);
    if (reason === null) return ways;
    const error = new HandlerError(this.cluster.of[node].name, label(event), reason);
    return [{ choices: [], local: before, effects: [], error }];
  }

  private flaw(node: number, before: Local, event: Event, ways: readonly Outcome[]): string | null {
    const first = this.text(node, ways);
    if (this.again(node, before, event, {}) !== first)
      return 'run again from the same state, it does something else: it keeps something outside of the node (a variable of its module, say)';
    if (this.again(node, before, event, { reverse: true }) !== first)
      return 'it depends on the order of a Set or Map; sort what it iterates over';
    const swap = this.exchange(node);
    if (swap === null) return null;
    const id = (other: number): number => swap.get(other) ?? other;
    const renamed = this.text(id(node), this.run(id(node), before, event, { id }, node));
    if (renamed === this.text(node, ways, id)) return null;
    return 'it treats two nodes of a role differently; compare nodes by equality only, or declare the role `symmetric: false`';
  }

  private again(node: number, before: Local, event: Event, how: Rewrite): string {
    return this.text(node, this.run(node, before, event, how, node));
  }

  /** The step of `node` under other names, or in another order, at the node `at`. */
  private run(at: number, before: Local, event: Event, how: Rewrite, node: number): Outcome[] {
    const { cluster, timers } = this;
    const role = cluster.of[node];
    const rewritten: Local = {
      ...before,
      state: rewriteState(role, before.state, how),
      left: renamedKeys(role, before, how),
    };
    return outcomes(cluster, at, rewritten, rewriteEvent(cluster, node, event, how), timers);
  }

  private text(node: number, ways: readonly Outcome[], id?: (node: number) => number): string {
    const { cluster } = this;
    const role = cluster.of[node];
    const how = id ? { id } : {};
    const one = ({ local, effects, error }: Outcome): string => {
      if (error) return `error ${error.reason}`;
      const state = stateText(role, id ? rewriteState(role, local.state, how) : local.state);
      const left = [...renamedKeys(role, local, how)].map(([k, t]) => `${k}=${t}`).sort();
      // Among what is done in one step there may be an order of nodes, which is nobody's business.
      const done = effects.map((effect) => effectText(cluster, node, effect, how));
      return `${state}|${left.join()}|${done.sort().join()}`;
    };
    // Choices may come in another order where they are made from a collection.
    return ways.map(one).sort().join('\n');
  }

  /** Two nodes of a symmetric role, this one among them if it can be; null where no role allows it. */
  private exchange(node: number): ReadonlyMap<number, number> | null {
    const { cluster } = this;
    if (!this.exchanges) return null;
    const roles = [cluster.of[node], ...cluster.roles];
    const role = roles.find(
      ({ name, declaration }) =>
        declaration.symmetric !== false &&
        cluster.nodes[name].length > 1 &&
        Object.keys(declaration.links ?? {}).length === 0,
    );
    if (role === undefined) return null;
    const nodes = cluster.nodes[role.name];
    const first = nodes.includes(node) ? node : nodes[0];
    const other = nodes.find((n) => n !== first) as number;
    return new Map([
      [first, other],
      [other, first],
    ]);
  }
}

function renamedKeys(role: Role, { state, left }: Local, how: Rewrite): Map<string, number> {
  const renamed = [...left].map(([key, ticks]): [string, number] => {
    const timer = state.timers.get(key);
    return [timer === undefined ? key : role.timerKey(role.timers.rewrite(timer, how)), ticks];
  });
  return new Map(renamed);
}
