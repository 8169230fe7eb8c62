/**
 * What generated code calls: building and taking apart interned values, set algebra on them, and the
 * conversions that are not worth code of their own. All arguments and results are words;
 * representations are given by index.
 */
import type { Value } from '../language/value.js';
import { ordinal, valueAt } from '../language/values.js';
import { Codec } from './codec.js';
import { convertValue } from './conversion.js';
import { enlarged, type InternTable } from './interning.js';
import type { RuntimeFunction } from './ir.js';
import type { Collection, Representation, Representations } from './representation.js';

/** More than any model has; makes one key of two indices. */
const MOST_REPRESENTATIONS = 2 ** 20;

type Words = { items: Int32Array; length: number };

export class Runtime implements Record<RuntimeFunction, (...args: number[]) => number> {
  readonly codec: Codec;
  private readonly buffers: Words[] = [];
  private open = 0;
  private readonly scratch: Words = { items: new Int32Array(64), length: 0 };
  private readonly conversions = new Map<number, Map<number, number | undefined>>();

  constructor(private readonly representations: Representations) {
    this.codec = new Codec(representations);
  }

  /** Forgets the buffers that a failed evaluation left open. Called where a function begins. */
  reset(): void {
    this.open = 0;
  }

  // ------------------------------------------------------------------------------------- buffers

  openBuffer = (): number => {
    if (this.open === this.buffers.length)
      this.buffers.push({ items: new Int32Array(16), length: 0 });
    this.buffers[this.open].length = 0;
    return this.open++;
  };

  push = (buffer: number, word: number): number => {
    pushWord(this.buffers[buffer], word);
    return 0;
  };

  /** Pushes a word that the buffer does not have. */
  pushNew = (buffer: number, word: number): number => {
    const words = this.buffers[buffer];
    for (let i = 0; i < words.length; i++) if (words.items[i] === word) return 0;
    pushWord(words, word);
    return 1;
  };

  bufferSize = (buffer: number): number => this.buffers[buffer].length;

  bufferItem = (buffer: number, i: number): number => this.buffers[buffer].items[i];

  /** Closes the buffer (and all opened since) and interns its words as they are. */
  intern = (index: number, buffer: number): number => {
    this.open = buffer;
    return this.keep(this.representations.list[index], this.buffers[buffer]);
  };

  /** As `intern`, in ascending order. */
  internBag = (index: number, buffer: number): number => {
    const words = this.buffers[buffer];
    this.sort(this.collection(index).of, words);
    return this.intern(index, buffer);
  };

  /** As `intern`, in ascending order and without repetition. */
  internSet = (index: number, buffer: number): number => {
    const words = this.buffers[buffer];
    this.sort(this.collection(index).of, words);
    let length = 0;
    for (let i = 0; i < words.length; i++) {
      if (i === 0 || words.items[i] !== words.items[i - 1]) words.items[length++] = words.items[i];
    }
    words.length = length;
    return this.intern(index, buffer);
  };

  /** Insertion sort: what is gathered is short, and mostly in order. */
  private sort(item: Representation, words: Words): void {
    const { items, length } = words;
    if (length > 24) {
      const sorted = Array.from(items.subarray(0, length)).sort((a, b) =>
        this.codec.compare(item, a, b),
      );
      items.set(sorted);
      return;
    }
    for (let i = 1; i < length; i++) {
      const word = items[i];
      let j = i - 1;
      for (; j >= 0 && this.codec.compare(item, items[j], word) > 0; j--) items[j + 1] = items[j];
      items[j + 1] = word;
    }
  }

  // ---------------------------------------------------------------------------- taking apart

  private collection(index: number): Collection {
    return this.representations.list[index] as Collection;
  }

  private tableOf(index: number): InternTable {
    return this.codec.tableOf(this.representations.list[index]);
  }

  private keep(r: Representation, words: Words): number {
    return this.codec.tableOf(r).intern(words.items, words.length);
  }

  size = (index: number, id: number): number => this.tableOf(index).size(id);

  component = (index: number, id: number, i: number): number =>
    this.tableOf(index).component(id, i);

  contains = (index: number, id: number, word: number): number => {
    const table = this.tableOf(index);
    const end = table.starts[id + 1];
    for (let i = table.starts[id]; i < end; i++) if (table.words[i] === word) return 1;
    return 0;
  };

  // ------------------------------------------------------------- sets and bags (sorted components)

  include = (index: number, id: number, word: number): number => {
    const r = this.collection(index);
    if (r.kind === 'set' && this.contains(index, id, word)) return id;
    const out = this.copy(index, id, 0, this.size(index, id));
    let i = out.length;
    pushWord(out, word);
    for (; i > 0 && this.codec.compare(r.of, out.items[i - 1], word) > 0; i--)
      out.items[i] = out.items[i - 1];
    out.items[i] = word;
    return this.keep(r, out);
  };

  exclude = (index: number, id: number, word: number): number => {
    const table = this.tableOf(index);
    const size = table.size(id);
    let at = 0;
    while (at < size && table.component(id, at) !== word) at++;
    if (at === size) return id;
    const out = this.copy(index, id, 0, at);
    for (let i = at + 1; i < size; i++) pushWord(out, table.component(id, i));
    return this.keep(this.representations.list[index], out);
  };

  union = (index: number, a: number, b: number): number => this.merge(index, a, b, 'union');
  intersection = (index: number, a: number, b: number): number =>
    this.merge(index, a, b, 'intersection');
  difference = (index: number, a: number, b: number): number =>
    this.merge(index, a, b, 'difference');

  /** Of bags: union adds the copies, intersection takes the smaller number, difference takes away. */
  private merge(
    index: number,
    a: number,
    b: number,
    what: 'union' | 'intersection' | 'difference',
  ): number {
    const r = this.collection(index);
    const table = this.tableOf(index);
    const out = this.scratch;
    out.length = 0;
    const sizeA = table.size(a);
    const sizeB = table.size(b);
    let i = 0;
    let j = 0;
    while (i < sizeA || j < sizeB) {
      const order =
        i === sizeA
          ? 1
          : j === sizeB
            ? -1
            : this.codec.compare(r.of, table.component(a, i), table.component(b, j));
      const word = order <= 0 ? table.component(a, i) : table.component(b, j);
      if (order === 0) {
        if (what !== 'difference') pushWord(out, word);
        if (what === 'union' && r.kind === 'bag') pushWord(out, word);
      } else if (what === 'union' || (what === 'difference' && order < 0)) pushWord(out, word);
      if (order <= 0) i++;
      if (order >= 0) j++;
    }
    return this.keep(r, out);
  }

  subset = (index: number, a: number, b: number): number =>
    Number(this.size(index, this.difference(index, a, b)) === 0);

  /** The set of the subsets of an interned set. */
  subsets = (result: number, index: number, id: number): number => {
    const r = this.collection(result);
    const inner = this.representations.list[index];
    const size = this.size(index, id);
    if (size > 20) throw new Error(`subsets of a set of ${size} items are too many`);
    const buffer = this.openBuffer();
    for (let mask = 0; mask < 2 ** size; mask++) {
      const items = this.scratch;
      items.length = 0;
      for (let i = 0; i < size; i++)
        if ((mask >>> i) & 1) pushWord(items, this.component(index, id, i));
      this.push(buffer, this.keep(inner, items));
    }
    return this.internSet(r.index, buffer);
  };

  // ------------------------------------------------------------------------------- sequences

  append = (index: number, id: number, word: number): number => {
    const out = this.copy(index, id, 0, this.size(index, id));
    pushWord(out, word);
    return this.keep(this.representations.list[index], out);
  };

  concat = (index: number, a: number, b: number): number => {
    const out = this.copy(index, a, 0, this.size(index, a));
    const table = this.tableOf(index);
    for (let i = 0; i < table.size(b); i++) pushWord(out, table.component(b, i));
    return this.keep(this.representations.list[index], out);
  };

  /** Components from `from` (from 0) up to, without, `to`. */
  slice = (index: number, id: number, from: number, to: number): number =>
    this.keep(this.representations.list[index], this.copy(index, id, from, to));

  replace = (index: number, id: number, i: number, word: number): number => {
    const out = this.copy(index, id, 0, this.size(index, id));
    out.items[i] = word;
    return this.keep(this.representations.list[index], out);
  };

  private copy(index: number, id: number, from: number, to: number): Words {
    const table = this.tableOf(index);
    const out = this.scratch;
    out.length = 0;
    for (let i = from; i < to; i++) pushWord(out, table.component(id, i));
    return out;
  }

  // ---------------------------------------------------------------------------------- numbers

  power = (a: number, b: number): number => (a ** b) | 0;

  powerOverflows = (a: number, b: number): number => {
    const value = a ** b;
    return Number(!(value >= -(2 ** 31) && value < 2 ** 31));
  };

  /** Of a positive number, rounded down. */
  log2 = (a: number): number => 31 - Math.clz32(a);

  // ----------------------------------------------------------------------- numbering, conversion

  rank = (index: number, word: number): number => {
    const r = this.representations.list[index];
    return ordinal(r.type, this.codec.decode(r, word));
  };

  valueAtRank = (index: number, i: number): number => {
    const r = this.representations.list[index];
    return this.codec.encode(r, valueAt(r.type, i));
  };

  convertible = (from: number, to: number, word: number): number =>
    Number(this.converted(from, to, word) !== undefined);

  convert = (from: number, to: number, word: number): number => this.converted(from, to, word) ?? 0;

  private converted(from: number, to: number, word: number): number | undefined {
    const pair = from * MOST_REPRESENTATIONS + to;
    let known = this.conversions.get(pair);
    if (known === undefined) {
      known = new Map();
      this.conversions.set(pair, known);
    }
    if (known.has(word)) return known.get(word);
    const source = this.representations.list[from];
    const target = this.representations.list[to];
    const value: Value | undefined = convertValue(
      source.type,
      target.type,
      this.codec.decode(source, word),
    );
    const result = value === undefined ? undefined : this.codec.encode(target, value);
    known.set(word, result);
    return result;
  }
}

function pushWord(words: Words, word: number): void {
  if (words.length === words.items.length) words.items = enlarged(words.items, 2 * words.length);
  words.items[words.length++] = word;
}
