/**
 * What quantifiers range over, and membership: `a..b`, `indices(a)`, the items of a sequence, the values
 * of a type, a list. All become ranges of whole numbers.
 */
import type { Argument, Syntax, SyntaxOf } from '../expression/syntax.js';
import { literal } from './arithmetic.js';
import * as say from './messages.js';
import type { Scope } from './scope.js';
import type { Domain, ProgramExpr } from './spec.js';
import { BOOLEAN, compatible, INTEGER, type ProgramType, type ScalarType } from './types.js';
import { compare, described, numberOf, sequenceOf } from './typing.js';

/** A range of numbers and, where it ranges over items, the sequence they are items of. */
interface Range extends Domain {
  readonly items?: ProgramExpr;
}

export function rangeOf(syntax: Syntax, scope: Scope): Range | null {
  const { span } = syntax;
  if (syntax.syntax === 'binary' && syntax.operator === '..') {
    const from = numberOf(syntax.left, scope);
    const to = numberOf(syntax.right, scope);
    return from && to && { from, to, type: INTEGER };
  }
  if (syntax.syntax === 'call' && syntax.name === 'indices') {
    if (syntax.args.length !== 1) {
      scope.report(say.wrongCall(span, 'indices', '`indices(a)`'));
      return null;
    }
    const of = sequenceOf(syntax.args[0].value, scope);
    return of && { from: literal(1n, span), to: sizeOf(of), type: INTEGER };
  }
  if (syntax.syntax === 'name' && isTypeName(syntax.name, scope))
    return valuesOf(syntax.name, syntax, scope);
  const of = sequenceOf(syntax, scope);
  return of && { from: literal(1n, span), to: sizeOf(of), type: INTEGER, items: of };
}

const isTypeName = (name: string, { env, variables, to }: Scope): boolean =>
  !env.has(name) && !variables.has(name) && (to.typeNames().includes(name) || name === 'boolean');

function valuesOf(name: string, { span }: Syntax, scope: Scope): Range | null {
  const type = name === 'boolean' ? BOOLEAN : scope.to.type(name);
  if (type === null) return null;
  if (type.kind === 'sequence') {
    scope.report(say.notYet(span, 'all values of a sequence type are'));
    return null;
  }
  const [low, high] = endsOf(type);
  return { from: literal(low, span), to: literal(high, span), type };
}

export function endsOf(type: ScalarType): readonly [bigint, bigint] {
  if (type.kind === 'boolean') return [0n, 1n];
  return type.kind === 'enum' ? [0n, BigInt(type.members.length - 1)] : [type.low, type.high];
}

const sizeOf = (of: ProgramExpr): ProgramExpr => ({
  op: 'size',
  of,
  type: INTEGER,
  span: of.span,
  fits: null,
});

// ------------------------------------------------------------------------------------ quantifiers

/** `forall(i, j in S, k in T, p)`. */
export function quantified(
  op: 'forall' | 'exists',
  syntax: SyntaxOf<'call'> & Syntax,
  scope: Scope,
): ProgramExpr | null {
  const groups = groupsOf(syntax.args.slice(0, -1));
  const body = syntax.args.at(-1);
  if (scope.code) {
    scope.report(say.quantifierInCode(syntax.span, `\`${op}\``));
    return null;
  }
  if (groups === null || body === undefined) {
    scope.report(say.wrongCall(syntax.span, op, `\`${op}(x in S, condition)\``));
    return null;
  }
  return nest(op, groups, body.value, syntax, scope);
}

interface Group {
  readonly name: string;
  readonly span: Syntax['span'];
  readonly domain: Syntax;
}

function groupsOf(args: readonly Argument[]): Group[] | null {
  const groups: Group[] = [];
  let open: { name: string; span: Syntax['span'] }[] = [];
  for (const { value } of args) {
    const last = value.syntax === 'binary' && value.operator === 'in' ? value : null;
    const binder = last ? last.left : value;
    if (binder.syntax !== 'name') return null;
    open.push({ name: binder.name, span: binder.span });
    if (last === null) continue;
    groups.push(...open.map((one) => ({ ...one, domain: last.right })));
    open = [];
  }
  return open.length > 0 || groups.length === 0 ? null : groups;
}

function nest(
  op: 'forall' | 'exists',
  [group, ...rest]: readonly Group[],
  body: Syntax,
  syntax: Syntax,
  scope: Scope,
): ProgramExpr | null {
  const over = rangeOf(group.domain, scope);
  const { name, span } = group;
  const first = scope.variables.has(name)
    ? 'a variable'
    : scope.env.has(name)
      ? 'bound'
      : scope.to.taken.get(name);
  if (first !== undefined) {
    scope.report(say.usedAsTwo(span, name, first));
    return null;
  }
  if (over === null) return null;
  const local = scope.to.newLocal(name);
  const number: ProgramExpr = { op: 'local', local, type: over.type, span };
  const value: ProgramExpr = over.items
    ? { op: 'item', of: over.items, index: number, type: itemType(over.items), span }
    : number;
  const inner = { ...scope, env: new Map([...scope.env, [name, value]]) };
  const found = rest.length > 0 ? nest(op, rest, body, syntax, inner) : truth(body, inner);
  return found && { op, local, over, body: found, type: BOOLEAN, span: syntax.span };
}

function truth(syntax: Syntax, scope: Scope): ProgramExpr | null {
  const expr = scope.meaning(syntax, scope, null);
  if (expr === null || expr.type.kind === 'boolean') return expr;
  scope.report(say.wrongType(syntax.span, 'a condition', described(expr.type)));
  return null;
}

const itemType = (of: ProgramExpr): ProgramType =>
  of.type.kind === 'sequence' ? of.type.of : of.type;

// ------------------------------------------------------------------------------------- membership

export function within(
  { left, right, span }: SyntaxOf<'binary'> & Syntax,
  scope: Scope,
): ProgramExpr | null {
  if (right.syntax === 'list') return oneOf(left, right.items, span, scope);
  const over = rangeOf(right, scope);
  const element = scope.meaning(
    left,
    scope,
    over?.items ? itemType(over.items) : (over?.type ?? null),
  );
  if (over === null || element === null) return null;
  const item = over.items ? itemType(over.items) : over.type;
  if (!compatible(element.type, item)) {
    scope.report(say.wrongType(left.span, described(item), described(element.type)));
    return null;
  }
  if (over.items === undefined) {
    const known = element.type.kind !== 'integer';
    if (known) return { op: 'literal', type: BOOLEAN, span, value: true };
    const least = compare('<=', over.from, element, span);
    const most = compare('<=', element, over.to, span);
    return { op: 'and', left: least, right: most, type: BOOLEAN, span };
  }
  if (scope.code) {
    scope.report(say.quantifierInCode(span, '`in` a sequence'));
    return null;
  }
  const local = scope.to.newLocal('index');
  const index: ProgramExpr = { op: 'local', local, type: INTEGER, span };
  const there: ProgramExpr = { op: 'item', of: over.items, index, type: item, span };
  const body = compare('==', there, element, span);
  return { op: 'exists', local, over, body, type: BOOLEAN, span };
}

function oneOf(
  left: Syntax,
  items: readonly Syntax[],
  span: Syntax['span'],
  scope: Scope,
): ProgramExpr | null {
  const element = scope.meaning(left, scope, null);
  if (element === null) return null;
  let any: ProgramExpr = { op: 'literal', type: BOOLEAN, span, value: false };
  for (const item of items) {
    const value = scope.meaning(item, scope, element.type);
    if (value === null) return null;
    if (!compatible(value.type, element.type)) {
      scope.report(say.wrongType(item.span, described(element.type), described(value.type)));
      return null;
    }
    const same = compare('==', element, value, span);
    any = { op: 'or', left: any, right: same, type: BOOLEAN, span };
  }
  return any;
}
