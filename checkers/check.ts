/**
 * Checks one spec by whatever method its kind has, and its mutants if asked to. The one entry for the
 * command line, notebooks and studies.
 */
import { availableParallelism } from 'node:os';
import type { ReadSpec } from '../engine/language/lint.js';
import type { ProgramSpec } from '../engine/language/program/spec.js';
import { placeOf } from '../engine/language/source.js';
import type { StudySpec } from '../engine/language/study/spec.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import type { TasksSpec } from '../engine/language/tasks/spec.js';
import type { TheorySpec } from '../engine/language/theory/spec.js';
import type { ModelSpec, Mutant, Spec } from '../engine/language/typed.js';
import { plainValue } from '../engine/language/value-format.js';
import type { Plain } from '../engine/plain.js';
import { compileModel } from '../engine/transition/compile.js';
import type { SystemProperty } from '../engine/transition/system.js';
import { withAskedMutants, withNotes, withoutNews } from './asked-mutants.js';
import { checkpointFile, identityOf } from './checkpoint.js';
import type { Approximation } from './exploration/approximate/storage.js';
import { type CheckOptions, checkModel, type StrategyChoice } from './exploration/check.js';
import { EXPECTED_COUNTS } from './exploration/counts-verdict.js';
import type { DiskOptions } from './exploration/disk/report.js';
import type { Limits, Meters } from './exploration/limits.js';
import type { OnAnyProgress } from './exploration/progress.js';
import type { ReductionChoice } from './exploration/reductions/choice.js';
import { decideReductions } from './exploration/reductions/decide.js';
import { WELL_DEFINED } from './exploration/safety-verdicts.js';
import { claimedIn, headerOf, headOf, named } from './header.js';
import {
  type Built,
  EXPLORED_AT_LEAST,
  judged,
  judgeMutants,
  judgementOf,
  notBuilt,
} from './mutants.js';
import { withUninstantiated } from './no-instance.js';
import { withProofs } from './proof/combine.js';
import { checkTheory } from './proof/kernel/check.js';
import { checkProgram, type ProgramCheckOptions } from './proof/program/check.js';
import { proveModel } from './proof/prove.js';
import { checkRefinements } from './refinement/check.js';
import { checkTasks, type TasksCheckOptions } from './schedulability/check.js';
import { checkStudy, type StudyCheckOptions } from './study/check.js';
import { checkSystemSpec } from './systems/spec.js';
import type { MutantResult, SpecResult, Verdict } from './verdict.js';

export interface SpecToCheck {
  /** The path as the user knows it. */
  readonly file: string;
  readonly spec: Spec;
  /** The spec with one of its mutants' changes made, or what is wrong with it. */
  readonly mutant: (
    name: string,
  ) => { readonly spec: Spec } | Exclude<Built, { readonly system: unknown }>;
  /** Mutants that the protocol of a system declares, and that are on. */
  readonly on?: readonly string[];
  /** Were constants or other paths set from outside? Then expected counts do not apply. */
  readonly changed: boolean;
}

/** A spec as it was read, ready to be checked; null where errors leave it without a meaning. */
export function specToCheck({ loaded, spec, mutant }: ReadSpec): SpecToCheck | null {
  if (spec === null) return null;
  return {
    file: loaded.file.path,
    spec,
    changed: loaded.changed,
    mutant: (name) => {
      const { spec: changed, diagnostics } = mutant(name);
      return changed === null ? { diagnostics } : { spec: changed };
    },
  };
}

/** The spec as this mutant of it has it; null where it has none of this name, or that makes no spec. */
export function withMutant(target: SpecToCheck, name: string): SpecToCheck | null {
  const { spec } = target;
  if (spec.kind === 'system') {
    const mutant = spec.mutants.find((m) => m.name === name);
    if (mutant === undefined) return null;
    const on = mutant.declared ? [...(target.on ?? []), name] : (target.on ?? []);
    if (!mutant.changes) return { ...target, on, changed: true };
    const built = target.mutant(name);
    return 'spec' in built ? { ...target, spec: built.spec, on, changed: true } : null;
  }
  if (!('mutants' in spec) || !spec.mutants.some((m) => m.name === name)) return null;
  const built = target.mutant(name);
  return 'spec' in built ? { ...target, spec: built.spec, changed: true } : null;
}

export interface SpecCheckOptions {
  readonly strategy?: StrategyChoice;
  /** Names of properties, with or without their instance; empty or absent: all. */
  readonly only?: readonly string[];
  readonly limits?: Limits;
  /** Reductions of the state space of a model; default `auto`.
   * @throws ReductionConflict for one that what is judged does not allow */
  readonly reduce?: ReductionChoice;
  /** Where the exploration of a model is saved from time to time (its mutants are not). */
  readonly checkpoint?: {
    readonly folder: string;
    /** Go on from what is there. @throws CheckpointError for a checkpoint that cannot be gone on from */
    readonly resume: boolean;
  };
  /** Where the exploration of a model (not of its mutants) goes on when memory is full. */
  readonly disk?: DiskOptions;
  /** Keep less than the states of a model, breadth first. */
  readonly approximation?: Approximation;
  /** Stop a spec's search at the first property that does not come out as expected. */
  readonly failFast?: boolean;
  /** Also check every mutant. */
  readonly mutants?: boolean;
  /** Also prove the invariants of a model, by induction. */
  readonly prove?: boolean;
  /** Of the chance in studies; default 1. */
  readonly seed?: number;
  /** Threads for studies and for large models; default: as many as there are processors. */
  readonly workers?: number;
  readonly onProgress?: OnAnyProgress;
  /** Told what is being worked on: the spec's name, or a mutant of it. */
  readonly onBegin?: (title: string) => void;
  readonly meters?: Meters;
}

/** Judges every property of a spec: a limit that is hit is an answer (`unknown`), never an error. */
export async function checkSpec(
  target: SpecToCheck,
  options: SpecCheckOptions = {},
): Promise<SpecResult> {
  options.onBegin?.(target.spec.name);
  const { only = [] } = options;
  const asked = withAskedMutants(target.spec, options.mutants ? only : []);
  const found = await checkedByKind({ ...target, spec: asked.spec }, options);
  // Where no mutant is left to judge, none was seen to break what is asked for.
  const none = target.spec.mutants.length > 0 && asked.spec.mutants.length === 0;
  const { unbroken } = none ? judgementOf([], claimedIn(target.spec)) : found;
  const told = withoutNews(withUninstantiated(found, target.spec, only));
  const all = withNotes(told, asked.notes);
  return { ...all, unbroken: unbroken && askedOf(target.spec, unbroken, only) };
}

/** Of these properties (base names) those that are asked for. */
function askedOf(spec: Spec, bases: readonly string[], only: readonly string[]): readonly string[] {
  if (only.length === 0) return bases;
  const asked = new Set(claimedIn(spec).flatMap((p) => (named(p, only) ? [p.base] : [])));
  return bases.filter((base) => asked.has(base));
}

function checkedByKind(target: SpecToCheck, options: SpecCheckOptions): Promise<SpecResult> {
  const { spec } = target;
  switch (spec.kind) {
    case 'model':
      return checkModelSpec(target, spec, options);
    case 'tasks':
      return checkTasksSpec(target, spec, options);
    case 'theory':
      return checkTheorySpec(target, spec, options);
    case 'program':
      return checkProgramSpec(target, spec, options);
    case 'study':
      return checkStudySpec(target, spec, options);
    case 'system':
      return checkSystemSpec(target, spec, {
        ...options,
        settings: searchSettings(spec, constantTexts(spec).constants, options),
      });
  }
}

async function checkModelSpec(
  target: SpecToCheck,
  spec: ModelSpec,
  options: SpecCheckOptions,
): Promise<SpecResult> {
  const constants = constantsOf(spec);
  const settings = searchSettings(spec, constants, options);
  const expect = target.changed ? undefined : spec.explore.expect;
  const system = alreadyCompiled.get(spec) ?? compileModel(spec);
  alreadyCompiled.delete(spec);
  const found = await checkModel(system, {
    ...settings,
    ...(expect ? { expect } : {}),
    ...checkpointOf(spec, options, expect !== undefined),
    ...(options.disk ? { disk: options.disk } : {}),
  });
  const refined = await checkRefinements(spec, system, settings);
  const proved = options.prove ? await proveModel(spec, system, settings) : [];
  const judgement = options.mutants ? await judgedModel(target, spec, settings, options) : null;
  return {
    ...headerOf(target.file, spec),
    constants,
    verdicts: withProofs(joined(found.verdicts, refined), proved),
    mutants: judgement?.mutants ?? null,
    // A spec without mutants has not been asked how it could be wrong.
    unbroken: spec.mutants.length === 0 ? null : (judgement?.unbroken ?? null),
    exploration: found.exploration,
    notes: found.notes,
    ...(found.swarm ? { swarm: found.swarm } : {}),
  };
}

/** What a search is told of a spec whose properties are judged by one. */
function searchSettings(
  spec: ModelSpec | SystemSpec,
  constants: Readonly<Record<string, Plain>>,
  options: SpecCheckOptions,
): CheckOptions {
  const asked = options.only ?? [];
  return {
    place: placeOf(headOf(spec.span)),
    constants,
    ...(options.strategy ? { strategy: options.strategy } : {}),
    ...(asked.length > 0 ? { only: (property: SystemProperty) => named(property, asked) } : {}),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.reduce === undefined ? {} : { reduce: options.reduce }),
    ...(options.approximation ? { approximation: options.approximation } : {}),
    ...(options.failFast ? { failFast: true } : {}),
    threads: options.workers ?? availableParallelism(),
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    ...(options.meters ? { meters: options.meters } : {}),
  };
}

function checkpointOf(
  spec: ModelSpec,
  { checkpoint, only = [], reduce = 'auto' }: SpecCheckOptions,
  expects: boolean,
): Pick<CheckOptions, 'checkpoint'> {
  if (checkpoint === undefined) return {};
  const { folder, resume } = checkpoint;
  const identity = identityOf(spec, { only, reduce, expects });
  return { checkpoint: { file: checkpointFile(folder, spec), identity, resume } };
}

/** Systems of models that were looked at before they are checked. */
const alreadyCompiled = new WeakMap<ModelSpec, ReturnType<typeof compileModel>>();

/** Asks whether the reductions that `options` names are sound for what it judges, and checks nothing.
 * @throws ReductionConflict where one is not */
export function refuseConflicts({ spec }: SpecToCheck, options: SpecCheckOptions): void {
  const { reduce = 'auto', only = [], strategy } = options;
  if (spec.kind !== 'model' || reduce === 'auto' || reduce.length === 0) return;
  const system = compileModel(spec);
  alreadyCompiled.set(spec, system);
  const judged = system.properties.flatMap((p, index) =>
    only.length === 0 || named(p, only) ? [index] : [],
  );
  decideReductions(reduce, {
    system,
    judged,
    ...(system.symmetric ? { symmetric: system.symmetric } : {}),
    slice: (members) => system.slice?.(judged, members),
    strategy: strategy?.search ?? 'breadth-first',
    approximate: options.approximation !== undefined,
    onDisk: options.disk !== undefined,
    expectsCounts: false,
  });
}

async function judgedModel(
  target: SpecToCheck,
  spec: ModelSpec,
  settings: CheckOptions,
  options: SpecCheckOptions,
) {
  const build = (mutant: Mutant): Built => {
    const changed = target.mutant(mutant.name);
    if (!('spec' in changed)) return changed;
    if (changed.spec.kind !== 'model') throw new Error('a mutant is of the kind of its spec');
    const model = changed.spec;
    const system = compileModel(model);
    const also = (rest: CheckOptions) =>
      checkRefinements(model, system, boundedFor(mutant, model, rest));
    return { system, also };
  };
  return judgeMutants(spec.mutants, [...spec.properties, ...spec.refinements], build, {
    ...settings,
    onMutant: ({ name }) => options.onBegin?.(`${spec.name}, mutant "${name}"`),
  });
}

/** Refinements stand with the other properties, before what is checked of every model. */
function joined(verdicts: readonly Verdict[], refined: readonly Verdict[]): Verdict[] {
  const own = verdicts.filter(({ base }) => base !== WELL_DEFINED && base !== EXPECTED_COUNTS);
  return [...own, ...refined, ...verdicts.slice(own.length)];
}

/** A mutant that need not break a refinement is explored no further than to know it, either. */
function boundedFor(
  { breaks }: Pick<Mutant, 'breaks'>,
  { refinements }: ModelSpec,
  rest: CheckOptions,
): CheckOptions {
  if (refinements.some(({ base }) => breaks.includes(base))) return rest;
  const maxStates = Math.min(rest.limits?.maxStates ?? EXPLORED_AT_LEAST, EXPLORED_AT_LEAST);
  return { ...rest, limits: { ...rest.limits, maxStates } };
}

/** Which properties of a spec are asked for; nothing where all are. */
function onlyAsked({ only = [] }: SpecCheckOptions): {
  readonly only?: (property: Pick<SystemProperty, 'name' | 'base'>) => boolean;
} {
  return only.length === 0 ? {} : { only: (property) => named(property, only) };
}

/** What a kind without states finds, of the spec and of each of its mutants. */
async function checkAnalysed<S extends TasksSpec | TheorySpec | ProgramSpec | StudySpec>(
  target: SpecToCheck,
  spec: S,
  options: SpecCheckOptions,
  verdictsOf: (spec: S, title: string) => readonly Verdict[] | Promise<readonly Verdict[]>,
): Promise<SpecResult> {
  const verdicts = await verdictsOf(spec, spec.name);
  const mutants: MutantResult[] = [];
  for (const mutant of options.mutants ? spec.mutants : []) {
    const title = `${spec.name}, mutant "${mutant.name}"`;
    options.onBegin?.(title);
    const changed = target.mutant(mutant.name);
    if (!('spec' in changed)) {
      mutants.push(notBuilt(mutant, changed.diagnostics));
      continue;
    }
    if (changed.spec.kind !== spec.kind) throw new Error('a mutant is of the kind of its spec');
    const found = await verdictsOf(changed.spec as S, title);
    mutants.push(judged(mutant, { verdicts: found, exploration: null }));
  }
  // Of task sets it is told also where there is no mutant: nothing breaks their properties then.
  const hasNoMutants = spec.mutants.length === 0 && spec.kind !== 'tasks';
  const judgement = options.mutants ? judgementOf(mutants, spec.properties) : null;
  return {
    ...headerOf(target.file, spec),
    constants: {},
    verdicts,
    mutants: judgement?.mutants ?? null,
    unbroken: hasNoMutants ? null : (judgement?.unbroken ?? null),
    exploration: null,
    notes: [],
  };
}

/** Constants as the spec says them. */
const constantTexts = (spec: TasksSpec | ProgramSpec | StudySpec | SystemSpec) => ({
  constants: Object.fromEntries(spec.constants.map(({ name, text }) => [name, text])),
});

async function checkTasksSpec(
  target: SpecToCheck,
  spec: TasksSpec,
  options: SpecCheckOptions,
): Promise<SpecResult> {
  const settings: TasksCheckOptions = {
    ...onlyAsked(options),
    ...(options.meters ? { meters: options.meters } : {}),
  };
  const result = await checkAnalysed(target, spec, options, (of) => checkTasks(of, settings));
  return { ...result, ...constantTexts(spec) };
}

function checkTheorySpec(
  target: SpecToCheck,
  spec: TheorySpec,
  options: SpecCheckOptions,
): Promise<SpecResult> {
  const { only } = onlyAsked(options);
  return checkAnalysed(target, spec, options, (of) => checkTheory(of, only));
}

async function checkProgramSpec(
  target: SpecToCheck,
  spec: ProgramSpec,
  options: SpecCheckOptions,
): Promise<SpecResult> {
  const settings: ProgramCheckOptions = {
    ...onlyAsked(options),
    ...(options.limits ? { limits: options.limits } : {}),
    ...(options.meters ? { meters: options.meters } : {}),
  };
  const result = await checkAnalysed(target, spec, options, (of) => checkProgram(of, settings));
  return { ...result, ...constantTexts(spec) };
}

async function checkStudySpec(
  target: SpecToCheck,
  spec: StudySpec,
  options: SpecCheckOptions,
): Promise<SpecResult> {
  const { seed, workers, limits, meters, onProgress, onBegin } = options;
  const settings = (title: string): StudyCheckOptions => ({
    ...onlyAsked(options),
    ...{ seed, workers, limits, meters, onProgress },
    onCell: (cell) => onBegin?.(`${title}, ${cell}`),
    check: (of) => checkSpec(alone(target.file, of), withoutChoice(options)),
  });
  let study: SpecResult['study'] | null = null;
  const result = await checkAnalysed(target, spec, options, async (of, title) => {
    const found = await checkStudy(of, settings(title));
    if (of === spec) study = found.study;
    return found.verdicts;
  });
  return { ...result, ...constantTexts(spec), ...(study === null ? {} : { study }) };
}

/** A spec that is a part of a study: never as it was written, so counts that it expects do not apply. */
const alone = (file: string, spec: Spec): SpecToCheck => ({
  file,
  spec,
  mutant: () => ({ diagnostics: [] }),
  changed: true,
});

/** What is studied is checked whole, without its mutants, and without a title of its own. */
function withoutChoice(options: SpecCheckOptions): SpecCheckOptions {
  const { only, mutants, onBegin, prove, checkpoint, ...rest } = options;
  return rest;
}

export function constantsOf(spec: ModelSpec): Readonly<Record<string, Plain>> {
  return Object.fromEntries(spec.constants.map((c) => [c.name, plainValue(c.type, c.value)]));
}
