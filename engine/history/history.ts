/**
 * A history: what clients asked of an object, and what they were told, each with its times. A projection of
 * a run (simulated, explored, live), or imported from another system's log.
 */
import type { Plain } from '../plain.js';

/** Name → value: `{ key: "x", value: 1 }`. */
export type Args = Readonly<Record<string, Plain>>;

/**
 * How an operation ended. `ok`: it was done, between its two times. `refused`: certainly not done, now or
 * later. `unknown`: no answer; perhaps done at any time from its invocation on, perhaps never.
 */
export type Ending = 'ok' | 'refused' | 'unknown';

export const ENDINGS: readonly Ending[] = ['ok', 'refused', 'unknown'];

export interface Operation {
  readonly client: string;
  readonly name: string;
  readonly args: Args;
  readonly ending: Ending;
  /** What the client was told. Absent: nothing that tells of the object, as after a plain write. */
  readonly result?: Plain;
  /** When it was asked, in ticks. */
  readonly invoked: number;
  /** When it was answered, or given up; null where neither happened. An operation that is invoked at the
   * tick at which another is answered is concurrent with it. */
  readonly completed: number | null;
  /** The line of the log that holds the invocation, from 1. */
  readonly line?: number;
  /** The line that holds the completion, where it is another. */
  readonly endLine?: number;
}

export interface History {
  readonly operations: readonly Operation[];
  /** Length of a tick, where ticks are a measure of time and not just an order. */
  readonly tickSeconds?: number;
}

/** What is wrong with an operation of a history. */
export interface Flaw {
  /** Its index. */
  readonly operation: number;
  readonly message: string;
}

export interface Rules {
  /** May a client have several operations open at once? Default no. */
  readonly pipelined?: boolean;
}

/** What is wrong with a history, in the order of its operations; empty for a good one. */
export function flawsOf({ operations }: History, { pipelined = false }: Rules = {}): Flaw[] {
  const flaws = operations.flatMap((operation, index) => {
    const message = flawOf(operation);
    return message === null ? [] : [{ operation: index, message }];
  });
  if (flaws.length > 0 || pipelined) return flaws;
  return overlaps(operations);
}

function flawOf({ invoked, completed, ending, result }: Operation): string | null {
  if (!Number.isSafeInteger(invoked)) return 'the time of invocation is no whole number';
  if (completed === null) {
    if (ending === 'unknown') return null;
    const hint =
      ending === 'ok' ? '; where the client was told nothing, say `"ending": "unknown"`' : '';
    return `it ended (${ending}), but has no time of completion${hint}`;
  }
  if (!Number.isSafeInteger(completed)) return 'the time of completion is no whole number';
  if (completed < invoked)
    return `it was completed at ${completed}, before it was invoked at ${invoked}`;
  if (ending !== 'ok' && result !== undefined) return `it ended (${ending}), but has a result`;
  return null;
}

/** Operations that began before the client's last one was over. */
function overlaps(operations: readonly Operation[]): Flaw[] {
  const order = operations.map((_, index) => index);
  order.sort((a, b) => operations[a].invoked - operations[b].invoked || a - b);
  const last = new Map<string, Operation>();
  const flaws: Flaw[] = [];
  for (const index of order) {
    const operation = operations[index];
    const before = last.get(operation.client);
    if (before !== undefined && (before.completed ?? Infinity) > operation.invoked) {
      const until =
        before.completed === null ? 'which never completed' : `open until ${before.completed}`;
      flaws.push({
        operation: index,
        message: `client ${operation.client} invoked it at ${operation.invoked} during its operation of ${before.invoked}, ${until}`,
      });
    }
    last.set(operation.client, operation);
  }
  return flaws.sort((a, b) => a.operation - b.operation);
}
