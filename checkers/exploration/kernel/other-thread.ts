/** Another thread of a search: a worker whose program is the text of the same hands. */
import { Worker } from 'node:worker_threads';
import { type HandsPlan, makeHands, otherHands } from './hands.js';

/** It sleeps until there is a level to work on; `index` is not 0. */
export function otherThread(plan: HandsPlan, index: number): Worker {
  const thread = new Worker(PROGRAM, { eval: true, execArgv: [], workerData: { plan, index } });
  thread.unref();
  return thread;
}

/** (Some compilers of TypeScript name functions by `__name`.) */
const PROGRAM = `
const __name = (f) => f;
const makeHands = ${makeHands.toString()};
const otherHands = ${otherHands.toString()};
const { plan, index } = require('node:worker_threads').workerData;
otherHands(plan, index, makeHands);
`;
