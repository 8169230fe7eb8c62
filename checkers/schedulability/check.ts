/**
 * Checks a spec of kind `tasks`: analyses give each task's worst response, properties are decided over
 * them exactly, and where one fails, a schedule shows the job that is late. What a limit, or an analysis
 * that does not exist yet, leaves open is `unknown`.
 */
import { formatTicks, formatTime } from '../../engine/language/tasks/format-time.js';
import type { TasksExpr, TasksProperty, TasksSpec } from '../../engine/language/tasks/spec.js';
import type { Meters } from '../exploration/limits.js';
import { processMeters } from '../exploration/limits.js';
import type { Evidence, Note, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf } from '../verdict-of.js';
import { type Analysis, analyse } from './analyse.js';
import { boundNotes } from './bounds.js';
import { decidedClaim, reportClaim, tooLongClaim, unknownClaim } from './claims.js';
import { type Facts, type TooLong, tasksIn, tooLong, truthOf } from './evaluate.js';
import { scheduleEvidence } from './evidence.js';
import { scheduleBeyond, worstScenario } from './worst-case.js';

export interface TasksCheckOptions {
  /** Which properties; default: all. */
  readonly only?: (property: TasksProperty) => boolean;
  readonly meters?: Meters;
}

export function checkTasks(spec: TasksSpec, options: TasksCheckOptions = {}): Verdict[] {
  const meters = options.meters ?? processMeters;
  const before = meters.cpuSeconds();
  const analysis = analyse(spec);
  const answers = spec.properties
    .filter(options.only ?? (() => true))
    .map((property) => ({ property, ...answer(spec, analysis, property) }));
  const effort = effortWithoutStates(meters.cpuSeconds() - before, meters.memory().bytes);
  return answers.map(({ property, status, claim, evidence = null, notes = [], method }) =>
    verdictOf(property, method, { status, claim, evidence, effort, notes }),
  );
}

interface Answer extends Pick<Verdict, 'status' | 'claim' | 'method'> {
  readonly evidence?: Evidence | null;
  readonly notes?: readonly Note[];
}

const notYet = (what: string): Answer => ({
  status: 'unknown',
  claim: `not yet: ${what}`,
  method: 'none',
});

function answer(spec: TasksSpec, analysed: Analysis | string, property: TasksProperty): Answer {
  const { claim } = property;
  if (claim.form === 'not yet') return notYet(claim.what);
  const expr = claim.form === 'report' ? claim.value : claim.condition;
  const asks = tasksIn(expr).length > 0;
  // Without response times, utilisation and the like can still be judged.
  if (asks && typeof analysed === 'string') return notYet(analysed);
  const analysis = typeof analysed === 'string' ? null : analysed;
  const facts: Facts = { tick: spec.tick, found: analysis?.found ?? null };
  const method = asks && analysis ? methodOf(analysis) : 'arithmetic';
  if (claim.form === 'report')
    return { status: 'holds', claim: reportClaim(analysis, expr, facts), method };
  return judged(spec, analysis, expr, facts, method);
}

function judged(
  spec: TasksSpec,
  analysis: Analysis | null,
  condition: TasksExpr,
  facts: Facts,
  method: string,
): Answer {
  const truth = truthOf(condition, facts);
  if (truth === true) {
    const notes =
      analysis && tasksIn(condition).length === spec.tasks.length ? boundNotes(analysis) : [];
    return { status: 'holds', claim: decidedClaim(spec, analysis, condition), method, notes };
  }
  const culprit = analysis && tooLong(condition, facts, truth);
  if (truth === null && analysis)
    return { status: 'unknown', claim: unknownClaim(spec, analysis, condition, culprit), method };
  if (analysis === null || culprit === null)
    return { status: 'violated', claim: decidedClaim(spec, analysis, condition), method };
  const evidence = evidenceOf(spec, analysis, culprit);
  return {
    status: 'violated',
    claim: tooLongClaim(spec, analysis, culprit),
    method: evidence ? `${method}, and a schedule that shows it` : method,
    evidence,
  };
}

function methodOf({ set, concrete, found }: Analysis): string {
  if (concrete && found.some(({ theorem }) => theorem.startsWith('the schedule')))
    return 'simulation until the schedule repeats';
  return set.policy === 'fixed priority'
    ? 'response-time analysis'
    : 'response-time analysis for EDF';
}

/** Where theory says that the worst is reached, not finding it in a schedule is a mistake of ours. */
function evidenceOf(spec: TasksSpec, analysis: Analysis, culprit: TooLong): Evidence | null {
  const { set, concrete } = analysis;
  const found = analysis.found[culprit.task];
  const scenario = concrete
    ? { horizon: Number.MAX_SAFE_INTEGER }
    : worstScenario(set, culprit.task, found.arrival);
  const shown = scheduleBeyond(set, culprit.task, culprit.ticks, scenario);
  if (shown === null) {
    if (found.low < Infinity)
      throw new Error(`no schedule shows the response of ${spec.tasks[culprit.task].name}`);
    return null;
  }
  const { schedule, job } = shown;
  const broke = brokenWords(spec, culprit, job);
  return scheduleEvidence(spec, set, schedule, job, culprit.ticks, broke);
}

function brokenWords(
  spec: TasksSpec,
  { task, limit, ticks }: TooLong,
  { arrival, finish, deadline }: { arrival: number; finish: number | null; deadline: number },
): string {
  const at = (t: number) => formatTicks(t, spec.tick);
  const took = finish === null ? 'it has not ended' : `it took ${at(finish - arrival)}`;
  return ticks === spec.tasks[task].deadline
    ? `misses its deadline at ${at(deadline)}: ${took}`
    : `${took}, and ${formatTime(limit)} was the limit`;
}
