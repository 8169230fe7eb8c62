/**
 * What goes wrong in a live run, and when, drawn from a seed. Processes are killed and paused, links are cut, clogged and slowed;
 * what a machine does not let us do to a disk or a clock is left to simulation.
 */
import type { Fault, FaultKind } from '../language/system/spec.js';
import type { AnyProtocol } from '../node/protocol.js';
import { Random } from '../random.js';
import { type Draw, drawing } from '../simulation/distributions.js';

export const LIVE_FAULTS: readonly FaultKind[] = [
  'crash',
  'amnesia',
  'pause',
  'partition',
  'clog',
  'slow network',
  'liar',
];

/** When a fault comes, in µs after the start, and how long it lasts; null: to the end. */
export interface Planned {
  readonly fault: Fault;
  readonly at: number;
  readonly lasts: number | null;
}

/** So many faults of one kind are enough for any run. */
const FAULTS_MAX = 10_000;

/** In the order of time. */
export function planFaults(faults: readonly Fault[], span: number, seed: number): Planned[] {
  const planned = faults.flatMap((fault, index) => {
    if (!LIVE_FAULTS.includes(fault.kind) || fault.kind === 'liar') return [];
    const random = Random.of(seed, 'faults', index);
    const length = fault.for && drawing(fault.for);
    return timesOf(fault, span, random).map(
      (at): Planned => ({ fault, at, lasts: length === null ? null : length(random) }),
    );
  });
  return planned.sort((a, b) => a.at - b.at);
}

function timesOf({ at, every }: Fault, span: number, random: Random): number[] {
  if (at.length > 0) return at.filter((time) => time < span);
  // Early enough that something may come of it.
  if (every === null) return [Math.floor((span / 2) * random.unit())];
  const gap = gapOf(every);
  const times: number[] = [];
  let time = Math.floor(random.unit() * gap(random));
  while (time < span && times.length < FAULTS_MAX) {
    times.push(time);
    time += Math.max(1, gap(random));
  }
  return times;
}

/** A mean, where only that is written. */
const gapOf = (every: NonNullable<Fault['every']>): Draw =>
  drawing(every.name === 'constant' ? { ...every, name: 'exponential' } : every);

/** Which nodes lie for the whole run, and how. */
export function planLiars(
  faults: readonly Fault[],
  nodes: readonly { readonly name: string; readonly role: string }[],
  protocol: AnyProtocol,
  seed: number,
): Record<number, string> {
  const liars: Record<number, string> = {};
  for (const [index, { kind, node, as }] of faults.entries()) {
    if (kind !== 'liar') continue;
    const able = nodes.flatMap(({ name, role }, id) => {
      const meant =
        node.is === 'role' ? node.role === role : node.is === 'node' ? node.node === name : true;
      const lies = Object.keys(protocol.adversaries?.[role] ?? {});
      const lie = as === null ? lies[0] : lies.find((one) => one === as);
      return meant && lie !== undefined && liars[id] === undefined ? [{ id, lie }] : [];
    });
    if (able.length === 0) continue;
    const { id, lie } = able[Random.of(seed, 'liar', index).below(able.length)];
    liars[id] = lie;
  }
  return liars;
}
