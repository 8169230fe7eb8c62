/**
 * The oracle of the exploration tests: the obviously right way, sharing no code with the checker. States
 * are JSON strings in a Map, the queue is an array, lengths are distances. Used by tests only.
 */
import {
  failureSite,
  Successors,
  type SystemProperty,
  type TransitionSystem,
} from '../../engine/transition/system.js';

export interface NaiveAnswer {
  readonly states: number;
  readonly outside: number;
  readonly generated: number;
  readonly depth: number;
  readonly initial: number;
  readonly stuck: number;
  /** States where some step cannot be evaluated. */
  readonly untaken: number;
  readonly byDepth: readonly number[];
  readonly byAction: readonly number[];
  /** Of each property: steps of a shortest run to a place that decides it; undefined if there is none. */
  readonly decidedAfter: readonly (number | undefined)[];
  /** Has its atom no value somewhere? */
  readonly illDefined: readonly boolean[];
  /** Steps of a shortest run to an operation without a value. */
  readonly failsAfter: number | undefined;
  /** The shape of the graph, edge by edge. */
  readonly edges: readonly string[];
}

interface Step {
  readonly action: number;
  readonly label: string;
  readonly to: string;
}

export function explore(system: TransitionSystem): NaiveAnswer {
  const words = (text: string) => Int32Array.from(JSON.parse(text) as number[]);
  const text = (array: Int32Array, offset: number, length: number) =>
    JSON.stringify([...array.slice(offset, offset + length)]);
  const stepsOf = (state: string): { steps: Step[]; fails: boolean } => {
    const out = new Successors(system.words, system.labelWords);
    system.successors(words(state), 0, out);
    const steps = Array.from({ length: out.count }, (_, i) => ({
      action: out.labels[i * system.labelWords],
      label: text(out.labels, i * system.labelWords, system.labelWords),
      to: text(out.states, i * system.words, system.words),
    }));
    return { steps, fails: out.failureCount > 0 };
  };
  const isInside = (state: string) => (system.within ? system.within(words(state), 0) === 1 : true);

  // Distances of all states, those outside the bound included, which are not expanded.
  const distance = new Map<string, number>();
  const first = new Successors(system.words, system.labelWords);
  system.initial(first);
  const queue = Array.from({ length: first.count }, (_, i) =>
    text(first.states, i * system.words, system.words),
  );
  for (const state of queue) distance.set(state, 0);
  let generated = first.count;
  const byAction = system.actions.map(() => 0);
  const edges: string[] = [];
  for (const state of queue) {
    if (!isInside(state)) continue;
    for (const { action, label, to } of stepsOf(state).steps) {
      generated++;
      byAction[action]++;
      if (isInside(to)) edges.push(`${state} ${label} ${to}`);
      if (distance.has(to)) continue;
      distance.set(to, (distance.get(state) ?? 0) + 1);
      queue.push(to);
    }
  }

  const all = [...distance.keys()];
  const inside = all.filter(isInside);
  const at = (state: string) => distance.get(state) ?? 0;
  const isStuck = (state: string) => {
    const { steps, fails } = stepsOf(state);
    return steps.length === 0 && !fails && !system.finished(words(state), 0);
  };
  /** Every evaluation of the property's atom: its truth, and the steps of the shortest run to it. */
  const evaluations = (property: SystemProperty): [truth: number, steps: number][] => {
    if (!('atom' in property.claim)) return [];
    const atom = system.atoms[property.claim.atom];
    if (atom.kind === 'state') return all.map((s) => [atom.holds(words(s), 0), at(s)]);
    if (atom.kind === 'stuck') {
      return all.map((s) => [atom.holds(words(s), 0, isStuck(s)), at(s)]);
    }
    return inside.flatMap((s) =>
      stepsOf(s)
        .steps.filter(({ to }) => to !== s)
        .map(({ to }): [number, number] => [atom.holds(words(s), 0, words(to), 0), at(s) + 1]),
    );
  };
  const least = (numbers: readonly number[]) =>
    numbers.length === 0 ? undefined : Math.min(...numbers);
  const judged = system.properties.map(evaluations);
  const wanted = system.properties.map(({ claim }) => (claim.form === 'reachable' ? 1 : 0));
  const failing = [
    ...judged.flatMap((e) => e.filter(([truth]) => truth < 0).map(([, steps]) => steps)),
    ...inside.filter((s) => stepsOf(s).fails).map(at),
    ...all.filter((s) => (system.within?.(words(s), 0) ?? 1) < 0).map(at),
  ];
  const depths = inside.map(at);
  const byDepth = Array.from({ length: Math.max(-1, ...depths) + 1 }, () => 0);
  for (const depth of depths) byDepth[depth]++;
  return {
    states: inside.length,
    outside: all.length - inside.length,
    generated,
    depth: byDepth.length,
    initial: depths.filter((depth) => depth === 0).length,
    stuck: inside.filter(isStuck).length,
    untaken: inside.filter((s) => stepsOf(s).fails).length,
    byDepth,
    byAction,
    decidedAfter: judged.map((e, p) =>
      least(e.filter(([truth]) => truth === wanted[p]).map(([, steps]) => steps)),
    ),
    illDefined: judged.map((e) => e.some(([truth]) => truth < 0 && failureSite(truth) >= 0)),
    failsAfter: least(failing),
    edges: edges.sort(),
  };
}
