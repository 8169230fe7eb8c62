/**
 * Progress on stderr. On a terminal one line that is rewritten; elsewhere (a CI log) a plain line every
 * ten seconds. Nothing is drawn for work that takes less than a second.
 */
import { type Estimate, estimateText } from '../checkers/exploration/estimate.js';
import type { Progress, RunProgress } from '../checkers/exploration/progress.js';
import { grouped } from '../engine/grouped.js';

const FIRST_AFTER_MS = 1000;
const TERMINAL_EVERY_MS = 120;
const LOG_EVERY_MS = 10_000;

export interface ProgressLine {
  /** What is being worked on: `two-phase-commit`, `two-phase-commit · mutant "never aborts"`. */
  begin(title: string): void;
  update(progress: Progress | RunProgress): void;
  /** Takes the line away, so that results can be printed. */
  clear(): void;
}

export interface ProgressOptions {
  readonly stream: {
    readonly isTTY?: boolean;
    readonly columns?: number;
    write(text: string): unknown;
  };
  /** Milliseconds, steady. */
  readonly now: () => number;
}

export function progressLine({ stream, now }: ProgressOptions): ProgressLine {
  const terminal = stream.isTTY === true && process.env['TERM'] !== 'dumb';
  let title = '';
  let began = 0;
  let last = 0;
  let drawn = false;

  const clear = (): void => {
    if (drawn) stream.write('\r\x1b[2K');
    drawn = false;
  };

  return {
    begin(next) {
      clear();
      title = next;
      began = now();
      last = began;
    },
    update(progress) {
      const time = now();
      if (time - began < FIRST_AFTER_MS) return;
      if (time - last < (terminal ? TERMINAL_EVERY_MS : LOG_EVERY_MS)) return;
      last = time;
      const line = `${title}: ${describeProgress(progress)}`;
      if (terminal) {
        stream.write(`\r\x1b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`);
        drawn = true;
      } else {
        stream.write(`${line}\n`);
      }
    },
    clear,
  };
}

export function describeProgress(p: Progress | RunProgress): string {
  if ('runs' in p) {
    const share = Math.floor((100 * p.runs) / p.of);
    const rate = `${grouped(Math.round(p.rate))}/s`;
    return `${grouped(p.runs)} of ${grouped(p.of)} runs (${share} %), ${rate}`;
  }
  if (p.lines !== undefined) {
    return [
      `${grouped(p.lines)} lines`,
      `${grouped(Math.round(p.rate))}/s`,
      `${grouped(p.states)} possible ${p.states === 1 ? 'state' : 'states'}`,
      `${Math.round(p.memoryBytes / 2 ** 20)} MiB`,
    ].join(', ');
  }
  return [
    `${grouped(p.states)} states`,
    `${grouped(Math.round(p.rate))}/s`,
    ...(p.growing?.length ? [`${p.growing.join(', ')} growing without end`] : ends(p)),
    `depth ${grouped(p.depth)}`,
    `frontier ${grouped(p.frontier)}`,
    `${Math.round(p.memoryBytes / 2 ** 20)} MiB`,
  ].join(', ');
}

const ends = (p: Progress): string[] =>
  p.estimate === undefined ? [] : [estimated(p, p.estimate)];

/** `about 0.9 to 2.4 million in all, 20 s to 2 min left`. */
function estimated({ states, seconds }: Progress, estimate: Estimate | null): string {
  if (estimate === null) return 'no estimate yet';
  const rate = states / seconds;
  const left = ({ low, high }: Estimate) => [(low - states) / rate, (high - states) / rate];
  const [least, most] = left(estimate).map(roughTime);
  const from = least.split(' ')[1] === most.split(' ')[1] ? least.split(' ')[0] : least;
  const range = least === most ? least : `${from} to ${most}`;
  return `${estimateText(estimate)} in all, ${range} left`;
}

/** Two minutes is a good answer, 117 seconds is none: `1 s`, `40 s`, `2 min`, `3 h`. */
function roughTime(seconds: number): string {
  if (seconds < 90) return `${seconds < 10 ? Math.ceil(seconds) : 10 * Math.round(seconds / 10)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
