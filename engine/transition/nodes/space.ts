/**
 * What the nodes of one role, or all clients, can be: local states, what is on its way to them, and both together in one number,
 * the slot, which is a word of a global state. Numbers mean the same at all places of a space, so that places can be exchanged.
 *
 * The network lies at its receivers because a global network nearly determines the global state: a table of networks would
 * be as large as the set of states, and nothing computed for one network would serve twice.
 */
import type { Content, Envelope } from './envelope.js';
import type { NetworkSettings } from './settings.js';
import { Interner, PairTable } from './tables.js';

export class Space<L> {
  readonly locals = new Interner<L>();
  readonly envelopes = new Interner<Envelope>();
  /** Envelopes by number: in ascending order, or by sender and then in the order of sending. */
  readonly inboxes: (readonly number[])[] = [[]];
  /** (inbox, one more at its end) → inbox. */
  private readonly longer = new PairTable(12);
  /** Of each slot: its local state and its inbox. */
  readonly localOf: number[] = [];
  readonly inboxOf: number[] = [];
  private readonly slots = new PairTable(14);
  private readonly adds = new PairTable();
  private readonly addedTo = new PairTable();
  private readonly removed = new PairTable();
  private readonly next: (readonly number[])[] = [];

  /** `grown` is told when there is room needed for more slots. */
  constructor(
    private readonly network: NetworkSettings,
    private readonly grown: (slots: number) => void,
  ) {}

  slot(local: number, inbox: number): number {
    const known = this.slots.get(local, inbox);
    if (known >= 0) return known;
    const slot = this.localOf.length;
    this.localOf.push(local);
    this.inboxOf.push(inbox);
    this.slots.set(local, inbox, slot);
    this.grown(slot + 1);
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
    const known = this.addedTo.get(inbox, envelope);
    if (known >= 0) return known;
    const after = this.inbox(this.with(this.inboxes[inbox], envelope));
    this.addedTo.set(inbox, envelope, after);
    return after;
  }

  /** Without the first envelope of this number. */
  remove(inbox: number, envelope: number): number {
    const known = this.removed.get(inbox, envelope);
    if (known >= 0) return known;
    const all = this.inboxes[inbox];
    const after = this.inbox(all.toSpliced(all.indexOf(envelope), 1));
    this.removed.set(inbox, envelope, after);
    return after;
  }

  /** What may arrive next, each once. */
  arriving(inbox: number): readonly number[] {
    this.next[inbox] ??= this.mayArrive(inbox);
    return this.next[inbox];
  }

  private mayArrive(inbox: number): number[] {
    const all = this.inboxes[inbox];
    if (this.network.order === 'any') return all.filter((e, i) => e !== all[i - 1]);
    return all.filter((e, i) => i === 0 || !this.follows(all[i - 1], e));
  }

  /** Is it a question to the environment? */
  isAsk(envelope: number): boolean {
    return this.envelopes.values[envelope].content.kind === 'ask';
  }

  /** Without what is of this kind. */
  without(inbox: number, kind: Content['kind']): number {
    const all = this.inboxes[inbox];
    return this.inbox(all.filter((e) => this.envelopes.values[e].content.kind !== kind));
  }

  /** The number of an inbox. That of its beginning comes before it, so that pairs are enough to find it. */
  inbox(envelopes: readonly number[]): number {
    const { longer, inboxes } = this;
    let inbox = 0;
    for (let i = 0; i < envelopes.length; i++) {
      let next = longer.get(inbox, envelopes[i]);
      if (next < 0) {
        next = inboxes.push(envelopes.slice(0, i + 1)) - 1;
        longer.set(inbox, envelopes[i], next);
      }
      inbox = next;
    }
    return inbox;
  }

  /** On one link, one behind the other? Answers of the environment come in any order. */
  private follows(a: number, b: number): boolean {
    if (this.isAsk(a) || this.isAsk(b)) return a === b;
    return this.envelopes.values[a].from === this.envelopes.values[b].from;
  }

  private with(all: readonly number[], envelope: number): readonly number[] {
    const { content } = this.envelopes.values[envelope];
    const twice = this.network.duplicate === 'always possible' && content.kind !== 'ask';
    if (twice && this.network.order === 'any' && all.includes(envelope)) return all;
    const before = (other: number): boolean => this.rank(other, envelope) <= 0;
    let at = all.length;
    while (at > 0 && !before(all[at - 1])) at--;
    return all.toSpliced(at, 0, envelope);
  }

  /** Below or equal 0: `other` stays before an envelope that comes later. */
  private rank(other: number, envelope: number): number {
    if (this.network.order === 'any') return other - envelope;
    const key = (e: number): number => {
      const { content, from } = this.envelopes.values[e];
      return content.kind === 'ask' ? -1 : from;
    };
    const difference = key(other) - key(envelope);
    return difference === 0 && key(envelope) < 0 ? other - envelope : difference;
  }
}
