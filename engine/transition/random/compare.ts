/** Runs a model compiled and interpreted, side by side, and says where they first differ. */
import { IllDefined } from '../../language/ill-defined.js';
import {
  type ReferenceMachine,
  referenceMachine,
  type State,
  type Step,
} from '../../language/machine.js';
import type { Action, ModelSpec } from '../../language/typed.js';
import type { Value } from '../../language/value.js';
import { plainValue } from '../../language/value-format.js';
import { atomKind } from '../atom-kind.js';
import { compileModel } from '../compile.js';
import { UNBOUND } from '../labels.js';
import { failureSite, Successors, type TransitionSystem, type Truth } from '../system.js';

interface Pair {
  readonly state: State;
  readonly words: Int32Array;
}

/** Undefined when they agree on everything within the first `limit` states. */
export function disagreement(spec: ModelSpec, limit: number): string | undefined {
  const machine = referenceMachine(spec);
  const system = compileModel(spec);
  const comparison = new Comparison(spec, machine, system);
  return comparison.run(limit);
}

class Comparison {
  private readonly out: Successors;
  private readonly queue: Pair[] = [];
  private readonly wordsOf = new Map<string, string>();
  private readonly keyOf = new Map<string, string>();

  constructor(
    private readonly spec: ModelSpec,
    private readonly machine: ReferenceMachine,
    private readonly system: TransitionSystem,
  ) {
    this.out = new Successors(system.words, system.labelWords, 1);
  }

  run(limit: number): string | undefined {
    const initial = this.compareInitial();
    if (initial !== undefined) return initial;
    for (let i = 0; i < Math.min(limit, this.queue.length); i++) {
      const found = this.compareAt(this.queue[i]);
      if (found !== undefined) return `at ${JSON.stringify(this.queue[i].state)}: ${found}`;
    }
    return undefined;
  }

  private compareInitial(): string | undefined {
    const { out, system } = this;
    out.clear();
    system.initial(out);
    let expected: State[];
    try {
      expected = this.machine.initial();
    } catch (failure) {
      if (!(failure instanceof IllDefined)) throw failure;
      // The interpreter stops at the first failure; the compiler goes on, in another order.
      for (let f = 0; f < out.failureCount; f++) {
        if (this.sameFailure(failure, out.failureSites[f]) === undefined) return undefined;
      }
      return `the initial states fail (${failure.message}), but not there when compiled`;
    }
    if (out.failureCount > 0)
      return `initial states fail only when compiled: ${system.failure(out.failureSites[0]).message}`;
    if (expected.length !== out.count)
      return `${expected.length} initial states, compiled ${out.count}`;
    return this.compareStates(expected);
  }

  private compareStates(expected: readonly State[]): string | undefined {
    for (const [i, state] of expected.entries()) {
      const words = this.out.states.slice(i * this.system.words, (i + 1) * this.system.words);
      const found = this.sameState(state, words);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The same values; and equal words exactly for equal states. */
  private sameState(state: State, words: Int32Array): string | undefined {
    const plain = JSON.stringify(this.spec.variables.map((v) => plainValue(v.type, state[v.name])));
    const decoded = this.system.decode(words, 0);
    const compiled = JSON.stringify(this.spec.variables.map((v) => decoded[v.name]));
    if (plain !== compiled) return `state ${plain}, compiled ${compiled}`;
    const key = this.machine.key(state);
    const text = words.join();
    if (!this.wordsOf.has(key)) {
      if (this.keyOf.has(text)) return `two states have the words ${text}`;
      this.queue.push({ state, words });
      this.wordsOf.set(key, text);
      this.keyOf.set(text, key);
    }
    return this.wordsOf.get(key) === text
      ? undefined
      : `one state has the words ${this.wordsOf.get(key)} and ${text}`;
  }

  private compareAt(pair: Pair): string | undefined {
    const steps = this.machine.successors(pair.state);
    const { out, system } = this;
    out.clear();
    system.successors(pair.words, 0, out);
    const good = steps.filter((s): s is Step & { next: State } => 'next' in s);
    const bad = steps.filter((s): s is Step & { failure: IllDefined } => 'failure' in s);
    if (good.length !== out.count) return `${good.length} successors, compiled ${out.count}`;
    if (bad.length !== out.failureCount)
      return `${bad.length} failures, compiled ${out.failureCount}`;
    const labels =
      this.compareLabels(good, out.labels, true) ??
      this.compareLabels(bad, out.failureLabels, false);
    if (labels !== undefined) return labels;
    for (const [i, { failure }] of bad.entries()) {
      const found = this.sameFailure(failure, out.failureSites[i]);
      if (found !== undefined) return found;
    }
    const next = good.map((s) => s.next);
    const after = good.map((_, i) => out.states.slice(i * system.words, (i + 1) * system.words));
    return (
      this.compareStates(next) ??
      this.compareAtoms(pair, steps.length === 0) ??
      next
        .map((state, i) => this.compareStepAtoms(pair, { state, words: after[i] }))
        .find((found) => found !== undefined)
    );
  }

  private compareLabels(
    steps: readonly Step[],
    labels: Int32Array,
    made: boolean,
  ): string | undefined {
    for (const [i, step] of steps.entries()) {
      const { action, bindings } = this.system.describe(labels, i * this.system.labelWords, made);
      const expected = plainBindings(this.spec.actions[step.action], step.bindings, made);
      const text = JSON.stringify([this.spec.actions[step.action].name, expected]);
      const compiled = JSON.stringify([action, bindings]);
      if (text !== compiled) return `step ${text}, compiled ${compiled}`;
    }
    return undefined;
  }

  private compareAtoms({ state, words }: Pair, stuck: boolean): string | undefined {
    const { atoms } = this.spec;
    for (const [i, atom] of atoms.entries()) {
      const compiled = this.system.atoms[i];
      if (compiled.kind === 'step') continue;
      if (compiled.kind !== atomKind(atom)) return `atom ${i} is of kind ${compiled.kind}`;
      const truth =
        compiled.kind === 'state' ? compiled.holds(words, 0) : compiled.holds(words, 0, stuck);
      const found = this.sameTruth(() => this.machine.evaluate(atom.expr, state, { stuck }), truth);
      if (found !== undefined) return `atom ${i}: ${found}`;
    }
    const bound = this.spec.explore.while;
    if (bound === undefined) return undefined;
    return this.sameTruth(
      () => this.machine.evaluate(bound, state),
      this.system.within?.(words, 0) ?? 2,
    );
  }

  private compareStepAtoms(before: Pair, after: Pair): string | undefined {
    for (const [i, { expr }] of this.spec.atoms.entries()) {
      const compiled = this.system.atoms[i];
      if (compiled.kind !== 'step') continue;
      const truth = compiled.holds(before.words, 0, after.words, 0);
      const found = this.sameTruth(
        () => this.machine.evaluate(expr, after.state, { before: before.state }),
        truth,
      );
      if (found !== undefined) return `step atom ${i}: ${found}`;
    }
    return undefined;
  }

  private sameTruth(evaluate: () => Value, truth: Truth): string | undefined {
    try {
      const expected = evaluate();
      return truth === Number(expected) ? undefined : `${String(expected)}, compiled ${truth}`;
    } catch (failure) {
      if (!(failure instanceof IllDefined)) throw failure;
      if (truth >= 0) return `fails (${failure.message}), compiled ${truth}`;
      return this.sameFailure(failure, failureSite(truth));
    }
  }

  private sameFailure(failure: IllDefined, site: number): string | undefined {
    const compiled = this.system.failure(site);
    if (compiled.span === failure.span) return undefined;
    return `${failure.message} at ${failure.span.start}, compiled ${compiled.message} at ${compiled.span.start}`;
  }
}

/** In the label of an attempt the least integer stands for no binding. */
function plainBindings(action: Action, values: readonly Value[], made: boolean) {
  const named = values.flatMap((value, i) => {
    const { name, type } = action.binders[i].local;
    return !made && type.kind === 'integer' && value === UNBOUND
      ? []
      : [[name, plainValue(type, value)]];
  });
  return Object.fromEntries(named);
}
