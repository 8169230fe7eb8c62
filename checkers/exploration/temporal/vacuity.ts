/** Ways in which a claim that holds may say nothing: looked for only after it was found to hold. */
import type { Formula } from '../../../engine/language/typed.js';
import { IllDefined, isStateFormula, TRUE } from './propositions.js';
import type { RunSearch } from './run-search.js';

/** Each a sentence. */
export function vacuityNotes(
  search: RunSearch,
  formula: Formula,
  assuming: Formula | undefined,
): string[] {
  const { graph } = search;
  if (assuming && !search.perhaps(search.normal(assuming, true), graph.initial)) {
    return ['No run satisfies what is assumed.'];
  }
  const claim = assuming && formula.op === 'implies' ? formula.right : formula;
  const condition = triggerOf(claim);
  if (condition && !everTrue(search, condition)) {
    return ['The condition after `whenever` is true in no reachable state.'];
  }
  return [];
}

/** P of always(P implies …). */
function triggerOf(formula: Formula): Formula | undefined {
  if (formula.op !== 'always' || formula.of.op !== 'implies') return undefined;
  return isStateFormula(formula.of.left) ? formula.of.left : undefined;
}

function everTrue(search: RunSearch, condition: Formula): boolean {
  const number = search.propositions.number(condition);
  try {
    for (let state = 0; state < search.graph.count; state++) {
      if (search.propositions.answer(number, state) === TRUE) return true;
    }
    return false;
  } catch (error) {
    // In a state that the claim did not need to look at: no reason to call it vacuous.
    if (error instanceof IllDefined) return true;
    throw error;
  }
}
