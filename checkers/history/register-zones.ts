/**
 * Registers in which every value is written once: decided in time n log n (Gibbons & Korach 1997, in the words of
 * Golab, Li & Shah 2011). A write and the reads of its value are a cluster, which takes effect as one block. Its zone goes
 * from the first answer in it to the last invocation: *forward* where that is an interval of time in which the
 * register must hold the value, *backward* (the other way round) where all of the cluster has an instant in common.
 * The history is linearizable exactly if forward zones do not overlap, and none contains a backward one.
 */
import { canonicalText } from '../../engine/objects/object.js';
import type { Instance } from './instance.js';
import type { Answer } from './search.js';

interface Cluster {
  /** −1: the initial value, which nobody wrote. */
  write: number;
  readonly reads: number[];
  firstAnswer: number;
  lastInvocation: number;
}

/** Null where the history is no such one: a value written twice, an operation that is neither read nor write. */
export function decideByZones(instance: Instance): Answer | null {
  const clusters = clustersOf(instance);
  if (clusters === null) return null;
  if (clusters === 'impossible') return { linearizable: false };
  const forward = clusters
    .filter(({ firstAnswer, lastInvocation }) => firstAnswer < lastInvocation)
    .sort((a, b) => a.firstAnswer - b.firstAnswer);
  for (let i = 1; i < forward.length; i++) {
    if (forward[i].firstAnswer < forward[i - 1].lastInvocation) return { linearizable: false };
  }
  const placed = clusters.map((cluster) => ({ cluster, at: instantOf(cluster, forward) }));
  if (placed.some(({ at }) => at === null)) return { linearizable: false };
  placed.sort((a, b) => a.at! - b.at!);
  const order = placed.flatMap(({ cluster: { write, reads } }) => [
    ...(write < 0 ? [] : [write]),
    ...reads,
  ]);
  return { linearizable: true, order };
}

function clustersOf(instance: Instance): Cluster[] | 'impossible' | null {
  const { object, calls, callOf } = instance;
  if (object.access === undefined) return null;
  const accesses = calls.map(({ name, args, result }) => {
    const access = object.access!(name, args, result);
    return access === null ? null : { ...access, text: canonicalText(access.value) };
  });
  if (accesses.includes(null)) return null;
  const clusters = new Map<string, Cluster>();
  const cluster = (write: number): Cluster => ({
    write,
    reads: [],
    firstAnswer: Infinity,
    lastInvocation: -Infinity,
  });
  const initial = { ...cluster(-1), firstAnswer: -1, lastInvocation: -1 };
  clusters.set(canonicalText(object.initial), initial);
  for (let i = 0; i < callOf.length; i++) {
    const { kind, text } = accesses[callOf[i]]!;
    if (kind === 'read') continue;
    if (clusters.has(text)) return null;
    const own = cluster(i);
    include(instance, own, i);
    clusters.set(text, own);
  }
  for (let i = 0; i < callOf.length; i++) {
    const { kind, text } = accesses[callOf[i]]!;
    if (kind === 'write') continue;
    const from = clusters.get(text);
    if (from === undefined) return 'impossible';
    if (from.write >= 0 && instance.invokedAt[from.write] > answerPlace(instance, i))
      return 'impossible';
    from.reads.push(i);
    include(instance, from, i);
  }
  // A write without an answer that nobody read need not have been.
  return [...clusters.values()].filter(({ firstAnswer }) => firstAnswer !== Infinity);
}

function include(instance: Instance, cluster: Cluster, operation: number): void {
  cluster.firstAnswer = Math.min(cluster.firstAnswer, answerPlace(instance, operation));
  cluster.lastInvocation = Math.max(cluster.lastInvocation, instance.invokedAt[operation]);
}

function answerPlace({ answerOf, answeredAt }: Instance, operation: number): number {
  return answerOf[operation] < 0 ? Infinity : answeredAt[answerOf[operation]];
}

/** When the cluster takes effect: the beginning of a forward zone; for a backward one an instant in it that no
 * forward zone covers, null where there is none. Forward zones do not overlap and are in order. */
function instantOf(
  { firstAnswer, lastInvocation }: Cluster,
  forward: readonly Cluster[],
): number | null {
  if (firstAnswer <= lastInvocation) return firstAnswer;
  let low = 0;
  let high = forward.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (forward[middle].firstAnswer < lastInvocation) low = middle + 1;
    else high = middle;
  }
  const before = forward[low - 1];
  if (before === undefined || before.lastInvocation < lastInvocation) return lastInvocation;
  // Places are whole: half a place later is after that zone, and before all else.
  return before.lastInvocation < firstAnswer ? before.lastInvocation + 0.5 : null;
}
