/**
 * A live run from its start to its end: clients call while faults come and go and the cluster is looked at; then all is mended, and what
 * was promised must come.
 */
import type { History } from '../history/history.js';
import type { PartitionShape, Victim } from '../language/system/spec.js';
import type { Value } from '../language/value.js';
import { setOf } from '../language/values.js';
import { type LanguageNames, languageValue } from '../node/shapes/language.js';
import type { NodeSeen } from '../node/view.js';
import { fieldReader, languageNames } from '../node/view.js';
import { Random } from '../random.js';
import { type Links, partition } from '../simulation/partitions.js';
import { Workload } from './clients.js';
import { Sleeps, sleep, steady } from './clock.js';
import { LiveCluster, type LivePlan, type NodeFailure } from './cluster.js';
import { type Planned, planFaults } from './faults.js';

export interface RunPlan extends LivePlan {
  /** µs with faults. */
  readonly for: number;
  /** µs after them, at most, in which what was promised must come. */
  readonly heal: number;
  readonly signal?: AbortSignal;
}

/** One state of the whole cluster, in the words of the spec. */
export interface Look {
  /** µs after the start. */
  readonly time: number;
  readonly healed: boolean;
  readonly variable: (name: string) => Value;
}

export interface RunWatcher {
  looked(look: Look): void;
  /** Has all come that the spec promises? Asked when the faults are over. */
  satisfied(): boolean;
}

export interface LiveResult {
  readonly history: History | null;
  readonly failures: readonly NodeFailure[];
  readonly processes: number;
  readonly looks: number;
  /** How often each fault came: `kill` is of a crash or amnesia. */
  readonly faults: Readonly<Record<string, number>>;
  readonly delivered: number;
  readonly lost: number;
  /** µs; `healed`: when the faults were over, null where it did not come so far. */
  readonly length: number;
  readonly healed: number | null;
  /** After the faults, was every client answered something that it asked then? Null: there was nobody to ask. */
  readonly progress: boolean | null;
  readonly cpu: number;
  readonly interrupted: boolean;
}

/** µs between two looks, at least; so many times as long as a look takes, in which all stands still; but no more than a second. */
const LOOK_EVERY = 100_000;
const LOOK_SHARE = 9;
const LOOK_WITHIN = 1_000_000;

/** @throws LiveRefusal */
export async function runLive(plan: RunPlan, watcher: RunWatcher): Promise<LiveResult> {
  const live = new LiveCluster(plan);
  try {
    await live.start();
    return await new Run(plan, live, watcher).go();
  } finally {
    await live.close();
  }
}

class Run {
  private readonly began = steady();
  private readonly names: LanguageNames;
  private readonly workload: Workload | null;
  private readonly random: Random;
  private readonly counts: Record<string, number> = {};
  private readonly ends = new Set<() => Promise<void>>();
  private readonly read: ReadonlyMap<string, (see: (node: number) => NodeSeen) => Value>;
  private looks = 0;
  private healed: number | null = null;
  private seen: readonly NodeSeen[] | null = null;
  private readonly sleeps = new Sleeps();
  private stopped = false;
  private over = false;
  private broken: { readonly error: unknown } | null = null;

  constructor(
    private readonly plan: RunPlan,
    private readonly live: LiveCluster,
    private readonly watcher: RunWatcher,
  ) {
    const { setting, seed } = plan;
    const { cluster, calls } = live;
    const names = languageNames(cluster);
    this.names = names;
    this.random = Random.of(seed, 'victims', 0);
    const some = calls !== null && setting.clients.count > 0;
    this.workload = some ? new Workload(calls, setting.clients, seed, this.began) : null;
    const overNodes = setting.variables.filter(
      ({ from }) => from.is === 'field' || from.is === 'built-in',
    );
    this.read = new Map(overNodes.map((v) => [v.name, fieldReader(cluster, v, names)] as const));
  }

  async go(): Promise<LiveResult> {
    const { plan, live } = this;
    live.onFailure = () => this.stop();
    if (live.failures.length > 0) this.stop();
    plan.signal?.addEventListener('abort', () => this.stop());
    if (plan.signal?.aborted) this.stop();
    this.workload?.start();
    const looking = this.watched(this.keepLooking());
    const faults = this.watched(this.wreck());
    await this.waitUntil(() => this.time >= plan.for);
    this.over = true;
    await faults;
    const progress = this.stopped ? null : await this.heal();
    this.stop();
    await looking;
    await this.workload?.stop();
    if (this.broken !== null) throw this.broken.error;
    return this.result(progress);
  }

  /** What goes wrong beside the run ends it, and is thrown there. */
  private async watched(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.broken ??= { error };
      this.stop();
    }
  }

  private get time(): number {
    return steady() - this.began;
  }

  private stop(): void {
    this.stopped = true;
    this.sleeps.end();
  }

  private async waitUntil(so: () => boolean): Promise<void> {
    while (!this.stopped && !so()) await sleep(10_000);
  }

  private async heal(): Promise<boolean | null> {
    const { live, plan, workload } = this;
    for (const end of [...this.ends]) await end();
    live.proxy.heal();
    const healed = this.time;
    this.healed = healed;
    const well = () => (workload?.answeredSince(healed) ?? true) && this.watcher.satisfied();
    const first = this.looks;
    await this.waitUntil(
      () => (well() && this.looks > first + 1) || this.time > healed + plan.heal,
    );
    return workload === null || this.stopped ? null : workload.answeredSince(healed);
  }

  private result(progress: boolean | null): LiveResult {
    const { live, workload, counts: faults, looks, healed } = this;
    const { delivered, lost } = live.proxy.traffic;
    return {
      history: workload?.history() ?? null,
      failures: live.failures,
      processes: live.names.length,
      ...{ looks, faults, delivered, lost, healed, progress },
      length: this.time,
      cpu: live.cpu,
      interrupted: this.plan.signal?.aborted === true,
    };
  }

  // ---- looks -------------------------------------------------------------------------------------------------

  private async keepLooking(): Promise<void> {
    while (!this.stopped) {
      const began = steady();
      await this.look();
      const took = steady() - began;
      await this.sleeps.sleep(Math.min(LOOK_WITHIN, Math.max(LOOK_EVERY, LOOK_SHARE * took)));
    }
  }

  private async look(): Promise<void> {
    const { healed } = this;
    const seen = await this.live.look();
    if (seen === null) return;
    this.seen = seen;
    this.looks++;
    const told = this.live.emitted.length;
    const look: Look = {
      time: this.time,
      healed: healed !== null,
      variable: (name) => this.valueOf(name, seen, healed !== null, told),
    };
    this.watcher.looked(look);
  }

  private valueOf(name: string, seen: readonly NodeSeen[], healed: boolean, told: number): Value {
    const variable = this.plan.setting.variables.find((v) => v.name === name);
    const { from, type } = variable ?? {};
    if (from?.is === 'healed') return healed;
    if (from?.is === 'emitted' && type?.kind === 'set') {
      const all = this.live.emitted.slice(0, told).filter(({ event }) => event === from.event);
      return setOf(
        type.of,
        all.map((emission) => this.emission(emission)),
      );
    }
    const read = this.read.get(name);
    if (read === undefined) throw new Error(`nothing is known of ${name}`);
    return read((node) => seen[node]);
  }

  /** Who emitted it, then its fields. */
  private emission({ node, event, fields }: LiveCluster['emitted'][number]): Value {
    const { cluster } = this.live;
    const shape = cluster.of[node].events.get(event);
    const entries = Object.entries(shape?.fields ?? {}).filter(([name]) => name !== 'by');
    const values = entries.map(([name, of]) => languageValue(of, fields[name], this.names));
    return [cluster.names[node], ...values];
  }

  // ---- faults ------------------------------------------------------------------------------------------------

  private async wreck(): Promise<void> {
    const { setting, seed } = this.plan;
    for (const planned of planFaults(setting.faults, this.plan.for, seed)) {
      await this.waitUntil(() => this.over || this.time >= planned.at);
      if (this.stopped || this.over) return;
      await this.inflict(planned);
    }
  }

  private count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  private async inflict({ fault, lasts }: Planned): Promise<void> {
    const { live } = this;
    const { kind } = fault;
    if (kind === 'slow network') {
      const by = fault.by ?? 10;
      live.proxy.slow *= by;
      this.count(kind);
      return this.until(lasts, async () => {
        live.proxy.slow /= by;
      });
    }
    const node = await this.victim(fault.node, kind === 'partition' || kind === 'clog');
    if (node === null) return;
    switch (kind) {
      case 'crash':
      case 'amnesia':
        await live.kill(node);
        this.count('kill');
        if (kind === 'amnesia') live.wipe(node);
        if (lasts === null) return;
        return this.until(lasts, () => live.restart(node));
      case 'pause':
        await live.pause(node);
        this.count(kind);
        return this.until(lasts, () => live.resume(node));
      case 'partition': {
        const { shapes } = fault;
        const links = await this.cut(shapes[this.random.below(shapes.length)], node);
        if (links.length === 0) return;
        live.proxy.cut(links, 1);
        this.count(kind);
        return this.until(lasts, async () => live.proxy.cut(links, -1));
      }
      case 'clog': {
        const others = live.names.flatMap((_, other) => (other === node ? [] : [other]));
        if (others.length === 0) return;
        const other = others[this.random.below(others.length)];
        const links: Links = [
          [node, other],
          [other, node],
        ];
        live.proxy.clog(links, 1);
        this.count(kind);
        return this.until(lasts, async () => live.proxy.clog(links, -1));
      }
    }
  }

  /** Ends a fault after so long, or when all is mended. */
  private until(lasts: number | null, end: () => Promise<void>): void {
    const once = async (): Promise<void> => {
      if (!this.ends.delete(once)) return;
      await end();
    };
    this.ends.add(once);
    if (lasts === null) return;
    const later = async (): Promise<void> => {
      await this.sleeps.sleep(lasts);
      if (!this.stopped) await once();
    };
    void this.watched(later());
  }

  /** `any`: one that is down will do. */
  private async victim(who: Victim, any: boolean): Promise<number | null> {
    const { live } = this;
    if (who.is === 'state') await this.look();
    const all = live.names.flatMap((name, node) => {
      const fit = any || (live.isUp(node) && !live.isPaused(node));
      return fit && this.meant(who, name, node) ? [node] : [];
    });
    return all.length === 0 ? null : all[this.random.below(all.length)];
  }

  private meant(who: Victim, name: string, node: number): boolean {
    const { cluster } = this.live;
    switch (who.is) {
      case 'any':
        return true;
      case 'role':
        return cluster.of[node].name === who.role;
      case 'node':
        return who.node === name;
      case 'state': {
        const variable = this.plan.setting.variables.find((v) => v.name === who.variable);
        const { from } = variable ?? {};
        const read = this.read.get(who.variable);
        const { seen } = this;
        if (
          seen === null ||
          read === undefined ||
          !(from?.is === 'field' || from?.is === 'built-in')
        )
          return false;
        const values = read((i) => seen[i]) as readonly Value[];
        return values[this.names.members(from.roles).indexOf(node)] === who.value;
      }
    }
  }

  private async cut(shape: PartitionShape, node: number): Promise<Links> {
    const { live, random } = this;
    if (shape !== 'isolate leader') return partition(shape, live.names.length, [node], random);
    await this.look();
    const leads = ({ state: { mem, disk }, up }: NodeSeen): boolean =>
      up && [...Object.values(mem), ...Object.values(disk)].includes('leader');
    const leaders = (this.seen ?? []).flatMap((seen, i) => (leads(seen) ? [i] : []));
    return partition(shape, live.names.length, leaders, random);
  }
}
