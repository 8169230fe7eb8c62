/** `--reduce auto`, or a list: `--reduce symmetry,slicing`. */
import { InvalidArgumentError } from 'commander';
import {
  REDUCTIONS,
  type Reduction,
  type ReductionChoice,
} from '../checkers/exploration/reductions/choice.js';

export function reductions(text: string): ReductionChoice {
  const names = text.split(',').map((name) => name.trim());
  if (names.length === 1 && names[0] === 'auto') return 'auto';
  return [...new Set(names)].map((name): Reduction => {
    const known = REDUCTIONS.find((reduction) => reduction === name);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(
      `\`${name}\` is none. Write auto, or some of ${REDUCTIONS.join(', ')} with commas between.`,
    );
  });
}
