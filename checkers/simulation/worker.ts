/** A worker thread of a simulation: gets the system once, then makes one run after the other, by its seed. */
import { parentPort, workerData } from 'node:worker_threads';
import { protocolFor } from '../../engine/protocols/reference.js';
import { Pace } from './pace.js';
import { type Runs, resultOfSeed } from './seeds.js';

const { runs, patience } = workerData as { readonly runs: Runs; readonly patience: number };
const protocol = protocolFor(runs.spec.protocol);
const pace = new Pace(undefined, patience);

// Each waits for the one before: runs share the pace, and answers keep the order of the jobs.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (seed: number) => {
  last = last.then(async () =>
    parentPort?.postMessage(await resultOfSeed(runs, await protocol, seed, pace)),
  );
});
