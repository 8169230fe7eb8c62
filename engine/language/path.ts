/**
 * Paths into a spec (LANGUAGE, sections 3 and 6.23): keys joined by dots; at each mapping the longest
 * key that fits is taken, so that `then.log[n].term` needs no quoting; `[2]` is the second item of a
 * list; `if[2]` and `else[1]` are the n-th such block of their mapping, whatever its condition.
 */
import type { Entry, List, Mapping, Tree } from './yaml/tree.js';

/** One step down. `from`..`to` is the part of the path that names it. */
export type PathStep =
  | {
      readonly step: 'key';
      readonly of: Mapping;
      readonly entry: Entry;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly step: 'item';
      readonly of: List;
      readonly index: number;
      readonly from: number;
      readonly to: number;
    };

export type PathResult =
  | { readonly found: 'place'; readonly steps: readonly PathStep[] }
  /** All but the last key is there, and the last may be added to `parent`. */
  | {
      readonly found: 'new key';
      readonly steps: readonly PathStep[];
      readonly parent: Mapping;
      readonly key: string;
      readonly from: number;
    }
  | {
      readonly found: 'nothing';
      readonly reason: PathReason;
      readonly from: number;
      readonly to: number;
    };

export type PathReason =
  | { readonly why: 'no key'; readonly key: string; readonly of: Mapping; readonly at: string }
  | { readonly why: 'no item'; readonly size: number; readonly at: string }
  | { readonly why: 'not a collection'; readonly at: string }
  | { readonly why: 'wanted an index'; readonly at: string };

export function findPath(root: Mapping, path: string): PathResult {
  const steps: PathStep[] = [];
  let here: Tree = root;
  let at = 0;
  // The reader of YAML and the command line refuse empty keys.
  if (path.trim() === '') throw new Error('a path has at least one key');
  while (at < path.length) {
    const before = path.slice(0, at).replace(/\.$/, '');
    if (here.node === 'mapping') {
      const hit: Hit | null = blockKey(here, path, at) ?? longestKey(here, path, at);
      if (!hit) return missingKey(here, path, at, steps, before);
      steps.push({ step: 'key', of: here, entry: hit.entry, from: at, to: hit.end });
      here = hit.entry.value;
      at = hit.end;
    } else if (here.node === 'list') {
      const index = /^\[([0-9]{1,6})\]/.exec(path.slice(at));
      if (!index) return nothing({ why: 'wanted an index', at: before }, at, path.length);
      const end: number = at + index[0].length;
      const item: Tree | undefined = here.items[Number(index[1]) - 1];
      if (item === undefined)
        return nothing({ why: 'no item', size: here.items.length, at: before }, at, end);
      steps.push({ step: 'item', of: here, index: Number(index[1]) - 1, from: at, to: end });
      here = item;
      at = end;
    } else {
      return nothing({ why: 'not a collection', at: before }, at, path.length);
    }
    if (path[at] === '.') at++;
  }
  return { found: 'place', steps };
}

const nothing = (reason: PathReason, from: number, to: number): PathResult => ({
  found: 'nothing',
  reason,
  from,
  to,
});

/** A key that fits, and where in the path it ends. */
interface Hit {
  readonly entry: Entry;
  readonly end: number;
}

/** A key ends where the path ends, or before a dot or a bracket. */
const endsWell = (path: string, end: number) =>
  end === path.length || path[end] === '.' || path[end] === '[';

function longestKey(mapping: Mapping, path: string, at: number): Hit | null {
  let best: Hit | null = null;
  for (const entry of mapping.entries) {
    const key = entry.key.text;
    const end = at + key.length;
    if (!path.startsWith(key, at) || !endsWell(path, end)) continue;
    if (!best || end > best.end) best = { entry, end };
  }
  return best;
}

/** `if[2]`: the second key of this mapping that begins with `if `. A list has items: `else[1]` of a program. */
function blockKey(mapping: Mapping, path: string, at: number): Hit | null {
  const match = /^(if|else if|else)\[([0-9]{1,6})\](?=\.|$)/.exec(path.slice(at));
  if (!match) return null;
  const [whole, word, index] = match;
  const blocks = mapping.entries.filter(({ key }) =>
    word === 'else' ? key.text === 'else' : key.text.startsWith(`${word} `),
  );
  const entry = blocks[Number(index) - 1];
  return entry && entry.value.node !== 'list' ? { entry, end: at + whole.length } : null;
}

/** The rest of the path may be a new key here, unless it goes on below that key. */
function missingKey(
  here: Mapping,
  path: string,
  at: number,
  steps: readonly PathStep[],
  before: string,
): PathResult {
  const rest = path.slice(at);
  const block = /^(?:if|else if|else)\[[0-9]+\](?=\.|$)/.exec(rest)?.[0];
  const first = block ?? firstKey(rest);
  if (block === undefined && (first === rest || isEffects(steps)))
    return { found: 'new key', steps, parent: here, key: rest, from: at };
  return nothing({ why: 'no key', key: first, of: here, at: before }, at, at + first.length);
}

/** Up to the first dot that no bracket encloses. */
function firstKey(rest: string): string {
  let depth = 0;
  for (let i = 0; i < rest.length; i++) {
    if ('([{'.includes(rest[i])) depth++;
    else if (')]}'.includes(rest[i])) depth--;
    else if (rest[i] === '.' && depth <= 0) return rest.slice(0, i);
  }
  return rest;
}

/** Inside `then` and `set`, keys are places, and places have dots: `log[n].term`. */
function isEffects(steps: readonly PathStep[]): boolean {
  const last = steps.findLast((step) => step.step === 'item' || !isBlock(step.entry.key.text));
  return last?.step === 'key' && (last.entry.key.text === 'then' || last.entry.key.text === 'set');
}

const isBlock = (key: string) => /^(?:if |else if |else$)/.test(key);
