/**
 * States in an order that does not depend on their numbers. What nodes can be, and what is on its way to them, has numbers in the order
 * in which it was met, and where several threads explore that is another one each time; what it says is always the same.
 */
import { pendingText } from '../../node/index.js';
import { BROKEN_SHIFT, brokenIn } from './budgets.js';
import { timesText } from './local-states.js';
import type { Space } from './space.js';
import type { StepsTable } from './steps-table.js';
import type { ClientLocal, World } from './world.js';

/** Below 0 where the first comes before the second, 0 where they are the same. */
export type StateOrder = (a: Int32Array, b: Int32Array) => number;

export function stateOrder(world: World, { broken }: Pick<StepsTable, 'broken'>): StateOrder {
  const { places, settings } = world;
  const texts = new SlotTexts(world);
  return (a, b) => {
    for (let place = 0; place < places; place++) {
      if (a[place] === b[place]) continue;
      const order = compareTexts(texts.of(place, a[place]), texts.of(place, b[place]));
      if (order !== 0) return order;
    }
    const [budgets, others] = [a[places], b[places]];
    if (budgets !== others)
      return (
        compareTexts(broken[brokenIn(budgets)], broken[brokenIn(others)]) ||
        (budgets & LEFT) - (others & LEFT)
      );
    for (const [i, { text }] of settings.observers.entries()) {
      const at = places + 1 + i;
      if (a[at] === b[at]) continue;
      const of = (state: number): string => text.call(settings.observers[i], state);
      return compareTexts(of(a[at]), of(b[at]));
    }
    return 0;
  };
}

/** The word of budgets without which `must` has failed. */
const LEFT = (1 << BROKEN_SHIFT) - 1;

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

/** What slots stand for, written when somebody asks. */
class SlotTexts {
  private readonly known = new Map<World['spaces'][number], string[]>();

  constructor(private readonly world: World) {}

  of(place: number, slot: number): string {
    const space = this.world.spaces[place];
    const known = this.known.get(space) ?? [];
    this.known.set(space, known);
    known[slot] ??= `${this.local(place, space.localOf[slot])}\n${this.inbox(space, slot)}`;
    return known[slot];
  }

  private local(place: number, local: number): string {
    const { world } = this;
    if (place >= world.nodes) {
      const { done, waiting }: ClientLocal = world.clientSpace.locals.values[local];
      return `${done} ${waiting}`;
    }
    const role = world.cluster.of[place];
    const found = world.space(place).locals.values[local];
    const { disk, durable, mem } = found.state;
    const parts = [role.disk.text(disk), role.disk.text(durable), role.mem.text(mem)];
    return [...parts, timesText(found), found.down ?? '', pendingText(role, found.state)].join('|');
  }

  private inbox(space: Space<unknown>, slot: number): string {
    return space
      .told(space.inboxOf[slot])
      .map((envelope) => space.envelopes.values[envelope].text)
      .join('\n');
  }
}
