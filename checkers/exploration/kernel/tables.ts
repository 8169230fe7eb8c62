/**
 * Exact sets of states in WebAssembly, for batches: `probe(at, end, out, outEnd, control) → out` looks each
 * entry of a batch up, keeps those that are new, and appends them to the frontier at `out`. It goes over the batch
 * twice, so that the memory that the second pass needs is on its way during the first.
 *
 * - *bitmap*: a bit for each state that there could be; for states of few bits.
 * - *quotient table* (Knuth, The Art of Computer Programming 3, 6.4; Cleary, Compact hash tables using
 *   bidirectional linear probing, 1984): a bijective hash of a state of at most two words gives its home slot
 *   and a remainder; slot and remainder *are* the state, so four bytes hold one, exactly.
 * - *index*: the frontier keeps every state for good, and a table of four-byte references finds them.
 * - *direct*: the same, with a reference for each state that there could be; for a graph of states of few bits, by one thread.
 *
 * All may be probed by several threads at once: a slot is claimed by one compare-and-exchange. It waits for all that was written
 * before, so a thread that is alone just writes.
 */
import { ALL_PAGES, assemble, FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import { growIndex, probeIndex } from './index-table.js';
import { growQuotient, probeQuotient } from './quotient-table.js';
import { probeBitmap, probeDirect } from './slot-tables.js';
import type { TableForm, TableShape } from './table-code.js';

/** Bits of a state that a bitmap has room for. */
const BITMAP_BITS = 28;
/** Bits of the last word that fit beside remainder and displacement. */
const QUOTIENT_BITS = 14;

export function chooseForm(usedBits: Int32Array): { form: TableForm; lastBits: number } {
  const words = usedBits.length;
  const lastBits = 32 - Math.clz32(usedBits[words - 1]);
  if (words === 1 && lastBits <= BITMAP_BITS) return { form: 'bitmap', lastBits };
  if (words === 1) return { form: 'quotient', lastBits: 0 };
  if (words === 2 && lastBits <= QUOTIENT_BITS) return { form: 'quotient', lastBits };
  return { form: 'index', lastBits };
}

/** Bits of a state that a table of references has room for. */
const DIRECT_BITS = 26;

/** The form of a table that tells the numbers of states. */
export function chooseTelling(usedBits: Int32Array): { form: TableForm; lastBits: number } {
  const lastBits = 32 - Math.clz32(usedBits[usedBits.length - 1]);
  const few = usedBits.length === 1 && lastBits <= DIRECT_BITS;
  return { form: few ? 'direct' : 'index', lastBits };
}

/** Bytes of a table, and its first logarithm of slots. */
export function firstSlots({ form, lastBits }: Pick<TableShape, 'form' | 'lastBits'>): number {
  if (form === 'bitmap') return Math.max(0, lastBits - 5);
  if (form === 'direct') return lastBits;
  return form === 'quotient' ? Math.max(16, lastBits + 8) : 21;
}

/** The share of the slots that may be taken before the table grows. */
export const LOAD = { bitmap: 1, quotient: 0.7, index: 0.75, direct: 1 } as const;

/**
 * The module: `f0` is `probe`; `f1` moves part of a table into one of twice the size:
 * `grow(to, low, high, control)`, of the slots (quotient) or entries (index) from low to high. (The logarithm
 * of slots in the control block is that of the old quotient table, and of the new index.)
 */
export function tableModule(shape: TableShape): Uint8Array<ArrayBuffer> {
  const probe = new FunctionBuilder(5, 1);
  const grow = new FunctionBuilder(4, 1);
  switch (shape.form) {
    case 'bitmap':
      probeBitmap(probe, shape);
      grow.const(0);
      break;
    case 'direct':
      probeDirect(probe, shape);
      grow.const(0);
      break;
    case 'quotient':
      probeQuotient(probe, shape);
      growQuotient(grow, shape);
      break;
    case 'index':
      probeIndex(probe, shape);
      growIndex(grow, shape);
      break;
  }
  return assemble([probe, grow], [0, 1], ALL_PAGES);
}
