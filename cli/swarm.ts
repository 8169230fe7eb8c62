/** `--swarm N`: what it does not go with is told before anything runs. */
import type { ReductionChoice } from '../checkers/exploration/reductions/choice.js';
import { UsageError } from './exit.js';

interface SwarmOptions {
  readonly swarm?: number;
  readonly strategy: string;
  readonly storage: string;
  readonly reduce?: ReductionChoice;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly disk?: string;
}

export function refuseSwarm(options: SwarmOptions): void {
  if (options.swarm === undefined) return;
  for (const [given, because] of conflicts(options)) {
    if (given === undefined) continue;
    throw new UsageError(
      `--swarm does not go with ${given}: ${because}.`,
      'Leave one of the two out.',
    );
  }
}

type Conflict = readonly [given: string | undefined, because: string];

function conflicts(options: SwarmOptions): readonly Conflict[] {
  const { strategy, storage, reduce, checkpoint, resume, disk } = options;
  const reductions = reduce === undefined || reduce === 'auto' || reduce.length === 0;
  const saved = 'what one of its searches knows is not worth keeping';
  return [
    [
      strategy === 'breadth-first' ? undefined : `--strategy ${strategy}`,
      'its searches are depth first, each in an order of its own',
    ],
    [
      storage === 'exact' ? undefined : `--storage ${storage}`,
      'each of its searches keeps bits of its states in a table of its own',
    ],
    [reductions ? undefined : `--reduce ${[reduce].flat().join()}`, 'its searches reduce nothing'],
    [checkpoint === undefined ? undefined : '--checkpoint', saved],
    [resume === undefined ? undefined : '--resume', saved],
    [disk === undefined ? undefined : '--disk', 'its searches are small, and need none'],
  ];
}
