/** `k` members of a list, each choice of members one way of picking: no order, so that exploration tries no choice twice. */

/** More ways than one number can be drawn for evenly: then members are drawn one after another. */
const MOST_WAYS = 2 ** 31;

export function pickSome<T>(k: number, from: readonly T[], pick: (ways: number) => number): T[] {
  const size = Math.max(0, Math.min(Math.trunc(k), from.length));
  if (size === 0) return [];
  if (size === from.length) return [...from];
  const ways = choose(from.length, size);
  return ways <= MOST_WAYS ? combination(size, from, pick(ways)) : drawn(size, from, pick);
}

/** Number `index` of all combinations, in lexicographic order of positions. */
function combination<T>(size: number, from: readonly T[], index: number): T[] {
  const picked: T[] = [];
  for (let at = 0; picked.length < size; at++) {
    // Those that take the member at this position come first.
    const taking = choose(from.length - at - 1, size - picked.length - 1);
    if (index < taking) picked.push(from[at]);
    else index -= taking;
  }
  return picked;
}

/** The first steps of a Fisher–Yates shuffle, put into order again. */
function drawn<T>(size: number, from: readonly T[], pick: (ways: number) => number): T[] {
  const positions = from.map((_, i) => i);
  for (let i = 0; i < size; i++) {
    const j = i + pick(positions.length - i);
    [positions[i], positions[j]] = [positions[j], positions[i]];
  }
  return positions
    .slice(0, size)
    .sort((a, b) => a - b)
    .map((i) => from[i]);
}

/** n over k; exact as long as it is at most 2^53, and more than MOST_WAYS beyond. */
function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) ways = Math.round((ways * (n - i + 1)) / i);
  return k > n ? 0 : ways;
}
