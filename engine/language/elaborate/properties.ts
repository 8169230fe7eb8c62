/** Properties: their claims, one property for each instance of `for:`. */
import type { Syntax } from '../expression/syntax.js';
import type { Formula, Property, Uninstantiated } from '../typed.js';
import { formatValue } from '../value-format.js';
import { child, type Entry, type Mapping, type Tree } from '../yaml/tree.js';
import { groupsOfFor } from './binders.js';
import { type ClaimParts, claimOf } from './claims.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import { formulaOf, isLinear, isUnsupported, mentions } from './formulas.js';
import { type Instance, instances, unknownInstance } from './instances.js';
import * as messages from './messages.js';
import { PROPERTY, type Scope, scopeFor } from './scope.js';
import { conditionsOf } from './terms.js';

const CLAIMS = ['always', 'never', 'reachable', 'eventually', 'every step', 'holds', 'refines'];
const PARTS = ['whenever', ...CLAIMS, 'until', 'next', 'within', 'assuming'];

export function propertiesOf(ctx: Context, tree: Tree | undefined): Property[] {
  return entriesOf(tree).flatMap((entry) => propertyOf(ctx, entry));
}

function propertyOf(ctx: Context, { key, value }: Entry): Property[] {
  if (key.text === 'well defined') {
    ctx.report(messages.alwaysChecked(key.span));
    return [];
  }
  if (value.node !== 'mapping') {
    ctx.report(messages.claimExpected(value.span));
    return [];
  }
  // A claim about two machines: `refinements.ts`.
  if (child(value, 'refines') !== undefined) return [];
  const parts = partsOf(ctx, value, key, { within: false });
  const groups = groupsOfFor(ctx, child(value, 'for'));
  if (parts === null || groups === null) return [];
  const found = instances(ctx, groups, scopeFor(PROPERTY), key.span);
  if (found === null || refusesProbability(ctx, parts, found)) return [];
  const rest = headOf(ctx, key, value);
  if (found.length === 0) {
    leftEmpty(ctx, rest, value);
    const unknown = unknownInstance(ctx, groups, scopeFor(PROPERTY));
    claimOf(unknown.ctx, parts, unknown.scope);
    assumptionOf(unknown.ctx, parts, unknown.scope);
  }
  const claimSpan = child(value, parts.claim)?.span ?? key.span;
  const properties: Property[] = [];
  for (const instance of found) {
    const claim = claimOf(ctx, parts, instance.scope);
    const assuming = assumptionOf(ctx, parts, instance.scope);
    if (claim === null || assuming === null) continue;
    const name = `${key.text}${instanceText(instance)}`;
    const { bindings } = instance;
    properties.push({
      name,
      ...rest,
      claimSpan,
      bindings,
      claim,
      ...(assuming ? { assuming } : {}),
    });
  }
  return properties;
}

/** What all instances of a property share. */
export function headOf(ctx: Context, key: Entry['key'], value: Mapping) {
  const about = child(value, 'about');
  return {
    base: key.text,
    text: textOf(value),
    expect: expectationOf(ctx, child(value, 'expect')),
    span: key.span,
    ...(about?.node === 'scalar' && about.text !== null ? { about: about.text } : {}),
  };
}

/** Notes a property that has no instance: it must not vanish. */
export function leftEmpty(
  ctx: Context,
  head: Omit<Uninstantiated, 'name' | 'over'>,
  value: Mapping,
): void {
  const binders = child(value, 'for');
  ctx.uninstantiated.push({
    ...head,
    name: head.base,
    over: binders === undefined ? '' : words(binders),
  });
}

/** ` (p = 2, q = 3)`, or nothing. */
export function instanceText({ bindings }: Instance): string {
  if (bindings.length === 0) return '';
  const list = bindings.map((b) => `${b.name} = ${formatValue(b.type, b.value)}`);
  return ` (${list.join(', ')})`;
}

/** The claim in the words of the spec, on one line. */
function textOf(value: Mapping): string {
  const parts = value.entries.filter((e) => PARTS.includes(e.key.text));
  return parts.map((e) => `${e.key.text}: ${words(e.value)}`).join(', ');
}

function words(tree: Tree): string {
  if (tree.node === 'scalar') return (tree.text ?? '').replace(/\s+/g, ' ').trim();
  if (tree.node === 'list') return tree.items.map(words).join(' and ');
  return tree.entries.map((e) => `${e.key.text}: ${words(e.value)}`).join(', ');
}

/** The one claim of a property and what goes with it; null where that is not to be had, and said. */
export function partsOf(
  ctx: Context,
  value: Mapping,
  key: Entry['key'],
  allowed: { readonly within: boolean },
): ClaimParts | null {
  const present = CLAIMS.filter((name) => child(value, name) !== undefined);
  const at = (name: string): Entry | undefined => value.entries.find((e) => e.key.text === name);
  const within = at('within');
  if (within !== undefined && !allowed.within) {
    ctx.report(messages.keyNotYet(within.key.span, 'within'));
    return null;
  }
  const mapping = at('mapping');
  if (mapping !== undefined) ctx.report(messages.mappingNeedsRefines(mapping.key.span));
  const whenever = at('whenever');
  const next = at('next');
  const until = at('until');
  const claims = next === undefined ? present : [...present, 'next'];
  if (claims.length !== 1) {
    ctx.report(messages.oneClaim(key.span, key.text, claims));
    return null;
  }
  const [claim] = claims;
  const fitting = whenever === undefined ? CLAIMS : ['always', 'eventually', 'next'];
  if (!fitting.includes(claim)) {
    const place = at(claim)?.key.span ?? key.span;
    ctx.report(
      whenever === undefined
        ? messages.nextNeedsWhenever(place)
        : messages.wheneverWhat(place, claim),
    );
    return null;
  }
  if (until !== undefined && (whenever === undefined || claim !== 'always')) {
    ctx.report(messages.untilNeedsWhenever(until.key.span));
    return null;
  }
  const conditions = (entry: Entry | undefined): Syntax[] => conditionsOf(ctx, entry?.value);
  const body = conditions(at(claim));
  const trigger = conditions(whenever);
  const end = conditions(until);
  const missing =
    body.length === 0 ||
    (whenever !== undefined && trigger.length === 0) ||
    (until !== undefined && end.length === 0);
  if (missing) return null;
  const assuming = conditions(at('assuming'));
  return { claim, body, whenever: trigger, until: end, assuming, span: key.span };
}

/** Claims with probabilities: one diagnostic each, and nothing more about them. */
export function refusesProbability(
  ctx: Context,
  parts: ClaimParts,
  found: readonly Instance[],
): boolean {
  const scope: Scope = found[0]?.scope ?? scopeFor(PROPERTY);
  const all = [...parts.body, ...parts.whenever, ...parts.until, ...parts.assuming];
  for (const syntax of all) {
    let name = '';
    const unsupported = mentions(ctx, syntax, scope, (call) => {
      const refused = isUnsupported(call);
      if (refused && name === '') name = call.name;
      return refused;
    });
    if (!unsupported) continue;
    ctx.report(messages.probabilityNotYet(syntax.span, name));
    return true;
  }
  return false;
}

function expectationOf(ctx: Context, tree: Tree | undefined): Property['expect'] {
  if (tree === undefined) return 'holds';
  if (tree.node === 'scalar' && (tree.text === 'holds' || tree.text === 'violated')) {
    return tree.text;
  }
  ctx.report(messages.expectWhat(tree.span));
  return 'holds';
}

/** The premise: undefined when there is none, null when it is wrong. */
export function assumptionOf(
  ctx: Context,
  { assuming }: ClaimParts,
  scope: Scope,
): Formula | undefined | null {
  let all: Formula | undefined;
  for (const syntax of assuming) {
    const one = formulaOf(ctx, syntax, scope);
    if (one === null) return null;
    if (!isLinear(one)) {
      ctx.report(messages.branchingPremise(syntax.span));
      return null;
    }
    all = all === undefined ? one : { op: 'and', left: all, right: one };
  }
  return all;
}
