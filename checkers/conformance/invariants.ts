/**
 * Invariants along a trace: where a property is false in every state that fits the lines so far, the
 * system broke it, whatever it did unseen; where it is false in some of them, nobody can tell.
 */
import type { Line } from '../../engine/language/observed/line.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import type { CompiledAtom, SystemProperty } from '../../engine/transition/system.js';
import { isSafety } from '../exploration/judge.js';
import type { FollowedRun, Follower } from './follow.js';

export interface Invariant {
  readonly property: SystemProperty;
  /** The first line after which it is false for sure, and a run to there. */
  broken: { readonly line: Line; readonly followed: FollowedRun } | null;
  /** The first line after which it is false, or without a value, in some states that fit. */
  doubtful: { readonly line: number; readonly states: number; readonly of: number } | null;
}

type StateAtom = Extract<CompiledAtom, { kind: 'state' }>;

export class Invariants {
  readonly all: readonly Invariant[];
  private readonly atoms: readonly StateAtom[];

  constructor(system: ModelSystem) {
    const judged = system.properties.flatMap((property) => {
      const atom = atomOf(system, property);
      return atom === null ? [] : [{ property, atom }];
    });
    this.atoms = judged.map(({ atom }) => atom);
    this.all = judged.map(({ property }) => ({ property, broken: null, doubtful: null }));
  }

  judge(follower: Follower, line: Line): void {
    const { current } = follower;
    this.all.forEach((invariant, i) => {
      if (invariant.broken !== null) return;
      let bad = 0;
      let wrong = 0;
      for (let k = 0; k < current.count; k++) {
        const truth = this.atoms[i].holds(current.states, k * current.words);
        if (truth !== 1) bad++;
        if (truth === 0) wrong++;
      }
      if (bad === 0) return;
      if (wrong === current.count) {
        invariant.broken = { line, followed: follower.runTo(0) };
      } else {
        invariant.doubtful ??= { line: line.number, states: bad, of: current.count };
      }
    });
  }
}

/** Of `always` and `never`, about single states. */
function atomOf(system: ModelSystem, property: SystemProperty): StateAtom | null {
  const { claim } = property;
  if (!isSafety(property) || !('atom' in claim)) return null;
  if (claim.form !== 'always' && claim.form !== 'never') return null;
  const atom = system.atoms[claim.atom];
  return atom.kind === 'state' ? atom : null;
}
