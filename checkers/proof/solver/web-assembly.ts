/**
 * z3 as WebAssembly (package z3-solver), in a worker thread of its own, loaded when the first question
 * comes. The package runs z3 on further threads over shared memory; ending the worker ends them all.
 *
 * The package's own `eval_smtlib2_string` leaves the script on the calling thread's stack and returns while
 * another thread still reads it there, so that now and then a piece of it is lost. Here it lies in memory
 * of its own until the answer has come.
 */
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { type Solver, SolverStopped } from './interface.js';

/** Runs in the worker: text, so that no bundle has to carry a file for it. A context for each script. */
const PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
const ready = require(workerData).init();
parentPort.on('message', async (script) => {
  try {
    const { Z3, em } = await ready;
    const config = Z3.mk_config();
    const context = Z3.mk_context(config);
    Z3.del_config(config);
    const text = Buffer.from(script + '\\0');
    const place = em._malloc(text.length);
    em.HEAPU8.set(text, place);
    const answer = await em.async_call(() => em._async_Z3_eval_smtlib2_string(context, place));
    em._free(place);
    Z3.del_context(context);
    parentPort.postMessage({ answer });
  } catch (failure) {
    parentPort.postMessage({ failure: String(failure) });
  }
});
`;

type Reply = { readonly answer: string } | { readonly failure: string };

export function webAssemblySolver(signal?: AbortSignal): Solver {
  let worker: Worker | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const close = async (): Promise<void> => {
    await worker?.terminate();
    worker = null;
  };
  const answered = (script: string): Promise<string> => {
    if (signal?.aborted) return Promise.reject(new SolverStopped('interrupted'));
    // Loaders and inspectors of this process are none of its business.
    worker ??= new Worker(PROGRAM, { eval: true, workerData: modulePath(), execArgv: [] });
    return reply(worker, script, signal, close);
  };
  return {
    name: 'z3',
    elsewhere: false,
    ask: (script) => {
      const next = last.then(() => answered(script));
      last = next.catch(() => undefined);
      return next;
    },
    close,
  };
}

function reply(
  worker: Worker,
  script: string,
  signal: AbortSignal | undefined,
  close: () => Promise<void>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stop = (): void => void close();
    const onMessage = (message: Reply): void => {
      settle();
      if ('answer' in message) resolve(message.answer);
      else reject(new SolverStopped(`z3: ${message.failure}`));
    };
    const fail = (why: string): void => {
      settle();
      reject(new SolverStopped(why));
    };
    const onError = (failure: Error): void => fail(`z3: ${failure.message}`);
    const onExit = (): void => fail('interrupted');
    const settle = (): void => {
      signal?.removeEventListener('abort', stop);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    signal?.addEventListener('abort', stop);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(script);
  });
}

const modulePath = (): string => createRequire(import.meta.url).resolve('z3-solver');
