/** Strongly connected components of an automaton (Tarjan 1972; automata are small enough for recursion
 * over at most a few thousand states). */

/** The states of each component, from the targets by state. A component comes after all those that can
 * be reached from it. */
export function strongComponents(targets: readonly (readonly number[])[]): number[][] {
  const index = targets.map(() => -1);
  const low = targets.map(() => 0);
  const placed = targets.map(() => false);
  const stack: number[] = [];
  const found: number[][] = [];
  let count = 0;
  const visit = (q: number): void => {
    index[q] = low[q] = count++;
    stack.push(q);
    for (const target of targets[q]) {
      if (index[target] < 0) visit(target);
      if (!placed[target]) low[q] = Math.min(low[q], low[target]);
    }
    if (low[q] !== index[q]) return;
    const members = stack.splice(stack.indexOf(q));
    for (const member of members) placed[member] = true;
    found.push(members);
  };
  targets.forEach((_, q) => {
    if (index[q] < 0) visit(q);
  });
  return found;
}
