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

const [END, OUT, OUT_END] = [1, 2, 3];
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

function stop(f: FunctionBuilder, why: number): void {
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
function askAlone(f: FunctionBuilder, alone: number): void {
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

// ---------------------------------------------------------------------------------------- bitmap

function probeBitmap(f: FunctionBuilder, shape: TableShape): void {
  const [at, address, bit, touched, table] = [
    f.local(),
    f.local(),
    f.local(),
    f.local(),
    f.local(),
  ];
  f.get(CONTROL).load(tableControl.table).set(table);
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    f.get(at).load().const(5).do('shr_u').const(2).do('shl').get(table).do('add').tee(address);
    f.load().get(touched).do('xor').set(touched);
    f.get(at).get(address).store(homeAt(shape));
  });
  eachEntry(f, shape, AT, (next) => {
    f.get(AT).load(homeAt(shape)).set(address);
    f.const(1).get(AT).load().do('shl').set(bit);
    f.get(address).load().get(bit).do('and').if(next);
    needRoom(f, shape);
    f.get(address).get(bit).atomicOr().get(bit).do('and').if(next);
    copyEntry(f, shape);
    advance(f, shape);
  });
  // What was touched is told, so that no compiler may think that nobody wants it.
  f.get(CONTROL).get(touched).store(tableControl.stopped);
  stopAtEnd(f);
}

// ---------------------------------------------------------------------------------------- direct

function probeDirect(f: FunctionBuilder, shape: TableShape): void {
  const { entryBytes, entriesAt } = shape;
  const names = ['at', 'slot', 'reference', 'touched', 'table'];
  const local = Object.fromEntries(names.map((name) => [name, f.local()]));
  const { at, slot, reference, touched, table } = local;
  f.get(CONTROL).load(tableControl.table).set(table);
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    f.get(table).get(at).load().const(2).do('shl', 'add').load();
    f.get(touched).do('xor').set(touched);
  });
  f.get(CONTROL).get(touched).store(tableControl.stopped);
  eachEntry(f, shape, AT, () => {
    f.get(table).get(AT).load().const(2).do('shl', 'add').tee(slot).load().tee(reference);
    f.do('eqz').if(() => {
      needRoom(f, shape);
      f.get(OUT).const(entriesAt).do('sub').const(entryBytes).do('div_u').const(1).do('add');
      f.set(reference);
      f.get(slot).get(reference).store();
      copyEntry(f, shape);
      advance(f, shape);
    });
    f.get(AT).get(reference).const(1).do('sub').store(homeAt(shape));
  });
  stopAtEnd(f);
}

export function stopAtEnd(f: FunctionBuilder): void {
  f.get(CONTROL).get(AT).store(tableControl.resume);
  f.get(CONTROL).const(STOPPED.done).store(tableControl.stopped);
  f.get(OUT);
}

// -------------------------------------------------------------------------------------- quotient

/*
 * x0 is mixed to a, bijectively for a given x1; with L the logarithm of the slots and b the bits of x1:
 *
 *   home = the L highest bits of a
 *   slot = displacement + 1 | the 32 − L lowest bits of a | x1 (b bits)        0: free
 *
 * The displacement has L − b bits; where it would overflow the table must grow.
 */

function mix(f: FunctionBuilder, a: number): void {
  f.get(a).get(a).const(16).do('shr_u', 'xor').const(0x7feb352d).do('mul').set(a);
  f.get(a).get(a).const(15).do('shr_u', 'xor').const(0x846ca68b).do('mul').set(a);
  f.get(a).get(a).const(16).do('shr_u', 'xor').set(a);
}

/** Leaves what identifies the entry at `at` in two locals: 32 bits in `a`, `lastBits` in `x1`. */
type Key = (f: FunctionBuilder, at: number, x1: number, a: number) => void;

/** The state itself. */
const stateKey =
  ({ words }: TableShape): Key =>
  (f, at, x1, a) => {
    if (words === 2) {
      f.get(at).load(4).set(x1);
      f.get(x1).const(0x85ebca6b).do('mul').set(a);
      f.get(a).get(a).const(15).do('shr_u', 'xor').get(at).load().do('xor').set(a);
    } else f.get(at).load().set(a);
  };

export function probeQuotient(f: FunctionBuilder, shape: TableShape, key = stateKey(shape)): void {
  const { lastBits } = shape;
  const names = [
    'at',
    'x1',
    'a',
    'p',
    'k',
    't',
    'remainder',
    'up',
    'step',
    'mask',
    'touched',
    'slot',
    'table',
  ];
  const local = Object.fromEntries(names.map((name) => [name, f.local()]));
  const { at, x1, a, p, k, t, remainder, up, step, mask, touched, slot, table } = local;
  f.get(CONTROL).load(tableControl.table).set(table);
  f.const(32).get(CONTROL).load(tableControl.slots).do('sub').set(remainder);
  f.get(remainder).const(lastBits).do('add').set(up);
  f.const(1).get(up).do('shl').set(step);
  f.const(-1).get(remainder).do('shr_u').set(mask);
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    key(f, at, x1, a);
    mix(f, a);
    f.get(a).get(remainder).do('shr_u').set(p);
    f.get(at).get(p).store(homeAt(shape));
    f.get(at);
    f.get(a).const(1).get(remainder).do('shl').const(1).do('sub', 'and').const(lastBits).do('shl');
    if (lastBits > 0) f.get(x1).do('or');
    f.get(step).do('add').store(keyAt(shape));
    f.get(table).get(p).const(2).do('shl', 'add').load().get(touched).do('xor').set(touched);
  });
  f.get(CONTROL).get(touched).store(tableControl.stopped);
  eachEntry(f, shape, AT, (next) => {
    f.get(AT).load(homeAt(shape)).set(p);
    f.get(AT).load(keyAt(shape)).set(k);
    f.loop((again) => {
      f.get(table).get(p).const(2).do('shl', 'add').tee(slot).load().tee(t);
      f.get(k).do('eq').if(next);
      f.get(t)
        .do('eqz')
        .if(() => {
          needRoom(f, shape);
          f.get(slot).const(0).get(k).compareExchange().tee(t);
          f.do('eqz').if(() => {
            copyEntry(f, shape);
            advance(f, shape);
            next();
          });
          // Somebody else was faster, perhaps with the same state.
          f.get(t).get(k).do('eq').if(next);
        });
      f.get(p).const(1).do('add').get(mask).do('and').set(p);
      f.get(k).get(step).do('add').set(k);
      f.get(k)
        .get(up)
        .do('shr_u', 'eqz')
        .if(() => stop(f, STOPPED.grow));
      f.branch(again);
    });
  });
  stopAtEnd(f);
}

/** Puts a key into the first free slot from p on; `next` changes the key from one slot to the next. */
function placeInFree(
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

/** No state is hashed again: a slot's place less its displacement is its home, which gains a bit. */
export function growQuotient(f: FunctionBuilder, { lastBits }: TableShape): void {
  const [to, low, high, controlAt] = [0, 1, 2, 3];
  const names = ['table', 'slots', 'remainder', 'step', 'mask', 't', 'k', 'p', 'rest', 'slot'];
  const local = Object.fromEntries(names.map((name) => [name, f.local()]));
  const { table, slots, remainder, step, mask, t, k, p, rest, slot } = local;
  f.get(controlAt).load(tableControl.table).set(table);
  f.get(controlAt).load(tableControl.slots).set(slots);
  f.const(32).get(slots).do('sub').set(remainder);
  f.const(1)
    .get(remainder)
    .const(lastBits - 1)
    .do('add', 'shl')
    .set(step);
  f.const(2).get(slots).do('shl').const(1).do('sub').set(mask);
  f.block((done) =>
    f.loop((again) => {
      f.get(low).get(high).do('ge_u').branchIf(done);
      f.get(table)
        .get(low)
        .const(2)
        .do('shl', 'add')
        .load()
        .tee(t)
        .if(() => {
          f.get(t).const(lastBits).do('shr_u');
          f.const(1).get(remainder).do('shl').const(1).do('sub', 'and').set(rest);
          // The home, and the bit of the remainder that moves into it.
          f.get(low)
            .get(t)
            .get(remainder)
            .const(lastBits)
            .do('add', 'shr_u')
            .do('sub')
            .const(1)
            .do('add');
          f.const(1).get(slots).do('shl').const(1).do('sub', 'and').const(1).do('shl');
          f.get(rest).get(remainder).const(1).do('sub', 'shr_u', 'or').set(p);
          f.get(rest).const(1).get(remainder).const(1).do('sub', 'shl').const(1).do('sub', 'and');
          f.const(lastBits).do('shl');
          f.get(t)
            .const(lastBits === 0 ? 0 : 2 ** lastBits - 1)
            .do('and', 'or');
          f.get(step).do('add').set(k);
          const next = () => f.get(k).get(step).do('add').set(k);
          placeInFree(f, { to, p, mask, slot, key: k }, { next });
        });
      f.get(low).const(1).do('add').set(low).branch(again);
    }),
  );
  f.const(0);
}

// ----------------------------------------------------------------------------------------- index

/** Odd numbers that have nothing to do with each other (fractions of square roots of primes, as in SHA-2). */
const MULTIPLIERS = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef373, 0xa54ff53b, 0x510e527f, 0x9b05688d, 0x1f83d9ab, 0x5be0cd19,
  0xcbbb9d5d, 0x629a292b, 0x9159015b, 0x152fecd9, 0x67332667, 0x8eb44a87, 0xdb0c2e0d, 0x47b5481d,
];

/** A sum of products with odd numbers, all of which can be computed at once, and a last round of mixing. */
function hash(f: FunctionBuilder, { words }: TableShape, at: number, h: number): void {
  for (let i = 0; i < words; i++) {
    const odd = MULTIPLIERS[i % MULTIPLIERS.length] + 2 * i;
    f.get(at)
      .load(4 * i)
      .const(odd)
      .do('mul');
    if (i > 0) f.do('add');
  }
  f.set(h);
  mix(f, h);
}

/** A slot: the high bits of the hash, and in the low ones, as many as number the slots, a reference plus 1. */
function probeIndex(f: FunctionBuilder, shape: TableShape): void {
  const { words, entryBytes, entriesAt } = shape;
  const names = ['at', 'h', 'p', 't', 'mask', 'touched', 'slot', 'table', 'other', 'mine', 'alone'];
  const local = Object.fromEntries(names.map((name) => [name, f.local()]));
  const { at, h, p, t, mask, touched, slot, table, other, mine, alone } = local;
  /** Tells the number of the state that a slot refers to. */
  const tell = (slot: number): void => {
    if (shape.tells)
      f.get(AT).get(slot).get(mask).do('and').const(1).do('sub').store(homeAt(shape));
  };
  askAlone(f, alone);
  f.get(CONTROL).load(tableControl.table).set(table);
  f.const(1).get(CONTROL).load(tableControl.slots).do('shl').const(1).do('sub').set(mask);
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    hash(f, shape, at, h);
    f.get(at).get(h).store(homeAt(shape));
    f.get(h).get(mask).do('and').const(2).do('shl').get(table).do('add').load();
    f.get(touched).do('xor').set(touched);
  });
  // A state that is known already is most often behind the first slot: its words, too, are fetched in time.
  f.get(AT).set(at);
  eachEntry(f, shape, at, (next) => {
    f.get(at).load(homeAt(shape)).tee(h).get(mask).do('and').const(2).do('shl');
    f.get(table).do('add').load().tee(t).do('eqz').if(next);
    f.get(t).get(h).do('xor').get(mask).const(-1).do('xor', 'and').if(next);
    f.get(t).get(mask).do('and').const(1).do('sub').const(entryBytes).do('mul');
    f.const(entriesAt).do('add').load().get(touched).do('xor').set(touched);
  });
  f.get(CONTROL).get(touched).store(tableControl.stopped);
  eachEntry(f, shape, AT, (next) => {
    f.get(AT).load(homeAt(shape)).tee(h).get(mask).do('and').set(p);
    f.const(0).set(mine);
    f.loop((again) => {
      f.get(table).get(p).const(2).do('shl', 'add').tee(slot).load().set(t);
      f.block((known) => {
        f.get(t).branchIf(known);
        f.get(mine)
          .do('eqz')
          .if(() => {
            needRoom(f, shape);
            copyEntry(f, shape);
            f.get(OUT).const(entriesAt).do('sub').const(entryBytes).do('div_u').const(1).do('add');
            f.get(h).get(mask).const(-1).do('xor', 'and', 'or').set(mine);
          });
        f.get(alone).if(() => {
          f.get(slot).get(mine).store();
          tell(mine);
          advance(f, shape);
          next();
        });
        f.get(slot)
          .const(0)
          .get(mine)
          .compareExchange()
          .tee(t)
          .do('eqz')
          .if(() => {
            tell(mine);
            advance(f, shape);
            next();
          });
      });
      f.get(t)
        .get(h)
        .do('xor')
        .get(mask)
        .const(-1)
        .do('xor', 'and', 'eqz')
        .if(() => {
          f.get(t).get(mask).do('and').const(1).do('sub').const(entryBytes).do('mul');
          f.const(entriesAt).do('add').set(other);
          for (let i = 0; i < words; i++) {
            f.get(other)
              .load(4 * i)
              .get(AT)
              .load(4 * i)
              .do('xor');
            if (i > 0) f.do('or');
          }
          f.do('eqz').if(() => {
            tell(t);
            next();
          });
        });
      f.get(p).const(1).do('add').get(mask).do('and').set(p).branch(again);
    });
  });
  stopAtEnd(f);
}

/** `HOLE` in place of the edge: nobody's entry. */
export const HOLE = -1;

function growIndex(f: FunctionBuilder, shape: TableShape): void {
  const { words, entryBytes, entriesAt } = shape;
  const [to, low, high, controlAt] = [0, 1, 2, 3];
  const names = ['at', 'h', 'p', 'mask', 'slot', 'mine', 'alone'];
  const local = Object.fromEntries(names.map((name) => [name, f.local()]));
  const { at, h, p, mask, slot, mine, alone } = local;
  askAlone(f, alone);
  f.const(1).get(controlAt).load(tableControl.slots).do('shl').const(1).do('sub').set(mask);
  f.block((done) =>
    f.loop((again) => {
      f.get(low).get(high).do('ge_u').branchIf(done);
      f.get(low).const(entryBytes).do('mul').const(entriesAt).do('add').set(at);
      f.get(at)
        .load(4 * words)
        .const(HOLE)
        .do('ne')
        .if(() => {
          hash(f, shape, at, h);
          f.get(h).get(mask).do('and').set(p);
          f.get(low).const(1).do('add').get(h).get(mask).const(-1).do('xor', 'and', 'or').set(mine);
          f.get(alone).if(
            () => placeInFree(f, { to, p, mask, slot, key: mine }, { alone: true }),
            () => placeInFree(f, { to, p, mask, slot, key: mine }),
          );
        });
      f.get(low).const(1).do('add').set(low).branch(again);
    }),
  );
  f.const(0);
}
