/** Expressions of programs: names resolved, definitions written out, types settled. */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import { arithmetic, literal, unary } from './arithmetic.js';
import { callOf } from './calls.js';
import { within } from './domains.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import type { ProgramExpr } from './spec.js';
import {
  BOOLEAN,
  compatible,
  hull,
  INTEGER,
  type ProgramType,
  type ScalarType,
  typeText,
} from './types.js';
import { compare, conditionOf, described, expand, numberOf, typedOf } from './typing.js';

/** Null where something is wrong, which has been said. `want` gives members and lists a meaning. */
export function exprOf(
  syntax: Syntax,
  scope: Scope,
  want: ProgramType | null = null,
): ProgramExpr | null {
  const { span } = syntax;
  switch (syntax.syntax) {
    case 'number':
      if (syntax.denominator === 1n) return literal(syntax.numerator, span);
      scope.report(say.noMeaning(span, 'a fraction', 'programs compute with whole numbers'));
      return null;
    case 'name':
      return nameOf(syntax, scope, want);
    case 'not': {
      const of = conditionOf(syntax.of, scope);
      return of && { op: 'not', of, type: BOOLEAN, span };
    }
    case 'negate': {
      const of = numberOf(syntax.of, scope);
      return of && unary('negate', of, span, scope.code);
    }
    case 'binary':
      return binary(syntax, scope);
    case 'compare':
      return comparison(syntax, scope);
    case 'call':
      return callOf(syntax, scope, want);
    case 'index':
      return itemOf(syntax, scope);
    case 'list':
      return listOf(syntax, scope, want);
    case 'quantity':
      scope.report(say.noMeaning(span, 'a quantity with a unit'));
      return null;
    case 'is':
    case 'field':
      scope.report(say.notYet(span, 'records and shapes are'));
      return null;
  }
}

// ------------------------------------------------------------------------------------------ names

function nameOf(
  syntax: SyntaxOf<'name'> & Syntax,
  scope: Scope,
  want: ProgramType | null,
): ProgramExpr | null {
  const { name, span } = syntax;
  if (name === 'true' || name === 'false')
    return { op: 'literal', type: BOOLEAN, span, value: name === 'true' };
  const bound = scope.env.get(name);
  if (bound) return { ...bound, span };
  const variable = scope.variables.get(name);
  if (variable) return readVariable(variable.type, syntax, scope);
  if (scope.to.hasConstant(name)) {
    const value = scope.to.constant(name);
    return value && { ...value, span };
  }
  const definition = scope.to.definitions.get(name);
  if (definition && definition.parameters === null)
    return expand(name, definition.entry.value, scope, new Map(), syntax, want);
  if (definition) {
    scope.report(say.wrongCall(span, name, `\`${name}(${definition.parameters?.join(', ')})\``));
    return null;
  }
  return memberOf(syntax, scope, want);
}

function readVariable(type: ProgramType, { name, span }: SyntaxOf<'name'> & Syntax, scope: Scope) {
  if (scope.old === 'inside') {
    if (scope.parameters.has(name)) return { op: 'entry', name, type, span } as const;
    scope.report(say.notReadableHere(span, name, '`old`'));
    return null;
  }
  if (scope.readable.has(name)) return { op: 'variable', name, type, span } as const;
  scope.report(say.notReadableHere(span, name, scope.where));
  return null;
}

function memberOf(
  { name, span }: SyntaxOf<'name'> & Syntax,
  scope: Scope,
  want: ProgramType | null,
): ProgramExpr | null {
  const wanted = want?.kind === 'enum' && want.members.includes(name) ? [want] : [];
  const types = wanted.length > 0 ? wanted : scope.to.enumsWith(name);
  const [type] = types;
  if (types.length > 1) {
    scope.report(say.ambiguousMember(span, name, types.map(typeText)));
    return null;
  }
  if (type) return { op: 'literal', type, span, value: BigInt(type.members.indexOf(name)) };
  const known = [
    ...scope.env.keys(),
    ...scope.readable,
    ...scope.to.constantNames(),
    ...scope.to.definitions.keys(),
    ...(want?.kind === 'enum' ? want.members : []),
  ];
  scope.report(say.unknownName(span, name, didYouMean(name, known)));
  return null;
}

// ------------------------------------------------------------------------------------ compositions

function binary(syntax: SyntaxOf<'binary'> & Syntax, scope: Scope): ProgramExpr | null {
  const { operator, span } = syntax;
  switch (operator) {
    case 'and':
    case 'or':
    case 'implies': {
      const left = conditionOf(syntax.left, scope);
      const right = conditionOf(syntax.right, scope);
      return left && right && { op: operator, left, right, type: BOOLEAN, span };
    }
    case '+':
    case '-':
    case '*':
    case 'mod': {
      const left = numberOf(syntax.left, scope);
      const right = numberOf(syntax.right, scope);
      return left && right && arithmetic(operator, left, right, span, scope.code);
    }
    case '^':
      return power(syntax, scope);
    case 'in':
    case 'not in': {
      const found = within(syntax, scope);
      if (operator === 'in' || found === null) return found;
      return { op: 'not', of: found, type: BOOLEAN, span };
    }
    case '/':
      scope.report(say.exactDivision(span));
      return null;
    case '..':
      scope.report(say.noMeaning(span, 'a range as a value', 'use `x in a..b`'));
      return null;
    case 'to':
      scope.report(say.noMeaning(span, '`to`'));
      return null;
  }
}

/** 2^31 - 1 is known beforehand; x^2 is x * x. */
function power(syntax: SyntaxOf<'binary'> & Syntax, scope: Scope): ProgramExpr | null {
  const base = numberOf(syntax.left, scope);
  const exponent = numberOf(syntax.right, scope);
  if (base === null || exponent === null) return null;
  const n = exponent.op === 'literal' ? (exponent.value as bigint) : null;
  if (n === null || n < 0n || n > (base.op === 'literal' ? 4096n : 8n)) {
    scope.report(say.notYet(syntax.span, 'powers that are not known beforehand are'));
    return null;
  }
  let product: ProgramExpr = literal(1n, syntax.span);
  for (let i = 0n; i < n; i++)
    product = i === 0n ? base : arithmetic('*', product, base, syntax.span, scope.code);
  return { ...product, span: syntax.span };
}

/** a <= b < c is a <= b and b < c. */
function comparison(syntax: SyntaxOf<'compare'> & Syntax, scope: Scope): ProgramExpr | null {
  const operands = comparable(syntax.operands, scope);
  if (operands === null) return null;
  let all: ProgramExpr | null = null;
  for (const [i, relation] of syntax.relations.entries()) {
    const [left, right] = [operands[i], operands[i + 1]];
    if (!compatible(left.type, right.type)) {
      scope.report(say.wrongType(right.span, described(left.type), described(right.type)));
      return null;
    }
    const ordered = relation !== '==' && relation !== '!=';
    if (ordered && (left.type.kind === 'boolean' || left.type.kind === 'sequence')) {
      scope.report(say.unordered(left.span, described(left.type)));
      return null;
    }
    if (left.type.kind === 'sequence' && scope.code) {
      scope.report(say.quantifierInCode(syntax.span, 'comparing sequences'));
      return null;
    }
    const one = compare(relation, left, right, syntax.span);
    all = all ? { op: 'and', left: all, right: one, type: BOOLEAN, span: syntax.span } : one;
  }
  return all;
}

/** What has a type of its own is typed first, and gives it to members and lists beside it. */
function comparable(operands: readonly Syntax[], scope: Scope): ProgramExpr[] | null {
  const open = (syntax: Syntax): boolean =>
    syntax.syntax === 'list' ||
    (syntax.syntax === 'name' &&
      !scope.env.has(syntax.name) &&
      !scope.variables.has(syntax.name) &&
      scope.to.enumsWith(syntax.name).length !== 1);
  const typed = operands.map((o) => (open(o) ? null : exprOf(o, scope)));
  if (operands.some((o, i) => !open(o) && typed[i] === null)) return null;
  const want = typed.find((expr) => expr !== null)?.type ?? null;
  const all = operands.map((operand, i) => typed[i] ?? exprOf(operand, scope, want));
  return all.includes(null) ? null : (all as ProgramExpr[]);
}

function itemOf(syntax: SyntaxOf<'index'> & Syntax, scope: Scope): ProgramExpr | null {
  const of = exprOf(syntax.of, scope);
  if (of === null) return null;
  if (of.type.kind !== 'sequence') {
    scope.report(say.indexOfWhat(syntax.of.span, described(of.type)));
    return null;
  }
  if (syntax.keys.length !== 1) {
    scope.report(say.wrongCall(syntax.span, 'an item', '`a[i]`'));
    return null;
  }
  const index = numberOf(syntax.keys[0], scope);
  return index && { op: 'item', of, index, type: of.type.of, span: syntax.span };
}

function listOf(
  syntax: SyntaxOf<'list'> & Syntax,
  scope: Scope,
  want: ProgramType | null,
): ProgramExpr | null {
  const wanted = want?.kind === 'sequence' ? want.of : null;
  const items = syntax.items.map((item) =>
    wanted ? typedOf(item, scope, wanted) : exprOf(item, scope),
  );
  if (items.includes(null)) return null;
  const all = items as ProgramExpr[];
  const of = wanted ?? all[0]?.type ?? INTEGER;
  const strange = all.find(({ type }) => type.kind === 'sequence' || !compatible(type, of));
  if (strange || of.kind === 'sequence') {
    const { span, type } = strange ?? syntax.items.map((i) => ({ ...i, type: of }))[0];
    scope.report(say.wrongType(span, described(of), described(type)));
    return null;
  }
  const item = wanted === null ? all.map(({ type }) => type as ScalarType).reduce(hull, of) : of;
  return { op: 'items', items: all, type: { kind: 'sequence', of: item }, span: syntax.span };
}
