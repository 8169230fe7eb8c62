/**
 * A smaller run that breaks (or shows) the same property: shorter, with fewer faults, with fewer calls. Delta debugging (Zeller and Hildebrandt, Simplifying and
 * Isolating Failure-Inducing Input, 2002) over the schedule of the run; every candidate is run, from the same seed.
 */
import type { Plan } from '../../engine/simulation/plan.js';
import type { Pace } from './pace.js';
import { judgedRun, type Run } from './run.js';

/** So many runs are worth a smaller one, and so many steps in them: no clock, so that it is the same one everywhere. */
const RUNS_MAX = 250;
const STEPS_MAX = 400_000;

export interface Smaller {
  readonly plan: Plan;
  readonly run: Run;
  readonly runs: number;
}

/** `run` is that of `plan`, and decides `property`. What was found until `pace` says to stop. */
export async function minimised(
  plan: Plan,
  run: Run,
  property: number,
  pace: Pace,
): Promise<Smaller> {
  let runs = 0;
  let steps = 0;
  let stopped = false;
  const wanted = run.outcomes[property].is;
  let best: Omit<Smaller, 'runs'> = { plan: { ...plan, schedule: run.schedule }, run };
  const attempt = async (candidate: Plan): Promise<boolean> => {
    if (stopped || runs >= RUNS_MAX || steps >= STEPS_MAX) return false;
    runs++;
    const found = await judgedRun(candidate, property, [], pace);
    steps += found.steps;
    stopped = found.stoppedBy !== null;
    if (stopped) return false;
    if (found.outcomes[property].is !== wanted) return false;
    best = { plan: candidate, run: found };
    return true;
  };
  const shorten = async (): Promise<void> => {
    const outcome = best.run.outcomes[property];
    if (outcome.is !== 'broken' && outcome.is !== 'seen') return;
    const { plan: at } = best;
    const end = outcome.time + 1;
    // What breaks after the healing needs it.
    if (end < at.for) await attempt({ ...at, for: end, heal: 0 });
    else if (end < at.for + at.heal) await attempt({ ...at, heal: end - at.for });
  };
  await shorten();
  await smaller(run.schedule.faults, (faults) => attempt(withSchedule(best.plan, { faults })));
  await smaller(run.schedule.calls, (calls) => attempt(withSchedule(best.plan, { calls })));
  await shorten();
  return { ...best, runs };
}

function withSchedule(plan: Plan, change: Partial<NonNullable<Plan['schedule']>>): Plan {
  const { faults, calls } = plan.schedule ?? { faults: [], calls: [] };
  return { ...plan, schedule: { faults, calls, ...change } };
}

/** Takes away as much as it can, in halves, quarters, … of what is left. */
export async function smaller<T>(
  items: readonly T[],
  fails: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let left = items;
  if (left.length > 0 && (await fails([]))) return [];
  for (let parts = 2; left.length > 0; ) {
    const size = Math.ceil(left.length / parts);
    let taken = false;
    for (let from = 0; from < left.length; from += size) {
      const rest = [...left.slice(0, from), ...left.slice(from + size)];
      if (rest.length === 0 || !(await fails(rest))) continue;
      left = rest;
      taken = true;
      break;
    }
    if (taken) parts = Math.max(2, parts - 1);
    else if (size === 1) break;
    else parts = Math.min(left.length, 2 * parts);
  }
  return left;
}
