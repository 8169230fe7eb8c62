/**
 * Which 32-bit number stands for a value, decided from its type alone. An expression's value is one
 * of these numbers:
 *
 * - `number`: integers, and ranges of more than 2^31 numbers, are themselves.
 * - `packed`: a code from 0 to space − 1, ascending in the order of the type (`values.ts`). Ranges
 *   are themselves as values and `value − low` as codes. Records, maps and shapes are numbers in
 *   mixed radix, first component most significant; optionals put `none` before the rest; sets of at
 *   most 32 possible items are bit masks; bounded sequences are `length, items` in bit fields.
 * - `interned`: an id in the table of a type, which keeps the components of each value once
 *   (`interning.ts`), so that equality is `===` here, too.
 *
 * Where all codes stand for values the representation is *dense*, and then the code is the ordinal.
 */
import type { Type, TypeOf } from '../language/types.js';
import { cardinality, isFinite as isListable } from '../language/values.js';

/** Composite codes stay below this, so that they are non-negative as signed words. */
const LARGEST_SPACE = 2 ** 31;
const WORD_BITS = 32;

interface Common {
  /** Position in `Representations.list`: how generated code names a representation. */
  readonly index: number;
  readonly form: 'number' | 'packed' | 'interned';
  /** How many codes there are; 2^32 for numbers and interned values. */
  readonly space: number;
  /** Bits of a stored code. */
  readonly bits: number;
  /** A value is its code plus this. */
  readonly offset: number;
  readonly dense: boolean;
  /** Position of the intern table; −1 when not interned. Types that differ only in bounds share one. */
  readonly table: number;
}

export interface ShapeCodes {
  readonly name: string;
  /** Of packed variants: the first code of the shape. */
  readonly base: number;
  readonly space: number;
  readonly fields: readonly FieldCodes[];
}

export interface FieldCodes {
  readonly name: string;
  readonly representation: Representation;
  /** Of packed records and shapes: the weight of this field in the code. */
  readonly stride: number;
}

export type Representation = Common &
  (
    | {
        readonly kind: 'boolean' | 'integer' | 'range' | 'enum' | 'symmetric';
        readonly type: Exclude<
          Type,
          { of: Type } | { key: Type } | { fields: unknown } | { shapes: unknown }
        >;
      }
    | { readonly kind: 'optional'; readonly type: TypeOf<'optional'>; readonly of: Representation }
    | {
        readonly kind: 'record';
        readonly type: TypeOf<'record'>;
        readonly fields: readonly FieldCodes[];
      }
    | {
        readonly kind: 'variant';
        readonly type: TypeOf<'variant'>;
        readonly shapes: readonly ShapeCodes[];
      }
    | {
        readonly kind: 'map';
        readonly type: TypeOf<'map'>;
        readonly key: Representation;
        readonly value: Representation;
        readonly keys: number;
      }
    | {
        readonly kind: 'set' | 'bag' | 'sequence';
        readonly type: TypeOf<'set'> | TypeOf<'bag'> | TypeOf<'sequence'>;
        readonly of: Representation;
        /** Greatest size; Infinity when unbounded. */
        readonly bound: number;
      }
  );

export type RepresentationOf<K extends Representation['kind']> = Representation extends infer R
  ? R extends { readonly kind: infer Kinds }
    ? K extends Kinds
      ? R
      : never
    : never
  : never;
export type Collection = RepresentationOf<'set'>;

/** The representations of one compiled model, each made once. */
export class Representations {
  readonly list: Representation[] = [];
  tables = 0;
  private readonly byType = new Map<Type, Representation>();
  private readonly byKey = new Map<string, Representation>();
  private readonly tableByKey = new Map<string, number>();

  of(type: Type): Representation {
    const known = this.byType.get(type);
    if (known !== undefined) return known;
    const key = typeKey(type);
    const same = this.byKey.get(key);
    const made = same ?? this.make(type);
    if (same === undefined) {
      this.list.push(made);
      this.byKey.set(key, made);
    }
    this.byType.set(type, made);
    return made;
  }

  /** The same sequence type without its bound. */
  unbounded(sequence: Collection): Collection {
    return this.of({ kind: 'sequence', of: sequence.type.of }) as Collection;
  }

  /** The same sequence type with another bound. */
  bounded(sequence: Collection, bound: number): Collection {
    return this.of({ kind: 'sequence', of: sequence.type.of, bound }) as Collection;
  }

  private make(type: Type): Representation {
    switch (type.kind) {
      case 'boolean':
        return { ...this.packed(type, 2), kind: type.kind, type };
      case 'enum':
        return { ...this.packed(type, type.members.length), kind: type.kind, type };
      case 'symmetric':
        return { ...this.packed(type, type.size), kind: type.kind, type };
      case 'integer':
        return { ...this.number(), kind: type.kind, type };
      case 'range': {
        const space = type.high - type.low + 1;
        const common = space <= LARGEST_SPACE ? this.packed(type, space, type.low) : this.number();
        return { ...common, kind: type.kind, type };
      }
      case 'optional': {
        const of = this.of(type.of);
        return { ...this.composite(type, 1 + of.space), kind: type.kind, type, of };
      }
      case 'record': {
        const { fields, space } = this.fields(type.fields);
        return { ...this.composite(type, space), kind: type.kind, type, fields };
      }
      case 'variant':
        return this.variant(type);
      case 'map': {
        const key = this.of(type.key);
        const value = this.of(type.value);
        const keys = cardinality(type.key);
        return {
          ...this.composite(type, value.space ** keys),
          kind: type.kind,
          type,
          key,
          value,
          keys,
        };
      }
      case 'set': {
        const of = this.of(type.of);
        const common = this.composite(
          type,
          of.space <= WORD_BITS ? 2 ** of.space : Number.POSITIVE_INFINITY,
          2 ** 32,
        );
        return {
          ...common,
          kind: type.kind,
          type,
          of,
          bound: type.bound ?? Number.POSITIVE_INFINITY,
        };
      }
      case 'bag': {
        const of = this.of(type.of);
        return {
          ...this.interned(type),
          kind: type.kind,
          type,
          of,
          bound: type.bound ?? Number.POSITIVE_INFINITY,
        };
      }
      case 'sequence': {
        const of = this.of(type.of);
        const bound = type.bound ?? Number.POSITIVE_INFINITY;
        const bits = bound * of.bits + bitsFor(bound + 1);
        const common = this.composite(
          type,
          of.form === 'packed' && bits <= 31 ? 2 ** bits : Number.POSITIVE_INFINITY,
        );
        return { ...common, kind: type.kind, type, of, bound };
      }
    }
  }

  private variant(type: TypeOf<'variant'>): Representation {
    let base = 0;
    const shapes = type.shapes.map((shape) => {
      const { fields, space } = this.fields(shape.fields);
      const codes = { name: shape.name, base, space, fields };
      base += space;
      return codes;
    });
    return { ...this.composite(type, base), kind: type.kind, type, shapes };
  }

  private fields(types: readonly { readonly name: string; readonly type: Type }[]) {
    let space = 1;
    const fields: FieldCodes[] = [];
    for (const { name, type } of [...types].reverse()) {
      const representation = this.of(type);
      fields.unshift({ name, representation, stride: space });
      space *= representation.space;
    }
    return { fields, space };
  }

  private number(): Common {
    return {
      index: this.list.length,
      form: 'number',
      space: 2 ** 32,
      bits: 32,
      offset: 0,
      dense: false,
      table: -1,
    };
  }

  private packed(type: Type, space: number, offset = 0): Common {
    const dense = isListable(type) && cardinality(type) === space;
    return {
      index: this.list.length,
      form: 'packed',
      space,
      bits: bitsFor(space),
      offset,
      dense,
      table: -1,
    };
  }

  private interned(type: Type): Common {
    const key = tableKey(type);
    let table = this.tableByKey.get(key);
    if (table === undefined) {
      table = this.tables++;
      this.tableByKey.set(key, table);
    }
    return {
      index: this.list.length,
      form: 'interned',
      space: 2 ** 32,
      bits: 32,
      offset: 0,
      dense: false,
      table,
    };
  }

  private composite(type: Type, space: number, largest = LARGEST_SPACE): Common {
    return space <= largest ? this.packed(type, space) : this.interned(type);
  }
}

/** Bits that tell `count` codes apart. */
export function bitsFor(count: number): number {
  return Math.ceil(Math.log2(count));
}

/** So many of the lowest bits, as a word. */
export const maskOf = (bits: number): number => (bits === WORD_BITS ? -1 : 2 ** bits - 1);

/** Bits of the items of a packed sequence. */
export function itemBits(sequence: Collection): number {
  return sequence.bound * sequence.of.bits;
}

/** Is the set a bit mask? */
export function isMask(set: Representation): boolean {
  return set.kind === 'set' && set.form === 'packed';
}

/** Text that two types share exactly when they have the same values. */
function typeKey(type: Type): string {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
      return type.kind;
    case 'range':
      return `${type.low}..${type.high}`;
    case 'enum':
      return JSON.stringify(type.members);
    case 'symmetric':
      return `symmetric ${JSON.stringify(type.name)} ${type.size}`;
    case 'record':
      return fieldsKey(type.fields);
    case 'variant':
      return `(${type.shapes.map((s) => JSON.stringify(s.name) + fieldsKey(s.fields)).join('|')})`;
    case 'map':
      return `map(${typeKey(type.key)},${typeKey(type.value)})`;
    case 'optional':
      return `optional(${typeKey(type.of)})`;
    default:
      return `${type.kind}(${typeKey(type.of)},${type.bound ?? ''})`;
  }
}

function fieldsKey(fields: readonly { readonly name: string; readonly type: Type }[]): string {
  return `{${fields.map((f) => `${JSON.stringify(f.name)}:${typeKey(f.type)}`).join()}}`;
}

/** The key of the type's intern table: the outermost bound does not change the components. */
function tableKey(type: Type): string {
  return 'bound' in type ? typeKey({ kind: type.kind, of: type.of }) : typeKey(type);
}
