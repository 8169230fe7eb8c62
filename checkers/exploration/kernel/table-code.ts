/** What the code of all tables of states has in common: the form of a batch, and how one is gone through. */
import type { FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import { shared } from './hands.js';

export type TableForm = 'bitmap' | 'quotient' | 'index' | 'direct';

/** Byte offsets in the control block of a worker, behind those of the kernel. */
export const tableControl = {
  /** Where the batch goes on: its end when all is done. */
  resume: 20,
  /** Why `probe` stopped: 0 at the end, 1 no room at `out`, 2 the table must grow. */
  stopped: 24,
  /** The address of the table, and the logarithm of its slots. */
  table: 28,
  slots: 32,
} as const;
export const STOPPED = { done: 0, noRoom: 1, grow: 2 } as const;

export interface TableShape {
  readonly form: TableForm;
  /** Words of a state. */
  readonly words: number;
  /** Bits of the last word that are ever set. */
  readonly lastBits: number;
  readonly entryBytes: number;
  readonly batchBytes: number;
  /** Where the first entry of the frontier is: references count from it. */
  readonly entriesAt: number;
  /** Is the number of each state that is looked up told, at `homeAt`? By an index only; a direct table always does. */
  readonly tells?: boolean;
}

export const [END, OUT, OUT_END] = [1, 2, 3];
export const AT = 0;
export const CONTROL = 4;

/** Bytes from an entry of the batch to the two words of its own that `probe` has there. */
export const homeAt = ({ words }: TableShape): number => 4 * (words + 1);
export const keyAt = ({ words }: TableShape): number => 4 * (words + 2);

/** For each entry from `from` to the end of the batch. */
export function eachEntry(
  f: FunctionBuilder,
  { batchBytes }: TableShape,
  at: number,
  body: (next: () => void) => void,
): void {
  f.block((done) =>
    f.loop((again) => {
      f.get(at).get(END).do('ge_u').branchIf(done);
      f.block((next) => body(() => f.branch(next)));
      f.get(at).const(batchBytes).do('add').set(at).branch(again);
    }),
  );
}

export function stop(f: FunctionBuilder, why: number): void {
  f.get(CONTROL).get(AT).store(tableControl.resume);
  f.get(CONTROL).const(why).store(tableControl.stopped);
  f.get(OUT).do('return');
}

/** Stops where there is no room for one more entry. */
export function needRoom(f: FunctionBuilder, { entryBytes }: TableShape): void {
  f.get(OUT).const(entryBytes).do('add').get(OUT_END).do('gt_u');
  f.if(() => stop(f, STOPPED.noRoom));
}

/** Sets a local: is there one thread only? */
export function askAlone(f: FunctionBuilder, alone: number): void {
  f.const(0)
    .load(4 * shared.hands)
    .const(1)
    .do('eq')
    .set(alone);
}

/** Copies the entry of the batch to `out`: the words of the state, and the edge that found it. */
export function copyEntry(f: FunctionBuilder, { words }: TableShape): void {
  for (let i = 0; i <= words; i++) {
    f.get(OUT)
      .get(AT)
      .load(4 * i)
      .store(4 * i);
  }
}

export const advance = (f: FunctionBuilder, { entryBytes }: TableShape): void => {
  f.get(OUT).const(entryBytes).do('add').set(OUT);
};

export function stopAtEnd(f: FunctionBuilder): void {
  f.get(CONTROL).get(AT).store(tableControl.resume);
  f.get(CONTROL).const(STOPPED.done).store(tableControl.stopped);
  f.get(OUT);
}

export function mix(f: FunctionBuilder, a: number): void {
  f.get(a).get(a).const(16).do('shr_u', 'xor').const(0x7feb352d).do('mul').set(a);
  f.get(a).get(a).const(15).do('shr_u', 'xor').const(0x846ca68b).do('mul').set(a);
  f.get(a).get(a).const(16).do('shr_u', 'xor').set(a);
}

/** Puts a key into the first free slot from p on; `next` changes the key from one slot to the next. */
export function placeInFree(
  f: FunctionBuilder,
  { to, p, mask, slot, key }: Record<'to' | 'p' | 'mask' | 'slot' | 'key', number>,
  { next = () => {}, alone = false }: { readonly next?: () => void; readonly alone?: boolean } = {},
): void {
  f.block((placed) =>
    f.loop((again) => {
      f.get(to).get(p).const(2).do('shl', 'add').tee(slot).load();
      f.do('eqz').if(() => {
        if (alone) f.get(slot).get(key).store().branch(placed);
        else f.get(slot).const(0).get(key).compareExchange().do('eqz').branchIf(placed);
      });
      f.get(p).const(1).do('add').get(mask).do('and').set(p);
      next();
      f.branch(again);
    }),
  );
}
