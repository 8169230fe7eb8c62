/**
 * Proving invariants by induction (Floyd 1967, Hoare 1969): one alone; then all that support each other
 * (the greatest inductive subset, by dropping what breaks until nothing does: Houdini, Flanagan and
 * Leino 2001); then each of the rest by k-induction (Sheeran, Singh, Stålmarck 2000) with the proved
 * ones known, and looking for runs that break it (bounded model checking, Biere et al. 1999).
 *
 * A proof of k steps rests on runs shorter than k, which are searched first.
 */
import assert from 'node:assert/strict';
import type { ModelSpec } from '../../engine/language/typed.js';
import { type DecodedPath, decodePath, truthIn } from './paths.js';
import type { Found, Invariant, Questions } from './questions.js';

/** What was found out about one invariant. */
export type Finding =
  /** Every state of a run of k steps holds if those before it do; `with`: invariants that were needed. */
  | { readonly finding: 'inductive'; readonly k: number; readonly with: readonly Invariant[] }
  /** A run from an initial state to where it does not hold; no shorter run leads there. */
  | { readonly finding: 'broken'; readonly path: DecodedPath }
  | {
      readonly finding: 'open';
      /** No run of at most so many steps breaks it; −1: not even that of none is known. */
      readonly depth: number;
      /** The step on which induction failed, and the greatest k that failed. */
      readonly step: { readonly k: number; readonly path: DecodedPath } | null;
      /** Why nothing more was tried, if not for `depth`. */
      readonly stopped: string | null;
    };

export type Findings = ReadonlyMap<Invariant, Finding>;

export async function proveInvariants(
  questions: Questions,
  invariants: readonly Invariant[],
  depth: number,
): Promise<Findings> {
  return new Proof(questions, invariants).prove(depth);
}

/** What is known so far of an invariant that is not settled. */
interface Progress {
  depth: number;
  step: { readonly k: number; readonly path: DecodedPath } | null;
  stopped: string | null;
}

class Proof {
  private readonly found = new Map<Invariant, Finding>();
  private readonly progress = new Map<Invariant, Progress>();
  private readonly proved: Invariant[] = [];
  private readonly spec: ModelSpec;

  constructor(
    private readonly questions: Questions,
    private readonly invariants: readonly Invariant[],
  ) {
    this.spec = questions.spec;
    for (const invariant of invariants)
      this.progress.set(invariant, { depth: -1, step: null, stopped: null });
  }

  async prove(depth: number): Promise<Findings> {
    await this.searchRuns(0);
    for (const invariant of this.open()) await this.tryAlone(invariant);
    await this.tryTogether();
    for (let k = 2; k <= depth; k++) {
      await this.searchRuns(k - 1);
      for (const invariant of this.open()) await this.tryStep(invariant, k);
    }
    await this.searchRuns(depth);
    for (const invariant of this.unsettled())
      this.found.set(invariant, { finding: 'open', ...this.of(invariant) });
    return this.found;
  }

  private of(invariant: Invariant): Progress {
    return this.progress.get(invariant) as Progress;
  }

  private unsettled(): Invariant[] {
    return this.invariants.filter((invariant) => !this.found.has(invariant));
  }

  /** Those about which there is still something to ask. */
  private open(): Invariant[] {
    return this.unsettled().filter((invariant) => this.of(invariant).stopped === null);
  }

  private settle(invariant: Invariant, finding: Finding): void {
    this.found.set(invariant, finding);
    if (finding.finding === 'inductive') this.proved.push(invariant);
  }

  // ------------------------------------------------------------------------------------- runs

  /** Runs of exactly so many steps; shorter ones were searched before. */
  private async searchRuns(steps: number): Promise<void> {
    let sought = this.open();
    while (sought.length > 0) {
      const reply = await this.questions.reaches(sought, steps);
      if (reply.reply !== 'possible') {
        for (const invariant of sought) {
          if (reply.reply === 'impossible') this.of(invariant).depth = steps;
          else await this.alone(invariant, sought.length, steps, reply.reason);
        }
        return;
      }
      const path = decodePath(this.spec, reply);
      for (const invariant of this.falseAt(sought, path))
        this.settle(invariant, { finding: 'broken', path });
      sought = sought.filter((invariant) => !this.found.has(invariant));
    }
  }

  /** What cannot be said of many at once may be said of one. */
  private async alone(
    invariant: Invariant,
    together: number,
    steps: number,
    reason: string,
  ): Promise<void> {
    const reply =
      together === 1
        ? { reply: 'unknown' as const, reason }
        : await this.questions.reaches([invariant], steps);
    if (reply.reply === 'unknown') this.of(invariant).stopped = reply.reason;
    else if (reply.reply === 'impossible') this.of(invariant).depth = steps;
    else this.settle(invariant, { finding: 'broken', path: decodePath(this.spec, reply) });
  }

  /** Which of them are false, or have no value, at the end of a path? At least one, if the solver is right. */
  private falseAt(invariants: readonly Invariant[], path: DecodedPath): Invariant[] {
    const last = path.states[path.states.length - 1];
    const broken = invariants.filter(({ atom }) => truthIn(this.spec, atom, last) !== true);
    assert(broken.length > 0, 'the solver says that an invariant breaks where all hold');
    return broken;
  }

  // ------------------------------------------------------------------------------------ induction

  private async tryAlone(invariant: Invariant): Promise<void> {
    const reply = await this.questions.breaks([invariant], [invariant], [], 1);
    if (reply.reply === 'impossible')
      this.settle(invariant, { finding: 'inductive', k: 1, with: [] });
    else if (reply.reply === 'possible') this.stepFails(invariant, 1, reply, [invariant]);
    else this.of(invariant).stopped = reply.reason;
  }

  /** The greatest set of the open ones that every step keeps, if the proved ones are known, too. */
  private async tryTogether(): Promise<void> {
    let kept = this.open();
    while (kept.length > 0) {
      const reply = await this.questions.breaks(kept, kept, this.proved, 1);
      if (reply.reply === 'impossible') break;
      // Nothing is lost but an opportunity: k-induction comes next.
      if (reply.reply === 'unknown') return;
      const path = decodePath(this.spec, reply);
      this.checkStep(path, [...kept, ...this.proved]);
      const broken = this.falseAt(kept, path);
      for (const invariant of broken) this.of(invariant).step = { k: 1, path };
      kept = kept.filter((invariant) => !broken.includes(invariant));
    }
    const supporting = [...kept, ...this.proved];
    for (const invariant of kept) {
      const others = supporting.filter((other) => other !== invariant);
      this.settle(invariant, { finding: 'inductive', k: 1, with: others });
    }
  }

  /** All runs shorter than k steps are known not to break it: `searchRuns` came first. */
  private async tryStep(invariant: Invariant, k: number): Promise<void> {
    assert(this.of(invariant).depth >= k - 1, 'k-induction rests on all runs shorter than k');
    const lemmas = [...this.proved];
    const reply = await this.questions.breaks([invariant], [invariant], lemmas, k);
    if (reply.reply === 'impossible')
      this.settle(invariant, { finding: 'inductive', k, with: lemmas });
    else if (reply.reply === 'possible')
      this.stepFails(invariant, k, reply, [invariant, ...lemmas]);
    else this.of(invariant).stopped = reply.reason;
  }

  private stepFails(
    invariant: Invariant,
    k: number,
    found: Found,
    assumed: readonly Invariant[],
  ): void {
    const path = decodePath(this.spec, found);
    this.checkStep(path, assumed);
    this.falseAt([invariant], path);
    // The shortest tells most.
    this.of(invariant).step = { k, path: this.of(invariant).step?.path ?? path };
  }

  /** The solver's own word is not enough: what was assumed is true along the path. */
  private checkStep(path: DecodedPath, assumed: readonly Invariant[]): void {
    for (const state of path.states.slice(0, -1))
      for (const { atom, name } of assumed)
        assert(
          truthIn(this.spec, atom, state) === true,
          `the solver's path starts without ${name}`,
        );
  }
}
