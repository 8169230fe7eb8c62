/** The whole state graph of a small system, for a picture. */
import { Successors, type TransitionSystem } from '../../engine/transition/system.js';
import type { StateGraph } from '../verdict.js';
import type { Count } from './reductions/quotient.js';
import { Visited } from './visited.js';

/** More states than this are no picture. */
export const PICTURE_STATES_MAX = 200;

/** The graph of a system that was explored up to symmetry: its states are found anew, if they are few. */
export function smallFullGraph(system: TransitionSystem, states: Count): StateGraph | null {
  if (states > PICTURE_STATES_MAX) return null;
  const visited = new Visited(system.words);
  const out = new Successors(system.words, system.labelWords);
  const take = (): void => {
    for (let i = 0; i < out.count; i++) {
      const at = i * system.words;
      if ((system.within?.(out.states, at) ?? 1) === 1) visited.add(out.states, at);
    }
    out.clear();
  };
  system.initial(out);
  take();
  const initial = visited.count;
  for (let id = 0; id < visited.count; id++) {
    system.successors(visited.array(id), visited.offset(id), out);
    take();
  }
  return smallGraph(system, visited, initial);
}

/** Computed anew from the states found; steps that change nothing, and repetitions of a step with the
 * same title and bindings between the same states, are left out. Null when there are too many states. */
export function smallGraph(
  system: TransitionSystem,
  visited: Visited | null,
  initialStates: number,
): StateGraph | null {
  if (visited === null || visited.count > PICTURE_STATES_MAX) return null;
  const out = new Successors(system.words, system.labelWords);
  const states: StateGraph['states'][number][] = [];
  const steps: StateGraph['steps'][number][] = [];
  for (let id = 0; id < visited.count; id++) {
    const array = visited.array(id);
    const offset = visited.offset(id);
    states.push({ id, state: system.decode(array, offset), initial: id < initialStates });
    out.clear();
    system.successors(array, offset, out);
    const drawn = new Set<string>();
    for (let i = 0; i < out.count; i++) {
      const to = visited.find(out.states, i * system.words);
      if (to < 0 || to === id) continue;
      const { title, bindings } = system.describe(out.labels, i * system.labelWords);
      const key = `${to} ${title} ${JSON.stringify(bindings)}`;
      if (drawn.has(key)) continue;
      drawn.add(key);
      steps.push({ from: id, to, title, bindings });
    }
  }
  return { states, steps };
}
