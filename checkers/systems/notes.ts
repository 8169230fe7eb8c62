/** What a reader should know of the exploration of a system, where it cannot do what explorations of models do. */
import { checkpointNotes, hint } from '../exploration/notes.js';
import type { Exploration, Note } from '../verdict.js';

/** What was asked of it. */
export interface Asked {
  /** Threads, where they were asked for by number. */
  readonly workers?: number;
  /** Threads that there might be. */
  readonly threads: number;
  /** Was it to be saved? */
  readonly saved: boolean;
}

/** From so many states on somebody who asked for nothing may wonder, too. */
const MANY = 1_000_000;
const ONE_THREAD =
  'it was explored by one thread: handlers run in one, and the states that they make have their numbers there';
const NOT_SAVED = 'the numbers in its states mean something in this run only';

export function explorationNotes(
  { workers, threads, saved }: Asked,
  exploration: Exploration | null,
): Note[] {
  if (exploration === null) return [];
  const { effort, form } = exploration;
  const alone = threads > 1 && form.name === 'kernel' && form.threads === 1;
  return [
    ...(alone && (workers !== undefined || effort.states > MANY) ? [hint(ONE_THREAD)] : []),
    ...(saved ? checkpointNotes({ saved: 0, refused: NOT_SAVED }) : []),
  ];
}
