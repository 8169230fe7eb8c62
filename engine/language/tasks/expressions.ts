/**
 * Expressions over task sets: quantities with exact units, comparisons, quantifiers over `tasks`. All that
 * is known from the spec is folded into numbers; what an analysis has to find stays (`found`).
 */
import { multiply, rational } from '../expression/numbers.js';
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import { UNITS } from '../lint/measure.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';
import { child, textOf } from '../yaml/tree.js';
import { callOf } from './calls.js';
import { decimal, formatTime } from './format-time.js';
import * as say from './messages.js';
import {
  called,
  conditionOf,
  type Env,
  quantity,
  type Scope,
  type Settled,
  type Value,
} from './scope.js';
import type { Measure, TasksExpr } from './spec.js';

/** Null where something is wrong (and said) or cannot be answered yet (and noted in the scope). */
export function meaningOf(syntax: Syntax, scope: Scope, env: Env): Value | null {
  switch (syntax.syntax) {
    case 'number':
      return quantity(syntax, 'number', decimal(syntax) ?? '');
    case 'quantity':
      return unitValue(syntax, scope);
    case 'name':
      return nameValue(syntax, scope, env);
    case 'field':
      return fieldValue(syntax, scope, env);
    case 'not': {
      const of = conditionOf(syntax.of, scope, env);
      return of && { is: 'truth', expr: { op: 'not', of } };
    }
    case 'negate':
      return binaryValue(
        '-',
        zeroLike(meaningOf(syntax.of, scope, env)),
        syntax,
        syntax.of,
        scope,
        env,
      );
    case 'binary':
      return logicOrArithmetic(syntax, scope, env);
    case 'compare':
      return comparison(syntax, scope, env);
    case 'call':
      return callOf(syntax, scope, env);
    default:
      scope.diagnostics.add(
        say.notSaidOfTasks(syntax.span, WORDS[syntax.syntax], 'properties compare quantities'),
      );
      return null;
  }
}

const WORDS = { list: 'a list', is: '`is`', index: 'an index' } as const;

function zeroLike(value: Value | null): Value | null {
  return value?.is === 'quantity' ? quantity(rational(0n), value.measure, '0') : value;
}

function unitValue(syntax: SyntaxOf<'quantity'>, scope: Scope): Value | null {
  const unit = UNITS.get(syntax.unit);
  if (unit?.dimension === 'time') {
    const seconds = multiply(syntax, unit.factor);
    return quantity(seconds, 'time', formatTime(seconds));
  }
  if (unit?.dimension === 'share')
    return quantity(multiply(syntax, unit.factor), 'number', `${decimal(syntax)} %`);
  const { start, end, file } = syntax.span;
  scope.diagnostics.add(
    say.wrongMeasure(syntax.span, 'a time or a share', `\`${file.text.slice(start, end)}\``),
  );
  return null;
}

// ------------------------------------------------------------------------------- names and fields

function nameValue(syntax: SyntaxOf<'name'> & Syntax, scope: Scope, env: Env): Value | null {
  const { name, span } = syntax;
  const bound = env.get(name);
  if (bound) return bound;
  const definition = scope.definition(name);
  if (definition && definition.parameters.length > 0) {
    const form = `\`${name}(${definition.parameters.join(', ')})\``;
    scope.diagnostics.add(say.wrongCall(span, name, form));
    return null;
  }
  if (definition) return scope.expand(name, span, definition.tree, new Map());
  const index = scope.spec.tasks.findIndex((task) => task.name === name);
  if (index >= 0) return { is: 'task', index };
  if (scope.names('tasks').includes(name)) return scope.later(beyondText(scope));
  if (scope.names('criticality').includes(name)) return { is: 'level', name };
  if (name === 'mode') return scope.later('`mode`: mixed criticality');
  for (const [section, what] of [
    ['chains', 'chains of tasks'],
    ['servers', 'reservation servers'],
  ])
    if (scope.names(section).includes(name)) return scope.later(what);
  if (name === 'true' || name === 'false')
    return { is: 'truth', expr: { op: 'truth', value: name === 'true' } };
  scope.diagnostics.add(say.unknownName(span, name, didYouMean(name, known(scope, env))));
  return null;
}

const beyondText = (scope: Scope): string => scope.spec.beyond[0]?.what ?? 'this task';

const known = (scope: Scope, env: Env): string[] => [
  ...env.keys(),
  ...scope.names('tasks'),
  ...scope.spec.processors.map(({ name }) => name),
  ...scope.names('chains'),
  ...scope.definitions(),
];

const TASK_FIELDS = [
  'response',
  'deadline',
  'period',
  'wcet',
  'jitter',
  'offset',
  'utilisation',
  'blocking',
  'criticality',
];

function fieldValue(syntax: SyntaxOf<'field'> & Syntax, scope: Scope, env: Env): Value | null {
  const { of, field, fieldSpan } = syntax;
  if (of.syntax === 'name' && !env.has(of.name)) {
    const processor = scope.spec.processors.find(({ name }) => name === of.name);
    if (processor) return processorField(processor, field, fieldSpan, scope);
    if (scope.names('chains').includes(of.name)) return scope.later('chains of tasks');
    if (scope.names('servers').includes(of.name)) return scope.later('reservation servers');
  }
  const value = meaningOf(of, scope, env);
  if (value === null) return null;
  if (value.is === 'task') return taskField(value.index, field, fieldSpan, scope);
  scope.diagnostics.add(say.wrongMeasure(of.span, 'a task or a processor', called(value)));
  return null;
}

function processorField(
  processor: Settled['processors'][number],
  field: string,
  span: Span,
  scope: Scope,
): Value | null {
  const { name, utilisation } = processor;
  if (field !== 'utilisation') {
    const hint = didYouMean(field, ['utilisation']);
    scope.diagnostics.add(say.unknownField(span, field, `\`${name}\``, ['utilisation'], hint));
    return null;
  }
  if (utilisation === null) return scope.later(beyondText(scope));
  return quantity(utilisation, 'number', `${name}.utilisation`);
}

function taskField(index: number, field: string, span: Span, scope: Scope): Value | null {
  const { tasks, tick } = scope.spec;
  const task = tasks[index];
  const time = (ticks: number) =>
    quantity(multiply(rational(BigInt(ticks)), tick), 'time', `${task.name}.${field}`);
  switch (field) {
    case 'response':
    case 'blocking':
      return { is: 'quantity', measure: 'time', expr: { op: 'found', task: index, what: field } };
    case 'deadline':
    case 'period':
    case 'wcet':
    case 'jitter':
      return time(task[field]);
    case 'offset':
      return time(task.offset ?? 0);
    case 'utilisation': {
      const share = rational(BigInt(task.wcet), BigInt(task.period));
      return quantity(share, 'number', `${task.name}.utilisation`);
    }
    case 'criticality':
      return { is: 'level', name: levelOf(task.name, scope) };
  }
  const hint = didYouMean(field, TASK_FIELDS);
  scope.diagnostics.add(say.unknownField(span, field, 'a task', TASK_FIELDS, hint));
  return null;
}

/** Where a task does not say, the first level. */
function levelOf(task: string, scope: Scope): string {
  const tasks = child(scope.root, 'tasks');
  const tree = tasks?.node === 'mapping' ? child(tasks, task) : undefined;
  const own = tree?.node === 'mapping' ? textOf(child(tree, 'criticality')) : '';
  return own === '' ? (scope.names('criticality')[0] ?? '') : own;
}

// -------------------------------------------------------------------------- logic and arithmetic

function logicOrArithmetic(
  syntax: SyntaxOf<'binary'> & Syntax,
  scope: Scope,
  env: Env,
): Value | null {
  const { operator, left, right, span } = syntax;
  switch (operator) {
    case 'and':
    case 'or':
    case 'implies': {
      const a = conditionOf(left, scope, env);
      const b = conditionOf(right, scope, env);
      if (a === null || b === null) return null;
      if (operator === 'implies')
        return { is: 'truth', expr: { op: 'some', of: [{ op: 'not', of: a }, b] } };
      return { is: 'truth', expr: { op: operator === 'and' ? 'all' : 'some', of: [a, b] } };
    }
    case '+':
    case '-':
    case '*':
    case '/':
      return binaryValue(operator, meaningOf(left, scope, env), syntax, right, scope, env);
    default: {
      const hint = 'arithmetic here is + - * /';
      scope.diagnostics.add(say.notSaidOfTasks(span, `\`${operator}\``, hint));
      return null;
    }
  }
}

function binaryValue(
  operator: '+' | '-' | '*' | '/',
  left: Value | null,
  whole: Syntax,
  rightSyntax: Syntax,
  scope: Scope,
  env: Env,
): Value | null {
  const right = meaningOf(rightSyntax, scope, env);
  if (left === null || right === null) return null;
  if (left.is !== 'quantity' || right.is !== 'quantity') {
    const wrong = left.is === 'quantity' ? right : left;
    scope.diagnostics.add(say.wrongMeasure(whole.span, 'quantities', called(wrong)));
    return null;
  }
  const measure = combined(operator, left.measure, right.measure);
  if (measure === null) {
    const product = operator === '*' || operator === '/';
    const expected = product ? 'a number without a unit' : called(left);
    scope.diagnostics.add(say.wrongMeasure(rightSyntax.span, expected, called(right)));
    return null;
  }
  const expr = { op: 'arithmetic', operator, left: left.expr, right: right.expr } as const;
  return { is: 'quantity', measure, expr };
}

function combined(operator: string, left: Measure, right: Measure): Measure | null {
  if (operator === '+' || operator === '-') return left === right ? left : null;
  if (operator === '*') return left === 'number' ? right : right === 'number' ? left : null;
  if (left === right) return 'number';
  return right === 'number' ? left : null;
}

function comparison(syntax: SyntaxOf<'compare'> & Syntax, scope: Scope, env: Env): Value | null {
  const values = syntax.operands.map((operand) => meaningOf(operand, scope, env));
  const all: TasksExpr[] = [];
  for (const [i, relation] of syntax.relations.entries()) {
    const [left, right] = [values[i], values[i + 1]];
    if (left === null || right === null) return null;
    if (left.is === 'quantity' && right.is === 'quantity' && left.measure === right.measure) {
      all.push({ op: 'compare', relation, left: left.expr, right: right.expr });
      continue;
    }
    const same = sameness(left, right);
    if (same === null || (relation !== '==' && relation !== '!=')) {
      scope.diagnostics.add(
        say.wrongMeasure(syntax.operands[i + 1].span, called(left), called(right)),
      );
      return null;
    }
    all.push({ op: 'truth', value: same === (relation === '==') });
  }
  return { is: 'truth', expr: all.length === 1 ? all[0] : { op: 'all', of: all } };
}

/** Tasks and levels can be told apart beforehand; null for what cannot be compared. */
function sameness(left: Value, right: Value): boolean | null {
  if (left.is === 'task' && right.is === 'task') return left.index === right.index;
  if (left.is === 'level' && right.is === 'level') return left.name === right.name;
  return null;
}
