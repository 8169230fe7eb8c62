/** What one run says of each property: where it is broken, where it is seen, or that it is left open. */
import type { Claim } from '../../engine/language/typed.js';
import { failureSite, type SystemProperty } from '../../engine/transition/system.js';
import type { ThreadsSystem } from '../../engine/transition/threads/system.js';
import { holdsAtStart } from './finite.js';
import type { ThreadRun } from './schedule.js';

// biome-ignore format: one line an outcome
export type Outcome =
  | { readonly is: 'kept' | 'open' }
  /** `at`: the state of the run, from 0. */
  | { readonly is: 'broken' | 'seen'; readonly at: number }
  /** A condition has no value there. */
  | { readonly is: 'ill defined'; readonly at: number; readonly why: string };

export function judgeRun(system: ThreadsSystem, run: ThreadRun, property: SystemProperty): Outcome {
  const { claim } = property;
  try {
    return outcomeOf(system, run, claim, property);
  } catch (error) {
    if (!(error instanceof NoValue)) throw error;
    return { is: 'ill defined', at: error.at, why: system.failure(error.site).message };
  }
}

function outcomeOf(
  system: ThreadsSystem,
  run: ThreadRun,
  claim: Claim,
  { assuming }: SystemProperty,
): Outcome {
  const { states, ended } = run;
  const atom = (number: number, at: number): boolean => truth(system, run, number, at);
  /** Nothing is known of what comes after an operation that is wrong. */
  const unbroken: Outcome = { is: run.failing ? 'open' : 'kept' };
  switch (claim.form) {
    case 'always':
    case 'never': {
      const at = states.findIndex((_, i) => !atom(claim.atom, i));
      return at < 0 ? unbroken : { is: 'broken', at };
    }
    case 'reachable': {
      const at = states.findIndex((_, i) => atom(claim.atom, i));
      return at < 0 ? { is: 'open' } : { is: 'seen', at };
    }
    case 'every step': {
      const at = states.findIndex((_, i) => i > 0 && !atom(claim.atom, i));
      return at < 0 ? unbroken : { is: 'broken', at };
    }
    default: {
      if (!ended || run.failing) return { is: 'open' };
      const assumed = assuming ? holdsAtStart(assuming, states.length, atom) : true;
      if (assumed !== true) return { is: assumed === null ? 'open' : 'kept' };
      const holds = holdsAtStart(claim.formula, states.length, atom);
      if (holds === null) return { is: 'open' };
      return holds ? { is: 'kept' } : { is: 'broken', at: states.length - 1 };
    }
  }
}

class NoValue extends Error {
  constructor(
    readonly site: number,
    readonly at: number,
  ) {
    super('a condition has no value');
  }
}

/** Of a step: the one that led to this state. */
function truth(system: ThreadsSystem, run: ThreadRun, number: number, at: number): boolean {
  const { states, ended, failing } = run;
  const atom = system.atoms[number];
  const last = at === states.length - 1 && ended && failing === undefined;
  const stuck = last && !system.finished(states[at], 0);
  const found =
    atom.kind === 'state'
      ? atom.holds(states[at], 0)
      : atom.kind === 'stuck'
        ? atom.holds(states[at], 0, stuck)
        : at === 0
          ? 1
          : atom.holds(states[at - 1], 0, states[at], 0);
  if (found < 0) throw new NoValue(failureSite(found), at);
  return found === 1;
}
