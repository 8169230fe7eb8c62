/** What a temporal verdict establishes, and over what, in sentences that can be signed. */
import { grouped } from '../../../engine/grouped.js';
import type { SystemFairness } from '../../../engine/transition/system.js';
import type { GraphRun, StateGraph } from '../graph.js';

/** `holds on every fair run over all 189 reachable states (weakly fair: open, shut)`. */
export function holdsClaim(graph: StateGraph): string {
  const fair = graph.system.fairness.length > 0 ? 'fair' : 'maximal';
  const over = graph.complete
    ? ` over ${allStates(graph.count)}`
    : `, as the ${states(graph.count)} that are known suffice to tell`;
  return `holds on every ${fair} run${over}${bound(graph)}${assumed(graph)}`;
}

/** `run` breaks the claim, which `branches` or not. */
export function violatedClaim(graph: StateGraph, run: GraphRun, branches: boolean): string {
  const steps = run.states.length - 1;
  const fair = graph.system.fairness.length > 0 ? 'a fair' : 'a';
  if (run.loop === undefined) {
    // What is possible later hangs on fairness; that this beginning is bad does not.
    const assuming = branches ? assumed(graph) : '';
    return steps === 0
      ? `does not hold: the initial state already breaks it${assuming}`
      : `does not hold: after ${count(steps, 'step')}, whatever comes later, it is broken${assuming}`;
  }
  if (run.loop === steps) {
    return `does not hold: ${fair} run of ${count(steps, 'step')} ends in a state that nothing changes${assumed(graph)}`;
  }
  const loop = count(run.states.length - run.loop, 'step');
  return `does not hold: ${fair} run of ${count(run.loop, 'step')}, then a loop of ${loop} for ever, breaks it${assumed(graph)}`;
}

/** Nothing can be said of runs where there is none. */
export function noRunClaim({ system, cut }: StateGraph): string {
  return cut
    ? `there is no run to judge: every run leaves the bound \`${system.withinText ?? ''}\``
    : 'there is no run to judge: every run comes to a step that could not be evaluated (see “well defined”)';
}

export const FAILURES_CLAIM =
  'not decided: no run was found that would do, but there may be one after a step that could not be evaluated (see “well defined”)';

/** What stopped it, the caller says. */
export function unknownClaim(graph: StateGraph): string {
  if (graph.complete) return `not decided over ${allStates(graph.count)}`;
  const known = graph.count === 1 ? 'the one state that is' : `the ${states(graph.count)} that are`;
  return `not decided over ${known} known`;
}

/** `weakly fair: open, shut; strongly fair: move, turn`, of the actions that were ever taken; `all actions`
 * where none of those is left out. */
export function fairnessText(graph: StateGraph): string {
  const { system, instances } = graph;
  const taken = new Set<number>();
  for (let i = 0; i < instances.count; i++) taken.add(instances.labels[i * system.labelWords]);
  const parts = (['weak', 'strong'] as const).flatMap((strength) => {
    const constraints = system.fairness.filter((fairness) => fairness.strength === strength);
    const fair = constraints.map((fairness) => ({ fairness, actions: actionsOf(graph, fairness) }));
    const whole = fair.filter(({ fairness }) => fairness.restriction === undefined);
    const actions = new Set(whole.flatMap((f) => [...f.actions]));
    // With every action fair for all its bindings, restricted constraints add nothing.
    if (actions.size > 1 && actions.size === taken.size) return [`${strength}ly fair: all actions`];
    const named = system.actions.flatMap(({ title }, a) =>
      fair
        .filter((f) => f.actions.has(a))
        .map(({ fairness }) => `${title}${fairness.restriction ?? ''}`),
    );
    return named.length === 0 ? [] : [`${strength}ly fair: ${[...new Set(named)].join(', ')}`];
  });
  return parts.join('; ');
}

/** The actions ever taken that a constraint speaks of. */
function actionsOf({ system, instances }: StateGraph, fairness: SystemFairness): Set<number> {
  const actions = new Set<number>();
  for (let i = 0; i < instances.count; i++) {
    const at = i * system.labelWords;
    if (fairness.group(instances.labels, at) !== undefined) actions.add(instances.labels[at]);
  }
  return actions;
}

function assumed(graph: StateGraph): string {
  const text = fairnessText(graph);
  return text === '' ? '' : ` (${text})`;
}

function bound(graph: StateGraph): string {
  if (!graph.cut) return '';
  return ` inside the bound \`${graph.system.withinText ?? ''}\`, which cut some runs: a run that leaves it does not count`;
}

const allStates = (n: number): string => (n === 1 ? 'the one reachable state' : `all ${states(n)}`);
const states = (n: number): string => count(n, 'reachable state');
const count = (n: number, noun: string): string => `${grouped(n)} ${noun}${n === 1 ? '' : 's'}`;
