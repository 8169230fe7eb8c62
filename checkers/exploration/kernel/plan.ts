/**
 * Where things are in the 4 GiB of addresses of a search, of which only what is touched costs memory:
 *
 *     words that hands share │ coverage │ constants │ blocks of the level │ of each pair of hands: control,
 *     rings, segments, notes │ batches │ room of the kernel │ tables │ entries
 */
import {
  handedAt,
  control as kernelControl,
  notedAt,
} from '../../../engine/transition/kernel/expand.js';
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import { type WasmMemory, wasm } from '../../../engine/transition/wasm/web-assembly.js';
import type { Approximation } from '../approximate/storage.js';
import { type HandsPlan, MOST_HANDS, shared } from './hands.js';
import { hashedLastBits, hashedModule } from './hashed-tables.js';
import { tableControl } from './table-code.js';
import { chooseForm, chooseTelling, firstSlots, LOAD, tableModule } from './tables.js';

const KIB = 1 << 10;
const MIB = 1 << 20;
/** An address past the last byte must fit a word. */
const END = 4095 * MIB;

export const SEEN_AT = 64 * KIB;
export const CONSTANTS_AT = 128 * KIB;
const BLOCKS_AT = 4 * MIB;
/** Blocks that a level can be divided into. */
export const MOST_BLOCKS = (4 * MIB) / 8;
const CONTROLS_AT = 8 * MIB;
const CONTROL_BYTES = 64 * KIB;
const RINGS_AT = 12 * MIB;
const RING_BYTES = 512 * KIB;
/** Words of a ring that both sides write lie in lines of their own. */
const RING_HEAD = 128;
const SEGMENTS_AT = 16 * MIB;
const NOTES_AT = 32 * MIB;
const BATCHES_AT = 48 * MIB;
const BATCH_ROOM = 16 * MIB;
/** Room that a kernel asks for; then tables and entries. */
export const REGIONS_AT = BATCHES_AT + MOST_HANDS * BATCH_ROOM;
/** States of a batch: what it makes stays in the caches until it is looked up. */
const BATCH_STATES = 128;

/** The exact form that grows as this one does. */
const hashedForm = (approximation: Approximation) => ({
  form: approximation.storage === 'compact' ? ('quotient' as const) : ('bitmap' as const),
  lastBits: hashedLastBits(approximation),
});

export interface SearchPlan {
  readonly hands: HandsPlan;
  readonly constants: Int32Array;
  readonly firstSlots: number;
  /** Where entries of a level go: one after the other for good, or in two rooms by turns. */
  readonly rooms: readonly { readonly from: number; readonly to: number }[];
  readonly initialEdge: number;
}

/** @param keepLevels keep the entries of all levels, for going back through them */
export function planSearch(
  memory: WasmMemory,
  kernel: Kernel,
  keepLevels: boolean,
  approximation?: Approximation,
): SearchPlan {
  // Of a graph, all states have numbers.
  const tells = kernel.labels !== undefined;
  const { form, lastBits } = approximation
    ? hashedForm(approximation)
    : tells
      ? chooseTelling(kernel.usedBits)
      : chooseForm(kernel.usedBits);
  const { words, entryBytes, batchBytes } = kernel;
  const keeps = keepLevels || tells || form === 'index';
  // An index table holds as many states as there is room for entries; others need no entries for good.
  const { bitBytes = 0 } = approximation ?? {};
  const bitmapBytes = Math.max(64 * MIB, bitBytes);
  const tablesBytes = form === 'bitmap' ? bitmapBytes : keeps ? 1024 * MIB : 2048 * MIB;
  const tablesAt = REGIONS_AT + (kernel.asks?.roomBytes ?? 0);
  const entriesAt = tablesAt + tablesBytes;
  const half = Math.floor((END - entriesAt) / 2 / 4) * 4;
  const rooms = keeps
    ? [{ from: entriesAt, to: END }]
    : [
        { from: entriesAt, to: entriesAt + half },
        { from: entriesAt + half, to: entriesAt + 2 * half },
      ];
  const shape = { form, words, lastBits, entryBytes, batchBytes, entriesAt, tells };
  const each = (at: number, bytes: number) =>
    Array.from({ length: MOST_HANDS }, (_, i) => at + i * bytes);
  return {
    hands: {
      memory,
      kernel: new wasm.Module(kernel.code),
      tableModule: new wasm.Module(
        approximation ? hashedModule(shape, approximation) : tableModule(shape),
      ),
      shared,
      control: { ...kernelControl, ...tableControl, notedAt, handedAt },
      form,
      words,
      entryBytes,
      batchBytes,
      batchStates: BATCH_STATES,
      load: LOAD[form],
      // A table and the one that it grows from lie side by side.
      mostSlots: Math.log2(tablesBytes / 2 / 4),
      tablesAt,
      tablesEnd: entriesAt,
      entriesAt,
      blocksAt: BLOCKS_AT,
      controlAt: each(CONTROLS_AT, CONTROL_BYTES),
      batchAt: each(BATCHES_AT, BATCH_ROOM),
      notesAt: each(NOTES_AT, 2 * MIB),
      segmentsAt: each(SEGMENTS_AT, 2 * MIB),
      notesBytes: 2 * MIB,
      ringsAt: each(RINGS_AT, RING_BYTES),
      ringHead: RING_HEAD,
      ringSize: 2 ** Math.floor(Math.log2((RING_BYTES - RING_HEAD) / entryBytes)),
    },
    constants: kernel.constants,
    firstSlots: approximation?.storage === 'bitstate' ? Math.log2(bitBytes / 4) : firstSlots(shape),
    rooms,
    initialEdge: kernel.initialEdge,
  };
}
