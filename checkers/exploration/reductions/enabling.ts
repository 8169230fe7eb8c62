/**
 * What can make a condition true, and which steps are never there together: found by going through all
 * values of the bits that a condition reads, where these are few.
 */
import type { Footprint } from '../../../engine/transition/kernel/footprint.js';
import {
  type Condition,
  type LabelledStep,
  satisfying,
} from '../../../engine/transition/kernel/interference.js';

/** Conditions that more values satisfy are not compared with others. */
const MOST_VALUES = 64;

export class Enabling {
  private readonly values = new Map<Condition, readonly Int32Array[] | null>();
  private readonly apart = new Map<Condition, Map<Condition, boolean>>();

  /** Can the condition be true after this edge, and not before? */
  mayEnable({ writes, known, values }: Footprint, condition: Condition): boolean {
    const { reads } = condition;
    if (!meet(writes, reads)) return false;
    const satisfying = this.satisfying(condition);
    return satisfying === null || satisfying.some((state) => agree(state, values, known, reads));
  }

  /** Is there a state, reachable or not, in which both can be taken? */
  mayMeet(a: LabelledStep, b: LabelledStep): boolean {
    return a.edges.some(({ conditions }) =>
      b.edges.some((edge) =>
        conditions.every((one) => edge.conditions.every((other) => !this.exclude(one, other))),
      ),
    );
  }

  private exclude(a: Condition, b: Condition): boolean {
    if (!meet(a.reads, b.reads)) return false;
    let row = this.apart.get(a);
    if (row === undefined) {
      row = new Map();
      this.apart.set(a, row);
    }
    let apart = row.get(b);
    if (apart === undefined) {
      apart = this.contradict(a, b);
      row.set(b, apart);
    }
    return apart;
  }

  private contradict(a: Condition, b: Condition): boolean {
    const some = this.satisfying(a);
    const others = this.satisfying(b);
    if (some === null || others === null) return false;
    if (some.length > MOST_VALUES || others.length > MOST_VALUES) return false;
    return !some.some((one) => others.some((other) => agree(one, other, a.reads, b.reads)));
  }

  private satisfying(condition: Condition): readonly Int32Array[] | null {
    const known = this.values.get(condition);
    if (known !== undefined) return known;
    const found = satisfying(condition);
    this.values.set(condition, found);
    return found;
  }
}

/** Are the states the same in the bits of both masks? */
const agree = (a: Int32Array, b: Int32Array, mask: Int32Array, also: Int32Array): boolean =>
  a.every((word, i) => ((word ^ b[i]) & mask[i] & also[i]) === 0);

/** Have the masks a bit in common? */
export const meet = (a: Int32Array, b: Int32Array): boolean =>
  a.some((bits, i) => (bits & b[i]) !== 0);
