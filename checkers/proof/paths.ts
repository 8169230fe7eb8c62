/**
 * From a solver's assignment to a path of the model, and to evidence. Nothing that a solver says is
 * shown unchecked: a run is taken again through the compiled system, a step that may be unreachable
 * (which the compiled system cannot be put into) through the interpreter.
 */
import assert from 'node:assert/strict';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { referenceMachine, type State, type Step } from '../../engine/language/machine.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Value } from '../../engine/language/value.js';
import { plainValue } from '../../engine/language/value-format.js';
import { equalValues } from '../../engine/language/values.js';
import type { Plain } from '../../engine/plain.js';
import type { Trace, TraceStep } from '../../engine/trace.js';
import { Successors, type TransitionSystem } from '../../engine/transition/system.js';
import type { Run } from '../exploration/trace.js';
import type { Found } from './questions.js';
import { decode, decodeState } from './smt/decode.js';
import { Valuation } from './smt/term-value.js';

export interface DecodedPath {
  readonly states: readonly State[];
  readonly steps: readonly { readonly action: number; readonly bindings: readonly Value[] }[];
}

export function decodePath(spec: ModelSpec, { states, transitions, answer }: Found): DecodedPath {
  const valuation = new Valuation(answer.assignment);
  return {
    states: states.map((state) => decodeState(spec.variables, state, valuation)),
    steps: transitions.map(({ action, steps }) => {
      const step = steps[valuation.number(action)];
      const { binders } = spec.actions[step.action];
      const bindings = step.bindings.map((b, i) => decode(binders[i].local.type, b, valuation));
      return { action: step.action, bindings };
    }),
  };
}

// ------------------------------------------------------------------------------- reachable states

/** The same path, taken by the compiled system. @throws AssertionError where it cannot be taken */
export function runOf(spec: ModelSpec, system: TransitionSystem, path: DecodedPath): Run {
  const out = new Successors(system.words, system.labelWords);
  const states: Int32Array[] = [];
  const labels: Int32Array[] = [];
  system.initial(out);
  path.states.forEach((state, i) => {
    if (i > 0) {
      out.clear();
      system.successors(states[i - 1], 0, out);
    }
    const wanted = JSON.stringify(plainState(spec, state));
    const found = indexWhere(out, (at) => {
      if (i > 0 && out.labels[at * out.labelWords] !== path.steps[i - 1].action) return false;
      return JSON.stringify(system.decode(out.states, at * out.words)) === wanted;
    });
    assert(found >= 0, `the solver's run cannot be taken: its state ${i} is not to be found`);
    states.push(out.states.slice(found * out.words, (found + 1) * out.words));
    if (i > 0) labels.push(out.labels.slice(found * out.labelWords, (found + 1) * out.labelWords));
  });
  return { states, labels };
}

function indexWhere(out: Successors, test: (index: number) => boolean): number {
  for (let i = 0; i < out.count; i++) if (test(i)) return i;
  return -1;
}

const plainState = (spec: ModelSpec, state: State): Record<string, Plain> =>
  Object.fromEntries(spec.variables.map((v) => [v.name, plainValue(v.type, state[v.name])]));

// ------------------------------------------------------------------ states that may be unreachable

/** A path as a trace for people, each step of which the interpreter took. @throws AssertionError */
export function traceOfPath(spec: ModelSpec, path: DecodedPath): Trace {
  const machine = referenceMachine(spec);
  const steps = path.states.map((state, i): TraceStep => {
    const plain = plainState(spec, state);
    if (i === 0) return { action: null, bindings: {}, state: plain };
    const { action: index, bindings } = path.steps[i - 1];
    const action = spec.actions[index];
    const taken = machine
      .successors(path.states[i - 1])
      .some((step) => isStep(step, index, bindings, state));
    assert(taken, `the interpreter has no step ${i} of the solver's path`);
    return {
      action: action.title,
      bindings: Object.fromEntries(
        action.binders.map(({ local }, b) => [local.name, plainValue(local.type, bindings[b])]),
      ),
      state: plain,
      place: placeOf(action.span),
    };
  });
  return { steps };
}

function isStep(step: Step, action: number, bindings: readonly Value[], next: State): boolean {
  return (
    'next' in step &&
    step.action === action &&
    equalValues(step.bindings, bindings) &&
    Object.entries(step.next).every(([name, value]) => equalValues(value, next[name]))
  );
}

/** The truth of a condition in a state; undefined where it has no value. */
export function truthIn(spec: ModelSpec, atom: number, state: State): boolean | undefined {
  try {
    return referenceMachine(spec).evaluate(spec.atoms[atom].expr, state) === true;
  } catch (failure) {
    if (!(failure instanceof IllDefined)) throw failure;
    return undefined;
  }
}
