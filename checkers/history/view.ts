/** A history as it is drawn: operations in time, with moments at which they may have taken effect. */
import type { Operation } from '../../engine/history/history.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import type { OperationsView } from '../verdict.js';
import type { HistoryResult } from './check.js';
import type { Effect } from './linearization.js';
import { operationText } from './words.js';

/** More are not told apart in one picture. */
const SHOWN_MAX = 60;

/** Of a long history what is near the answer that no order allows, or else its beginning, is shown.
 * @param tickSeconds null where ticks are an order and no time */
export function operationsView(
  operations: readonly Operation[],
  object: SequentialObject,
  { parts, obstacle }: HistoryResult,
  tickSeconds: number | null,
): OperationsView {
  const bad = obstacle?.operation ?? null;
  const orders =
    obstacle === null ? parts.map(({ linearization }) => linearization ?? []) : [obstacle.before];
  const moments = new Map(orders.flatMap((order) => momentsOf(order, bad?.completed ?? null)));
  // An order is about one part; with an obstacle, nothing is known of the others.
  const about = operations.filter(
    ({ name, args }) => obstacle === null || (object.parts?.of(name, args) ?? '') === obstacle.part,
  );
  const shown = nearest(
    [...about].sort((a, b) => a.invoked - b.invoked),
    bad,
  );
  return {
    tickSeconds,
    operations: shown.map((operation) => ({
      client: operation.client,
      text: operationText(operation),
      ending: operation.ending,
      invoked: operation.invoked,
      completed: operation.completed,
      at: moments.get(operation) ?? null,
      forbidden: operation === bad,
    })),
    left: operations.length - shown.length,
  };
}

/** As many as are shown, those whose invocations are nearest to that of `bad`, more of them before it. */
function nearest(sorted: readonly Operation[], bad: Operation | null): readonly Operation[] {
  if (sorted.length <= SHOWN_MAX) return sorted;
  const at = bad === null ? 0 : sorted.indexOf(bad);
  const first = Math.max(0, Math.min(at - Math.floor(SHOWN_MAX * 0.7), sorted.length - SHOWN_MAX));
  return sorted.slice(first, first + SHOWN_MAX);
}

/**
 * A moment for each, in the middle of what the order leaves it: not before all that come earlier were invoked, not after
 * one that comes later, or it, was answered. Both ends grow along the order, so the moments do.
 */
function momentsOf(order: readonly Effect[], before: number | null): [Operation, number][] {
  let latest = before ?? order.reduce((end, { operation }) => Math.max(end, endOf(operation)), 0);
  return [...order]
    .reverse()
    .map(({ operation, at }): [Operation, number] => {
      if (operation.ending === 'ok') latest = Math.min(latest, endOf(operation));
      return [operation, (at + Math.max(at, latest)) / 2];
    })
    .reverse();
}

const endOf = ({ completed, invoked }: Operation): number => completed ?? invoked;
