/** What a reader should know of a search, beside its verdicts. */
import type { Note } from '../verdict.js';
import type { CheckpointReport } from './checkpoint/saver.js';
import type { Decision } from './reductions/decide.js';

/** What was asked for by name and did not run: the reader should know. */
export const refusalNotes = ({ asked, refused }: Decision): Note[] =>
  asked === 'auto'
    ? []
    : refused.map(({ reduction, because }) => ({
        kind: 'hint',
        text: `the reduction ${reduction} was asked for: ${because}`,
      }));

/** What a reader should know of checkpoints. */
export const checkpointNotes = ({ resumed, refused }: CheckpointReport): Note[] => [
  ...(resumed === undefined
    ? []
    : [
        hint(
          `it went on from a checkpoint of ${resumed.states.toLocaleString('en-US')} states, at depth ${resumed.depth}`,
        ),
      ]),
  ...(refused === undefined ? [] : [hint(`it cannot be saved: ${refused}`)]),
];

export const hint = (text: string): Note => ({ kind: 'hint', text });
