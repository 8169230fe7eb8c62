/** Statements of programs: what each means, and where it writes. */
import type { Syntax } from '../expression/syntax.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import { entriesOf } from './declarations.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import type { ProgramExpr, ProgramFunction, Statement, Variable, WritePlace } from './spec.js';
import { compatible, type ProgramType, typeText } from './types.js';
import { conditionOf, numberOf, typedOf } from './typing.js';

/** A function whose body is yet to be read. */
export type Heading = Omit<ProgramFunction, 'requires' | 'ensures' | 'body'>;

export interface BodyScope {
  readonly scope: Scope;
  readonly fn: Heading;
  readonly functions: readonly Heading[];
}

export function statementsOf(tree: Tree | undefined, body: BodyScope): Statement[] {
  if (tree?.node !== 'list') return [];
  return tree.items.flatMap((item) => {
    const statement = item.node === 'mapping' ? statementOf(item, body) : null;
    return statement === null ? [] : [statement];
  });
}

function statementOf(tree: Mapping, body: BodyScope): Statement | null {
  const [head] = tree.entries;
  // Of an empty one the schema has spoken.
  if (head === undefined) return null;
  const span = head.key.span;
  switch (head.key.text) {
    case 'set':
      return setOf(head, span, body);
    case 'if': {
      const test = conditionIn(head.value, body.scope);
      const then = statementsOf(child(tree, 'then'), body);
      const otherwise = statementsOf(child(tree, 'else'), body);
      return test && { statement: 'if', span, test, then, else: otherwise };
    }
    case 'while':
      return loopOf(tree, head, body);
    case 'return':
      return returnOf(head, body);
    case 'call':
      return callStatement(head, child(tree, 'into'), body);
    case 'assert':
      return {
        statement: 'assert',
        span,
        conditions: conditionsOf(head.value, contract(body, '`assert`')),
      };
    default:
      // Another form, of which the linter has spoken.
      return null;
  }
}

/** Annotations of the body speak of all its variables, and of how the parameters were. */
const contract = ({ scope }: BodyScope, where: string): Scope => ({
  ...scope,
  code: false,
  old: 'allowed',
  where,
});

/** A list means all of them. */
export function conditionsOf(tree: Tree | undefined, scope: Scope): ProgramExpr[] {
  if (tree === undefined) return [];
  const trees = tree.node === 'list' ? tree.items : [tree];
  return trees.flatMap((one) => {
    const condition = conditionIn(one, scope);
    return condition === null ? [] : [condition];
  });
}

function conditionIn(tree: Tree, scope: Scope): ProgramExpr | null {
  const syntax = scope.to.read(tree);
  return syntax && conditionOf(syntax, scope);
}

function loopOf(tree: Mapping, head: Entry, body: BodyScope): Statement | null {
  const { span } = head.key;
  const test = conditionIn(head.value, body.scope);
  const invariant = conditionsOf(child(tree, 'invariant'), contract(body, '`invariant`'));
  if (child(tree, 'invariant') === undefined) body.scope.report(say.noInvariant(span));
  const measure = body.scope.to.read(child(tree, 'decreases'));
  const decreases = measure && numberOf(measure, { ...contract(body, '`decreases`'), old: 'no' });
  const inner = statementsOf(child(tree, 'do'), body);
  return test && { statement: 'while', span, test, invariant, decreases, body: inner };
}

// ---------------------------------------------------------------------------- setting and returning

function setOf(head: Entry, span: Span, body: BodyScope): Statement | null {
  const entries = entriesOf(head.value);
  if (entries.length === 1) {
    const [{ key, value }] = entries;
    const syntax = body.scope.to.read(value);
    if (syntax && isCall(syntax, body)) {
      const place = placeIn(key, body);
      return place && called(syntax, [place], span, body);
    }
  }
  const assignments = entries.flatMap(({ key, value }) => {
    const place = placeIn(key, body);
    const found = place && valueIn(value, body.scope, place.type);
    return place && found ? [{ place, value: found }] : [];
  });
  return { statement: 'set', span, assignments };
}

/** A YAML list is a list of values. */
function valueIn(tree: Tree, scope: Scope, type: ProgramType): ProgramExpr | null {
  if (tree.node === 'mapping') {
    scope.report(say.notYet(tree.span, 'records are'));
    return null;
  }
  const syntax = syntaxOf(tree, scope);
  return syntax && typedOf(syntax, scope, type);
}

function syntaxOf(tree: Tree, scope: Scope): Syntax | null {
  if (tree.node !== 'list') return scope.to.read(tree);
  const items = tree.items.map((item) => syntaxOf(item, scope));
  return items.includes(null)
    ? null
    : { syntax: 'list', span: tree.span, items: items as Syntax[] };
}

function placeIn(tree: Tree, body: BodyScope): WritePlace | null {
  const syntax = body.scope.to.read(tree);
  return syntax && placeOf(syntax, body);
}

function placeOf(syntax: Syntax, { scope, fn }: BodyScope): WritePlace | null {
  const { span } = syntax;
  if (syntax.syntax === 'name') {
    const variable = writable(syntax.name, span, scope, fn);
    return variable && { variable, index: null, type: variable.type, span };
  }
  if (syntax.syntax !== 'index' || syntax.of.syntax !== 'name' || syntax.keys.length !== 1) {
    scope.report(say.placeExpected(span));
    return null;
  }
  const variable = writable(syntax.of.name, syntax.of.span, scope, fn);
  const index = numberOf(syntax.keys[0], scope);
  if (variable === null || index === null) return null;
  if (variable.type.kind === 'sequence') return { variable, index, type: variable.type.of, span };
  scope.report(say.indexOfWhat(syntax.of.span, `\`${variable.name}\``));
  return null;
}

function writable(name: string, span: Span, scope: Scope, fn: Heading): Variable | null {
  const found = [...fn.gives, ...fn.locals].find((variable) => variable.name === name);
  if (found) return found;
  if (fn.takes.some((variable) => variable.name === name)) {
    const hint = `declare \`${name}\` under \`gives\` as well, and it is changed in place; or set a local`;
    scope.report(say.notAssignable(span, name, 'it is a parameter', hint));
  } else if (scope.to.taken.has(name) || scope.env.has(name)) {
    const what = `it is ${scope.to.taken.get(name) ?? 'bound'}`;
    scope.report(say.notAssignable(span, name, what, 'declare a local of another name'));
  } else {
    const names = [...fn.gives, ...fn.locals].map((variable) => variable.name);
    scope.report(say.unknownName(span, name, didYouMean(name, names)));
  }
  return null;
}

function returnOf(head: Entry, body: BodyScope): Statement | null {
  const { fn, scope } = body;
  const { span } = head.key;
  const [result, ...more] = fn.gives;
  const isEmpty = head.value.node === 'scalar' && head.value.text === null;
  if (isEmpty) return { statement: 'return', span, value: null };
  if (result === undefined || more.length > 0) {
    scope.report(say.returnNeedsOne(head.value.span, fn.name, fn.gives.length));
    return null;
  }
  const syntax = syntaxOf(head.value, scope);
  if (syntax === null) return null;
  if (isCall(syntax, body)) {
    scope.report(say.callInside(syntax.span, syntax.syntax === 'call' ? syntax.name : ''));
    return null;
  }
  const value = typedOf(syntax, scope, result.type);
  return value && { statement: 'return', span, value };
}

// ------------------------------------------------------------------------------------------ calls

const isCall = (syntax: Syntax, { scope }: BodyScope): boolean =>
  syntax.syntax === 'call' && scope.to.functionNames.includes(syntax.name);

function callStatement(head: Entry, into: Tree | undefined, body: BodyScope): Statement | null {
  const syntax = body.scope.to.read(head.value);
  if (syntax === null) return null;
  if (!isCall(syntax, body)) {
    body.scope.report(say.callExpected(syntax.span));
    return null;
  }
  const trees = into === undefined ? [] : into.node === 'list' ? into.items : [into];
  const places = trees.map((tree) => placeIn(tree, body));
  if (places.includes(null)) return null;
  return called(syntax, places as WritePlace[], head.key.span, body);
}

/** `places` are for the results that are no parameters. */
function called(
  syntax: Syntax,
  places: readonly WritePlace[],
  span: Span,
  body: BodyScope,
): Statement | null {
  if (syntax.syntax !== 'call') return null;
  const { scope, functions } = body;
  const callee = functions.findIndex(({ name }) => name === syntax.name);
  const fn = functions[callee];
  if (fn === undefined) return null;
  if (syntax.args.length !== fn.takes.length) {
    const form = `${fn.name}(${fn.takes.map(({ name }) => name).join(', ')})`;
    scope.report(say.argumentCount(syntax.span, fn.name, form));
    return null;
  }
  const args = syntax.args.map(({ value }, i) => typedOf(value, scope, fn.takes[i].type));
  if (args.includes(null)) return null;
  const changed = new Map<string, WritePlace>();
  for (const [i, { name }] of fn.takes.entries()) {
    if (!fn.gives.some((result) => result.name === name)) continue;
    const place = inOutPlace(syntax.args[i].value, body);
    const twice = [...changed.values()].some((p) => p.variable === place?.variable);
    if (place === null || twice) {
      scope.report(say.inOutArgument(syntax.args[i].value.span, fn.name, name));
      return null;
    }
    changed.set(name, place);
  }
  const fresh = fn.gives.filter(({ name }) => !changed.has(name));
  if (fresh.length !== places.length) {
    scope.report(say.resultCount(syntax.span, fn.name, fresh.length, places.length));
    return null;
  }
  const into = fn.gives.map(
    ({ name }) => changed.get(name) ?? places[fresh.findIndex((r) => r.name === name)],
  );
  if (!resultsFit(fn, into, scope)) return null;
  return { statement: 'call', span, callee, args: args as ProgramExpr[], into };
}

function inOutPlace(syntax: Syntax, { fn }: BodyScope): WritePlace | null {
  if (syntax.syntax !== 'name') return null;
  const variable = [...fn.gives, ...fn.locals].find(({ name }) => name === syntax.name);
  return variable === undefined
    ? null
    : { variable, index: null, type: variable.type, span: syntax.span };
}

function resultsFit(fn: Heading, into: readonly WritePlace[], scope: Scope): boolean {
  return fn.gives.every(({ type }, i) => {
    const place = into[i];
    const fits = compatible(type, place.type);
    if (!fits) scope.report(say.wrongType(place.span, named(type), named(place.type)));
    return fits;
  });
}

const named = (type: ProgramType): string => `\`${typeText(type)}\``;
