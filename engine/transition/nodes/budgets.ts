/**
 * What is left of each budget, in one word of a state: five bits (two for nodes that stop) and a guard bit each, so that one
 * subtraction asks them all. Above them stands which `must` has failed.
 */

export type Budget = 'crash' | 'drop' | 'duplicate' | 'timer' | 'stop';
/** What a step takes of each budget. */
export type Cost = Partial<Readonly<Record<Budget, number>>>;

const SHIFT: Readonly<Record<Budget, number>> = {
  crash: 0,
  drop: 6,
  duplicate: 12,
  timer: 18,
  stop: 24,
};
/** One above each budget: it goes down where more is taken than is left. */
export const GUARDS = (1 << 5) | (1 << 11) | (1 << 17) | (1 << 23) | (1 << 26);
export const BROKEN_SHIFT = 27;
export const BROKEN_MAX = 15;

export const budgetsLeft = (word: number, budget: Budget): number =>
  (word >>> SHIFT[budget]) & (budget === 'stop' ? 3 : 31);
/** Which `must` has failed, from 1; 0 for none. */
export const brokenIn = (word: number): number => word >>> BROKEN_SHIFT;

/** A cost, or a budget, as it lies in the word. */
export function packed({ crash = 0, drop = 0, duplicate = 0, timer = 0, stop = 0 }: Cost): number {
  const { crash: c, drop: l, duplicate: d, timer: t, stop: s } = SHIFT;
  return (crash << c) + (drop << l) + (duplicate << d) + (timer << t) + (stop << s);
}

export const FREE = 0;

const guardOf = (budget: Budget): number => 1 << (SHIFT[budget] + (budget === 'stop' ? 2 : 5));

/** The guards of these. */
export const guardsOf = (budgets: readonly Budget[]): number =>
  budgets.reduce((guards, budget) => guards | guardOf(budget), 0);

/** The guards of budgets of which more would be taken than is left; 0: there is enough. */
export const lacking = (word: number, cost: number): number => ~((word | GUARDS) - cost) & GUARDS;

/** A state in which guards stand in place of budgets is beyond what they allow (see `open` of the settings). */
export const isBeyond = (word: number): boolean => (word & GUARDS) !== 0;
