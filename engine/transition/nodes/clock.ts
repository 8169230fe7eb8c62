/**
 * Discrete time. Clocks are read as 0 and instants are kept relative to now, so that a tick is a change of every node at once; what
 * lies further back than the clamp is all one. As long as a timer that has run out waits, time stands still, unless timers may be late;
 * where messages arrive within a tick, it stands still for them, too.
 */
import { rewriteState } from '../../node/index.js';
import { eventEnvelope } from './envelope.js';
import type { Local } from './handlers.js';
import type { DiscreteClock } from './settings.js';
import { doubled } from './tables.js';
import type { World } from './world.js';

const UNKNOWN = 0;
const URGENT = -1;

export class Clock {
  private readonly known: Int32Array[];

  constructor(
    private readonly world: World,
    private readonly time: DiscreteClock,
    /** Is something on its way to the node that it will not ignore? */
    private readonly awaits: (node: number, slot: number) => boolean,
  ) {
    this.known = world.cluster.of.map(() => new Int32Array(1 << 10));
  }

  grow(place: number, slots: number): void {
    const { known } = this;
    if (place >= known.length) return;
    while (slots > known[place].length) known[place] = doubled(known[place]);
  }

  /** The state a tick later, written to `out`; false where time stands still. */
  tick(states: Int32Array, offset: number, out: Int32Array, at: number): boolean {
    const { nodes } = this.world;
    for (let node = 0; node < nodes; node++) {
      const slot = states[offset + node];
      const later = this.later(node, slot);
      if (later === URGENT) return false;
      out[at + node] = later - 1;
    }
    return true;
  }

  /** 1 + the slot of a node a tick later; −1 where time stands still for it. */
  later(node: number, slot: number): number {
    const known = this.known[node][slot];
    return known === UNKNOWN ? this.compute(node, slot) : known;
  }

  private compute(node: number, slot: number): number {
    const { world, time } = this;
    const space = world.space(node);
    const local = space.locals.values[space.localOf[slot]];
    const due = !time.late && [...local.left.values()].some((ticks) => ticks <= 0);
    const urgent = due || (time.prompt && this.awaits(node, slot));
    const later = urgent ? URGENT : 1 + this.after(node, slot, local);
    this.known[node][slot] = later;
    return later;
  }

  private after(node: number, slot: number, local: Local): number {
    const { world, time } = this;
    const space = world.space(node);
    const role = world.cluster.of[node];
    const how = { shift: -time.tick, floor: -time.clamp };
    const left = [...local.left].map(([key, t]): [string, number] => [key, Math.max(0, t - 1)]);
    const after = world.local(
      node,
      { ...local, state: rewriteState(role, local.state, how), left: new Map(left) },
      'start',
    );
    if (!role.messages.contents.times) return space.slot(after, space.inboxOf[slot]);
    const inbox = space.inboxes.of(space.inboxOf[slot]).map((e) => {
      const { content, from } = space.envelopes.values[e];
      if (content.kind !== 'event' || content.event.kind !== 'message') return e;
      const message = role.messages.rewrite(content.event.message, how);
      const moved = eventEnvelope(world.cluster, node, from, { ...content.event, message });
      return world.put(node, moved).envelope;
    });
    const ordered = inbox.reduce((box, e) => space.addToInbox(box, e), space.inboxes.number([]));
    return space.slot(after, ordered);
  }
}
