/**
 * Path formulas in negation normal form: literals, and, or, next, until, release. They are built
 * through constructors that simplify and share equal formulas, so that equal formulas are one object
 * with one `id`. Unless and always become release, eventually becomes until:
 *
 *     always p = false release p      eventually p = true until p      p unless q = q release (p or q)
 *
 * A literal is a *proposition* (a boolean function of one state, see propositions.ts) or its negation.
 */
import { Facts } from './implication.js';

export type PathFormula =
  | { readonly id: number; readonly op: 'true' | 'false' }
  | {
      readonly id: number;
      readonly op: 'literal';
      readonly proposition: number;
      readonly positive: boolean;
    }
  | { readonly id: number; readonly op: 'next'; readonly of: PathFormula }
  | {
      readonly id: number;
      readonly op: 'and' | 'or' | 'until' | 'release';
      readonly left: PathFormula;
      readonly right: PathFormula;
    };

/** Makes the formulas of one property; formulas of two makers must not be mixed. */
export class PathFormulas {
  private readonly known = new Map<string, PathFormula>();
  private readonly facts = new Facts();
  private count = 0;
  readonly true: PathFormula = { id: this.count++, op: 'true' };
  readonly false: PathFormula = { id: this.count++, op: 'false' };

  constant(value: boolean): PathFormula {
    return value ? this.true : this.false;
  }

  literal(proposition: number, positive: boolean): PathFormula {
    return this.shared(`${positive ? '' : '!'}${proposition}`, (id) => ({
      id,
      op: 'literal',
      proposition,
      positive,
    }));
  }

  next(of: PathFormula): PathFormula {
    if (this.facts.isSuspendable(of)) return of;
    if (of.op === 'and' || of.op === 'or') {
      const { op, left, right } = of;
      if (this.facts.isSuspendable(left)) return this[op](left, this.next(right));
      if (this.facts.isSuspendable(right)) return this[op](this.next(left), right);
    }
    return this.shared(`X${of.id}`, (id) => ({ id, op: 'next', of }));
  }

  and(left: PathFormula, right: PathFormula): PathFormula {
    const { facts } = this;
    if (facts.implies(left, right)) return left;
    if (facts.implies(right, left)) return right;
    if (facts.exclude(left, right)) return this.false;
    if (left.op === 'next' && right.op === 'next') return this.next(this.and(left.of, right.of));
    if (left.op === 'until' && right.op === 'until' && left.right === right.right) {
      return this.until(this.and(left.left, right.left), left.right);
    }
    if (left.op === 'release' && right.op === 'release' && left.left === right.left) {
      return this.release(left.left, this.and(left.right, right.right));
    }
    if (isPersistence(left) && isPersistence(right)) {
      const both = this.and(left.right.right, right.right.right);
      return this.eventually(this.always(both));
    }
    return this.binary('and', left, right);
  }

  or(left: PathFormula, right: PathFormula): PathFormula {
    const { facts } = this;
    if (facts.implies(left, right)) return right;
    if (facts.implies(right, left)) return left;
    if (facts.exhaust(left, right)) return this.true;
    if (left.op === 'next' && right.op === 'next') return this.next(this.or(left.of, right.of));
    if (left.op === 'release' && right.op === 'release' && left.right === right.right) {
      return this.release(this.or(left.left, right.left), left.right);
    }
    if (left.op === 'until' && right.op === 'until' && left.left === right.left) {
      return this.until(left.left, this.or(left.right, right.right));
    }
    if (isRecurrence(left) && isRecurrence(right)) {
      const either = this.or(left.right.right, right.right.right);
      return this.always(this.eventually(either));
    }
    return this.binary('or', left, right);
  }

  until(left: PathFormula, right: PathFormula): PathFormula {
    const { facts } = this;
    if (left.op === 'false' || facts.isEventual(right) || facts.implies(left, right)) return right;
    if (right.op === 'until' && facts.implies(left, right.left)) return right;
    if (left.op !== 'true' && facts.exhaust(left, right)) return this.eventually(right);
    if (left.op === 'true' && right.op === 'until') return this.eventually(right.right);
    if (right.op === 'next' && (left.op === 'next' || left.op === 'true')) {
      return this.next(this.until(left.op === 'next' ? left.of : left, right.of));
    }
    const [first, second] = 'left' in right ? [right.left, right.right] : [];
    if (first && second && right.op === 'and') {
      if (facts.isSuspendable(first)) return this.and(first, this.until(left, second));
      if (facts.isSuspendable(second)) return this.and(this.until(left, first), second);
    }
    if (first && second && right.op === 'or') {
      if (facts.isEventual(first)) return this.or(first, this.until(left, second));
      if (facts.isEventual(second)) return this.or(this.until(left, first), second);
    }
    return this.binary('until', left, right);
  }

  release(left: PathFormula, right: PathFormula): PathFormula {
    const { facts } = this;
    if (left.op === 'true' || facts.isUniversal(right) || facts.implies(right, left)) return right;
    if (right.op === 'release' && facts.implies(right.left, left)) return right;
    if (left.op !== 'false' && facts.exclude(left, right)) return this.always(right);
    if (left.op === 'false' && right.op === 'release') return this.always(right.right);
    if (right.op === 'next' && (left.op === 'next' || left.op === 'false')) {
      return this.next(this.release(left.op === 'next' ? left.of : left, right.of));
    }
    const [first, second] = 'left' in right ? [right.left, right.right] : [];
    if (first && second && right.op === 'or') {
      if (facts.isSuspendable(first)) return this.or(first, this.release(left, second));
      if (facts.isSuspendable(second)) return this.or(this.release(left, first), second);
    }
    if (first && second && right.op === 'and') {
      if (facts.isUniversal(first)) return this.and(first, this.release(left, second));
      if (facts.isUniversal(second)) return this.and(this.release(left, first), second);
    }
    return this.binary('release', left, right);
  }

  always(of: PathFormula): PathFormula {
    return this.release(this.false, of);
  }

  eventually(of: PathFormula): PathFormula {
    return this.until(this.true, of);
  }

  private binary(
    op: 'and' | 'or' | 'until' | 'release',
    left: PathFormula,
    right: PathFormula,
  ): PathFormula {
    return this.shared(`${op} ${left.id} ${right.id}`, (id) => ({ id, op, left, right }));
  }

  private shared(key: string, make: (id: number) => PathFormula): PathFormula {
    const known = this.known.get(key);
    if (known) return known;
    const made = make(this.count++);
    this.known.set(key, made);
    return made;
  }
}

/** A formula with two sides. */
export type Binary<
  O extends 'and' | 'or' | 'until' | 'release' = 'and' | 'or' | 'until' | 'release',
  Right extends PathFormula = PathFormula,
> = Extract<PathFormula, { readonly left: PathFormula }> & {
  readonly op: O;
  readonly right: Right;
};

const isEventually = (f: PathFormula): f is Binary<'until'> =>
  f.op === 'until' && f.left.op === 'true';
const isAlways = (f: PathFormula): f is Binary<'release'> =>
  f.op === 'release' && f.left.op === 'false';
/** always(eventually(…)): holds now exactly if it holds at any later time. */
const isRecurrence = (f: PathFormula): f is Binary<'release', Binary<'until'>> =>
  isAlways(f) && isEventually(f.right);
/** eventually(always(…)): the same. */
const isPersistence = (f: PathFormula): f is Binary<'until', Binary<'release'>> =>
  isEventually(f) && isAlways(f.right);
