/** What is different about a kernel search whose tables may take one state for another. */
import {
  type Approximation,
  bitstateOmission,
  compactOmission,
  type Omission,
} from '../approximate/storage.js';
import type { Found, Sighting } from '../found.js';
import type { Run } from '../trace.js';
import { shared } from './hands.js';
import { keyBitsOf } from './hashed-tables.js';
import type { Levels } from './levels.js';

export function omissionOf(levels: Levels, approximation: Approximation): Omission | undefined {
  if (levels.count === 0) return undefined;
  if (approximation.storage === 'compact')
    return compactOmission(levels.count, keyBitsOf(approximation));
  const from = levels.words[shared.table] >>> 2;
  const words = approximation.bitBytes / 4;
  let set = 0;
  for (let i = from; i < from + words; i++) {
    const word = levels.words[i];
    if (word !== 0) set += ones(word);
  }
  return bitstateOmission(levels.count, 32 * words, set / (32 * words));
}

/** The bits set in a word (Warren, Hacker's Delight, 5-1). */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** What was found, as far as there are runs to it: the levels are made again, exactly, which may take too much memory. */
export function withRuns(
  found: Found,
  omission: Omission | undefined,
  runTo: (sighting: Sighting) => Run | null,
): Found {
  const runs = new Map<Sighting, Run | null>();
  const shown = (sighting: Sighting): boolean => {
    if (!runs.has(sighting)) runs.set(sighting, runTo(sighting));
    return runs.get(sighting) !== null;
  };
  const kept = (sightings: Found['decided']) =>
    new Map([...sightings].filter(([, sighting]) => shown(sighting)));
  const lost = [...found.decided].filter(([, sighting]) => !shown(sighting));
  return {
    ...found,
    search: {
      visited: null,
      runTo: (sighting) => runs.get(sighting) ?? found.search.runTo(sighting),
    },
    ...(omission ? { omission, complete: false, coveredDepth: 0 } : {}),
    decided: kept(found.decided),
    lost: new Map(lost.map(([property, { length }]) => [property, length])),
    illDefined: kept(found.illDefined),
    failure: found.failure && shown(found.failure) ? found.failure : null,
  };
}
