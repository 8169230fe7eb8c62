/**
 * The coarser machine as a refinement asks it: which of its states is this state mapped to, is that an
 * initial one, and does one of its steps lead from the one to the other? Its states get dense ids when
 * they are met; the steps of a state are computed once.
 */
import type { Refinement } from '../../engine/language/typed.js';
import type { Value } from '../../engine/language/value.js';
import { compileModel, type ModelSystem, type Term } from '../../engine/transition/compile.js';
import { Successors, type Truth } from '../../engine/transition/system.js';
import { GrowingInts } from '../exploration/growing.js';
import { Visited } from '../exploration/visited.js';

export class CoarserMachine {
  readonly system: ModelSystem;
  private readonly states: Visited;
  private readonly initial = new Set<number>();
  private readonly steps = new Map<number, ReadonlySet<number>>();
  private readonly out: Successors;

  constructor({ abstract }: Refinement) {
    // A mapping may lead to what no step of the machine does.
    this.system = compileModel(abstract, 'all');
    this.states = new Visited(this.system.words);
    this.out = new Successors(this.system.words, this.system.labelWords);
    this.system.initial(this.out);
    for (const id of this.idsOfSuccessors()) this.initial.add(id);
  }

  /** The id of a state, known from now on. */
  id(words: Int32Array, offset = 0): number {
    const id = this.states.add(words, offset);
    return id < 0 ? ~id : id;
  }

  isInitial(id: number): boolean {
    return this.initial.has(id);
  }

  /** Is there a step, or no change? */
  allows(before: number, after: number): boolean {
    return before === after || this.stepsOf(before).has(after);
  }

  private stepsOf(id: number): ReadonlySet<number> {
    let steps = this.steps.get(id);
    if (steps === undefined) {
      this.out.clear();
      this.system.successors(this.states.array(id), this.states.offset(id), this.out);
      steps = new Set(this.idsOfSuccessors());
      this.steps.set(id, steps);
    }
    return steps;
  }

  private idsOfSuccessors(): number[] {
    const { out, system } = this;
    return Array.from({ length: out.count }, (_, i) => this.id(out.states, i * system.words));
  }
}

/** From states of the finer system to states of the coarser machine. */
export class Mapping {
  /** The words that the terms had, once each, and the state of the machine that they make. */
  private readonly tuples: Visited;
  private readonly targets = new GrowingInts();
  private readonly scratch: Int32Array;
  private readonly met = new Set<number>();

  constructor(
    private readonly terms: readonly Term[],
    private readonly variables: readonly string[],
    readonly machine: CoarserMachine,
  ) {
    this.scratch = new Int32Array(Math.max(1, terms.length));
    this.tuples = new Visited(this.scratch.length);
  }

  /** How many states of the machine the mapping has led to so far. */
  get statesMet(): number {
    return this.met.size;
  }

  /** The id of the state that a state is mapped to, or ILL_DEFINED − site. */
  id(states: Int32Array, offset: number): Truth {
    const { terms, scratch, tuples } = this;
    for (let i = 0; i < terms.length; i++) {
      const truth = terms[i].check(states, offset);
      if (truth < 0) return truth;
      scratch[i] = terms[i].word(states, offset);
    }
    const tuple = tuples.add(scratch, 0);
    if (tuple < 0) return this.targets.at(~tuple);
    const words = new Int32Array(this.machine.system.words);
    this.variables.forEach((variable, i) => {
      this.machine.system.encode(variable, terms[i].decode(scratch[i]), words);
    });
    const target = this.machine.id(words);
    this.targets.push(target);
    this.met.add(target);
    return target;
  }

  /** The values of the coarser variables in a state where `id` has an answer. */
  values(states: Int32Array, offset: number): Readonly<Record<string, Value>> {
    return Object.fromEntries(
      this.variables.map((variable, i) => {
        const { word, decode } = this.terms[i];
        return [variable, decode(word(states, offset))];
      }),
    );
  }
}
