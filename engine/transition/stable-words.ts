/**
 * Words of a state that are the same in every system of one spec. Ids of interned values are given out in order of
 * arrival, so that two threads have different words for one state; here a hash of what the value is stands in place of its
 * id. Of what is kept by such words two states may be taken for one: they are for hashing and for nothing else.
 */
import type { Codec } from './codec.js';
import { fieldsOf, type Layout, type StateLayout } from './layout.js';
import type { Representation } from './representation.js';

/** Writes the words of the state at `states[offset…]` to `into`. */
export type StableWords = (states: Int32Array, offset: number, into: Int32Array) => void;

/** Undefined where the words of a state are stable as they are. */
export function stableWordsOf(layout: StateLayout, codec: Codec): StableWords | undefined {
  const interned: { readonly word: number; readonly representation: Representation }[] = [];
  const visit = (at: Layout): void => {
    if (at.at === 'map') visit(at.of);
    else if (at.at === 'record') at.fields.forEach(visit);
    else if (at.leaf.representation.form === 'interned') {
      const { leaf, representation } = at;
      // An id takes a whole word.
      for (let i = 0; i < leaf.count; i++)
        for (const { word } of fieldsOf(leaf, i)) interned.push({ word, representation });
    }
  };
  for (const at of layout.variables.values()) visit(at);
  if (interned.length === 0) return undefined;
  const hashes = new ValueHashes(codec);
  const { words } = layout;
  return (states, offset, into) => {
    for (let i = 0; i < words; i++) into[i] = states[offset + i];
    for (const { word, representation } of interned)
      into[word] = hashes.of(representation, states[offset + word]);
  };
}

/** The hash of each interned value, computed once. */
class ValueHashes {
  /** By table, by id. Types that share a table differ in bounds alone, which no component shows. */
  private readonly known: (number | undefined)[][] = [];

  constructor(private readonly codec: Codec) {}

  of(r: Representation, id: number): number {
    this.known[r.table] ??= [];
    const known = this.known[r.table];
    return (known[id] ??= this.compute(r, id));
  }

  private compute(r: Representation, id: number): number {
    const table = this.codec.tableOf(r);
    const size = table.size(id);
    let hash = Math.imul(size + 1, 0x9e3779b1);
    for (let i = 0; i < size; i++) {
      const part = partOf(r, i, table.component(id, 0));
      const word = table.component(id, i);
      const value = part?.form === 'interned' ? this.of(part, word) : word;
      hash = Math.imul(hash ^ value, 0x85ebca6b);
      hash ^= hash >>> 15;
      hash = Math.imul(hash, 0xc2b2ae35);
    }
    return hash ^ (hash >>> 16);
  }
}

/** What component `i` of an interned value is; undefined for the number of a variant's shape. */
function partOf(r: Representation, i: number, first: number): Representation | undefined {
  switch (r.kind) {
    case 'optional':
    case 'set':
    case 'bag':
    case 'sequence':
      return r.of;
    case 'map':
      return r.value;
    case 'record':
      return r.fields[i].representation;
    case 'variant':
      return i === 0 ? undefined : r.shapes[first].fields[i - 1].representation;
    default:
      throw new Error(`${r.kind} values are not interned`);
  }
}
