/**
 * Takes a run that a member of a swarm tells of once more, from the initial state, and judges each of its states and steps
 * again: what is not seen again was our own fault.
 */
import assert from 'node:assert/strict';
import {
  failureSite,
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../../engine/transition/system.js';
import { type Hit, Judge } from '../judge.js';
import { type Run, same } from '../trace.js';
import type { Sighting } from './member.js';

/** The run to what was sighted. @throws AssertionError where it is not there */
export function follow(
  system: TransitionSystem,
  properties: readonly SystemProperty[],
  sighting: Sighting,
): Run {
  const followed = new Followed(system, properties);
  for (const which of sighting.path) followed.take(which);
  const { property, decides } = sighting;
  const found =
    property < 0
      ? followed.failure
      : (decides ? followed.decided : followed.illDefined).get(property);
  assert(found, 'what a member of the swarm saw is not to be seen again');
  return found;
}

class Followed {
  readonly decided = new Map<number, Run>();
  readonly illDefined = new Map<number, Run>();
  failure: Run | null = null;
  private readonly judge: Judge;
  private readonly out: Successors;
  private readonly states: Int32Array[] = [];
  private readonly labels: Int32Array[] = [];

  constructor(
    private readonly system: TransitionSystem,
    properties: readonly SystemProperty[],
  ) {
    this.judge = new Judge(system, properties);
    this.out = new Successors(system.words, system.labelWords);
    system.initial(this.out);
  }

  /** The initial state, or the step, with this number. */
  take(which: number): void {
    const { system, out, judge, states } = this;
    const { words, labelWords } = system;
    assert(which < out.count, 'a run of the swarm has a step that there is not');
    const before = states.at(-1);
    const state = out.states.slice(which * words, (which + 1) * words);
    if (before) this.labels.push(out.labels.slice(which * labelWords, (which + 1) * labelWords));
    states.push(state);
    if (before && !same(state, 0, before, words) && judge.step(before, 0, state, 0))
      this.sight(judge.hits);
    if (judge.state(state, 0)) this.sight(judge.hits);
    const within = system.within?.(state, 0) ?? 1;
    if (within < 0) this.fail(null, failureSite(within));
    out.clear();
    if (within === 1) this.expand(state);
  }

  private expand(state: Int32Array): void {
    const { system, out, judge } = this;
    system.successors(state, 0, out);
    if (out.failureCount > 0)
      this.fail(out.failureLabels.slice(0, system.labelWords), out.failureSites[0]);
    const stuck = out.count === 0 && out.failureCount === 0 && !system.finished(state, 0);
    if (judge.watchesStuck && judge.stuck(state, 0, stuck)) this.sight(judge.hits);
  }

  private sight(hits: readonly Hit[]): void {
    for (const { property, decides, site } of hits) {
      if (decides) this.decided.set(property, this.run());
      else if (site !== undefined) {
        this.fail(null, site);
        this.illDefined.set(property, this.run({ label: null, site }));
      }
    }
  }

  private fail(label: Int32Array | null, site: number): void {
    this.failure ??= this.run({ label, site });
  }

  private run(failing?: Run['failing']): Run {
    const run = { states: [...this.states], labels: [...this.labels] };
    return failing ? { ...run, failing } : run;
  }
}
