/** Records and shapes made, and copied with changes. Fields are always named. */
import type { Argument, SyntaxOf } from '../../expression/syntax.js';
import type { Span } from '../../source.js';
import type { Expr } from '../../typed.js';
import type { FieldType, TypeOf } from '../../types.js';
import { formatType } from '../../types-format.js';
import { unwrapped } from '../coercion.js';
import type { Context } from '../context.js';
import { ownersOf } from '../members.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { demand, infer, type Want } from '../typing.js';
import { fieldType, opened } from './access.js';

type Call = SyntaxOf<'call'>;

/** `Entry(term = 3, value = v)`. */
export function recordOfType(
  ctx: Context,
  syntax: Call,
  type: TypeOf<'record'>,
  scope: Scope,
): Expr | null {
  const title = syntax.name === '' ? formatType(type) : syntax.name;
  const fields = fieldValues(ctx, syntax, title, type.fields, scope);
  return fields && { op: 'record', type, span: syntax.span, fields };
}

/** A YAML mapping, where a record is wanted. */
export function mappingValue(
  ctx: Context,
  syntax: Call,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const wanted = want === null ? null : unwrapped(want.type);
  if (wanted?.kind === 'record') return recordOfType(ctx, syntax, wanted, scope);
  ctx.report(messages.mappingHere(syntax.span, wanted));
  return null;
}

/** `vote(from = n, to = c)`: a shape of the type that is wanted, or of the only one that has it. */
export function shapeValue(
  ctx: Context,
  syntax: Call,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const found = ownersOf(ctx, syntax.name, want?.type ?? null).filter(
    (owner) => owner.type.kind === 'variant',
  );
  if (found.length > 1) {
    ctx.report(messages.ambiguous(syntax.nameSpan, syntax.name, found));
    return null;
  }
  const type = found[0]?.type;
  const shape =
    type?.kind === 'variant' ? type.shapes.find((s) => s.name === syntax.name) : undefined;
  if (type === undefined || shape === undefined) return null;
  const fields = fieldValues(ctx, syntax, shape.name, shape.fields, scope);
  return fields && { op: 'shape', type, span: syntax.span, shape: shape.name, fields };
}

/** The values of all fields, in their order. */
function fieldValues(
  ctx: Context,
  syntax: Call,
  title: string,
  fields: readonly FieldType[],
  scope: Scope,
): Expr[] | null {
  if (!areNamed(ctx, syntax.args, fields)) return null;
  const values = new Map<string, Expr>();
  let fine = true;
  for (const { name = '', nameSpan = syntax.span, value } of syntax.args) {
    const field = fields.find((f) => f.name === name);
    if (field === undefined) ctx.report(messages.noSuchField(nameSpan, name, title, fields));
    else if (values.has(name)) ctx.report(messages.fieldTwice(nameSpan, name));
    const expr = field === undefined ? null : demand(ctx, value, scope, field.type);
    if (expr === null || values.has(name)) fine = false;
    else values.set(name, expr);
  }
  const given = new Set(syntax.args.map((a) => a.name));
  const missing = fields.filter((f) => !given.has(f.name)).map((f) => f.name);
  if (missing.length > 0) ctx.report(messages.missingFields(syntax.nameSpan, title, missing));
  return fine && missing.length === 0 ? fields.map((f) => values.get(f.name) as Expr) : null;
}

function areNamed(ctx: Context, args: readonly Argument[], fields: readonly FieldType[]): boolean {
  const bare = args.find((a) => a.name === undefined);
  if (bare === undefined) return true;
  ctx.report(messages.fieldsByName(bare.value.span, fields));
  return false;
}

/** `with(m, term = 4)`. */
export function withChanges(
  ctx: Context,
  syntax: Call,
  scope: Scope,
  want: Want | null,
): Expr | null {
  const [first, ...rest] = syntax.args;
  if (first === undefined || first.name !== undefined || rest.length === 0) {
    ctx.report(messages.badArguments(syntax.span, 'with(record, field = value)'));
    return null;
  }
  const whole = infer(ctx, first.value, scope, want);
  if (whole === null) return null;
  const of = opened(whole);
  const changes: { field: string; value: Expr }[] = [];
  for (const { name, nameSpan, value } of rest) {
    const change = oneChange(ctx, of, name, nameSpan ?? value.span, value, scope);
    if (change === null) return null;
    if (changes.some((c) => c.field === change.field)) {
      ctx.report(messages.fieldTwice(nameSpan ?? value.span, change.field));
      return null;
    }
    changes.push(change);
  }
  return { op: 'with', type: of.type, span: syntax.span, of, changes };
}

function oneChange(
  ctx: Context,
  of: Expr,
  name: string | undefined,
  nameSpan: Span,
  syntax: Argument['value'],
  scope: Scope,
): { field: string; value: Expr } | null {
  if (name === undefined) {
    ctx.report(messages.badArguments(syntax.span, 'with(record, field = value)'));
    return null;
  }
  const type = fieldType(ctx, of.type, name, nameSpan);
  const value = type && demand(ctx, syntax, scope, type);
  return value && { field: name, value };
}
