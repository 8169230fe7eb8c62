/**
 * Actions: `for` → `let` → `when` → `then`. The steps of processes are actions too; they come here
 * with the process already bound.
 */
import type { Syntax } from '../expression/syntax.js';
import type { Action, Binder, Effect, Expr } from '../typed.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import { bindGroups, groupsOfFor, isFree } from './binders.js';
import { isOpen } from './coercion.js';
import type { Context } from './context.js';
import { entriesOf, IDENTIFIER } from './declarations.js';
import { effectsOf, type Goto } from './effects.js';
import { ownersOf } from './members.js';
import * as messages from './messages.js';
import { ACTION, bind, lookUp, type Scope, scopeFor } from './scope.js';
import { conditionsOf, termOf } from './terms.js';
import { condition, infer } from './typing.js';

/** What an action and a step have in common. */
export interface Body {
  readonly binders: readonly Binder[];
  readonly lets: Action['lets'];
  readonly guard: readonly Expr[];
  readonly effects: readonly Effect[];
  /** The scope after the binders, without the `let` entries. */
  readonly scope: Scope;
}

const NOT_YET = ['draw', 'reward', 'stay while'];

export function actionsOf(ctx: Context, tree: Tree | undefined): Action[] {
  const actions: Action[] = [];
  for (const { key, value } of entriesOf(tree)) {
    const body = bodyOf(ctx, value, scopeFor(ACTION), null);
    if (body === null) continue;
    const { binders, lets, guard, effects } = body;
    const name = key.text;
    actions.push({ name, title: name, binders, lets, guard, effects, span: key.span });
  }
  return actions;
}

/** The parts of an action or step; null when it is no mapping. What is wrong is left out. */
export function bodyOf(ctx: Context, tree: Tree, outer: Scope, goto: Goto): Body | null {
  if (tree.node !== 'mapping') {
    if (tree.node === 'scalar' && tree.text === null) {
      return { binders: [], lets: [], guard: [], effects: [], scope: outer };
    }
    ctx.report(messages.actionExpected(tree.span));
    return null;
  }
  for (const { key } of tree.entries) {
    if (NOT_YET.includes(key.text)) ctx.report(messages.keyNotYet(key.span, key.text));
  }
  const groups = groupsOfFor(ctx, child(tree, 'for')) ?? [];
  const { binders, scope } = bindGroups(ctx, groups, outer);
  const drawn = brokenDraws(ctx, tree, scope);
  const { lets, inner } = letsOf(ctx, child(tree, 'let'), drawn);
  const guard = conditionsOf(ctx, child(tree, 'when')).flatMap((c) => conjuncts(ctx, c, inner));
  const effects = effectsOf(ctx, child(tree, 'then'), inner, goto);
  return { binders, lets, guard, effects, scope };
}

/** Names under `draw` are bound as broken: that they are not supported has been said. */
function brokenDraws(ctx: Context, tree: Mapping, outer: Scope): Scope {
  let scope = outer;
  for (const { key } of entriesOf(child(tree, 'draw'))) {
    if (isFree(ctx, scope, key.text, key.span)) {
      scope = bind(scope, key.text, key.span, { kind: 'broken' });
    }
  }
  return scope;
}

function letsOf(ctx: Context, tree: Tree | undefined, outer: Scope) {
  const lets: { local: Action['lets'][number]['local']; value: Expr }[] = [];
  let inner = outer;
  for (const entry of entriesOf(tree)) {
    const { text, span } = entry.key;
    const meaning = letMeaning(ctx, entry, inner);
    if (!IDENTIFIER.test(text)) {
      ctx.report(messages.notIdentifier(span, text));
      continue;
    }
    isFree(ctx, inner, text, span);
    if (meaning === null) inner = bind(inner, text, span, { kind: 'broken' });
    else if ('term' in meaning) {
      inner = bind(inner, text, span, { kind: 'term', term: meaning.term, scope: inner });
    } else {
      const local = ctx.newLocal(text, meaning.value.type, span);
      lets.push({ local, value: meaning.value });
      inner = bind(inner, text, span, { kind: 'local', local });
    }
  }
  return { lets, inner };
}

/**
 * A `let` has the type of its value. A value without a type of its own (`[]`, `none`, a member that
 * fits several types) stands for itself wherever it is used, and takes its type there.
 */
function letMeaning(
  ctx: Context,
  entry: Entry,
  scope: Scope,
): { readonly value: Expr } | { readonly term: Syntax } | null {
  const term = termOf(ctx, entry.value);
  if (term === null) return null;
  if (term.syntax === 'call' && term.name === '') return { term };
  if (isMember(ctx, term, scope)) return { term };
  const value = infer(ctx, term, scope);
  if (value === null) return null;
  return isOpen(value.type) ? { term } : { value };
}

/** A member or shape: even where it fits one type only, the place of its use may want another. */
function isMember(ctx: Context, term: Syntax, scope: Scope): boolean {
  if (term.syntax !== 'name' || lookUp(scope, term.name) !== undefined) return false;
  return !ctx.declarations.has(term.name) && ownersOf(ctx, term.name, null).length > 0;
}

/** A condition as conjuncts: each can be reported, and tested, on its own. */
export function conjuncts(ctx: Context, syntax: Syntax, scope: Scope): Expr[] {
  if (syntax.syntax === 'binary' && syntax.operator === 'and') {
    return [...conjuncts(ctx, syntax.left, scope), ...conjuncts(ctx, syntax.right, scope)];
  }
  const expr = condition(ctx, syntax, scope);
  return expr === null ? [] : [expr];
}
