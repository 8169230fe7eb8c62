/**
 * The edges of a model in families: those of one action that differ in its last binding only are asked
 * for together, a bit each, and made by one loop. Each edge has a number, 32 times that of its family plus
 * its lane, by which the table of sleeping edges finds it.
 */
import type { Ir } from '../ir.js';
import { type Footprint, Footprints, independent } from './footprint.js';
import { Forms } from './forms.js';
import { type Family, family, LANES, lanesWord, template } from './lanes.js';
import type { Terms } from './terms.js';
import type { Edge } from './unrolling.js';

export interface EdgeFamily extends Family {
  /** Index of the action. */
  readonly action: number;
  readonly lanes: number;
  /** Of each lane: the action's index and its bindings. */
  readonly labels: readonly (readonly number[])[];
  /** The lanes that change nothing: they are counted, and made for a graph only. */
  readonly same: Ir;
  /** How successors are made: each lane is in one of these. */
  readonly makers: readonly Maker[];
  readonly footprints: readonly Footprint[];
}

/** One way in which the words of the successors of some lanes follow from the lane's number. */
export interface Maker {
  /** The lanes, a bit each. */
  readonly lanes: number;
  /** Null for words that stay. */
  readonly words: readonly (Ir | null)[];
}

/** Edges with guards and words made of `terms`. `lane` stands for the lane's number in templates. */
export function familiesOf(
  terms: Terms,
  edges: readonly Edge[],
  stateWords: number,
  lane: Ir,
  addTable: (entries: Int32Array) => number,
): EdgeFamily[] {
  const footprints = new Footprints(stateWords);
  const forms = new Forms();
  return grouped(edges).map((group) => {
    const guards = group.map((edge) => edge.guard);
    const { gate, enabled } = family(terms, guards);
    const words = group.map((edge) => edge.words.map((word, i) => changed(terms, word, i)));
    return {
      action: group[0].label[0],
      lanes: group.length,
      labels: group.map((edge) => edge.label),
      gate,
      enabled,
      same: sameLanes(terms, words),
      makers: alike(forms, words).map((lanes) => makerOf(terms, words, lanes, lane, addTable)),
      footprints: group.map((edge) => footprints.of(edge.guard, edge.words)),
    };
  });
}

function changed(terms: Terms, word: Ir, i: number): Ir | null {
  return word === terms.word('now', terms.constant(i)) ? null : word;
}

/** Neighbours that differ in the last word of the label; a binding's n-th successors go together. */
function grouped(edges: readonly Edge[]): Edge[][] {
  const groups = new Map<string, Edge[][]>();
  const seen = new Map<string, number>();
  for (const edge of edges) {
    const whole = edge.label.join(' ');
    const nth = seen.get(whole) ?? 0;
    seen.set(whole, nth + 1);
    const key = `${nth} ${prefix(edge.label)}`;
    const chunks = groups.get(key) ?? [[]];
    groups.set(key, chunks);
    if (chunks[chunks.length - 1].length === LANES) chunks.push([]);
    chunks[chunks.length - 1].push(edge);
  }
  return [...groups.values()].flat();
}

/** A label without its last binding; labels are filled up with zeros that are no bindings. */
function prefix(label: readonly number[]): string {
  let last = label.length - 1;
  while (last > 1 && label[last] === 0) last--;
  return `${label.length} ${label.slice(0, Math.max(1, last)).join(' ')}`;
}

/** The lanes in groups of the same form, each in order. */
function alike(forms: Forms, words: readonly (readonly (Ir | null)[])[]): number[][] {
  const groups = new Map<string, number[]>();
  words.forEach((list, i) => {
    const form = list.map((word) => (word === null ? '' : forms.of(word))).join(' ');
    const group = groups.get(form);
    if (group === undefined) groups.set(form, [i]);
    else group.push(i);
  });
  return [...groups.values()];
}

/** Lanes of one form. */
function makerOf(
  terms: Terms,
  words: readonly (readonly (Ir | null)[])[],
  lanes: readonly number[],
  parameter: Ir,
  addTable: (entries: Int32Array) => number,
): Maker {
  const made = words[lanes[0]].map((first, w) => {
    if (first === null) return null;
    const column = lanes.map((i) => ({ lane: words[i][w] ?? first, i }));
    const one = template(terms, column, parameter, addTable);
    if (one === undefined) throw new Error('what has the same form has a template');
    return one;
  });
  return { lanes: lanes.reduce((mask, i) => mask | (1 << i), 0), words: made };
}

/** A bit for each lane that leaves every word as it is, where that can be asked of all at once. */
function sameLanes(terms: Terms, words: readonly (readonly (Ir | null)[])[]): Ir {
  const same = words.map((list) =>
    list.reduce<Ir>(
      (all, word, i) =>
        word === null
          ? all
          : terms.binary('and', all, unchanged(terms, word, terms.word('now', terms.constant(i)))),
      terms.one,
    ),
  );
  return lanesWord(terms, same) ?? terms.zero;
}

/** Is the value the word itself? Where bits are only set and cleared: were they so already? */
function unchanged(terms: Terms, value: Ir, word: Ir): Ir {
  let set = 0;
  let cleared = 0;
  let rest = value;
  if (rest.ir === 'binary' && rest.operator === 'or' && rest.right.ir === 'const') {
    set = rest.right.value;
    rest = rest.left;
  }
  if (rest.ir === 'binary' && rest.operator === 'and' && rest.right.ir === 'const') {
    cleared = ~rest.right.value & ~set;
    rest = rest.left;
  }
  if (rest !== word) return terms.equal(value, word);
  let all: Ir = terms.one;
  for (let i = 0; i < 32; i++) {
    if ((set >>> i) & 1) all = terms.binary('and', all, terms.bit(word, i));
    if ((cleared >>> i) & 1) all = terms.binary('and', all, terms.not(terms.bit(word, i)));
  }
  return all;
}

/** More than so many bytes of a table of sleeping edges would cost more than they save. */
const LARGEST_TABLE_BYTES = 1 << 20;

/**
 * Sleep sets for a search level by level (Godefroid, 1996, chapter 5, as masks): row b has, a word a
 * family, the edges that need not be made from a state that was found by edge b: those of a smaller
 * number that are independent of b. They were there before b, too, and lead, after b, to a state that
 * is found by other edges at the same level. Null where no edge may sleep. The last row is that of
 * initial states, from which every edge is made.
 */
export function sleepTable(families: readonly EdgeFamily[]): Int32Array | null {
  const count = families.length;
  const rows = LANES * count + 1;
  if (4 * rows * count > LARGEST_TABLE_BYTES) return null;
  const table = new Int32Array(rows * count);
  let sleeping = 0;
  families.forEach((f, b) => {
    f.footprints.forEach((after, i) => {
      const row = (LANES * b + i) * count;
      for (let a = 0; a <= b; a++) {
        families[a].footprints.forEach((before, j) => {
          if (a === b && j >= i) return;
          if (!independent(before, after)) return;
          table[row + a] |= 1 << j;
          sleeping++;
        });
      }
    });
  });
  return sleeping === 0 ? null : table;
}
