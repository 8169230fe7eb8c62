/**
 * A swarm: members one after the other, or side by side in threads, until one finds what is not as expected, or all that can be
 * decided is. Of each property the run of the member with the lowest number counts, and nothing that later members found: so the
 * seed is the result, whatever the number of threads. Only a limit of time or memory leaves members out.
 */
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import { inWorkers, startWorker } from '../../jobs.js';
import { decidedAs, type Enough } from '../enough.js';
import type { Counts } from '../found.js';
import { isSafety } from '../judge.js';
import { type Limits, type Meters, Watch } from '../limits.js';
import { type OnProgress, RateMeter } from '../progress.js';
import type { Run } from '../trace.js';
import { follow } from './follow.js';
import type { MemberResult, Sighting } from './member.js';
import { Members } from './members.js';
import { type MemberPlan, planOf } from './plan.js';
import type { SwarmReport } from './report.js';
import { shorten } from './shorten.js';
import { unionOf, unionOfOne } from './sketch.js';

export interface SwarmOptions {
  /** Indices of the system's properties to judge. */
  readonly judged: readonly number[];
  readonly seed: number;
  readonly members: number;
  /** `maxStates` is of each member. */
  readonly limits: Limits;
  readonly meters: Meters;
  /** Threads; more than one only where the system has a source. */
  readonly threads: number;
  /** When members may be left out, instead of at what is not as expected; properties as in `system.properties`. */
  readonly enough?: Enough['when'];
  readonly onProgress?: OnProgress;
}

export interface SwarmFound {
  readonly counts: Counts;
  readonly stoppedBy?: string;
  /** By index into the judged properties. */
  readonly decided: ReadonlyMap<number, Run>;
  readonly illDefined: ReadonlyMap<number, Run>;
  readonly failure: Run | null;
  readonly initialFailure: number | null;
  readonly initialStates: number;
  readonly peakMemoryBytes: number;
  readonly swarm: SwarmReport;
}

/** States of a member, where no limit is given. */
export const MEMBER_STATES = 100_000;
/** States between two looks at the clock. */
const TURN = 4096;

export async function searchSwarm(
  system: TransitionSystem,
  options: SwarmOptions,
): Promise<SwarmFound> {
  const properties = options.judged.map((index) => system.properties[index]);
  const members = new Members(system, properties);
  const tally = new Tally(properties, options);
  if (members.initial.count > 0) await searchAll(system, members, tally, options);
  const found = tally.found(system, members.initial.count);
  const { failureCount, failureSites } = members.initial;
  return {
    ...found,
    initialFailure: failureCount > 0 ? failureSites[0] : null,
    initialStates: members.initial.count,
  };
}

async function searchAll(
  { source }: TransitionSystem,
  members: Members,
  tally: Tally,
  { threads, judged }: SwarmOptions,
): Promise<void> {
  const { plans, watch } = tally;
  if (source === undefined || threads < 2 || plans.length < 2) {
    tally.stoppedBy = await here(members, tally);
    return;
  }
  const data = { source, judged };
  const start = () => startWorker('swarm-worker.mjs', './worker.ts', import.meta.url, data);
  tally.stoppedBy = await inWorkers<MemberPlan, MemberResult>(plans, start, {
    workers: threads,
    // What a member does takes long, next to a message.
    held: 1,
    stop: () => watch.stop(),
    signal: watch.limits.signal,
    onDone: (member, result) => tally.note(member, result),
    wanted: (member) => member <= tally.last,
  });
}

/** In this thread, with pauses in which interruptions arrive. A member that is stopped does not count. */
async function here(members: Members, tally: Tally): Promise<string | undefined> {
  for (const [i, plan] of tally.plans.entries()) {
    if (i > tally.last) return undefined;
    const member = members.begin(plan);
    do {
      await new Promise((resolve) => setImmediate(resolve));
      const reason = tally.watch.stop();
      if (reason !== undefined) return reason;
    } while (!member.go(TURN));
    tally.note(i, member.result());
  }
  return undefined;
}

class Tally {
  readonly plans: readonly MemberPlan[];
  readonly watch: Watch;
  stoppedBy: string | undefined;
  /** The last member that counts, as far as is known: never grows. */
  last: number;
  private readonly results: (MemberResult | undefined)[] = [];
  private readonly rates = new RateMeter();

  constructor(
    private readonly properties: readonly SystemProperty[],
    private readonly options: SwarmOptions,
  ) {
    const { seed, members, limits, meters } = options;
    const states = limits.maxStates ?? MEMBER_STATES;
    this.plans = Array.from({ length: members }, (_, member) => planOf(seed, member, states));
    this.last = members - 1;
    this.watch = new Watch(limits, meters);
  }

  note(member: number, result: MemberResult): void {
    this.results[member] = result;
    const { enough } = this.options;
    if (enough === undefined && result.sightings.some((s) => this.isUnexpected(s)))
      this.last = Math.min(this.last, member);
    // Together with those before it, of which each is done.
    const before: Sighting[] = [];
    for (let i = 0; i <= this.last; i++) {
      const done = this.results[i];
      if (done === undefined) break;
      before.push(...done.sightings);
      if (this.suffice(before)) this.last = i;
    }
    this.report();
  }

  /** What a spec without mistakes does not show. */
  private isUnexpected({ property, decides }: Sighting): boolean {
    if (!decides) return true;
    return decidedAs(this.properties[property]) !== this.properties[property].expect;
  }

  private suffice(sightings: readonly Sighting[]): boolean {
    const { enough, judged } = this.options;
    const decided = new Set(sightings.flatMap((s) => (s.decides ? [s.property] : [])));
    const failed = sightings.some(({ property }) => property < 0);
    const status = (index: number) => {
      const at = judged.indexOf(index);
      return decided.has(at) ? decidedAs(this.properties[at]) : undefined;
    };
    if (enough?.(status, failed)) return true;
    return failed && this.properties.every((p, i) => !isSafety(p) || decided.has(i));
  }

  found(
    system: TransitionSystem,
    initial: number,
  ): Omit<SwarmFound, 'initialFailure' | 'initialStates'> {
    const done = this.plans.flatMap((plan, i) => {
      const result = this.results[i];
      return result && i <= this.last ? [{ plan, result }] : [];
    });
    const sightings = done.flatMap(({ result }) => result.sightings);
    const runs = new Runs(system, this.properties);
    for (const sighting of sightings) runs.note(sighting);
    const sketches = done.map(({ result }) => result.sketch);
    const union = done.length === 1 ? unionOfOne(done[0].result.states) : unionOf(sketches);
    const generated = done.reduce((sum, { result }) => sum + result.generated, 0);
    const { watch, stoppedBy, options } = this;
    const early = done.length < this.plans.length ? 'the first finding' : undefined;
    const stopped = stoppedBy ?? early;
    return {
      counts: {
        // No more digits than the estimate has.
        states: union.exact ? union.states : Number(union.states.toPrecision(3)),
        generated,
        transitions: generated - initial * done.length,
        depth: Math.max(0, ...done.map(({ result }) => result.steps + 1)),
        cpuSeconds: watch.cpuSeconds,
      },
      ...(stopped === undefined ? {} : { stoppedBy: stopped }),
      ...{ decided: runs.decided, illDefined: runs.illDefined, failure: runs.failure },
      peakMemoryBytes: Math.max(watch.peakMemoryBytes, options.meters.memory().bytes),
      swarm: {
        seed: options.seed,
        members: options.members,
        ...(stopped === undefined ? {} : { stoppedBy: stopped }),
        union,
        searches: done.map(({ plan, result }) => ({
          member: plan.member + 1,
          order: plan.order,
          stepsAtMost: plan.steps,
          hashes: plan.hashes,
          bitBytes: plan.bitBytes,
          states: result.states,
          generated: result.generated,
          steps: result.steps,
          ended: result.ended,
        })),
      },
    };
  }

  private report(): void {
    const done = this.results.filter((result) => result !== undefined);
    const sum = (of: (result: MemberResult) => number) =>
      done.reduce((total, result) => total + of(result), 0);
    const { seconds } = this.watch;
    const states = sum((result) => result.states);
    this.options.onProgress?.({
      states,
      generated: sum((result) => result.generated),
      rate: this.rates.rate(states, seconds),
      frontier: 0,
      depth: Math.max(...done.map((result) => result.steps + 1)),
      memoryBytes: this.options.meters.memory().bytes,
      seconds,
    });
  }
}

/** Of each property the first run that was told of, taken again and made shorter. */
class Runs {
  readonly decided = new Map<number, Run>();
  readonly illDefined = new Map<number, Run>();
  failure: Run | null = null;

  constructor(
    private readonly system: TransitionSystem,
    private readonly properties: readonly SystemProperty[],
  ) {}

  note(sighting: Sighting): void {
    const { property, decides } = sighting;
    if (property < 0) {
      this.failure ??= this.shown(sighting);
      return;
    }
    const into = decides ? this.decided : this.illDefined;
    if (!into.has(property)) into.set(property, this.shown(sighting));
  }

  private shown(sighting: Sighting): Run {
    const { system, properties } = this;
    const run = follow(system, properties, sighting);
    const { property, decides } = sighting;
    const claim = decides ? properties[property].claim : undefined;
    const atom = claim && 'atom' in claim ? system.atoms[claim.atom] : undefined;
    if (claim && atom?.kind === 'state') {
      const decidedBy = claim.form === 'reachable' ? 1 : 0;
      const shows = (states: Int32Array, at: number) => atom.holds(states, at) === decidedBy;
      return shorten(system, run, { lastStep: false, shows });
    }
    // What has no value may be a step's; its end stays as it is.
    const ofStep = atom?.kind === 'step' || run.failing?.label === null;
    return shorten(system, run, { lastStep: ofStep && run.labels.length > 0 });
  }
}
