/**
 * Binders: `a, b in S, c in f(a)` after `for:` and in the first arguments of a gather. Names before
 * one `in` share its set; later sets may use earlier names.
 */
import type { Argument, Syntax } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { Binder, Expr } from '../typed.js';
import type { Scalar, Tree } from '../yaml/tree.js';
import { RESERVED } from './builtins.js';
import { isNothing, NOTHING } from './coercion.js';
import type { Context } from './context.js';
import { isCollection } from './expressions/lists.js';
import * as messages from './messages.js';
import { bind, lookUp, type Scope } from './scope.js';
import { infer } from './typing.js';

/** Names that share one domain. */
export interface BinderGroup {
  readonly names: readonly { readonly name: string; readonly span: Span }[];
  readonly domain: Syntax;
}

/** The groups of a binder list; null (and reported) when it is none. */
export function binderGroups(
  ctx: Pick<Context, 'report'>,
  args: readonly Argument[],
  span: Span,
  usage: string,
): BinderGroup[] | null {
  const groups: BinderGroup[] = [];
  let names: { name: string; span: Span }[] = [];
  for (const { name, value } of args) {
    const last = value.syntax === 'binary' && value.operator === 'in' ? value : null;
    const binder = last === null ? value : last.left;
    if (name !== undefined || binder.syntax !== 'name') {
      ctx.report(messages.binderExpected(value.span, usage));
      return null;
    }
    names.push({ name: binder.name, span: binder.span });
    if (last !== null) {
      groups.push({ names, domain: last.right });
      names = [];
    }
  }
  if (names.length > 0 || groups.length === 0) {
    ctx.report(messages.binderExpected(names.at(-1)?.span ?? span, usage));
    return null;
  }
  return groups;
}

/** The binder groups of a `for:`; [] where there is none, null where it cannot be read. */
export function groupsOfFor(
  ctx: Pick<Context, 'report' | 'read'>,
  tree: Tree | undefined,
): BinderGroup[] | null {
  if (tree === undefined) return [];
  if (tree.node !== 'scalar') {
    ctx.report(messages.binderExpected(tree.span, 'x in S'));
    return null;
  }
  const syntax = ctx.read(tree as Scalar, 'binders');
  if (syntax === null) return null;
  if (syntax.syntax !== 'call') {
    ctx.report(messages.binderExpected(syntax.span, 'x in S'));
    return null;
  }
  return binderGroups(ctx, syntax.args, syntax.span, 'x in S');
}

/** A new name must not hide another one; true when it does not. */
export function isFree(ctx: Context, scope: Scope, name: string, span: Span): boolean {
  if (RESERVED.has(name) || (name === 'at' && ctx.families.length > 0)) {
    ctx.report(messages.reservedName(span, name));
    return false;
  }
  const first = lookUp(scope, name)?.span ?? ctx.declarations.get(name)?.span;
  if (first === undefined) return true;
  ctx.report(messages.shadows(span, name, first));
  return false;
}

export interface Bound {
  readonly binders: readonly Binder[];
  readonly scope: Scope;
  /** Some domain is `[]`, of no known type: nothing is ever bound. */
  readonly empty: boolean;
}

/**
 * Types the domains and binds the names. A name whose domain is wrong is bound as `broken`, so that
 * what follows can still be checked; `binders` is then incomplete and `fine` false.
 */
export function bindGroups(
  ctx: Context,
  groups: readonly BinderGroup[],
  outer: Scope,
): Bound & { readonly fine: boolean } {
  const binders: Binder[] = [];
  let scope = outer;
  let fine = true;
  let empty = false;
  for (const group of groups) {
    const over = domainOf(ctx, group.domain, scope);
    if (over === null) fine = false;
    const item = over !== null && isCollection(over.type) ? over.type.of : NOTHING;
    if (over !== null && isNothing(item)) empty = true;
    for (const { name, span } of group.names) {
      if (!isFree(ctx, scope, name, span)) fine = false;
      if (over === null || isNothing(item)) scope = bind(scope, name, span, { kind: 'broken' });
      else {
        const local = ctx.newLocal(name, item, span);
        binders.push({ local, over });
        scope = bind(scope, name, span, { kind: 'local', local });
      }
    }
  }
  return { binders, scope, empty, fine };
}

/** A set, bag or sequence to choose from. */
export function domainOf(ctx: Context, syntax: Syntax, scope: Scope): Expr | null {
  const over = infer(ctx, syntax, scope);
  if (over === null || isCollection(over.type)) return over;
  ctx.report(messages.notACollection(over.span, over.type));
  return null;
}
