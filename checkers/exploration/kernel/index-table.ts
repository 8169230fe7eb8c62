/** A table of references to the entries of a frontier that keeps every state for good. */
import type { FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import {
  AT,
  advance,
  askAlone,
  CONTROL,
  copyEntry,
  eachEntry,
  homeAt,
  mix,
  needRoom,
  OUT,
  placeInFree,
  stopAtEnd,
  type TableShape,
  tableControl,
} from './table-code.js';

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

/**
 * Computes the hashes of all entries of the batch, and has on its way what the look-ups will want. Memory is asked in loops of their own:
 * a processor looks some hundred instructions ahead, so what is on its way at once is as much as the loop is short.
 */
function touch(
  f: FunctionBuilder,
  shape: TableShape,
  local: Readonly<Record<'at' | 'h' | 't' | 'mask' | 'touched' | 'table', number>>,
): void {
  const { entryBytes, entriesAt } = shape;
  const { at, h, t, mask, touched, table } = local;
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    hash(f, shape, at, h);
    f.get(at).get(h).store(homeAt(shape));
  });
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    f.get(table).get(at).load(homeAt(shape)).get(mask).do('and').const(2).do('shl', 'add').load();
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
}

/** A slot: the high bits of the hash, and in the low ones, as many as number the slots, a reference plus 1. */
export function probeIndex(f: FunctionBuilder, shape: TableShape): void {
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
  touch(f, shape, { at, h, t, mask, touched, table });
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

export function growIndex(f: FunctionBuilder, shape: TableShape): void {
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
