/** How mutants of nodes are judged in each life. */
import type { AnyProtocol } from '../../engine/node/index.js';
import { type SimulationOptions, simulateMutant } from '../simulation/check.js';
import type { LivesOf } from '../systems/lives.js';
import { compiled } from './check.js';

export const livesOfNodes = (protocol: AnyProtocol): LivesOf<SimulationOptions> => ({
  compile: compiled(protocol),
  simulate: async (spec, mutant, options) => {
    const { seeds: _, ...result } = await simulateMutant(spec, protocol, mutant, options);
    return result;
  },
});
