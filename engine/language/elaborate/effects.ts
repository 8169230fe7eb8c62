/**
 * Effects: the entries of `then:`. A key is a place, `if <condition>`, `else if <condition>`, `else`,
 * or (in a step) `goto`. An `else` belongs to the nearest `if` above it at its level.
 */
import type { Effect, Expr, WritePlace } from '../typed.js';
import type { Entry, Tree } from '../yaml/tree.js';
import { BOOLEAN } from './coercion.js';
import { conditional, conditionalEffect } from './conditional.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import * as messages from './messages.js';
import { placeOf } from './places.js';
import type { Scope } from './scope.js';
import { termOf } from './terms.js';
import { condition, demand } from './typing.js';

/** Where a `goto` writes; null outside processes. */
export type Goto = WritePlace | null;

/** The effects of a block, in order. Entries that are wrong are left out, and reported. */
export function effectsOf(
  ctx: Context,
  tree: Tree | undefined,
  scope: Scope,
  goto: Goto,
): Effect[] {
  if (tree === undefined || (tree.node === 'scalar' && tree.text === null)) return [];
  if (tree.node !== 'mapping') {
    ctx.report(messages.effectsExpected(tree.span));
    return [];
  }
  const parts: (Entry | Entry[])[] = [];
  let chain: Entry[] | null = null;
  for (const entry of entriesOf(tree)) {
    const head = blockHead(entry);
    if (head === null) parts.push(entry);
    else if (head === 'if') {
      chain = [entry];
      parts.push(chain);
    } else if (chain === null) ctx.report(messages.elseWithoutIf(entry.key.span));
    else chain.push(entry);
    if (head === 'else') chain = null;
  }
  return parts.flatMap((part) => {
    if (Array.isArray(part)) return chainEffects(ctx, part, scope, goto);
    const effect = plainEffect(ctx, part, scope, goto);
    return effect === null ? [] : [effect];
  });
}

function blockHead({ key }: Entry): 'if' | 'else if' | 'else' | null {
  const match = /^(else\s+if|else|if)(\s|\(|$)/.exec(key.text);
  if (match === null) return null;
  return match[1] === 'if' || match[1] === 'else' ? match[1] : 'else if';
}

/** if … else if … else: nested from the last one outwards. */
function chainEffects(
  ctx: Context,
  chain: readonly Entry[],
  scope: Scope,
  goto: Goto,
): readonly Effect[] {
  let rest: readonly Effect[] = [];
  for (const entry of [...chain].reverse()) {
    const effects = effectsOf(ctx, entry.value, scope, goto);
    if (blockHead(entry) === 'else') {
      if (entry.key.text.trim() !== 'else') ctx.report(messages.elseWithCondition(entry.key.span));
      rest = effects;
    } else {
      const test = testOf(ctx, entry, scope);
      if (test !== null) rest = [conditionalEffect(test, effects, rest)];
    }
  }
  return rest;
}

function testOf(ctx: Context, { key }: Entry, scope: Scope): Expr | null {
  const from = (/^(else\s+)?if\s*/.exec(key.text)?.[0] ?? '').length;
  if (from === key.text.length) {
    ctx.report(messages.ifWithoutCondition(key.span));
    return null;
  }
  const syntax = ctx.readPart(key, from);
  return syntax && condition(ctx, syntax, scope);
}

function plainEffect(ctx: Context, entry: Entry, scope: Scope, goto: Goto): Effect | null {
  if (entry.key.text === 'goto') return gotoEffect(ctx, entry, scope, goto);
  const target = ctx.read(entry.key, 'value');
  const place = target && placeOf(ctx, target, scope);
  const term = termOf(ctx, entry.value);
  if (place === null || term === null) return null;
  const value = demand(ctx, term, scope, place.type);
  return value && { effect: 'assign', place, value };
}

/** `goto: label`, an expression, or a list of labels: a free choice. */
function gotoEffect(ctx: Context, entry: Entry, scope: Scope, goto: Goto): Effect | null {
  if (goto === null) {
    ctx.report(messages.gotoOutside(entry.key.span));
    return null;
  }
  const place = { ...goto, span: entry.key.span };
  const term = termOf(ctx, entry.value);
  if (term === null) return null;
  if (term.syntax !== 'list') {
    const value = demand(ctx, term, scope, place.type);
    return value && { effect: 'assign', place, value };
  }
  if (term.items.length === 0) {
    ctx.report(messages.gotoNowhere(term.span));
    return null;
  }
  const values = term.items.map((item) => demand(ctx, item, scope, place.type));
  return values.includes(null) ? null : { effect: 'choose', place, values: values as Expr[] };
}

// ---------------------------------------------------------------------------------- default goto

/**
 * The effects of a step, completed: where no `goto` is taken the process goes to `next`. With one
 * `if` that holds a `goto` its branches are completed; with several, one more `if` asks whether
 * none of them went anywhere.
 */
export function withNext(effects: readonly Effect[], next: Effect, goto: WritePlace): Effect[] {
  const goes = (effect: Effect): boolean => takes([effect], goto);
  if (effects.some((e) => e.effect !== 'if' && goes(e))) return [...effects];
  const chains = effects.filter(goes);
  if (chains.length === 0) return [...effects, next];
  if (chains.length === 1) {
    return effects.map((effect) => {
      if (effect !== chains[0] || effect.effect !== 'if') return effect;
      const yes = withNext(effect.then, next, goto);
      return conditionalEffect(effect.test, yes, withNext(effect.else, next, goto));
    });
  }
  const gone = taken(chains, goto) as Expr;
  const stays: Expr = { op: 'not', type: BOOLEAN, span: gone.span, of: gone };
  return [...effects, conditionalEffect(stays, [next], [])];
}

/** Is there a `goto` somewhere among the effects? (Its place is the step's own, by span.) */
function takes(effects: readonly Effect[], goto: WritePlace): boolean {
  return effects.some((effect) =>
    effect.effect === 'if'
      ? takes(effect.then, goto) || takes(effect.else, goto)
      : isGoto(effect, goto),
  );
}

function isGoto(effect: Exclude<Effect, { effect: 'if' }>, goto: WritePlace): boolean {
  return effect.place.path === goto.path;
}

/** The condition under which some `goto` is taken; null: under none. */
function taken(effects: readonly Effect[], goto: WritePlace): Expr | null {
  let all: Expr | null = null;
  for (const effect of effects) {
    const one = takenIn(effect, goto);
    if (one === null) continue;
    if (all === null) all = one;
    else all = { op: 'or', type: BOOLEAN, span: all.span, left: all, right: one };
  }
  return all;
}

function takenIn(effect: Effect, goto: WritePlace): Expr | null {
  if (effect.effect !== 'if') {
    if (!isGoto(effect, goto)) return null;
    return { op: 'literal', type: BOOLEAN, span: effect.place.span, value: true };
  }
  const { span } = effect.test;
  const never: Expr = { op: 'literal', type: BOOLEAN, span, value: false };
  const yes = taken(effect.then, goto);
  const no = taken(effect.else, goto);
  if (yes === null && no === null) return null;
  return conditional(effect.test, yes ?? never, no ?? never, { type: BOOLEAN, span });
}
