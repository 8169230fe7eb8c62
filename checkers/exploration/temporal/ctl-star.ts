/**
 * Labelling for any path formula: a state satisfies `possible(F)` when, in the product with the
 * automaton of F, a fair component can be reached from it. State formulas inside F are propositions by
 * then, labelled before (Emerson and Lei 1987: CTL* by repeated use of LTL).
 */
import { reaching } from './backward.js';
import { fairComponents } from './fair-components.js';
import type { Automaton } from './ltl/automaton.js';
import { FALSE, type Labels, MAYBE, type Mode, TRUE } from './propositions.js';
import type { RunSearch } from './run-search.js';

/** For each state: does some run from it satisfy the automaton? */
export function labelByProduct(search: RunSearch, automaton: Automaton): Labels {
  const labels = new Uint8Array(search.graph.count).fill(FALSE);
  const surely = accepting(search, automaton, 'surely');
  const perhaps = search.graph.complete ? surely : accepting(search, automaton, 'perhaps');
  for (let state = 0; state < labels.length; state++) {
    if (surely[state] !== 0) labels[state] = TRUE;
    else if (perhaps[state] !== 0) labels[state] = MAYBE;
  }
  return labels;
}

function accepting(search: RunSearch, automaton: Automaton, mode: Mode): Uint8Array {
  const roots = new Int32Array(search.graph.count).map((_, state) => state);
  const product = search.product(automaton, roots, mode);
  const { found } = fairComponents(product, search.fairness, automaton.marks, search.tick);
  const seeds = [...product.won, ...(mode === 'perhaps' ? product.open : [])];
  for (const { nodes } of found) for (const node of nodes) seeds.push(node);
  // Root i is node i, so the first nodes are the states.
  return reaching(product, product.count, seeds);
}
