/** Real time: a live run is about nothing else. Every reading of a clock by `engine/live` is made here. */

/** Microseconds since some moment of this process; never goes back. */
export const steady = (): number => Math.round(performance.now() * 1000);

/** Microseconds since 1970, as the machine has it. */
export const wall = (): number => Date.now() * 1000;

/** The clock of the machine is read in whole milliseconds. */
export const WALL_STEP = 1000;

export const sleep = (microseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, microseconds / 1000));

/** Sleeps that end together, early: nobody need be waited for who only waits. */
export class Sleeps {
  private readonly wakes = new Set<() => void>();
  /** From now on nobody sleeps. */
  ended = false;

  sleep(microseconds: number): Promise<void> {
    if (this.ended) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, microseconds / 1000);
      this.wakes.add(wake);
    });
  }

  end(): void {
    this.ended = true;
    for (const wake of [...this.wakes]) wake();
  }
}
