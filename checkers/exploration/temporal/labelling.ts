/**
 * State formulas with `possible` and `inevitable`, labelled from the inside out: CTL by labelling,
 * everything else (and every graph that a limit left incomplete) by a product for each path formula.
 * `inevitable(F)` is `not possible(not F)`: both range over the fair, maximal runs.
 */
import type { Formula } from '../../../engine/language/typed.js';
import type { StateGraph } from '../graph.js';
import { isCtl, labelByCtl } from './ctl.js';
import { labelByProduct } from './ctl-star.js';
import { Fairness } from './fairness.js';
import { formulaKey } from './formula-text.js';
import type { TemporalLimits } from './limits.js';
import { anyRun } from './ltl/automaton.js';
import { type Answer, type Labels, not, TRUE } from './propositions.js';
import { RunSearch } from './run-search.js';

/** How branching formulas are labelled; for tests, which compare the ways. */
export type LabellingMethod = 'as fits' | 'always by product';

/** Makes a search whose propositions may contain branching formulas. */
export function branchingSearch(
  graph: StateGraph,
  limits: TemporalLimits,
  tick: () => void,
  method: LabellingMethod = 'as fits',
): RunSearch {
  const fairness = fairnessOf(graph);
  const known = new Map<string, Labels>();
  const label = (formula: Formula): Labels => {
    const key = formulaKey(formula);
    let labels = known.get(key);
    if (!labels) {
      labels = labelled(formula);
      known.set(key, labels);
    }
    return labels;
  };
  const labelled = (formula: Formula): Labels => {
    if (formula.op !== 'possible' && formula.op !== 'inevitable') {
      throw new Error(`${formula.op} is not a branching operator`);
    }
    const exists = formula.op === 'possible';
    const path = search.normal(formula.of, exists);
    const labels =
      graph.complete && method === 'as fits' && isCtl(path)
        ? labelByCtl(
            search,
            path,
            goingOn().map((answer) => (answer === TRUE ? 1 : 0)),
          )
        : labelByProduct(search, search.automaton(path));
    return exists ? labels : labels.map((answer) => not(answer as Answer));
  };
  let runs: Labels | undefined;
  const goingOn = (): Labels => {
    runs ??= everyStateGoesOn(graph)
      ? new Uint8Array(graph.count).fill(TRUE)
      : labelByProduct(search, anyRun);
    return runs;
  };
  const goesOn = (state: number): Answer => goingOn()[state] as Answer;
  const search = new RunSearch(graph, fairness, label, goesOn, limits, tick);
  return search;
}

/**
 * Fairness of the whole system never stops a run (it is machine closed: Abadi and Lamport, "The
 * existence of refinement mappings", 1991): from every state some fair run goes on. Only a bound can
 * leave a state without one. (A step that cannot be evaluated is taken to lead somewhere.)
 */
export const everyStateGoesOn = (graph: StateGraph): boolean =>
  graph.system.within === undefined || (graph.complete && !graph.cut);

const fairnessByGraph = new WeakMap<StateGraph, Fairness>();

/** One table for all properties of a graph. */
export function fairnessOf(graph: StateGraph): Fairness {
  let fairness = fairnessByGraph.get(graph);
  if (!fairness) {
    fairness = new Fairness(graph);
    fairnessByGraph.set(graph, fairness);
  }
  return fairness;
}
