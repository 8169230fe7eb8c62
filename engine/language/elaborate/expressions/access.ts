/** Parts of values: `m[k]`, `r.f`, and the test `m is vote`. */
import type { SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr } from '../../typed.js';
import type { FieldType, Type } from '../../types.js';
import { sameType } from '../../types-format.js';
import { assignable, BOOLEAN, coerceTo, INTEGER, isNumber, unwrapped } from '../coercion.js';
import type { Context } from '../context.js';
import type { Family } from '../families.js';
import * as messages from '../messages.js';
import { lookUp, type Scope } from '../scope.js';
import { demand, infer } from '../typing.js';

/** An optional opened: `none` is then a failure of `well defined`. */
export function opened(expr: Expr): Expr {
  return expr.type.kind === 'optional' ? coerceTo(expr, expr.type.of) : expr;
}

export function index(ctx: Context, syntax: SyntaxOf<'index'>, scope: Scope): Expr | null {
  const [keySyntax] = syntax.keys;
  if (syntax.keys.length !== 1) {
    ctx.report(messages.oneIndex(syntax.span));
    return null;
  }
  if (isAt(ctx, syntax, scope)) return position(ctx, syntax, scope);
  const whole = infer(ctx, syntax.of, scope);
  if (whole === null) {
    // The key is looked at all the same: its own mistakes are worth saying now.
    if (keySyntax.syntax !== 'name') infer(ctx, keySyntax, scope);
    return null;
  }
  const of = opened(whole);
  const { type } = of;
  if (type.kind !== 'map' && type.kind !== 'sequence') {
    ctx.report(messages.notIndexable(syntax.of.span, type));
    return null;
  }
  const key = demand(ctx, keySyntax, scope, type.kind === 'map' ? type.key : INTEGER);
  const value = type.kind === 'map' ? type.value : type.of;
  return key && { op: 'index', type: value, span: syntax.span, of, key };
}

export function isAt(ctx: Context, syntax: SyntaxOf<'index'>, scope: Scope): boolean {
  return (
    syntax.of.syntax === 'name' &&
    syntax.of.name === 'at' &&
    ctx.families.length > 0 &&
    lookUp(scope, 'at') === undefined
  );
}

/** `at[p]`: where process p is, in the variable of the family that p belongs to. */
function position(ctx: Context, syntax: SyntaxOf<'index'>, scope: Scope): Expr | null {
  const found = familyOf(ctx, syntax, scope);
  if (found === null) return null;
  const { family, key } = found;
  if (scope.allowed.state !== true) {
    ctx.report(messages.stateHere(syntax.span, 'at', scope.allowed.place));
    return null;
  }
  const map: Type = { kind: 'map', key: family.type, value: family.labelType };
  const of: Expr = { op: 'variable', type: map, span: syntax.of.span, name: family.variable };
  return { op: 'index', type: family.labelType, span: syntax.span, of, key };
}

/** The family and the process that the key of `at[…]` names. */
export function familyOf(
  ctx: Context,
  syntax: SyntaxOf<'index'>,
  scope: Scope,
): { readonly family: Family; readonly key: Expr } | null {
  const [only] = ctx.families;
  const [keySyntax] = syntax.keys;
  if (ctx.families.length === 1) {
    const key = demand(ctx, keySyntax, scope, only.type);
    return key && { family: only, key };
  }
  const key = infer(ctx, keySyntax, scope);
  if (key === null) return null;
  const process = unwrapped(key.type);
  const exact = ctx.families.filter((f) => sameType(f.type, process));
  const fitting =
    exact.length > 0 ? exact : ctx.families.filter((f) => assignable(process, f.type));
  if (fitting.length === 1) return { family: fitting[0], key: coerceTo(key, fitting[0].type) };
  ctx.report(messages.notAProcess(keySyntax.span, process, ctx.families, isNumber(process)));
  return null;
}

export function field(ctx: Context, syntax: SyntaxOf<'field'>, scope: Scope): Expr | null {
  const whole = infer(ctx, syntax.of, scope);
  if (whole === null) return null;
  const ofNode = ctx.system?.field(ctx, whole, syntax);
  if (ofNode !== undefined) return ofNode;
  const of = opened(whole);
  const type = fieldType(ctx, of.type, syntax.field, syntax.fieldSpan);
  return type && { op: 'field', type, span: syntax.span, of, field: syntax.field };
}

/** The type of a field of a record, or of one that has the same type in all shapes that have it. */
export function fieldType(ctx: Context, type: Type, name: string, span: Span): Type | null {
  const fields = fieldsOf(type);
  if (fields === null) {
    ctx.report(messages.noFields(span, type));
    return null;
  }
  const found = fields.filter((f) => f.name === name);
  if (found.length === 0) {
    ctx.report(messages.unknownField(span, name, type, fields));
    return null;
  }
  if (found.some((f) => !sameType(f.type, found[0].type))) {
    ctx.report(messages.fieldsDiffer(span, name, type));
    return null;
  }
  return found[0].type;
}

function fieldsOf(type: Type): readonly FieldType[] | null {
  if (type.kind === 'record') return type.fields;
  return type.kind === 'variant' ? type.shapes.flatMap((shape) => shape.fields) : null;
}

export function isShape(ctx: Context, syntax: SyntaxOf<'is'>, scope: Scope): Expr | null {
  const whole = infer(ctx, syntax.of, scope);
  if (whole === null) return null;
  const of = opened(whole);
  const { type } = of;
  if (type.kind !== 'variant') {
    ctx.report(messages.notAVariant(syntax.of.span, type));
    return null;
  }
  if (!type.shapes.some((shape) => shape.name === syntax.shape)) {
    ctx.report(messages.unknownShape(syntax.shapeSpan, syntax.shape, type));
    return null;
  }
  const is: Expr = { op: 'is', type: BOOLEAN, span: syntax.span, of, shape: syntax.shape };
  return syntax.negated ? { op: 'not', type: BOOLEAN, span: syntax.span, of: is } : is;
}
