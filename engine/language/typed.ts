/**
 * The typed spec: what the language room hands to everyone else. Names are resolved, `define` is
 * inlined, constants are folded, instances (`for:` on properties) are expanded, and every change of
 * representation is an explicit `coerce`, so that a consumer never has to infer anything: an
 * expression has exactly its `type`, and operands already have the type that the operation wants.
 *
 * Consumers: the interpreter (`evaluate.ts`), the compiler (`engine/transition`), later provers and
 * exporters. Partial operations (`head` of nothing, a value outside its type, …) are marked in the
 * comments with ⚠: they make the property `well defined` fail, they never yield a default.
 */
import type { Kind } from './kinds.js';
import type { ProgramSpec } from './program/spec.js';
import type { Span } from './source.js';
import type { StudySpec } from './study/spec.js';
import type { SystemSpec } from './system/spec.js';
import type { TasksSpec } from './tasks/spec.js';
import type { TheorySpec } from './theory/spec.js';
import type { Type } from './types.js';
import type { Value } from './value.js';

// ---------------------------------------------------------------------------------- expressions

interface Node {
  readonly type: Type;
  readonly span: Span;
}

/** A variable bound by `for`, `let`, `draw`, a quantifier or `reach`; `id` is unique in its spec. */
export interface Local {
  readonly id: number;
  readonly name: string;
  readonly type: Type;
  readonly span: Span;
}

/** `local in over`. `over` has type set(T), bag(T) or sequence(T); a bag or sequence as a domain of
 * `for:` offers its distinct items, in a gather every copy counts. */
export interface Binder {
  readonly local: Local;
  readonly over: Expr;
}

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Expr =
  | (Node & { readonly op: 'literal'; readonly value: Value })
  /** A state variable (`at` of a process family is the variable `at`, indexed by the process). */
  | (Node & { readonly op: 'variable'; readonly name: string })
  | (Node & { readonly op: 'local'; readonly local: Local })
  /** The value of `of` in the state before the step; only in claims of form `step`. */
  | (Node & { readonly op: 'old'; readonly of: Expr })
  /** No step is possible here, and not all processes are `done`. Only in properties. */
  | (Node & { readonly op: 'stuck' })
  | (Node & { readonly op: 'not'; readonly of: Expr })
  /** Left to right, and only as far as needed: guards protect. */
  | (Node & { readonly op: 'and' | 'or' | 'implies'; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly op: 'if'; readonly test: Expr; readonly then: Expr; readonly else: Expr })
  /** Operands have one common type. The four orders are for integer, range and enum types. */
  | (Node & {
      readonly op: 'compare';
      readonly relation: Relation;
      readonly left: Expr;
      readonly right: Expr;
    })
  /** Operands and result are integers. ⚠ overflow; div and mod by zero. div floors; mod is >= 0 for a positive divisor. */
  | (Node & {
      readonly op: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '^' | 'div' | 'mod' | 'min' | 'max';
      readonly left: Expr;
      readonly right: Expr;
    })
  | (Node & { readonly op: 'negate' | 'abs' | 'log2'; readonly of: Expr })
  /** Convert to `type`. ⚠ where the value is outside: a number outside its range, `none` where a
   * value is needed, a collection over its bound. Also widens (T to optional(T), 1..3 to 0..5) deeply. */
  | (Node & { readonly op: 'coerce'; readonly of: Expr })
  /** element in collection (set, bag or sequence) whose item type equals the element's type. */
  | (Node & { readonly op: 'in'; readonly element: Expr; readonly collection: Expr })
  /** The integers from..to as a set(integer) or set(range); empty when to < from. */
  | (Node & { readonly op: 'interval'; readonly from: Expr; readonly to: Expr })
  /** A collection written out: `type` is set, bag or sequence. */
  | (Node & { readonly op: 'collection'; readonly items: readonly Expr[] })
  /** Fields in the order of the type's fields (record), or of the shape's (variant). */
  | (Node & { readonly op: 'record'; readonly fields: readonly Expr[] })
  | (Node & { readonly op: 'shape'; readonly shape: string; readonly fields: readonly Expr[] })
  /** Of a record; or of a variant: ⚠ the value has another shape. `field` may stand in several shapes
   * of the variant, then with one type in all of them. */
  | (Node & { readonly op: 'field'; readonly of: Expr; readonly field: string })
  | (Node & { readonly op: 'is'; readonly of: Expr; readonly shape: string })
  /** map[key], or sequence[i] with i from 1. ⚠ index outside 1..size. */
  | (Node & { readonly op: 'index'; readonly of: Expr; readonly key: Expr })
  /** Quantify and gather. Binders nest left to right; later domains may use earlier locals.
   * forall exists: boolean. count sum min max: integer (⚠ min, max of nothing). the: ⚠ unless exactly
   * one. filter: of one binder; a set or bag or sequence as the domain is, keeping order and copies.
   * set, bag: the bodies gathered. sequence: the bodies in the order of the domain. map: `type` is a
   * map, the one binder ranges over its whole key type. */
  | (Node & {
      readonly op: 'gather';
      readonly gather: Gather;
      readonly binders: readonly Binder[];
      readonly body: Expr;
    })
  /** Everything reachable from `start` by following `step` (a T, optional(T) or set(T)); a set(T). */
  | (Node & {
      readonly op: 'reach';
      readonly local: Local;
      readonly step: Expr;
      readonly start: Expr;
    })
  | (Node & {
      readonly op: 'call';
      readonly function: CollectionFunction;
      readonly args: readonly Expr[];
    })
  /** A copy of a record or shape with some fields changed. ⚠ as for `field`. */
  | (Node & {
      readonly op: 'with';
      readonly of: Expr;
      readonly changes: readonly { readonly field: string; readonly value: Expr }[];
    });

export type Gather =
  | 'forall'
  | 'exists'
  | 'count'
  | 'sum'
  | 'min'
  | 'max'
  | 'the'
  | 'filter'
  | 'set'
  | 'bag'
  | 'sequence'
  | 'map';

/**
 * add(c, x) remove(c, x): set or bag; adding what a set has, or removing what is absent, changes nothing.
 * union intersection difference: two sets or two bags of one type. subset(a, b): boolean. size(c): integer.
 * subsets(S): set(set(T)). append(q, x) concat(a, b): sequence. head(q) ⚠ tail(q) ⚠ of nothing.
 * slice(q, i, j): items i..j, empty when j < i; ⚠ when not empty and outside 1..size. indices(q): set of 1..size.
 */
export type CollectionFunction =
  | 'add'
  | 'remove'
  | 'union'
  | 'intersection'
  | 'difference'
  | 'subset'
  | 'size'
  | 'subsets'
  | 'append'
  | 'concat'
  | 'head'
  | 'tail'
  | 'slice'
  | 'indices';

export type ExprOf<O extends Expr['op']> = Extract<Expr, { op: O }>;

// -------------------------------------------------------------------------------------- formulas

/** Temporal formulas over atoms (`ModelSpec.atoms`, by index). Quantifiers are already expanded. */
export type Formula =
  /** `words` is how it was written here, for people; formulas that differ in it alone are the same. */
  | { readonly op: 'atom'; readonly atom: number; readonly words?: string }
  | { readonly op: 'constant'; readonly value: boolean }
  | { readonly op: 'not'; readonly of: Formula }
  | { readonly op: 'and' | 'or' | 'implies'; readonly left: Formula; readonly right: Formula }
  | { readonly op: 'always' | 'eventually' | 'next'; readonly of: Formula }
  /** until is strong (right comes), unless is weak. */
  | { readonly op: 'until' | 'unless'; readonly left: Formula; readonly right: Formula }
  /** On some run, on every run, that starts here. */
  | { readonly op: 'possible' | 'inevitable'; readonly of: Formula };

/** A boolean expression that a formula or claim speaks of. `step` atoms judge a step (`old(…)`). */
export interface Atom {
  readonly kind: 'state' | 'step';
  readonly expr: Expr;
}

// ------------------------------------------------------------------------------------ properties

export type Claim =
  /** In every reachable state. `never: P` arrives as `always` of `not P`, `form` keeps the word. */
  | { readonly form: 'always' | 'never'; readonly atom: number }
  | { readonly form: 'reachable'; readonly atom: number }
  /** Every step that changes something. */
  | { readonly form: 'every step'; readonly atom: number }
  /** Everything else; judged in every initial state over maximal fair runs. A formula without
   * possible/inevitable is LTL. `form` says which claim was written, for prose. */
  | { readonly form: 'eventually' | 'holds' | 'whenever'; readonly formula: Formula };

export interface Property {
  /** With the instance, as `no starvation (p = 2)`. */
  readonly name: string;
  /** The name as written. */
  readonly base: string;
  readonly bindings: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Value;
  }[];
  readonly claim: Claim;
  /** An LTL premise over runs. */
  readonly assuming?: Formula;
  readonly expect: 'holds' | 'violated';
  readonly about?: string;
  /** The claim in the words of the spec, on one line: `never: exists(a, b in RM, …)`. */
  readonly text: string;
  /** The property's key in the YAML. */
  readonly span: Span;
  /** What stands at the key of the claim: the condition or formula. */
  readonly claimSpan?: Span;
}

/** A property whose `for:` ranges over a set that is empty: it has no instance, so nothing is claimed. */
export interface Uninstantiated
  extends Pick<Property, 'name' | 'base' | 'expect' | 'about' | 'text' | 'span'> {
  /** The binders as written: `x in 1..N`. */
  readonly over: string;
}

/**
 * `refines: other`: every initial state and every step of this model is, through the mapping, an
 * initial state and a step of the coarser model, or no change of it. Kept apart from `properties`: it
 * speaks of two machines.
 */
export interface Refinement extends Omit<Property, 'claim' | 'assuming' | 'claimSpan'> {
  /** The machine of the coarser model, with the constants of this one; without its own properties. */
  readonly abstract: ModelSpec;
  /** For each variable of `abstract`, in order, its value as an expression over this model. */
  readonly mapping: readonly {
    readonly variable: string;
    readonly value: Expr;
    /** Where that is said: the entry of `mapping`, or `refines` where it is left to the default. */
    readonly span: Span;
  }[];
  /** Where `refines` names it. */
  readonly claimSpan: Span;
}

// --------------------------------------------------------------------------------------- machine

export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly span: Span;
}

/** How a variable starts; in the order of declaration, `value` may read variables before it. */
export type Initial =
  | { readonly variable: string; readonly choose: 'value'; readonly value: Expr }
  /** Any value of this set; `any` alone is the set of all the type's values, as `every`. */
  | { readonly variable: string; readonly choose: 'any'; readonly from: Expr }
  | { readonly variable: string; readonly choose: 'every'; readonly type: Type };

/** Where an effect writes: a variable, then indices and fields. */
export interface WritePlace {
  readonly variable: string;
  readonly path: readonly (
    | { readonly step: 'index'; readonly key: Expr }
    | { readonly step: 'field'; readonly field: string }
  )[];
  /** The type of what is written there. */
  readonly type: Type;
  readonly span: Span;
}

/** Effects read the old state, all at once. ⚠ two writes to one place. */
export type Effect =
  | { readonly effect: 'assign'; readonly place: WritePlace; readonly value: Expr }
  /** A free choice (a `goto:` with a list): one successor for each value. */
  | { readonly effect: 'choose'; readonly place: WritePlace; readonly values: readonly Expr[] }
  | {
      readonly effect: 'if';
      readonly test: Expr;
      readonly then: readonly Effect[];
      readonly else: readonly Effect[];
    };

export interface Action {
  /** As written; for a step of a process `family.label`, with ` [2]` for the second alternative. */
  readonly name: string;
  /** What to show people: the name, or the label alone where that is unique. */
  readonly title: string;
  /** For steps: the binder of the process, which is also `binders[0]`, and the label. The guard
   * `at[p] == label` and the effect on `at[p]` are already among `guard` and `effects`. */
  readonly process?: { readonly family: string; readonly label: string };
  readonly binders: readonly Binder[];
  /** Abbreviations, evaluated only where used, at most once: in order, later ones may use earlier ones. */
  readonly lets: readonly { readonly local: Local; readonly value: Expr }[];
  /** Conjuncts, left to right. */
  readonly guard: readonly Expr[];
  readonly effects: readonly Effect[];
  readonly span: Span;
}

/** For every binding of the action (or for each group of bindings that agree outside `some`), the
 * action is not for ever enabled (weak) / infinitely often enabled (strong) without being taken. */
export interface Fairness {
  readonly strength: 'weak' | 'strong';
  /** Index into `actions`. Alternatives of one label share a constraint through `group`. */
  readonly actions: readonly number[];
  /** Names of the binders whose values are *not* told apart (`some: [x]`). */
  readonly some: readonly string[];
  /** Only bindings for which this holds; over the binders of the action, one for each entry of `actions`. */
  readonly where?: readonly Expr[];
  readonly span: Span;
}

export interface Mutant {
  readonly name: string;
  /** The properties (base names) that must break. */
  readonly breaks: readonly string[];
  readonly about?: string;
  readonly span: Span;
}

export interface ExpectedCounts {
  readonly states?: number;
  readonly generated?: number;
  readonly depth?: number;
  readonly initial?: number;
}

export interface ModelSpec {
  readonly kind: 'model';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  readonly constants: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Value;
    readonly span: Span;
  }[];
  readonly types: readonly { readonly name: string; readonly type: Type; readonly span: Span }[];
  readonly variables: readonly Variable[];
  readonly initial: readonly Initial[];
  /** Conditions on initial states. */
  readonly given: readonly Expr[];
  readonly actions: readonly Action[];
  readonly processes: readonly {
    readonly family: string;
    readonly type: Type;
    readonly labels: readonly string[];
  }[];
  readonly fairness: readonly Fairness[];
  readonly atoms: readonly Atom[];
  readonly properties: readonly Property[];
  readonly refinements: readonly Refinement[];
  readonly uninstantiated: readonly Uninstantiated[];
  readonly mutants: readonly Mutant[];
  readonly explore: { readonly while?: Expr; readonly expect?: ExpectedCounts };
}

/** What every other kind has: its header, and its properties as they are written. */
export interface OtherSpec {
  readonly kind: Exclude<Kind, 'model'>;
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  readonly properties: readonly {
    readonly name: string;
    readonly text: string;
    readonly span: Span;
  }[];
}

export type Spec = ModelSpec | ProgramSpec | TasksSpec | TheorySpec | StudySpec | SystemSpec;
