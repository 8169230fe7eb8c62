/** Functions in properties of task sets: quantifiers over tasks, sums, definitions with parameters. */
import { rational } from '../expression/numbers.js';
import type { Argument, Syntax, SyntaxOf } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import * as say from './messages.js';
import { bindersOf } from './ranges.js';
import { called, conditionOf, type Env, quantity, type Scope, type Value } from './scope.js';
import type { Measure, TasksExpr } from './spec.js';

export const FUNCTIONS = ['forall', 'exists', 'count', 'sum', 'min', 'max', 'if'];

/** Formulas over runs. */
const TEMPORAL = ['always', 'eventually', 'next', 'until', 'unless', 'possible', 'inevitable'];
const CHANCE = ['probability', 'expected', 'lowest', 'highest', 'percentile'];

type Call = SyntaxOf<'call'> & Syntax;

export function callOf(syntax: Call, scope: Scope, env: Env): Value | null {
  const { name, args } = syntax;
  switch (name) {
    case 'forall':
    case 'exists':
    case 'count':
      return quantified(name, syntax, scope, env);
    case 'sum':
      return gathered('+', syntax, scope, env);
    case 'min':
    case 'max':
      return ranges(args) ? gathered(name, syntax, scope, env) : ofTwo(name, syntax, scope, env);
    case 'if':
      return chosen(syntax, scope, env);
  }
  if (TEMPORAL.includes(name)) return scope.later(`\`${name}(…)\` over schedules`);
  if (CHANCE.includes(name)) return scope.later(`\`${name}(…)\` of task sets`);
  return defined(syntax, scope, env);
}

const ranges = (args: readonly Argument[]): boolean =>
  args.some(({ value }) => value.syntax === 'binary' && value.operator === 'in');

function wrong({ name, span }: Call, form: string, scope: Scope): null {
  scope.diagnostics.add(say.wrongCall(span, name, form));
  return null;
}

function quantified(
  name: 'forall' | 'exists' | 'count',
  syntax: Call,
  scope: Scope,
  env: Env,
): Value | null {
  const body = syntax.args.at(-1);
  if (body === undefined || syntax.args.length < 2)
    return wrong(syntax, `\`${name}(t in tasks, condition)\``, scope);
  const instances = bindersOf(syntax.args.slice(0, -1), syntax.span, env, scope);
  if (instances === null) return null;
  const all: TasksExpr[] = [];
  for (const { env: inner } of instances) {
    const condition = conditionOf(body.value, scope, inner);
    // The same mistake in every instance is said once.
    if (condition === null) return null;
    all.push(condition);
  }
  if (name === 'count')
    return { is: 'quantity', measure: 'number', expr: { op: 'count', of: all } };
  return { is: 'truth', expr: { op: name === 'forall' ? 'all' : 'some', of: all } };
}

function gathered(
  operator: '+' | 'min' | 'max',
  syntax: Call,
  scope: Scope,
  env: Env,
): Value | null {
  const body = syntax.args.at(-1);
  const form = `\`${syntax.name}(t in tasks, quantity)\``;
  if (body === undefined || syntax.args.length < 2) return wrong(syntax, form, scope);
  const instances = bindersOf(syntax.args.slice(0, -1), syntax.span, env, scope);
  if (instances === null) return null;
  let measure: Measure = 'number';
  let whole: TasksExpr | null = null;
  for (const { env: inner } of instances) {
    const value = scope.meaning(body.value, scope, inner);
    if (value === null) return null;
    if (value.is !== 'quantity') {
      scope.diagnostics.add(say.wrongMeasure(body.value.span, 'a quantity', called(value)));
      return null;
    }
    measure = value.measure;
    whole = whole ? { op: 'arithmetic', operator, left: whole, right: value.expr } : value.expr;
  }
  if (whole) return { is: 'quantity', measure, expr: whole };
  return operator === '+' ? quantity(rational(0n), 'number', '0') : wrong(syntax, form, scope);
}

function ofTwo(name: 'min' | 'max', syntax: Call, scope: Scope, env: Env): Value | null {
  const values = syntax.args.map(({ value }) => scope.meaning(value, scope, env));
  const [left, right] = values;
  if (values.length !== 2) return wrong(syntax, `\`${name}(a, b)\``, scope);
  if (left === null || right === null) return null;
  if (left.is !== 'quantity' || right.is !== 'quantity' || left.measure !== right.measure) {
    scope.diagnostics.add(say.wrongMeasure(syntax.args[1].value.span, called(left), called(right)));
    return null;
  }
  const expr = { op: 'arithmetic', operator: name, left: left.expr, right: right.expr } as const;
  return { is: 'quantity', measure: left.measure, expr };
}

/** A choice between conditions: (c implies a) and (not c implies b). */
function chosen(syntax: Call, scope: Scope, env: Env): Value | null {
  if (syntax.args.length !== 3) return wrong(syntax, '`if(condition, a, b)`', scope);
  const [test, a, b] = syntax.args.map(({ value }) => conditionOf(value, scope, env));
  if (test === null || a === null || b === null) return null;
  const unless: TasksExpr = { op: 'some', of: [{ op: 'not', of: test }, a] };
  return { is: 'truth', expr: { op: 'all', of: [unless, { op: 'some', of: [test, b] }] } };
}

function defined(syntax: Call, scope: Scope, env: Env): Value | null {
  const definition = scope.definition(syntax.name);
  if (definition === null) {
    const hint = didYouMean(syntax.name, [...FUNCTIONS, ...scope.definitions()]);
    scope.diagnostics.add(say.unknownFunction(syntax.nameSpan, syntax.name, hint));
    return null;
  }
  const { parameters, tree } = definition;
  if (parameters.length !== syntax.args.length)
    return wrong(syntax, `\`${syntax.name}(${parameters.join(', ')})\``, scope);
  const inner = new Map<string, Value>();
  for (const [i, { value }] of syntax.args.entries()) {
    const argument = scope.meaning(value, scope, env);
    if (argument === null) return null;
    inner.set(parameters[i], argument);
  }
  return scope.expand(syntax.name, syntax.span, tree, inner);
}
