/**
 * Between values as plain data and the words that stand for them. Used where speed does not matter:
 * literals, traces, conversions between types of different shape (whose results are remembered).
 */
import type { ShapeValue, Value } from '../language/value.js';
import { compareValues } from '../language/values.js';
import { InternTable } from './interning.js';
import {
  type Collection,
  type FieldCodes,
  itemBits,
  maskOf,
  type Representation,
  type Representations,
} from './representation.js';

export class Codec {
  readonly tables: InternTable[] = [];
  private readonly decoded = new Map<Representation, Map<number, Value>>();

  constructor(readonly representations: Representations) {}

  tableOf(representation: Representation): InternTable {
    return this.table(representation.table);
  }

  table(index: number): InternTable {
    while (this.tables.length <= index) this.tables.push(new InternTable());
    return this.tables[index];
  }

  /** The word of a value, which must be of the type. */
  encode(r: Representation, value: Value): number {
    if (r.form === 'interned') {
      const components = Int32Array.from(this.components(r, value));
      return this.tableOf(r).intern(components, components.length);
    }
    switch (r.kind) {
      case 'boolean':
        return value ? 1 : 0;
      case 'integer':
      case 'range':
        return value as number;
      case 'enum':
        return r.type.kind === 'enum' ? r.type.members.indexOf(value as string) : -1;
      case 'symmetric':
        return (value as number) - 1;
      case 'optional':
        return value === null ? 0 : 1 + this.code(r.of, value);
      case 'record':
        return this.fieldsCode(r.fields, value as readonly Value[]);
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const codes = r.shapes.find((s) => s.name === shape);
        if (codes === undefined) throw new Error(`${shape} is no shape of this type`);
        return codes.base + this.fieldsCode(codes.fields, fields);
      }
      case 'map':
        return (value as readonly Value[]).reduce<number>(
          (sum, item) => sum * r.value.space + this.code(r.value, item),
          0,
        );
      case 'set':
        return (value as readonly Value[]).reduce<number>(
          (mask, item) => mask | (1 << this.code(r.of, item)),
          0,
        );
      case 'bag':
        throw new Error('bags are interned');
      case 'sequence': {
        const items = value as readonly Value[];
        const packed = items.reduce<number>(
          (sum, item) => (sum << r.of.bits) | this.code(r.of, item),
          0,
        );
        return (items.length << itemBits(r)) | packed;
      }
    }
  }

  private code(r: Representation, value: Value): number {
    return this.encode(r, value) - r.offset;
  }

  private fieldsCode(fields: readonly FieldCodes[], values: readonly Value[]): number {
    return fields.reduce((sum, f, i) => sum + f.stride * this.code(f.representation, values[i]), 0);
  }

  private components(r: Representation, value: Value): number[] {
    switch (r.kind) {
      case 'optional':
        return value === null ? [] : [this.encode(r.of, value)];
      case 'record':
        return r.fields.map((f, i) =>
          this.encode(f.representation, (value as readonly Value[])[i]),
        );
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const i = r.shapes.findIndex((s) => s.name === shape);
        return [i, ...r.shapes[i].fields.map((f, k) => this.encode(f.representation, fields[k]))];
      }
      case 'map':
        return (value as readonly Value[]).map((item) => this.encode(r.value, item));
      case 'set':
      case 'bag':
      case 'sequence':
        return (value as readonly Value[]).map((item) => this.encode(r.of, item));
      default:
        throw new Error(`${r.kind} values are not interned`);
    }
  }

  /** The value of a word. Composite values are decoded once. */
  decode(r: Representation, word: number): Value {
    switch (r.kind) {
      case 'boolean':
        return word !== 0;
      case 'integer':
      case 'range':
        return word;
      case 'enum':
        return r.type.kind === 'enum' ? r.type.members[word] : '';
      case 'symmetric':
        return word + 1;
    }
    let known = this.decoded.get(r);
    if (known === undefined) {
      known = new Map();
      this.decoded.set(r, known);
    }
    let value = known.get(word);
    if (value === undefined) {
      value = r.form === 'interned' ? this.decodeInterned(r, word) : this.decodePacked(r, word);
      known.set(word, value);
    }
    return value;
  }

  /** The order of the type, on words. */
  compare(r: Representation, a: number, b: number): number {
    if (a === b) return 0;
    if (r.form === 'number') return a - b;
    if (r.kind === 'range') return a - b;
    if (r.form === 'packed') return (a >>> 0) - (b >>> 0);
    return compareValues(r.type, this.decode(r, a), this.decode(r, b));
  }

  private decodeCode(r: Representation, code: number): Value {
    return this.decode(r, code + r.offset);
  }

  private decodeFields(fields: readonly FieldCodes[], code: number): Value[] {
    return fields.map((f) =>
      this.decodeCode(f.representation, Math.floor(code / f.stride) % f.representation.space),
    );
  }

  private decodePacked(r: Representation, word: number): Value {
    switch (r.kind) {
      case 'optional':
        return word === 0 ? null : this.decodeCode(r.of, word - 1);
      case 'record':
        return this.decodeFields(r.fields, word);
      case 'variant': {
        const shape = r.shapes.find((s) => word < s.base + s.space);
        if (shape === undefined) throw new Error(`${word} is no code of a variant`);
        return { shape: shape.name, fields: this.decodeFields(shape.fields, word - shape.base) };
      }
      case 'map': {
        const items: Value[] = new Array(r.keys);
        let rest = word;
        for (let i = r.keys - 1; i >= 0; i--) {
          items[i] = this.decodeCode(r.value, rest % r.value.space);
          rest = Math.floor(rest / r.value.space);
        }
        return items;
      }
      case 'set': {
        const items: Value[] = [];
        for (let code = 0; code < r.of.space; code++) {
          if ((word >>> code) & 1) items.push(this.decodeCode(r.of, code));
        }
        return items;
      }
      case 'sequence':
        return this.decodeSequence(r, word);
      default:
        throw new Error(`no packed form of ${r.kind}`);
    }
  }

  private decodeSequence(r: Collection, word: number): Value {
    const length = word >>> itemBits(r);
    const mask = maskOf(r.of.bits);
    return Array.from({ length }, (_, i) =>
      this.decodeCode(r.of, (word >>> (r.of.bits * (length - 1 - i))) & mask),
    );
  }

  private decodeInterned(r: Representation, id: number): Value {
    const table = this.tableOf(r);
    const size = table.size(id);
    const at = (i: number, part: Representation): Value =>
      this.decode(part, table.component(id, i));
    switch (r.kind) {
      case 'optional':
        return size === 0 ? null : at(0, r.of);
      case 'record':
        return r.fields.map((f, i) => at(i, f.representation));
      case 'variant': {
        const shape = r.shapes[table.component(id, 0)];
        return {
          shape: shape.name,
          fields: shape.fields.map((f, i) => at(i + 1, f.representation)),
        };
      }
      case 'map':
        return Array.from({ length: size }, (_, i) => at(i, r.value));
      case 'set':
      case 'bag':
      case 'sequence':
        return Array.from({ length: size }, (_, i) => at(i, r.of));
      default:
        throw new Error(`${r.kind} values are not interned`);
    }
  }
}
