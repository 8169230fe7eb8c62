/** A thread of a live run of threads: loads the code, then does its part of one batch after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ProtocolReference } from '../../engine/language/system/declared.js';
import { HandlerError } from '../../engine/node/errors.js';
import { threadsFor } from '../../engine/protocols/reference.js';
import { type Operation, programOf, type ThreadsSetup } from '../../engine/threads/index.js';
import {
  type Batch,
  type LiveFailure,
  runBatch,
  type ThreadRound,
} from '../../engine/threads/live/batch.js';

export interface LiveThreadPlan {
  readonly reference: ProtocolReference;
  readonly setup: Omit<ThreadsSetup, 'protocol' | 'options' | 'constants'>;
  readonly thread: number;
  readonly script: readonly Operation[];
}

// biome-ignore format: one line a kind
export type LiveThreadReport =
  | { readonly is: 'ready' }
  /** Its batch is still under way. */
  | { readonly is: 'failed'; readonly failure: LiveFailure }
  | { readonly is: 'done'; readonly rounds: readonly ThreadRound[] }
  | { readonly is: 'wrong'; readonly message: string };

const { reference, setup, thread, script } = workerData as LiveThreadPlan;
const report = (message: LiveThreadReport): void => parentPort?.postMessage(message);

threadsFor(reference).then((protocol) => {
  const program = programOf({ protocol, ...setup });
  parentPort?.on('message', (batch: Batch) => {
    try {
      const failed = (failure: LiveFailure): void => report({ is: 'failed', failure });
      report({ is: 'done', rounds: runBatch(program, thread, script, batch, failed) });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      report({
        is: 'wrong',
        message: error instanceof HandlerError ? said : `${program.names[thread]}: ${said}`,
      });
    }
  });
  report({ is: 'ready' });
});
