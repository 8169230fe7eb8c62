/**
 * One run of threads under a random schedule, made again from its seed. A schedule has a temper, drawn first: how long a thread goes on before
 * another does, and how long stores wait. Both at once would hide either from uniform choice (compare Burckhardt et al., A randomized scheduler
 * with probabilistic guarantees of finding bugs, 2010).
 */
import { Random } from '../../engine/random.js';
import { Successors } from '../../engine/transition/system.js';
import { REACHES_MEMORY } from '../../engine/transition/threads/steps.js';
import type { ThreadsSystem } from '../../engine/transition/threads/system.js';

export interface ThreadRun {
  readonly states: readonly Int32Array[];
  readonly labels: readonly Int32Array[];
  /** Could no step be taken any more? Else it was cut off. */
  readonly ended: boolean;
  /** A step after the last state that could not be evaluated. */
  readonly failing?: { readonly label: Int32Array; readonly site: number };
}

/** Of one run. */
export const STEPS_MAX = 5000;

export function randomRun(system: ThreadsSystem, seed: number, most = STEPS_MAX): ThreadRun {
  const random = Random.of(seed, 'schedule', 0);
  const { words, labelWords } = system;
  const goesOn = [0, 50, 90, 98][random.below(4)];
  const waits = [0, 50, 95][random.below(3)];
  const out = new Successors(words, labelWords);
  system.initial(out);
  const states = [out.states.slice(0, words)];
  const labels: Int32Array[] = [];
  let last = -1;
  while (labels.length < most) {
    out.clear();
    system.successors(states[states.length - 1], 0, out);
    if (out.failureCount > 0)
      return {
        ...{ states, labels, ended: true },
        failing: { label: out.failureLabels.slice(0, labelWords), site: out.failureSites[0] },
      };
    if (out.count === 0) return { states, labels, ended: true };
    const chosen = choose(out, random, last, goesOn, waits);
    states.push(out.states.slice(chosen * words, (chosen + 1) * words));
    const label = out.labels.slice(chosen * labelWords, (chosen + 1) * labelWords);
    if (label[2] !== REACHES_MEMORY) last = label[1];
    labels.push(label);
  }
  return { states, labels, ended: false };
}

/** The number of a step. `last`: the thread that went before; the rest in percent. */
function choose(
  out: Successors,
  random: Random,
  last: number,
  goesOn: number,
  waits: number,
): number {
  const all = Array.from({ length: out.count }, (_, i) => i);
  const isStore = (i: number): boolean => out.labels[i * out.labelWords + 2] === REACHES_MEMORY;
  const stores = all.filter(isStore);
  const accesses = all.filter((i) => !isStore(i));
  const from =
    accesses.length === 0 || (stores.length > 0 && random.below(100) >= waits) ? stores : accesses;
  const own = from.filter((i) => out.labels[i * out.labelWords + 1] === last);
  const some = own.length > 0 && random.below(100) < goesOn ? own : from;
  return some[random.below(some.length)];
}
