/**
 * What a name may mean at one place of the spec, besides the declarations that are visible
 * everywhere: binders, `let` entries, the parameters of a definition. Scopes are immutable.
 */
import type { Syntax } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { Expr, Local } from '../typed.js';

export type Meaning =
  | { readonly kind: 'local'; readonly local: Local }
  /** An abbreviation: typed anew wherever the name stands, in the scope it was written in. */
  | { readonly kind: 'term'; readonly term: Syntax; readonly scope: Scope }
  /** A binder that takes one known value here (an instance of a property). */
  | { readonly kind: 'value'; readonly expr: Expr & { readonly op: 'literal' } }
  /** Its declaration is wrong, which has been said: uses pass in silence. */
  | { readonly kind: 'broken' };

export interface Names {
  readonly name: string;
  readonly span: Span;
  readonly meaning: Meaning;
  readonly outer: Names | null;
}

/** What an expression may speak of, by where it stands. */
export interface Allowed {
  /** May state variables be read: all, none, or (for `init`) those declared above. */
  readonly state: boolean | ReadonlySet<string>;
  readonly stuck: boolean;
  readonly old: boolean;
  /** For messages: "a type", "`init`". */
  readonly place: string;
}

export interface Scope {
  readonly names: Names | null;
  readonly allowed: Allowed;
  /** The definitions whose text we are inside, innermost first. */
  readonly inside: Inside | null;
  readonly depth: number;
}

export interface Inside {
  readonly definition: string;
  readonly outer: Inside | null;
}

export const CONSTANT: Allowed = { state: false, stuck: false, old: false, place: 'a constant' };
export const TYPE: Allowed = { ...CONSTANT, place: 'a type' };
export const DOMAIN: Allowed = { ...CONSTANT, place: '`for:` of a property' };
export const FAIRNESS: Allowed = { ...CONSTANT, place: '`fairness`' };
export const ACTION: Allowed = { state: true, stuck: false, old: false, place: 'an action' };
export const STATE: Allowed = { state: true, stuck: false, old: false, place: 'a condition' };
export const PROPERTY: Allowed = { state: true, stuck: true, old: false, place: 'a property' };
export const STEP: Allowed = { state: true, stuck: false, old: true, place: '`every step`' };

export function initialAllowed(variables: ReadonlySet<string>): Allowed {
  return { state: variables, stuck: false, old: false, place: '`init`' };
}

export function scopeFor(allowed: Allowed): Scope {
  return { names: null, allowed, inside: null, depth: 0 };
}

export function bind(scope: Scope, name: string, span: Span, meaning: Meaning): Scope {
  return { ...scope, names: { name, span, meaning, outer: scope.names } };
}

export function lookUp(scope: Scope, name: string): Names | undefined {
  for (let names = scope.names; names !== null; names = names.outer) {
    if (names.name === name) return names;
  }
  return undefined;
}

export function namesIn(scope: Scope): string[] {
  const list: string[] = [];
  for (let names = scope.names; names !== null; names = names.outer) list.push(names.name);
  return list;
}

/** The scope in which an abbreviation's text is read, when it is used in `use`. */
export function scopeOfTerm(written: Scope, use: Scope): Scope {
  return { ...written, allowed: use.allowed, depth: use.depth };
}

/** One level further inside. */
export function deeper(scope: Scope): Scope {
  return { ...scope, depth: scope.depth + 1 };
}

export function isInside(scope: Scope, definition: string): boolean {
  for (let inside = scope.inside; inside !== null; inside = inside.outer) {
    if (inside.definition === definition) return true;
  }
  return false;
}
