/**
 * Checks a model by samples, random walks or a swarm: violations and witnesses are found, and everything else stays
 * `unknown`.
 */
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { CheckOptions, CheckResult, StrategyChoice } from './check.js';
import { constantsText } from './claims.js';
import { processMeters } from './limits.js';
import { noInitialState, whyNone } from './no-initial.js';
import { hint } from './notes.js';
import { type Setting, wellDefinedVerdict } from './safety-verdicts.js';
import { type Sampled, sampledVerdicts, walksText } from './sampled-verdicts.js';
import { searchSwarm } from './swarm/swarm.js';
import { swarmHint, swarmMethod, swarmText } from './swarm/words.js';
import { randomWalks, type WalkOptions } from './walk.js';

type Choice<S extends StrategyChoice['search']> = Extract<StrategyChoice, { search: S }>;

/** @param indices the system's properties to judge */
export async function walkModel(
  system: TransitionSystem,
  options: CheckOptions,
  indices: readonly number[],
  { seed, walks, steps }: Choice<'random-walk'>,
): Promise<CheckResult> {
  const properties = indices.map((index) => system.properties[index]);
  const found = await randomWalks(system, { properties, seed, walks, steps, ...common(options) });
  const sampled: Sampled = {
    ...found,
    sample: walksText(found),
    method: `random walks, seed ${seed}`,
    stoppedBy: found.stoppedBy ?? `${walks} walks`,
    wholeRuns: 'random walks are finite: they say nothing about this kind of property',
  };
  return { ...verdictsOf(system, options, indices, sampled), exploration: null, notes: [] };
}

/** @param indices the system's properties to judge */
export async function swarmModel(
  system: TransitionSystem,
  options: CheckOptions,
  indices: readonly number[],
  { seed, members }: Choice<'swarm'>,
): Promise<CheckResult> {
  const found = await searchSwarm(system, {
    ...{ judged: indices, seed, members, ...common(options), threads: options.threads ?? 1 },
    ...(options.enough ? { enough: options.enough.when } : {}),
  });
  const { swarm } = found;
  const sampled: Sampled = {
    ...found,
    sample: swarmText(swarm),
    method: swarmMethod(seed),
    stoppedBy: found.stoppedBy ?? `${members} searches`,
    wholeRuns: 'a swarm looks at states and steps: it says nothing about this kind of property',
  };
  const small = swarmHint(swarm);
  const { verdicts } = verdictsOf(system, options, indices, sampled);
  return { verdicts, exploration: null, notes: small === undefined ? [] : [hint(small)], swarm };
}

function common({
  limits = {},
  meters = processMeters,
  onProgress,
}: CheckOptions): Pick<WalkOptions, 'limits' | 'meters' | 'onProgress'> {
  return { limits, meters, ...(onProgress ? { onProgress } : {}) };
}

function verdictsOf(
  system: TransitionSystem,
  options: CheckOptions,
  indices: readonly number[],
  sampled: Sampled,
): Pick<CheckResult, 'verdicts'> {
  const properties = indices.map((index) => system.properties[index]);
  const { counts, peakMemoryBytes, stoppedBy, method } = sampled;
  const setting: Setting = {
    system,
    scope: {
      states: counts.states,
      steps: counts.transitions,
      complete: false,
      stoppedBy,
      coveredDepth: 0,
      constants: options.over ?? constantsText(options.constants ?? {}),
      outside: 0,
      untaken: 0,
    },
    method,
    shortest: false,
    place: options.place,
    effort: { ...counts, peakMemoryBytes },
  };
  if (sampled.initialStates > 0) return { verdicts: sampledVerdicts(properties, sampled, setting) };
  const none = { ...sampled, complete: true, outside: 0 };
  const verdicts = properties.map((property) => noInitialState(setting, property, none));
  const why = whyNone(setting, none);
  return {
    verdicts: [...verdicts, wellDefinedVerdict(setting, null, sampled.initialFailure, why)],
  };
}
