/**
 * A count for people: `16,777,216`. By hand, because the first use of Intl costs Node ten milliseconds,
 * and most answers of `assay check` have a count in them.
 */
export function grouped(count: number | bigint): string {
  if (typeof count === 'number' && !Number.isSafeInteger(count))
    return count.toLocaleString('en-US');
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
