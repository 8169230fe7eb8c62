/**
 * Temporal formulas. What speaks of one state is an atom; above it stand `always`, `eventually`,
 * `until` and the like, joined by not, and, or, implies, `if`, and by quantifiers over known sets,
 * which are written out. Definitions and parameters may stand for formulas.
 */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { Formula } from '../typed.js';
import { atomOf } from './atoms.js';
import { binderGroups, bindGroups } from './binders.js';
import { TEMPORAL, UNSUPPORTED, USAGE } from './builtins.js';
import type { Context } from './context.js';
import { scopeOfCall } from './expressions/calls.js';
import { enterDefinition } from './expressions/names.js';
import { instances, isUnknown } from './instances.js';
import { MAX_DEPTH } from './limits.js';
import * as messages from './messages.js';
import { deeper, isInside, lookUp, type Scope, scopeOfTerm } from './scope.js';
import { termOf } from './terms.js';
import { condition } from './typing.js';
import { wordsOf } from './words.js';

type Call = SyntaxOf<'call'>;

/** Does the text, definitions included, speak of more than one state? */
export function isTemporal(ctx: Context, syntax: Syntax, scope: Scope): boolean {
  return mentions(ctx, syntax, scope, (call) => TEMPORAL.has(call.name));
}

/** The first call in the text, definitions included, of what is not supported yet. */
export function mentions(
  ctx: Context,
  syntax: Syntax,
  scope: Scope,
  test: (call: Call) => boolean,
): boolean {
  const inside = (part: Syntax): boolean => mentions(ctx, part, scope, test);
  if (!ctx.spend(syntax.span)) return false;
  switch (syntax.syntax) {
    case 'name':
      return mentionsNamed(ctx, syntax.name, scope, test);
    case 'list':
      return syntax.items.some(inside);
    case 'not':
    case 'negate':
    case 'is':
    case 'field':
      return inside(syntax.of);
    case 'binary':
      return inside(syntax.left) || inside(syntax.right);
    case 'compare':
      return syntax.operands.some(inside);
    case 'index':
      return inside(syntax.of) || syntax.keys.some(inside);
    case 'call':
      return (
        (test(syntax) && !ctx.declarations.has(syntax.name)) ||
        syntax.args.some((a) => inside(a.value)) ||
        mentionsNamed(ctx, syntax.name, scope, test)
      );
    default:
      return false;
  }
}

/** Of a definition's arguments and its text apart: a parameter is looked at where it is written. */
function mentionsNamed(
  ctx: Context,
  name: string,
  scope: Scope,
  test: (call: Call) => boolean,
): boolean {
  const entry = lookUp(scope, name);
  if (scope.depth > MAX_DEPTH) return false;
  if (entry !== undefined) {
    const { meaning } = entry;
    if (meaning.kind !== 'term') return false;
    return mentions(ctx, meaning.term, deeper(scopeOfTerm(meaning.scope, scope)), test);
  }
  const declaration = ctx.declarations.get(name);
  if (declaration?.what !== 'definition' || isInside(scope, name)) return false;
  const term = termOf(ctx, declaration.tree);
  const inside = { definition: name, outer: scope.inside };
  return term !== null && mentions(ctx, term, deeper({ ...scope, names: null, inside }), test);
}

export function isUnsupported(call: Call): boolean {
  return UNSUPPORTED.has(call.name);
}

/** The formula that a text writes; null where something is wrong, which has been said. */
export function formulaOf(ctx: Context, syntax: Syntax, outer: Scope): Formula | null {
  if (outer.depth >= MAX_DEPTH) {
    ctx.report(messages.tooDeep(syntax.span, MAX_DEPTH));
    return null;
  }
  if (!ctx.spend(syntax.span)) return null;
  const scope = deeper(outer);
  if (!isTemporal(ctx, syntax, scope)) {
    const expr = condition(ctx, syntax, scope);
    if (expr === null) return null;
    if (expr.op === 'literal') return { op: 'constant', value: expr.value === true };
    return { op: 'atom', atom: atomOf(ctx, 'state', expr), words: wordsOf(syntax, scope) };
  }
  switch (syntax.syntax) {
    case 'not': {
      const of = formulaOf(ctx, syntax.of, scope);
      return of && { op: 'not', of };
    }
    case 'binary':
      if (!isJunctor(syntax.operator)) break;
      return junction(ctx, syntax.operator, syntax.left, syntax.right, scope);
    case 'name':
      return namedFormula(ctx, syntax, scope);
    case 'call':
      return calledFormula(ctx, syntax, scope);
    default:
  }
  ctx.report(messages.formulaInside(syntax.span));
  return null;
}

type Junctor = 'and' | 'or' | 'implies';

function isJunctor(operator: string): operator is Junctor {
  return operator === 'and' || operator === 'or' || operator === 'implies';
}

function junction(
  ctx: Context,
  op: Junctor,
  leftSyntax: Syntax,
  rightSyntax: Syntax,
  scope: Scope,
): Formula | null {
  const left = formulaOf(ctx, leftSyntax, scope);
  const right = formulaOf(ctx, rightSyntax, scope);
  return left && right && { op, left, right };
}

function namedFormula(ctx: Context, syntax: SyntaxOf<'name'>, scope: Scope): Formula | null {
  const meaning = lookUp(scope, syntax.name)?.meaning;
  if (meaning?.kind === 'term') {
    return formulaOf(ctx, meaning.term, scopeOfTerm(meaning.scope, scope));
  }
  const declaration = ctx.declarations.get(syntax.name);
  if (declaration?.what !== 'definition') return null;
  ctx.used.add(syntax.name);
  if (declaration.parameters !== null) {
    // The typing of expressions says what is wrong with that.
    condition(ctx, syntax, scope);
    return null;
  }
  const inner = enterDefinition(ctx, declaration, scope);
  const term = inner && termOf(ctx, declaration.tree);
  return inner && term && formulaOf(ctx, term, inner);
}

function calledFormula(ctx: Context, syntax: Call, scope: Scope): Formula | null {
  const { name, args, span } = syntax;
  const count = TEMPORAL.get(name);
  if (count !== undefined) return temporal(ctx, syntax, count, scope);
  if (name === 'forall' || name === 'exists') return quantified(ctx, syntax, name, scope);
  if (name === 'if' && args.length === 3) return choice(ctx, syntax, scope);
  const declaration = ctx.declarations.get(name);
  if (declaration?.what === 'definition' && lookUp(scope, name) === undefined) {
    ctx.used.add(name);
    const inner = scopeOfCall(ctx, syntax, declaration, scope);
    const term = inner && termOf(ctx, declaration.tree);
    return inner && term && formulaOf(ctx, term, inner);
  }
  ctx.report(messages.formulaInside(span));
  return null;
}

function temporal(ctx: Context, syntax: Call, count: number, scope: Scope): Formula | null {
  const { name, args, span } = syntax;
  if (args.length !== count || args.some((a) => a.name !== undefined)) {
    ctx.report(messages.badArguments(span, count === 1 ? `${name}(p)` : `${name}(p, q)`));
    return null;
  }
  const parts = args.map((a) => formulaOf(ctx, a.value, scope));
  const [left, right] = parts;
  if (left === null || right === null) return null;
  if (name === 'until' || name === 'unless') return { op: name, left, right };
  return { op: name as 'always', of: left };
}

/** A quantifier with a temporal body: over a known set, written out. */
function quantified(
  ctx: Context,
  syntax: Call,
  name: 'forall' | 'exists',
  scope: Scope,
): Formula | null {
  const usage = USAGE.get(name) as string;
  const body = syntax.args.at(-1)?.value;
  const groups = binderGroups(ctx, syntax.args.slice(0, -1), syntax.span, usage);
  if (body === undefined || groups === null) return null;
  if (isUnknown(scope)) return formulaOf(ctx, body, bindGroups(ctx, groups, scope).scope);
  const found = instances(ctx, groups, scope, syntax.span);
  if (found === null) return null;
  const op = name === 'forall' ? 'and' : 'or';
  const parts = found.map((instance) => formulaOf(ctx, body, instance.scope));
  if (parts.includes(null)) return null;
  if (parts.length === 0) return { op: 'constant', value: name === 'forall' };
  return joined(op, parts as Formula[]);
}

/** The parts joined in halves, so that ten thousand of them are not ten thousand levels. */
function joined(op: 'and' | 'or', parts: readonly Formula[]): Formula {
  if (parts.length === 1) return parts[0];
  const half = Math.ceil(parts.length / 2);
  return { op, left: joined(op, parts.slice(0, half)), right: joined(op, parts.slice(half)) };
}

/** `if(c, a, b)` with formulas as branches: both implications. */
function choice(ctx: Context, syntax: Call, scope: Scope): Formula | null {
  const [test, yes, no] = syntax.args.map((a) => formulaOf(ctx, a.value, scope));
  if (test === null || yes === null || no === null) return null;
  return {
    op: 'and',
    left: { op: 'implies', left: test, right: yes },
    right: { op: 'implies', left: { op: 'not', of: test }, right: no },
  };
}

/** A formula of runs, without `possible` and `inevitable`? */
export function isLinear(formula: Formula): boolean {
  switch (formula.op) {
    case 'atom':
    case 'constant':
      return true;
    case 'possible':
    case 'inevitable':
      return false;
    case 'not':
    case 'always':
    case 'eventually':
    case 'next':
      return isLinear(formula.of);
    default:
      return isLinear(formula.left) && isLinear(formula.right);
  }
}
