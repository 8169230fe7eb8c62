/**
 * The places of an exploration (nodes, then clients), their spaces, and what all local steps need: names, actions, sinks for effects.
 */
import type { Cluster, Effect, NodeState } from '../../node/index.js';
import type { Plain } from '../../plain.js';
import {
  askEnvelope,
  type Draft,
  type Envelope,
  eventEnvelope,
  replyEnvelope,
  titleOf,
} from './envelope.js';
import type { Local } from './handlers.js';
import { inShape, LocalStates } from './local-states.js';
import { hears, type Observation } from './observer.js';
import type { NodesSettings } from './settings.js';
import { Space } from './space.js';
import type { Passage } from './story.js';

/** A client between two steps: calls that have ended, and whether one more is under way. */
export interface ClientLocal {
  readonly done: number;
  readonly waiting: boolean;
}

export interface Send {
  readonly to: number;
  readonly envelope: number;
}

/** What a step does to others. */
export interface Consequences {
  readonly sends: readonly Send[];
  readonly observations: readonly Observation[];
}

export class World {
  readonly nodes: number;
  readonly places: number;
  readonly names: readonly string[];
  /** Of each place; clients share one. */
  readonly spaces: readonly (Space<Local> | Space<ClientLocal>)[];
  readonly clientSpace: Space<ClientLocal>;
  /** Of each node; nodes of one role share them. */
  private readonly locals: readonly LocalStates[];

  /** `grown` is told of a place that needs room for so many slots. */
  constructor(
    readonly cluster: Cluster,
    readonly settings: NodesSettings,
    grown: (place: number, slots: number) => void,
  ) {
    const { network, clients } = settings;
    this.nodes = cluster.of.length;
    for (const host of cluster.hosts) host.hearsTwice = network.duplicate !== 'never';
    this.places = this.nodes + clients.scripts.length;
    this.names = [...cluster.names, ...clients.scripts.map((_, c) => `client${c + 1}`)];
    const placesOf = (is: (place: number) => boolean): number[] =>
      Array.from({ length: this.places }, (_, p) => p).filter(is);
    const space = <L>(places: readonly number[]): Space<L> =>
      new Space<L>(network, (slots) => {
        for (const place of places) grown(place, slots);
      });
    const ofRole = new Map(
      cluster.roles.map((role) => [role, space<Local>(placesOf((p) => cluster.of[p] === role))]),
    );
    const locals = new Map(
      cluster.roles.map((role) => [role, new LocalStates(role, ofRole.get(role)!.locals)]),
    );
    this.locals = cluster.of.map((role) => locals.get(role) as LocalStates);
    this.clientSpace = space(placesOf((p) => p >= this.nodes));
    this.spaces = placesOf(() => true).map((p) =>
      p < this.nodes ? (ofRole.get(cluster.of[p]) as Space<Local>) : this.clientSpace,
    );
  }

  space(node: number): Space<Local> {
    return this.spaces[node] as Space<Local>;
  }

  /**
   * The number of a node's state; `handler` made it, of one that has a number.
   * @throws HandlerError where it is not of its shape
   */
  local(node: number, local: Local, handler: string, before?: NodeState): number {
    return this.locals[node].number(local, this.names[node], handler, before);
  }

  /** Sends and what observers hear, of these effects of a node. @throws HandlerError */
  consequences(node: number, effects: readonly Effect[], handler: string): Consequences {
    const sends: Send[] = [];
    const observations: Observation[] = [];
    for (const effect of effects) {
      const send = this.sendOf(node, effect, handler);
      if (send) sends.push(send);
      if (effect.kind !== 'emit') continue;
      const { event, fields } = effect;
      const heard: Observation = { kind: 'emit', node, event, fields };
      if (this.settings.observers.some((o) => hears(o, heard))) observations.push(heard);
    }
    return { sends, observations };
  }

  /** Can anybody outside the node tell that this has happened? */
  isVisible(effect: Effect): boolean {
    switch (effect.kind) {
      case 'arm':
      case 'disarm':
      case 'must':
        return false;
      case 'emit':
        return this.settings.observers.some((o) => o.events.has(effect.event));
      default:
        return true;
    }
  }

  private sendOf(node: number, effect: Effect, handler: string): Send | null {
    const { cluster } = this;
    switch (effect.kind) {
      case 'send': {
        const { to, message } = effect;
        const { messages, name } = cluster.of[to];
        inShape(cluster.of[node], handler, () => messages.check(message, `a message to ${name}`));
        const event = { kind: 'message' as const, from: node, message };
        return this.put(to, eventEnvelope(cluster, to, node, event));
      }
      case 'reply': {
        const { call, reply } = effect;
        const role = cluster.of[node];
        if (reply.status === 'ok')
          inShape(role, handler, () =>
            role.returns.get(call.op)?.check(reply.value, `the result of ${call.op}`),
          );
        return this.put(this.nodes + call.client, replyEnvelope(cluster, node, call, reply));
      }
      case 'ask':
        return this.put(node, askEnvelope(cluster, node, effect));
      default:
        return null;
    }
  }

  put(to: number, { from, text, content }: Draft): Send {
    const { envelopes } = this.spaces[to];
    return { to, envelope: envelopes.put(text, () => ({ content: content(), from, text })) };
  }

  envelope({ to, envelope }: Send): Envelope {
    return this.spaces[to].envelopes.values[envelope];
  }

  passage(send: Send): Passage {
    const { from, text, content } = this.envelope(send);
    const { to } = send;
    return { from, to, title: titleOf(content), id: `${this.names[to]} ${text}` };
  }

  /** What came with an envelope, for people. */
  bindings(send: Send): Readonly<Record<string, Plain>> {
    const { content, from } = this.envelope(send);
    const name = (node: number): string => this.names[node] ?? String(node);
    switch (content.kind) {
      case 'event': {
        const { event } = content;
        if (event.kind === 'call') return { from: name(from), ...(event.args as object) };
        const { messages } = this.cluster.of[send.to];
        const { type, ...fields } = messages.plain(event.message, name) as Record<string, Plain>;
        return { from: name(from), ...fields };
      }
      case 'reply': {
        const { reply } = content;
        const said =
          reply.status === 'ok'
            ? { value: plainOf(reply.value) }
            : reply.status === 'redirect'
              ? { to: name(reply.to) }
              : { why: reply.why };
        return { from: name(from), ...said };
      }
      case 'ask':
        return plainOf(content.args) as Record<string, Plain>;
    }
  }
}

/** Values of unknown shape, for people. */
export function plainOf(value: unknown): Plain {
  return JSON.parse(
    JSON.stringify(value ?? null, (_, v) =>
      v instanceof Set ? [...v] : v instanceof Map ? Object.fromEntries(v) : v,
    ),
  ) as Plain;
}
