/** Backward reachability over a graph in compressed rows. */
import type { Steps } from './components.js';

/**
 * The nodes from which a seed can be reached by nodes that `through` allows (all, when absent); seeds
 * are in the answer whether `through` allows them or not. 1 for each such node.
 */
export function reaching(
  { start, target }: Steps,
  count: number,
  seeds: Iterable<number>,
  through?: Uint8Array,
): Uint8Array {
  const { first, source } = reversed(start, target, count);
  const reached = new Uint8Array(count);
  const queue = new Int32Array(count);
  let length = 0;
  for (const seed of seeds) {
    if (reached[seed] !== 0) continue;
    reached[seed] = 1;
    queue[length++] = seed;
  }
  for (let i = 0; i < length; i++) {
    const node = queue[i];
    for (let k = first[node]; k < first[node + 1]; k++) {
      const from = source[k];
      if (reached[from] !== 0 || (through && through[from] === 0)) continue;
      reached[from] = 1;
      queue[length++] = from;
    }
  }
  return reached;
}

function reversed(start: Int32Array, target: Int32Array, count: number) {
  const steps = start[count];
  const first = new Int32Array(count + 1);
  for (let i = 0; i < steps; i++) first[target[i] + 1]++;
  for (let node = 0; node < count; node++) first[node + 1] += first[node];
  const next = first.slice();
  const source = new Int32Array(steps);
  for (let node = 0; node < count; node++) {
    for (let i = start[node]; i < start[node + 1]; i++) source[next[target[i]]++] = node;
  }
  return { first, source };
}
