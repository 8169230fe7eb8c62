/** Calls on their way: requests to nodes, answers to clients, clients that lose patience, connections that break. */
import type { Call } from '../node/shapes/shape.js';
import type { Reply } from '../node/step.js';
import { type Client, Clients, endingOf, type Next, type OpenCall, PAUSE } from './clients.js';
import type { Simulated } from './faults.js';
import { CALL, RANKS, REPLY, REQUEST, RETRY, TIMEOUT } from './kinds.js';
import type { SimulatedNode } from './node.js';
import type { PlannedCall } from './schedule.js';

/** What calls need of the run. */
export interface Serving extends Simulated {
  /** The event happens to the node now, or as soon as it can. */
  give(node: SimulatedNode, kind: number, from: number, what: unknown): void;
}

interface Replied {
  readonly open: OpenCall;
  /** Null: the connection broke. */
  readonly reply: Reply | null;
}

export class Calls {
  readonly clients: Clients;

  constructor(private readonly system: Serving) {
    const { plan, cluster } = system;
    const { setting, seed, schedule } = plan;
    this.clients = new Clients(
      setting.clients,
      cluster,
      seed,
      schedule ? byClient(schedule.calls) : null,
    );
  }

  begin(): void {
    for (const client of this.clients.all) this.callNext(client, false);
  }

  happen(kind: number, id: number, what: unknown): void {
    switch (kind) {
      case CALL:
        this.invoke(this.clients.all[id], what as Next);
        return;
      case REQUEST:
        this.request(what as OpenCall, id);
        return;
      case REPLY:
        this.replied(what as Replied);
        return;
      case TIMEOUT:
        this.timeout(what as OpenCall);
        return;
      case RETRY:
        this.retry(what as OpenCall);
        return;
      default:
        throw new Error(`no event ${kind}`);
    }
  }

  private callNext(client: Client, refused: boolean): void {
    const next = this.clients.next(client, this.system.time, refused);
    if (next !== null) this.system.queue.addOfWorld(next.at, RANKS.call, CALL, client.index, next);
  }

  private invoke(client: Client, next: Next): void {
    const open = this.clients.invoke(client, next, this.system.time);
    this.system.watcher.invoked?.(this.system.time, open.call, open.args, next.to);
    this.forward(open, next.to, 0);
    const { timeout } = this.system.plan.setting.clients;
    if (timeout !== null) this.system.queue.add(this.system.time + timeout, TIMEOUT, 0, -1, open);
    this.retryLater(open);
  }

  private forward(open: OpenCall, to: number, after: number): void {
    open.at = to;
    open.arrived = false;
    const { delays } = this.clients.all[open.call.client];
    const arrival = this.system.time + after + this.system.network.outside(delays);
    this.system.queue.add(arrival, REQUEST, to, -1, open);
  }

  private request(open: OpenCall, to: number): void {
    if (open.done || open.at !== to) return;
    const node = this.system.nodes[to];
    // Nobody listens there: certainly not done.
    if (!node.up) {
      this.forward(open, this.clients.elsewhere(open), PAUSE);
      return;
    }
    open.arrived = true;
    this.system.give(node, REQUEST, -1, open);
  }

  /** A node answers. */
  reply(node: SimulatedNode, call: Call, reply: Reply): void {
    const client = this.clients.all[call.client];
    const open = client?.open;
    if (!open || open.call.seq !== call.seq) return;
    const arrival = this.system.time + this.system.network.outside(client.delays);
    this.system.queue.add(arrival, REPLY, node.host.id, -1, { open, reply });
  }

  private replied({ open, reply }: Replied): void {
    if (open.done) return;
    if (reply?.status === 'redirect') {
      this.forward(open, reply.to, 0);
      return;
    }
    if (reply === null && this.system.plan.setting.clients.retry !== null) this.sendAgain(open);
    else this.complete(open, reply?.status === 'refused' && open.again ? null : reply);
  }

  private complete(open: OpenCall, reply: Parameters<Clients['complete']>[1]): void {
    const { clients, system } = this;
    clients.complete(open, reply, system.time);
    system.watcher.completed?.(system.time, open.call, endingOf(reply), () =>
      clients.operation(open),
    );
    this.callNext(this.clients.all[open.call.client], reply?.status !== 'ok');
  }

  private timeout(open: OpenCall): void {
    if (!open.done) this.complete(open, null);
  }

  private retryLater(open: OpenCall): void {
    const { retry } = this.system.plan.setting.clients;
    if (retry !== null) this.system.queue.add(this.system.time + retry, RETRY, 0, -1, open);
  }

  /** The same call again, elsewhere. */
  private retry(open: OpenCall): void {
    if (open.done) return;
    this.sendAgain(open);
    this.retryLater(open);
  }

  private sendAgain(open: OpenCall): void {
    open.again = true;
    this.forward(open, this.clients.elsewhere(open), 0);
  }

  /** Connections of clients to a node that goes down break: nobody knows what became of their calls. */
  hangUp(node: number): void {
    for (const { open, delays } of this.clients.all) {
      if (open === null || open.at !== node || !open.arrived) continue;
      const arrival = this.system.time + this.system.network.outside(delays);
      this.system.queue.add(arrival, REPLY, node, -1, { open, reply: null });
    }
  }
}

function byClient(calls: readonly PlannedCall[]): PlannedCall[][] {
  const scripts: PlannedCall[][] = [];
  for (const call of calls) {
    scripts[call.client] ??= [];
    scripts[call.client].push(call);
  }
  return scripts;
}
