/**
 * Writing state: a value at the end of a path. A path through maps and records leads to a place of
 * the layout, where the value is stored leaf by leaf; what lies deeper (inside a sequence, a shape)
 * is a changed copy of the leaf's value.
 */
import * as ill from '../../language/ill-defined.js';
import type { WritePlace } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import type { Representation } from '../representation.js';
import { binary, constant, one, sub, zero } from '../simplify.js';
import type { Lowering } from './lowering.js';
import { hasShape, mapEntry, mapWith, rankOf, recordField, shapeField } from './parts.js';
import {
  elementPlace,
  entryPlace,
  fieldPlace,
  type Place,
  read,
  storeLeaf,
  variablePlace,
} from './places.js';
import { checkIndex, itemAt, sequenceSize, sequenceWith } from './sequences.js';
import { withFields } from './structures.js';

export type Step = { readonly field: string } | { readonly key: Ir };

/** A path with its keys evaluated. */
export function lowerPath(l: Lowering, place: WritePlace): Step[] {
  return place.path.map((step) =>
    step.step === 'field' ? { field: step.field } : { key: l.name(l.lower(step.key)) },
  );
}

/** Follows the path as far as the layout goes; the steps that are left lead into a leaf. */
function follow(
  l: Lowering,
  variable: string,
  path: readonly Step[],
): { place: Place; rest: readonly Step[] } {
  let place = variablePlace(l, variable);
  let at = 0;
  for (; at < path.length && place.layout.at !== 'leaf'; at++) {
    const step = path[at];
    place = 'field' in step ? fieldPlace(place, step.field) : entryPlace(l, place, step.key);
  }
  return { place, rest: path.slice(at) };
}

/** Fails where the path leads nowhere in the old state: an index outside, a field of another shape. */
export function checkPath(
  l: Lowering,
  { variable, span }: WritePlace,
  path: readonly Step[],
): void {
  const { place, rest } = follow(l, variable, path);
  if (rest.length > 0) checkSteps(l, place.layout.representation, read(l, place), rest, span);
}

function checkSteps(
  l: Lowering,
  r: Representation,
  given: Ir,
  path: readonly Step[],
  span: WritePlace['span'],
): void {
  const [step, ...rest] = path;
  if (step === undefined) return;
  const value = l.name(given);
  const inner = (of: Representation, part: Ir): void => checkSteps(l, of, part, rest, span);
  if ('key' in step) {
    if (r.kind === 'map') {
      inner(r.value, mapEntry(l, r, value, rankOf(l, r.key, step.key)));
      return;
    }
    if (r.kind !== 'sequence') throw new Error(`a place inside a ${r.kind}`);
    const size = l.name(sequenceSize(l, r, value));
    checkIndex(l, size, step.key, span);
    inner(r.of, itemAt(l, r, value, size, sub(step.key, one)));
    return;
  }
  if (r.kind === 'record') {
    const i = r.fields.findIndex((f) => f.name === step.field);
    inner(r.fields[i].representation, recordField(l, r, value, i));
    return;
  }
  if (r.kind !== 'variant') throw new Error(`a place inside a ${r.kind}`);
  r.shapes.forEach((shape, k) => {
    const i = shape.fields.findIndex((f) => f.name === step.field);
    l.if(hasShape(l, r, value, k), () => {
      if (i < 0) l.fail(ill.fieldOfOtherShape(step.field), span);
      else inner(shape.fields[i].representation, shapeField(l, r, value, k, i));
    });
  });
}

/** Stores a value in the successor under construction. The path has been checked. */
export function write(
  l: Lowering,
  { variable, span }: WritePlace,
  path: readonly Step[],
  value: Ir,
): void {
  const { place, rest } = follow(l, variable, path);
  if (rest.length === 0) {
    store(l, place, value);
    return;
  }
  const old = l.name(read(l, place, 'new'));
  store(l, place, changed(l, place.layout.representation, old, rest, value, span));
}

/** Stores a whole value at a place, part by part. */
export function store(l: Lowering, place: Place, value: Ir): void {
  const { layout, element } = place;
  if (layout.at === 'leaf') {
    storeLeaf(l, layout.leaf, element, value);
    return;
  }
  const whole = l.name(value);
  if (layout.at === 'record') {
    layout.fields.forEach((field, i) => {
      store(l, { layout: field, element }, recordField(l, layout.representation, whole, i));
    });
    return;
  }
  l.count(zero, constant(layout.keys), (rank) => {
    store(l, elementPlace(place, rank), mapEntry(l, layout.representation, whole, rank));
  });
}

/** A copy of a value with another value at the end of a path. */
function changed(
  l: Lowering,
  r: Representation,
  old: Ir,
  path: readonly Step[],
  value: Ir,
  span: WritePlace['span'],
): Ir {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const inner = (of: Representation, part: Ir): Ir =>
    l.name(changed(l, of, l.name(part), rest, value, span));
  if ('key' in step) {
    if (r.kind === 'map') {
      const rank = l.name(rankOf(l, r.key, step.key));
      return mapWith(l, r, old, rank, inner(r.value, mapEntry(l, r, old, rank)));
    }
    if (r.kind !== 'sequence') throw new Error(`a place inside a ${r.kind}`);
    const item = itemAt(l, r, old, sequenceSize(l, r, old), sub(step.key, one));
    return sequenceWith(l, r, old, step.key, inner(r.of, item));
  }
  if (r.kind === 'record') {
    const i = r.fields.findIndex((f) => f.name === step.field);
    const field = inner(r.fields[i].representation, recordField(l, r, old, i));
    return withFields(l, r, old, new Map([[step.field, field]]), { span });
  }
  if (r.kind !== 'variant') throw new Error(`a place inside a ${r.kind}`);
  return r.shapes.reduceRight<() => Ir>(
    (otherwise, shape, k) => () => {
      const i = shape.fields.findIndex((f) => f.name === step.field);
      if (i < 0) return otherwise();
      const copy = (): Ir => {
        const field = inner(shape.fields[i].representation, shapeField(l, r, old, k, i));
        return withFields(l, r, old, new Map([[step.field, field]]), { span });
      };
      return l.choose(hasShape(l, r, old, k), copy, otherwise);
    },
    () => zero,
  )();
}

/** Do two paths of one variable meet: is neither place apart from the other? */
export function meet(a: readonly Step[], b: readonly Step[]): Ir {
  let same: Ir = one;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i];
    const y = b[i];
    if ('field' in x || 'field' in y) {
      if (!('field' in x && 'field' in y && x.field === y.field)) return zero;
    } else same = binary('and', same, binary('eq', x.key, y.key));
  }
  return same;
}
