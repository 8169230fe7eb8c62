/** What can be asked of a measured expression without running it: for elaboration, and for whoever runs it. */
import type { RunExpr, Test, TestChoice } from './spec.js';

/** Every part of an expression, itself first. */
export function partsOf(expr: RunExpr): RunExpr[] {
  switch (expr.op) {
    case 'not':
      return [expr, ...partsOf(expr.of)];
    case 'all':
    case 'some':
      return [expr, ...expr.of.flatMap(partsOf)];
    case 'arithmetic':
    case 'compare':
      return [expr, ...partsOf(expr.left), ...partsOf(expr.right)];
    default:
      return [expr];
  }
}

/**
 * The test that is chosen in a cell; `words` are the cell's values, one for each axis, `exact` is the exact
 * test of the scheduler. The elaborator has seen to it that words that choose a test are names of tests.
 */
export function testBy(choice: TestChoice, words: readonly string[], exact: Test): Test {
  if (choice.by === 'name') return choice.test;
  return choice.by === 'scheduler' ? exact : (words[choice.axis] as Test);
}
