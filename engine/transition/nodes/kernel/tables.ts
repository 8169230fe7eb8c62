/** What the code of a kernel asks when its tables do not know: JavaScript computes it, and fills them. One for each memory. */
import type { Look } from '../atoms.js';
import type { Clock } from '../clock.js';
import type { Out } from '../step-list.js';
import type { StepsTable } from '../steps-table.js';
import type { World } from '../world.js';
import { Arena, ArenaPairs, ArenaWords } from './arena.js';
import { headAt, LATER, PART_BYTES, SENDS_AT, STEP_BYTES } from './shape.js';
import { concerns } from './sleep.js';

/** A part of what an atom looks at: the place, and which of its places that is; −1 for an observer. */
export interface LookPart {
  readonly look: Look | null;
  readonly place: number;
  readonly index: number;
}

interface PartTables {
  readonly views: ArenaWords;
  readonly pairs: ArenaPairs;
  tuples: number;
}

/** What computes what the tables lack. */
interface Filled {
  readonly world: World;
  readonly table: StepsTable;
  readonly clock: Clock | null;
  /** Will somebody ask whose a step is? */
  readonly graph: boolean;
}

export class KernelTables {
  private readonly world: World;
  private readonly table: StepsTable;
  private readonly clock: Clock | null;
  private readonly graph: boolean;
  private readonly arena: Arena;
  private readonly roomAt: number;
  private readonly lists: readonly ArenaWords[];
  private readonly later: readonly ArenaWords[];
  /** Of each place: that of its space. */
  private readonly adds: readonly ArenaPairs[];
  private readonly observed: readonly ArenaPairs[];
  private readonly parts: readonly PartTables[];
  /** Of each place: slots that there is room for. */
  private readonly rooms: number[];
  /** The list without steps, which most slots have. */
  private readonly none: number;
  /** For a graph, of each list in the order of the arena: where it is, and whose it is. */
  private readonly owners: {
    readonly at: number;
    readonly place: number;
    readonly slot: number;
  }[] = [];
  /** Of an out with an action, by both numbers. */
  private readonly outs = new Map<number, number>();

  /** @param counters the address of an action's counter, from that of a control block */
  constructor(
    { world, table, clock, graph }: Filled,
    words: Int32Array,
    { from, to }: { readonly from: number; readonly to: number },
    private readonly counter: (action: number) => number,
    private readonly looks: readonly LookPart[],
  ) {
    this.world = world;
    this.table = table;
    this.clock = clock;
    this.graph = graph;
    const { places, nodes, settings, spaces } = world;
    const arena = new Arena(words, from, to);
    this.arena = arena;
    this.roomAt = from;
    const observers = settings.observers.length;
    const head = headAt(from, { places, observers, nodes });
    arena.take((head.parts + PART_BYTES * looks.length - from) >>> 2);
    this.lists = spaces.map((_, place) => new ArenaWords(arena, head.lists + 4 * place));
    const clocked = clock === null ? 0 : nodes;
    this.later = spaces
      .slice(0, clocked)
      .map((_, place) => new ArenaWords(arena, head.later + 4 * place));
    const tables = new Map<unknown, ArenaPairs>();
    this.adds = spaces.map((space) => {
      const known = tables.get(space);
      if (known) return known;
      const heads = spaces.flatMap((other, p) => (other === space ? [head.adds + 4 * p] : []));
      const made = new ArenaPairs(arena, heads);
      tables.set(space, made);
      return made;
    });
    this.observed = settings.observers.map(
      (_, i) => new ArenaPairs(arena, [head.observers + 4 * i]),
    );
    this.parts = looks.map((_, i) => ({
      views: new ArenaWords(arena, head.parts + PART_BYTES * i),
      pairs: new ArenaPairs(arena, [head.parts + PART_BYTES * i + 4]),
      tuples: 0,
    }));
    this.rooms = spaces.map(() => 0);
    this.none = this.list(0);
    for (let place = 0; place < places; place++) this.makeRoom(place);
  }

  get bytes(): number {
    return this.arena.bytes;
  }

  /** The address of the list of steps. */
  steps(place: number, slot: number): number {
    const { words } = this.arena;
    const { count, slots, costs, outs, actions } = this.table.steps(place, slot);
    const to = count === 0 ? this.none : this.list(count);
    let at = (to >>> 2) + 1;
    for (let i = 0; i < count; i++) {
      words[at++] = slots[i];
      words[at++] = costs[i];
      words[at++] = this.out(outs[i], actions[i]);
    }
    this.makeRoom(place);
    this.lists[place].set(slot, to);
    if (this.graph && count > 0) this.owners.push({ at: to, place, slot });
    return to;
  }

  /** Whose step is at this word of the room, and which of its list. */
  stepAt(word: number): { readonly place: number; readonly slot: number; readonly index: number } {
    const at = this.roomAt + 4 * word;
    const { owners } = this;
    let [low, high] = [0, owners.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (owners[middle].at <= at) low = middle;
      else high = middle - 1;
    }
    const { at: list, place, slot } = owners[low];
    return { place, slot, index: (at - list - 4) / STEP_BYTES };
  }

  /** Room for a list of so many steps, with its end. */
  private list(count: number): number {
    const length = 1 + 3 * count;
    const at = this.arena.take(length);
    this.arena.words[at >>> 2] = at + 4 * length;
    return at;
  }

  /** The slot of a place when something more is on its way to it. */
  add(place: number, slot: number, envelope: number): number {
    const after = this.world.spaces[place].added(slot, envelope);
    this.makeRoom(place);
    this.adds[place].set(slot, envelope, after);
    return after;
  }

  observe(observer: number, before: number, heard: number): number {
    const after = this.table.after(observer, before, heard);
    this.observed[observer].set(before, heard, after);
    return after;
  }

  /** 1 + the slot of a node a tick later, or that time stands still. */
  tick(node: number, slot: number): number {
    const later = this.clock?.later(node, slot) ?? LATER.never;
    this.makeRoom(node);
    this.later[node].set(slot, later);
    return later;
  }

  /** What a slot looks like to a part of an atom. */
  view(part: number, slot: number): number {
    const { look, index } = this.looks[part];
    const view = look === null ? 1 : look.view(index, slot);
    this.parts[part].views.set(slot, view);
    return view;
  }

  /** A number for what a part and those before it look like. */
  tuple(part: number, before: number, view: number): number {
    const tables = this.parts[part];
    return this.judged(part, before, view, tables.tuples++);
  }

  /** Remembers what the last part of an atom comes to. */
  judged(part: number, before: number, view: number, truth: number): number {
    this.parts[part].pairs.set(before, view, truth);
    return truth;
  }

  private out(out: Out, action: number): number {
    const { placed } = out;
    if (placed.by !== this || placed.action !== action) {
      placed.at = this.place(this.table.code(out), action);
      placed.by = this;
      placed.action = action;
    }
    return placed.at;
  }

  private place(code: number, action: number): number {
    const key = code * ACTIONS + action;
    const known = this.outs.get(key);
    if (known !== undefined) return known;
    const { end, heard, sends } = this.table.outAt(code);
    const { arena } = this;
    const words = sends.flatMap(({ to, envelope }) => [4 * to, envelope]);
    const at = arena.take((SENDS_AT >>> 2) + words.length);
    const head = [this.counter(action), end, heard, at + SENDS_AT + 4 * words.length];
    arena.words.set([...head, concerns({ end, heard, sends }), ...words], at >>> 2);
    this.outs.set(key, at);
    return at;
  }

  /** There may be more slots of a place, and of those that share its space, than there were. */
  private makeRoom(of: number): void {
    const { spaces } = this.world;
    const slots = spaces[of].localOf.length;
    if (slots <= this.rooms[of]) return;
    const room = 2 * slots;
    spaces.forEach((space, place) => {
      if (space !== spaces[of]) return;
      this.rooms[place] = room;
      this.lists[place].grow(room);
      this.later[place]?.grow(room);
    });
    this.looks.forEach(({ place }, i) => {
      if (place >= 0 && spaces[place] === spaces[of]) this.parts[i].views.grow(room);
    });
  }
}

/** More than there are. */
const ACTIONS = 1 << 12;
