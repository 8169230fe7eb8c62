/**
 * Runs the plan of `initial-plan.ts`: an odometer over packed words. Its last wheels, as far as nothing is asked of
 * their values, turn as one: all that they can show is written down once, and laid over each state.
 */
import type { WordFunction } from './emit-javascript.js';
import type { CodeField, Codes, InitialPlan, Level } from './initial-plan.js';
import { NO_ACTION, UNBOUND } from './labels.js';
import { isMask } from './representation.js';
import type { Runtime } from './runtime.js';
import { failureSite, type Successors } from './system.js';

/** Initial states by portions. */
export interface Portions {
  /** States of a portion, but for the last. */
  readonly size: number;
  /** Called with a portion in `out`: sets `out.count` to 0 if it wants another, and says whether it does. */
  readonly take: () => boolean;
}

/**
 * Appends every initial state, in ascending order. What cannot be evaluated is recorded as a failure of no action.
 * Where `out` has no room for labels there are none.
 *
 * @param portions without, all states are appended; with, those of the last portion are left to the caller
 * @returns false where no more were wanted
 */
export function enumerateInitial(
  plan: InitialPlan,
  words: number,
  functions: readonly WordFunction[],
  runtime: Runtime,
  out: Successors,
  portions?: Portions,
): boolean {
  const { size = Number.POSITIVE_INFINITY, take = () => true } = portions ?? {};
  const state = new Int32Array(words);
  const argument = new Int32Array(1);
  const call = (f: number): number => functions[f](state, 0, state, 0, 0, argument, 0);
  const label = new Int32Array(Math.max(1, out.labelWords)).fill(UNBOUND);
  label[0] = NO_ACTION;
  const end = endOf(plan, words);

  const allHold = (conditions: readonly number[]): boolean =>
    conditions.every((f) => {
      const truth = call(f);
      if (truth < 0) out.fail(label, failureSite(truth));
      return truth === 1;
    });

  /** The states that the end of the plan makes of this one. */
  const emit = (): boolean => {
    if (!allHold(plan.last)) return true;
    const { patterns } = end;
    for (let p = 0; p < patterns.length; p += words) {
      out.reserve();
      const { states, labels, labelWords } = out;
      const at = out.count * words;
      for (let w = 0; w < words; w++) states[at + w] = state[w] | patterns[p + w];
      const labelAt = out.count * labelWords;
      for (let w = 0; w < labelWords; w++) labels[labelAt + w] = label[w];
      if (++out.count >= size && !take()) return false;
    }
    return true;
  };

  const from = (at: number): boolean => {
    if (!allHold(plan.conditions[at])) return true;
    return at === end.at ? emit() : choose(plan.levels[at], at + 1);
  };

  const choose = (level: Level, next: number): boolean => {
    if (level.choose === 'code') {
      const { fields, codes } = level;
      const count = countOf(codes);
      for (let i = 0; i < count; i++) {
        put(state, 0, fields, codeAt(codes, i));
        if (!from(next)) return false;
      }
      return true;
    }
    const truth = call(level.choose === 'value' ? level.assign : level.check);
    if (truth < 0) {
      out.fail(label, failureSite(truth));
      return true;
    }
    if (level.choose === 'value') return from(next);
    return itemsOf(level, call(level.items), runtime).every((item) => {
      argument[0] = item;
      call(level.store);
      return from(next);
    });
  };

  return from(0);
}

/** Where the end of a plan begins, and the words that its levels can make, to be laid over a state. */
interface End {
  readonly at: number;
  readonly patterns: Int32Array;
}

const MOST_PATTERNS = 4096;

/** The last levels of codes with no conditions among them. */
function endOf({ levels, conditions, last }: InitialPlan, words: number): End {
  let at = levels.length;
  let patterns: Int32Array = new Int32Array(words);
  if (last.length > 0) return { at, patterns };
  while (at > 0 && conditions[at].length === 0) {
    const level = levels[at - 1];
    if (level.choose !== 'code') break;
    const count = countOf(level.codes);
    if ((count * patterns.length) / words > MOST_PATTERNS) break;
    patterns = laidOver(patterns, level, words);
    at--;
  }
  return { at, patterns };
}

/** Each of the level's codes with each of the patterns, the code changing last. */
function laidOver(patterns: Int32Array, { fields, codes }: CodeLevel, words: number): Int32Array {
  const all = new Int32Array(countOf(codes) * patterns.length);
  for (let i = 0; i < countOf(codes); i++) {
    const at = i * patterns.length;
    all.set(patterns, at);
    for (let p = 0; p < patterns.length; p += words) put(all, at + p, fields, codeAt(codes, i));
  }
  return all;
}

type CodeLevel = Level & { choose: 'code' };

const countOf = (codes: Codes): number => (typeof codes === 'number' ? codes : codes.length);
const codeAt = (codes: Codes, i: number): number => (typeof codes === 'number' ? i : codes[i]);

function put(words: Int32Array, at: number, fields: readonly CodeField[], code: number): void {
  for (const { word, shift, mask, low } of fields)
    words[at + word] = (words[at + word] & ~(mask << shift)) | (((code >>> low) & mask) << shift);
}

/** The words of the items of a set, ascending. */
function itemsOf({ set }: Level & { choose: 'item' }, word: number, runtime: Runtime): number[] {
  if (!isMask(set)) {
    return Array.from({ length: runtime.size(set.index, word) }, (_, i) =>
      runtime.component(set.index, word, i),
    );
  }
  const items: number[] = [];
  for (let code = 0; code < set.of.space; code++)
    if ((word >>> code) & 1) items.push(code + set.of.offset);
  return items;
}
