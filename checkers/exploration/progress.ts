/** What a long search says about itself while it runs. Drawing it belongs to the command line. */
import type { Estimate } from './estimate.js';

export interface Progress {
  /** Distinct states so far. */
  readonly states: number;
  readonly generated: number;
  /** Distinct states a second since the last event. */
  readonly rate: number;
  /** States found and not yet expanded. */
  readonly frontier: number;
  /** Depth reached so far; the initial states are depth 1. */
  readonly depth: number;
  /** Lines of a trace so far, where it is one that is read; then `rate` counts lines. */
  readonly lines?: number;
  /** Of the distinct states there will be; null while there is no ground for one. Absent where none is made. */
  readonly estimate?: Estimate | null;
  /** What seems to grow without a bound: `n`. */
  readonly growing?: readonly string[];
  readonly memoryBytes: number;
  /** Since the search began. */
  readonly seconds: number;
}

/** Of work that is many runs and no search: a study. */
export interface RunProgress {
  readonly runs: number;
  /** All that there are to be. */
  readonly of: number;
  /** Runs a second since the last event. */
  readonly rate: number;
}

export type OnProgress = (progress: Progress) => void;

/** For whoever is told of work of any kind. */
export type OnAnyProgress = (progress: Progress | RunProgress) => void;

/** Makes rates from successive counts. */
export class RateMeter {
  private states = 0;
  private seconds = 0;

  rate(states: number, seconds: number): number {
    const gone = seconds - this.seconds;
    const rate = gone > 0 ? (states - this.states) / gone : 0;
    this.states = states;
    this.seconds = seconds;
    return rate;
  }
}
