/** Components and backward reachability against their definitions, on random graphs. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { reaching } from './backward.js';
import { Components } from './components.js';

const graph = fc.integer({ min: 1, max: 24 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  return fc.record({
    count: fc.constant(count),
    steps: fc.array(fc.tuple(node, node), { maxLength: 50 }),
    /** A part of the nodes. */
    part: fc.uniqueArray(node, { minLength: 1 }),
  });
});

type Steps = readonly (readonly [number, number])[];

/** In compressed rows. */
function rows(count: number, steps: Steps) {
  const start = new Int32Array(count + 1);
  const target: number[] = [];
  for (let node = 0; node < count; node++) {
    for (const [from, to] of steps) if (from === node) target.push(to);
    start[node + 1] = target.length;
  }
  return { start, target: Int32Array.from(target) };
}

/** The nodes that can be reached by at least one step. */
function after(node: number, steps: Steps): Set<number> {
  const reached = new Set<number>();
  const waiting = [node];
  for (const at of waiting) {
    for (const [from, to] of steps) {
      if (from !== at || reached.has(to)) continue;
      reached.add(to);
      waiting.push(to);
    }
  }
  return reached;
}

const sorted = (sets: Iterable<Iterable<number>>): string[] =>
  [...sets].map((set) => [...set].sort((a, b) => a - b).join()).sort();

/** Sets of nodes that reach each other and themselves. */
function connected(nodes: readonly number[], steps: Steps): string[] {
  const inside = steps.filter(([from, to]) => nodes.includes(from) && nodes.includes(to));
  const reach = new Map(nodes.map((node) => [node, after(node, inside)]));
  const cyclic = nodes.filter((node) => reach.get(node)?.has(node));
  const sets = cyclic.map((node) =>
    cyclic.filter((other) => reach.get(node)?.has(other) && reach.get(other)?.has(node)),
  );
  return [...new Set(sorted(sets))];
}

describe('components', () => {
  it('are the sets of nodes that reach each other', () => {
    const { seed, runs } = campaign('components', { sample: 500, deep: 50_000 });
    const property = fc.property(graph, ({ count, steps, part }) => {
      const components = new Components(rows(count, steps), count);
      const divide = (nodes: readonly number[], region: number) => {
        const found: Int32Array[] = [];
        components.divide(Int32Array.from(nodes), region, (c) => found.push(c));
        return found;
      };
      const all = Array.from({ length: count }, (_, node) => node);
      const found = divide(all, 0);
      expect(sorted(found)).toEqual(connected(all, steps));
      // A component is a part that can be divided again, here without some of its nodes.
      for (const component of found) {
        const region = components.region[component[0]];
        const rest = [...component].filter((node) => part.includes(node));
        for (const node of component) if (!part.includes(node)) components.region[node] = -1;
        expect(sorted(divide(rest, region))).toEqual(connected(rest, steps));
      }
    });
    fc.assert(property, { seed, numRuns: runs });
  });

  it('are found in a graph too deep for recursion', () => {
    const count = 200_000;
    const start = new Int32Array(count + 1).map((_, node) => node);
    const target = new Int32Array(count).map((_, node) => (node + 1) % count);
    const sizes: number[] = [];
    const components = new Components({ start, target }, count);
    const all = new Int32Array(count).map((_, node) => node);
    components.divide(all, 0, (nodes) => sizes.push(nodes.length));
    expect(sizes).toEqual([count]);
  });
});

describe('backward reachability', () => {
  it('finds what reaches a seed through allowed nodes', () => {
    const { seed, runs } = campaign('backward reachability', { sample: 500, deep: 50_000 });
    const property = fc.property(graph, graph, ({ count, steps, part }, other) => {
      const seeds = other.part.filter((node) => node < count);
      const through = new Uint8Array(count);
      for (const node of part) through[node] = 1;
      const allowed = steps.filter(([from]) => part.includes(from));
      const expected = Array.from({ length: count }, (_, node) => {
        const reached = after(node, allowed);
        return seeds.includes(node) || seeds.some((s) => reached.has(s)) ? 1 : 0;
      });
      expect([...reaching(rows(count, steps), count, seeds, through)]).toEqual(expected);
    });
    fc.assert(property, { seed, numRuns: runs });
  });
});
