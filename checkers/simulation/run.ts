/** One run of a system, with everything that its spec claims judged: state by state, at the end, and over the history of its clients. */
import type { History } from '../../engine/history/history.js';
import type { HandlerError } from '../../engine/node/errors.js';
import { objectNamed } from '../../engine/objects/index.js';
import type { Plan } from '../../engine/simulation/plan.js';
import type { Schedule } from '../../engine/simulation/schedule.js';
import { Simulation } from '../../engine/simulation/simulation.js';
import { type Watcher, watchers } from '../../engine/simulation/watcher.js';
import { checkHistory } from '../history/check.js';
import { operationText } from '../history/words.js';
import { type Outcome, RunJudge } from './judge.js';

/** Properties that every system has besides its own, by number after those of the spec. */
export const ALWAYS = ['assertions', 'well defined'] as const;

export interface Run {
  /** Of each property of the spec, then of `ALWAYS`. */
  readonly outcomes: readonly Outcome[];
  readonly steps: number;
  readonly history: History;
  readonly schedule: Schedule;
  /** A defect of the protocol itself: the run ended there. */
  readonly error: HandlerError | null;
  /** µs */
  readonly time: number;
}

/** Points of a search for a linearization; beyond them a history is left undecided. */
const POINTS_MAX = 2_000_000;

/** `only`: the run may end as soon as this property is decided. */
export async function judgedRun(
  plan: Plan,
  only: number | null = null,
  also: readonly Watcher[] = [],
): Promise<Run> {
  const { properties } = plan.setting;
  const judge = new RunJudge(plan.setting, only);
  const ended = new Simulation(plan, watchers([judge, ...also])).run();
  judge.finish(ended.time);
  const { illDefined } = judge;
  const outcomes = [...judge.outcomes];
  for (const [i, { claim }] of properties.entries())
    if (claim.form === 'consistent' && (only === null || only === i))
      outcomes[i] = await linearizability(ended.history, claim.object, ended.time);
  outcomes.push(
    ended.failed === null
      ? { is: 'kept' }
      : { is: 'broken', time: ended.time, why: ended.failed.why },
    illDefined === null
      ? { is: 'kept' }
      : { is: 'broken', time: illDefined.time, why: illDefined.why },
  );
  const { steps, history, schedule, error, time } = ended;
  return { outcomes, steps, history, schedule, error, time };
}

async function linearizability(history: History, name: string, end: number): Promise<Outcome> {
  const { status, obstacle } = await checkHistory(history, objectNamed(name), {
    limits: { maxStates: POINTS_MAX },
  });
  if (obstacle === null) return status === 'holds' ? { is: 'kept' } : { is: 'open' };
  const { operation } = obstacle;
  const why = `no order allows “${operationText(operation)}” of ${operation.client}`;
  return { is: 'broken', time: operation.completed ?? end, why };
}
