/**
 * Proves the invariants of a model, or finds out why not: one verdict for each `always` or `never`.
 *
 *     typed model ─► terms (smt/) ─► questions ─► z3 (solver/) ─► findings ─► checked again ─► verdicts
 */
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Plain } from '../../engine/plain.js';
import {
  failureSite,
  type SystemProperty,
  type TransitionSystem,
} from '../../engine/transition/system.js';
import { constantsText } from '../exploration/claims.js';
import { isSafety } from '../exploration/judge.js';
import { type Limits, type Meters, processMeters } from '../exploration/limits.js';
import { decidedOutcome, illDefinedOutcome } from '../exploration/safety-verdicts.js';
import type { Effort, Verdict } from '../verdict.js';
import { type Outcome, verdictOf } from '../verdict-of.js';
import { PROOF_BOUNDS, type ProofBounds, stopwatch } from './bounds.js';
import { boundOf, inductiveText, openText, type ProofScope, STEP_SAYS } from './claims.js';
import { type Finding, proveInvariants } from './induction.js';
import { type DecodedPath, runOf, traceOfPath } from './paths.js';
import { type Invariant, Questions } from './questions.js';
import { CannotEncode } from './smt/terms.js';
import { openSolver, type Solver } from './solver/solver.js';

export interface ProveOptions {
  /** Which of the properties to prove; default all that are invariants. */
  readonly only?: (property: SystemProperty) => boolean;
  readonly constants?: Readonly<Record<string, Plain>>;
  readonly limits?: Limits;
  readonly meters?: Meters;
  readonly bounds?: ProofBounds;
  /** Default: a native z3 if there is one, else the one that comes with Assay. */
  readonly solver?: Solver;
}

/** Can this property be proved by induction? */
export const isInvariant = (system: TransitionSystem, property: SystemProperty): boolean =>
  isSafety(property) &&
  (property.claim.form === 'always' || property.claim.form === 'never') &&
  system.atoms[property.claim.atom].kind === 'state';

/** In the order of the properties. `system` is the compiled `spec`. */
export async function proveModel(
  spec: ModelSpec,
  system: TransitionSystem,
  options: ProveOptions,
): Promise<Verdict[]> {
  const { limits = {}, meters = processMeters, bounds = PROOF_BOUNDS } = options;
  const asked = system.properties.flatMap((property, index): Invariant[] =>
    isInvariant(system, property) && 'atom' in property.claim
      ? [{ property: index, name: property.name, atom: property.claim.atom }]
      : [],
  );
  const chosen = asked.filter(
    ({ property }) => options.only?.(system.properties[property]) ?? true,
  );
  if (chosen.length === 0) return [];
  const began = meters.cpuSeconds();
  const solver = options.solver ?? openSolver(undefined, limits.signal);
  try {
    const stop = stopwatch(limits, meters);
    const questions = new Questions(spec, solver, bounds.resources, stop);
    const { sayable, unsayable } = sorted(questions, chosen);
    const findings = await proveInvariants(questions, sayable, bounds.depth);
    const scope = { constants: constantsText(options.constants ?? {}), ...boundOf(spec) };
    const effort = effortOf(meters.cpuSeconds() - began + questions.otherSeconds, bounds.depth);
    const setting = { spec, system, solver: solver.name, effort };
    return chosen.map((invariant) => {
      const why = unsayable.get(invariant);
      const finding = findings.get(invariant);
      if (why !== undefined || finding === undefined) return notSaid(setting, invariant, why ?? '');
      return verdict(setting, invariant, finding, { ...scope, mayFail: questions.mayFail() });
    });
  } finally {
    if (options.solver === undefined) await solver.close();
  }
}

interface ProofSetting {
  readonly spec: ModelSpec;
  readonly system: TransitionSystem;
  readonly solver: string;
  readonly effort: Effort;
}

/** Those that can be put to the solver, and why the others cannot. */
function sorted(questions: Questions, invariants: readonly Invariant[]) {
  const sayable: Invariant[] = [];
  const unsayable = new Map<Invariant, string>();
  for (const invariant of invariants) {
    try {
      questions.tryToSay(invariant);
      sayable.push(invariant);
    } catch (failure) {
      if (!(failure instanceof CannotEncode)) throw failure;
      unsayable.set(invariant, failure.message);
    }
  }
  return { sayable, unsayable };
}

function notSaid(setting: ProofSetting, invariant: Invariant, claim: string): Verdict {
  const { system, solver, effort } = setting;
  const outcome: Outcome = { status: 'unknown', claim, evidence: null, effort, notes: [] };
  return verdictOf(system.properties[invariant.property], `induction, ${solver}`, outcome);
}

function verdict(
  setting: ProofSetting,
  invariant: Invariant,
  finding: Finding,
  scope: ProofScope,
): Verdict {
  const property = setting.system.properties[invariant.property];
  const method = `${methodOf(finding)}, ${setting.solver}`;
  return verdictOf(property, method, outcomeOf(setting, property, invariant, finding, scope));
}

function methodOf(finding: Finding): string {
  if (finding.finding === 'broken') return 'bounded model checking';
  const k = finding.finding === 'inductive' ? finding.k : (finding.step?.k ?? 1);
  return k === 1 ? 'induction' : 'k-induction';
}

function outcomeOf(
  setting: ProofSetting,
  property: SystemProperty,
  invariant: Invariant,
  finding: Finding,
  scope: ProofScope,
): Outcome {
  const { effort, spec } = setting;
  switch (finding.finding) {
    case 'inductive':
      return {
        status: 'holds',
        claim: inductiveText(finding, scope),
        evidence: null,
        effort,
        notes: [],
      };
    case 'broken':
      return broken(setting, property, invariant, finding.path);
    case 'open': {
      const { step } = finding;
      const evidence =
        step === null
          ? null
          : ({ kind: 'induction', says: STEP_SAYS, ...traceOfPath(spec, step.path) } as const);
      return { status: 'unknown', claim: openText(finding, scope), evidence, effort, notes: [] };
    }
  }
}

/** Taken again by the compiled system, and judged by it. */
function broken(
  { spec, system, effort }: ProofSetting,
  property: SystemProperty,
  invariant: Invariant,
  path: DecodedPath,
): Outcome {
  const run = runOf(spec, system, path);
  const atom = system.atoms[invariant.atom];
  if (atom.kind !== 'state') throw new Error('an invariant speaks of single states');
  const truth = atom.holds(run.states[run.states.length - 1], 0);
  if (truth < 0) {
    const failing = { label: null, site: failureSite(truth) };
    return illDefinedOutcome({ system, effort }, { ...run, failing });
  }
  if (truth === 1) throw new Error('the compiled system does not confirm the run of the solver');
  return decidedOutcome({ system, shortest: true, effort }, property, run);
}

function effortOf(cpuSeconds: number, depth: number): Effort {
  const rounded = Math.round(cpuSeconds * 1e6) / 1e6;
  return {
    states: 0,
    transitions: 0,
    generated: 0,
    depth,
    cpuSeconds: rounded,
    peakMemoryBytes: 0,
  };
}
