/** Real time: a live run is about nothing else. Every reading of a clock by `engine/live` is made here. */

/** Microseconds since some moment of this process; never goes back. */
export const steady = (): number => Math.round(performance.now() * 1000);

/** Microseconds since 1970, as the machine has it. */
export const wall = (): number => Date.now() * 1000;

/** The clock of the machine is read in whole milliseconds. */
export const WALL_STEP = 1000;

export const sleep = (microseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, microseconds / 1000));
