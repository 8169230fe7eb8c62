/**
 * A model as formulas over symbolic states: which states are initial, what a step of an action does,
 * where an invariant holds. The steps are those of `engine/language/machine.ts`: one whose evaluation
 * fails is no step, and where the model is to be explored only within a bound, steps start inside it.
 */
import type { Action, Expr, ModelSpec } from '../../../engine/language/typed.js';
import { outcome } from './effects.js';
import { environment, type SymbolicState } from './environment.js';
import { equal } from './equality.js';
import { Encoder, read } from './expression.js';
import { holds, truthOf } from './result.js';
import { choose, type Symbolic } from './symbolic.js';
import type { Term } from './terms.js';

/** A state that the solver chooses. */
export interface ChosenState {
  readonly state: SymbolicState;
  /** Every variable has a value of its type. */
  readonly valid: Term;
}

/** A step of one action out of a state, for bindings and choices that the solver makes. */
export interface SymbolicStep {
  readonly action: number;
  readonly bindings: readonly Symbolic[];
  /** The step can be taken: with these bindings, and without any failure. */
  readonly possible: Term;
  /** Every operation has a value there (where those before it had). */
  readonly defined: Term;
  readonly next: SymbolicState;
}

export class SymbolicMachine {
  readonly encoder = new Encoder();

  constructor(readonly spec: ModelSpec) {}

  get terms() {
    return this.encoder.terms;
  }

  /** @param name tells states apart, as `0` or `before` */
  chosen(name: string): ChosenState {
    const state = new Map<string, Symbolic>();
    const constraints: Term[] = [];
    for (const variable of this.spec.variables) {
      const made = choose(this.terms, variable.type, `${variable.name}@${name}`);
      state.set(variable.name, made.value);
      constraints.push(...made.constraints);
    }
    return { state, valid: this.terms.and(...constraints) };
  }

  isInitial(state: SymbolicState): Term {
    const { encoder, terms, spec } = this;
    const env = environment(state);
    const conditions = spec.initial.map((initial) => {
      if (initial.choose === 'every') return terms.true;
      const expr = initial.choose === 'value' ? initial.value : initial.from;
      const { value, ok } = encoder.encode(expr, env);
      const own = read(state, initial.variable);
      return terms.and(
        ok,
        initial.choose === 'value' ? equal(terms, own, value) : encoder.contains(value, own),
      );
    });
    return terms.and(...conditions, ...spec.given.map((given) => this.holds(given, state)));
  }

  /** Has the condition a value there, and is it true? */
  holds(condition: Expr, state: SymbolicState): Term {
    return holds(this.terms, this.encoder.encode(condition, environment(state)));
  }

  /** One for each action. `name` begins the names of bindings and choices. */
  steps(state: SymbolicState, name: string): SymbolicStep[] {
    const within = this.spec.explore.while;
    const inside = within === undefined ? this.terms.true : this.holds(within, state);
    return this.spec.actions.map((action, i) => {
      const step = this.step(action, i, state, `${name}.${i}`);
      return { ...step, possible: this.terms.and(inside, step.possible) };
    });
  }

  private step(action: Action, index: number, state: SymbolicState, name: string): SymbolicStep {
    const { encoder, terms } = this;
    const env = environment(state);
    for (const { local, value } of action.lets)
      env.locals.set(local.id, () => encoder.encode(value, env));
    const conditions: Term[] = [];
    const oks: Term[] = [];
    const bindings = action.binders.map(({ local, over }) => {
      const domain = encoder.encode(over, env);
      const { value, constraints } = choose(terms, local.type, `${name}.${local.name}`);
      oks.push(domain.ok);
      conditions.push(...constraints, encoder.contains(domain.value, value));
      env.locals.set(local.id, encoder.good(value));
      return value;
    });
    for (const guard of action.guard) {
      const { value, ok } = encoder.encode(guard, env);
      // A guard after one that is false is not evaluated; both keep the step from being taken.
      oks.push(ok);
      conditions.push(truthOf(value));
    }
    const { next, ok, choices } = outcome(encoder, action.effects, env, this.spec.variables, name);
    const defined = terms.and(...oks, ok);
    const possible = terms.and(...conditions, choices, defined);
    return { action: index, bindings, possible, defined, next };
  }

  equal(a: SymbolicState, b: SymbolicState): Term {
    return this.terms.and(
      ...this.spec.variables.map(({ name }) => equal(this.terms, read(a, name), read(b, name))),
    );
  }

  /** Does some step lead from one state to the other? `name` begins the names of what it chooses. */
  transition(from: SymbolicState, to: SymbolicState, name: string): Transition {
    const { terms } = this;
    const steps = this.steps(from, name);
    const among = { low: 0, high: Math.max(0, steps.length - 1) };
    const action = terms.integerVariable(`${name}.action`, among);
    const taken = steps.map(({ action: index, possible, next }) =>
      terms.implies(
        terms.equal(action, terms.integer(index)),
        terms.and(possible, this.equal(next, to)),
      ),
    );
    const some = terms.boolean(steps.length > 0);
    return { holds: terms.and(some, terms.declared(action, among), ...taken), action, steps };
  }
}

export interface Transition {
  readonly holds: Term;
  /** The number of the action that is taken. */
  readonly action: Term;
  readonly steps: readonly SymbolicStep[];
}
