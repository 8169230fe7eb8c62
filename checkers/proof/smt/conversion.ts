/** The operation `coerce`: a value of one type as a value of another, part by part. */
import type { FieldType, Type, TypeOf } from '../../../engine/language/types.js';
import { sameType } from '../../../engine/language/types-format.js';
import { firstValue } from '../../../engine/language/values.js';
import { build } from './collections.js';
import { number, numberOf, part, type Result } from './result.js';
import {
  type Collection,
  constant,
  numbersOf,
  type Symbolic,
  type SymbolicCollection,
  sizeOf,
} from './symbolic.js';
import { CannotEncode, intervalOf, type Term, type Terms } from './terms.js';

export function convert(terms: Terms, from: Type, to: Type, value: Symbolic): Result {
  if (from === to || sameType(from, to)) return { value, ok: terms.true };
  if (from.kind === 'optional') return convertOptional(terms, from, to, part(value, 'optional'));
  if (to.kind === 'optional') {
    const { value: of, ok } = convert(terms, from, to.of, value);
    return { value: { form: 'optional', present: terms.true, of }, ok };
  }
  switch (from.kind) {
    case 'record': {
      const { values, ok } = convertFields(
        terms,
        from.fields,
        (to as typeof from).fields,
        part(value, 'record').fields,
      );
      return { value: { form: 'record', fields: values }, ok };
    }
    case 'variant':
      return convertShape(terms, from, to as typeof from, part(value, 'variant'));
    case 'map': {
      const items = part(value, 'map').items.map((item) =>
        convert(terms, from.value, (to as typeof from).value, item),
      );
      const ok = terms.and(...items.map((item) => item.ok));
      return { value: { form: 'map', items: items.map((item) => item.value) }, ok };
    }
    case 'set':
    case 'bag':
      return convertCollection(terms, from, to as Collection, part(value, 'collection'));
    case 'sequence':
      return convertSequence(terms, from, to as typeof from, value);
    default:
      return convertNumber(terms, from, to, value);
  }
}

function convertNumber(terms: Terms, from: Type, to: Type, value: Symbolic): Result {
  if (from.kind === 'enum' && to.kind === 'enum') return convertMember(terms, from, to, value);
  const term = numberOf(value);
  const numbers = numbersOf(to);
  return { value: number(terms.narrow(term, numbers)), ok: terms.within(term, numbers) };
}

/** A member of one list of names as the same name in another. */
function convertMember(
  terms: Terms,
  from: TypeOf<'enum'>,
  to: TypeOf<'enum'>,
  value: Symbolic,
): Result {
  let term = terms.integer(0);
  const known: Term[] = [];
  from.members.forEach((member, i) => {
    const position = to.members.indexOf(member);
    if (position < 0) return;
    const is = terms.equal(numberOf(value), terms.integer(i));
    known.push(is);
    term = terms.if(is, terms.integer(position), term);
  });
  return {
    value: number(term),
    ok: known.length === from.members.length ? terms.true : terms.or(...known),
  };
}

function convertOptional(
  terms: Terms,
  from: TypeOf<'optional'>,
  to: Type,
  { present, of }: Extract<Symbolic, { form: 'optional' }>,
): Result {
  if (to.kind !== 'optional') {
    const { value, ok } = convert(terms, from.of, to, of);
    return { value, ok: terms.and(present, ok) };
  }
  const { value, ok } = convert(terms, from.of, to.of, of);
  return { value: { form: 'optional', present, of: value }, ok: terms.implies(present, ok) };
}

function convertFields(
  terms: Terms,
  from: readonly FieldType[],
  to: readonly FieldType[],
  values: readonly Symbolic[],
): { values: Symbolic[]; ok: Term } {
  const results = values.map((value, i) => convert(terms, from[i].type, to[i].type, value));
  return { values: results.map((r) => r.value), ok: terms.and(...results.map((r) => r.ok)) };
}

function convertShape(
  terms: Terms,
  from: TypeOf<'variant'>,
  to: TypeOf<'variant'>,
  value: Extract<Symbolic, { form: 'variant' }>,
): Result {
  const shapes: (readonly Symbolic[])[] = to.shapes.map(({ fields }) =>
    fields.map((field) => constant(terms, field.type, firstValue(field.type))),
  );
  let shape = terms.integer(0);
  const oks: Term[] = [];
  from.shapes.forEach(({ name, fields }, i) => {
    const target = to.shapes.findIndex((s) => s.name === name);
    if (target < 0) return;
    const is = terms.equal(value.shape, terms.integer(i));
    const { values, ok } = convertFields(terms, fields, to.shapes[target].fields, value.shapes[i]);
    shapes[target] = values;
    shape = terms.if(is, terms.integer(target), shape);
    oks.push(terms.and(is, ok));
  });
  return { value: { form: 'variant', shape, shapes }, ok: terms.or(...oks) };
}

function convertCollection(
  terms: Terms,
  from: Collection,
  to: Collection,
  value: SymbolicCollection,
): Result {
  if (sameType(from.of, to.of)) return withinBound(terms, to, value);
  const items = value.entries.map((entry) => ({
    ...entry,
    converted: convert(terms, from.of, to.of, entry.value),
  }));
  const ok = terms.and(
    ...items.map(({ present, converted }) => terms.implies(present, converted.ok)),
  );
  // An entry that is never there may have no value in the target at all.
  const there = items.filter(
    ({ present, converted }) => present !== terms.false && converted.ok !== terms.false,
  );
  const built = build(
    terms,
    to,
    there.map(({ present, count, converted }) => ({ value: converted.value, present, count })),
  );
  const bounded = withinBound(terms, to, built);
  return { value: bounded.value, ok: terms.and(ok, bounded.ok) };
}

function convertSequence(
  terms: Terms,
  from: TypeOf<'sequence'>,
  to: TypeOf<'sequence'>,
  value: Symbolic,
): Result {
  const { length, slots } = part(value, 'sequence');
  const converted = slots.map((slot) => convert(terms, from.of, to.of, slot));
  const oks = converted.map(({ ok }, i) => terms.implies(terms.less(terms.integer(i), length), ok));
  const bounded = withinBound(terms, to, {
    form: 'sequence',
    length,
    slots: converted.map((c) => c.value),
  });
  return { value: bounded.value, ok: terms.and(bounded.ok, ...oks) };
}

/** A collection is never larger than its type allows. */
export function withinBound(terms: Terms, type: Type, value: Symbolic): Result {
  if (value.form === 'collection' && (type.kind === 'set' || type.kind === 'bag')) {
    if (type.bound === undefined) return { value, ok: terms.true };
    const ok = terms.atMost(sizeOf(terms, value.entries), terms.integer(type.bound));
    return { value, ok };
  }
  if (value.form === 'sequence' && type.kind === 'sequence') {
    if (value.slots.length > SLOTS_AT_MOST)
      throw new CannotEncode('a sequence that grows too long');
    if (type.bound === undefined || intervalOf(value.length).high <= type.bound)
      return { value, ok: terms.true };
    const length = terms.narrow(value.length, { low: 0, high: type.bound });
    const ok = terms.atMost(value.length, terms.integer(type.bound));
    return { value: { ...value, length, slots: value.slots.slice(0, type.bound) }, ok };
  }
  return { value, ok: terms.true };
}

/** The longest sequence that an expression may make on its way. */
const SLOTS_AT_MOST = 200;
