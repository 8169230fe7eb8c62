/**
 * Do nodes and clients that change places do the same under other names? Asked of every list of steps that a search uses, before it
 * does: for each generator g, the list of (g·place, g·slot) is the list of (place, slot) renamed. Then every global step has its images.
 * What follows of the generators holds of all exchanges, since the slots that they lead to are asked too.
 *
 * E. A. Emerson and A. P. Sistla, Symmetry and model checking, 1996: the group must keep the steps and the initial states.
 */

import { Successors, type TransitionSystem } from '../../system.js';
import type { StepsTable } from '../steps-table.js';
import { doubled } from '../tables.js';
import type { World } from '../world.js';
import { stepText } from './renamed-steps.js';
import type { Renamer } from './renamer.js';

export class Equivariance {
  /** Of each place: 1 for slots that have been asked. */
  private readonly asked: Int32Array[];
  private why: string | null = null;

  constructor(
    private readonly world: World,
    private readonly table: StepsTable,
    private readonly generators: readonly Renamer[],
  ) {
    this.asked = Array.from({ length: world.places }, () => new Int32Array(1 << 10));
  }

  /** Why the state has steps without images; null where all have them. */
  broken(states: Int32Array, offset: number): string | null {
    const { asked } = this;
    for (let place = 0; place < asked.length && this.why === null; place++) {
      const slot = states[offset + place];
      if (asked[place][slot] !== 1) this.ask(place, slot);
    }
    return this.why;
  }

  /** Of the slot, and of all that exchanges make of it. */
  private ask(first: number, its: number): void {
    const open: [number, number][] = [];
    const note = (place: number, slot: number): void => {
      const { asked } = this;
      while (slot >= asked[place].length) asked[place] = doubled(asked[place]);
      if (asked[place][slot] === 1) return;
      asked[place][slot] = 1;
      open.push([place, slot]);
    };
    note(first, its);
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const [place, slot] = next;
      for (const generator of this.generators) {
        this.why = this.difference(place, slot, generator);
        if (this.why !== null) return;
        note(generator.to[place], generator.slot(place, slot));
      }
    }
  }

  private difference(place: number, slot: number, renamer: Renamer): string | null {
    const { world, table } = this;
    const list = table.list(place, slot);
    const to = renamer.to[place];
    const there = table.list(to, renamer.slot(place, slot));
    const mine = table.stepsIn(list).map((step) => stepText(world, table, place, step, renamer));
    const other = table.stepsIn(there).map((step) => stepText(world, table, to, step, null));
    const alone = unmatched(mine, other);
    const [told, at] = alone >= 0 ? [list, alone] : [there, unmatched(other, mine)];
    if (at < 0) return null;
    const moved = world.names.filter((_, p) => renamer.to[p] !== p).join(' and ');
    return `“${table.story(told, at).title}” comes to something else when ${moved} change places`;
  }
}

/** The first that the others have less often; -1: none. */
function unmatched(texts: readonly string[], others: readonly string[]): number {
  const left = new Map<string, number>();
  for (const other of others) left.set(other, 1 + (left.get(other) ?? 0));
  return texts.findIndex((text) => {
    const n = left.get(text) ?? 0;
    left.set(text, n - 1);
    return n === 0;
  });
}

/** Is every initial state one under other names as well? */
export function initialClosed(
  system: TransitionSystem,
  generators: readonly Renamer[],
  rename: (renamer: Renamer, states: Int32Array, offset: number, out: Int32Array) => void,
): boolean {
  const { words } = system;
  const all = new Successors(words, system.labelWords);
  system.initial(all);
  const text = (states: Int32Array, at: number): string => states.subarray(at, at + words).join();
  const texts = new Set<string>();
  for (let i = 0; i < all.count; i++) texts.add(text(all.states, i * words));
  const image = new Int32Array(words);
  for (let i = 0; i < all.count; i++) {
    for (const generator of generators) {
      rename(generator, all.states, i * words, image);
      if (!texts.has(text(image, 0))) return false;
    }
  }
  return true;
}
