/**
 * Where things are in the memory of a search that goes on with the disk: those of any search, but with tables and room for
 * entries no larger than they may be, and behind the entries
 *
 *     a portion of the level that is being expanded │ two areas for sorting
 */
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import { type WasmMemory, wasm } from '../../../engine/transition/wasm/web-assembly.js';
import { planSearch, type SearchPlan } from '../kernel/plan.js';
import { chooseForm, firstSlots, LOAD, tableModule } from '../kernel/tables.js';

export interface DiskPlan extends SearchPlan {
  /** States that are expanded at once, and where they are. */
  readonly portion: number;
  readonly portionAt: number;
  /** Entries that are sorted at once, and where: from one area to the other. */
  readonly sorted: number;
  readonly sortedAt: readonly [number, number];
  /** Records that are merged at once. */
  readonly merged: number;
  /** Records of a block on disk. */
  readonly block: number;
}

/** The least that is any use: some ten thousand states in memory. */
export const LEAST_BYTES = 4 * 2 ** 20;
/** All that can be addressed. */
const MOST_BYTES = 4 * 2 ** 30;
/** States of a portion: enough for all threads, and few enough to be expanded again where there was no room. */
const PORTION = 1 << 15;
const BLOCK = 4096;
const MERGED = 1 << 16;
/** Shares of the memory. */
const SHARE = { tables: 3 / 8, entries: 1 / 4, portion: 1 / 16, sorting: 1 / 8, merging: 1 / 16 };

/** @param bytes that tables, entries and buffers may take together */
export function planOnDisk(memory: WasmMemory, kernel: Kernel, bytes: number): DiskPlan {
  const most = Math.min(bytes, MOST_BYTES);
  const base = planSearch(memory, kernel, true);
  const { words, entryBytes, batchBytes } = kernel;
  const entries = (share: number, limit = Number.POSITIVE_INFINITY): number =>
    Math.max(1, Math.min(limit, Math.floor((share * most) / entryBytes)));
  // A table and the one that it grows from lie side by side.
  const slots = Math.floor(Math.log2(Math.max(2 ** 4, (SHARE.tables * most) / 8)));
  const { form, lastBits } = formWithin(kernel.usedBits, slots);
  const { entriesAt, mostSlots } = base.hands;
  const shape = { form, words, lastBits, entryBytes, batchBytes, entriesAt };
  // An index is asked whether it is crowded between two batches only: there must be free slots whatever a batch makes.
  const room = entries(SHARE.entries, form === 'index' ? LOAD.index * 2 ** slots : undefined);
  const roomEnd = entriesAt + room * entryBytes;
  const portion = entries(SHARE.portion, PORTION);
  const sorted = entries(SHARE.sorting);
  const portionEnd = roomEnd + portion * entryBytes;
  return {
    ...base,
    hands: {
      ...base.hands,
      form,
      load: LOAD[form],
      tableModule: new wasm.Module(tableModule(shape)),
      mostSlots: form === 'bitmap' ? mostSlots : Math.min(mostSlots, slots),
    },
    firstSlots: form === 'index' ? Math.min(firstSlots(shape), slots) : firstSlots(shape),
    rooms: [{ from: entriesAt, to: roomEnd }],
    portion,
    portionAt: roomEnd,
    sorted,
    sortedAt: [portionEnd, portionEnd + sorted * entryBytes],
    merged: entries(SHARE.merging, MERGED),
    block: Math.min(BLOCK, entries(SHARE.merging)),
  };
}

/** The form of table that a search has without the disk, where its first size is small enough. */
function formWithin(usedBits: Int32Array, slots: number): ReturnType<typeof chooseForm> {
  const chosen = chooseForm(usedBits);
  return firstSlots(chosen) <= slots || chosen.form === 'index'
    ? chosen
    : { ...chosen, form: 'index' };
}
