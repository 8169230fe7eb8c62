/**
 * Counting collections of limited size. Doubles: exact up to 2^53, Infinity where they overflow.
 */

/** Subsets of at most `bound` members out of `items`. */
export function countSubsets(items: number, bound: number): number {
  if (bound >= items) return 2 ** items;
  let total = 0;
  let choose = 1;
  for (let size = 0; size <= bound; size++) {
    total += choose;
    choose = (choose * (items - size)) / (size + 1);
  }
  return total;
}

/** Bags of at most `bound` members, copies counted, out of `items` different ones: C(items + bound, bound). */
export function countMultisets(items: number, bound: number): number {
  if (items === 0) return 1;
  if (bound === Number.POSITIVE_INFINITY || items === Number.POSITIVE_INFINITY) {
    return bound === 0 ? 1 : Number.POSITIVE_INFINITY;
  }
  let total = 1;
  for (let i = 1; i <= Math.min(items, bound); i++) {
    total = (total * (items + bound - i + 1)) / i;
  }
  return total;
}
