/**
 * Evidence for people: a run that breaks or shows a formula, and, where the formula branches, a tree:
 * at the step that decides, further runs for the `possible` that holds there or the `inevitable` that
 * does not. (That *no* run does something cannot be shown by a run; `says` tells it.)
 */
import assert from 'node:assert/strict';
import type { Formula } from '../../../engine/language/typed.js';
import { FLAG, type GraphRun } from '../graph.js';
import { type FormulaText, hasBranching } from './formula-text.js';
import { FALSE, isStateFormula, MAYBE, TRUE } from './propositions.js';
import { assertRun, valueOnRun } from './run-evaluator.js';
import type { RunSearch } from './run-search.js';

export type TemporalEvidence =
  | { readonly kind: 'counterexample' | 'witness'; readonly run: GraphRun }
  | {
      readonly kind: 'tree';
      readonly says: string;
      readonly run: GraphRun;
      /** The run of a branch begins in the state of that step. */
      readonly branches: readonly { readonly step: number; readonly evidence: TemporalEvidence }[];
    };

/** A branch deeper than this is not followed: formulas nest at will, readers do not. */
const DEPTH_MAX = 8;

export class EvidenceMaker {
  constructor(
    private readonly search: RunSearch,
    private readonly text: FormulaText,
  ) {}

  /** A run from one of the roots on which the formula is `value`, judged a second time; undefined when
   * there is none among the known states. */
  run(formula: Formula, value: boolean, roots: ArrayLike<number>): GraphRun | undefined {
    const { search } = this;
    const run = search.run(search.normal(formula, value), roots);
    if (!run) return undefined;
    assertRun(run, search.fairness);
    assert(Array.from(roots).includes(run.states[0]), 'the run begins at a root');
    this.judge(formula, value, run);
    return run;
  }

  /** The second opinion. A beginning may be enough for reasons that only a simplification saw (that
   * `unless(true, p)` is true, say): then the whole run is looked at. */
  private judge(formula: Formula, value: boolean, run: GraphRun): void {
    const { search } = this;
    const judged = (on: GraphRun) =>
      valueOnRun(formula, on, (f, state) => search.propositions.evaluate(f, state));
    const wanted = value ? TRUE : FALSE;
    let answer = judged(run);
    if (answer === MAYBE && run.loop === undefined) {
      const whole = search.continued(run);
      // None may be known where a limit stopped the exploration.
      if (!whole && !search.graph.complete) return;
      // Nor where the steps on could not be evaluated.
      if (!whole && search.graph.flags.some((bits) => (bits & FLAG.failed) !== 0)) return;
      assert(whole, 'a finite run goes on');
      assertRun(whole, search.fairness);
      answer = judged(whole);
    }
    assert.equal(answer, wanted, 'the run does what it was found for');
  }

  /** The run as evidence, with a branch for every state formula that decided it. */
  explain(formula: Formula, value: boolean, run: GraphRun, depth = 0): TemporalEvidence {
    const kind = value ? 'witness' : 'counterexample';
    if (!hasBranching(formula) || depth >= DEPTH_MAX) return { kind, run };
    const step = run.loop ?? run.states.length - 1;
    const parts = isStateFormula(formula) ? [formula] : stateParts(formula);
    // What no run can show.
    const said: string[] = [];
    const branches = parts.flatMap((part) => {
      const answer = this.search.propositions.evaluate(part, run.states[step]);
      if (answer !== TRUE && answer !== FALSE) return [];
      return this.branches(part, answer === TRUE, run.states[step], depth, said).map(
        (evidence) => ({ step, evidence }),
      );
    });
    return { kind: 'tree', says: this.says(formula, value, step, said), run, branches };
  }

  /** Evidence in one state for a state formula that is `value` there. */
  private branches(
    formula: Formula,
    value: boolean,
    state: number,
    depth: number,
    said: string[],
  ): TemporalEvidence[] {
    const inner = (f: Formula, v: boolean) => this.branches(f, v, state, depth, said);
    const is = (f: Formula, v: boolean) =>
      this.search.propositions.evaluate(f, state) === (v ? TRUE : FALSE);
    switch (formula.op) {
      case 'not':
        return inner(formula.of, !value);
      case 'and':
      case 'or':
      case 'implies': {
        const left = formula.op === 'implies' ? !value : value;
        const together = (formula.op === 'and') === value;
        if (together) return [...inner(formula.left, left), ...inner(formula.right, value)];
        return is(formula.left, left) ? inner(formula.left, left) : inner(formula.right, value);
      }
      case 'possible':
      case 'inevitable': {
        const text = this.text(formula.of);
        if (value !== (formula.op === 'possible')) {
          said.push(
            value
              ? `every run from there satisfies ${text}`
              : `no run from there satisfies ${text}`,
          );
          return [];
        }
        const run = this.run(formula.of, value, [state]);
        assert(run, 'the label has a run');
        return [this.explain(formula.of, value, run, depth + 1)];
      }
      default:
        return [];
    }
  }

  /** Without a full stop: a sentence of the report ends with it. */
  private says(formula: Formula, value: boolean, step: number, said: readonly string[]): string {
    const about = isStateFormula(formula)
      ? `${this.text(formula)} ${value ? 'holds' : 'does not hold'} here`
      : `This run ${value ? 'satisfies' : 'breaks'} ${this.text(formula)}`;
    if (said.length === 0) return about;
    if (isStateFormula(formula)) return `${about}: ${said.join(', and ')}`;
    const where = step === 0 ? 'at its beginning' : `after ${step} step${step === 1 ? '' : 's'}`;
    return `${about}: ${where}, ${said.join(', and ')}`;
  }
}

/** The largest parts of a path formula that speak of one state and branch. */
function stateParts(formula: Formula): Formula[] {
  if (isStateFormula(formula)) return hasBranching(formula) ? [formula] : [];
  if ('of' in formula) return stateParts(formula.of);
  if ('left' in formula) return [...stateParts(formula.left), ...stateParts(formula.right)];
  return [];
}
