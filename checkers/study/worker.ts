/** A worker thread of a study: gets the plan once, then does one job after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Job, type Plan, runJob } from './sample.js';

const { plan } = workerData as { readonly plan: Plan };

parentPort?.on('message', (job: Job) => parentPort?.postMessage(runJob(plan, job)));
