/**
 * Strongly connected components of a part of a graph, by Tarjan's algorithm ("Depth-first search and
 * linear graph algorithms", 1972) without recursion, over typed arrays.
 *
 * The part is told by `region`: node n belongs to it if region[n] is its number. While components are
 * found, each gets a region number of its own; so afterwards `region[a] === region[b]` says that a and
 * b are strongly connected within the part, and a component is itself a part that can be divided again.
 */

export interface Steps {
  /** Steps of node n: from start[n] up to start[n + 1]. */
  readonly start: Int32Array;
  readonly target: Int32Array;
}

export class Components {
  /** Region of each node; all start in region 0. Dropped nodes are in region −1. */
  readonly region: Int32Array;
  private readonly index: Int32Array;
  private readonly low: Int32Array;
  private readonly cursor: Int32Array;
  private readonly stack: Int32Array;
  private readonly path: Int32Array;
  private visited = 0;
  private regions = 1;

  constructor(
    private readonly steps: Steps,
    count: number,
  ) {
    this.region = new Int32Array(count);
    this.index = new Int32Array(count).fill(-1);
    this.low = new Int32Array(count);
    this.cursor = new Int32Array(count);
    this.stack = new Int32Array(count);
    this.path = new Int32Array(count);
  }

  /** Divides the part `region` with these nodes, and calls `found` with the nodes of each component that
   * has a step inside (a single node without a step to itself is no cycle). */
  divide(nodes: Int32Array, region: number, found: (nodes: Int32Array) => void): void {
    // Indices of earlier divisions are smaller: no need to clear them.
    const fresh = this.visited;
    for (const root of nodes) {
      if (this.region[root] === region && this.index[root] < fresh) {
        this.search(root, region, fresh, found);
      }
    }
  }

  private search(
    root: number,
    region: number,
    fresh: number,
    found: (nodes: Int32Array) => void,
  ): void {
    const { index, low, cursor, stack, path } = this;
    const { start, target } = this.steps;
    let onStack = 0;
    let depth = 0;
    const enter = (node: number) => {
      index[node] = low[node] = this.visited++;
      cursor[node] = start[node];
      stack[onStack++] = node;
      path[depth++] = node;
    };
    enter(root);
    while (depth > 0) {
      const node = path[depth - 1];
      if (cursor[node] < start[node + 1]) {
        const next = target[cursor[node]++];
        // A node of a finished component has left the region.
        if (this.region[next] !== region) continue;
        if (index[next] < fresh) enter(next);
        else if (index[next] < low[node]) low[node] = index[next];
        continue;
      }
      depth--;
      if (depth > 0 && low[node] < low[path[depth - 1]]) low[path[depth - 1]] = low[node];
      if (low[node] !== index[node]) continue;
      let first = onStack - 1;
      while (stack[first] !== node) first--;
      const end = onStack;
      onStack = first;
      const number = this.regions++;
      for (let i = first; i < end; i++) this.region[stack[i]] = number;
      if (end - first > 1 || this.hasLoop(node)) found(stack.slice(first, end));
    }
  }

  private hasLoop(node: number): boolean {
    const { start, target } = this.steps;
    for (let i = start[node]; i < start[node + 1]; i++) if (target[i] === node) return true;
    return false;
  }
}
