/** What befell nodes and links in a run, as stretches between steps. Geometry free. */
import type { Trace } from '../../engine/trace.js';

/** From step `from` to step `to`, or to the end of the run where `to` is null. */
interface Stretch {
  readonly from: number;
  readonly to: number | null;
}

/** `who` was not there (`down`), or did not go on (`paused`). */
export interface Outage extends Stretch {
  readonly who: string;
  readonly kind: 'down' | 'paused';
}

export interface Partition extends Stretch {
  readonly links: readonly (readonly [from: string, to: string])[];
  /** Who can still talk with each other both ways, perhaps by way of others, the largest group first. */
  readonly groups: readonly (readonly string[])[];
}

export interface Faults {
  readonly outages: readonly Outage[];
  readonly partitions: readonly Partition[];
}

export function faultsOf({ steps }: Pick<Trace, 'steps'>): Faults {
  const outages: Outage[] = [];
  const partitions: Partition[] = [];
  const open = new Map<string, Outage | Partition>();
  const end = (key: string, to: number): void => {
    const stretch = open.get(key);
    if (stretch === undefined) return;
    open.delete(key);
    (stretch as { to: number | null }).to = to;
  };
  steps.forEach(({ faults = [] }, i) => {
    for (const fault of faults) {
      switch (fault.event) {
        case 'down':
        case 'paused': {
          const outage: Outage = { who: fault.who, kind: fault.event, from: i, to: null };
          outages.push(outage);
          open.set(JSON.stringify([fault.event, fault.who]), outage);
          break;
        }
        case 'up':
          end(JSON.stringify(['down', fault.who]), i);
          break;
        case 'resumed':
          end(JSON.stringify(['paused', fault.who]), i);
          break;
        case 'cut': {
          const { links, id } = fault;
          const partition: Partition = { links, groups: groupsOf(links), from: i, to: null };
          partitions.push(partition);
          open.set(JSON.stringify(['cut', id]), partition);
          break;
        }
        case 'healed':
          end(JSON.stringify(['cut', fault.id]), i);
      }
    }
  });
  return { outages, partitions };
}

/** Connected components of those on cut links by the pairs that are cut in neither direction. */
function groupsOf(links: Partition['links']): string[][] {
  const cut = new Set(links.map((link) => JSON.stringify(link)));
  const talks = (a: string, b: string): boolean =>
    !cut.has(JSON.stringify([a, b])) && !cut.has(JSON.stringify([b, a]));
  let left = [...new Set(links.flat())];
  const groups: string[][] = [];
  while (left.length > 0) {
    const group = [left[0]];
    left = left.slice(1);
    for (const member of group) {
      group.push(...left.filter((other) => talks(member, other)));
      left = left.filter((other) => !group.includes(other));
    }
    groups.push(group);
  }
  return groups.sort((a, b) => b.length - a.length);
}

/** `server1 | server2, server3` where groups are cut off from each other; else the links that are cut. */
export function partitionWords({ groups, links }: Partition): string {
  const cut = new Set(links.map((link) => JSON.stringify(link)));
  const between = groups.flatMap((group) =>
    groups.filter((other) => other !== group).map((other) => group.length * other.length),
  );
  // Every link from group to group, in both directions, and none besides.
  const whole = between.reduce((sum, n) => sum + n, 0) === cut.size;
  if (whole && groups.length > 1) return groups.map((group) => group.join(', ')).join(' | ');
  const named = links.slice(0, 3).map(([from, to]) => `${from} to ${to}`);
  return [...named, ...(links.length > 3 ? [`${links.length - 3} more`] : [])].join(', ');
}
