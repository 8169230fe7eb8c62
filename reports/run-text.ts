/** A run of a system as a text: step by step, then as a picture no wider than the terminal, and how it ends. */
import type { Run } from '../checkers/simulation/run.js';
import { storyOf } from '../checkers/simulation/story.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import type { Trace } from '../engine/trace.js';
import { type SpaceTimeOptions, spaceTimeText } from './space-time-text.js';

export function runText(
  trace: Trace,
  spec: SystemSpec,
  run: Run,
  options: Omit<SpaceTimeOptions, 'ends'>,
): string {
  const { steps, end } = storyOf(trace, spec, run);
  const broken = run.error !== null || run.outcomes.some(({ is }) => is === 'broken');
  const picture = spaceTimeText(trace, spec.name, { ...options, ends: broken ? 'violated' : null });
  const parts = [steps, picture, end].filter((part) => part.length > 0);
  return `${parts.map((part) => part.join('\n')).join('\n\n')}\n`;
}
