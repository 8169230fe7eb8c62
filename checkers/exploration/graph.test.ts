import { describe, expect, it } from 'vitest';
import { breadthFirst } from './breadth-first.js';
import { FLAG, isStutter, type StateGraph } from './graph.js';
import { processMeters, Watch } from './limits.js';
import { type GraphSystem, graphSystem } from './test-systems.js';

async function graphOf(description: GraphSystem, maxStates?: number): Promise<StateGraph> {
  const { graph } = await breadthFirst(graphSystem(description), {
    properties: [],
    keepGraph: true,
    toTheEnd: true,
    watch: new Watch(maxStates === undefined ? {} : { maxStates }, processMeters),
  });
  if (!graph) throw new Error('no graph was kept');
  return graph;
}

const edgesOf = (graph: StateGraph, id: number) => [
  ...graph.edgeTarget.slice(graph.edgeStart[id], graph.edgeStart[id + 1]),
];

describe('the state graph', () => {
  it('keeps stutters and parallel steps, and tells them apart', async () => {
    const graph = await graphOf({
      initial: [5],
      edges: [
        [5, 'a', 6],
        [5, 'b', 6],
        [5, 'a', 5],
        [6, 'a', 5],
      ],
    });
    expect([graph.count, graph.complete, graph.cut]).toEqual([2, true, false]);
    expect(edgesOf(graph, 0)).toEqual([1, 0, 1]);
    expect([0, 1, 2].map((edge) => isStutter(graph, 0, edge))).toEqual([false, true, false]);
    expect(graph.instances.count).toBe(2);
    expect(graph.pathTo(1)).toEqual([0, 1]);
  });

  it('has no step to a state outside the bound, but knows that there was one', async () => {
    const graph = await graphOf({
      initial: [0],
      edges: [
        [0, 'a', 1],
        [0, 'a', 9],
      ],
      within: (node) => node < 9,
      failing: [[1, 'a', 3]],
    });
    expect([graph.count, graph.complete, graph.cut]).toEqual([2, true, true]);
    expect(edgesOf(graph, 0)).toEqual([1]);
    expect([...graph.flags]).toEqual([FLAG.expanded | FLAG.leaves, FLAG.expanded | FLAG.failed]);
  });

  it('at a limit, has no step of a state whose expansion was given up', async () => {
    const edges = [
      [0, 'a', 1],
      [0, 'a', 2],
      [1, 'a', 0],
      [1, 'a', 3],
      [2, 'a', 0],
    ] as const;
    const graph = await graphOf({ initial: [0], edges }, 3);
    expect([graph.count, graph.complete]).toEqual([3, false]);
    expect([0, 1, 2].map((id) => edgesOf(graph, id))).toEqual([[1, 2], [], []]);
    expect([...graph.flags]).toEqual([FLAG.expanded, 0, 0]);
    expect(graph.edgeTarget).toHaveLength(2);
  });
});
