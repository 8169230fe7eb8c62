/** `coerce`: a value of one type as a value of another, part by part, with demands where it may not fit. */
import { convert } from '../../../../engine/language/evaluate/convert.js';
import { IllDefined } from '../../../../engine/language/ill-defined.js';
import type { FieldType, Type, TypeOf } from '../../../../engine/language/types.js';
import { sameType } from '../../../../engine/language/types-format.js';
import type { Value } from '../../../../engine/language/value.js';
import { boundedTo } from './collections.js';
import { compare, constant, equal, narrow, not, type Scalar, select, TRUE } from './scalar.js';
import {
  asPresent,
  gathered,
  type Member,
  membersOf,
  type Symbolic,
  type SymbolicOf,
  scalar,
  scalarOf,
  within,
  zero,
} from './symbolic.js';
import type { Translator } from './translate.js';

export function converted(t: Translator, from: Type, to: Type, value: Symbolic): Symbolic {
  if (sameType(from, to)) return value;
  if (from.kind === 'optional') return fromOptional(t, from, to, value as SymbolicOf<'optional'>);
  if (to.kind === 'optional')
    return { kind: 'optional', present: TRUE, value: converted(t, from, to.of, value) };
  switch (from.kind) {
    case 'record': {
      const { fields } = value as SymbolicOf<'record'>;
      return {
        kind: 'record',
        fields: convertedFields(t, from.fields, (to as typeof from).fields, fields),
      };
    }
    case 'variant':
      return convertedShape(t, from, to as typeof from, value as SymbolicOf<'variant'>);
    case 'map': {
      const { entries } = value as SymbolicOf<'map'>;
      const target = (to as typeof from).value;
      return { kind: 'map', entries: entries.map((e) => converted(t, from.value, target, e)) };
    }
    case 'set':
    case 'bag':
      return convertedMembers(t, from, to as typeof from, value);
    case 'sequence': {
      const { length, items } = value as SymbolicOf<'sequence'>;
      const target = to as typeof from;
      return boundedTo(t, target, {
        kind: 'sequence',
        length,
        items: items.map((item, i) => only(t, from.of, target.of, item, within(length, i))),
      });
    }
    default:
      return scalar(convertedNumber(t, from, to, scalarOf(value)));
  }
}

/** Converted where it is there; zero stays zero. */
function only(t: Translator, from: Type, to: Type, item: Symbolic, there: Scalar): Symbolic {
  if (there.op === 'constant' && there.value === 0) return zero(to, t.names);
  return t.under(there, () => converted(t, from, to, asPresent(from, item)));
}

function fromOptional(
  t: Translator,
  from: TypeOf<'optional'>,
  to: Type,
  { present, value }: SymbolicOf<'optional'>,
): Symbolic {
  if (to.kind === 'optional')
    return { kind: 'optional', present, value: only(t, from.of, to.of, value, present) };
  t.demand(present);
  return only(t, from.of, to, value, present);
}

function convertedFields(
  t: Translator,
  from: readonly FieldType[],
  to: readonly FieldType[],
  values: readonly Symbolic[],
): Symbolic[] {
  return values.map((value, i) => converted(t, from[i].type, to[i].type, value));
}

function convertedShape(
  t: Translator,
  from: TypeOf<'variant'>,
  to: TypeOf<'variant'>,
  { tag, shapes }: SymbolicOf<'variant'>,
): Symbolic {
  const has = (i: number): Scalar => equal(tag, constant(i));
  const position = (i: number): number =>
    to.shapes.findIndex((s) => s.name === from.shapes[i].name);
  const tags = from.shapes.map((_, i) => position(i));
  tags.forEach((target, i) => {
    if (target < 0) t.demand(not(has(i)));
  });
  const named = (target: number): Scalar => constant(target, t.names(to, target));
  return {
    kind: 'variant',
    tag: tags.every((target, i) => target === i)
      ? tag
      : select(
          tag,
          0,
          tags.map((target) => named(Math.max(target, 0))),
          constant(0),
        ),
    shapes: to.shapes.map((shape, target) => {
      const i = tags.indexOf(target);
      if (i < 0) return shape.fields.map((f) => zero(f.type, t.names));
      return shapes[i].map((field, j) =>
        only(t, from.shapes[i].fields[j].type, shape.fields[j].type, field, has(i)),
      );
    }),
  };
}

function convertedMembers(
  t: Translator,
  from: TypeOf<'set'> | TypeOf<'bag'>,
  to: TypeOf<'set'> | TypeOf<'bag'>,
  value: Symbolic,
): Symbolic {
  const members = membersOf(value).flatMap((member): Member[] => {
    const item = fitted(from.of, to.of, member.value);
    if (item !== undefined) return [{ ...member, value: item }];
    t.demand(equal(member.copies, constant(0)));
    return [];
  });
  return boundedTo(t, to, gathered(to, members));
}

/** The constant as one of the other type, undefined where it is outside. */
function fitted(from: Type, to: Type, value: Value): Value | undefined {
  try {
    return convert(from, to, value, NOWHERE);
  } catch (error) {
    if (error instanceof IllDefined) return undefined;
    throw error;
  }
}

const NOWHERE = { file: { path: '', text: '', lineStarts: [0] }, start: 0, end: 0 };

function convertedNumber(t: Translator, from: Type, to: Type, value: Scalar): Scalar {
  if (from.kind === 'enum' && to.kind === 'enum') {
    const targets = from.members.map((m) => to.members.indexOf(m));
    targets.forEach((target, i) => {
      if (target < 0) t.demand(compare('!=', value, constant(i)));
    });
    if (targets.every((target, i) => target === i)) return value;
    return select(
      value,
      0,
      targets.map((target) => (target < 0 ? constant(0) : constant(target, t.names(to, target)))),
      constant(0),
    );
  }
  if (to.kind !== 'range') return value;
  t.demand(compare('>=', value, constant(to.low)));
  t.demand(compare('<=', value, constant(to.high)));
  return narrow(value, to.low, to.high);
}
