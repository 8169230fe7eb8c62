/**
 * What the nodes of one role, or all clients, can be: local states, what is on its way to them, and both together in one number,
 * the slot, which is a word of a global state. Numbers mean the same at all places of a space, so that places can be exchanged.
 *
 * The network lies at its receivers because a global network nearly determines the global state: a table of networks would
 * be as large as the set of states, and nothing computed for one network would serve twice.
 */
import type { Content, Envelope } from './envelope.js';
import { Inboxes } from './inboxes.js';
import type { NetworkSettings } from './settings.js';
import { Interner, PairTable } from './tables.js';

export class Space<L> {
  readonly locals = new Interner<L>();
  readonly envelopes = new Interner<Envelope>();
  /** Envelopes by number: in ascending order, or by sender and then in the order of sending. */
  readonly inboxes = new Inboxes();
  /** Of each slot: its local state and its inbox. */
  readonly localOf: number[] = [];
  readonly inboxOf: number[] = [];
  private readonly slots = new PairTable(14);
  private readonly adds = new PairTable();
  private readonly inAnyOrder: boolean;
  /** Is what has been sent twice there once? */
  private readonly once: boolean;
  /** What of a link comes after each other; of each envelope, once it is asked for. */
  private readonly links: number[] = [];
  private room = FIRST_ROOM;

  /** `grown` is told when there is room needed for more slots, beyond the first thousand. */
  constructor(
    { order, duplicate }: NetworkSettings,
    private readonly grown: (slots: number) => void,
  ) {
    this.inAnyOrder = order === 'any';
    this.once = this.inAnyOrder && duplicate === 'always possible';
  }

  slot(local: number, inbox: number): number {
    const known = this.slots.get(local, inbox);
    if (known >= 0) return known;
    const slot = this.localOf.length;
    this.localOf.push(local);
    this.inboxOf.push(inbox);
    this.slots.set(local, inbox, slot);
    if (slot === this.room) {
      this.room *= 2;
      this.grown(this.room);
    }
    return slot;
  }

  /** Something is on its way to the place. */
  add(slot: number, envelope: number): number {
    const known = this.adds.get(slot, envelope);
    if (known >= 0) return known;
    const after = this.added(slot, envelope);
    this.adds.set(slot, envelope, after);
    return after;
  }

  /** The same, for who remembers it himself. */
  added(slot: number, envelope: number): number {
    return this.slot(this.localOf[slot], this.addToInbox(this.inboxOf[slot], envelope));
  }

  addToInbox(inbox: number, envelope: number): number {
    const { inboxes, inAnyOrder } = this;
    const begin = inboxes.begin(inbox);
    let at = inboxes.end(inbox);
    if (inAnyOrder) while (at > begin && inboxes.at(at - 1) > envelope) at--;
    else while (at > begin && this.isBehind(inboxes.at(at - 1), envelope)) at--;
    const again = at > begin && inboxes.at(at - 1) === envelope;
    if (again && this.once && !this.isAsk(envelope)) return inbox;
    return inboxes.with(inbox, at - begin, envelope);
  }

  /** Without the envelope at this place of it. */
  removed(inbox: number, place: number): number {
    return this.inboxes.without(inbox, place - this.inboxes.begin(inbox));
  }

  /** May what is at a place of an inbox arrive next? Of equal ones the first. */
  mayArrive(inbox: number, place: number): boolean {
    const { inboxes } = this;
    if (place === inboxes.begin(inbox)) return true;
    const [before, envelope] = [inboxes.at(place - 1), inboxes.at(place)];
    if (before === envelope) return false;
    if (this.inAnyOrder) return true;
    const link = this.link(envelope);
    return link === ASKED || this.link(before) !== link;
  }

  /** Is it a question to the environment? */
  isAsk(envelope: number): boolean {
    return this.envelopes.values[envelope].content.kind === 'ask';
  }

  /** Without what is of this kind. */
  without(inbox: number, kind: Content['kind']): number {
    const all = this.inboxes.of(inbox);
    const left = all.filter((e) => this.envelopes.values[e].content.kind !== kind);
    return left.length === all.length ? inbox : this.inboxes.number(left);
  }

  /** The same for those of which only the first may be lost or arrive next: what is on one link, or else what is equal. */
  way(envelope: number): number {
    return this.inAnyOrder ? envelope : this.link(envelope);
  }

  /** What is on its way: in the order in which it may arrive, and where any of it may be next, in that of its words. */
  told(inbox: number): number[] {
    const { values } = this.envelopes;
    const all = this.inboxes.of(inbox);
    const free = this.inAnyOrder ? all : all.filter((e) => this.isAsk(e));
    const waiting = this.inAnyOrder ? [] : all.filter((e) => !this.isAsk(e));
    return [...free.sort((a, b) => (values[a].text < values[b].text ? -1 : 1)), ...waiting];
  }

  /** Its sender. Answers of the environment come in any order. */
  private link(envelope: number): number {
    this.links[envelope] ??= this.isAsk(envelope) ? ASKED : this.envelopes.values[envelope].from;
    return this.links[envelope];
  }

  /** On links with an order: does it stay behind an envelope that comes later? */
  private isBehind(other: number, envelope: number): boolean {
    const [a, b] = [this.link(other), this.link(envelope)];
    return a === ASKED && b === ASKED ? other > envelope : a > b;
  }
}

/** Before all senders. */
const ASKED = -1;
const FIRST_ROOM = 1 << 10;
