/**
 * Fairness (LANGUAGE 6.7): `weak` or `strong` for all, or lists of entries; an entry is the name of
 * an action or step (fair for each binding), or `{ action, some, where }`.
 */
import type { Action, Binder, Expr, Fairness } from '../typed.js';
import { child, type Scalar, type Tree } from '../yaml/tree.js';
import { allOf } from './claims.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import * as messages from './messages.js';
import { bind, FAIRNESS, type Scope, scopeFor } from './scope.js';
import { conditionsOf } from './terms.js';

/** Actions that a constraint speaks of together: the alternatives of one label, or one action. */
interface Group {
  /** What an entry may call it: the action's name; `family.label`, or the label alone. */
  readonly names: readonly string[];
  readonly full: string;
  readonly actions: readonly number[];
}

interface Known {
  readonly groups: readonly Group[];
  /** Names that some mutant takes away: when it has, what was said of them is void. */
  readonly removed: ReadonlySet<string>;
}

/** The actions and steps that changes of mutants set to nothing. */
function removedBy(mutants: Tree | undefined): Set<string> {
  const removed = new Set<string>();
  for (const { value } of entriesOf(mutants)) {
    const change = value.node === 'mapping' ? child(value, 'change') : undefined;
    for (const { key, value: to } of entriesOf(change)) {
      if (to.node !== 'scalar' || (to.text !== null && to.text !== 'null')) continue;
      const [, action] = /^actions\.(.+)$/.exec(key.text) ?? [];
      const [, family, label] = /^processes\.([^.]+)\.steps\.(.+)$/.exec(key.text) ?? [];
      if (action !== undefined) removed.add(action);
      if (label !== undefined) removed.add(label).add(`${family}.${label}`);
    }
  }
  return removed;
}

export function fairnessOf(
  ctx: Context,
  tree: Tree | undefined,
  actions: readonly Action[],
  mutants: Tree | undefined,
): Fairness[] {
  if (tree === undefined) return [];
  const groups = groupsOf(actions);
  const known = { groups, removed: removedBy(mutants) };
  if (tree.node === 'scalar') {
    if (tree.text === 'progress') return [];
    if (tree.text === 'weak' || tree.text === 'strong') return forAll(tree.text, tree, groups);
    ctx.report(messages.fairnessExpected(tree.span));
    return [];
  }
  if (tree.node === 'list') {
    ctx.report(messages.fairnessExpected(tree.span));
    return [];
  }
  return tree.entries.flatMap(({ key, value }) => {
    const strength = key.text;
    if (strength === 'weak' || strength === 'strong') {
      return listed(ctx, strength, value, known, actions);
    }
    ctx.report(messages.fairnessExpected(key.span));
    return [];
  });
}

function groupsOf(actions: readonly Action[]): Group[] {
  const groups: { names: string[]; full: string; actions: number[] }[] = [];
  actions.forEach((action, i) => {
    const { process } = action;
    const full = process === undefined ? action.name : `${process.family}.${process.label}`;
    const known = groups.find((g) => g.full === full && process !== undefined);
    if (known !== undefined) known.actions.push(i);
    else {
      const names = process === undefined ? [action.name] : [full, process.label];
      groups.push({ names, full, actions: [i] });
    }
  });
  return groups;
}

function forAll(strength: Fairness['strength'], tree: Tree, groups: readonly Group[]): Fairness[] {
  return groups.map(({ actions }) => ({ strength, actions, some: [], span: tree.span }));
}

function listed(
  ctx: Context,
  strength: Fairness['strength'],
  tree: Tree,
  known: Known,
  actions: readonly Action[],
): Fairness[] {
  if (tree.node === 'scalar' && tree.text === 'all') return forAll(strength, tree, known.groups);
  const items = tree.node === 'list' ? tree.items : [tree];
  return items.flatMap((item) => {
    const one = entryOf(ctx, strength, item, known, actions);
    return one === null ? [] : [one];
  });
}

function entryOf(
  ctx: Context,
  strength: Fairness['strength'],
  tree: Tree,
  known: Known,
  actions: readonly Action[],
): Fairness | null {
  const named = tree.node === 'mapping' ? child(tree, 'action') : tree;
  if (named?.node !== 'scalar' || named.text === null) {
    ctx.report(messages.fairnessEntry(named?.span ?? tree.span));
    return null;
  }
  const group = groupNamed(ctx, named, known);
  if (group === null) return null;
  const members = group.actions.map((i) => actions[i]);
  const fair = { strength, actions: group.actions, span: tree.span };
  if (tree.node !== 'mapping') return { ...fair, some: [] };
  const some = someOf(ctx, child(tree, 'some'), members);
  const where = whereOf(ctx, child(tree, 'where'), members);
  if (some === null || where === null) return null;
  return where === undefined ? { ...fair, some } : { ...fair, some, where };
}

function groupNamed(ctx: Context, tree: Scalar, { groups, removed }: Known): Group | null {
  const name = tree.text as string;
  const exact = groups.filter((g) => g.full === name);
  const found = exact.length > 0 ? exact : groups.filter((g) => g.names.includes(name));
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    if (removed.has(name)) return null;
    ctx.report(
      messages.unknownAction(
        tree.span,
        name,
        groups.flatMap((g) => g.names),
      ),
    );
  } else
    ctx.report(
      messages.labelInSeveral(
        tree.span,
        name,
        found.map((g) => g.full),
      ),
    );
  return null;
}

/** Names of binders that are not told apart. */
function someOf(ctx: Context, tree: Tree | undefined, actions: readonly Action[]): string[] | null {
  if (tree === undefined) return [];
  const items = tree.node === 'list' ? tree.items : [tree];
  const names: string[] = [];
  for (const item of items) {
    const name = item.node === 'scalar' ? (item.text ?? '') : '';
    const binders = actions.map((a) => a.binders.map((b) => b.local.name));
    if (!binders.some((list) => list.includes(name))) {
      ctx.report(messages.notABinder(item.span, name, binders.flat()));
      return null;
    }
    names.push(name);
  }
  return names;
}

/** The restriction, once for each action: over its binders and constants. */
function whereOf(
  ctx: Context,
  tree: Tree | undefined,
  actions: readonly Action[],
): Expr[] | undefined | null {
  if (tree === undefined) return undefined;
  const conditions = conditionsOf(ctx, tree);
  if (conditions.length === 0) return null;
  const all = actions.map((action) => allOf(ctx, conditions, withBinders(action.binders)));
  return all.includes(null) ? null : (all as Expr[]);
}

function withBinders(binders: readonly Binder[]): Scope {
  return binders.reduce(
    (scope, { local }) => bind(scope, local.name, local.span, { kind: 'local', local }),
    scopeFor(FAIRNESS),
  );
}
