/** What a search for a step that breaks a refinement has established, in words and with its run. */
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import {
  boundText,
  constantsText,
  counted,
  everyState,
  progressText,
  type Scope,
  untakenText,
} from '../exploration/claims.js';
import type { Found } from '../exploration/found.js';
import { boundNotes, WELL_DEFINED } from '../exploration/safety-verdicts.js';
import { walksText } from '../exploration/sampled-verdicts.js';
import type { SwarmFound } from '../exploration/swarm/swarm.js';
import { swarmMethod, swarmText } from '../exploration/swarm/words.js';
import { type Run, stepText, traceOf } from '../exploration/trace.js';
import type { WalkFound } from '../exploration/walk.js';
import type { Effort, Note, Verdict } from '../verdict.js';
import { verdictOf } from '../verdict-of.js';
import type { Asked, RefinementOptions } from './check.js';
import { explainStart, explainStep } from './explain.js';

export interface Setting {
  readonly spec: ModelSpec;
  readonly system: ModelSystem;
  readonly one: Asked;
  readonly options: RefinementOptions;
  readonly found: Found | WalkFound | SwarmFound;
}

type Outcome = Pick<Verdict, 'status' | 'claim' | 'evidence' | 'notes'>;

/** `run` breaks the refinement, or ends where the mapping has no value; null where there is none. */
export function verdictOn(setting: Setting, run: Run | null): Verdict {
  const { one, options, found } = setting;
  const outcome = run === null ? openOutcome(setting) : runOutcome(setting, run);
  const how = howSearched(options.strategy);
  const effort: Effort = { ...found.counts, peakMemoryBytes: found.peakMemoryBytes };
  return verdictOf(one.property, `step simulation, ${how}`, { ...outcome, effort });
}

function howSearched(strategy: RefinementOptions['strategy']): string {
  if (strategy?.search === 'random-walk') return 'random walks';
  if (strategy?.search === 'swarm') return swarmMethod(strategy.seed);
  return `exploration, ${(strategy?.search ?? 'breadth-first').replace('-', ' ')}`;
}

// ------------------------------------------------------------------------------------- with a run

function runOutcome(setting: Setting, run: Run): Outcome {
  if (run.failing) return unmapped(setting, run);
  return run.labels.length === 0 ? startOutcome(setting, run) : stepOutcome(setting, run);
}

function unmapped({ system }: Setting, run: Run): Outcome {
  const { message } = system.failure(run.failing?.site ?? 0);
  return {
    status: 'error',
    claim: `cannot be decided: in a reachable state the mapping has no value (${message})`,
    evidence: { kind: 'counterexample', ...traceOf(system, run) },
    notes: [],
  };
}

function startOutcome(setting: Setting, run: Run): Outcome {
  const { system, one } = setting;
  const { abstract } = one.refinement;
  const explanation = explainStart(setting, run.states[0]);
  return {
    status: 'violated',
    claim: `an initial state is mapped to no initial state of ${abstract.name}`,
    evidence: { kind: 'counterexample', ...traceOf(system, run), explanation },
    notes: [],
  };
}

function stepOutcome(setting: Setting, run: Run): Outcome {
  const { system, one, options } = setting;
  const { abstract } = one.refinement;
  const trace = traceOf(system, run);
  const steps = run.labels.length;
  const { changes, explanation } = explainStep(setting, run, trace);
  const shortest = (options.strategy?.search ?? 'breadth-first') === 'breadth-first';
  const step = stepText(system, run.labels[steps - 1]);
  return {
    status: 'violated',
    claim: `a run breaks it in its step ${steps}, “${step}”: mapped, ${changes}, and no step of ${abstract.name} does that there${shortest ? '; no shorter run does' : ''}`,
    evidence: { kind: 'counterexample', ...trace, explanation },
    notes: [],
  };
}

// ---------------------------------------------------------------------------------- without a run

function openOutcome(setting: Setting): Outcome {
  const { found, one } = setting;
  const { name } = one.refinement.abstract;
  if (found.initialStates === 0) return noStart(found);
  if (!('search' in found)) {
    const sample = 'swarm' in found ? swarmText(found.swarm) : walksText(found);
    return unknown(`no step that ${name} forbids in ${sample}`);
  }
  const scope = scopeOf(setting, found);
  if (!found.complete) {
    // The steps of the last level were not taken.
    const claim = `no step that ${name} forbids in ${counted(scope.states, 'state')}, ${progressText(scope, 1)}${untakenText(scope)}`;
    return { ...unknown(claim), notes: boundNotes(scope) };
  }
  const claim =
    `every initial state is one of ${name}, and every step is a step of it or changes nothing there ` +
    `(${counted(scope.steps, 'step')} followed) from ${everyState(scope)}${boundText(scope)}${untakenText(scope)}` +
    '; its safety only: nothing is claimed of what must happen eventually';
  return {
    status: 'holds',
    claim,
    evidence: null,
    notes: [...boundNotes(scope), ...vacuity(setting, scope)],
  };
}

const unknown = (claim: string): Outcome => ({
  status: 'unknown',
  claim,
  evidence: null,
  notes: [],
});

function noStart({ initialFailure, stoppedBy }: Setting['found']): Outcome {
  if (stoppedBy !== undefined) return unknown(`nothing was explored: stopped at ${stoppedBy}`);
  const why =
    initialFailure === null
      ? 'there is no initial state to begin with'
      : `no initial state can be computed; see “${WELL_DEFINED}”`;
  return { status: 'error', claim: why, evidence: null, notes: [] };
}

/** A mapping to one state allows everything. */
function vacuity({ one }: Setting, scope: Scope): Note[] {
  if (one.mapping.statesMet > 1 || scope.steps === 0) return [];
  const { name } = one.refinement.abstract;
  const text = `the mapping takes every reachable state to one state of ${name}: no step does anything there, so this says nothing of its steps`;
  return [{ kind: 'vacuous', text, place: placeOf(one.refinement.claimSpan) }];
}

function scopeOf({ system, options }: Setting, found: Found): Scope {
  return {
    states: found.counts.states,
    steps: found.counts.transitions,
    complete: found.complete,
    ...(found.stoppedBy === undefined ? {} : { stoppedBy: found.stoppedBy }),
    coveredDepth: found.coveredDepth,
    constants: constantsText(options.constants ?? {}),
    outside: found.outside,
    untaken: found.untaken,
    ...(system.withinText === undefined ? {} : { bound: system.withinText }),
  };
}
