/**
 * A cluster of processes: nodes that come and go, the network between them, and looks at the whole. A look stops every node between two
 * handlers; while all of them stand still their states together are one state of the cluster, so what is false there is false.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProtocolReference } from '../language/system/declared.js';
import type { Setting } from '../language/system/spec.js';
import { type Cluster, cluster } from '../node/cluster.js';
import type { AnyProtocol } from '../node/protocol.js';
import type { Instant } from '../node/shapes/shape.js';
import type { Loose, NodeState } from '../node/step.js';
import type { NodeSeen } from '../node/view.js';
import { Random } from '../random.js';
import { Calls } from './clients.js';
import { readDisk } from './disk.js';
import { planLiars } from './faults.js';
import { Guardian, liveProgram, NodeProcess } from './processes.js';
import { Proxies } from './proxy.js';
import type { Failure, NodeReport, NodeSetup, Report } from './wire.js';

export interface LivePlan {
  readonly reference: ProtocolReference;
  readonly protocol: AnyProtocol;
  readonly setting: Setting;
  readonly mutants: readonly string[];
  readonly seed: number;
  /** Where the disks are, and stay; null: in a folder that is removed. */
  readonly folder: string | null;
  /** ms in which a handler must return; default 10,000. */
  readonly patience?: number;
}

/** What went wrong in a node. */
export interface NodeFailure extends Failure {
  readonly node: string;
  readonly role: string;
  /** `must`: an assertion of the protocol. */
  readonly kind: 'must' | 'error';
}

export interface Emission {
  readonly node: number;
  readonly event: string;
  readonly fields: Loose;
}

const PATIENCE_MS = 10_000;
/** A node that stands still for a look says so at once; one that is slow to say is not waited for (µs). */
const LOOK_MAX = 2_000_000;

interface Slot {
  process: NodeProcess | null;
  /** Has it been told to start, and lives? */
  up: boolean;
  paused: boolean;
  /** Starts so far. */
  life: number;
  cpu: number;
}

export class LiveCluster {
  readonly cluster: Cluster;
  readonly names: readonly string[];
  readonly proxy: Proxies;
  readonly calls: Calls | null;
  readonly failures: NodeFailure[] = [];
  readonly emitted: Emission[] = [];
  /** Called where a node fails, or comes to an end that nobody wished. */
  onFailure: () => void = () => {};
  private readonly slots: Slot[];
  private readonly setups: Omit<NodeSetup, 'life' | 'proxies'>[];
  private readonly folder: string;
  /** What its processes run, and who ends them should we be killed. */
  private run: { readonly script: string; readonly guardian: Guardian } | null = null;
  private proxies: readonly number[] = [];
  private cpuOfTheDead = 0;
  private closed = false;
  /** One look or change at a time. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(readonly plan: LivePlan) {
    const { protocol, setting, mutants, seed, reference } = plan;
    const counts = Object.fromEntries(setting.roles.map(({ name, nodes }) => [name, nodes.length]));
    this.cluster = cluster({ protocol, counts, values: setting.options, mutants });
    this.names = this.cluster.names;
    refusePorts(this.cluster);
    const secret = randomBytes(16).toString('hex');
    this.folder = plan.folder ?? mkdtempSync(join(tmpdir(), 'assay-live-'));
    this.slots = this.names.map(() => ({
      process: null,
      up: false,
      paused: false,
      life: 0,
      cpu: 0,
    }));
    this.proxy = new Proxies(
      setting.network,
      this.names.length,
      secret,
      seed,
      (replied) => this.calls?.replied(replied),
      (node) => this.calls?.broken(node),
    );
    const { role } = setting.clients;
    const twice = setting.network.duplicate.is !== 'never';
    this.calls = role === null ? null : new Calls(this.cluster, role, this.proxy, twice);
    const nodes = this.names.map((name, i) => ({ name, role: this.cluster.of[i].name }));
    const liars = planLiars(setting.faults, nodes, protocol, seed);
    const { skew } = setting.clocks;
    this.setups = nodes.map(({ name }, id) => ({
      protocol: reference,
      counts,
      options: setting.options,
      mutants,
      liars,
      id,
      seed,
      disk: join(this.folder, `${name}.json`),
      skew: Math.round((2 * Random.of(seed, 'skew', id).unit() - 1) * skew),
      secret,
      patience: plan.patience ?? PATIENCE_MS,
      callsAgain: twice,
    }));
  }

  /** All nodes run, their `start` last of all. */
  async start(): Promise<void> {
    const script = await liveProgram();
    const { folder } = this.plan;
    this.run = { script, guardian: new Guardian(script, folder === null ? this.folder : null) };
    this.proxies = await this.proxy.listen();
    await Promise.all(this.slots.map((_, node) => this.launch(node)));
    for (const node of this.slots.keys()) this.goLive(node);
  }

  isUp(node: number): boolean {
    return this.slots[node].up;
  }

  isPaused(node: number): boolean {
    return this.slots[node].paused;
  }

  /** Of its process; null where there is none. */
  pidOf(node: number): number | null {
    return this.slots[node].process?.pid ?? null;
  }

  /** µs of CPU time of all nodes, as far as they have said. */
  get cpu(): number {
    return this.slots.reduce((sum, slot) => sum + slot.cpu, this.cpuOfTheDead);
  }

  kill(node: number): Promise<void> {
    return this.inTurn(async () => {
      const slot = this.slots[node];
      slot.up = slot.paused = false;
      await slot.process?.kill();
      slot.process = null;
      this.cpuOfTheDead += slot.cpu;
      slot.cpu = 0;
      this.proxy.died(node);
    });
  }

  async restart(node: number): Promise<void> {
    if (this.closed || this.slots[node].process !== null) return;
    await this.launch(node);
    await this.inTurn(async () => this.goLive(node));
  }

  /** Takes a dead node's disk away. */
  wipe(node: number): void {
    rmSync(this.setups[node].disk, { force: true });
  }

  pause(node: number): Promise<void> {
    return this.inTurn(async () => {
      this.slots[node].paused = true;
      this.slots[node].process?.pause();
    });
  }

  resume(node: number): Promise<void> {
    return this.inTurn(async () => {
      this.slots[node].paused = false;
      this.slots[node].process?.resume();
    });
  }

  /** Every node as it was at one moment, common to all; null where some node could not be asked. */
  look(): Promise<NodeSeen[] | null> {
    return this.inTurn(async () => {
      if (this.slots.some(({ paused }) => paused) || this.closed) return null;
      const asked = this.slots.map(({ process, up }) => (up ? process : null));
      const late = setTimeout(() => {
        for (const process of asked) process?.giveUp();
      }, LOOK_MAX / 1000);
      const states = await Promise.all(asked.map((process) => process?.hold() ?? null));
      clearTimeout(late);
      const whole = asked.every((process, node) => process === null || states[node] !== null);
      const seen = whole ? states.map((state, node) => this.seen(node, state)) : null;
      for (const process of asked) process?.order({ kind: 'release' });
      return seen;
    });
  }

  /** Ends every process; nothing of the run is left but a folder that was asked for. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.calls?.end();
    await Promise.all(this.slots.map(({ process }) => process?.kill()));
    await this.turn;
    await Promise.all(this.slots.map(({ process }) => process?.kill()));
    await this.proxy.close();
    await this.run?.guardian.close();
    if (this.plan.folder === null) rmSync(this.folder, { recursive: true, force: true });
  }

  private async inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.turn.then(act);
    this.turn = result.catch(() => {});
    return result;
  }

  /** Its process runs and listens. */
  private launch(node: number): Promise<void> {
    const slot = this.slots[node];
    const setup = { ...this.setups[node], life: slot.life++, proxies: this.proxies };
    const { run } = this;
    if (run === null) throw new Error('the cluster has not been started');
    return new Promise((resolve) => {
      const reported = (report: Exclude<Report, { kind: 'held' }>): void => {
        if (report.kind === 'listening') this.proxy.connect(node, report.port).then(resolve);
        else this.take(node, report);
      };
      const died = (words: string): void => {
        slot.up = false;
        slot.process = null;
        this.fail(node, 'error', {
          handler: null,
          why: `its process ended by itself${words === '' ? '' : `: ${words}`}`,
          place: null,
        });
        resolve();
      };
      slot.process = new NodeProcess(run.script, setup, { reported, died }, run.guardian);
      slot.process.ended.then(resolve);
    });
  }

  private goLive(node: number): void {
    const slot = this.slots[node];
    if (slot.process === null) return;
    slot.up = true;
    slot.process.order({ kind: 'start' });
  }

  private take(node: number, report: Exclude<Report, { kind: 'held' | 'listening' }>): void {
    if (report.kind !== 'emitted') {
      this.fail(node, report.kind, report.failure);
      return;
    }
    const { event } = report;
    const fields = this.cluster.of[node].events.get(event)?.parse(report.fields, event);
    if (fields !== undefined) this.emitted.push({ node, event, fields });
  }

  private fail(node: number, kind: NodeFailure['kind'], failure: Failure): void {
    // A process that ends says why first; its end is then no news.
    const known = this.failures.some(
      (f) => f.node === this.names[node] && f.kind === 'error' && kind === 'error',
    );
    if (known || this.closed) return;
    this.failures.push({
      ...failure,
      node: this.names[node],
      role: this.cluster.of[node].name,
      kind,
    });
    this.onFailure();
  }

  private seen(node: number, report: NodeReport | null): NodeSeen {
    const host = this.cluster.hosts[node];
    const { role, links } = host;
    if (report === null) {
      const disk = readDisk(role, this.setups[node].disk) ?? role.disk.initial();
      return { state: role.boot(disk), links, up: false, now: 0 as Instant };
    }
    this.slots[node].cpu = report.cpu;
    const disk = role.disk.parse(report.disk, `${this.names[node]}.disk`);
    const mem = role.mem.parse(report.mem, `${this.names[node]}.mem`);
    const state: NodeState = {
      disk,
      durable: disk,
      mem,
      timers: new Map(),
      flushing: [],
      owed: new Map(),
    };
    return { state, links, up: true, now: report.now as Instant };
  }
}

/** Systems that call other systems are not wired up in live runs. */
function refusePorts({ roles }: Cluster): void {
  const using = roles.find(({ ports }) => ports.size > 0);
  if (using === undefined) return;
  const [port] = using.ports.keys();
  throw new LiveRefusal(
    `${using.name} calls another system through its port ${port}, and live runs bind no ports`,
  );
}

/** What cannot be run live, and why. */
export class LiveRefusal extends Error {
  override readonly name = 'LiveRefusal';
}
