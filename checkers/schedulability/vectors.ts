/**
 * Runs test vectors through the analyses of this room. A vector is a task set in whole ticks with what a
 * textbook, a paper or another tool says of it:
 *
 *     { id, kind, policy, tasks: [{ C, T, D, J, B }], expected: { R: [5, 15, 80], schedulable: true } }
 *
 * C is the WCET, T the period, D the deadline (T where absent), J the jitter, B the blocking. What may be
 * expected is in `answers` below; `null` as a response means that there is no bound.
 */
import { firstMiss } from '../../engine/scheduling/schedule.js';
import { simulate } from '../../engine/scheduling/simulate.js';
import {
  hyperperiod,
  type Policy,
  plainTask,
  type Task,
  TICKS_MAX,
} from '../../engine/scheduling/task-set.js';
import { busyPeriod, deadlinesBefore, demand, demandBound, firstOverload } from './demand.js';
import { edfResponseTime } from './edf-response-time.js';
import { nonPreemptiveResponseTime } from './non-preemptive.js';
import { asListed, deadlineMonotonic, optimal, rateMonotonic } from './priorities.js';
import { quickDemandAnalysis } from './qpa.js';
import { type ResponseTime, responseTime } from './response-time.js';
import { approximately, utilisation } from './utilisation.js';
import { liuLaylandBound, withinHyperbolicBound, withinLiuLayland } from './utilisation-bounds.js';

export interface VectorResult {
  readonly id: string;
  readonly kind: string;
  readonly status: 'pass' | 'fail' | 'not covered';
  readonly wanted: unknown;
  readonly got: unknown;
}

/** The kinds of vector that are covered. */
const KINDS: ReadonlySet<string> = new Set([
  'fp_rta',
  'fp_rta_jitter_blocking',
  'fp_arbitrary_deadline',
  'util_bound',
  'opa',
  'edf_util',
  'edf_dbf',
  'edf_qpa',
  'edf_rta',
]);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = { readonly [key: string]: Json };

/** @throws {Error} where the document is no list of vectors. */
export function runVectors(document: unknown): VectorResult[] {
  if (!Array.isArray(document)) throw new Error('a file of vectors is a list of them');
  return document.map((vector, i) => {
    if (!isFields(vector)) throw new Error(`vector ${i + 1} is not an object`);
    return runVector(vector);
  });
}

export function runVector(vector: Fields): VectorResult {
  const { expected } = vector;
  const head = { id: String(vector['id']), kind: String(vector['kind']) };
  const because = (why: string): VectorResult => ({
    ...head,
    status: 'not covered',
    wanted: expected ?? null,
    got: why,
  });
  if (!KINDS.has(head.kind)) return because(`no analysis for kind ${head.kind}`);
  if (!isFields(expected)) return because('nothing is expected');
  const problem = readProblem(vector);
  if (typeof problem === 'string') return because(problem);
  const got: Record<string, Json> = {};
  for (const key of Object.keys(expected)) {
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (answer === undefined) return because(`no analysis gives \`${key}\``);
    got[key] = answer(problem, expected);
  }
  const tolerance = typeof vector['tolerance'] === 'number' ? vector['tolerance'] : 1e-9;
  const status = agrees(expected, got, tolerance) ? 'pass' : 'fail';
  return { ...head, status, wanted: expected, got };
}

interface Problem {
  readonly tasks: readonly Task[];
  readonly blocking: readonly number[];
  readonly policy: Policy;
  readonly preemptive: boolean;
  readonly order: readonly number[];
}

const FIELDS = new Set(['C', 'T', 'D', 'J', 'B', 'name']);

function readProblem(vector: Fields): Problem | string {
  const rows = vector['tasks'];
  if (!Array.isArray(rows) || rows.length === 0 || !rows.every(isFields)) return 'no tasks';
  for (const row of rows) {
    const strange = Object.keys(row).find((key) => !FIELDS.has(key));
    if (strange !== undefined) return `tasks with \`${strange}\``;
    const times = ['C', 'T', 'D', 'J', 'B'].flatMap((key) => (key in row ? [row[key]] : []));
    if (!times.every(isTicks) || !isPositive(row['C']) || !isPositive(row['T']))
      return 'times that are not whole ticks';
  }
  const tasks = rows.map((row, i) => taskOf(row, i));
  const policy = String(vector['policy'] ?? '').toUpperCase();
  const order = orderOf(policy, tasks);
  if (order === null) return `the policy ${String(vector['policy'])}`;
  return {
    tasks,
    blocking: rows.map((row) => (row['B'] ?? 0) as number),
    policy: /\bEDF\b/.test(policy) ? 'earliest deadline first' : 'fixed priority',
    preemptive: !/\bNP\b|NON-PREEMPTIVE/.test(policy),
    order,
  };
}

function taskOf(row: Fields, index: number): Task {
  const number = (key: string, otherwise: number) => (row[key] ?? otherwise) as number;
  const period = number('T', 1);
  return plainTask(
    { wcet: number('C', 1), period, deadline: number('D', period), jitter: number('J', 0) },
    index,
  );
}

function orderOf(policy: string, tasks: readonly Task[]): number[] | null {
  if (/\bRM\b|RATE/.test(policy) && !/EDF/.test(policy)) return rateMonotonic(tasks);
  if (/\bDMP?O?\b|DEADLINE MONO/.test(policy)) return deadlineMonotonic(tasks);
  return /\bFP\b|EDF|FIXED|LISTED/.test(policy) ? asListed(tasks) : null;
}

// ---------------------------------------------------------------------------------------- answers

/** What can be asked of a task set. Lists of responses are in the order of the tasks. */
const answers: Readonly<Record<string, (problem: Problem, expected: Fields) => Json>> = {
  U: ({ tasks }) => approximately(utilisation(tasks)),
  ll: ({ tasks }) => withinLiuLayland(tasks),
  ll_bound: ({ tasks }) => liuLaylandBound(tasks.length),
  hyperbolic: ({ tasks }) => withinHyperbolicBound(tasks),
  R: (problem) => responses(problem),
  spuri: ({ tasks }) => edfResponses(tasks),
  schedulable: (problem) => isSchedulable(problem),
  first_job: (problem) => finite(lowest(problem)?.first ?? null),
  worst_job: (problem) => lowest(problem)?.job ?? null,
  rm: (problem) => fixedMeets(problem, rateMonotonic(problem.tasks)),
  dm: (problem) => fixedMeets(problem, deadlineMonotonic(problem.tasks)),
  rm_R: (problem) => inListedOrder(problem, rateMonotonic(problem.tasks)),
  dm_R: (problem) => inListedOrder(problem, deadlineMonotonic(problem.tasks)),
  rm_miss_at: ({ tasks }) => missAt(tasks, 'fixed priority'),
  edf_miss_at: ({ tasks }) => missAt(tasks, 'earliest deadline first'),
  order: (problem, { order }) => orderThatWorks(problem, order),
  opa: (problem) => orderThatWorks(problem, undefined) !== null,
  opa_R: (problem, { order }) => inNewOrder(problem, orderThatWorks(problem, order)),
  edf: ({ tasks }) => quickDemandAnalysis(tasks)?.schedulable ?? null,
  qpa: ({ tasks }) => quickDemandAnalysis(tasks)?.schedulable ?? null,
  pda: ({ tasks }) => demandIsMet(tasks),
  Lstar: ({ tasks }) => starOf(tasks),
  L: ({ tasks }) => busyPeriod(tasks),
  hyperperiod: ({ tasks }) => hyperperiod(tasks),
  points: ({ tasks }) => testPoints(tasks),
  dbf: ({ tasks }) => testPoints(tasks)?.map((t) => demand(tasks, t)) ?? null,
};

const finite = (ticks: number | null): number | null =>
  ticks !== null && ticks < Number.POSITIVE_INFINITY ? ticks : null;

function responses(problem: Problem): Json {
  return problem.policy === 'fixed priority'
    ? inListedOrder(problem, problem.order)
    : edfResponses(problem.tasks);
}

const edfResponses = (tasks: readonly Task[]): Json =>
  tasks.map((_, i) => finite(edfResponseTime(tasks, i)?.worst ?? null));

function fixedResponse(
  { tasks, blocking, preemptive }: Problem,
  task: number,
  higher: readonly number[],
  lower: readonly number[],
): ResponseTime | null {
  const of = (indices: readonly number[]) => indices.map((i) => tasks[i]);
  return preemptive
    ? responseTime(tasks[task], of(higher), blocking[task])
    : nonPreemptiveResponseTime(tasks[task], of(higher), of(lower));
}

const byOrder = (problem: Problem, order: readonly number[]): (ResponseTime | null)[] =>
  order.map((task, rank) =>
    fixedResponse(problem, task, order.slice(0, rank), order.slice(rank + 1)),
  );

function inListedOrder(problem: Problem, order: readonly number[]): Json {
  const found = byOrder(problem, order);
  return problem.tasks.map((_, task) => finite(found[order.indexOf(task)]?.worst ?? null));
}

const inNewOrder = (problem: Problem, order: readonly number[] | null): Json =>
  order && byOrder(problem, order).map((found) => finite(found?.worst ?? null));

function lowest(problem: Problem): ResponseTime | null {
  return byOrder(problem, problem.order).at(-1) ?? null;
}

function fixedMeets(problem: Problem, order: readonly number[]): boolean | null {
  const found = byOrder(problem, order);
  if (found.some((r, rank) => r !== null && r.worst > problem.tasks[order[rank]].deadline))
    return false;
  return found.includes(null) ? null : true;
}

function isSchedulable(problem: Problem): boolean | null {
  return problem.policy === 'fixed priority'
    ? fixedMeets(problem, problem.order)
    : (quickDemandAnalysis(problem.tasks)?.schedulable ?? null);
}

/**
 * Several orders may work: one that is wanted is confirmed by analysing it. Without it, or where it does
 * not work, the order that Audsley's assignment finds.
 */
function orderThatWorks(problem: Problem, wanted: Json | undefined): number[] | null {
  const { tasks } = problem;
  if (Array.isArray(wanted) && isPermutation(wanted, tasks.length) && fixedMeets(problem, wanted))
    return [...wanted];
  return optimal(tasks, (task, higher, lower) => {
    const found = fixedResponse(problem, task, higher, lower);
    return found !== null && found.worst <= tasks[task].deadline;
  });
}

const isPermutation = (list: readonly Json[], length: number): list is number[] =>
  list.length === length && asListed(list).every((i) => list.includes(i));

/** The first deadline that is missed when all release at 0. */
function missAt(tasks: readonly Task[], policy: Policy): number | null {
  const all = hyperperiod(tasks);
  const longest = Math.max(...tasks.map(({ deadline }) => deadline));
  const horizon = Math.min((all ?? TICKS_MAX) + longest, TICKS_MAX);
  const order = policy === 'fixed priority' ? rateMonotonic(tasks) : [];
  const set = { tasks, policy, preemptive: true, order, resources: [] };
  const schedule = simulate(set, {
    horizon,
    until: ({ finish, deadline }) => finish !== null && finish > deadline,
  });
  return firstMiss(schedule)?.deadline ?? null;
}

function demandIsMet(tasks: readonly Task[]): boolean | null {
  const found = firstOverload(tasks);
  return found === null ? null : found === 'none';
}

function starOf(tasks: readonly Task[]): number | null {
  const bound = demandBound(tasks);
  return bound && approximately(bound);
}

/** The deadlines before L*, or up to the hyperperiod where that ends first: the textbook's test set. */
function testPoints(tasks: readonly Task[]): number[] | null {
  const bound = demandBound(tasks);
  const star = bound === null ? Number.POSITIVE_INFINITY : Math.ceil(approximately(bound));
  const end = Math.min(star, (hyperperiod(tasks) ?? Number.POSITIVE_INFINITY) + 1);
  return end === Number.POSITIVE_INFINITY ? null : deadlinesBefore(tasks, end);
}

// ------------------------------------------------------------------------------------- comparison

/** Whole numbers, words and truth agree only if equal; fractions within the tolerance. */
function agrees(wanted: Json, got: Json, tolerance: number): boolean {
  if (typeof wanted === 'number' && typeof got === 'number')
    return wanted === got || (!Number.isInteger(wanted) && Math.abs(wanted - got) <= tolerance);
  if (Array.isArray(wanted) && Array.isArray(got))
    return (
      wanted.length === got.length && wanted.every((w, i) => agrees(w, got[i] as Json, tolerance))
    );
  if (isFields(wanted) && isFields(got))
    return Object.keys(wanted).every(
      (key) => key in got && agrees(wanted[key], got[key], tolerance),
    );
  return wanted === got;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTicks = (value: Json): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isPositive = (value: Json | undefined): boolean => typeof value === 'number' && value > 0;
