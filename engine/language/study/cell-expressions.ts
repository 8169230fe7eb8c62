/**
 * Expressions over the measures of a cell: exact numbers with their dimension, conditions, and `at(…)` for
 * the cell that differs in some of what is varied.
 */
import { type Rational, rational } from '../expression/numbers.js';
import type { Argument, Syntax, SyntaxOf } from '../expression/syntax.js';
import { UNITS } from '../lint/measure.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';
import { valuesText } from './axes.js';
import * as say from './messages.js';
import { CALLED, formatQuantity, measuredOf, quantityIn } from './quantities.js';
import { type Scope, wordFor } from './scope.js';
import type { CellExpr, Dimension, Quantity } from './spec.js';

export type CellValue =
  | { readonly type: 'truth'; readonly expr: CellExpr }
  | { readonly type: 'number'; readonly dimension: Dimension; readonly expr: CellExpr }
  /** An axis whose values are words. */
  | { readonly type: 'words'; readonly axis: number };

/** Null where something is wrong, and said. */
export function cellMeaning(syntax: Syntax, scope: Scope): CellValue | null {
  switch (syntax.syntax) {
    case 'number':
      return quantityValue({ value: exact(syntax), dimension: 'number' });
    case 'quantity':
      return unitValue(syntax, scope);
    case 'name':
      return nameValue(syntax, scope);
    case 'not': {
      const of = cellCondition(syntax.of, scope);
      return of && { type: 'truth', expr: { op: 'not', of } };
    }
    case 'negate': {
      const right = numberOf(syntax.of, scope);
      if (right === null) return null;
      const left = { op: 'number', value: rational(0n), text: '0' } as const;
      const expr = { op: 'arithmetic', operator: '-', left, right: right.expr } as const;
      return { ...right, expr };
    }
    case 'compare':
      return comparison(syntax, scope);
    case 'call':
      return callOf(syntax, scope);
    case 'binary':
      return binary(syntax, scope);
    default:
      scope.diagnostics.add(say.noMeaning(syntax.span, wordFor(syntax)));
      return null;
  }
}

export function cellCondition(syntax: Syntax, scope: Scope): CellExpr | null {
  const value = cellMeaning(syntax, scope);
  if (value === null || value.type === 'truth') return value?.expr ?? null;
  scope.diagnostics.add(say.wrongType(syntax.span, 'a condition', called(value)));
  return null;
}

type CellNumber = CellValue & { type: 'number' };

function numberOf(syntax: Syntax, scope: Scope): CellNumber | null {
  const value = cellMeaning(syntax, scope);
  if (value === null || value.type === 'number') return value;
  scope.diagnostics.add(say.wrongType(syntax.span, 'a number', called(value)));
  return null;
}

function called(value: CellValue): string {
  if (value.type === 'number') return CALLED[value.dimension];
  return value.type === 'truth' ? 'a condition' : 'a word';
}

const exact = ({ numerator, denominator }: Rational): Rational => ({ numerator, denominator });

function quantityValue(quantity: Quantity): CellValue {
  const { value, dimension } = quantity;
  return {
    type: 'number',
    dimension,
    expr: { op: 'number', value, text: formatQuantity(quantity) },
  };
}

function unitValue(syntax: SyntaxOf<'quantity'> & Syntax, scope: Scope): CellValue | null {
  const found = quantityIn(measuredOf(syntax, scope.constants));
  if (found) return quantityValue(found);
  const units = [...UNITS.keys()];
  scope.diagnostics.add(say.wrongType(syntax.span, `a unit (${units.join(', ')})`, syntax.unit));
  return null;
}

function nameValue(syntax: SyntaxOf<'name'> & Syntax, scope: Scope): CellValue | null {
  const { name, span } = syntax;
  const measure = scope.measures.findIndex((known) => known.name === name);
  if (measure >= 0)
    return { type: 'number', dimension: 'number', expr: { op: 'measure', measure } };
  const axis = scope.axis(name);
  if (axis >= 0) return axisValue(axis, scope);
  if (name === 'true' || name === 'false')
    return { type: 'truth', expr: { op: 'truth', value: name === 'true' } };
  const constant = scope.constants(name);
  if (constant) return quantityValue(constant);
  const definition = scope.definition(name);
  if (definition) return scope.expand(name, span, definition, (inner) => cellMeaning(inner, scope));
  scope.diagnostics.add(say.unknownName(span, name, didYouMean(name, scope.names())));
  return null;
}

function axisValue(axis: number, scope: Scope): CellValue {
  const { values } = scope.axes[axis];
  // None where what was written for it is wrong.
  const dimension = values.at(0)?.quantity?.dimension;
  if (dimension === undefined) return { type: 'words', axis };
  return { type: 'number', dimension, expr: { op: 'axis', axis } };
}

// ------------------------------------------------------------------------- logic and arithmetic

function binary(syntax: SyntaxOf<'binary'> & Syntax, scope: Scope): CellValue | null {
  const { operator, left, right } = syntax;
  switch (operator) {
    case 'and':
    case 'or':
    case 'implies': {
      const [a, b] = [cellCondition(left, scope), cellCondition(right, scope)];
      if (a === null || b === null) return null;
      const first: CellExpr = operator === 'implies' ? { op: 'not', of: a } : a;
      return { type: 'truth', expr: { op: operator === 'and' ? 'all' : 'some', of: [first, b] } };
    }
    case 'in':
    case 'not in':
      return among(syntax, scope);
    case '+':
    case '-':
    case '*':
    case '/':
      return arithmetic(operator, syntax, scope);
    default:
      scope.diagnostics.add(say.noMeaning(syntax.span, wordFor(syntax)));
      return null;
  }
}

function arithmetic(
  operator: '+' | '-' | '*' | '/',
  syntax: SyntaxOf<'binary'>,
  scope: Scope,
): CellValue | null {
  const [left, right] = [numberOf(syntax.left, scope), numberOf(syntax.right, scope)];
  if (left === null || right === null) return null;
  const dimension = combined(operator, left.dimension, right.dimension);
  if (dimension === null) {
    const product = operator === '*' || operator === '/';
    const expected = product ? 'a number without a unit' : CALLED[left.dimension];
    const { span } = syntax.right;
    scope.diagnostics.add(say.differentUnits(span, expected, CALLED[right.dimension]));
    return null;
  }
  const expr = { op: 'arithmetic', operator, left: left.expr, right: right.expr } as const;
  return { type: 'number', dimension, expr };
}

function combined(operator: string, a: Dimension, b: Dimension): Dimension | null {
  if (operator === '+' || operator === '-') return a === b ? a : null;
  if (operator === '*') return a === 'number' ? b : b === 'number' ? a : null;
  if (a === b) return 'number';
  return b === 'number' ? a : null;
}

function comparison(syntax: SyntaxOf<'compare'> & Syntax, scope: Scope): CellValue | null {
  const all: CellExpr[] = [];
  for (const [i, relation] of syntax.relations.entries()) {
    const [left, right] = [syntax.operands[i], syntax.operands[i + 1]];
    const words = wordsAxis(left, scope) ?? wordsAxis(right, scope);
    if (words !== null && (relation === '==' || relation === '!=')) {
      const other = wordsAxis(left, scope) === null ? left : right;
      const value = writtenValue(words, other, scope);
      if (value === null) return null;
      const same = { op: 'axis is', axis: words, values: [value] } as const;
      all.push(relation === '==' ? same : { op: 'not', of: same });
      continue;
    }
    const [a, b] = [numberOf(left, scope), numberOf(right, scope)];
    if (a === null || b === null) return null;
    if (a.dimension !== b.dimension) {
      const { span } = right;
      scope.diagnostics.add(say.differentUnits(span, CALLED[a.dimension], CALLED[b.dimension]));
      return null;
    }
    all.push({ op: 'compare', relation, left: a.expr, right: b.expr });
  }
  return { type: 'truth', expr: all.length === 1 ? all[0] : { op: 'all', of: all } };
}

/** The axis that a name is, where its values are words; else null. */
function wordsAxis(syntax: Syntax, scope: Scope): number | null {
  if (syntax.syntax !== 'name') return null;
  const axis = scope.axis(syntax.name);
  return axis >= 0 && axisValue(axis, scope).type === 'words' ? axis : null;
}

/** `test in [responseTime, edfDemand]`. */
function among(syntax: SyntaxOf<'binary'> & Syntax, scope: Scope): CellValue | null {
  const { operator, left, right } = syntax;
  const axis = left.syntax === 'name' ? scope.axis(left.name) : -1;
  if (axis < 0 || right.syntax !== 'list') {
    scope.diagnostics.add(
      say.wrongCall(syntax.span, operator, `\`test ${operator} [a, b]\`, with something varied`),
    );
    return null;
  }
  const values = right.items.map((item) => writtenValue(axis, item, scope));
  if (!values.every((value) => value !== null)) return null;
  const expr = { op: 'axis is', axis, values } as const;
  return { type: 'truth', expr: operator === 'in' ? expr : { op: 'not', of: expr } };
}

// -------------------------------------------------------------------------------------------- at

function callOf(syntax: SyntaxOf<'call'> & Syntax, scope: Scope): CellValue | null {
  const { name, args, nameSpan, span } = syntax;
  if (name === 'abs' && args.length === 1) return absolute(args[0].value, scope);
  if (name !== 'at') {
    const hint = didYouMean(name, ['at', 'abs']);
    scope.diagnostics.add(
      say.unknownName(nameSpan, name, hint ?? 'claims know `at(test = a, measure)` and `abs(x)`'),
    );
    return null;
  }
  const last = args.at(-1);
  const named = args.slice(0, -1);
  if (
    last === undefined ||
    last.name !== undefined ||
    named.length === 0 ||
    !named.every(isNamed)
  ) {
    scope.diagnostics.add(say.wrongCall(span, 'at', '`at(test = a, n = 5, measure)`'));
    return null;
  }
  const fixed = named.map((argument) => fixedBy(argument, scope));
  const of = cellMeaning(last.value, scope);
  if (of === null || !fixed.every((one) => one !== null)) return null;
  if (of.type !== 'words') return { ...of, expr: { op: 'at', fixed, of: of.expr } };
  scope.diagnostics.add(say.wrongType(last.value.span, 'a measure or a condition', called(of)));
  return null;
}

const isNamed = (argument: Argument): argument is Argument & { name: string; nameSpan: Span } =>
  argument.name !== undefined && argument.nameSpan !== undefined;

function fixedBy(
  { name, nameSpan, value }: Argument & { name: string; nameSpan: Span },
  scope: Scope,
): { axis: number; value: number } | null {
  const axis = scope.axis(name);
  if (axis < 0) {
    const near = didYouMean(
      name,
      scope.axes.map((known) => known.name),
    );
    scope.diagnostics.add(say.noAxis(nameSpan, name, near));
    return null;
  }
  const at = writtenValue(axis, value, scope);
  return at === null ? null : { axis, value: at };
}

/** Which value of an axis an expression names; null, and said, for none of them. */
function writtenValue(axis: number, syntax: Syntax, scope: Scope): number | null {
  const { name, values } = scope.axes[axis];
  const { file, start, end } = syntax.span;
  const text = file.text.slice(start, end).trim();
  const quantity = quantityIn(measuredOf(syntax, scope.constants));
  const at = values.findIndex((value) =>
    value.quantity === null || quantity === null
      ? value.quantity === null && value.text === text
      : value.quantity.dimension === quantity.dimension &&
        equal(value.quantity.value, quantity.value),
  );
  if (at >= 0) return at;
  // What is wrong there has been told.
  if (values.length === 0) return null;
  scope.diagnostics.add(say.noSuchValue(syntax.span, name, text, valuesText(scope.axes[axis])));
  return null;
}

const equal = (a: Rational, b: Rational): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator;

function absolute(syntax: Syntax, scope: Scope): CellValue | null {
  const of = numberOf(syntax, scope);
  return of && { ...of, expr: { op: 'abs', of: of.expr } };
}
