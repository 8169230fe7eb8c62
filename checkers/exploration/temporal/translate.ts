/**
 * From a formula of the spec, or its negation, to a path formula over propositions. Whatever speaks of
 * one state only becomes a single proposition: smaller automata, and guards keep protecting.
 */
import assert from 'node:assert/strict';
import type { Formula } from '../../../engine/language/typed.js';
import type { PathFormula, PathFormulas } from './formula.js';
import { isStateFormula, type Propositions } from './propositions.js';

/** The formula (or, if not `positive`, its negation) in negation normal form. */
export function pathFormula(
  formula: Formula,
  positive: boolean,
  to: PathFormulas,
  propositions: Propositions,
): PathFormula {
  const translate = (f: Formula, sign: boolean): PathFormula => {
    if (f.op === 'constant') return to.constant(f.value === sign);
    if (f.op === 'not') return translate(f.of, !sign);
    if (isStateFormula(f)) return to.literal(propositions.number(f), sign);
    switch (f.op) {
      case 'and':
      case 'or': {
        const sides = [translate(f.left, sign), translate(f.right, sign)] as const;
        return (f.op === 'and') === sign ? to.and(...sides) : to.or(...sides);
      }
      case 'implies': {
        const sides = [translate(f.left, !sign), translate(f.right, sign)] as const;
        return sign ? to.or(...sides) : to.and(...sides);
      }
      case 'next':
        return to.next(translate(f.of, sign));
      case 'always':
        return sign ? to.always(translate(f.of, true)) : to.eventually(translate(f.of, false));
      case 'eventually':
        return sign ? to.eventually(translate(f.of, true)) : to.always(translate(f.of, false));
      case 'until': {
        const sides = [translate(f.left, sign), translate(f.right, sign)] as const;
        return sign ? to.until(...sides) : to.release(...sides);
      }
      case 'unless': {
        // p unless q = q release (p or q); its negation = not q until (not p and not q).
        const p = translate(f.left, sign);
        const q = translate(f.right, sign);
        return sign ? to.release(q, to.or(p, q)) : to.until(q, to.and(p, q));
      }
      default:
        assert.fail(`${f.op} speaks of one state`);
    }
  };
  return translate(formula, positive);
}
