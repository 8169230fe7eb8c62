/**
 * Processes: families of labelled steps. A family adds a state variable that says where each process
 * is; every step becomes an action whose guard asks for its label and whose effects move on.
 */
import type { Span } from '../source.js';
import type { Action, Expr, WritePlace } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import { sameType } from '../types-format.js';
import { cardinality, isFinite as isFiniteType } from '../values.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import { type Body, bodyOf } from './actions.js';
import { type BinderGroup, groupsOfFor, isFree } from './binders.js';
import { BOOLEAN } from './coercion.js';
import type { Context } from './context.js';
import { entriesOf, IDENTIFIER } from './declarations.js';
import { withNext } from './effects.js';
import { allValues } from './expressions/names.js';
import type { Family } from './families.js';
import { MAX_KEYS } from './limits.js';
import * as messages from './messages.js';
import { ACTION, bind, scopeFor } from './scope.js';

interface Head {
  readonly name: string;
  readonly span: Span;
  readonly binder: { readonly name: string; readonly span: Span };
  readonly type: Type;
  readonly steps: Mapping;
}

/** The families, with the type of all their labels; what is wrong is reported and left out. */
export function familiesOf(ctx: Context, tree: Tree | undefined): Family[] {
  const heads: Head[] = [];
  for (const entry of entriesOf(tree)) {
    const head = headOf(ctx, entry);
    if (head === null) continue;
    const rival = heads.find((h) => sameType(h.type, head.type));
    if (rival === undefined) heads.push(head);
    else ctx.report(messages.familiesShareType(head.span, head.name, rival.name, rival.span));
  }
  const all = new Set(heads.flatMap((h) => labelsOf(h.steps)));
  const labelType: TypeOf<'enum'> = {
    kind: 'enum',
    members: [...all, 'done'],
    name: heads.length === 1 ? `label of ${heads[0].name}` : 'label',
  };
  return heads.map((head) => ({
    ...head,
    labels: [...labelsOf(head.steps), 'done'],
    labelType,
    variable: heads.length === 1 ? 'at' : `at.${head.name}`,
  }));
}

function labelsOf(steps: Mapping): string[] {
  return steps.entries.map((e) => e.key.text);
}

function headOf(ctx: Context, { key, value }: Entry): Head | null {
  if (value.node !== 'mapping') {
    ctx.report(messages.processExpected(value.span));
    return null;
  }
  const steps = child(value, 'steps');
  const goodSteps = stepsOf(ctx, steps, key);
  const family = child(value, 'for');
  if (family === undefined) {
    ctx.report(messages.processNeedsFor(key.span, key.text));
    return null;
  }
  const groups = groupsOfFor(ctx, family);
  const typed = groups && processType(ctx, groups, family.span);
  return typed && goodSteps && { name: key.text, span: key.span, ...typed, steps: goodSteps };
}

function stepsOf(ctx: Context, steps: Tree | undefined, key: Entry['key']): Mapping | null {
  if (steps?.node !== 'mapping' || steps.entries.length === 0) {
    ctx.report(messages.processNeedsSteps(steps?.span ?? key.span, key.text));
    return null;
  }
  let fine = true;
  for (const { key: label } of steps.entries) {
    if (IDENTIFIER.test(label.text) && label.text !== 'done') continue;
    ctx.report(
      label.text === 'done'
        ? messages.labelDone(label.span)
        : messages.notIdentifier(label.span, label.text),
    );
    fine = false;
  }
  return fine ? steps : null;
}

/** `for: p in Process`: one name over one declared type. */
function processType(
  ctx: Context,
  groups: readonly BinderGroup[],
  span: Span,
): { readonly binder: Head['binder']; readonly type: Type } | null {
  const [group] = groups;
  if (groups.length !== 1 || group.names.length !== 1 || group.domain.syntax !== 'name') {
    ctx.report(messages.processDomain(span));
    return null;
  }
  const { name } = group.domain;
  if (ctx.declarations.get(name)?.what !== 'type') {
    ctx.report(messages.processDomain(group.domain.span));
    return null;
  }
  ctx.used.add(name);
  const type = ctx.typing.type(ctx, name);
  if (type === null) return null;
  if (!isFiniteType(type)) {
    ctx.report(messages.typeNotFinite(group.domain.span, name));
    return null;
  }
  if (cardinality(type) > MAX_KEYS) {
    ctx.report(messages.tooManyKeys(group.domain.span, cardinality(type), MAX_KEYS));
    return null;
  }
  const [binder] = group.names;
  return isFree(ctx, scopeFor(ACTION), binder.name, binder.span) ? { binder, type } : null;
}

/** The steps of all families as actions, in the order written. */
export function stepActions(ctx: Context, actionNames: ReadonlySet<string>): Action[] {
  const count = new Map<string, number>();
  for (const family of ctx.families) {
    for (const label of family.labels) count.set(label, (count.get(label) ?? 0) + 1);
  }
  return ctx.families.flatMap((family) =>
    family.steps.entries.flatMap((entry, i) => {
      const label = entry.key.text;
      const unique = count.get(label) === 1 && !actionNames.has(label);
      const title = unique ? label : `${family.name}.${label}`;
      const next = family.labels[i + 1];
      const alternatives = entry.value.node === 'list' ? entry.value.items : [entry.value];
      if (alternatives.length === 0) ctx.report(messages.noAlternatives(entry.value.span));
      return alternatives.flatMap((tree, k) => {
        const suffix = k === 0 ? '' : ` [${k + 1}]`;
        const action = stepAction(ctx, family, entry.key, tree, next);
        if (action === null) return [];
        const name = `${family.name}.${label}${suffix}`;
        return [{ ...action, name, title: `${title}${suffix}` }];
      });
    }),
  );
}

type Unnamed = Omit<Action, 'name' | 'title'>;

function stepAction(
  ctx: Context,
  family: Family,
  key: Entry['key'],
  tree: Tree,
  next: string,
): Unnamed | null {
  const { binder, type, labelType, variable } = family;
  const over = allValues(ctx, type, binder.span);
  if (over === null) return null;
  const local = ctx.newLocal(binder.name, type, binder.span);
  const scope = bind(scopeFor(ACTION), binder.name, binder.span, { kind: 'local', local });
  const process: Expr = { op: 'local', type, span: key.span, local };
  const goto: WritePlace = {
    variable,
    path: [{ step: 'index', key: process }],
    type: labelType,
    span: key.span,
  };
  const body: Body | null = bodyOf(ctx, tree, scope, goto);
  if (body === null) return null;
  const label = (name: string): Expr => ({
    op: 'literal',
    type: labelType,
    span: key.span,
    value: name,
  });
  const onward = { effect: 'assign', place: goto, value: label(next) } as const;
  const map: Type = { kind: 'map', key: type, value: labelType };
  const of: Expr = { op: 'variable', type: map, span: key.span, name: variable };
  const left: Expr = { op: 'index', type: labelType, span: key.span, of, key: process };
  const here: Expr = {
    op: 'compare',
    relation: '==',
    type: BOOLEAN,
    span: key.span,
    left,
    right: label(key.text),
  };
  return {
    process: { family: family.name, label: key.text },
    binders: [{ local, over }, ...body.binders],
    lets: body.lets,
    guard: [here, ...body.guard],
    effects: withNext(body.effects, onward, goto),
    span: key.span,
  };
}
