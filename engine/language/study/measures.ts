/**
 * What is measured: a statistic (`share`, `mean`, `min`, `max`) of something that every run of a cell has.
 * Where a cell has one run, that run's number or condition is the measure.
 */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import { child, type Entry, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import { asNumber, CALLED, syntaxOf } from './quantities.js';
import { type Scope, wordFor } from './scope.js';
import {
  type EffortWord,
  type RunExpr,
  type StudyMeasure,
  TESTS,
  type TestChoice,
} from './spec.js';

/** What runs have to offer. */
export interface RunFacts {
  readonly effort: readonly EffortWord[];
  /** Are they of task sets, which tests accept or refuse? */
  readonly tests: boolean;
  /** Properties whose verdicts can be asked for (base names); null: none. */
  readonly properties: readonly string[] | null;
}

interface Typed {
  readonly type: 'number' | 'truth';
  readonly expr: RunExpr;
}

const STATISTICS = ['share', 'mean', 'min', 'max'] as const;

export function measuresOf(scope: Scope, facts: RunFacts, repeat: number): StudyMeasure[] {
  const section = child(scope.root, 'measure');
  if (section?.node !== 'mapping') return [];
  return section.entries.flatMap((entry) => measureOf(entry, scope, facts, repeat) ?? []);
}

function measureOf(
  { key, value }: Entry,
  scope: Scope,
  facts: RunFacts,
  repeat: number,
): StudyMeasure | null {
  const syntax = syntaxOf(value);
  if (syntax === null) return null;
  const named = { name: key.text, text: textOf(value), span: key.span };
  const statistic = syntax.syntax === 'call' && STATISTICS.find((name) => name === syntax.name);
  if (!statistic) {
    // Of several runs there is no one number.
    if (repeat > 1) {
      scope.diagnostics.add(say.whichStatistic(syntax.span));
      return null;
    }
    const only = meaningOf(syntax, scope, facts);
    return only && { ...named, statistic: 'value', of: only.expr };
  }
  const [argument, ...more] = syntax.args;
  const wanted = statistic === 'share' ? 'condition' : 'quantity';
  if (argument === undefined || more.length > 0) {
    scope.diagnostics.add(say.wrongCall(syntax.span, statistic, `\`${statistic}(${wanted})\``));
    return null;
  }
  const type = statistic === 'share' ? 'truth' : 'number';
  const of = typed(argument.value, type, scope, facts);
  return of && { ...named, statistic, of };
}

const TYPES = { number: 'a number', truth: 'a condition' };

function typed(syntax: Syntax, type: Typed['type'], scope: Scope, facts: RunFacts): RunExpr | null {
  const found = meaningOf(syntax, scope, facts);
  if (found === null || found.type === type) return found?.expr ?? null;
  scope.diagnostics.add(say.wrongType(syntax.span, TYPES[type], TYPES[found.type]));
  return null;
}

/** Null where something is wrong, and said. */
function meaningOf(syntax: Syntax, scope: Scope, facts: RunFacts): Typed | null {
  const number = (of: Syntax) => typed(of, 'number', scope, facts);
  const truth = (of: Syntax) => typed(of, 'truth', scope, facts);
  switch (syntax.syntax) {
    case 'number':
      return { type: 'number', expr: { op: 'number', value: asNumber(inNumbers(syntax)) } };
    case 'name':
      return nameValue(syntax, scope, facts);
    case 'field':
      return effortOf(syntax, scope, facts);
    case 'call':
      return callOf(syntax, scope, facts);
    case 'not': {
      const of = truth(syntax.of);
      return of && { type: 'truth', expr: { op: 'not', of } };
    }
    case 'negate': {
      const right = number(syntax.of);
      const left = { op: 'number', value: 0 } as const;
      return right && { type: 'number', expr: { op: 'arithmetic', operator: '-', left, right } };
    }
    case 'compare':
      return comparison(syntax, number);
    case 'binary': {
      const { operator } = syntax;
      if (operator === 'and' || operator === 'or' || operator === 'implies') {
        const [left, right] = [truth(syntax.left), truth(syntax.right)];
        if (left === null || right === null) return null;
        const first = operator === 'implies' ? ({ op: 'not', of: left } as const) : left;
        const op = operator === 'and' ? 'all' : 'some';
        return { type: 'truth', expr: { op, of: [first, right] } };
      }
      if (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/') break;
      const [left, right] = [number(syntax.left), number(syntax.right)];
      return left && right && { type: 'number', expr: { op: 'arithmetic', operator, left, right } };
    }
  }
  scope.diagnostics.add(say.noMeaning(syntax.span, wordFor(syntax)));
  return null;
}

const inNumbers = (value: { numerator: bigint; denominator: bigint }) =>
  ({ value, dimension: 'number' }) as const;

function comparison(
  syntax: SyntaxOf<'compare'>,
  number: (of: Syntax) => RunExpr | null,
): Typed | null {
  const operands = syntax.operands.map(number);
  const all: RunExpr[] = [];
  for (const [i, relation] of syntax.relations.entries()) {
    const [left, right] = [operands[i], operands[i + 1]];
    if (left === null || right === null) return null;
    all.push({ op: 'compare', relation, left, right });
  }
  return { type: 'truth', expr: all.length === 1 ? all[0] : { op: 'all', of: all } };
}

function nameValue(syntax: SyntaxOf<'name'> & Syntax, scope: Scope, facts: RunFacts): Typed | null {
  const { name, span } = syntax;
  if (name === 'true' || name === 'false')
    return { type: 'truth', expr: { op: 'all', of: name === 'true' ? [] : [NEVER] } };
  const axis = scope.axis(name);
  if (axis >= 0) {
    const [first] = scope.axes[axis].values;
    if (first.quantity?.dimension === 'number')
      return { type: 'number', expr: { op: 'axis', axis } };
    const found = first.quantity === null ? 'a word' : CALLED[first.quantity.dimension];
    scope.diagnostics.add(say.wrongType(span, 'a number or a condition', found));
    return null;
  }
  if (facts.tests && name === 'utilisation') return { type: 'number', expr: { op: 'utilisation' } };
  if (facts.properties && name === 'asExpected')
    return { type: 'truth', expr: { op: 'as expected' } };
  const constant = scope.constants(name);
  if (constant?.dimension === 'number')
    return { type: 'number', expr: { op: 'number', value: asNumber(constant) } };
  const definition = scope.definition(name);
  if (definition)
    return scope.expand(name, span, definition, (inner) => meaningOf(inner, scope, facts));
  scope.diagnostics.add(say.notMeasured(span, name, nearby(name, scope, facts)));
  return null;
}

const NEVER: RunExpr = { op: 'some', of: [] };

const offered = ({ tests, properties, effort }: RunFacts): string[] => [
  ...(tests ? ['schedulable', 'utilisation'] : []),
  ...(properties ? ['holds', 'asExpected'] : []),
  ...effort.map((word) => `effort.${word}`),
];

function nearby(name: string, scope: Scope, facts: RunFacts): string {
  const near = didYouMean(name, [...offered(facts), ...scope.names(), ...STATISTICS]);
  return near ?? `it has ${offered(facts).join(', ')}`;
}

function effortOf(syntax: SyntaxOf<'field'> & Syntax, scope: Scope, facts: RunFacts): Typed | null {
  const { of, field, fieldSpan } = syntax;
  const word = facts.effort.find((known) => known === field);
  if (of.syntax === 'name' && of.name === 'effort' && word)
    return { type: 'number', expr: { op: 'effort', word } };
  const written = of.syntax === 'name' ? `${of.name}.${field}` : field;
  scope.diagnostics.add(say.notMeasured(fieldSpan, written, nearby(written, scope, facts)));
  return null;
}

// ------------------------------------------------------------------------------------------ calls

function callOf(syntax: SyntaxOf<'call'> & Syntax, scope: Scope, facts: RunFacts): Typed | null {
  const { name, args, nameSpan, span } = syntax;
  if (facts.tests && name === 'schedulable') {
    if (args.length > 1) {
      scope.diagnostics.add(say.wrongCall(span, name, '`schedulable(test)`'));
      return null;
    }
    const test = args.length === 0 ? SCHEDULER : testOf(args[0].value, scope);
    return test && { type: 'truth', expr: { op: 'schedulable', test } };
  }
  if (facts.properties && name === 'holds') return holdsOf(syntax, scope, facts.properties);
  if (STATISTICS.some((statistic) => statistic === name))
    scope.diagnostics.add(say.noMeaning(span, `\`${name}\` inside an expression`));
  else scope.diagnostics.add(say.notMeasured(nameSpan, name, nearby(name, scope, facts)));
  return null;
}

const SCHEDULER: TestChoice = { by: 'scheduler' };

/** The name of a test, or of an axis whose values are names of tests. */
function testOf(syntax: Syntax, scope: Scope): TestChoice | null {
  if (syntax.syntax !== 'name') {
    scope.diagnostics.add(say.wrongCall(syntax.span, 'schedulable', '`schedulable(test)`'));
    return null;
  }
  const axis = scope.axis(syntax.name);
  if (axis < 0) {
    const test = TESTS.find((known) => known === syntax.name);
    if (test) return { by: 'name', test };
    const near = didYouMean(syntax.name, [...TESTS, ...scope.axes.map(({ name }) => name)]);
    const hint = near ?? `there are ${TESTS.join(', ')}`;
    scope.diagnostics.add(say.unknownTest(syntax.span, syntax.name, hint));
    return null;
  }
  let fine = true;
  for (const { text, tree } of scope.axes[axis].values) {
    if (TESTS.some((test) => test === text)) continue;
    fine = false;
    const hint = didYouMean(text, TESTS) ?? `there are ${TESTS.join(', ')}`;
    scope.diagnostics.add(say.unknownTest(tree.span, text, hint));
  }
  return fine ? { by: 'axis', axis } : null;
}

function holdsOf(
  { args, span }: SyntaxOf<'call'> & Syntax,
  scope: Scope,
  properties: readonly string[],
): Typed | null {
  const [argument, ...more] = args;
  if (argument?.value.syntax !== 'name' || more.length > 0) {
    scope.diagnostics.add(say.wrongCall(span, 'holds', '`holds(property)`, of one word'));
    return null;
  }
  const { name } = argument.value;
  if (properties.includes(name)) return { type: 'truth', expr: { op: 'holds', property: name } };
  const hint = didYouMean(name, properties);
  scope.diagnostics.add(say.unknownProperty(argument.value.span, name, hint));
  return null;
}
