/**
 * Where each variable lives in a state. A map is laid out entry by entry and a record field by field,
 * down to *leaves*, whose words are stored in bit fields that never straddle two 32-bit words. A leaf
 * under maps is an array: element i of it, counted over all the keys on the way (the outermost
 * slowest), has its place computed from i.
 */
import type { Variable } from '../language/typed.js';
import type { Representation, Representations } from './representation.js';

export interface Leaf {
  readonly representation: Representation;
  /** Elements: the product of the sizes of the maps above. */
  readonly count: number;
  /** Bits of an element. 0: there is nothing to store. */
  readonly bits: number;
  /** The first element's word. */
  word: number;
  /** The first element's lowest bit; not 0 only where all the elements are in one word. */
  shift: number;
  /** Elements in a word. */
  readonly perWord: number;
}

export type Layout =
  | { readonly at: 'leaf'; readonly representation: Representation; readonly leaf: Leaf }
  | {
      readonly at: 'map';
      readonly representation: Extract<Representation, { kind: 'map' }>;
      readonly keys: number;
      readonly of: Layout;
    }
  | {
      readonly at: 'record';
      readonly representation: Extract<Representation, { kind: 'record' }>;
      readonly fields: readonly Layout[];
    };

export interface StateLayout {
  /** Words of a state; at least 1. */
  readonly words: number;
  readonly variables: ReadonlyMap<string, Layout>;
}

const WORD_BITS = 32;

export function layOut(
  variables: readonly Variable[],
  representations: Representations,
): StateLayout {
  const leaves: Leaf[] = [];
  const layouts = new Map(
    variables.map((v) => [v.name, layoutOf(representations.of(v.type), 1, leaves)]),
  );
  return { words: Math.max(1, place(leaves)), variables: layouts };
}

function layoutOf(representation: Representation, count: number, leaves: Leaf[]): Layout {
  if (representation.kind === 'map') {
    const { keys } = representation;
    return {
      at: 'map',
      representation,
      keys,
      of: layoutOf(representation.value, count * keys, leaves),
    };
  }
  if (representation.kind === 'record') {
    const fields = representation.fields.map((f) => layoutOf(f.representation, count, leaves));
    return { at: 'record', representation, fields };
  }
  const { bits } = representation;
  const perWord = bits === 0 ? count : Math.floor(WORD_BITS / bits);
  const leaf: Leaf = { representation, count, bits, word: 0, shift: 0, perWord };
  leaves.push(leaf);
  return { at: 'leaf', representation, leaf };
}

/** Gives every leaf its place, the widest first, each in the first word with room. The words used. */
function place(leaves: readonly Leaf[]): number {
  const free: number[] = [];
  const widestFirst = [...leaves].sort((a, b) => b.count * b.bits - a.count * a.bits);
  for (const leaf of widestFirst) {
    const bits = leaf.count * leaf.bits;
    if (bits === 0) continue;
    if (bits > WORD_BITS) {
      leaf.word = free.length;
      for (let left = leaf.count; left > 0; left -= leaf.perWord) {
        free.push(WORD_BITS - Math.min(left, leaf.perWord) * leaf.bits);
      }
      continue;
    }
    let word = free.findIndex((room) => room >= bits);
    if (word < 0) word = free.push(WORD_BITS) - 1;
    leaf.word = word;
    leaf.shift = WORD_BITS - free[word];
    free[word] -= bits;
  }
  return free.length;
}

/** Where a state variable is. */
export function variableLayout(layout: StateLayout, name: string): Layout {
  const found = layout.variables.get(name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

/** Where an element of a leaf begins: its word and lowest bit. */
export function addressOf(
  leaf: Leaf,
  element: number,
): { readonly word: number; readonly shift: number } {
  if (leaf.count * leaf.bits <= WORD_BITS)
    return { word: leaf.word, shift: leaf.shift + element * leaf.bits };
  return {
    word: leaf.word + Math.floor(element / leaf.perWord),
    shift: (element % leaf.perWord) * leaf.bits,
  };
}
