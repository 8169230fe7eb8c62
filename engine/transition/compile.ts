/**
 * The compiler: from a typed model to a transition system over packed words.
 *
 *     types → representations → layout of the state → intermediate form → JavaScript → functions
 */
import { type Span, spanText } from '../language/source.js';
import type { Action, Atom, ModelSpec, Property } from '../language/typed.js';
import type { Type } from '../language/types.js';
import type { Value } from '../language/value.js';
import { plainValue } from '../language/value-format.js';
import { atomKind } from './atom-kind.js';
import { type Coverage, coverageOf } from './coverage.js';
import { decodeValue } from './decode.js';
import { link, type WordFunction } from './emit-javascript.js';
import { encodeValue } from './encode.js';
import { enumerateInitial } from './initial.js';
import { type InitialPlan, planInitial } from './initial-plan.js';
import type { IrFunction } from './ir.js';
import { interferenceOf } from './kernel/interference.js';
import { buildKernel } from './kernel/kernel.js';
import { describer, fairnessGroups, labelWordsOf, type Where } from './labels.js';
import { layOut, variableLayout } from './layout.js';
import { lowerAction } from './lower/action.js';
import type { Program } from './lower/lowering.js';
import type { OrderWatch } from './lower/order.js';
import { lowerPredicate, lowerWord } from './lower/predicate.js';
import { messageFinder } from './messages.js';
import { processesFinished } from './processes.js';
import { readsOf } from './reads.js';
import { Representations } from './representation.js';
import { Runtime } from './runtime.js';
import { type Slice, sliceOf, unseenVariables } from './slicing.js';
import { stableWordsOf } from './stable-words.js';
import { asymmetryOf, claimAsymmetry, membersOf } from './symmetry/asymmetry.js';
import { instancesOf } from './symmetry/instances.js';
import type { Members } from './symmetry/members.js';
import { symmetryOf } from './symmetry/symmetry.js';
import {
  type ActionInfo,
  type CompiledAtom,
  type Failure,
  type Plain,
  Successors,
  type SymmetricForm,
  type SystemProperty,
  type TransitionSystem,
  type Truth,
} from './system.js';
import { unboundedParts } from './unbounded.js';
import { writtenMembers } from './written.js';

const NO_LABEL = new Int32Array(1);

/**
 * The machine form of a model. Every call makes a system of its own: composite values are interned and
 * coverage is gathered in it.
 *
 * @param states `all`: there is room for every value, also for what no step writes, so that states may come from outside (`encode`)
 */
export function compileModel(spec: ModelSpec, states: 'reached' | 'all' = 'reached'): ModelSystem {
  const members = membersOf(spec);
  const written = states === 'all' ? new Map<string, number>() : writtenMembers(spec);
  const built = build(spec, members, written, false);
  if (members.types.length === 0) return built.system;
  const symmetric = () => symmetricForm(spec, members, written, built);
  return { ...built.system, symmetric };
}

interface BuiltModel {
  readonly system: ModelSystem;
  readonly program: Program & { readonly order: OrderWatch };
}

/** `cautious`: quantifiers over members ask them all where the order of asking could show. */
function build(
  spec: ModelSpec,
  members: Members,
  written: ReadonlyMap<string, number>,
  cautious: boolean,
): BuiltModel {
  const representations = new Representations();
  const layout = layOut(spec.variables, representations, written);
  const runtime = new Runtime(representations);
  const mentioned = (type: Type): boolean => members.mentionedBy(type);
  const order: OrderWatch = { mentioned, cautious, failures: false, sites: false };
  const program = { representations, layout, runtime, tables: [], sites: [], order };
  const stableWords = stableWordsOf(layout, runtime.codec);
  const system: ModelSystem = {
    ...linkModel(spec, program),
    source: spec,
    ...(stableWords ? { stableWords } : {}),
  };
  return { system, program };
}

function symmetricForm(
  spec: ModelSpec,
  members: Members,
  written: ReadonlyMap<string, number>,
  built: BuiltModel,
): SymmetricForm {
  const refused = asymmetryOf(spec, members);
  if (refused !== undefined) return { refused };
  const { failures, sites } = built.program.order;
  const { system, program } = failures || sites ? build(spec, members, written, true) : built;
  const leftOut = instancesOf(spec.properties, members);
  return {
    system,
    symmetry: symmetryOf(spec, members, program.layout, program.runtime.codec),
    cautious: failures,
    refuses: (property, judged) => {
      const { claim, bindings } = spec.properties[property];
      if (!('atom' in claim)) return undefined;
      return claimAsymmetry(spec, claim.atom, bindings, members) ?? leftOut(property, judged);
    },
  };
}

function linkModel(spec: ModelSpec, program: Program): ModelSystem {
  const { layout, runtime, representations } = program;
  const lowered = lowerModel(spec, program);

  const { words } = layout;
  const { functions, labelWords, coverage } = lowered;
  const seen = new Uint8Array(coverage.sites.length);
  const module = { functions, tables: program.tables, words, labelWords };
  const linked = link(module, { runtime, tables: program.tables, seen });
  const predicate = (index: number) => linked[index] as unknown as WordFunction;
  const steps = lowered.actions.map((index) => linked[index] as unknown as StepFunction);

  const read = (states: Int32Array, offset: number) => (name: string) =>
    decodeValue(runtime.codec, variableLayout(layout, name), states, offset);
  const findMessages = messageFinder(spec);
  const finished = processesFinished(spec, layout);
  return {
    name: spec.name,
    words,
    labelWords,
    actions: spec.actions.map(actionInfo),
    initial: (out, portions) =>
      enumerateInitial(
        lowered.initial,
        words,
        linked as unknown as WordFunction[],
        runtime,
        out,
        portions,
      ),
    successors: (states, offset, out) => {
      for (let i = 0; i < steps.length; i++) steps[i](states, offset, out);
    },
    kernel: (options) => buildKernel(spec, program, options),
    ...boundOf(spec, lowered, predicate),
    atoms: spec.atoms.map((atom, i) => compiledAtom(atom, predicate(lowered.atoms[i]), finished)),
    properties: spec.properties.map((property) => systemProperty(spec, property)),
    fairness: spec.fairness.map((fairness, i) => {
      const wheres = lowered.wheres[i].map((index) => whereFunction(predicate(index)));
      return fairnessGroups(spec, fairness, wheres);
    }),
    finished,
    unbounded: unboundedParts(spec.variables, read),
    slice: (judged, alsoMembers) => sliceFor(spec, program, lowered, linked, judged, alsoMembers),
    interference: (judged) => interferenceOf(spec, program, judged),
    coverage: { sites: coverage.sites, seen },
    failure: (site): Failure => program.sites[site],
    decode: (states, offset) => {
      const value = read(states, offset);
      return Object.fromEntries(
        spec.variables.map((v) => [v.name, plainValue(v.type, value(v.name))]),
      );
    },
    describe: describer(spec, runtime.codec),
    messages: (before, b, after, a) => findMessages?.(read(before, b), read(after, a)) ?? [],
    read: (variable) => {
      const type = spec.variables.find((v) => v.name === variable)?.type;
      if (type === undefined) throw new Error(`no variable ${variable}`);
      const place = variableLayout(layout, variable);
      return (states, offset) =>
        plainValue(type, decodeValue(runtime.codec, place, states, offset));
    },
    values: (states, offset) => {
      const value = read(states, offset);
      return Object.fromEntries(spec.variables.map(({ name }) => [name, value(name)]));
    },
    encode: (variable, value, into) =>
      encodeValue(runtime.codec, variableLayout(layout, variable), value, into),
    terms: lowered.terms.map(({ type, check, word }) => {
      const representation = representations.of(type);
      return {
        check: check === null ? () => 1 : stateFunction(predicate(check)),
        word: stateFunction(predicate(word)),
        decode: (code) => runtime.codec.decode(representation, code),
      };
    }),
  };
}

function sliceFor(
  spec: ModelSpec,
  { layout, runtime, order }: Program,
  { initial, labelWords }: LoweredModel,
  linked: ReturnType<typeof link>,
  judged: readonly number[],
  alsoMembers: boolean,
): Slice | null {
  const atoms = judged.flatMap((index) => {
    const { claim } = spec.properties[index];
    return 'atom' in claim ? [claim.atom] : [];
  });
  const keep = ({ type }: ModelSpec['variables'][number]): boolean =>
    !alsoMembers && order?.mentioned(type) === true;
  const dropped = unseenVariables(spec, atoms, keep);
  const first = new Successors(layout.words, labelWords);
  const functions = linked as unknown as WordFunction[];
  const one = { size: 1, take: () => false };
  enumerateInitial(initial, layout.words, functions, runtime, first, one);
  return dropped.length === 0 || first.count === 0 ? null : sliceOf(layout, dropped, first.states);
}

/** A transition system with the forms in which values of the language go in and out of it. */
export interface ModelSystem extends TransitionSystem {
  /** Reads one variable, as `decode` would. */
  read(variable: string): (states: Int32Array, offset: number) => Plain;
  /** As `decode`, in values of the language. */
  values(states: Int32Array, offset: number): Readonly<Record<string, Value>>;
  /** Writes a variable into the words of one state, where its bits are still 0. */
  encode(variable: string, value: Value, into: Int32Array): void;
  /** The expressions of all mappings, refinement after refinement, variable after variable. */
  readonly terms: readonly Term[];
}

/** An expression over a state. Equal words are equal values, and the other way round. */
export interface Term {
  /** Below 0 where the expression has no value; `word` may then not be asked. */
  check(states: Int32Array, offset: number): Truth;
  word(states: Int32Array, offset: number): number;
  decode(word: number): Value;
}

/** The functions of a model before they are linked, and which of them is what. */
interface LoweredModel {
  readonly functions: readonly IrFunction[];
  readonly labelWords: number;
  readonly actions: readonly number[];
  readonly atoms: readonly number[];
  /** `explore.while`, where the spec has one. */
  readonly within: number | undefined;
  /** Of each fairness constraint: its conditions, in the order of its actions. */
  readonly wheres: readonly (readonly number[])[];
  readonly initial: InitialPlan;
  /** Of the mappings of refinements; `check` is null for one that always has a value. */
  readonly terms: readonly {
    readonly type: Type;
    readonly check: number | null;
    readonly word: number;
  }[];
  readonly coverage: Coverage;
}

function lowerModel(spec: ModelSpec, program: Program): LoweredModel {
  const functions: IrFunction[] = [];
  const add = (f: IrFunction): number => functions.push(f) - 1;
  const labelWords = labelWordsOf(spec);
  const coverage = coverageOf(spec);
  const { while: within } = spec.explore;
  return {
    functions,
    labelWords,
    coverage,
    actions: spec.actions.map((a, i) => add(lowerAction(program, a, i, labelWords))),
    atoms: spec.atoms.map(({ expr }) =>
      add(lowerPredicate(program, expr, { siteOf: coverage.siteOf }).code),
    ),
    within: within && add(lowerPredicate(program, within).code),
    wheres: spec.fairness.map(({ where = [], actions }) =>
      where.map((expr, i) => add(lowerWhere(program, spec, actions[i], expr))),
    ),
    initial: planInitial(spec, program, add),
    terms: spec.refinements.flatMap(({ mapping }) =>
      mapping.map(({ value }) => {
        const { check, word, fails } = lowerWord(program, value);
        return { type: value.type, check: fails ? add(check) : null, word: add(word) };
      }),
    ),
  };
}

type StepFunction = (states: Int32Array, offset: number, out: Successors) => void;

function stateFunction(f: WordFunction) {
  return (states: Int32Array, offset: number): number =>
    f(states, offset, states, offset, 0, NO_LABEL, 0);
}

function boundOf(
  { explore }: ModelSpec,
  { within }: LoweredModel,
  predicate: (index: number) => WordFunction,
): Pick<TransitionSystem, 'within' | 'withinText'> {
  if (explore.while === undefined || within === undefined) return {};
  return { within: stateFunction(predicate(within)), withinText: wordsAt(explore.while.span) };
}

function actionInfo({ name, title, binders, lets, guard, process, span }: Action): ActionInfo {
  const bound = binders.map(({ local }) => local);
  // That a process is at the label of its step, the step's name says.
  const written = process === undefined ? guard : guard.slice(1);
  return {
    guard: written.map((expr) => ({ span: expr.span, ...readsOf(expr, bound, lets) })),
    name,
    title,
    binders: binders.map(({ local }) => local.name),
    ...(process === undefined ? {} : { process }),
    span,
  };
}

/** What the spec says there, on one line. */
const wordsAt = (span: Span): string => spanText(span).replace(/\s+/g, ' ').trim();

/** `where`: an expression over the binders of an action, whose words are in the label. */
function lowerWhere(
  program: Program,
  spec: ModelSpec,
  action: number,
  expr: ModelSpec['given'][number],
): IrFunction {
  return lowerPredicate(program, expr, {
    bind: (l) => {
      spec.actions[action].binders.forEach((b, i) => {
        l.bind(b.local, { ir: 'label', index: i + 1 });
      });
    },
  }).code;
}

function whereFunction(f: WordFunction): Where {
  return (labels, offset) => f(NO_LABEL, 0, NO_LABEL, 0, 0, labels, offset) === 1;
}

function compiledAtom(
  atom: Atom,
  f: WordFunction,
  finished: TransitionSystem['finished'],
): CompiledAtom {
  const kind = atomKind(atom);
  switch (kind) {
    case 'state':
      return { kind, holds: stateFunction(f) };
    case 'step':
      return { kind, holds: (before, b, after, a) => f(after, a, before, b, 0, NO_LABEL, 0) };
    case 'stuck':
      return {
        kind,
        holds: (states, offset, noStep) => {
          const stuck = noStep && !finished(states, offset) ? 1 : 0;
          return f(states, offset, states, offset, stuck, NO_LABEL, 0);
        },
      };
  }
}

function systemProperty({ atoms }: ModelSpec, p: Property): SystemProperty {
  const condition = 'atom' in p.claim && p.claimSpan ? atoms[p.claim.atom].expr : undefined;
  return {
    name: p.name,
    base: p.base,
    bindings: Object.fromEntries(
      p.bindings.map(({ name, type, value }) => [name, plainValue(type, value)]),
    ),
    ...(p.bindings.length === 0 ? {} : { values: p.bindings }),
    claim: p.claim,
    ...(p.assuming === undefined ? {} : { assuming: p.assuming }),
    expect: p.expect,
    text: p.text,
    span: p.span,
    ...(condition && p.claimSpan
      ? { condition: { span: p.claimSpan, variables: readsOf(condition).variables } }
      : {}),
  };
}
