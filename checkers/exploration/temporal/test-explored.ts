/** The state graph of a system by the plainest search there is, for tests of what is built on graphs. */
import { Successors, type TransitionSystem } from '../../../engine/transition/system.js';
import { FLAG, type StateGraph } from '../graph.js';

export function explored(system: TransitionSystem): StateGraph {
  const { words, labelWords } = system;
  const ids = new Map<string, number>();
  const states: Int32Array[] = [];
  const labels: Int32Array[] = [];
  const labelIds = new Map<string, number>();
  const edgeStart = [0];
  const edgeTarget: number[] = [];
  const edgeInstance: number[] = [];
  const flags: number[] = [];
  const inside = (state: Int32Array) => (system.within ? system.within(state, 0) === 1 : true);
  const idOf = (state: Int32Array) => intern(ids, states, state);
  const out = new Successors(words, labelWords);
  system.initial(out);
  const initial = entries(out.states, out.count, words).filter(inside).map(idOf);
  // `states` grows.
  for (let id = 0; id < states.length; id++) {
    out.clear();
    system.successors(states[id], 0, out);
    const targets = entries(out.states, out.count, words);
    const taken = entries(out.labels, out.count, labelWords);
    const ended = out.count === 0 && !system.finished(states[id], 0);
    let flag = FLAG.expanded | (ended ? FLAG.stuck : 0);
    targets.forEach((target, i) => {
      if (!inside(target)) {
        flag |= FLAG.leaves;
        return;
      }
      edgeTarget.push(idOf(target));
      edgeInstance.push(intern(labelIds, labels, taken[i]));
    });
    flags.push(flag);
    edgeStart.push(edgeTarget.length);
  }
  return {
    system,
    count: states.length,
    states: { array: (id) => states[id], offset: () => 0 },
    initial: [...new Set(initial)],
    edgeStart: Int32Array.from(edgeStart),
    edgeTarget: Int32Array.from(edgeTarget),
    edgeInstance: Int32Array.from(edgeInstance),
    instances: { count: labels.length, labels: Int32Array.from(labels.flatMap((l) => [...l])) },
    flags: Uint8Array.from(flags),
    complete: true,
    cut: flags.some((bits) => (bits & FLAG.leaves) !== 0),
    pathTo: () => {
      throw new Error('not needed here');
    },
  };
}

const entries = (array: Int32Array, count: number, width: number): Int32Array[] =>
  Array.from({ length: count }, (_, i) => array.slice(i * width, (i + 1) * width));

function intern(known: Map<string, number>, all: Int32Array[], words: Int32Array): number {
  const key = words.join();
  let number = known.get(key);
  if (number === undefined) {
    number = all.length;
    known.set(key, number);
    all.push(words);
  }
  return number;
}
