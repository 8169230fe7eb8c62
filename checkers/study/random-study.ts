/** A study of random task sets: its jobs, done by workers, and what all runs of each cell come to. */
import { availableParallelism } from 'node:os';
import { asNumber } from '../../engine/language/study/quantities.js';
import type { StudySpec, Subject } from '../../engine/language/study/spec.js';
import type { Watch } from '../exploration/limits.js';
import { type OnAnyProgress, RateMeter } from '../exploration/progress.js';
import { runJobs } from './pool.js';
import type { Ran, RanCell } from './ran.js';
import type { CellFacts, Job, JobResult, Plan } from './sample.js';
import { joined, measuredIn } from './tally.js';

export interface RandomStudyOptions {
  readonly seed: number;
  /** Default: as many as there are processors. */
  readonly workers?: number | undefined;
  readonly watch: Watch;
  readonly onProgress?: OnAnyProgress | undefined;
}

export async function runRandomStudy(
  spec: StudySpec,
  subject: Subject & { is: 'random task sets' },
  options: RandomStudyOptions,
): Promise<Ran> {
  const { plan, members } = planOf(spec, subject, options.seed);
  const jobs = jobsOf(plan, spec.repeat);
  const results = new Array<JobResult | null>(jobs.length).fill(null);
  const progress = reporter(spec, options);
  const stoppedBy = await runJobs(plan, jobs, {
    workers: options.workers ?? workersFor(jobs),
    stop: () => options.watch.stop(),
    signal: options.watch.limits.signal,
    onDone: (job, result) => {
      results[job] = result;
      const { group, from, to } = jobs[job];
      progress((to - from) * members[group].length);
    },
  });
  const cells = new Array<RanCell>(spec.cells.length);
  for (const [group, own] of members.entries()) {
    const parts = jobs.flatMap((job, i) =>
      job.group === group ? [{ job, result: results[i] }] : [],
    );
    for (const [at, cell] of own.entries()) cells[cell] = cellOf(spec, parts, at);
  }
  return { cells, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}

/** Runs of one job: enough to be worth a message, few enough to stop soon. */
const TASKS_OF_A_JOB = 2000;
/** With less than this to do, threads take longer to begin than to work. */
const JOBS_MIN = 12;

const workersFor = (jobs: readonly Job[]): number =>
  jobs.length < JOBS_MIN ? 1 : availableParallelism();

function planOf(spec: StudySpec, { sets }: Subject & { is: 'random task sets' }, seed: number) {
  const groups = new Map<string, { cells: CellFacts[]; members: number[]; first: number }>();
  for (const [i, cell] of spec.cells.entries()) {
    const values = cell.map((value, axis) => spec.axes[axis].values[value]);
    const facts: CellFacts = {
      numbers: values.map(({ quantity }) => (quantity ? asNumber(quantity) : null)),
      words: values.map(({ text }) => text),
    };
    const { key, priorities, exact } = sets[i];
    const together = `${key} ${priorities} ${exact}`;
    const group = groups.get(together) ?? { cells: [], members: [], first: i };
    group.cells.push(facts);
    group.members.push(i);
    groups.set(together, group);
  }
  const all = [...groups.values()];
  const plan: Plan = {
    seed,
    // Spans and names are no business of the workers.
    measures: spec.measures.map(({ of }) => ({ of })),
    groups: all.map(({ cells, first }) => ({ shape: sets[first], cells })),
  };
  return { plan, members: all.map(({ members }) => members) };
}

/** The same whoever does them, and however many do: results are put together job by job. */
function jobsOf({ groups }: Plan, repeat: number): Job[] {
  return groups.flatMap(({ shape }, group) => {
    const size = Math.max(1, Math.floor(TASKS_OF_A_JOB / shape.count));
    return Array.from({ length: Math.ceil(repeat / size) }, (_, i) => ({
      group,
      from: i * size,
      to: Math.min(repeat, (i + 1) * size),
    }));
  });
}

function cellOf(
  spec: StudySpec,
  parts: readonly { readonly job: Job; readonly result: JobResult | null }[],
  at: number,
): RanCell {
  const done = parts.flatMap(({ job, result }) => (result ? [{ job, tallies: result[at] }] : []));
  const runs = done.reduce((sum, { job }) => sum + job.to - job.from, 0);
  const measures = spec.measures.map(({ statistic }, m) => {
    // What is measured is measured over all runs, or not at all.
    if (runs < spec.repeat) return { number: null, undecided: 0 };
    const tally = done.map(({ tallies }) => tallies[m]).reduce(joined);
    return { number: measuredIn(tally, statistic), undecided: tally.undecided };
  });
  return { runs, measures };
}

function reporter(spec: StudySpec, { watch, onProgress }: RandomStudyOptions) {
  const of = spec.cells.length * spec.repeat;
  const meter = new RateMeter();
  let runs = 0;
  return (more: number) => {
    runs += more;
    onProgress?.({ runs, of, rate: meter.rate(runs, watch.seconds) });
  };
}
