/**
 * Claims: the one thing that a property says. What speaks of single states or steps stays an
 * invariant, a reachability or a step property; all else becomes a temporal formula.
 */
import type { Syntax } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { Claim, Expr, Formula } from '../typed.js';
import { atomOf } from './atoms.js';
import { BOOLEAN } from './coercion.js';
import type { Context } from './context.js';
import { formulaOf, isTemporal } from './formulas.js';
import * as messages from './messages.js';
import { type Scope, STEP } from './scope.js';
import { condition } from './typing.js';

/** The keys of a claim, each a list of conditions that are all meant. */
export interface ClaimParts {
  readonly claim: string;
  readonly body: readonly Syntax[];
  /** Empty where there is none. */
  readonly whenever: readonly Syntax[];
  readonly until: readonly Syntax[];
  readonly assuming: readonly Syntax[];
  readonly span: Span;
}

export function claimOf(ctx: Context, parts: ClaimParts, scope: Scope): Claim | null {
  const { claim, body } = parts;
  if (parts.whenever.length > 0) return wheneverClaim(ctx, parts, scope);
  if (claim === 'every step') return stepClaim(ctx, body, scope);
  const temporal = body.some((syntax) => isTemporal(ctx, syntax, scope));
  if (claim === 'reachable' && temporal) {
    ctx.report(messages.reachableFormula(body[0].span));
    return null;
  }
  if (!temporal && (claim === 'always' || claim === 'never' || claim === 'reachable')) {
    const expr = allOf(ctx, body, scope);
    if (expr === null) return null;
    const judged = claim === 'never' ? negated(expr) : expr;
    return { form: claim, atom: atomOf(ctx, 'state', judged) };
  }
  const formula = formulaOfAll(ctx, body, scope);
  if (formula === null) return null;
  switch (claim) {
    case 'eventually':
      return { form: 'eventually', formula: { op: 'eventually', of: formula } };
    case 'always':
      return { form: 'holds', formula: { op: 'always', of: formula } };
    case 'never':
      return { form: 'holds', formula: { op: 'always', of: { op: 'not', of: formula } } };
    default:
      return { form: 'holds', formula };
  }
}

/** `whenever: P` and what follows from it: always(P implies …). */
function wheneverClaim(ctx: Context, parts: ClaimParts, scope: Scope): Claim | null {
  const trigger = formulaOfAll(ctx, parts.whenever, scope);
  const body = formulaOfAll(ctx, parts.body, scope);
  const end = parts.until.length === 0 ? undefined : formulaOfAll(ctx, parts.until, scope);
  if (trigger === null || body === null || end === null) return null;
  const then = consequence(parts.claim, body, end);
  const formula: Formula = {
    op: 'always',
    of: { op: 'implies', left: trigger, right: then },
  };
  return { form: 'whenever', formula };
}

function consequence(claim: string, body: Formula, end: Formula | undefined): Formula {
  if (claim === 'eventually') return { op: 'eventually', of: body };
  if (claim === 'next') return { op: 'next', of: body };
  if (end !== undefined) return { op: 'unless', left: body, right: end };
  return { op: 'always', of: body };
}

function stepClaim(ctx: Context, body: readonly Syntax[], scope: Scope): Claim | null {
  const expr = allOf(ctx, body, { ...scope, allowed: STEP });
  return expr && { form: 'every step', atom: atomOf(ctx, 'step', expr) };
}

/** The conjunction of conditions on one state. */
export function allOf(ctx: Context, conditions: readonly Syntax[], scope: Scope): Expr | null {
  let all: Expr | null = null;
  let fine = true;
  for (const syntax of conditions) {
    const one = condition(ctx, syntax, scope);
    if (one === null) fine = false;
    else if (all === null) all = one;
    else {
      const left: Expr = all;
      const span: Span = { ...left.span, end: one.span.end };
      all = { op: 'and', type: BOOLEAN, span, left, right: one };
    }
  }
  return fine ? all : null;
}

function negated(expr: Expr): Expr {
  return { op: 'not', type: BOOLEAN, span: expr.span, of: expr };
}

/** The conjunction of formulas, where a list means all of them. */
export function formulaOfAll(
  ctx: Context,
  conditions: readonly Syntax[],
  scope: Scope,
): Formula | null {
  let all: Formula | null = null;
  let fine = true;
  for (const syntax of conditions) {
    const one = formulaOf(ctx, syntax, scope);
    if (one === null) fine = false;
    else if (all === null) all = one;
    else all = { op: 'and', left: all, right: one };
  }
  return fine ? all : null;
}
