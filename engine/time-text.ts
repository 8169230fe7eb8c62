/** Times of systems, in whole microseconds, as people write them: `1.25 s`, `300 ms`, `17 us`. Exact. */

export function timeText(microseconds: number): string {
  const size = Math.abs(microseconds);
  if (size >= 1_000_000 || size === 0) return `${+(microseconds / 1e6).toFixed(6)} s`;
  return size >= 1_000 ? `${microseconds / 1e3} ms` : `${microseconds} us`;
}

/** The same for a moment, by how far it is from now: `in 300 ms`, `now`, `1.25 s ago`. */
export function momentText(microsecondsFromNow: number): string {
  if (microsecondsFromNow === 0) return 'now';
  const size = timeText(Math.abs(microsecondsFromNow));
  return microsecondsFromNow > 0 ? `in ${size}` : `${size} ago`;
}
