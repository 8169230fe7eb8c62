/** Counts that a spec says its exploration must have (`runs.explore.expect`), against those it has. */
import { grouped } from '../../engine/grouped.js';
import type { ExpectedCounts } from '../../engine/language/typed.js';
import type { Count } from './reductions/quotient.js';

export type Counted = { readonly [K in keyof Required<ExpectedCounts>]: Count };

/** What differs, as a sentence; undefined when all is as expected. */
export function mismatch(expected: ExpectedCounts, found: Counted): string | undefined {
  const differing = (['states', 'generated', 'depth', 'initial'] as const)
    .filter((key) => expected[key] !== undefined && expected[key] !== found[key])
    .map((key) => `${NAMES[key]} ${grouped(found[key])}, expected ${grouped(expected[key] ?? 0)}`);
  return differing.length === 0 ? undefined : differing.join('; ');
}

const NAMES = {
  states: 'distinct states',
  generated: 'generated states',
  depth: 'depth',
  initial: 'initial states',
} as const;
