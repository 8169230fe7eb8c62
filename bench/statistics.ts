/** The two averages of a benchmark. */

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no values have no median');
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The mean for ratios: of 1/2 and 2 it is 1. Fleming and Wallace, How not to lie with statistics, 1986. */
export function geometricMean(ratios: readonly number[]): number {
  if (ratios.length === 0) throw new Error('no ratios have no mean');
  if (!ratios.every((ratio) => ratio > 0)) throw new Error('a ratio must be greater than 0');
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
