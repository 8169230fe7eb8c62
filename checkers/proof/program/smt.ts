/**
 * Expressions of programs as SMT-LIB 2 text over mathematical integers and arrays (Barrett, Fontaine,
 * Tinelli, *The SMT-LIB Standard*, version 2.6), and beside each what it needs in order to have a value.
 * A sequence is a size and an array of which only 1..size matters.
 */
import { words } from '../../../engine/language/program/evaluate.js';
import type {
  ArithmeticOperator,
  Fits,
  Predicate,
  ProgramExpr,
  ProgramExprOf,
} from '../../../engine/language/program/spec.js';
import type { ProgramType, ScalarType } from '../../../engine/language/program/types.js';
import type { Span } from '../../../engine/language/source.js';

export type Symbolic =
  | { readonly form: 'scalar'; readonly term: string }
  | { readonly form: 'sequence'; readonly size: string; readonly items: string };

/** What must be true for an operation to have a value. */
export interface Need {
  readonly predicate: Exclude<Predicate, 'returned'>;
  readonly span: Span;
  /** After "the condition that": `` `a[i]` is within bounds ``. */
  readonly says: string;
  readonly goal: string;
}

export interface Meaning {
  readonly variables: ReadonlyMap<string, Symbolic>;
  readonly entry: ReadonlyMap<string, Symbolic>;
  readonly locals: ReadonlyMap<number, string>;
}

// ------------------------------------------------------------------------------------------- text

export const and = (parts: readonly string[]): string => {
  const rest = [...new Set(parts)].filter((part) => part !== 'true');
  return rest.length === 0 ? 'true' : rest.length === 1 ? rest[0] : `(and ${rest.join(' ')})`;
};

export const implies = (premise: string, then: string): string =>
  premise === 'true' || then === 'true' ? then : `(=> ${premise} ${then})`;

export const not = (of: string): string => `(not ${of})`;

export const numeral = (value: bigint): string => (value < 0n ? `(- ${-value})` : String(value));

export const scalarText = (value: boolean | bigint): string =>
  typeof value === 'boolean' ? String(value) : numeral(value);

export const within = (term: string, low: bigint, high: bigint): string =>
  `(<= ${numeral(low)} ${term} ${numeral(high)})`;

export const sortOf = (type: ScalarType): string => (type.kind === 'boolean' ? 'Bool' : 'Int');

export const termOf = (value: Symbolic): string => {
  if (value.form !== 'scalar') throw new Error('a sequence where a scalar is wanted');
  return value.term;
};

export const sequenceOf = (value: Symbolic): Extract<Symbolic, { form: 'sequence' }> => {
  if (value.form !== 'sequence') throw new Error('a scalar where a sequence is wanted');
  return value;
};

const scalar = (term: string): Symbolic => ({ form: 'scalar', term });

/** That a value is one of its type. */
export function typeFact(value: Symbolic, type: ProgramType): string {
  switch (type.kind) {
    case 'boolean':
      return 'true';
    case 'integer':
      return within(termOf(value), type.low, type.high);
    case 'enum':
      return within(termOf(value), 0n, BigInt(type.members.length - 1));
    case 'sequence': {
      const { size, items } = sequenceOf(value);
      const sizes = type.bound === undefined ? `(<= 0 ${size})` : within(size, 0n, type.bound);
      const item = typeFact(scalar(`(select ${items} k)`), type.of);
      const all = `(forall ((k Int)) (=> (<= 1 k ${size}) ${item}))`;
      return and([sizes, item === 'true' ? 'true' : all]);
    }
  }
}

/** Is every value of `from` one of `to`, whatever it is? */
export function contained(from: ProgramType, to: ProgramType): boolean {
  if (from.kind === 'integer' && to.kind === 'integer')
    return to.low <= from.low && from.high <= to.high;
  if (from.kind !== 'sequence' || to.kind !== 'sequence') return true;
  const bounded = to.bound === undefined || (from.bound !== undefined && from.bound <= to.bound);
  return bounded && contained(from.of, to.of);
}

// ------------------------------------------------------------------------------------ translation

export interface Translated {
  readonly value: Symbolic;
  /** In the order of evaluation. */
  readonly needs: readonly Need[];
}

export function translate(expr: ProgramExpr, meaning: Meaning): Translated {
  const needs: Need[] = [];
  return { value: visit(expr, meaning, needs), needs };
}

/** The condition has a value, and it is true. */
export function holds(expr: ProgramExpr, meaning: Meaning): string {
  const { value, needs } = translate(expr, meaning);
  return and([...needs.map(({ goal }) => goal), termOf(value)]);
}

function visit(expr: ProgramExpr, meaning: Meaning, needs: Need[]): Symbolic {
  const term = (of: ProgramExpr): string => termOf(visit(of, meaning, needs));
  switch (expr.op) {
    case 'literal':
      return scalar(scalarText(expr.value));
    case 'variable':
      return known(meaning.variables.get(expr.name), expr.name);
    case 'entry':
      return known(meaning.entry.get(expr.name), expr.name);
    case 'local':
      return known(asScalar(meaning.locals.get(expr.local.id)), expr.local.name);
    case 'not':
      return scalar(not(term(expr.of)));
    case 'and':
    case 'or':
    case 'implies':
      return logic(expr, meaning, needs);
    case 'if':
      return choice(expr, meaning, needs);
    case 'compare':
      return compared(expr, meaning, needs);
    case 'arithmetic': {
      const [left, right] = [term(expr.left), term(expr.right)];
      return computed(expr, left, right, needs);
    }
    case 'negate':
    case 'abs': {
      const of = term(expr.of);
      const minus = `(- ${of})`;
      const result = expr.op === 'negate' ? minus : `(ite (< ${of} 0) ${minus} ${of})`;
      return fitting(expr, result, expr.fits, needs);
    }
    case 'item': {
      const { size, items } = sequenceOf(visit(expr.of, meaning, needs));
      const index = term(expr.index);
      needs.push(inBounds(expr, index, size));
      return scalar(`(select ${items} ${index})`);
    }
    case 'size':
      return fitting(expr, sequenceOf(visit(expr.of, meaning, needs)).size, expr.fits, needs);
    case 'items': {
      const sort = expr.type.kind === 'sequence' ? sortOf(expr.type.of) : 'Int';
      const nothing = `((as const (Array Int ${sort})) ${sort === 'Bool' ? 'false' : '0'})`;
      const items = expr.items.reduce((a, one, i) => `(store ${a} ${i + 1} ${term(one)})`, nothing);
      return { form: 'sequence', size: String(expr.items.length), items };
    }
    case 'append': {
      const { size, items } = sequenceOf(visit(expr.of, meaning, needs));
      const more = `(+ ${size} 1)`;
      return { form: 'sequence', size: more, items: `(store ${items} ${more} ${term(expr.item)})` };
    }
    case 'forall':
    case 'exists':
      return quantified(expr, meaning, needs);
  }
}

const asScalar = (term: string | undefined): Symbolic | undefined =>
  term === undefined ? undefined : scalar(term);

function known(value: Symbolic | undefined, name: string): Symbolic {
  if (value === undefined) throw new Error(`${name} has no value`);
  return value;
}

export const inBounds = (expr: Pick<ProgramExpr, 'span'>, index: string, size: string): Need => ({
  predicate: 'outOfBounds',
  span: expr.span,
  says: `\`${words(expr)}\` is an item of its sequence`,
  goal: `(<= 1 ${index} ${size})`,
});

/** What only `then` needs, it needs under the premise. */
function guarded(needs: Need[], premise: string, then: (inner: Need[]) => Symbolic): Symbolic {
  const inner: Need[] = [];
  const value = then(inner);
  needs.push(...inner.map((need) => ({ ...need, goal: implies(premise, need.goal) })));
  return value;
}

function logic(
  expr: ProgramExprOf<'and' | 'or' | 'implies'>,
  meaning: Meaning,
  needs: Need[],
): Symbolic {
  const left = termOf(visit(expr.left, meaning, needs));
  const premise = expr.op === 'or' ? not(left) : left;
  const right = guarded(needs, premise, (inner) => visit(expr.right, meaning, inner));
  const operator = expr.op === 'implies' ? '=>' : expr.op;
  return scalar(`(${operator} ${left} ${termOf(right)})`);
}

function choice(expr: ProgramExprOf<'if'>, meaning: Meaning, needs: Need[]): Symbolic {
  const test = termOf(visit(expr.test, meaning, needs));
  const yes = guarded(needs, test, (inner) => visit(expr.then, meaning, inner));
  const no = guarded(needs, not(test), (inner) => visit(expr.else, meaning, inner));
  return merged(test, yes, no);
}

export function merged(test: string, yes: Symbolic, no: Symbolic): Symbolic {
  const either = (a: string, b: string): string => (a === b ? a : `(ite ${test} ${a} ${b})`);
  if (yes.form === 'scalar') return scalar(either(yes.term, termOf(no)));
  const other = sequenceOf(no);
  return {
    form: 'sequence',
    size: either(yes.size, other.size),
    items: either(yes.items, other.items),
  };
}

function compared(expr: ProgramExprOf<'compare'>, meaning: Meaning, needs: Need[]): Symbolic {
  const left = visit(expr.left, meaning, needs);
  const right = visit(expr.right, meaning, needs);
  const same = expr.relation === '==' || expr.relation === '!=';
  const text = same ? equal(left, right) : `(${expr.relation} ${termOf(left)} ${termOf(right)})`;
  return scalar(expr.relation === '!=' ? not(text) : text);
}

export function equal(left: Symbolic, right: Symbolic): string {
  if (left.form === 'scalar') return `(= ${left.term} ${termOf(right)})`;
  const { size, items } = sequenceOf(right);
  const item = `(= (select ${left.items} k) (select ${items} k))`;
  return `(and (= ${left.size} ${size}) (forall ((k Int)) (=> (<= 1 k ${size}) ${item})))`;
}

function computed(
  expr: ProgramExprOf<'arithmetic'>,
  left: string,
  right: string,
  needs: Need[],
): Symbolic {
  const { operator } = expr;
  const divisor = expr.right.op === 'literal' ? (expr.right.value as bigint) : null;
  if ((operator === 'div' || operator === 'mod') && (divisor === null || divisor === 0n))
    needs.push({
      predicate: 'divisionByZero',
      span: expr.span,
      says: `\`${words(expr)}\` divides by another number than 0`,
      goal: not(`(= ${right} 0)`),
    });
  const positive = divisor !== null && divisor > 0n;
  return fitting(expr, operation(operator, left, right, positive), expr.fits, needs);
}

/** SMT-LIB rounds down for positive divisors only. */
function operation(
  operator: ArithmeticOperator,
  left: string,
  right: string,
  positive: boolean,
): string {
  switch (operator) {
    case 'div':
    case 'mod': {
      const plain = `(${operator} ${left} ${right})`;
      const turned = `(${operator} (- ${left}) (- ${right}))`;
      const other = operator === 'div' ? turned : `(- ${turned})`;
      return positive ? plain : `(ite (< 0 ${right}) ${plain} ${other})`;
    }
    case 'min':
      return `(ite (<= ${left} ${right}) ${left} ${right})`;
    case 'max':
      return `(ite (<= ${left} ${right}) ${right} ${left})`;
    default:
      return `(${operator} ${left} ${right})`;
  }
}

function fitting(expr: ProgramExpr, term: string, fits: Fits, needs: Need[]): Symbolic {
  if (fits !== null)
    needs.push({
      predicate: 'overflow',
      span: expr.span,
      says: `\`${words(expr)}\` stays within ${fits.low}..${fits.high}`,
      goal: within(term, fits.low, fits.high),
    });
  return scalar(term);
}

/** All values are looked at: what the body needs, it needs for each of them. */
function quantified(
  expr: ProgramExprOf<'forall' | 'exists'>,
  meaning: Meaning,
  needs: Need[],
): Symbolic {
  const from = termOf(visit(expr.over.from, meaning, needs));
  const to = termOf(visit(expr.over.to, meaning, needs));
  const name = `${expr.local.name}_${expr.local.id}`;
  const inside = expr.over.type.kind === 'boolean' ? 'true' : `(<= ${from} ${name} ${to})`;
  const binder = `((${name} ${sortOf(expr.over.type)}))`;
  const locals = new Map([...meaning.locals, [expr.local.id, name]]);
  const inner: Need[] = [];
  const body = termOf(visit(expr.body, { ...meaning, locals }, inner));
  needs.push(
    ...inner.map((need) => ({
      ...need,
      goal: `(forall ${binder} ${implies(inside, need.goal)})`,
    })),
  );
  return scalar(
    expr.op === 'forall'
      ? `(forall ${binder} ${implies(inside, body)})`
      : `(exists ${binder} ${and([inside, body])})`,
  );
}
