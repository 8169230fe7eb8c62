/**
 * Over what a quantifier ranges: its first binders, as far as they stand for nodes or for the items of a set that only grows, and what is asked of each
 * tuple of them. Finds the tuples that a change concerns.
 */

import { type Closure, closure, type Frame } from '../../engine/language/closures.js';
import type { Binder, Expr, ExprOf } from '../../engine/language/typed.js';
import type { Value } from '../../engine/language/value.js';
import { ordinal } from '../../engine/language/values.js';
import type { Change } from './standing.js';

/** One binder. */
export interface Place {
  readonly local: Binder['local'];
  /** All it ranges over; of a set the items so far. */
  readonly items: readonly Value[];
  /** The set that it is; null where it is nodes. */
  readonly set: string | null;
}

/** An equation between two places that comes before all else that is asked: what stands at `to` has the key that `from` gives. */
interface Join {
  readonly from: Place;
  readonly to: Place;
  readonly key: Closure;
  /** Of each item of `to`: its key. */
  readonly of: Closure;
  readonly index: Map<string, Value[]>;
}

export class Domains {
  readonly places: readonly Place[];
  /** What is asked of a tuple. */
  readonly rest: Expr;
  /** All variables that matter. */
  readonly reads: ReadonlySet<string>;
  private readonly growing = new Map<string, Value[]>();
  private readonly joins: Join[] = [];
  /** Variable → places whose node alone says which entry is read; null: all entries may be. */
  private readonly readAt = new Map<string, Map<Place, ExprOf<'index'>> | null>();

  constructor(expr: ExprOf<'gather'>, grows: (variable: string) => boolean) {
    const places: Place[] = [];
    for (const { local, over } of expr.binders) {
      const place = this.placeOf(local, over, grows);
      if (place === null) break;
      places.push(place);
    }
    this.places = places;
    const binders = expr.binders.slice(places.length);
    this.rest = binders.length === 0 ? expr.body : { ...expr, binders };
    this.reads = variablesIn(expr);
    this.findReads(this.rest);
    if (binders.length === 0) this.findJoins(expr);
  }

  private placeOf(
    local: Binder['local'],
    over: Expr,
    grows: (variable: string) => boolean,
  ): Place | null {
    if (over.op === 'literal' && Array.isArray(over.value))
      return { local, items: over.value as readonly Value[], set: null };
    if (over.op !== 'variable' || !grows(over.name)) return null;
    const items = this.growing.get(over.name) ?? [];
    this.growing.set(over.name, items);
    return { local, items, set: over.name };
  }

  // ---- what a change concerns ----------------------------------------------------------------------------------

  grow(variable: string, item: Value): void {
    this.growing.get(variable)?.push(item);
    for (const { to, of, index } of this.joins) {
      if (to.set !== variable) continue;
      const key = keyOf(of, to, item);
      const others = index.get(key);
      if (others === undefined) index.set(key, [item]);
      else others.push(item);
    }
  }

  /** Where, and what stands there; null: anywhere. */
  touched({
    variable,
    at,
    item,
  }: Change): { readonly place: Place; readonly value: Value }[] | null {
    const found: { readonly place: Place; readonly value: Value }[] = [];
    const read = this.readAt.get(variable);
    if (read === null) return null;
    if (read !== undefined) {
      if (at === undefined) return null;
      for (const [place, { of }] of read)
        for (const value of place.items)
          if (of.type.kind === 'map' && ordinal(of.type.key, value) === at)
            found.push({ place, value });
    }
    if (this.growing.has(variable)) {
      if (item === undefined) return null;
      for (const place of this.places)
        if (place.set === variable) found.push({ place, value: item });
    }
    return found;
  }

  /** Is there a tuple with `value` at `place` of which `visit` is true? Locals are bound in `frame`. */
  some(place: Place, value: Value, frame: Frame, visit: (frame: Frame) => boolean): boolean {
    frame.locals[place.local.id] = value;
    return this.walk(0, place, frame, visit);
  }

  private walk(i: number, fixed: Place, frame: Frame, visit: (frame: Frame) => boolean): boolean {
    if (i === this.places.length) return visit(frame);
    const place = this.places[i];
    if (place === fixed) return this.walk(i + 1, fixed, frame, visit);
    for (const item of this.offered(i, fixed, frame)) {
      frame.locals[place.local.id] = item;
      if (this.walk(i + 1, fixed, frame, visit)) return true;
    }
    return false;
  }

  /** What may stand at place `i`, given what is bound: the places before it, and the fixed one. */
  private offered(i: number, fixed: Place, frame: Frame): readonly Value[] {
    const place = this.places[i];
    for (const { from, to, key, index } of this.joins)
      if (to === place && (from === fixed || this.places.indexOf(from) < i))
        return index.get(JSON.stringify(key(frame))) ?? [];
    return place.items;
  }

  // ---- how it reads --------------------------------------------------------------------------------------------

  private findReads(part: unknown): void {
    if (typeof part !== 'object' || part === null) return;
    if (Array.isArray(part)) {
      for (const item of part) this.findReads(item);
      return;
    }
    const expr = part as Expr;
    if (expr.op === 'variable') this.readAt.set(expr.name, null);
    const place = placeOfIndex(expr, this.places);
    if (place !== null) {
      const { name, index } = place;
      const known = this.readAt.get(name);
      if (known === null) return;
      this.readAt.set(name, (known ?? new Map()).set(place.place, index));
      return;
    }
    for (const [key, value] of Object.entries(part))
      if (key !== 'span' && key !== 'type' && key !== 'local') this.findReads(value);
  }

  /** Equations at the head of what must all be true for a tuple to decide, as long as nothing before them can lack a value. */
  private findJoins({ gather, body }: ExprOf<'gather'>): void {
    const conditions =
      gather === 'exists'
        ? conjuncts(body)
        : body.op === 'implies'
          ? conjuncts(body.left)
          : body.op === 'not'
            ? conjuncts(body.of)
            : [];
    for (const condition of conditions) {
      if (!isTotal(condition)) return;
      if (condition.op !== 'compare' || condition.relation !== '==') continue;
      const { left, right } = condition;
      const [a, b] = [this.onlyPlace(left), this.onlyPlace(right)];
      if (a === null || b === null || a === b) continue;
      this.joins.push({ from: a, to: b, key: closure(left), of: closure(right), index: new Map() });
      this.joins.push({ from: b, to: a, key: closure(right), of: closure(left), index: new Map() });
    }
  }

  /** The growing place that alone an expression reads. */
  private onlyPlace(expr: Expr): Place | null {
    if (variablesIn(expr).size > 0) return null;
    const locals = localsIn(expr);
    const [place, ...more] = this.places.filter(({ local }) => locals.has(local.id));
    return more.length === 0 && locals.size === 1 && place?.set ? place : null;
  }
}

function placeOfIndex(expr: Expr, places: readonly Place[]) {
  if (expr.op !== 'index') return null;
  const { of, key } = expr;
  if (of.op !== 'variable' || of.type.kind !== 'map' || key.op !== 'local') return null;
  const place = places.find(({ local, set }) => local.id === key.local.id && set === null);
  return place === undefined ? null : { place, name: of.name, index: expr };
}

function keyOf(of: Closure, { local }: Place, item: Value): string {
  const locals: Value[] = [];
  locals[local.id] = item;
  const state = (): never => {
    throw new Error('a key reads no state');
  };
  return JSON.stringify(of({ state, locals }));
}

const conjuncts = (expr: Expr): readonly Expr[] =>
  expr.op === 'and' ? [...conjuncts(expr.left), ...conjuncts(expr.right)] : [expr];

/** Has it a value whatever the locals are? */
function isTotal(expr: Expr): boolean {
  switch (expr.op) {
    case 'literal':
    case 'local':
      return true;
    case 'field':
      return expr.of.type.kind === 'record' && isTotal(expr.of);
    case 'not':
      return isTotal(expr.of);
    case 'compare':
      return isTotal(expr.left) && isTotal(expr.right);
    default:
      return false;
  }
}

/** The variables that an expression reads. */
export function variablesIn(expr: Expr): Set<string> {
  const found = new Set<string>();
  visitNodes(expr, (node) => {
    if (node.op === 'variable') found.add(node.name);
  });
  return found;
}

function localsIn(expr: Expr): Set<number> {
  const found = new Set<number>();
  visitNodes(expr, (node) => {
    if (node.op === 'local') found.add(node.local.id);
  });
  return found;
}

function visitNodes(part: unknown, visit: (node: Expr) => void): void {
  if (typeof part !== 'object' || part === null) return;
  if (Array.isArray(part)) {
    for (const item of part) visitNodes(item, visit);
    return;
  }
  if ('op' in part) visit(part as Expr);
  for (const [key, value] of Object.entries(part))
    if (key !== 'span' && key !== 'type' && key !== 'local') visitNodes(value, visit);
}
