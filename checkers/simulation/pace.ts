/**
 * Keeps long work in hand: now and then the event loop has its turn, so that signals arrive, and limits are looked at. What does not come back at all is ended by
 * the watchdog.
 */
import { bounded, TookTooLong } from '../../engine/node/watchdog.js';
import type { Simulation } from '../../engine/simulation/simulation.js';
import { processMeters, Watch } from '../exploration/limits.js';

/** Events between two looks at the clock, at first; then as many as take about so long. */
const EVENTS = 64;
const EVENTS_MAX = 1 << 16;
const CHUNK_MS = 50;
/** Between two turns of the event loop. */
const TURN_MS = 20;
/** For so many events with all that is judged after them, a handler included. */
export const PATIENCE_MS = 5_000;

export class Pace {
  private turned: number;
  private events = EVENTS;

  constructor(
    readonly watch: Watch = new Watch({}, processMeters),
    readonly patience: number = PATIENCE_MS,
  ) {
    this.turned = watch.meters.clock();
  }

  /** Why to stop now, after a turn of the event loop where one is due. */
  async turn(): Promise<string | undefined> {
    const { watch } = this;
    if (watch.meters.clock() - this.turned < TURN_MS) return undefined;
    await new Promise((resolve) => setImmediate(resolve));
    this.turned = watch.meters.clock();
    return watch.stop();
  }

  /** Lets a run go on to its end. Why it was stopped before; undefined where it was not. */
  async finish(simulation: Simulation): Promise<string | undefined> {
    const { clock } = this.watch.meters;
    for (;;) {
      const { events } = this;
      const began = clock();
      try {
        if (bounded(() => simulation.advance(events), this.patience)) return undefined;
      } catch (error) {
        if (error instanceof TookTooLong)
          return `${this.patience / 1000} s for what is judged after ${events} events, at ${simulation.time} µs`;
        simulation.fail(error);
        return undefined;
      }
      this.adapt(clock() - began);
      const stopped = await this.turn();
      if (stopped !== undefined) return stopped;
    }
  }

  private adapt(took: number): void {
    if (took < CHUNK_MS / 2) this.events = Math.min(2 * this.events, EVENTS_MAX);
    else if (took > CHUNK_MS) this.events = Math.max(1, this.events >> 1);
  }
}
