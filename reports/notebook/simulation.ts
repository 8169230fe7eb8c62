/** What simulates, for notebooks: loaded with the first run. */
export { simulateSystem } from '../../checkers/simulation/check.js';
export { judgedRun } from '../../checkers/simulation/run.js';
export { planOf } from '../../checkers/simulation/seeds.js';
export { storyOf } from '../../checkers/simulation/story.js';
export { TraceWriter } from '../../checkers/simulation/trace.js';
export { protocolFor } from '../../engine/protocols/reference.js';
