/** A worker thread of a swarm: compiles the model once, then does one member after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { compileModel } from '../../../engine/transition/compile.js';
import { type Job, Members, type ModelWork } from './members.js';

const { source, judged } = workerData as ModelWork;
const system = compileModel(source);
const members = new Members(
  system,
  judged.map((index) => system.properties[index]),
);

parentPort?.on('message', (job: Job) => {
  const member = members.begin(job);
  while (!member.go(Number.POSITIVE_INFINITY));
  parentPort?.postMessage(member.result());
});
