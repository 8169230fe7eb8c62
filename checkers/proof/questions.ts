/**
 * The questions that proofs put to the solver about one model, each built from nothing and asked of a
 * solver without memory, so that answers depend on the question alone.
 */
import type { ModelSpec } from '../../engine/language/typed.js';
import type { SymbolicState } from './smt/environment.js';
import { SymbolicMachine, type Transition } from './smt/machine.js';
import { CannotEncode, type Term } from './smt/terms.js';
import { type Answer, type Solver, solve } from './solver/solver.js';

/** A condition on states, named as its property: `property` is its place in the spec. */
export interface Invariant {
  readonly property: number;
  readonly name: string;
  readonly atom: number;
}

/** States and the transitions between them, for one length of runs. */
interface Path {
  readonly states: readonly SymbolicState[];
  readonly valid: readonly Term[];
  readonly transitions: readonly Transition[];
}

/** A satisfied question: the path as the solver chose it. */
export interface Found {
  readonly states: readonly SymbolicState[];
  readonly transitions: readonly Transition[];
  readonly answer: Extract<Answer, { answer: 'satisfiable' }>;
}

export type Reply =
  | { readonly reply: 'impossible' }
  | { readonly reply: 'unknown'; readonly reason: string }
  | ({ readonly reply: 'possible' } & Found);

export class Questions {
  readonly machine: SymbolicMachine;
  /** Processor time of the solver that is not this process's own. */
  otherSeconds = 0;
  private readonly path: { states: SymbolicState[]; valid: Term[]; transitions: Transition[] };

  /** @param stop why to ask nothing more */
  constructor(
    readonly spec: ModelSpec,
    private readonly solver: Solver,
    private readonly resources: number,
    private readonly stop: () => string | undefined = () => undefined,
  ) {
    this.machine = new SymbolicMachine(spec);
    this.path = { states: [], valid: [], transitions: [] };
  }

  /** Throws `CannotEncode` where the invariant, or the machine around it, cannot be said. */
  tryToSay(invariant: Invariant): void {
    const { states } = this.pathOf(1);
    this.machine.isInitial(states[0]);
    this.holds(invariant, states[0]);
  }

  /** May an operation of a step have no value? */
  mayFail(): boolean {
    const { steps } = this.pathOf(1).transitions[0];
    return steps.some(({ defined }) => defined !== this.machine.terms.true);
  }

  /** Where the invariant has a value, and holds. Throws `CannotEncode`. */
  holds(invariant: Invariant, state: SymbolicState): Term {
    return this.machine.holds(this.spec.atoms[invariant.atom].expr, state);
  }

  /** Runs of so many steps that begin in an initial state, to a state where some of these do not hold. */
  async reaches(invariants: readonly Invariant[], steps: number): Promise<Reply> {
    return this.about(steps, (path) => [
      this.machine.isInitial(path.states[0]),
      this.broken(invariants, path.states[steps]),
    ]);
  }

  /**
   * Paths of so many steps through different states, anywhere: all `kept` hold in all states but the
   * last, and `always` in the last, too; there, one of `broken` does not. (Different states: a shortest
   * run to a violation visits none twice, so nothing is lost; Sheeran, Singh, Stålmarck 2000.)
   */
  async breaks(
    broken: readonly Invariant[],
    kept: readonly Invariant[],
    always: readonly Invariant[],
    steps: number,
  ): Promise<Reply> {
    const { machine } = this;
    const { terms } = machine;
    return this.about(steps, ({ states }) => [
      ...states
        .slice(0, steps)
        .flatMap((state) => [...kept, ...always].map((invariant) => this.holds(invariant, state))),
      ...always.map((invariant) => this.holds(invariant, states[steps])),
      ...states.flatMap((state, i) =>
        states.slice(0, i).map((earlier) => terms.not(machine.equal(earlier, state))),
      ),
      this.broken(broken, states[steps]),
    ]);
  }

  private broken(invariants: readonly Invariant[], state: SymbolicState): Term {
    const { terms } = this.machine;
    return terms.or(...invariants.map((invariant) => terms.not(this.holds(invariant, state))));
  }

  private async about(steps: number, conditions: (path: Path) => readonly Term[]): Promise<Reply> {
    const why = this.stop();
    if (why !== undefined) return { reply: 'unknown', reason: why };
    const assertions = this.encoded(() => {
      const path = this.pathOf(steps);
      const taken = path.transitions.map(({ holds }) => holds);
      return { path, all: [...path.valid, ...taken, ...conditions(path)] };
    });
    if ('reply' in assertions) return assertions;
    const { solver, resources } = this;
    const answer = await solve(solver, { assertions: assertions.all, resources });
    this.otherSeconds += answer.otherSeconds;
    if (answer.answer === 'unknown') return { reply: 'unknown', reason: answer.reason };
    if (answer.answer === 'unsatisfiable') return { reply: 'impossible' };
    const { states, transitions } = assertions.path;
    return { reply: 'possible', states, transitions, answer };
  }

  private encoded<T extends object>(make: () => T): T | Extract<Reply, { reply: 'unknown' }> {
    try {
      return make();
    } catch (failure) {
      if (!(failure instanceof CannotEncode)) throw failure;
      return { reply: 'unknown', reason: failure.message };
    }
  }

  /** Made longer as needed: its beginning is shared by all questions. */
  private pathOf(steps: number): Path {
    const { path, machine } = this;
    while (path.states.length <= steps) {
      const i = path.states.length;
      const { state, valid } = machine.chosen(String(i));
      const before = path.states[i - 1];
      if (before !== undefined)
        path.transitions.push(machine.transition(before, state, `step${i}`));
      path.states.push(state);
      path.valid.push(valid);
    }
    return {
      states: path.states.slice(0, steps + 1),
      valid: path.valid.slice(0, steps + 1),
      transitions: path.transitions.slice(0, steps),
    };
  }
}
