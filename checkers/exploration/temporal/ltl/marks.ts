/**
 * Fewer marks, without changing the language. They matter only on the steps inside parts of the automaton
 * that have a cycle with all of them. There, a mark is needless that occurs wherever another one does;
 * and since no run stays in two parts, each part may number what is left in its own way.
 */
import type { Step } from './automaton.js';
import type { AutomatonPart } from './parts.js';

export interface Remarked {
  readonly marks: number;
  /** The new marks of a step of this state. */
  readonly of: (state: number, step: Step) => number;
}

/** @param elsewhere what steps get that no run takes again and again: nothing, or all marks (both are true:
 * what is compared with what decides which is better) */
export function remarked(
  parts: readonly AutomatonPart[],
  marks: number,
  elsewhere: 'none' | 'all',
): Remarked {
  const kept = parts.map((part) => (part.accepting ? needful(part, marks) : []));
  // Where a run may stay in a part that does not accept, there must be a mark that it lacks.
  const lacking = parts.some(({ accepting, inside }) => !accepting && inside.length > 0);
  const width = Math.max(lacking ? 1 : 0, ...kept.map(({ length }) => length));
  const all = 2 ** width - 1;
  const partOf = new Map<number, number>();
  parts.forEach(({ states }, i) => {
    for (const q of states) partOf.set(q, i);
  });
  const renumbered = (old: number, own: readonly number[]): number => {
    if (own.length === 0) return all;
    let made = 0;
    for (let i = 0; i < width; i++) {
      // Where there are fewer than elsewhere, the last stands for the others, too.
      if ((old & (1 << own[Math.min(i, own.length - 1)])) !== 0) made |= 1 << i;
    }
    return made;
  };
  return {
    marks: all,
    of: (state, step) => {
      const part = partOf.get(state) as number;
      if (partOf.get(step.target) !== part) return elsewhere === 'all' ? all : 0;
      return parts[part].accepting ? renumbered(step.marks, kept[part]) : 0;
    },
  };
}

/** Of the marks, those without which the part would accept more. */
function needful({ inside }: AutomatonPart, marks: number): number[] {
  let kept: number[] = [];
  for (let mark = 0; 2 ** mark <= marks; mark++) kept.push(mark);
  const has = ({ marks: here }: Step, mark: number) => (here & (1 << mark)) !== 0;
  for (const mark of [...kept]) {
    const others = kept.filter((other) => other !== mark);
    const everywhere = inside.every((step) => has(step, mark));
    const follows = others.some((other) =>
      inside.every((step) => !has(step, other) || has(step, mark)),
    );
    if (everywhere || follows) kept = others;
  }
  return kept;
}
