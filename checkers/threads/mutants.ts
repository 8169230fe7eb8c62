/** How mutants of threads are judged in each life. */
import type { AnyThreads } from '../../engine/threads/index.js';
import type { LivesOf } from '../systems/lives.js';
import { compiled } from './check.js';
import { simulateThreadsMutant, type ThreadsSimulationOptions } from './simulate.js';

export const livesOfThreads = (protocol: AnyThreads): LivesOf<ThreadsSimulationOptions> => ({
  compile: compiled(protocol),
  simulate: (spec, mutant, options) => simulateThreadsMutant(spec, protocol, mutant, options),
});
