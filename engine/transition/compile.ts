/**
 * The compiler: from a typed model to a transition system over packed words.
 *
 *     types → representations → layout of the state → intermediate form → JavaScript → functions
 */
import { spanText } from '../language/source.js';
import type { ModelSpec, Property } from '../language/typed.js';
import { plainValue } from '../language/value-format.js';
import { atomKind } from './atom-kind.js';
import { coverageOf } from './coverage.js';
import { decodeValue } from './decode.js';
import { link, type WordFunction } from './emit-javascript.js';
import { enumerateInitial } from './initial.js';
import { planInitial } from './initial-plan.js';
import type { IrFunction } from './ir.js';
import { describer, fairnessGroups, labelWordsOf, type Where } from './labels.js';
import { layOut } from './layout.js';
import { lowerAction } from './lower/action.js';
import type { Program } from './lower/lowering.js';
import { lowerPredicate } from './lower/predicate.js';
import { messageFinder } from './messages.js';
import { processesFinished } from './processes.js';
import { Representations } from './representation.js';
import { Runtime } from './runtime.js';
import type {
  CompiledAtom,
  Failure,
  Successors,
  SystemProperty,
  TransitionSystem,
} from './system.js';

const NO_LABEL = new Int32Array(1);

export function compileModel(spec: ModelSpec): TransitionSystem {
  const representations = new Representations();
  const layout = layOut(spec.variables, representations);
  const runtime = new Runtime(representations);
  const program: Program = { representations, layout, runtime, tables: [], sites: [] };
  const functions: IrFunction[] = [];
  const add = (f: IrFunction): number => functions.push(f) - 1;

  const labelWords = labelWordsOf(spec);
  const actions = spec.actions.map((action, i) => add(lowerAction(program, action, i, labelWords)));
  const coverage = coverageOf(spec);
  const atoms = spec.atoms.map(({ expr }) =>
    add(lowerPredicate(program, expr, { siteOf: coverage.siteOf }).code),
  );
  const bound = spec.explore.while;
  const within = bound === undefined ? -1 : add(lowerPredicate(program, bound).code);
  const wheres = spec.fairness.map((f) =>
    (f.where ?? []).map((expr, i) => add(lowerWhere(program, spec, f.actions[i], expr))),
  );
  const plan = planInitial(spec, program, add);

  const seen = new Uint8Array(coverage.sites.length);
  const { words } = layout;
  const module = { functions, tables: program.tables, words, labelWords };
  const linked = link(module, { runtime, tables: program.tables, seen });
  const wordFunction = (index: number): WordFunction => linked[index] as unknown as WordFunction;
  const steps = actions.map((i) => linked[i] as unknown as StepFunction);

  const read = (states: Int32Array, offset: number) => (name: string) => {
    const place = layout.variables.get(name);
    if (place === undefined) throw new Error(`no variable ${name}`);
    return decodeValue(runtime.codec, place, states, offset);
  };
  const findMessages = messageFinder(spec);
  const finished = processesFinished(spec, layout);

  return {
    name: spec.name,
    words,
    labelWords,
    actions: spec.actions.map((a) => ({
      name: a.name,
      title: a.title,
      binders: a.binders.map((b) => b.local.name),
      ...(a.process === undefined ? {} : { process: a.process }),
      span: a.span,
    })),
    initial: (out) =>
      enumerateInitial(
        plan,
        words,
        functions.map((_, i) => wordFunction(i)),
        runtime,
        out,
      ),
    successors: (states, offset, out) => {
      for (let i = 0; i < steps.length; i++) steps[i](states, offset, out);
    },
    ...(bound === undefined
      ? {}
      : {
          within: stateFunction(wordFunction(within)),
          withinText: spanText(bound.span).replace(/\s+/g, ' '),
        }),
    atoms: spec.atoms.map((atom, i) =>
      compiledAtom(atomKind(atom), wordFunction(atoms[i]), finished),
    ),
    properties: spec.properties.map(systemProperty),
    fairness: spec.fairness.map((f, i) =>
      fairnessGroups(
        spec,
        f,
        wheres[i].map((w) => whereFunction(wordFunction(w))),
      ),
    ),
    finished,
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
  };
}

type StepFunction = (states: Int32Array, offset: number, out: Successors) => void;

function stateFunction(f: WordFunction) {
  return (states: Int32Array, offset: number): number =>
    f(states, offset, states, offset, 0, NO_LABEL, 0);
}

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
  kind: CompiledAtom['kind'],
  f: WordFunction,
  finished: TransitionSystem['finished'],
): CompiledAtom {
  switch (kind) {
    case 'state':
      return { kind, holds: stateFunction(f) };
    case 'step':
      return { kind, holds: (before, b, after, a) => f(after, a, before, b, 0, NO_LABEL, 0) };
    case 'stuck':
      return {
        kind,
        holds: (states, offset, stuck) =>
          f(
            states,
            offset,
            states,
            offset,
            stuck && !finished(states, offset) ? 1 : 0,
            NO_LABEL,
            0,
          ),
      };
  }
}

function systemProperty(p: Property): SystemProperty {
  return {
    name: p.name,
    base: p.base,
    bindings: Object.fromEntries(
      p.bindings.map(({ name, type, value }) => [name, plainValue(type, value)]),
    ),
    claim: p.claim,
    ...(p.assuming === undefined ? {} : { assuming: p.assuming }),
    expect: p.expect,
    text: p.text,
    span: p.span,
  };
}
