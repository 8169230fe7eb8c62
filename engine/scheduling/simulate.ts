/**
 * A simulator of schedules on one processor, by discrete events: a job runs until it ends, reaches or
 * leaves a critical section, or another job is released. Every job takes its whole WCET, and uses its
 * resources at its beginning, one after the other.
 *
 * Resources: inheritance and (original) priority ceiling as Sha, Rajkumar and Lehoczky, Priority
 * inheritance protocols, 1990; stack resource as Baker, Stack-based scheduling of realtime processes,
 * 1991, of which the immediate ceiling is the case of fixed priorities.
 */
import type { Job, Schedule, Segment } from './schedule.js';
import type { Protocol, TaskSet } from './task-set.js';

export interface Scenario {
  /** Arrivals and releases end here, and so does the schedule. */
  readonly horizon: number;
  /** The first arrival of each task; a job that arrives before 0 is released at 0. Default: the offsets. */
  readonly firstArrivals?: readonly number[];
  /** Jobs that got the processor an instant before all others are released at 0, the earliest first. */
  readonly underway?: readonly Underway[];
  /** The task that goes last among jobs of one urgency; else the one that arrived first goes first. */
  readonly losesTies?: number;
  /** Ends the simulation once this job has ended. */
  readonly until?: (job: Job) => boolean;
  /** Ends the simulation at the first moment with nothing to do. */
  readonly untilIdle?: boolean;
  /** Jobs that are simulated at most. Default: a million. */
  readonly jobsMax?: number;
}

export interface Underway {
  readonly task: number;
  /** The critical section that it has just entered (an index into its sections), if any. */
  readonly section: number | null;
}

/** A job that was released and has not ended. */
interface Active {
  readonly task: number;
  readonly job: number;
  readonly arrival: number;
  readonly release: number;
  readonly deadline: number;
  /** Ends of the critical sections, in ticks of its own execution, in order. */
  readonly sections: readonly { readonly resource: number; readonly end: number }[];
  done: number;
  /** How many sections it has left. */
  left: number;
  holding: boolean;
}

export function simulate(set: TaskSet, scenario: Scenario): Schedule {
  return new Simulation(set, scenario).run();
}

const JOBS_MAX = 1_000_000;

class Simulation {
  private readonly ranks: readonly number[];
  private readonly ceilings: readonly number[];
  private readonly nextArrival: number[];
  private readonly jobCount: number[];
  /** Of each task the jobs that have not ended: they follow each other, so only the first can run. */
  private readonly queues: Active[][];
  private readonly segments: Segment[] = [];
  private readonly ended: Job[] = [];
  private now = 0;
  private released = 0;
  private stopped = false;
  private running: Active | null = null;

  constructor(
    private readonly set: TaskSet,
    private readonly scenario: Scenario,
  ) {
    const { tasks } = set;
    const fixed = set.policy === 'fixed priority';
    const ranks = tasks.map((task) => (fixed ? 0 : task.deadline));
    if (fixed) for (const [rank, task] of set.order.entries()) ranks[task] = rank;
    this.ranks = ranks;
    this.ceilings = set.resources.map((_, resource) =>
      tasks.reduce(
        (ceiling, task, i) =>
          task.sections.some((s) => s.resource === resource)
            ? Math.min(ceiling, ranks[i])
            : ceiling,
        Number.POSITIVE_INFINITY,
      ),
    );
    this.nextArrival = tasks.map((task, i) => scenario.firstArrivals?.[i] ?? task.offset);
    this.jobCount = tasks.map(() => 0);
    this.queues = tasks.map(() => []);
  }

  run(): Schedule {
    const { horizon, underway = [] } = this.scenario;
    for (const { task, section } of underway) this.begin(task, section);
    // Until it idles, a processor that began an instant early starts its next job before what is
    // released at that very moment; that matters where jobs cannot be interrupted.
    let early = underway.length > 0 && !this.set.preemptive;
    while (this.now < horizon && !this.stopped) {
      const first = early ? this.choose() : null;
      if (first === null) early = false;
      else this.running = first;
      this.release();
      const job = first ?? this.choose();
      const next = this.nextRelease();
      if (job === null && this.scenario.untilIdle) break;
      if (job === null) this.now = Math.min(next, horizon);
      else this.execute(job, Math.min(next, horizon));
    }
    return { segments: this.segments, jobs: this.allJobs(), end: this.now };
  }

  private begin(task: number, section: number | null): void {
    const job = this.arrive(task, section ?? 0);
    if (section !== null) job.holding = true;
    this.running = job;
  }

  private release(): void {
    const most = this.scenario.jobsMax ?? JOBS_MAX;
    for (let task = 0; task < this.nextArrival.length; task++) {
      while (Math.max(this.nextArrival[task], 0) <= this.now) {
        this.arrive(task, 0);
        this.released++;
        if (this.released > most) {
          this.stopped = true;
          return;
        }
      }
    }
  }

  /** `from`: which of its sections comes first. */
  private arrive(task: number, from: number): Active {
    const { period, deadline, sections } = this.set.tasks[task];
    const arrival = this.nextArrival[task];
    this.nextArrival[task] = arrival + period;
    let end = 0;
    const rotated = [...sections.slice(from), ...sections.slice(0, from)].map((section) => {
      end += section.length;
      return { resource: section.resource, end };
    });
    const job: Active = {
      task,
      job: ++this.jobCount[task],
      arrival,
      release: Math.max(arrival, 0),
      deadline: arrival + deadline,
      sections: rotated,
      done: 0,
      left: rotated.length,
      holding: false,
    };
    this.queues[task].push(job);
    return job;
  }

  private nextRelease(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const arrival of this.nextArrival) if (arrival < next) next = arrival;
    return Math.max(next, 0);
  }

  /** The job that runs now. A job that cannot go on hands its urgency to the one in its way. */
  private choose(): Active | null {
    const running = this.running;
    if (running !== null && this.cannotBeInterrupted(running)) return running;
    const urgency = new Map<Active, number>();
    const waiting = new Set<Active>();
    for (;;) {
      const job = this.mostUrgent(urgency, waiting);
      if (job === null) return null;
      const obstacle = this.obstacleTo(job);
      if (obstacle === null) {
        if (job.left > 0 && !job.holding) job.holding = true;
        return job;
      }
      waiting.add(job);
      if (obstacle.inherits) {
        const own = urgency.get(job) ?? this.urgencyOf(job);
        const before = urgency.get(obstacle.job) ?? this.urgencyOf(obstacle.job);
        urgency.set(obstacle.job, Math.min(own, before));
      }
    }
  }

  private cannotBeInterrupted(job: Active): boolean {
    if (!this.set.preemptive) return true;
    return job.holding && this.protocolOf(job) === 'no preemption';
  }

  private mostUrgent(urgency: Map<Active, number>, waiting: Set<Active>): Active | null {
    let best: Active | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const [job] of this.queues) {
      if (job === undefined || waiting.has(job)) continue;
      const own = urgency.get(job) ?? this.urgencyOf(job);
      // A holder at the urgency that it was lent goes before the one that lent it; else first come.
      if (own < least || (own === least && best !== null && this.comesBefore(job, best))) {
        best = job;
        least = own;
      }
    }
    return best;
  }

  /** Among jobs of one urgency. */
  private comesBefore(a: Active, b: Active): boolean {
    if (a.holding !== b.holding) return a.holding;
    const last = this.scenario.losesTies;
    if (a.task === last || b.task === last) return b.task === last;
    return a.arrival < b.arrival;
  }

  private urgencyOf(job: Active): number {
    return this.set.policy === 'fixed priority' ? this.ranks[job.task] : job.deadline;
  }

  /** Who is in the way of the next tick of the job, and whether that one inherits its urgency. */
  private obstacleTo(job: Active): { readonly job: Active; readonly inherits: boolean } | null {
    if (job.holding) return null;
    const level = this.ranks[job.task];
    const wantsLock = job.left > 0;
    for (const [other] of this.queues) {
      if (other === undefined || other === job || !other.holding) continue;
      const resource = currentResource(other);
      const protocol = this.set.resources[resource].protocol;
      const ceiling = this.ceilings[resource];
      if (stackLike(protocol) && job.done === 0 && level >= ceiling)
        return { job: other, inherits: true };
      if (!wantsLock) continue;
      if (currentResource(job) === resource) return { job: other, inherits: protocol !== 'none' };
      if (protocol === 'priority ceiling' && level >= ceiling)
        return { job: other, inherits: true };
    }
    return null;
  }

  private protocolOf(job: Active): Protocol {
    return this.set.resources[currentResource(job)].protocol;
  }

  /** Runs the job up to `limit` at most, and as far as nothing changes. */
  private execute(job: Active, limit: number): void {
    const { wcet } = this.set.tasks[job.task];
    const goal = job.left > 0 ? job.sections[job.sections.length - job.left].end : wcet;
    const ticks = Math.min(goal - job.done, limit - this.now);
    this.record(job, ticks);
    job.done += ticks;
    this.now += ticks;
    this.running = job;
    if (job.done < goal) return;
    if (job.left > 0) {
      job.left--;
      job.holding = false;
    }
    if (job.done === wcet) this.end(job);
  }

  private end(job: Active): void {
    this.running = null;
    this.queues[job.task].shift();
    const finished = ended(job, this.now);
    this.ended.push(finished);
    if (this.scenario.until?.(finished)) this.stopped = true;
  }

  private record(job: Active, ticks: number): void {
    if (ticks === 0) return;
    const resource = job.holding ? currentResource(job) : null;
    const last = this.segments.at(-1);
    const to = this.now + ticks;
    const same = last?.task === job.task && last.job === job.job && last.resource === resource;
    if (last && same && last.to === this.now)
      this.segments[this.segments.length - 1] = { ...last, to };
    else this.segments.push({ task: job.task, job: job.job, from: this.now, to, resource });
  }

  private allJobs(): Job[] {
    const all = [...this.ended, ...this.queues.flat().map((job) => ended(job, null))];
    return all.sort((a, b) => a.release - b.release || a.task - b.task || a.job - b.job);
  }
}

const stackLike = (protocol: Protocol): boolean =>
  protocol === 'immediate ceiling' || protocol === 'stack resource';

/** The resource that the job holds, or needs next. */
const currentResource = (job: Active): number =>
  job.sections[job.sections.length - job.left].resource;

function ended(job: Active, finish: number | null): Job {
  const { task, arrival, release, deadline } = job;
  return { task, job: job.job, arrival, release, deadline, finish };
}
