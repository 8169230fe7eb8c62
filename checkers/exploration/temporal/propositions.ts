/**
 * Propositions: boolean functions of one state, made of atoms and of state subformulas (`possible`,
 * `inevitable`) that have been labelled before. Evaluated only where asked for, left to right and only
 * as far as needed, so that guards protect; every answer is kept.
 *
 * Answers are three-valued because a limit may have stopped the exploration: what an unexpanded state
 * can reach, or whether it is stuck, is not known.
 */
import assert from 'node:assert/strict';
import type { Formula } from '../../../engine/language/typed.js';
import { failureSite, ILL_DEFINED, type Truth } from '../../../engine/transition/system.js';
import { FLAG, type StateGraph } from '../graph.js';
import { formulaKey } from './formula-text.js';

/** Sets of truth values, as bits: what the answer can be. */
export type Answer = 1 | 2 | 3;
export const FALSE: Answer = 1;
export const TRUE: Answer = 2;
export const MAYBE: Answer = 3;

/** Which literals count: those known to hold, or those not known to fail. */
export type Mode = 'surely' | 'perhaps';

/** Answers by state. */
export type Labels = Uint8Array;

/** Labels the states with a formula whose operator is `possible` or `inevitable`. */
export type Labeller = (formula: Formula) => Labels;

/** A partial operation failed in an atom: thrown, and turned into an `error` that names the state. */
export class IllDefined extends Error {
  constructor(
    readonly state: number,
    readonly site: number,
  ) {
    super(`an atom has no value in state ${state}`);
  }
}

/** Does the formula speak of one state only (not of the rest of a run)? */
export function isStateFormula(formula: Formula): boolean {
  switch (formula.op) {
    case 'atom':
    case 'constant':
    case 'possible':
    case 'inevitable':
      return true;
    case 'not':
      return isStateFormula(formula.of);
    case 'and':
    case 'or':
    case 'implies':
      return isStateFormula(formula.left) && isStateFormula(formula.right);
    default:
      return false;
  }
}

export class Propositions {
  private readonly formulas: Formula[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly known: Uint8Array[] = [];

  constructor(
    private readonly graph: StateGraph,
    private readonly label: Labeller,
  ) {}

  /** The number of a state formula. */
  number(formula: Formula): number {
    const key = formulaKey(formula);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.formulas.length;
    this.numbers.set(key, number);
    this.formulas.push(formula);
    this.known.push(new Uint8Array(this.graph.count));
    return number;
  }

  /** @throws IllDefined */
  answer(proposition: number, state: number): Answer {
    const known = this.known[proposition];
    if (known[state] === 0) known[state] = this.evaluate(this.formulas[proposition], state);
    return known[state] as Answer;
  }

  /** Is the literal true here, as far as the mode asks? */
  holds(proposition: number, positive: boolean, state: number, mode: Mode): boolean {
    const answer = this.answer(proposition, state);
    const wanted = positive ? TRUE : FALSE;
    return mode === 'surely' ? answer === wanted : (answer & wanted) !== 0;
  }

  /** The value of a state formula. @throws IllDefined */
  evaluate(formula: Formula, state: number): Answer {
    switch (formula.op) {
      case 'constant':
        return formula.value ? TRUE : FALSE;
      case 'atom':
        return this.atom(formula.atom, state);
      case 'possible':
      case 'inevitable':
        return this.label(formula)[state] as Answer;
      case 'not':
        return not(this.evaluate(formula.of, state));
      case 'and':
        return this.and(formula.left, formula.right, state);
      case 'or':
        return not(
          this.and({ op: 'not', of: formula.left }, { op: 'not', of: formula.right }, state),
        );
      case 'implies':
        return not(this.and(formula.left, { op: 'not', of: formula.right }, state));
      default:
        assert.fail(`${formula.op} does not speak of one state`);
    }
  }

  private and(left: Formula, right: Formula, state: number): Answer {
    const first = this.evaluate(left, state);
    if (first === FALSE) return FALSE;
    const second = this.evaluate(right, state);
    return (((first | second) & FALSE) | (first & second & TRUE)) as Answer;
  }

  private atom(index: number, state: number): Answer {
    const { system, states, flags } = this.graph;
    const atom = system.atoms[index];
    assert(atom.kind !== 'step', 'a step atom stands only in `every step`');
    const array = states.array(state);
    const offset = states.offset(state);
    if (atom.kind === 'state') return answerOf(atom.holds(array, offset), state);
    const stuck = (flags[state] & FLAG.stuck) !== 0;
    const answer = answerOf(atom.holds(array, offset, stuck), state);
    if (stuck || (flags[state] & FLAG.expanded) !== 0) return answer;
    return (answer | answerOf(atom.holds(array, offset, true), state)) as Answer;
  }
}

function answerOf(truth: Truth, state: number): Answer {
  if (truth <= ILL_DEFINED) throw new IllDefined(state, failureSite(truth));
  return truth === 0 ? FALSE : TRUE;
}

export const not = (answer: Answer): Answer =>
  (((answer & FALSE) << 1) | ((answer & TRUE) >> 1)) as Answer;
