/**
 * What goes wrong, drawn from a seed: when each fault of a spec happens, to whom, and for how long. Busy moments are worth more
 * than others: the first fault of each kind comes early, and half of the crashes wait for a sync of their victim, in the midst of which
 * they come (Zheng et al., Torturing Databases for Fun and Profit, OSDI 2014: aimed faults find what random ones do not).
 */
import type { Fault, Setting } from '../language/system/spec.js';
import type { Cluster } from '../node/cluster.js';
import { Random } from '../random.js';
import { type Draw, drawing } from './distributions.js';
import { type Links, partition } from './partitions.js';
import type { PlannedFault } from './schedule.js';

/** How much, where a spec does not say. */
const FACTOR = 10;
const JUMP = 1_000_000;

/** A crash that waits for a sync of one of these nodes, until then. */
export interface Aim {
  readonly fault: Fault;
  readonly nodes: readonly number[];
  readonly lasts: number | null;
}

export interface World {
  readonly cluster: Cluster;
  /** May this fault hit the node now? */
  fit(fault: Fault, node: number): boolean;
  /** Has the node's variable this value? */
  has(variable: string, value: string, node: number): boolean;
  leaders(): number[];
}

export class FaultDraws {
  /** Those that the run has at all. */
  readonly faults: readonly Fault[];
  private readonly random: Random;
  private readonly gaps: readonly (Draw | null)[];
  private readonly lengths: readonly (Draw | null)[];

  constructor(
    setting: Setting,
    seed: number,
    private readonly span: number,
    has: (what: string) => boolean,
  ) {
    this.random = Random.of(seed, 'faults', 0);
    this.faults = setting.faults.filter(({ kind }, i) => kind !== 'liar' && has(`fault ${i}`));
    this.gaps = this.faults.map(({ every }) => every && gapOf(every));
    this.lengths = this.faults.map((fault) => fault.for && drawing(fault.for));
  }

  /** When fault number `i` happens first; several times where it is written so. */
  first(i: number): readonly number[] {
    const { at } = this.faults[i];
    if (at.length > 0) return at;
    const gap = this.gaps[i];
    const early = this.random.unit() ** 3;
    return [Math.floor(early * (gap === null ? this.span : gap(this.random)))];
  }

  /** When it happens again after `time`; null: not. */
  again(i: number, time: number): number | null {
    const gap = this.gaps[i];
    return gap === null || this.faults[i].at.length > 0
      ? null
      : time + Math.max(1, gap(this.random));
  }

  /** How long an aimed crash waits at most. */
  patience(i: number): number {
    const gap = this.gaps[i];
    return gap === null ? this.span : Math.max(1, gap(this.random));
  }

  /** What happens now; an aim where it waits for a sync; null where nobody can be hit. */
  draw(i: number, time: number, world: World): PlannedFault | Aim | null {
    const fault = this.faults[i];
    const { random } = this;
    const lasts = this.lengths[i]?.(random) ?? null;
    const until = lasts === null ? null : time + lasts;
    const nodes = victims(fault, world).filter((node) => world.fit(fault, node));
    const node = nodes.length === 0 ? undefined : nodes[random.below(nodes.length)];
    const { kind, by } = fault;
    switch (kind) {
      case 'slow network':
        return { kind, at: time, until, by: by ?? FACTOR };
      case 'partition': {
        const cut = this.cut(fault, node, world);
        return cut && { kind, at: time, until, ...cut };
      }
      case 'torn write':
        return nodes.length === 0 ? null : { fault, nodes, lasts };
      case 'crash':
      case 'amnesia': {
        if (node === undefined) return null;
        const aimed = fault.aim === 'sync' || (fault.at.length === 0 && random.below(2) === 0);
        return aimed ? { fault, nodes: [node], lasts } : this.crash(kind, time, node, lasts);
      }
      default:
        return node === undefined ? null : this.atNode(fault, node, time, until, world);
    }
  }

  /** `keeps`: by chance, what was not synced survives, where storage is so. */
  crash(kind: PlannedFault['kind'], at: number, node: number, lasts: number | null): PlannedFault {
    const keeps = this.random.below(2) === 0;
    return { kind, at, until: lasts === null ? null : at + lasts, node, keeps };
  }

  /** Somewhere in a sync that lasts so long: after its beginning, and before its end is told. */
  within(length: number): number {
    return 1 + this.random.below(length);
  }

  /** Some of them: not none, and not all where there are two. */
  some(fields: readonly string[]): string[] {
    const chosen = fields.filter(() => this.random.below(2) === 0);
    if (chosen.length > 0 && chosen.length < fields.length) return chosen;
    return fields.length === 0 ? [] : [fields[this.random.below(fields.length)]];
  }

  private cut(
    fault: Fault,
    node: number | undefined,
    world: World,
  ): { readonly links: Links; readonly shape: string } | null {
    const shape = fault.shapes[this.random.below(fault.shapes.length)];
    const alone = shape === 'isolate leader' ? world.leaders() : node === undefined ? [] : [node];
    const nodes = world.cluster.of.length;
    const links = partition(shape, nodes, alone, this.random);
    return links.length === 0 ? null : { links, shape };
  }

  private atNode(
    fault: Fault,
    node: number,
    at: number,
    until: number | null,
    { cluster }: World,
  ): PlannedFault | null {
    const { kind, by } = fault;
    const { random } = this;
    switch (kind) {
      case 'clog': {
        const others = cluster.of.flatMap((_, other) => (other === node ? [] : [other]));
        if (others.length === 0) return null;
        const other = others[random.below(others.length)];
        const links = [[node, other] as const, [other, node] as const];
        return { kind, at, until, links };
      }
      case 'slow disk':
        return { kind, at, until, node, by: by ?? FACTOR };
      case 'clock jump': {
        const most = by ?? JUMP;
        return { kind, at, until, node, by: random.below(2) === 0 ? most : -most };
      }
      case 'bit rot': {
        const fields = Object.keys(cluster.of[node].disk.fields);
        const rotten =
          by === null
            ? fields.slice(random.below(fields.length)).slice(0, 1)
            : fields.filter(() => random.unit() < by);
        return rotten.length === 0 ? null : { kind, at, until, node, fields: rotten };
      }
      default:
        return { kind, at, until, node };
    }
  }
}

/** A mean, where only that is written. */
const gapOf = (every: NonNullable<Fault['every']>): Draw =>
  drawing(every.name === 'constant' ? { ...every, name: 'exponential' } : every);

function victims({ node }: Fault, { cluster, has }: World): readonly number[] {
  const all = cluster.of.map((_, i) => i);
  switch (node.is) {
    case 'any':
      return all;
    case 'role':
      return cluster.nodes[node.role] ?? [];
    case 'node':
      return all.filter((i) => cluster.names[i] === node.node);
    case 'state':
      return all.filter((i) => has(node.variable, node.value, i));
  }
}
