/**
 * Quantifiers over members of symmetric types. One stops at its answer, so what it meets on the way, an
 * operation without a value or an implication that is put to the test, depends on the order of the
 * members; and that is not to show where one state stands for all that differ in names. `lowerGather`
 * notes where it could, and if told to be cautious goes on to the end there.
 */
import type { ExprOf } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { forEachChild } from './children.js';
import type { Lowering } from './lowering.js';

export interface OrderWatch {
  readonly mentioned: (type: Type) => boolean;
  readonly cautious: boolean;
  /** Could an operation without a value be met in one order and not in another? */
  failures: boolean;
  /** Could a coverage site? */
  sites: boolean;
}

/** Emits a quantifier by `fill`, which is told whether it may stop at its answer. */
export function inOrder(l: Lowering, expr: ExprOf<'gather'>, fill: (stops: boolean) => void): void {
  const { order } = l.program;
  if (order === undefined || !overMembers(order, expr)) {
    fill(true);
    return;
  }
  const { used } = l.exit;
  l.exit.used = false;
  const sites = hasSite(l, expr);
  // Nobody can tell where nothing can fail and nothing is noted.
  const body = l.collect(() => fill(true));
  const fails = l.exit.used;
  l.exit.used ||= used;
  order.failures ||= fails;
  order.sites ||= sites;
  if (order.cautious && (fails || sites)) fill(false);
  else for (const statement of body) l.emit(statement);
}

const overMembers = (order: OrderWatch, { binders }: ExprOf<'gather'>): boolean =>
  binders.some(
    ({ over: { type } }) =>
      (type.kind === 'set' || type.kind === 'bag') && order.mentioned(type.of),
  );

function hasSite(l: Lowering, expr: ExprOf<'gather'>): boolean {
  let found = false;
  const visit = (part: Parameters<typeof forEachChild>[0]): void => {
    found ||= l.siteOf?.(part) !== undefined;
    if (!found) forEachChild(part, visit);
  };
  forEachChild(expr, visit);
  return found;
}
