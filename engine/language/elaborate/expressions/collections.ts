/**
 * Functions of collections. The items of all operands are brought to one type; bounds follow from
 * the operation (`append` may hold one more than its sequence), so that only an assignment checks.
 */
import type { Syntax, SyntaxOf } from '../../expression/syntax.js';
import type { CollectionFunction, Expr } from '../../typed.js';
import type { Type } from '../../types.js';
import { USAGE } from '../builtins.js';
import { BOOLEAN, coerceTo, collectionType, INTEGER, isOpen, join, NOTHING } from '../coercion.js';
import type { Context } from '../context.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { demand, infer, type Want } from '../typing.js';
import { opened } from './access.js';
import { pair } from './comparisons.js';
import { type Collection, isCollection } from './lists.js';
import { isNeedy } from './neediness.js';

type Call = SyntaxOf<'call'>;
type Kind = Collection['kind'];

const SETS_AND_BAGS: readonly Kind[] = ['set', 'bag'];
const SEQUENCES: readonly Kind[] = ['sequence'];
const ALL: readonly Kind[] = ['set', 'bag', 'sequence'];

export const COLLECTION_FUNCTIONS: ReadonlySet<string> = new Set<CollectionFunction>([
  'add',
  'remove',
  'union',
  'intersection',
  'difference',
  'subset',
  'size',
  'subsets',
  'append',
  'concat',
  'head',
  'tail',
  'slice',
  'indices',
]);

export function collectionFunction(
  ctx: Context,
  syntax: Call,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const name = syntax.name as CollectionFunction;
  const args = positional(ctx, syntax);
  if (args === null) return null;
  switch (name) {
    case 'add':
    case 'remove':
      return withItem(ctx, syntax, name, args, SETS_AND_BAGS, scope, want);
    case 'append':
      return withItem(ctx, syntax, name, args, SEQUENCES, scope, want);
    case 'union':
    case 'intersection':
    case 'difference':
      return ofTwo(ctx, syntax, name, args, SETS_AND_BAGS, scope, want);
    case 'concat':
      return ofTwo(ctx, syntax, name, args, SEQUENCES, scope, want);
    case 'subset':
      return ofTwo(ctx, syntax, name, args, SETS_AND_BAGS, scope, null);
    default:
      return ofOne(ctx, syntax, name, args, scope, want);
  }
}

/** The arguments, when they are as many as the function takes and none is named. */
export function positional(ctx: Context, syntax: Call): Syntax[] | null {
  const usage = USAGE.get(syntax.name) ?? `${syntax.name}(…)`;
  const expected = usage.split(',').length;
  if (syntax.args.length === expected && syntax.args.every((a) => a.name === undefined)) {
    return syntax.args.map((a) => a.value);
  }
  ctx.report(messages.badArguments(syntax.span, usage));
  return null;
}

/** A collection of one of the kinds; an optional one is opened. */
function collection(
  ctx: Context,
  syntax: Syntax,
  scope: Scope,
  want: Want | null,
  kinds: readonly Kind[],
): (Expr & { readonly type: Collection }) | null {
  const whole = infer(ctx, syntax, scope, want);
  return whole && ofKind(ctx, opened(whole), kinds);
}

function ofKind(
  ctx: Context,
  expr: Expr,
  kinds: readonly Kind[],
): (Expr & { readonly type: Collection }) | null {
  const { type } = expr;
  if (isCollection(type) && kinds.includes(type.kind)) return { ...expr, type };
  ctx.report(messages.wrongCollection(expr.span, kinds, type));
  return null;
}

/** What a list in the place of a collection should be, when nothing else says so. */
function listWant(want: Want | null, kinds: readonly Kind[], item: Type | null): Want | null {
  if (want !== null && isCollection(want.type) && kinds.includes(want.type.kind)) {
    return { type: collectionType(want.type.kind, want.type.of, undefined), firm: want.firm };
  }
  return item === null ? null : { type: { kind: kinds[0], of: item }, firm: false };
}

/** add, remove, append: a collection and an item. */
function withItem(
  ctx: Context,
  syntax: Call,
  name: 'add' | 'remove' | 'append',
  [first, second]: readonly Syntax[],
  kinds: readonly Kind[],
  scope: Scope,
  want: Want | null,
): Expr | null {
  const grows = name !== 'remove';
  const fromWant = listWant(want, kinds, null);
  const loose = fromWant === null || grows ? fromWant : { ...fromWant, firm: false };
  let hint = loose;
  if (hint === null && isNeedy(ctx, first, scope)) {
    const item = infer(ctx, second, scope);
    hint = item && listWant(null, kinds, item.type);
  }
  const whole = collection(ctx, first, scope, hint, kinds);
  const itemType = whole === null || isOpen(whole.type.of) ? null : whole.type.of;
  const settled =
    grows && loose?.firm === true && itemType !== null ? firmItem(loose, itemType) : null;
  const item =
    settled !== null
      ? demand(ctx, second, scope, settled)
      : whole === null && isNeedy(ctx, second, scope)
        ? null
        : infer(ctx, second, scope, itemType && { type: itemType, firm: false });
  if (whole === null || item === null) return null;
  const of = join(whole.type.of, item.type);
  if (of === null) {
    ctx.report(messages.notAnItem(item.span, item.type, whole.type));
    return null;
  }
  const { kind, bound } = whole.type;
  const type = collectionType(kind, of, bound === undefined ? undefined : bound + (grows ? 1 : 0));
  const args = [coerceTo(whole, { ...whole.type, of }), coerceTo(item, of)];
  return { op: 'call', function: name, type, span: syntax.span, args };
}

/** The wanted item type, when the collection already has it: then the item is made so at once. */
function firmItem(want: Want, item: Type): Type | null {
  if (!isCollection(want.type)) return null;
  return join(want.type.of, item) !== null ? want.type.of : null;
}

/** union, intersection, difference, subset, concat: two collections of one kind. */
function ofTwo(
  ctx: Context,
  syntax: Call,
  name: 'union' | 'intersection' | 'difference' | 'subset' | 'concat',
  [first, second]: readonly Syntax[],
  kinds: readonly Kind[],
  scope: Scope,
  want: Want | null,
): Expr | null {
  const wanted = listWant(want, kinds, null);
  const both =
    wanted === null
      ? pair(ctx, first, second, scope, listWant(null, kinds, NOTHING))
      : operands(ctx, first, second, scope, wanted);
  const left = both && ofKind(ctx, opened(both[0]), kinds);
  const right = both && ofKind(ctx, opened(both[1]), kinds);
  if (left === null || right === null) return null;
  const of = join(left.type.of, right.type.of);
  if (left.type.kind !== right.type.kind || of === null) {
    ctx.report(messages.cannotCombine(syntax.span, name, left.type, right.type));
    return null;
  }
  const args = [coerceTo(left, { ...left.type, of }), coerceTo(right, { ...right.type, of })];
  const { kind } = left.type;
  const bound = boundOfTwo(name, left.type.bound, right.type.bound);
  const type = name === 'subset' ? BOOLEAN : collectionType(kind, of, bound);
  if (name === 'subset' && isOpen(of)) {
    ctx.report(messages.typeUnknown(syntax.span));
    return null;
  }
  return { op: 'call', function: name, type, span: syntax.span, args };
}

/** With a type wanted both sides take it. */
function operands(
  ctx: Context,
  first: Syntax,
  second: Syntax,
  scope: Scope,
  want: Want,
): [Expr, Expr] | null {
  const left = infer(ctx, first, scope, want);
  const right = infer(ctx, second, scope, want);
  return left && right && [left, right];
}

function boundOfTwo(name: string, a: number | undefined, b: number | undefined) {
  if (name === 'union' || name === 'concat') {
    return a === undefined || b === undefined ? undefined : a + b;
  }
  if (name === 'difference') return a;
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

/** size, subsets, head, tail, slice, indices. */
function ofOne(
  ctx: Context,
  syntax: Call,
  name: 'size' | 'subsets' | 'head' | 'tail' | 'slice' | 'indices',
  [first, ...rest]: readonly Syntax[],
  scope: Scope,
  want: Want | null,
): Expr | null {
  const { span } = syntax;
  const kinds = name === 'size' ? ALL : name === 'subsets' ? (['set'] as const) : SEQUENCES;
  const of = collection(ctx, first, scope, hintOfOne(name, want), kinds);
  const ends = rest.map((s) => demand(ctx, s, scope, INTEGER));
  if (of === null || ends.includes(null)) return null;
  const args = [of, ...(ends as Expr[])];
  if (isOpen(of.type)) {
    if (name === 'size') return { op: 'literal', type: INTEGER, span, value: 0 };
    ctx.report(messages.typeUnknown(of.span));
    return null;
  }
  const type = resultOfOne(name, of.type);
  if (type !== null) return { op: 'call', function: name, type, span, args };
  ctx.report(messages.typeNotFinite(of.span, 'the items of this set'));
  return null;
}

/** What the only collection probably is, for a list written there. */
function hintOfOne(name: CollectionFunction, want: Want | null): Want | null {
  if (name === 'subsets') return SET_HINT;
  if (want === null) return null;
  if (name === 'head') return { type: { kind: 'sequence', of: want.type }, firm: false };
  const passes = (name === 'tail' || name === 'slice') && isCollection(want.type);
  return passes ? { ...want, firm: false } : null;
}

const SET_HINT: Want = { type: { kind: 'set', of: NOTHING }, firm: false };

function resultOfOne(
  name: 'size' | 'subsets' | 'head' | 'tail' | 'slice' | 'indices',
  type: Collection,
): Type | null {
  switch (name) {
    case 'size':
      return INTEGER;
    case 'subsets':
      return { kind: 'set', of: { kind: 'set', of: type.of } };
    case 'head':
      return type.of;
    case 'tail':
    case 'slice':
      return type;
    case 'indices':
      return { kind: 'set', of: indexType(type) };
  }
}

function indexType(type: Collection): Type {
  const most = type.bound;
  return most === undefined || most < 1 ? INTEGER : { kind: 'range', low: 1, high: most };
}
