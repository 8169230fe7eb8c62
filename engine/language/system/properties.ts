/**
 * Properties of a system: the claims of models over its variables, and three of its own: `linearizable(object)`, calls that are
 * answered, and `within`.
 */

import { atomOf } from '../elaborate/atoms.js';
import { groupsOfFor } from '../elaborate/binders.js';
import { allOf, type ClaimParts, claimOf, formulaOfAll } from '../elaborate/claims.js';
import type { Context } from '../elaborate/context.js';
import { entriesOf } from '../elaborate/declarations.js';
import { instances, isUnknown, unknownInstance } from '../elaborate/instances.js';
import {
  assumptionOf,
  headOf,
  instanceText,
  leftEmpty,
  partsOf,
  refusesProbability,
} from '../elaborate/properties.js';
import { PROPERTY, type Scope, scopeFor } from '../elaborate/scope.js';
import { demand } from '../elaborate/typing.js';
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { PropertyText } from '../lint/properties.js';
import type { Formula } from '../typed.js';
import type { TypeOf } from '../types.js';
import { child, type Entry, type Tree } from '../yaml/tree.js';
import * as say from './messages.js';
import { part, type Settings } from './settings.js';
import type { Clients, SystemClaim, SystemProperty } from './spec.js';

/** What is judged of every system: no `must` of the protocol fails. */
export const ASSERTIONS = 'assertions';

export interface Claiming {
  readonly ctx: Context;
  readonly settings: Settings;
  readonly clients: Clients;
  /** The calls of clients as a type; null where there are none. */
  readonly operations: TypeOf<'enum'> | null;
  /** What histories may be judged by. */
  readonly objects: readonly string[];
  /** Properties whose form was refused already. */
  readonly refused: (key: Entry['key'], value: Tree) => boolean;
}

export function systemProperties(tree: Tree | undefined, to: Claiming): SystemProperty[] {
  return entriesOf(tree).flatMap((entry) => propertyOf(entry, to));
}

/** What is claimed, where nothing can be said of it: the protocol was not loaded. */
export function unresolvedProperties(texts: readonly PropertyText[]): SystemProperty[] {
  return texts.map(({ name, text, span }) => ({
    name,
    base: name,
    bindings: [],
    claim: { form: 'unresolved' },
    expect: 'holds',
    text,
    span,
  }));
}

function propertyOf({ key, value }: Entry, to: Claiming): SystemProperty[] {
  const { ctx } = to;
  if (key.text === ASSERTIONS) ctx.report(say.assertionsName(key.span));
  if (value.node !== 'mapping' || to.refused(key, value)) return [];
  const refines = child(value, 'refines');
  if (refines !== undefined) {
    ctx.report(say.refinesNot(refines.span));
    return [];
  }
  const parts = partsOf(ctx, value, key, { within: true });
  const groups = groupsOfFor(ctx, child(value, 'for'));
  if (parts === null || groups === null) return [];
  const found = instances(ctx, groups, scopeFor(PROPERTY), key.span);
  if (found === null || refusesProbability(ctx, parts, found)) return [];
  const head = headOf(ctx, key, value);
  const claimSpan = child(value, parts.claim)?.span ?? key.span;
  const within = to.settings.time(part(value, 'within'), null);
  if (found.length === 0) {
    leftEmpty(ctx, head, value);
    const unknown = unknownInstance(ctx, groups, scopeFor(PROPERTY));
    claimed(parts, within, unknown.scope, { ...to, ctx: unknown.ctx });
  }
  const properties: SystemProperty[] = [];
  for (const instance of found) {
    const { scope, bindings } = instance;
    const { claim, assuming, soon } = claimed(parts, within, scope, to);
    if (claim === null || claim === 'wrong' || assuming === null || soon === null) continue;
    properties.push({
      name: `${key.text}${instanceText(instance)}`,
      ...head,
      claimSpan,
      bindings,
      claim,
      ...(assuming ? { assuming } : {}),
      ...(soon ? { within: soon } : {}),
    });
  }
  return properties;
}

/** What is claimed of one instance; null and `wrong` where something is, which has been said. */
function claimed(parts: ClaimParts, within: number | null, scope: Scope, to: Claiming) {
  const claim =
    historyClaim(parts, to) ?? callsClaim(parts, scope, to) ?? claimOf(to.ctx, parts, scope);
  const assuming = assumptionOf(to.ctx, parts, scope);
  const soon = within === null ? undefined : withinOf(within, parts, scope, to);
  return { claim, assuming, soon };
}

// ---------------------------------------------------------------------------------------- history

type Call = SyntaxOf<'call'>;

const LINEARIZABLE = 'always: linearizable(register)';

const called = (syntax: Syntax, name: string): syntax is Call & Syntax =>
  syntax.syntax === 'call' && syntax.name === name;

/** `always: linearizable(object)`; null where this is another claim, `wrong` where it is a wrong one, which has been said. */
function historyClaim(
  { claim, body, whenever }: ClaimParts,
  { ctx, clients, objects }: Claiming,
): SystemClaim | 'wrong' | null {
  const syntax = body.find((one) => called(one, 'linearizable'));
  if (syntax === undefined || !called(syntax, 'linearizable')) return null;
  const wrong = (diagnostic: ReturnType<typeof say.noHistory>): 'wrong' => {
    ctx.report(diagnostic);
    return 'wrong';
  };
  const usage = clients.object === null ? LINEARIZABLE : `always: linearizable(${clients.object})`;
  if (claim !== 'always' || body.length > 1 || whenever.length > 0)
    return wrong(say.historyClaim(syntax.span, 'linearizable', usage));
  if (clients.object === null || clients.count === 0) return wrong(say.noHistory(syntax.span));
  const [argument, ...more] = syntax.args;
  if (argument?.value.syntax !== 'name' || argument.name !== undefined || more.length > 0)
    return wrong(say.badHistoryCall(syntax.span, `linearizable(${clients.object})`));
  const { name, span } = argument.value;
  if (!objects.includes(name)) return wrong(say.unknownObject(span, name, objects));
  return { form: 'consistent', model: 'linearizable', object: name };
}

/** `whenever: called(o)` (and more), `eventually: answered(o)`. */
function callsClaim(parts: ClaimParts, scope: Scope, to: Claiming): SystemClaim | 'wrong' | null {
  const { ctx, operations } = to;
  const [goal, ...others] = parts.body;
  const triggers = parts.whenever.filter((one) => called(one, 'called'));
  const [trigger] = triggers;
  if (triggers.length !== 1 || !called(trigger, 'called') || !called(goal, 'answered')) return null;
  if (parts.claim !== 'eventually' || others.length > 0) return null;
  if (operations === null) {
    ctx.report(say.noHistory(trigger.span));
    return 'wrong';
  }
  const meant = operationsOf(trigger, scope, operations, ctx);
  const ended = operationsOf(goal, scope, operations, ctx);
  if (meant === null || ended === null) return 'wrong';
  if (meant.join() !== ended.join()) {
    ctx.report(say.callsClaim(goal.span, 'answered'));
    return 'wrong';
  }
  const rest = parts.whenever.filter((one) => one !== trigger);
  if (rest.length === 0) return { form: 'answered', operations: meant, when: null };
  const when = allOf(ctx, rest, scope);
  if (when === null) return 'wrong';
  return { form: 'answered', operations: meant, when: atomOf(ctx, 'state', when) };
}

/** The operation that `called(o)` names; all of them without one. */
function operationsOf(
  { args, span }: Call,
  scope: Scope,
  operations: TypeOf<'enum'>,
  ctx: Context,
): readonly string[] | null {
  if (args.length === 0) return operations.members;
  const [{ name, value }] = args;
  if (args.length > 1 || name !== undefined) {
    ctx.report(say.badHistoryCall(span, 'called(o), for `o in operations`'));
    return null;
  }
  const operation = demand(ctx, value, scope, operations);
  if (operation === null) return null;
  if (operation.op === 'literal') return [operation.value as string];
  if (isUnknown(scope)) return [];
  ctx.report(say.badHistoryCall(span, 'called(o), for `o in operations`'));
  return null;
}

// ------------------------------------------------------------------------------------------ times

/** Null where a formula over runs stands where a moment is meant. */
function withinOf(
  microseconds: number,
  parts: ClaimParts,
  scope: Scope,
  { ctx }: Claiming,
): SystemProperty['within'] | null {
  if (called(parts.body[0], 'answered'))
    return { microseconds, trigger: null, goal: { op: 'constant', value: true } };
  const goal = formulaOfAll(ctx, parts.body, scope);
  const trigger = parts.whenever.length === 0 ? null : formulaOfAll(ctx, parts.whenever, scope);
  if (goal === null) return null;
  if (isMoment(goal) && (trigger === null || isMoment(trigger)))
    return { microseconds, trigger, goal };
  ctx.report(say.withinWhat(parts.span));
  return null;
}

/** Does it speak of one state? */
export function isMoment(formula: Formula): boolean {
  switch (formula.op) {
    case 'atom':
    case 'constant':
      return true;
    case 'not':
      return isMoment(formula.of);
    case 'and':
    case 'or':
    case 'implies':
      return isMoment(formula.left) && isMoment(formula.right);
    default:
      return false;
  }
}
