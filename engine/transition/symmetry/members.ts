/**
 * Members of symmetric types, and what renaming them does to a value. The members of all types
 * together are numbered from 0, type after type; a renaming gives each its new number, within its type.
 */
import type { FieldType, Type } from '../../language/types.js';
import type { ShapeValue, Value } from '../../language/value.js';
import { bagOf, ordinal, setOf, valuesOf } from '../../language/values.js';

export interface SymmetricType {
  readonly name: string;
  readonly size: number;
  /** The number of its first member. */
  readonly first: number;
}

export class Members {
  readonly types: readonly SymmetricType[];
  /** Members of all types. */
  readonly count: number;
  private readonly byName: ReadonlyMap<string, SymmetricType>;
  private readonly known = new Map<Type, boolean>();

  /** Types with one member are not symmetric to anything. */
  constructor(declared: readonly { readonly name: string; readonly size: number }[]) {
    let first = 0;
    this.types = declared
      .filter(({ size }) => size > 1)
      .map(({ name, size }) => {
        first += size;
        return { name, size, first: first - size };
      });
    this.count = first;
    this.byName = new Map(this.types.map((type) => [type.name, type]));
  }

  /** The number of a value of a symmetric type; undefined where the type has one member. */
  numberOf(type: Type & { kind: 'symmetric' }, value: Value): number | undefined {
    const known = this.byName.get(type.name);
    return known && known.first + (value as number) - 1;
  }

  /** Is a member part of some value of this type? */
  mentionedBy(type: Type): boolean {
    let known = this.known.get(type);
    if (known === undefined) {
      known =
        type.kind === 'symmetric'
          ? this.byName.has(type.name)
          : partsOf(type).some((part) => this.mentionedBy(part));
      this.known.set(type, known);
    }
    return known;
  }

  /** The value with every member renamed. */
  rename(type: Type, value: Value, renaming: ArrayLike<number>): Value {
    if (!this.mentionedBy(type)) return value;
    switch (type.kind) {
      case 'symmetric': {
        const number = this.numberOf(type, value) as number;
        return (value as number) + renaming[number] - number;
      }
      case 'optional':
        return value === null ? null : this.rename(type.of, value, renaming);
      case 'record':
        return this.renameFields(type.fields, value as readonly Value[], renaming);
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const types = type.shapes.find(({ name }) => name === shape)?.fields ?? [];
        return { shape, fields: this.renameFields(types, fields, renaming) };
      }
      case 'map': {
        const renamed: Value[] = [];
        const items = value as readonly Value[];
        for (const [i, key] of valuesOf(type.key).entries()) {
          const place = ordinal(type.key, this.rename(type.key, key, renaming));
          renamed[place] = this.rename(type.value, items[i], renaming);
        }
        return renamed;
      }
      case 'set':
        return setOf(type.of, this.renameItems(type.of, value as readonly Value[], renaming));
      case 'bag':
        return bagOf(type.of, this.renameItems(type.of, value as readonly Value[], renaming));
      case 'sequence':
        return this.renameItems(type.of, value as readonly Value[], renaming);
      default:
        return value;
    }
  }

  private renameItems(of: Type, items: readonly Value[], renaming: ArrayLike<number>): Value[] {
    return items.map((item) => this.rename(of, item, renaming));
  }

  private renameFields(
    types: readonly FieldType[],
    values: readonly Value[],
    renaming: ArrayLike<number>,
  ): Value[] {
    return values.map((value, i) => this.rename(types[i].type, value, renaming));
  }

  /** Nothing is renamed. */
  identity(): Int32Array {
    return Int32Array.from({ length: this.count }, (_, i) => i);
  }

  /** Two members change names. */
  swap(a: number, b: number): Int32Array {
    const renaming = this.identity();
    renaming[a] = b;
    renaming[b] = a;
    return renaming;
  }

  /** Neighbours change names: these renamings make all others. */
  neighbours(): Int32Array[] {
    return this.types.flatMap(({ first, size }) =>
      Array.from({ length: size - 1 }, (_, i) => this.swap(first + i, first + i + 1)),
    );
  }
}

export function inverse(renaming: ArrayLike<number>): Int32Array {
  const result = new Int32Array(renaming.length);
  for (let i = 0; i < renaming.length; i++) result[renaming[i]] = i;
  return result;
}

/** First one, then the other. */
export function composed(first: ArrayLike<number>, second: ArrayLike<number>): Int32Array {
  return Int32Array.from(first, (name) => second[name]);
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case 'record':
      return type.fields.map((field) => field.type);
    case 'variant':
      return type.shapes.flatMap(({ fields }) => fields.map((field) => field.type));
    case 'map':
      return [type.key, type.value];
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return [type.of];
    default:
      return [];
  }
}
