/**
 * Which steps of a long run are shown. Stretches in which nothing changed and nothing befell anybody are folded
 * into one row; of what is still too long the middle is left out. The first and the last step always stay.
 */
import type { Trace, TraceStep } from '../../engine/trace.js';

/** Steps with `from <= index < to` are one row. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  /** Nothing happened in it; else it is left out because the run is too long. */
  readonly uneventful: boolean;
}

export interface Folding {
  /** In order, apart from each other. */
  readonly folds: readonly Fold[];
  readonly rows: number;
  /** The row of each step; that of its fold for one that is not shown. */
  readonly rowOf: (step: number) => number;
  readonly shows: (step: number) => boolean;
}

/** Shorter runs are shown whole. */
const WHOLE_MAX = 40;
/** Shorter stretches stay. */
const STRETCH_MIN = 4;

/** @param rowsMax how many rows there may be; at least 3. Without an answer to what is shown first, half are
 * of the beginning; `ending` shows the end alone. */
export function foldTrace(
  { steps, loop }: Pick<Trace, 'steps' | 'loop'>,
  rowsMax: number,
  ending = false,
): Folding {
  if (steps.length <= Math.min(WHOLE_MAX, rowsMax)) return foldingOf(steps.length, []);
  const folds = uneventful(steps, loop);
  const { rows } = foldingOf(steps.length, folds);
  if (rows <= rowsMax) return foldingOf(steps.length, folds);
  return foldingOf(steps.length, withoutMiddle(steps.length, folds, rowsMax, ending));
}

function uneventful(steps: readonly TraceStep[], loop: number | undefined): Fold[] {
  const texts = steps.map(({ state }) => JSON.stringify(state));
  const quiet = (i: number): boolean =>
    i > 0 &&
    i < steps.length - 1 &&
    i !== loop &&
    texts[i] === texts[i - 1] &&
    steps[i].note === undefined &&
    steps[i].faults === undefined;
  const folds: Fold[] = [];
  for (let from = 0; from < steps.length; from++) {
    let to = from;
    while (quiet(to)) to++;
    if (to - from >= STRETCH_MIN) folds.push({ from, to, uneventful: true });
    from = Math.max(from, to - 1);
  }
  return folds;
}

function withoutMiddle(steps: number, folds: readonly Fold[], rowsMax: number, ending: boolean) {
  const { rowOf } = foldingOf(steps, folds);
  const rows = rowOf(steps - 1) + 1;
  const head = ending ? 1 : Math.floor(rowsMax / 2);
  const tail = rows - (rowsMax - head - 1);
  // The first step of a row, and the first after the rows before `tail`.
  let from = 0;
  while (rowOf(from) < head) from++;
  let to = from;
  while (rowOf(to) < tail) to++;
  const middle: Fold = { from, to, uneventful: false };
  return [...folds.filter((f) => f.to <= from), middle, ...folds.filter((f) => f.from >= to)];
}

function foldingOf(steps: number, folds: readonly Fold[]): Folding {
  const rows = new Int32Array(steps);
  const hidden = new Uint8Array(steps);
  let row = 0;
  let next = 0;
  for (let step = 0; step < steps; step++) {
    if (next < folds.length && step === folds[next].from) {
      const { from, to } = folds[next++];
      rows.fill(row++, from, to);
      hidden.fill(1, from, to);
      step = to - 1;
    } else {
      rows[step] = row++;
    }
  }
  return {
    folds,
    rows: row,
    // What comes after the run (the step that closes a loop) has the rows after it.
    rowOf: (step) => (step < steps ? rows[step] : row + step - steps),
    shows: (step) => step >= steps || hidden[step] === 0,
  };
}
