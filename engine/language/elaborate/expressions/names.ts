/**
 * What a bare name means: binder, `let` or parameter, then state, constant, definition, type, then
 * member or shape of a type, then a predicate of the language.
 */
import type { SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr } from '../../typed.js';
import type { Type } from '../../types.js';
import { formatType } from '../../types-format.js';
import { cardinality, isFinite as isFiniteType, valuesOf } from '../../values.js';
import { callable, callableNames, TEMPORAL, USAGE } from '../builtins.js';
import { BOOLEAN, coerceTo, isOpen, NOTHING, unwrapped } from '../coercion.js';
import type { Context } from '../context.js';
import type { Declaration, Definition } from '../declarations.js';
import { MAX_LISTED } from '../limits.js';
import { memberNames, owners, ownersOf } from '../members.js';
import * as messages from '../messages.js';
import {
  isInside,
  lookUp,
  type Meaning,
  type Names,
  namesIn,
  type Scope,
  scopeOfTerm,
} from '../scope.js';
import { termOf } from '../terms.js';
import { infer, type Want } from '../typing.js';

type Name = SyntaxOf<'name'>;

export function name(ctx: Context, syntax: Name, scope: Scope, want: Want | null): Expr | null {
  const literal = literalWord(syntax, want);
  if (literal !== null) return literal;
  const entry = lookUp(scope, syntax.name);
  if (entry !== undefined) return meant(ctx, syntax, entry, scope, want);
  const declaration = ctx.declarations.get(syntax.name);
  const isMeantAsMember = ctx.system?.given.has(syntax.name) && isMember(syntax.name, want);
  if (declaration !== undefined && !isMeantAsMember) {
    ctx.used.add(syntax.name);
    return declared(ctx, syntax, declaration, scope, want);
  }
  if (syntax.name === 'at' && ctx.families.length > 0) return whereabouts(ctx, syntax, scope);
  const found = ownersOf(ctx, syntax.name, want?.type ?? null);
  if (found.length > 0) return member(ctx, syntax, found, want);
  return predicate(ctx, syntax, scope, want);
}

/** What a protocol calls an event or a role may be a member of a type, too. */
const isMember = (name: string, want: Want | null): boolean =>
  want !== null && memberNames(unwrapped(want.type)).includes(name);

function literalWord({ name, span }: Name, want: Want | null): Expr | null {
  if (name === 'true' || name === 'false') {
    return { op: 'literal', type: BOOLEAN, span, value: name === 'true' };
  }
  if (name !== 'none') return null;
  const type: Type = want?.type.kind === 'optional' ? want.type : { kind: 'optional', of: NOTHING };
  return { op: 'literal', type, span, value: null };
}

function meant(
  ctx: Context,
  syntax: Name,
  entry: Names,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const meaning: Meaning = entry.meaning;
  switch (meaning.kind) {
    case 'local':
      return { op: 'local', type: meaning.local.type, span: syntax.span, local: meaning.local };
    case 'term':
      return infer(ctx, meaning.term, scopeOfTerm(meaning.scope, scope), want);
    case 'value':
      return known(meaning.expr, syntax.span, want);
    case 'broken':
      return null;
  }
}

/** A known value: numbers take the wanted type, so that nothing has to be converted later. */
function known(expr: Expr & { op: 'literal' }, span: Span, want: Want | null): Expr {
  const literal = { ...expr, span };
  const wanted = want === null ? null : unwrapped(want.type);
  if (wanted === null || typeof expr.value !== 'number') return literal;
  const numbers = isNumeric(expr.type) && isNumeric(wanted);
  const result = numbers ? coerceTo(literal, wanted) : literal;
  return result.op === 'literal' ? result : literal;
}

function isNumeric(type: Type): boolean {
  return type.kind === 'integer' || type.kind === 'range';
}

function declared(
  ctx: Context,
  syntax: Name,
  declaration: Declaration,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const { name, span } = syntax;
  switch (declaration.what) {
    case 'variable':
      return variable(ctx, name, span, scope);
    case 'constant': {
      const constant = ctx.typing.constant(ctx, name);
      if (constant === null) return null;
      const kind = want?.type.kind;
      if (constant.expr.type.kind === 'sequence' && (kind === 'set' || kind === 'bag')) {
        return listed(ctx, declaration, scope, want);
      }
      return known(constant.expr, span, want);
    }
    case 'definition':
      return abbreviation(ctx, syntax, declaration, scope, want);
    case 'type': {
      const type = ctx.typing.type(ctx, name);
      return type && allValues(ctx, type, span);
    }
  }
}

/** A constant that is a list serves as a set where a set is wanted. */
function listed(ctx: Context, declaration: Declaration, scope: Scope, want: Want | null) {
  const term = termOf(ctx, declaration.tree);
  return term && infer(ctx, term, { ...scope, names: null, inside: null }, want);
}

function variable(ctx: Context, name: string, span: Span, scope: Scope): Expr | null {
  const { state, place } = scope.allowed;
  if (state === false) {
    ctx.report(messages.stateHere(span, name, place));
    return null;
  }
  if (state !== true && !state.has(name)) {
    ctx.report(messages.declaredBelow(span, name));
    return null;
  }
  const type = ctx.variables.get(name);
  return type ? { op: 'variable', type, span, name } : null;
}

function abbreviation(
  ctx: Context,
  { name, span }: Name,
  definition: Definition,
  scope: Scope,
  want: Want | null,
): Expr | null {
  if (definition.parameters !== null) {
    const usage = `${name}(${definition.parameters.map((p) => p.name).join(', ')})`;
    ctx.report(messages.needsArguments(span, name, usage));
    return null;
  }
  const inner = enterDefinition(ctx, definition, scope);
  const term = inner && termOf(ctx, definition.tree);
  return inner && term && infer(ctx, term, inner, want);
}

/** The scope of a definition's text, without its parameters; null (and reported) in a cycle. */
export function enterDefinition(ctx: Context, definition: Definition, scope: Scope): Scope | null {
  if (isInside(scope, definition.name)) {
    const path = [definition.name];
    for (let at = scope.inside; at !== null; at = at.outer) {
      path.unshift(at.definition);
      if (at.definition === definition.name) break;
    }
    ctx.report(messages.cycle(definition.span, path, ownersOf(ctx, definition.name, null)));
    return null;
  }
  return { ...scope, names: null, inside: { definition: definition.name, outer: scope.inside } };
}

/** `at` alone, as a map, where there is one family. */
function whereabouts(ctx: Context, { span }: Name, scope: Scope): Expr | null {
  if (ctx.families.length > 1) {
    ctx.report(messages.atNeedsProcess(span));
    return null;
  }
  return variable(ctx, ctx.families[0].variable, span, scope);
}

function member(
  ctx: Context,
  { name, span }: Name,
  found: ReturnType<typeof ownersOf>,
  want: Want | null,
): Expr | null {
  const [first] = aNode(found) ?? found;
  if (found.length > 1 && aNode(found) === null) {
    if (want !== null && !isOpen(want.type))
      ctx.report(messages.notAMember(span, name, want.type, found));
    else ctx.report(messages.ambiguous(span, name, found));
    return null;
  }
  const { type } = first;
  if (type.kind !== 'variant') return { op: 'literal', type, span, value: name };
  const shape = type.shapes.find((s) => s.name === name);
  if (shape === undefined || shape.fields.length > 0) {
    const fields = shape?.fields.map((f) => `${f.name} = …`).join(', ') ?? '';
    ctx.report(messages.shapeNeedsFields(span, name, `${name}(${fields})`));
    return null;
  }
  return { op: 'literal', type, span, value: { shape: name, fields: [] } };
}

/** A node is first of all one of its own role, however many sets of roles it belongs to. */
function aNode(found: ReturnType<typeof ownersOf>): ReturnType<typeof ownersOf> | null {
  const sizes = found.map(({ type }) =>
    type.kind === 'enum' && type.nodes === true ? type.members.length : null,
  );
  if (sizes.length === 0 || sizes.includes(null)) return null;
  const least = Math.min(...(sizes as number[]));
  return found.filter((_, i) => sizes[i] === least);
}

function predicate(ctx: Context, syntax: Name, scope: Scope, want: Want | null): Expr | null {
  const { name, span } = syntax;
  if (name === 'stuck') {
    if (scope.allowed.stuck) return { op: 'stuck', type: BOOLEAN, span };
    ctx.report(messages.stuckHere(span, scope.allowed.place));
  } else if (name === 'timelock') ctx.report(messages.clocksNotYet(span));
  else if (name === 'boolean') return allValues(ctx, BOOLEAN, span);
  else if (name === 'integer') ctx.report(messages.typeNotFinite(span, name));
  else if (callable(name)) ctx.report(messages.calledOnly(span, name, usageOf(name)));
  else {
    const known = candidates(ctx, scope, want);
    ctx.report(ctx.system?.unknown(span, name, known) ?? messages.unknownName(span, name, known));
  }
  return null;
}

function usageOf(name: string): string {
  return USAGE.get(name) ?? (TEMPORAL.get(name) === 2 ? `${name}(p, q)` : `${name}(p)`);
}

/** What a misspelt name may have been; what is wanted comes first. */
function candidates(ctx: Context, scope: Scope, want: Want | null): string[] {
  const wanted = want === null ? [] : memberNames(unwrapped(want.type));
  const members = owners(ctx).flatMap((owner) => memberNames(owner.type));
  return [...wanted, ...namesIn(scope), ...ctx.declarations.keys(), ...members, 'stuck'];
}

export function functionCandidates(ctx: Context): string[] {
  const own = [...ctx.declarations.values()].filter((d) => d.what !== 'variable');
  const shapes = owners(ctx).flatMap((owner) => memberNames(owner.type));
  return [...own.map((d) => d.name), ...shapes, ...callableNames()];
}

/** The set of all values of a type. */
export function allValues(ctx: Context, type: Type, span: Span): Expr | null {
  if (!isFiniteType(type)) {
    ctx.report(messages.typeNotFinite(span, formatType(type)));
    return null;
  }
  const count = cardinality(type);
  if (count > MAX_LISTED) {
    ctx.report(messages.tooManyValues(span, formatType(type), count, MAX_LISTED));
    return null;
  }
  return { op: 'literal', type: { kind: 'set', of: type }, span, value: valuesOf(type) };
}
