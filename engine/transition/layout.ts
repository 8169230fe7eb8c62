/**
 * Where each variable lives in a state. A map is laid out entry by entry and a record field by field,
 * down to *leaves*, whose words are stored in bit fields that never straddle two 32-bit words. A leaf
 * under maps is an array: element i of it, counted over all the keys on the way (the outermost
 * slowest), has its place computed from i.
 *
 * A short array of small codes that are only told apart (members of an enum, of a symmetric type) lies
 * in *bit planes*: bit k of all its elements side by side. One word operation then asks something of
 * all elements at once, which is how a family of actions is enabled (see `kernel/`).
 */
import type { Variable } from '../language/typed.js';
import { bitsFor, maskOf, type Representation, type Representations } from './representation.js';

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
  /** Of a leaf in bit planes: where the bit k of element 0 is, for each k. */
  readonly planes: readonly BitPlace[] | null;
}

export interface BitPlace {
  word: number;
  shift: number;
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

/** @param codes of variables whose leaf needs room for so many codes only (`written.ts`) */
export function layOut(
  variables: readonly Variable[],
  representations: Representations,
  codes: ReadonlyMap<string, number> = new Map(),
): StateLayout {
  const leaves: Leaf[] = [];
  const layouts = new Map(
    variables.map(({ name, type }) => {
      const representation = representations.of(type);
      return [name, layoutOf(representation, 1, leaves, codes.get(name))];
    }),
  );
  return { words: Math.max(1, place(leaves)), variables: layouts };
}

function layoutOf(
  representation: Representation,
  count: number,
  leaves: Leaf[],
  codes?: number,
): Layout {
  if (representation.kind === 'map') {
    const { keys } = representation;
    return {
      at: 'map',
      representation,
      keys,
      of: layoutOf(representation.value, count * keys, leaves, codes),
    };
  }
  if (representation.kind === 'record') {
    const fields = representation.fields.map((f) => layoutOf(f.representation, count, leaves));
    return { at: 'record', representation, fields };
  }
  const bits = codes === undefined ? representation.bits : bitsFor(codes);
  const perWord = bits === 0 ? count : Math.floor(WORD_BITS / bits);
  const planes = inPlanes(representation, count, bits)
    ? Array.from({ length: bits }, () => ({ word: 0, shift: 0 }))
    : null;
  const leaf: Leaf = { representation, count, bits, word: 0, shift: 0, perWord, planes };
  leaves.push(leaf);
  return { at: 'leaf', representation, leaf };
}

const MOST_PLANES = 4;

/** Codes that are compared and assigned, but not counted with. */
function inPlanes(representation: Representation, count: number, bits: number): boolean {
  const { kind } = representation;
  if (count < 2 || count > WORD_BITS || bits < 2 || bits > MOST_PLANES) return false;
  const base = kind === 'optional' ? representation.of.kind : kind;
  return base === 'enum' || base === 'symmetric';
}

/** Gives every leaf its place, the widest first, planes last if that takes fewer words. The words used. */
function place(leaves: readonly Leaf[]): number {
  const widestFirst = [...leaves].sort((a, b) => b.count * b.bits - a.count * a.bits);
  const whole = widestFirst.filter(({ planes }) => planes === null);
  const words = placeInOrder(widestFirst);
  const fewer = placeInOrder([...whole, ...widestFirst.filter(({ planes }) => planes !== null)]);
  return fewer < words ? fewer : placeInOrder(widestFirst);
}

/** Each in the first word with room. */
function placeInOrder(leaves: readonly Leaf[]): number {
  const free: number[] = [];
  for (const leaf of leaves) {
    const bits = leaf.count * leaf.bits;
    if (bits === 0) continue;
    if (leaf.planes !== null) {
      // Together, so that a step changes one word, where that takes no word more.
      const together = bits <= WORD_BITS && (fits(free, bits) || !fitApart(free, leaf));
      const first = together ? room(free, bits) : null;
      leaf.planes.forEach((plane, k) => {
        const at = first ?? room(free, leaf.count);
        plane.word = at.word;
        plane.shift = at.shift + (first === null ? 0 : k * leaf.count);
      });
      continue;
    }
    if (bits > WORD_BITS) {
      leaf.word = free.length;
      for (let left = leaf.count; left > 0; left -= leaf.perWord) {
        free.push(WORD_BITS - Math.min(left, leaf.perWord) * leaf.bits);
      }
      continue;
    }
    const { word, shift } = room(free, bits);
    leaf.word = word;
    leaf.shift = shift;
  }
  return free.length;
}

const fits = (free: readonly number[], bits: number): boolean => free.some((left) => left >= bits);

/** Is there room for all planes of a leaf, one by one? */
function fitApart(free: readonly number[], { count, bits }: Leaf): boolean {
  return free.reduce((planes, left) => planes + Math.floor(left / count), 0) >= bits;
}

/** Takes so many bits of the first word that has them free. */
function room(free: number[], bits: number): BitPlace {
  let word = free.findIndex((left) => left >= bits);
  if (word < 0) word = free.push(WORD_BITS) - 1;
  const shift = WORD_BITS - free[word];
  free[word] -= bits;
  return { word, shift };
}

/** The bits of each word that some leaf uses. */
export function usedBits(layout: StateLayout): Int32Array {
  const used = new Int32Array(layout.words);
  const visit = (at: Layout): void => {
    if (at.at === 'map') visit(at.of);
    else if (at.at === 'record') at.fields.forEach(visit);
    else if (at.leaf.bits > 0) {
      for (let i = 0; i < at.leaf.count; i++)
        for (const { word, shift, bits } of fieldsOf(at.leaf, i))
          used[word] |= maskOf(bits) << shift;
    }
  };
  for (const at of layout.variables.values()) visit(at);
  return used;
}

/** Where a state variable is. */
export function variableLayout(layout: StateLayout, name: string): Layout {
  const found = layout.variables.get(name);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

interface BitField extends Readonly<BitPlace> {
  readonly bits: number;
}

/** The bit fields that make up an element of a leaf, the lowest bits first. */
export function fieldsOf(leaf: Leaf, element: number): readonly BitField[] {
  const { bits, count, perWord, planes } = leaf;
  if (bits === 0) return [];
  if (planes !== null)
    return planes.map(({ word, shift }) => ({ word, shift: shift + element, bits: 1 }));
  if (count * bits <= WORD_BITS)
    return [{ word: leaf.word, shift: leaf.shift + element * bits, bits }];
  const word = leaf.word + Math.floor(element / perWord);
  return [{ word, shift: (element % perWord) * bits, bits }];
}

/** Stores a code in an element of a leaf whose bits are all 0. */
export function writeCode(leaf: Leaf, element: number, code: number, into: Int32Array): void {
  let rest = code;
  for (const { word, shift, bits } of fieldsOf(leaf, element)) {
    into[word] |= (rest & maskOf(bits)) << shift;
    rest = bits === WORD_BITS ? 0 : rest >>> bits;
  }
}

/** The code that is stored in an element of a leaf. */
export function readCode(leaf: Leaf, element: number, states: Int32Array, offset: number): number {
  let code = 0;
  let at = 0;
  for (const { word, shift, bits } of fieldsOf(leaf, element)) {
    code |= ((states[offset + word] >>> shift) & maskOf(bits)) << at;
    at += bits;
  }
  return code;
}
