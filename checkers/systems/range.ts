/** What an exploration of a system ranges over, for its claims: what bounds it, and constants that say more than how many there are. */
import type { SystemSpec } from '../../engine/language/system/spec.js';

export function rangeText(bounds: string, { constants }: SystemSpec): string {
  const told = constants.filter(({ onlyCounts }) => !onlyCounts);
  return [bounds, ...told.map(({ name, text }) => `${name} = ${text}`)].join('; ');
}

/** `1 replica`, `3 replicas`; names of roles are the user's, and most are English. */
export function several(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  if (/[^aeiou]y$/.test(noun)) return `${count} ${noun.slice(0, -1)}ies`;
  return `${count} ${noun}${/(s|x|z|ch|sh)$/.test(noun) ? 'es' : 's'}`;
}
