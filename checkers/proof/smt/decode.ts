/** From a symbolic value and a valuation of its terms to a value of the language. */
import type { FieldType, Type } from '../../../engine/language/types.js';
import type { Value } from '../../../engine/language/value.js';
import { bagOf, setOf } from '../../../engine/language/values.js';
import { numberOf, part, truthOf } from './result.js';
import type { Collection, Symbolic, SymbolicCollection } from './symbolic.js';
import type { Valuation } from './term-value.js';

export function decode(type: Type, value: Symbolic, valuation: Valuation): Value {
  switch (type.kind) {
    case 'boolean':
      return valuation.truth(truthOf(value));
    case 'integer':
    case 'range':
    case 'symmetric':
      return valuation.number(numberOf(value));
    case 'enum':
      return type.members[valuation.number(numberOf(value))];
    case 'optional': {
      const { present, of } = part(value, 'optional');
      return valuation.truth(present) ? decode(type.of, of, valuation) : null;
    }
    case 'record':
      return decodeFields(type.fields, part(value, 'record').fields, valuation);
    case 'variant': {
      const { shape, shapes } = part(value, 'variant');
      const i = valuation.number(shape);
      const { name, fields } = type.shapes[i];
      return { shape: name, fields: decodeFields(fields, shapes[i], valuation) };
    }
    case 'map':
      return part(value, 'map').items.map((item) => decode(type.value, item, valuation));
    case 'set':
    case 'bag':
      return decodeCollection(type, part(value, 'collection'), valuation);
    case 'sequence': {
      const { length, slots } = part(value, 'sequence');
      return slots
        .slice(0, valuation.number(length))
        .map((slot) => decode(type.of, slot, valuation));
    }
  }
}

function decodeFields(
  types: readonly FieldType[],
  fields: readonly Symbolic[],
  valuation: Valuation,
): Value[] {
  return types.map((field, i) => decode(field.type, fields[i], valuation));
}

function decodeCollection(
  type: Collection,
  { entries }: SymbolicCollection,
  valuation: Valuation,
): Value {
  const items = entries.flatMap(({ value, present, count }) => {
    const copies = !valuation.truth(present) ? 0 : count === null ? 1 : valuation.number(count);
    return Array.from({ length: copies }, () => decode(type.of, value, valuation));
  });
  return type.kind === 'set' ? setOf(type.of, items) : bagOf(type.of, items);
}

/** The values of the variables of a state. */
export function decodeState(
  variables: readonly { readonly name: string; readonly type: Type }[],
  state: ReadonlyMap<string, Symbolic>,
  valuation: Valuation,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(
    variables.map(({ name, type }) => [name, decode(type, state.get(name) as Symbolic, valuation)]),
  );
}
