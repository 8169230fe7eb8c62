/** What was established about a task set, in sentences: numbers with units, and the theorem of each. */
import { multiply } from '../../engine/language/expression/numbers.js';
import { formatShare, formatTicks, formatTime } from '../../engine/language/tasks/format-time.js';
import type { TasksExpr, TasksSpec } from '../../engine/language/tasks/spec.js';
import type { Analysis, Found } from './analyse.js';
import { type Facts, quantityOf, type TooLong, tasksIn } from './evaluate.js';
import { compare, type Interval, isBounded, whole } from './intervals.js';
import { utilisation } from './utilisation.js';

/** Responses that are listed one by one; of more, those with the least reserve. */
const LISTED_MAX = 8;

/** What the analysis found about a condition, whether that makes it true or false. */
export function decidedClaim(
  spec: TasksSpec,
  analysis: Analysis | null,
  condition: TasksExpr,
): string {
  const tasks = tasksIn(condition);
  if (analysis === null || tasks.length === 0) return `${quantitiesIn(condition)}: by arithmetic`;
  return `${responses(spec, analysis, tasks)}; ${context(analysis)} (${theorems(analysis, tasks)})`;
}

export function tooLongClaim(
  spec: TasksSpec,
  analysis: Analysis,
  { task, limit, text, strict }: TooLong,
): string {
  const { name } = spec.tasks[task];
  const found = analysis.found[task];
  const than = strict ? 'not less than' : 'more than';
  const bound = `${than} ${formatTime(limit)}${text === formatTime(limit) ? '' : ` (${text})`}`;
  const grows =
    found.low === Infinity
      ? `the response of ${name} has no bound: the tasks that come first ask for ${loadOf(analysis, task)} of the processor`
      : `${name} responds after ${upTo(spec, found)}, ${bound}`;
  return `${grows}; ${context(analysis)} (${found.theorem})`;
}

export function unknownClaim(
  spec: TasksSpec,
  analysis: Analysis,
  condition: TasksExpr,
  culprit: TooLong | null,
): string {
  const tasks = culprit ? [culprit.task] : tasksIn(condition);
  const gaps = [...new Set(tasks.flatMap((task) => analysis.found[task].gap ?? []))];
  return `${responses(spec, analysis, tasks)}; ${gaps.join('; ')} (${theorems(analysis, tasks)})`;
}

export function reportClaim(analysis: Analysis | null, value: TasksExpr, facts: Facts): string {
  const number = between(quantityOf(value, facts), measureOf(value));
  const tasks = tasksIn(value);
  return analysis === null || tasks.length === 0
    ? number
    : `${number}; ${context(analysis)} (${theorems(analysis, tasks)})`;
}

// ------------------------------------------------------------------------------------- the pieces

/** The end of a claim on one processor: who goes first, and for which releases it is true. */
function context({ set, priorities, concrete }: Analysis): string {
  const who = set.policy === 'earliest deadline first' ? 'earliest deadline first' : priorities;
  const releases = concrete
    ? 'first jobs at their offsets'
    : 'for all releases at least a period apart';
  return `${who}${set.preemptive ? '' : ', no preemption'}, ${releases}`;
}

function responses(spec: TasksSpec, analysis: Analysis, tasks: readonly number[]): string {
  const reserve = (i: number) => analysis.set.tasks[i].deadline - analysis.found[i].high;
  const shown =
    tasks.length <= LISTED_MAX
      ? tasks
      : [...tasks].sort((a, b) => reserve(a) - reserve(b)).slice(0, LISTED_MAX);
  const words = shown.map((i) => {
    const deadline = formatTicks(analysis.set.tasks[i].deadline, spec.tick);
    return `${spec.tasks[i].name} ${upTo(spec, analysis.found[i])} of ${deadline}`;
  });
  const rest = tasks.length - shown.length;
  const more = rest > 0 ? `, and ${rest} more with greater reserve` : '';
  return `worst responses ${words.join(', ')}${more}`;
}

function upTo({ tick }: TasksSpec, { low, high, job }: Found): string {
  const at = (ticks: number) => (ticks === Infinity ? 'without bound' : formatTicks(ticks, tick));
  if (low !== high)
    return high === Infinity ? `at least ${at(low)}` : `between ${at(low)} and ${at(high)}`;
  return `${at(high)}${job !== null && job > 1 ? ` (job ${job} of the busy window)` : ''}`;
}

/** Each once; one that another one begins with goes without saying. */
function theorems({ found }: Analysis, tasks: readonly number[]): string {
  const all = [...new Set(tasks.flatMap((i) => found[i].theorem.split('; ')))];
  return all
    .filter((one) => !all.some((other) => other !== one && other.startsWith(one)))
    .join('; ');
}

function loadOf({ set }: Analysis, task: number): string {
  const at = set.order.indexOf(task);
  const tasks =
    set.order.length > 0 ? set.order.slice(0, at + 1).map((i) => set.tasks[i]) : set.tasks;
  return formatShare(utilisation(tasks));
}

/** The quantities that a condition compares: `cpu.utilisation ≈ 97.14 %, 90 %`. */
function quantitiesIn(expr: TasksExpr): string {
  const words = new Set<string>();
  const visit = (e: TasksExpr): void => {
    if (e.op === 'quantity' && e.text.includes('.') && /[a-z]\./i.test(e.text)) {
      const shown = e.measure === 'time' ? formatTime(e.value) : formatShare(e.value);
      words.add(shown.startsWith('≈') ? `${e.text} ${shown}` : `${e.text} = ${shown}`);
    } else if (e.op === 'not') visit(e.of);
    else if (e.op === 'all' || e.op === 'some' || e.op === 'count') e.of.forEach(visit);
    else if (e.op === 'arithmetic' || e.op === 'compare') {
      visit(e.left);
      visit(e.right);
    }
  };
  visit(expr);
  return words.size === 0 ? 'what is written' : [...words].join(', ');
}

function measureOf(expr: TasksExpr): 'time' | 'number' {
  if (expr.op === 'found') return 'time';
  if (expr.op === 'quantity') return expr.measure;
  if (expr.op !== 'arithmetic') return 'number';
  const [left, right] = [measureOf(expr.left), measureOf(expr.right)];
  if (expr.operator === '/') return left === right ? 'number' : left;
  return left === 'time' || right === 'time' ? 'time' : 'number';
}

function between({ low, high }: Interval, measure: 'time' | 'number'): string {
  const shown = (value: Interval['low']) =>
    !isBounded(value)
      ? 'without bound'
      : measure === 'time'
        ? formatTime(value)
        : formatShare(multiply(value, whole(1)));
  return compare(low, high) === 0 ? shown(low) : `between ${shown(low)} and ${shown(high)}`;
}
