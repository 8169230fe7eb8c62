/** One run of a system, with everything that its spec claims judged: state by state, at the end, and over the history of its clients. */
import type { History } from '../../engine/history/history.js';
import { objectNamed } from '../../engine/objects/index.js';
import type { Plan } from '../../engine/simulation/plan.js';
import type { Schedule } from '../../engine/simulation/schedule.js';
import { type Ended, Simulation } from '../../engine/simulation/simulation.js';
import { type Watcher, watchers } from '../../engine/simulation/watcher.js';
import { checkHistory } from '../history/check.js';
import { operationText } from '../history/words.js';
import { type Outcome, RunJudge } from './judge.js';
import { Pace } from './pace.js';

/** Properties that every system has besides its own, by number after those of the spec. */
export const ALWAYS = ['assertions', 'well defined'] as const;

export interface Run {
  /** Of each property of the spec, then of `ALWAYS`. */
  readonly outcomes: readonly Outcome[];
  readonly steps: number;
  readonly history: History;
  readonly schedule: Schedule;
  /** A defect of the protocol itself: the run ended there. */
  readonly error: Ended['error'];
  /** µs */
  readonly time: number;
  /** Which limit ended it before its time; null where none did. What it had not decided by then is `open`. */
  readonly stoppedBy: string | null;
}

/** Points of a search for a linearization; beyond them a history is left undecided. */
const POINTS_MAX = 2_000_000;

/** `only`: the run may end as soon as this property is decided, and judges no other. */
export async function judgedRun(
  plan: Plan,
  only: number | null = null,
  also: readonly Watcher[] = [],
  pace: Pace = new Pace(),
): Promise<Run> {
  const { properties } = plan.setting;
  const judge = new RunJudge(plan.setting, only);
  const simulation = new Simulation(plan, watchers([judge, ...also]));
  let stoppedBy = await pace.finish(simulation);
  const ended = simulation.ended();
  judge.finish(ended.time, stoppedBy !== undefined);
  const { illDefined } = judge;
  const outcomes = [...judge.outcomes];
  for (const [i, { claim }] of properties.entries())
    if (claim.form === 'consistent' && (only === null || only === i)) {
      const judged =
        stoppedBy === undefined ? await linearizability(ended, claim.object, pace) : null;
      outcomes[i] = judged?.outcome ?? { is: 'open' };
      stoppedBy ??= judged?.stoppedBy;
    }
  outcomes.push(
    ended.failed === null
      ? { is: 'kept' }
      : { is: 'broken', time: ended.time, why: ended.failed.why, place: ended.failed.place },
    illDefined === null
      ? { is: 'kept' }
      : { is: 'broken', time: illDefined.time, why: illDefined.why },
  );
  const { steps, error, time } = ended;
  return {
    ...{ outcomes, steps, error, time, stoppedBy: stoppedBy ?? null },
    get history() {
      return ended.history;
    },
    get schedule() {
      return ended.schedule;
    },
  };
}

async function linearizability(
  { history, time }: { readonly history: History; readonly time: number },
  name: string,
  pace: Pace,
): Promise<{ readonly outcome: Outcome; readonly stoppedBy?: string }> {
  const { watch } = pace;
  const { status, obstacle } = await checkHistory(history, objectNamed(name), {
    limits: { ...watch.left(), maxStates: POINTS_MAX },
    meters: watch.meters,
  });
  if (obstacle === null) {
    const stoppedBy = watch.stop();
    if (status === 'holds') return { outcome: { is: 'kept' } };
    return { outcome: { is: 'open' }, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
  }
  const { operation } = obstacle;
  const why = `no order allows “${operationText(operation)}” of ${operation.client}`;
  return { outcome: { is: 'broken', time: operation.completed ?? time, why } };
}
