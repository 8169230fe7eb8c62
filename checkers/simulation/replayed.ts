/** A run made again from its file: told in full, and as a verdict on what it breaks. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import { timeText } from '../../engine/time-text.js';
import type { Trace } from '../../engine/trace.js';
import { processMeters, Watch } from '../exploration/limits.js';
import type { Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf, withCode } from '../verdict-of.js';
import { propertiesOf, runsOf } from './check.js';
import type { RunFile } from './file.js';
import { judgedRun, type Run } from './run.js';
import { planOf } from './seeds.js';
import { TraceWriter } from './trace.js';

export interface Replayed {
  readonly run: Run;
  /** With all that nodes remember. */
  readonly trace: Trace;
  /** On each property that the run breaks. */
  readonly verdicts: readonly Verdict[];
}

/** @throws where `spec` is not that of the file and the schedule does not fit it */
export async function replayed(
  spec: SystemSpec,
  protocol: AnyProtocol,
  { seed, mutants, for: length, heal, swarm, schedule }: Omit<RunFile, 'spec' | 'set'>,
): Promise<Replayed> {
  const watch = new Watch({}, processMeters);
  const writer = new TraceWriter(spec, true);
  const plan = {
    ...planOf(runsOf(spec, {}), protocol, seed),
    mutants,
    for: length,
    heal,
    swarm,
    schedule,
  };
  const run = await judgedRun(plan, null, [writer]);
  const { trace } = writer;
  const verdicts = propertiesOf(spec).flatMap((property, i) => {
    const outcome = run.outcomes[i];
    if (outcome.is !== 'broken') return [];
    const why = outcome.why && `: ${outcome.why}`;
    return verdictOf(property, 'simulation', {
      status: 'violated',
      claim: `broken at ${timeText(outcome.time)}, in this run of seed ${seed}${why}`,
      evidence: { kind: 'counterexample', ...trace },
      effort: effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes),
      notes: [],
      ...withCode(outcome.place ?? null, outcome.why),
    });
  });
  return { run, trace, verdicts };
}
