/** Lets faults begin and end: from draws, or as a schedule of an earlier run has them. What happened is noted, so that it can be made again. */
import type { Fault } from '../language/system/spec.js';
import type { Cluster } from '../node/cluster.js';
import type { Role } from '../node/role.js';
import type { Loose } from '../node/step.js';
import { hasNow } from '../node/value-now.js';
import { type Aim, FaultDraws, type World } from './fault-draws.js';
import { FAULT_BEGINS, FAULT_DUE, FAULT_ENDS, HEAL, RANKS } from './kinds.js';
import type { Network } from './network.js';
import type { SimulatedNode } from './node.js';
import type { Plan } from './plan.js';
import type { EventQueue } from './queue.js';
import type { PlannedFault } from './schedule.js';
import type { Watcher } from './watcher.js';

/** What faults see of the run. */
export interface Simulated {
  readonly plan: Plan;
  readonly cluster: Cluster;
  readonly nodes: readonly SimulatedNode[];
  readonly network: Network;
  readonly queue: EventQueue;
  readonly watcher: Watcher;
  readonly time: number;
  start(node: SimulatedNode): void;
  /** It is not paused any more. */
  resume(node: SimulatedNode): void;
  /** Connections of clients to it break. */
  hangUp(node: number): void;
}

interface Aiming extends Aim {
  /** Which of the faults. */
  readonly index: number;
  done: boolean;
}

export class Faults implements World {
  readonly happened: PlannedFault[];
  healed = false;
  private readonly draws: FaultDraws | null;
  private readonly active = new Set<PlannedFault>();
  private readonly aims = new Set<Aiming>();
  /** Fields that can say that a node of the role leads. */
  private readonly leading = new Map<Role, readonly string[]>();

  constructor(
    private readonly simulation: Simulated,
    liars: readonly PlannedFault[],
    has: (what: string) => boolean,
  ) {
    this.happened = [...liars];
    const { setting, seed, schedule } = simulation.plan;
    this.draws = schedule ? null : new FaultDraws(setting, seed, simulation.plan.for, has);
  }

  begin(): void {
    const { simulation, draws } = this;
    const { queue, plan } = simulation;
    if (plan.heal > 0) queue.addOfWorld(plan.for, RANKS.heal, HEAL, -1, undefined);
    if (draws === null) {
      for (const fault of plan.schedule?.faults ?? [])
        if (fault.kind !== 'liar')
          queue.addOfWorld(fault.at, RANKS.begins, FAULT_BEGINS, -1, fault);
    } else
      for (const [i] of draws.faults.entries())
        for (const time of draws.first(i))
          queue.addOfWorld(time, RANKS.begins, FAULT_DUE, i, undefined);
  }

  /** Once all nodes have started: where nothing goes wrong at all, it is over already. */
  started(): void {
    if (this.simulation.plan.heal === 0 && this.harmless()) this.heal();
  }

  /** Nothing goes wrong in this system at all. */
  private harmless(): boolean {
    const { faults, network } = this.simulation.plan.setting;
    const { loss, duplicate, corrupt } = network;
    return faults.length === 0 && [loss, duplicate, corrupt].every(({ is }) => is === 'never');
  }

  happen(kind: number, index: number, what: unknown): void {
    switch (kind) {
      case FAULT_DUE:
        if (what === undefined) this.due(index);
        else this.impatient(what as Aiming);
        return;
      case FAULT_BEGINS:
        this.apply(what as PlannedFault);
        return;
      case FAULT_ENDS:
        this.finish(what as PlannedFault);
        return;
      case HEAL:
        this.heal();
        return;
      default:
        throw new Error(`no event ${kind}`);
    }
  }

  private due(index: number): void {
    const { draws, simulation } = this;
    if (draws === null || this.healed) return;
    const { time, queue } = simulation;
    const drawn = draws.draw(index, time, this);
    if (drawn !== null && 'nodes' in drawn) {
      const { fault, nodes, lasts } = drawn;
      const aiming: Aiming = { fault, nodes, lasts, index, done: false };
      this.aims.add(aiming);
      queue.addOfWorld(time + draws.patience(index), RANKS.begins, FAULT_DUE, index, aiming);
    } else if (drawn !== null) this.apply(drawn);
    const again = draws.again(index, time);
    if (again !== null) queue.addOfWorld(again, RANKS.begins, FAULT_DUE, index, undefined);
  }

  /** No sync came: a crash comes all the same. */
  private impatient(aiming: Aiming): void {
    if (aiming.done || this.draws === null || this.healed) return;
    this.aims.delete(aiming);
    aiming.done = true;
    const [node] = aiming.nodes.filter((id) => this.fit(aiming.fault, id));
    if (node === undefined || aiming.fault.kind === 'torn write' || aiming.fault.aim === 'sync')
      return;
    this.apply(this.draws.crash(aiming.fault.kind, this.simulation.time, node, aiming.lasts));
  }

  /** A sync begins, and takes so long: does a crash wait for it? */
  onSync(node: SimulatedNode, lasts: number): void {
    const { draws, simulation } = this;
    if (draws === null || this.aims.size === 0) return;
    const { id } = node.host;
    for (const aiming of this.aims) {
      if (!aiming.nodes.includes(id)) continue;
      this.aims.delete(aiming);
      aiming.done = true;
      const at = simulation.time + draws.within(lasts);
      const crash = draws.crash(aiming.fault.kind, at, id, aiming.lasts);
      const torn =
        aiming.fault.kind === 'torn write' ? { fields: draws.some(changedFields(node)) } : {};
      simulation.queue.addOfWorld(at, RANKS.begins, FAULT_BEGINS, -1, { ...crash, ...torn });
      return;
    }
  }

  // ---- what faults do ------------------------------------------------------------------------------------------

  private apply(fault: PlannedFault): void {
    if (this.healed) return;
    const { simulation } = this;
    const { network, nodes, time, queue, watcher } = simulation;
    const node = fault.node === undefined ? null : nodes[fault.node];
    if (node !== null && !this.possible(fault, node)) return;
    const happened = { ...fault, at: time };
    this.happened.push(happened);
    this.active.add(happened);
    watcher.began?.(time, happened);
    switch (fault.kind) {
      case 'crash':
      case 'amnesia':
      case 'torn write':
      case 'bit rot':
        this.crash(node as SimulatedNode, happened);
        break;
      case 'pause':
        (node as SimulatedNode).paused++;
        break;
      case 'partition':
        network.cut(fault.links ?? [], 1);
        break;
      case 'clog':
        network.clog(fault.links ?? [], fault.until ?? Number.MAX_SAFE_INTEGER);
        break;
      case 'slow network':
        network.slow *= fault.by ?? 1;
        break;
      case 'slow disk':
        (node as SimulatedNode).slow *= fault.by ?? 1;
        break;
      case 'full disk':
        (node as SimulatedNode).full++;
        break;
      case 'clock jump':
        (node as SimulatedNode).clocks.jumped += fault.by ?? 0;
        break;
      case 'liar':
        break;
    }
    const until = restartsAtOnce(happened) ? time : fault.until;
    if (until !== null)
      queue.addOfWorld(Math.max(time, until), RANKS.ends, FAULT_ENDS, -1, happened);
  }

  /** In a schedule from which something was taken away, a fault may find nothing to hit. */
  private possible({ kind }: PlannedFault, node: SimulatedNode): boolean {
    return KILLS.has(kind) ? node.up : true;
  }

  private finish(fault: PlannedFault): void {
    if (!this.active.delete(fault)) return;
    const { simulation } = this;
    const { network, nodes, time, watcher } = simulation;
    const node = fault.node === undefined ? null : nodes[fault.node];
    watcher.ended?.(time, fault);
    switch (fault.kind) {
      case 'crash':
      case 'amnesia':
      case 'torn write':
      case 'bit rot':
        this.restart(node as SimulatedNode);
        break;
      case 'pause':
        (node as SimulatedNode).paused--;
        simulation.resume(node as SimulatedNode);
        break;
      case 'partition':
        network.cut(fault.links ?? [], -1);
        break;
      case 'slow network':
        network.slow /= fault.by ?? 1;
        break;
      case 'slow disk':
        (node as SimulatedNode).slow /= fault.by ?? 1;
        break;
      case 'full disk':
        (node as SimulatedNode).full--;
        this.restart(node as SimulatedNode);
        break;
      case 'clock jump':
        (node as SimulatedNode).clocks.jumped -= fault.by ?? 0;
        break;
      default:
        break;
    }
  }

  private restart(node: SimulatedNode): void {
    if (!node.up && node.full === 0) this.simulation.start(node);
  }

  private crash(node: SimulatedNode, fault: PlannedFault): void {
    this.down(node, this.left(node, fault));
  }

  /** It cannot write, so it goes down, and comes up when there is room. */
  panic(node: SimulatedNode): void {
    this.down(node, node.image);
  }

  private down(node: SimulatedNode, image: Loose): void {
    const { simulation } = this;
    const { id } = node.host;
    node.fall(image);
    simulation.hangUp(id);
    simulation.watcher.changed?.(simulation.time, id);
  }

  /** What a crash leaves on the disk. */
  private left(node: SimulatedNode, { kind, keeps = false, fields = [] }: PlannedFault): Loose {
    const { role, disk } = node.host;
    const { image } = node;
    if (kind === 'amnesia') return role.disk.initial();
    if (kind === 'torn write') return mixed(image, node.writing ?? image, fields);
    if (kind === 'bit rot') return mixed(image, role.disk.initial(), fields);
    const { lose } = this.simulation.plan.setting.storage;
    const all = lose === 'nothing' || (lose === 'either' && keeps);
    return all ? role.disk.refresh(image, disk) : image;
  }

  /** Ends all faults, and lets none come. */
  private heal(): void {
    this.healed = true;
    this.aims.clear();
    const { simulation } = this;
    simulation.network.heal();
    simulation.network.unclog();
    for (const fault of [...this.active]) this.finish(fault);
    for (const node of simulation.nodes) this.restart(node);
    simulation.watcher.healed?.(simulation.time);
  }

  // ---- the world, for draws ------------------------------------------------------------------------------------

  get cluster(): Cluster {
    return this.simulation.cluster;
  }

  fit = ({ kind }: Fault, id: number): boolean => {
    const node = this.simulation.nodes[id];
    if (KILLS.has(kind)) return node.up;
    return kind === 'pause' ? node.up && node.paused === 0 : true;
  };

  has = (variable: string, value: string, id: number): boolean => {
    const node = this.simulation.nodes[id];
    return hasNow(node.host.role, node.host, variable, value, () => node.now());
  };

  /** Nodes that some field of theirs calls leader. */
  leaders = (): number[] => {
    const leading: number[] = [];
    for (const { up, host } of this.simulation.nodes)
      if (up && this.leaderFields(host.role).some((name) => this.has(name, 'leader', host.id)))
        leading.push(host.id);
    return leading;
  };

  private leaderFields(role: Role): readonly string[] {
    let known = this.leading.get(role);
    if (known === undefined) {
      known = [...Object.entries(role.disk.fields), ...Object.entries(role.mem.fields)].flatMap(
        ([name, { detail }]) =>
          detail.kind === 'oneOf' && detail.members.includes('leader') ? [name] : [],
      );
      this.leading.set(role, known);
    }
    return known;
  }
}

const KILLS: ReadonlySet<string> = new Set(['crash', 'amnesia', 'torn write', 'bit rot']);

/** Rot is found at a start, so one follows. */
const restartsAtOnce = ({ kind, until }: PlannedFault): boolean =>
  until === null && (kind === 'bit rot' || kind === 'amnesia');

const mixed = (image: Loose, other: Loose, fields: readonly string[]): Loose =>
  Object.fromEntries(
    Object.keys(image).map((name) => [name, (fields.includes(name) ? other : image)[name]]),
  );

const changedFields = ({ image, writing }: SimulatedNode): string[] =>
  Object.keys(image).filter((name) => writing !== null && writing[name] !== image[name]);
