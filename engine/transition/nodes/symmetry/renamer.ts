/** What a slot, an envelope and an observer are when places have changed. Everything is looked up after its first time. */
import { rewriteEvent, rewriteState } from '../../../node/index.js';
import type { Rewrite } from '../../../node/kit.js';
import { call as callShape } from '../../../node/shapes/signed.js';
import {
  askEnvelope,
  type Draft,
  type Envelope,
  eventEnvelope,
  replyEnvelope,
} from '../envelope.js';
import type { Local } from '../handlers.js';
import type { Space } from '../space.js';
import { doubled, PairTable } from '../tables.js';
import type { ClientLocal, World } from '../world.js';
import type { Exchange } from './group.js';

/** One exchange of places. */
export class Renamer {
  private readonly how: Rewrite;
  /** Of each space: slot → 1 + slot. */
  private readonly slots = new Map<unknown, Int32Array>();
  private readonly envelopes = new Map<unknown, Map<number, number>>();
  private readonly observed: readonly PairTable[];

  constructor(
    private readonly world: World,
    readonly to: Exchange,
  ) {
    const { nodes, settings } = world;
    this.how = { id: (node) => to[node], call: (client) => to[nodes + client] - nodes };
    this.observed = settings.observers.map(() => new PairTable());
  }

  /** What is in the slot of a place, as it is at the place where that goes. */
  slot(place: number, slot: number): number {
    const space = this.world.spaces[place];
    let known = this.slots.get(space);
    if (known === undefined || slot >= known.length) {
      known = known === undefined ? new Int32Array(1 << 10) : doubled(known);
      this.slots.set(space, known);
      return this.slot(place, slot);
    }
    if (known[slot] === 0) {
      const renamed = 1 + this.renamed(place, slot);
      // Others may have been renamed meanwhile, and the table grown.
      (this.slots.get(space) as Int32Array)[slot] = renamed;
      return renamed - 1;
    }
    return known[slot] - 1;
  }

  /** The state of an observer. */
  observer(index: number, state: number): number {
    const known = this.observed[index].get(state, 0);
    if (known >= 0) return known;
    const { nodes, settings } = this.world;
    const { to } = this;
    const renamed = settings.observers[index].rename?.(
      state,
      (node) => to[node],
      (client) => to[nodes + client] - nodes,
    );
    if (renamed === undefined) throw new Error(`${settings.observers[index].name} has no names`);
    this.observed[index].set(state, 0, renamed);
    return renamed;
  }

  /** The number that an envelope has at the place where its receiver goes. */
  envelope(place: number, envelope: number): number {
    const space = this.world.spaces[place];
    const known = this.envelopes.get(space) ?? new Map<number, number>();
    this.envelopes.set(space, known);
    const found = known.get(envelope);
    if (found !== undefined) return found;
    const renamed = this.renamedEnvelope(place, space.envelopes.values[envelope]);
    const number = this.world.put(this.to[place], renamed).envelope;
    known.set(envelope, number);
    return number;
  }

  private renamed(place: number, slot: number): number {
    const { world } = this;
    const space = world.spaces[place];
    const local = space.localOf[slot];
    const after =
      place < world.nodes
        ? this.local(place, (space as Space<Local>).locals.values[local])
        : this.client(local);
    const inbox = space.inboxes
      .of(space.inboxOf[slot])
      .reduce((box, e) => space.addToInbox(box, this.envelope(place, e)), space.inboxes.number([]));
    return space.slot(after, inbox);
  }

  private local(node: number, local: Local): number {
    const { world, how } = this;
    const role = world.cluster.of[node];
    const key = (old: string): string => {
      const timer = local.state.timers.get(old);
      return timer === undefined ? old : role.timerKey(role.timers.rewrite(timer, how));
    };
    const keys = (map: ReadonlyMap<string, number>) =>
      new Map([...map].map(([old, n]): [string, number] => [key(old), n]));
    const state = rewriteState(role, local.state, how);
    const renamed = { ...local, state, left: keys(local.left), fired: keys(local.fired) };
    return world.local(this.to[node], renamed, 'start');
  }

  /** A client knows no names. */
  private client(local: number): number {
    const { done, waiting }: ClientLocal = this.world.clientSpace.locals.values[local];
    return this.world.clientSpace.locals.put(`${done}${waiting ? ' waiting' : ''}`, () => ({
      done,
      waiting,
    }));
  }

  private renamedEnvelope(place: number, { content, from }: Envelope): Draft {
    const { how, to } = this;
    const { cluster } = this.world;
    switch (content.kind) {
      case 'event': {
        const event = rewriteEvent(cluster, place, content.event, how) as typeof content.event;
        return eventEnvelope(cluster, to[place], to[from], event);
      }
      case 'reply': {
        const { call, reply } = content;
        const value =
          reply.status === 'ok'
            ? {
                ...reply,
                value: cluster.of[from].returns.get(call.op)?.rewrite(reply.value as never, how),
              }
            : reply.status === 'redirect'
              ? { ...reply, to: to[reply.to] }
              : reply;
        return replyEnvelope(cluster, to[from], callShape.rewrite(call, how), value);
      }
      case 'ask': {
        const shapes = cluster.of[place].ports.get(content.port);
        const args = shapes?.args.get(content.op)?.rewrite(content.args as never, how);
        const context = shapes?.context.rewrite(content.context as never, how);
        return askEnvelope(cluster, to[place], {
          ...content,
          args: args ?? content.args,
          context: context ?? content.context,
        });
      }
    }
  }
}
