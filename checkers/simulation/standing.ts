/**
 * A condition whose truth is kept while the state changes a little at a time. `forall` and `exists` over nodes, or over sets that only grow, are asked
 * again only for the nodes that changed and the items that came: everything else was asked before, and nothing that it reads is different. Where items are
 * looked for by an equation (`a.slot == b.slot and …`), only those that satisfy it are met. (Incremental view maintenance, with hash joins: Gupta and Mumick,
 * Maintenance of Materialized Views, 1995.)
 *
 * Whatever would decide a quantifier is asked in full, in order: so the first tuple that decides, or lacks a value, is the interpreter's.
 */
import { type Closure, closure, type Frame, type Reading } from '../../engine/language/closures.js';
import type { Expr, ExprOf } from '../../engine/language/typed.js';
import type { Value } from '../../engine/language/value.js';
import { Domains, type Place, variablesIn } from './domains.js';

/** What is different in a state: one entry of a variable over nodes; a set has one more item; or something else. */
export interface Change {
  readonly variable: string;
  readonly at?: number;
  readonly item?: Value;
}

export interface Standing {
  note(change: Change): void;
  /** @throws IllDefined */
  holds(): boolean;
}

/** @param grows does the variable only ever get items? */
export function standing(
  expr: Expr,
  state: Reading,
  grows: (variable: string) => boolean,
): Standing {
  switch (expr.op) {
    case 'not': {
      const of = standing(expr.of, state, grows);
      return { note: (change) => of.note(change), holds: () => !of.holds() };
    }
    case 'and':
    case 'or':
    case 'implies': {
      const left = standing(expr.left, state, grows);
      const right = standing(expr.right, state, grows);
      const decided = expr.op === 'or';
      const note = (change: Change): void => {
        left.note(change);
        right.note(change);
      };
      return expr.op === 'implies'
        ? { note, holds: () => !left.holds() || right.holds() }
        : { note, holds: () => (left.holds() === decided ? decided : right.holds()) };
    }
    default: {
      const quantifier = expr.op === 'gather' ? quantified(expr, state, grows) : null;
      return quantifier ?? new Plainly(expr, state);
    }
  }
}

/** Asked again whenever a variable that it reads is different. */
class Plainly implements Standing {
  private readonly reads: ReadonlySet<string>;
  private readonly ask: Closure;
  private readonly frame: Frame;
  private known: boolean | null = null;

  constructor(expr: Expr, state: Reading) {
    this.reads = variablesIn(expr);
    this.ask = closure(expr);
    this.frame = { ...state, locals: [] };
  }

  note({ variable }: Change): void {
    if (this.reads.has(variable)) this.known = null;
  }

  holds(): boolean {
    this.known ??= this.ask(this.frame) as boolean;
    return this.known;
  }
}

/** Null where no binder ranges over nodes or over a set that only grows. */
function quantified(
  expr: ExprOf<'gather'>,
  state: Reading,
  grows: (variable: string) => boolean,
): Standing | null {
  if (expr.gather !== 'forall' && expr.gather !== 'exists') return null;
  const domains = new Domains(expr, grows);
  return domains.places.length === 0 ? null : new Quantifier(expr, domains, state);
}

/** More dirty places than this, and all are asked: there are never so many nodes. */
const DIRTY_MAX = 64;

class Quantifier implements Standing {
  /** Of all tuples it is known that none decides the quantifier, but for what is noted since. */
  private calm = false;
  private known: boolean | null = null;
  /** Tuples to be asked: a place, and what stands there. */
  private dirty: { readonly place: Place; readonly value: Value }[] = [];
  private readonly frame: Frame;
  private readonly inFull: Closure;
  private readonly ofTuple: Closure;
  /** What a tuple says that decides: `false` of `forall`. */
  private readonly decisive: boolean;

  constructor(
    expr: ExprOf<'gather'>,
    private readonly domains: Domains,
    state: Reading,
  ) {
    this.frame = { ...state, locals: [] };
    this.inFull = closure(expr);
    this.ofTuple = closure(domains.rest);
    this.decisive = expr.gather === 'exists';
  }

  note(change: Change): void {
    const { domains } = this;
    if (!domains.reads.has(change.variable)) return;
    this.known = null;
    if (change.item !== undefined) domains.grow(change.variable, change.item);
    if (!this.calm) return;
    const touched = domains.touched(change);
    if (touched === null || this.dirty.length > DIRTY_MAX) {
      this.calm = false;
      this.dirty = [];
      return;
    }
    for (const one of touched)
      if (!this.dirty.some((d) => d.place === one.place && d.value === one.value))
        this.dirty.push(one);
  }

  holds(): boolean {
    if (this.known !== null) return this.known;
    if (this.calm) {
      const { dirty } = this;
      this.dirty = [];
      this.calm = !dirty.some(({ place, value }) => this.decides(place, value));
      if (this.calm) this.known = !this.decisive;
    }
    this.known ??= this.inFull(this.frame) as boolean;
    this.calm = this.known !== this.decisive;
    return this.known;
  }

  /** Does a tuple with `value` there decide, or have no value? */
  private decides(place: Place, value: Value): boolean {
    const { domains, frame, decisive, ofTuple } = this;
    try {
      return domains.some(place, value, frame, (tuple) => ofTuple(tuple) === decisive);
    } catch {
      return true;
    }
  }
}
