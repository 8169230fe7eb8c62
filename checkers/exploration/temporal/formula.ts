/**
 * Path formulas in negation normal form: literals, and, or, next, until, release. They are built
 * through constructors that simplify and share equal formulas, so that equal formulas are one object
 * with one `id`. Unless and always become release, eventually becomes until:
 *
 *     always p = false release p      eventually p = true until p      p unless q = q release (p or q)
 *
 * A literal is a *proposition* (a boolean function of one state, see propositions.ts) or its negation.
 */

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
    if (of.op === 'true' || of.op === 'false') return of;
    return this.shared(`X${of.id}`, (id) => ({ id, op: 'next', of }));
  }

  and(left: PathFormula, right: PathFormula): PathFormula {
    if (left === right || right.op === 'true' || left.op === 'false') return left;
    if (left.op === 'true' || right.op === 'false') return right;
    if (contradict(left, right)) return this.false;
    if (left.op === 'next' && right.op === 'next') return this.next(this.and(left.of, right.of));
    if (isAlways(left) && isAlways(right)) return this.always(this.and(left.right, right.right));
    if (isPersistence(left) && isPersistence(right)) {
      const both = this.and(left.right.right, right.right.right);
      return this.eventually(this.always(both));
    }
    return this.binary('and', left, right);
  }

  or(left: PathFormula, right: PathFormula): PathFormula {
    if (left === right || right.op === 'false' || left.op === 'true') return left;
    if (left.op === 'false' || right.op === 'true') return right;
    if (contradict(left, right)) return this.true;
    if (left.op === 'next' && right.op === 'next') return this.next(this.or(left.of, right.of));
    if (isEventually(left) && isEventually(right)) {
      return this.eventually(this.or(left.right, right.right));
    }
    if (isRecurrence(left) && isRecurrence(right)) {
      const either = this.or(left.right.right, right.right.right);
      return this.always(this.eventually(either));
    }
    return this.binary('or', left, right);
  }

  until(left: PathFormula, right: PathFormula): PathFormula {
    if (right.op === 'true' || right.op === 'false' || left.op === 'false') return right;
    if (left === right) return right;
    if (left.op === 'true' && right.op === 'until' && right.left.op === 'true') return right;
    if (left.op === 'true' && isRecurrence(right)) return right;
    return this.binary('until', left, right);
  }

  release(left: PathFormula, right: PathFormula): PathFormula {
    if (right.op === 'true' || right.op === 'false' || left.op === 'true') return right;
    if (left === right) return right;
    if (left.op === 'false' && right.op === 'release' && right.left.op === 'false') return right;
    if (left.op === 'false' && isPersistence(right)) return right;
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

const contradict = (a: PathFormula, b: PathFormula): boolean =>
  a.op === 'literal' &&
  b.op === 'literal' &&
  a.proposition === b.proposition &&
  a.positive !== b.positive;

type Binary<O extends 'until' | 'release', Right extends PathFormula = PathFormula> = Extract<
  PathFormula,
  { readonly left: PathFormula }
> & { readonly op: O; readonly right: Right };

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
