/** For tests: what a graph says, and whether its paths are paths. */
import { expect } from 'vitest';
import type { StateGraph } from '../graph.js';

/** All that a graph says, in an order of its own. */
export function told(graph: StateGraph) {
  const { system, edgeStart, edgeTarget, edgeInstance, instances, flags } = graph;
  const words = (id: number) => {
    const at = graph.states.offset(id);
    return graph.states
      .array(id)
      .slice(at, at + system.words)
      .join();
  };
  const label = (i: number) =>
    instances.labels.slice(i * system.labelWords, (i + 1) * system.labelWords).join();
  const edges: string[] = [];
  for (let id = 0; id < graph.count; id++)
    for (let edge = edgeStart[id]; edge < edgeStart[id + 1]; edge++)
      edges.push(`${words(id)} ─ ${label(edgeInstance[edge])} → ${words(edgeTarget[edge])}`);
  const ids = Array.from({ length: graph.count }, (_, id) => id);
  return {
    states: ids.map((id) => `${words(id)}: ${flags[id]}, ${graph.pathTo(id).length}`).sort(),
    edges: edges.sort(),
    initial: graph.initial.map(words).sort(),
    labels: instances.count,
  };
}

export function expectPaths({ pathTo, count, initial, edgeStart, edgeTarget }: StateGraph): void {
  for (let id = 0; id < count; id++) {
    const path = pathTo(id);
    expect(path.at(-1)).toBe(id);
    expect(initial).toContain(path[0]);
    for (const [i, source] of path.slice(0, -1).entries())
      expect([...edgeTarget.subarray(edgeStart[source], edgeStart[source + 1])]).toContain(
        path[i + 1],
      );
  }
}
