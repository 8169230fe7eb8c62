/** What an exploration of a system ranges over, for its claims: what bounds it, and constants that say more than how many there are. */
import type { SystemSpec } from '../../engine/language/system/spec.js';

export function rangeText(bounds: string, { constants }: SystemSpec): string {
  const told = constants.filter(({ onlyCounts }) => !onlyCounts);
  return [bounds, ...told.map(({ name, text }) => `${name} = ${text}`)].join('; ');
}
