/** All steps of one client from one slot: it calls, is answered, or is sent to another node. Its script is all that it does. */
import type { Actions } from './actions.js';
import { IS_ANSWERED, invokes } from './actions.js';
import { FREE } from './budgets.js';
import { eventEnvelope, titleOf } from './envelope.js';
import { costOf, pushLoss } from './node-steps.js';
import type { Observation } from './observer.js';
import { Out, type StepList } from './step-list.js';
import type { Story } from './story.js';
import type { ClientLocal, Send, World } from './world.js';

/** A call that goes out. */
interface Invocation {
  readonly local: ClientLocal;
  readonly sends: readonly Send[];
  readonly observations: readonly Observation[];
}

/** What a client does, and what made it. */
interface What {
  /** Of the action. */
  readonly name: string;
  readonly title: string;
  readonly arrived: Send | null;
}

export class ClientSteps {
  constructor(
    private readonly world: World,
    private readonly actions: Actions,
  ) {}

  /** A client before everything; an eager one has called already. */
  boot(client: number): Invocation {
    const idle = { local: { done: 0, waiting: false }, sends: [], observations: [] };
    return this.world.settings.clients.invoke === 'eager'
      ? (this.invocation(client, 0) ?? idle)
      : idle;
  }

  local(local: ClientLocal): number {
    const text = `${local.done}${local.waiting ? ' waiting' : ''}`;
    return this.world.clientSpace.locals.put(text, () => local);
  }

  isDone(client: number, slot: number): boolean {
    const { clientSpace, settings } = this.world;
    const { done } = clientSpace.locals.values[clientSpace.localOf[slot]];
    return done === settings.clients.scripts[client].length;
  }

  steps(client: number, slot: number, list: StepList): void {
    const { world } = this;
    const { clients, network } = world.settings;
    const space = world.clientSpace;
    const local = space.locals.values[space.localOf[slot]];
    const inbox = space.inboxOf[slot];
    const place = world.nodes + client;
    const cost = costOf('drop', network.loss);
    const end = space.inboxes.end(inbox);
    for (let at = space.inboxes.begin(inbox); at < end; at++) {
      if (!space.mayArrive(inbox, at)) continue;
      const envelope = space.inboxes.at(at);
      this.arrivals(client, local, inbox, at, list);
      if (network.loss === 'never' || network.loss === 0) continue;
      const after = space.slot(space.localOf[slot], space.removed(inbox, at));
      pushLoss(world, this.actions, { to: place, envelope }, after, cost, list);
    }
    if (clients.invoke === 'any time' && !local.waiting) {
      const invoked = this.invocation(client, local.done);
      if (invoked === null) return;
      const { op } = clients.scripts[client][local.done];
      const what = { name: invokes(op), title: `calls ${op}`, arrived: null };
      this.push(client, what, inbox, invoked, FREE, list);
    }
  }

  private arrivals(
    client: number,
    local: ClientLocal,
    inbox: number,
    at: number,
    list: StepList,
  ): void {
    const { world } = this;
    const { order, duplicate } = world.settings.network;
    const space = world.clientSpace;
    const envelope = space.inboxes.at(at);
    const arrived = { to: world.nodes + client, envelope };
    const title = `gets ${titleOf(world.envelope(arrived).content)}`;
    const answered = this.answered(client, local, envelope);
    const what = { name: IS_ANSWERED, title, arrived };
    const consume = (then: Invocation): void =>
      this.push(client, what, space.removed(inbox, at), then, FREE, list);
    if (answered === null) {
      // A late answer is read by nobody; where order matters it is at least taken away.
      if (order === 'per link') consume({ local, sends: [], observations: [] });
      return;
    }
    const stays = order === 'any' && duplicate === 'always possible';
    if (!stays) consume(answered);
    if (duplicate === 'never' || duplicate === 0) return;
    this.push(client, what, inbox, answered, costOf('duplicate', duplicate), list);
  }

  /** What an answer makes of a client; null where it waits for no such answer. */
  private answered(client: number, local: ClientLocal, envelope: number): Invocation | null {
    const { world } = this;
    const { content } = world.clientSpace.envelopes.values[envelope];
    if (content.kind !== 'reply') return null;
    const { call, reply } = content;
    if (!local.waiting || call.seq !== local.done + 1) return null;
    if (reply.status === 'redirect') {
      const { args } = world.settings.clients.scripts[client][local.done];
      return { local, sends: [this.callTo(client, reply.to, call, args)], observations: [] };
    }
    const over: Observation = { kind: 'return', call, reply };
    const idle = { local: { done: local.done + 1, waiting: false }, sends: [] };
    const next =
      world.settings.clients.invoke === 'eager' ? this.invocation(client, local.done + 1) : null;
    return { ...(next ?? idle), observations: [over, ...(next?.observations ?? [])] };
  }

  private invocation(client: number, index: number): Invocation | null {
    const scripted = this.world.settings.clients.scripts[client][index];
    if (scripted === undefined) return null;
    const { op, args, to } = scripted;
    const call = { client, seq: index + 1, op };
    return {
      local: { done: index, waiting: true },
      sends: [this.callTo(client, to, call, args)],
      observations: [{ kind: 'invoke', call, args, node: to }],
    };
  }

  private callTo(
    client: number,
    to: number,
    call: { client: number; seq: number; op: string },
    args: object,
  ): Send {
    const { world } = this;
    const event = { kind: 'call' as const, call, args };
    return world.put(to, eventEnvelope(world.cluster, to, world.nodes + client, event));
  }

  private push(
    client: number,
    what: What,
    inbox: number,
    { local, sends, observations }: Invocation,
    cost: number,
    list: StepList,
  ): void {
    const { world } = this;
    const action = this.actions.index(what.name);
    const slot = world.clientSpace.slot(this.local(local), inbox);
    if (!list.push(slot, new Out({ sends, observations }), cost, action)) return;
    const place = world.nodes + client;
    const { arrived } = what;
    const due = arrived === null ? `calls ${place}` : `arrives ${place} ${arrived.envelope}`;
    list.tell(due, () => this.story(place, action, what, sends));
  }

  private story(
    place: number,
    action: number,
    { title, arrived }: What,
    sends: readonly Send[],
  ): Story {
    const { world } = this;
    return {
      action,
      title: `${world.names[place]} ${title}`,
      bindings: arrived === null ? {} : world.bindings(arrived),
      place,
      received: arrived === null ? [] : [world.passage(arrived)],
      sent: sends.map((send) => world.passage(send)),
    };
  }
}
