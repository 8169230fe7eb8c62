/** Records, shapes, and what is inside maps and sequences. */
import * as ill from '../../language/ill-defined.js';
import type { Span } from '../../language/source.js';
import type { ExprOf } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import type { Representation, RepresentationOf } from '../representation.js';
import { binary, constant, isConstant, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';
import {
  buildRecord,
  buildShape,
  hasShape,
  mapEntry,
  rankOf,
  recordField,
  shapeField,
} from './parts.js';
import { sequenceItem } from './sequences.js';

/** Variants of at most so many values find a field through a table. */
const LARGEST_FIELD_TABLE = 4096;

export function lowerRecord(l: Lowering, expr: ExprOf<'record'>): Ir {
  return buildRecord(
    l,
    l.representation(expr) as RepresentationOf<'record'>,
    l.lowerAll(expr.fields),
  );
}

export function lowerShape(l: Lowering, expr: ExprOf<'shape'>): Ir {
  const r = l.representation(expr) as RepresentationOf<'variant'>;
  const shape = r.shapes.findIndex((s) => s.name === expr.shape);
  return buildShape(l, r, shape, l.lowerAll(expr.fields));
}

export function lowerIs(l: Lowering, expr: ExprOf<'is'>): Ir {
  const r = l.representation(expr.of) as RepresentationOf<'variant'>;
  const of = l.name(l.lower(expr.of));
  return hasShape(
    l,
    r,
    of,
    r.shapes.findIndex((s) => s.name === expr.shape),
  );
}

export function lowerField(l: Lowering, expr: ExprOf<'field'>): Ir {
  const r = l.representation(expr.of);
  const of = l.name(l.lower(expr.of));
  if (r.kind === 'record')
    return recordField(
      l,
      r,
      of,
      r.fields.findIndex((f) => f.name === expr.field),
    );
  if (r.kind !== 'variant') throw new Error(`a field of a ${r.kind}`);
  return variantField(l, r, of, expr);
}

function variantField(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  of: Ir,
  expr: ExprOf<'field'>,
): Ir {
  const { field } = expr;
  const having = r.shapes.flatMap((s, shape) => {
    const i = s.fields.findIndex((f) => f.name === field);
    return i < 0 ? [] : [{ shape, i }];
  });
  const fits = r.form === 'packed' && r.space <= LARGEST_FIELD_TABLE;
  if (fits && having.length > 1 && !isConstant(of)) return fieldByTable(l, r, of, having, expr);
  return shapeByShape(l, r, of, having, expr, 0);
}

type Having = readonly { readonly shape: number; readonly i: number }[];

function shapeByShape(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  of: Ir,
  having: Having,
  expr: ExprOf<'field'>,
  k: number,
): Ir {
  if (k === having.length) {
    l.fail(ill.fieldOfOtherShape(expr.field), expr.span);
    return zero;
  }
  const { shape, i } = having[k];
  if (having.length === r.shapes.length && k === having.length - 1)
    return shapeField(l, r, of, shape, i);
  return l.choose(
    hasShape(l, r, of, shape),
    () => shapeField(l, r, of, shape, i),
    () => shapeByShape(l, r, of, having, expr, k + 1),
  );
}

/** A table from codes to the field's codes; −1 where the shape has no such field. */
function fieldByTable(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  of: Ir,
  having: Having,
  expr: ExprOf<'field'>,
): Ir {
  const codes = new Int32Array(r.space).fill(-1);
  for (const { shape, i } of having) {
    const { base, space, fields } = r.shapes[shape];
    const { stride, representation } = fields[i];
    for (let code = 0; code < space; code++)
      codes[base + code] = Math.floor(code / stride) % representation.space;
  }
  const table = l.program.tables.push(codes) - 1;
  const code = l.name({ ir: 'table', table, index: of });
  if (having.length < r.shapes.length)
    l.failIf(binary('lt', code, zero), ill.fieldOfOtherShape(expr.field), expr.span);
  return binary('add', code, constant(l.representation(expr).offset));
}

export function lowerIndex(l: Lowering, expr: ExprOf<'index'>): Ir {
  const r = l.representation(expr.of);
  const of = l.name(l.lower(expr.of));
  const key = l.name(l.lower(expr.key));
  if (r.kind === 'map') return mapEntry(l, r, of, l.name(rankOf(l, r.key, key)));
  if (r.kind !== 'sequence') throw new Error(`an index into a ${r.kind}`);
  return sequenceItem(l, r, of, key, expr.span);
}

export function lowerWith(l: Lowering, expr: ExprOf<'with'>): Ir {
  const r = l.representation(expr.of);
  const of = l.name(l.lower(expr.of));
  const values = l.lowerAll(expr.changes.map((c) => c.value));
  const changes = new Map(expr.changes.map((c, i) => [c.field, values[i]]));
  return withFields(l, r, of, changes, expr);
}

/** Fails where the value has a shape without the field. */
function checkField(
  l: Lowering,
  r: RepresentationOf<'variant'>,
  of: Ir,
  field: string,
  span: Span,
): void {
  r.shapes.forEach((s, shape) => {
    if (s.fields.some((f) => f.name === field)) return;
    l.failIf(hasShape(l, r, of, shape), ill.fieldOfOtherShape(field), span);
  });
}

/** A copy of a record or shape with some fields changed. */
export function withFields(
  l: Lowering,
  r: Representation,
  of: Ir,
  changes: ReadonlyMap<string, Ir>,
  where: Pick<ExprOf<'with'>, 'span'>,
): Ir {
  if (r.kind === 'record') {
    return buildRecord(
      l,
      r,
      r.fields.map((f, i) => changes.get(f.name) ?? recordField(l, r, of, i)),
    );
  }
  if (r.kind !== 'variant') throw new Error(`changing fields of a ${r.kind}`);
  const fields = [...changes.keys()];
  for (const field of fields) checkField(l, r, of, field, where.span);
  const fitting = r.shapes.flatMap((s, shape) =>
    fields.every((field) => s.fields.some((f) => f.name === field)) ? [shape] : [],
  );
  const attempt = (k: number): Ir => {
    if (k === fitting.length) return zero;
    const shape = fitting[k];
    const copy = () =>
      l.name(
        buildShape(
          l,
          r,
          shape,
          r.shapes[shape].fields.map(
            (f, i) => changes.get(f.name) ?? shapeField(l, r, of, shape, i),
          ),
        ),
      );
    return l.choose(hasShape(l, r, of, shape), copy, () => attempt(k + 1));
  };
  return attempt(0);
}
