/** Lets the last level of a search be measured, for what grows without a bound. */
import type { Growth } from '../growth.js';
import type { Levels } from './levels.js';

export function measureLevel({ words, plan, levels, sizes }: Levels, growth: Growth): void {
  const { entryBytes } = plan.hands;
  const segments = levels[levels.length - 1];
  const bytes = segments.reduce((sum, { from, to }) => sum + (to - from), 0);
  growth.look(sizes.length, bytes / entryBytes, (index) => {
    let at = index * entryBytes;
    for (const { from, to } of segments) {
      if (from + at < to) return [words, (from + at) >>> 2];
      at -= to - from;
    }
    throw new Error('there is no such entry');
  });
}
