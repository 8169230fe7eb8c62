/** What a reader should know of the exploration of a system, where it cannot do what explorations of models do. */
import { STAYED_SMALL } from '../exploration/explore.js';
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
const NOT_SAVED = 'the numbers in its states mean something in this run only';

export function explorationNotes(
  { workers, threads, saved }: Asked,
  exploration: Exploration | null,
): Note[] {
  if (exploration === null) return [];
  const { effort, form } = exploration;
  const { because = STAYED_SMALL } = form;
  const alone = threads > 1 && form.threads === 1 && because !== STAYED_SMALL;
  return [
    ...(alone && (workers !== undefined || effort.states > MANY)
      ? [hint(`it was explored by one thread: ${because}`)]
      : []),
    ...(saved ? checkpointNotes({ saved: 0, refused: NOT_SAVED }) : []),
  ];
}
