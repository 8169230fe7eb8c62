/** Random types and values for property tests: small, but of every kind. */
import fc from 'fast-check';
import type { FieldType, Type } from './types.js';
import type { Value } from './value.js';
import { bagOf, setOf } from './values.js';

const leaf: fc.Arbitrary<Type> = fc.oneof(
  fc.constant<Type>({ kind: 'boolean' }),
  fc
    .tuple(fc.integer({ min: -3, max: 3 }), fc.nat(3))
    .map(([low, more]): Type => ({ kind: 'range', low, high: low + more })),
  fc.integer({ min: 1, max: 4 }).map(
    (count): Type => ({
      kind: 'enum',
      members: ['red', 'amber', 'blue', 'grey'].slice(0, count),
    }),
  ),
  fc.integer({ min: 1, max: 3 }).map((size): Type => ({ kind: 'symmetric', name: 'Node', size })),
);

function fields(of: fc.Arbitrary<Type>, minimum: number): fc.Arbitrary<FieldType[]> {
  return fc
    .array(of, { minLength: minimum, maxLength: 3 })
    .map((types) => types.map((type, i) => ({ name: `f${i}`, type })));
}

function compound(of: fc.Arbitrary<Type>): fc.Arbitrary<Type> {
  const bound = fc.nat(3);
  return fc.oneof(
    of
      .filter((type) => type.kind !== 'optional')
      .map((type): Type => ({ kind: 'optional', of: type })),
    fields(of, 1).map((list): Type => ({ kind: 'record', fields: list })),
    fc.array(fields(of, 0), { minLength: 1, maxLength: 3 }).map(
      (shapes): Type => ({
        kind: 'variant',
        shapes: shapes.map((list, i) => ({ name: `s${i}`, fields: list })),
      }),
    ),
    fc.tuple(leaf, of).map(([key, value]): Type => ({ kind: 'map', key, value })),
    of.map((type): Type => ({ kind: 'set', of: type })),
    fc.tuple(of, bound).map(([type, b]): Type => ({ kind: 'set', of: type, bound: b })),
    fc.tuple(of, bound).map(([type, b]): Type => ({ kind: 'bag', of: type, bound: b })),
    fc.tuple(of, bound).map(([type, b]): Type => ({ kind: 'sequence', of: type, bound: b })),
  );
}

/** Finite types, at most three levels deep. */
export const arbitraryType: fc.Arbitrary<Type> = fc.oneof(
  leaf,
  compound(leaf),
  compound(compound(leaf)),
);

/** A value of the type, built field by field and item by item: nothing of `ordinal` or `valueAt`. */
export function arbitraryValue(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer();
    case 'range':
      return fc.integer({ min: type.low, max: type.high });
    case 'enum':
      return fc.constantFrom(...type.members);
    case 'symmetric':
      return fc.integer({ min: 1, max: type.size });
    case 'optional':
      return fc.option(arbitraryValue(type.of), { nil: null });
    case 'record':
      return fc.tuple(...type.fields.map((field) => arbitraryValue(field.type)));
    case 'variant':
      return fc.oneof(
        ...type.shapes.map((shape) =>
          fc
            .tuple(...shape.fields.map((field) => arbitraryValue(field.type)))
            .map((values): Value => ({ shape: shape.name, fields: values })),
        ),
      );
    case 'map': {
      const count = keyCount(type.key);
      return fc.array(arbitraryValue(type.value), { minLength: count, maxLength: count });
    }
    case 'set':
      return items(type.of, type.bound).map((list) => setOf(type.of, list));
    case 'bag':
      return items(type.of, type.bound).map((list) => bagOf(type.of, list));
    case 'sequence':
      return items(type.of, type.bound);
  }
}

function items(type: Type, bound: number | undefined): fc.Arbitrary<Value[]> {
  return fc.array(arbitraryValue(type), { maxLength: bound ?? 4 });
}

/** Keys of maps are leaves here. */
function keyCount(type: Type): number {
  switch (type.kind) {
    case 'boolean':
      return 2;
    case 'range':
      return type.high - type.low + 1;
    case 'enum':
      return type.members.length;
    case 'symmetric':
      return type.size;
    default:
      throw new Error(`no key type: ${type.kind}`);
  }
}
