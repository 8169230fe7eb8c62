/** Calls in expressions of programs: built-in functions and definitions. Functions are called by statements. */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import { arithmetic, unary } from './arithmetic.js';
import { quantified } from './domains.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import type { ArithmeticOperator, ProgramExpr } from './spec.js';
import { compatible, hull, INTEGER, type ProgramType } from './types.js';
import { conditionOf, described, expand, numberOf, sequenceOf, typedOf } from './typing.js';

type Call = SyntaxOf<'call'> & Syntax;

/** Built in, with the number of arguments and the form to show. */
const FORMS: Readonly<Record<string, readonly [count: number, form: string]>> = {
  div: [2, 'div(a, b)'],
  min: [2, 'min(a, b)'],
  max: [2, 'max(a, b)'],
  abs: [1, 'abs(a)'],
  size: [1, 'size(a)'],
  append: [2, 'append(a, x)'],
  head: [1, 'head(a)'],
  if: [3, 'if(condition, a, b)'],
  old: [1, 'old(e)'],
};

/** Of the language, but not of programs yet. */
const LATER = [
  'count',
  'sum',
  'filter',
  'set',
  'map',
  'sequence',
  'bag',
  'the',
  'add',
  'remove',
  'union',
  'intersection',
  'difference',
  'subset',
  'subsets',
  'concat',
  'tail',
  'slice',
  'reach',
  'with',
  'log2',
  'floor',
  'ceil',
];

export function callOf(syntax: Call, scope: Scope, want: ProgramType | null): ProgramExpr | null {
  const { name, args, span } = syntax;
  if (name === 'forall' || name === 'exists') return quantified(name, syntax, scope);
  const definition = scope.to.definitions.get(name);
  if (definition) return defined(definition.parameters ?? [], syntax, scope, want);
  if (scope.to.functionNames.includes(name)) {
    scope.report(say.callInside(span, name));
    return null;
  }
  const form = Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  const gathers = args.some(({ value: v }) => v.syntax === 'binary' && v.operator === 'in');
  if (LATER.includes(name) || (gathers && (name === 'min' || name === 'max'))) {
    scope.report(say.notYet(span, `\`${name}(…)\` is`));
    return null;
  }
  if (form === undefined) {
    const hint = didYouMean(name, [
      ...Object.keys(FORMS),
      'forall',
      'exists',
      ...scope.to.definitions.keys(),
    ]);
    scope.report(say.unknownFunction(syntax.nameSpan, name, hint));
    return null;
  }
  if (args.length !== form[0] || args.some((arg) => arg.name !== undefined)) {
    scope.report(say.wrongCall(span, name, `\`${form[1]}\``));
    return null;
  }
  return builtIn(syntax, scope, want);
}

function builtIn(syntax: Call, scope: Scope, want: ProgramType | null): ProgramExpr | null {
  const { name, span } = syntax;
  const [first, second, third] = syntax.args.map(({ value }) => value);
  switch (name) {
    case 'div':
    case 'min':
    case 'max': {
      const left = numberOf(first, scope);
      const right = numberOf(second, scope);
      const operator: ArithmeticOperator = name;
      return left && right && arithmetic(operator, left, right, span, scope.code);
    }
    case 'abs': {
      const of = numberOf(first, scope);
      return of && unary('abs', of, span, scope.code);
    }
    case 'size': {
      const of = sequenceOf(first, scope);
      const fits = scope.code ? { low: INTEGER.low, high: INTEGER.high } : null;
      return of && { op: 'size', of, type: INTEGER, span, fits };
    }
    case 'head': {
      const of = sequenceOf(first, scope);
      const index = { op: 'literal', type: INTEGER, span, value: 1n } as const;
      return of?.type.kind === 'sequence'
        ? { op: 'item', of, index, type: of.type.of, span }
        : null;
    }
    case 'append': {
      const of = sequenceOf(first, scope);
      if (of?.type.kind !== 'sequence') return null;
      const item = typedOf(second, scope, of.type.of);
      const { bound: _, name: __, ...type } = of.type;
      return item && { op: 'append', of, item, type, span };
    }
    case 'old':
      return oldOf(first, syntax, scope);
    default:
      return choice(first, second, third, syntax, scope, want);
  }
}

function oldOf(of: Syntax, { span }: Call, scope: Scope): ProgramExpr | null {
  if (scope.old === 'allowed') return scope.meaning(of, { ...scope, old: 'inside' }, null);
  scope.report(say.oldHere(span, scope.old === 'inside' ? 'another `old`' : scope.where));
  return null;
}

function choice(
  test: Syntax,
  yes: Syntax,
  no: Syntax,
  { span }: Call,
  scope: Scope,
  want: ProgramType | null,
): ProgramExpr | null {
  const condition = conditionOf(test, scope);
  const a = scope.meaning(yes, scope, want);
  const b = scope.meaning(no, scope, want ?? a?.type ?? null);
  if (condition === null || a === null || b === null) return null;
  if (!compatible(a.type, b.type)) {
    scope.report(say.wrongType(no.span, described(a.type), described(b.type)));
    return null;
  }
  // biome-ignore lint/suspicious/noThenProperty: a key of the language.
  return { op: 'if', test: condition, then: a, else: b, type: hull(a.type, b.type), span };
}

function defined(
  parameters: readonly string[],
  syntax: Call,
  scope: Scope,
  want: ProgramType | null,
): ProgramExpr | null {
  const { name, args } = syntax;
  if (parameters.length !== args.length) {
    scope.report(say.wrongCall(syntax.span, name, `\`${name}(${parameters.join(', ')})\``));
    return null;
  }
  const env = new Map<string, ProgramExpr>();
  for (const [i, { value }] of args.entries()) {
    const argument = scope.meaning(value, scope, null);
    if (argument === null) return null;
    env.set(parameters[i], argument);
  }
  const definition = scope.to.definitions.get(name);
  return expand(name, definition?.entry.value, scope, env, syntax, want);
}
