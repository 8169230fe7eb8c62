/**
 * Steps past which a run goes round for ever without ever taking them: what fairness would forbid it. The run is one
 * that the spec allows, so of a step that is weakly fair it can only be that it is not possible all the time.
 */
import { formatPlain } from '../../engine/plain.js';
import { listed } from './claims.js';
import type { GraphRun, StateGraph } from './graph.js';

/** So many steps are named. */
const NAMED_MAX = 2;

/** What is to be said of them; undefined where there are none. */
export function ignoredSteps(graph: StateGraph, run: GraphRun): string | undefined {
  const ignored = ignoredIn(graph, run);
  if (ignored.length === 0) return undefined;
  if (graph.system.fairness.length === 0)
    return 'the spec declares no `fairness`: a run may ignore for ever a step that it could take';
  const weak = ignored.filter((instance) => isWeak(graph, run, instance));
  if (weak.length === 0) return undefined;
  return `${named(graph, weak)} can be taken again and again in the loop, and never ${weak.length === 1 ? 'is' : 'are'}: weak fairness asks for what can be taken all the time; \`strong\` would forbid this run`;
}

/** Instances, in their order. */
function ignoredIn(graph: StateGraph, { states, edges, loop }: GraphRun): number[] {
  if (loop === undefined) return [];
  const { edgeStart, edgeTarget, edgeInstance } = graph;
  const taken = new Set(edges.slice(loop).map((edge) => edgeInstance[edge]));
  const ignored = new Set<number>();
  for (const state of states.slice(loop))
    for (let edge = edgeStart[state]; edge < edgeStart[state + 1]; edge++)
      if (edgeTarget[edge] !== state && !taken.has(edgeInstance[edge]))
        ignored.add(edgeInstance[edge]);
  return [...ignored].sort((a, b) => a - b);
}

/** Is it weakly fair, and is nothing taken in the loop that would do for it? */
function isWeak(graph: StateGraph, { edges, loop = 0 }: GraphRun, instance: number): boolean {
  const { system, edgeInstance } = graph;
  return system.fairness.some(({ strength }, i) => {
    const group = groupOf(graph, i, instance);
    const does = (edge: number) => groupOf(graph, i, edgeInstance[edge]) === group;
    return strength === 'weak' && group !== undefined && !edges.slice(loop).some(does);
  });
}

const groupOf = ({ system, instances }: StateGraph, i: number, instance: number) =>
  system.fairness[i].group(instances.labels, instance * system.labelWords);

function named({ system, instances }: StateGraph, ignored: readonly number[]): string {
  const texts = ignored.slice(0, NAMED_MAX).map((instance) => {
    const { title, bindings } = system.describe(
      instances.labels,
      instance * system.labelWords,
      true,
    );
    const bound = Object.entries(bindings).map(
      ([name, value]) => `${name} = ${formatPlain(value)}`,
    );
    return bound.length === 0 ? `“${title}”` : `“${title}” with ${listed(bound)}`;
  });
  const more = ignored.length - NAMED_MAX;
  return listed(more > 0 ? [...texts, `${more} more`] : texts);
}
