/**
 * Ctrl-C: the first asks the work to stop and report what is known, the second stops at once.
 */
import { EXIT } from './exit.js';

export interface Interruption {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C back to the system. */
  release(): void;
}

export function onInterrupt(say: (text: string) => void): Interruption {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    say('Stopping: what is known so far follows. Press Ctrl-C again to leave at once.');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
