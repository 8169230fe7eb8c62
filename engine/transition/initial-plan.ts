/**
 * How initial states are enumerated: one level for each choice, in the order of declaration, so that
 * the states come in ascending order, each once. An `any` over a map or record chooses leaf by leaf.
 * Conditions (`given`) are checked as soon as all they speak of is chosen, a `forall` over known
 * items one instance at a time: that is what keeps "pairwise distinct" from building N^N states.
 */
import type { Expr, Initial, ModelSpec } from '../language/typed.js';
import type { Value } from '../language/value.js';
import { valuesOf } from '../language/values.js';
import type { IrFunction } from './ir.js';
import { fieldsOf, type Layout, type Leaf, variableLayout } from './layout.js';
import { forEachChild } from './lower/children.js';
import type { Bound, Lowering, Program } from './lower/lowering.js';
import { lowerAssignment, lowerPredicate, lowerStore, lowerWord } from './lower/predicate.js';
import { type Collection, maskOf, type Representation } from './representation.js';
import { constant } from './simplify.js';

export type Level =
  /** The leaf takes each of these codes in turn. */
  | {
      readonly choose: 'code';
      readonly fields: readonly CodeField[];
      readonly codes: Codes;
    }
  /** `assign` stores a value, and gives 0 or ILL_DEFINED − site. */
  | { readonly choose: 'value'; readonly assign: number }
  /** `items` gives a set (or ILL_DEFINED − site by way of `check`); `store` stores one of its items. */
  | {
      readonly choose: 'item';
      readonly check: number;
      readonly items: number;
      readonly store: number;
      readonly set: Collection;
    };

/** All codes below a number, or just these. */
export type Codes = number | readonly number[];

/** A bit field of a state, and which bits of the code go there. */
export interface CodeField {
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
  readonly low: number;
}

export interface InitialPlan {
  readonly levels: readonly Level[];
  /** conditions[i]: predicates to check once levels 0 … i − 1 are chosen; a false one ends the branch. */
  readonly conditions: readonly (readonly number[])[];
  /** Predicates for whole states, in order: those that cannot be decided early. */
  readonly last: readonly number[];
}

interface Condition {
  readonly expr: Expr;
  readonly bound: ReadonlyMap<number, number>;
}

/** `add` takes a function of the generated module and gives its index. */
export function planInitial(
  spec: ModelSpec,
  program: Program,
  add: (f: IrFunction) => number,
): InitialPlan {
  const levels: Level[] = [];
  const chosenAt = new Map<Leaf, number[]>();
  let canFail = false;
  for (const initial of spec.initial) {
    const layout = variableLayout(program.layout, initial.variable);
    if (initial.choose === 'every') {
      forEachElement(layout, 0, (leaf, element) => {
        if (leaf.bits > 0) levels.push(codeLevel(program, leaf, element));
        noteChoice(chosenAt, leaf, element, levels.length);
      });
      continue;
    }
    const made =
      initial.choose === 'value'
        ? valueLevel(program, initial, add)
        : itemLevel(program, initial, add);
    canFail ||= made.fails;
    levels.push(made.level);
    forEachElement(layout, 0, (leaf, element) =>
      noteChoice(chosenAt, leaf, element, levels.length),
    );
  }
  return { levels, ...planConditions(spec, program, add, levels.length, chosenAt, canFail) };
}

/** The leaves under a layout in the order of the type: entry by entry, field by field. */
function forEachElement(
  layout: Layout,
  element: number,
  visit: (leaf: Leaf, element: number) => void,
): void {
  if (layout.at === 'leaf') visit(layout.leaf, element);
  else if (layout.at === 'record')
    for (const field of layout.fields) forEachElement(field, element, visit);
  else
    for (let rank = 0; rank < layout.keys; rank++)
      forEachElement(layout.of, element * layout.keys + rank, visit);
}

function noteChoice(
  chosenAt: Map<Leaf, number[]>,
  leaf: Leaf,
  element: number,
  level: number,
): void {
  const levels = chosenAt.get(leaf) ?? [];
  levels[element] = level;
  chosenAt.set(leaf, levels);
}

function codeLevel(program: Program, leaf: Leaf, element: number): Level {
  const codes = codesOf(program, leaf.representation);
  let low = 0;
  const fields = fieldsOf(leaf, element).map(({ word, shift, bits }): CodeField => {
    const field = { word, shift, mask: maskOf(bits), low };
    low += bits;
    return field;
  });
  return { choose: 'code', fields, codes };
}

function codesOf(program: Program, r: Representation): Codes {
  if (r.dense) return r.space;
  return valuesOf(r.type).map((value: Value) => program.runtime.codec.encode(r, value) - r.offset);
}

function valueLevel(
  program: Program,
  initial: Initial & { choose: 'value' },
  add: (f: IrFunction) => number,
) {
  const { code, fails } = lowerAssignment(program, initial.variable, initial.value);
  return { level: { choose: 'value', assign: add(code) } as const, fails };
}

function itemLevel(
  program: Program,
  initial: Initial & { choose: 'any' },
  add: (f: IrFunction) => number,
) {
  const { check, word, fails } = lowerWord(program, initial.from);
  const store = add(lowerStore(program, initial.variable));
  const set = program.representations.of(initial.from.type) as Collection;
  return {
    level: { choose: 'item', check: add(check), items: add(word), store, set } as const,
    fails,
  };
}

// ------------------------------------------------------------------------------------- conditions

/**
 * A condition may be decided early when nobody can tell: neither it, nor a condition before it, nor
 * an initial value can fail.
 */
function planConditions(
  spec: ModelSpec,
  program: Program,
  add: (f: IrFunction) => number,
  levels: number,
  chosenAt: ReadonlyMap<Leaf, number[]>,
  initialCanFail: boolean,
) {
  const conditions: number[][] = Array.from({ length: levels + 1 }, () => []);
  const last: number[] = [];
  let early = !initialCanFail;
  for (const given of spec.given) {
    for (const condition of instances(program, { expr: given, bound: new Map() })) {
      const { code, fails } = lowerPredicate(program, condition.expr, {
        bind: (l) => bindAll(l, condition),
      });
      early &&= !fails;
      if (fails && program.order) program.order.failures = true;
      const index = add(code);
      if (early) conditions[readyAt(program, condition, chosenAt)].push(index);
      else last.push(index);
    }
  }
  return { conditions, last };
}

function bindAll(l: Lowering, { bound }: Condition): void {
  for (const [id, word] of bound)
    l.names.set(id, { kind: 'value', ir: constant(word) } satisfies Bound);
}

const MOST_INSTANCES = 4096;

/** A conjunction in its parts, a `forall` over literal items in its instances; in order. */
function instances(program: Program, condition: Condition): Condition[] {
  const { expr, bound } = condition;
  if (expr.op === 'and') {
    return [expr.left, expr.right].flatMap((part) => instances(program, { expr: part, bound }));
  }
  if (expr.op !== 'gather' || expr.gather !== 'forall' || program.order?.cautious) {
    return [condition];
  }
  let found: ReadonlyMap<number, number>[] = [bound];
  for (const { local, over } of expr.binders) {
    if (over.op !== 'literal') return [condition];
    const items = over.value as readonly Value[];
    if (found.length * items.length > MOST_INSTANCES) return [condition];
    const r = program.representations.of(local.type);
    const words = items.map((item) => program.runtime.codec.encode(r, item));
    found = found.flatMap((one) => words.map((word) => new Map([...one, [local.id, word]])));
  }
  return found.flatMap((one) => instances(program, { expr: expr.body, bound: one }));
}

/** The number of levels that must be chosen before the condition can be decided. */
function readyAt(
  program: Program,
  condition: Condition,
  chosenAt: ReadonlyMap<Leaf, number[]>,
): number {
  let ready = 0;
  const visit = (expr: Expr): void => {
    const part = knownPart(program, expr, condition.bound);
    if (part === undefined) {
      forEachChild(expr, visit);
      return;
    }
    forEachElement(part.layout, part.element, (leaf, element) => {
      ready = Math.max(ready, chosenAt.get(leaf)?.[element] ?? 0);
    });
  };
  visit(condition.expr);
  return ready;
}

/** The part of the state that an expression reads, if its keys are known. */
function knownPart(
  program: Program,
  expr: Expr,
  bound: ReadonlyMap<number, number>,
): { layout: Layout; element: number } | undefined {
  if (expr.op === 'variable')
    return { layout: variableLayout(program.layout, expr.name), element: 0 };
  if (expr.op === 'field') {
    const of = knownPart(program, expr.of, bound);
    if (of?.layout.at !== 'record') return undefined;
    const i = of.layout.representation.fields.findIndex((f) => f.name === expr.field);
    return { layout: of.layout.fields[i], element: of.element };
  }
  if (expr.op !== 'index') return undefined;
  const of = knownPart(program, expr.of, bound);
  const key = knownWord(program, expr.key, bound);
  if (of?.layout.at !== 'map' || key === undefined || !of.layout.representation.key.dense)
    return undefined;
  const rank = key - of.layout.representation.key.offset;
  return { layout: of.layout.of, element: of.element * of.layout.keys + rank };
}

function knownWord(
  program: Program,
  key: Expr,
  bound: ReadonlyMap<number, number>,
): number | undefined {
  if (key.op === 'local') return bound.get(key.local.id);
  if (key.op === 'literal')
    return program.runtime.codec.encode(program.representations.of(key.type), key.value);
  return undefined;
}
