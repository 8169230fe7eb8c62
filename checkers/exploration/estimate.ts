/**
 * How many states there will be, guessed from the levels of a breadth-first search that are done. Levels rise and
 * fall; what carries over from one to the next is how the ratio of their sizes declines. Two laws of decline are
 * fitted by least squares to the last ratios r(k) = size(k + 1) / size(k), over several windows, and gone on with
 * until nothing is left:
 *
 * - log r(k) falls linearly: levels like a bell curve. On the rise this guesses too little.
 * - r(k) is linear in 1 / (k + 1): levels like those of independent components (binomial coefficients have
 *   r(k) = (n + 1) / (k + 1) − 1 exactly). On the rise this guesses too much.
 *
 * The answer is the range of all these guesses, made wider by half. It is an extrapolation and no bound: a space may
 * rise again after its levels fell. `estimate.test.ts` says how often it was right on the library.
 */
import { grouped } from '../../engine/grouped.js';

/** Distinct states in all, as a range. */
export interface Estimate {
  readonly low: number;
  readonly high: number;
}

/** Ratios that a fit looks back on. */
const WINDOWS = [4, 6, 9] as const;
/** Fewer levels say nothing. */
const LEAST_LEVELS = 6;
/** What is still to come is taken for so much less, and more, than the fits say. */
const WIDER = 1.5;
/** A wider range than this is none. */
const WIDEST = 10;
/** Levels that a fit may go on for. */
const MOST_LEVELS = 5000;
/** Beyond this, whoever counts is counting for ever. */
const MOST_STATES = 1e15;

/**
 * @param levels states of each level that is done
 * @param known states known, those of a level that is not done included
 * @returns null where there is no ground for an estimate yet
 */
export function estimateStates(levels: readonly number[], known: number): Estimate | null {
  if (levels.length < LEAST_LEVELS || levels.includes(0)) return null;
  const ratios = levels.slice(1).map((size, k) => size / levels[k]);
  const last = levels[levels.length - 1];
  const guesses = WINDOWS.filter((window) => window <= ratios.length).flatMap((window) => [
    bell(ratios, window, last),
    components(ratios, window, last),
  ]);
  const finite = guesses.filter((guess) => guess !== null);
  // Where most fits see no end, the others have no reason to.
  if (2 * finite.length < guesses.length || finite.length === 0) return null;
  const done = levels.reduce((sum, size) => sum + size, 0);
  const low = Math.max(known, done + Math.min(...finite) / WIDER);
  const high = Math.max(known, done + Math.max(...finite) * WIDER);
  return high > WIDEST * low ? null : { low, high };
}

/** States still to come if the logarithm of the ratios goes on as a straight line; null: for ever. */
function bell(ratios: readonly number[], window: number, last: number): number | null {
  const from = ratios.length - window;
  const { slope, at } = line(ratios.slice(from).map((ratio, i) => [i, Math.log(ratio)] as const));
  if (slope < 0) return sumOf(last, (j) => Math.exp(at(window - 1 + j)));
  // No decline of the ratio, but perhaps one of the levels.
  const ratio = Math.exp(at(window - 1));
  return ratio > STEADY ? null : sumOf(last, () => ratio);
}

/** The same if the ratio goes on as a straight line over 1 / (level number). */
function components(ratios: readonly number[], window: number, last: number): number | null {
  const from = ratios.length - window;
  const recent = ratios.slice(from);
  const { slope, at } = line(recent.map((ratio, i) => [1 / (from + i + 1), ratio] as const));
  if (at(0) >= STEADY) return null;
  if (slope > 0) return sumOf(last, (j) => at(1 / (ratios.length + j)));
  const ratio = recent.slice(-3).reduce((sum, r) => sum + r, 0) / 3;
  return ratio > STEADY ? null : sumOf(last, () => ratio);
}

/** Levels whose ratio stays above this have no end in sight. */
const STEADY = 0.98;

/** The sum of the levels to come; `ratio(1)` leads to the first of them. */
function sumOf(last: number, ratio: (j: number) => number): number | null {
  let sum = 0;
  let size = last;
  for (let j = 1; j <= MOST_LEVELS && size >= 1; j++) {
    size *= Math.max(0, ratio(j));
    if (size >= 1) sum += size;
    if (sum > MOST_STATES) return null;
  }
  return sum;
}

/** The line of least squares. */
function line(points: readonly (readonly [x: number, y: number])[]) {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const xx = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const xy = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = xy / xx;
  return { slope, at: (x: number) => meanY + slope * (x - meanX) };
}

/** `about 40 to 90 million`: two digits, the range made no narrower. */
export function estimateText({ low, high }: Estimate): string {
  const [from, to] = [twoDigits(low, Math.floor), twoDigits(high, Math.ceil)];
  const unit = UNITS.find(({ size }) => from >= size && to >= size);
  const written = (n: number) => (unit ? String(n / unit.size) : grouped(n));
  const range = from === to ? written(from) : `${written(from)} to ${written(to)}`;
  return `about ${range}${unit ? ` ${unit.name}` : ''}`;
}

const UNITS = [
  { size: 1e12, name: 'trillion' },
  { size: 1e9, name: 'billion' },
  { size: 1e6, name: 'million' },
] as const;

function twoDigits(n: number, round: (n: number) => number): number {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, n))) - 1);
  return round(n / scale) * scale;
}

/** `22 to 80 %`: what share of the estimate `known` is. */
export function shareText(known: number, { low, high }: Estimate): string {
  const percent = (of: number) => Math.min(100, Math.floor((100 * known) / of));
  const [least, most] = [percent(high), percent(low)];
  if (most < 1) return 'less than 1 %';
  return least === most ? `${most} %` : `${least} to ${most} %`;
}
