/**
 * Which calls of clients a node still owes an answer. A call is answered once; a second answer would find nobody, or, worse, somebody who
 * takes it for the first. So it is an error of the protocol, at the line that answers again, as far as that can be known: of a role
 * whose calls go nowhere else (`Role.keepsCalls`), for then who was asked is the only one to answer, and only until its memory is lost;
 * of others, whose logs may well hold a call twice that its client sent twice, in the handler to which the call comes.
 */
import type { Role } from './role.js';
import type { Call, Rewrite } from './shapes/shape.js';
import type { NodeState } from './step.js';

/** `answered`; `owed` one answer; `again`: asked once more before it was answered, it may be answered as often as is right. */
type Standing = 'owed' | 'answered' | 'again';

/** Call, as a number, to how it stands. */
export type Owing = ReadonlyMap<number, Standing>;

export const NOTHING_OWED: Owing = new Map();

const SEQ = 2 ** 32;
const numberOf = ({ client, seq }: Call): number => client * SEQ + seq;

export const sameCall = (a: Call, b: Call): boolean => a.client === b.client && a.seq === b.seq;

/** What is older than so many calls is forgotten. */
const CALLS_MAX = 1000;

export class Debts {
  /** What comes is not noted. */
  blind = false;
  private open: Owing = NOTHING_OWED;
  /** `open`, once it is nobody else's. */
  private own: Map<number, Standing> | null = null;

  get calls(): Owing {
    return this.open;
  }

  load(owed: Owing): void {
    this.open = owed;
    this.own = null;
  }

  come(call: Call): void {
    if (this.blind) return;
    const open = this.changed();
    const key = numberOf(call);
    const before = open.get(key) ?? 'answered';
    open.set(key, before === 'answered' ? 'owed' : 'again');
    if (open.size <= CALLS_MAX) return;
    for (const oldest of open.keys()) {
      open.delete(oldest);
      return;
    }
  }

  /** It is answered now. False where it has been. */
  settle(call: Call): boolean {
    const key = numberOf(call);
    const before = this.open.get(key);
    if (before === 'owed') this.changed().set(key, 'answered');
    return before !== 'answered';
  }

  private changed(): Map<number, Standing> {
    this.own ??= new Map(this.open);
    this.open = this.own;
    return this.own;
  }
}

/** Under other names of clients. */
export function rewriteOwed(owed: Owing, { call }: Rewrite): Owing {
  if (owed.size === 0 || call === undefined) return owed;
  return new Map(
    [...owed].map(([key, standing]) => {
      const [client, seq] = [Math.floor(key / SEQ), key % SEQ];
      return [numberOf({ client: call(client, { client, seq, op: '' }), seq, op: '' }), standing];
    }),
  );
}

/** What makes a difference, in order: calls that the node still holds. It has no way of answering others. */
export function owedStill(role: Role, { owed, mem, timers }: NodeState): Owing {
  if (owed.size === 0 || !role.keepsCalls) return NOTHING_OWED;
  const held = new Set<number>();
  const call = (client: number, its: Call): number => {
    held.add(numberOf(its));
    return client;
  };
  if (role.mem.contents.calls) role.mem.rewrite(mem, { call });
  if (role.timers.contents.calls)
    for (const timer of timers.values()) role.timers.rewrite(timer, { call });
  const kept = [...owed].filter(([key]) => held.has(key));
  return kept.length === 0 ? NOTHING_OWED : new Map(kept.sort(([a], [b]) => a - b));
}
