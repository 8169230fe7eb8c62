/**
 * Tables that may take one state for another, for batches, as in `tables.ts`; what that costs is told in
 * `approximate/storage.ts`.
 *
 * - *compact*: the quotient table of a hash instead of a state: slot and remainder are the hash, four bytes hold its 46 bits.
 * - *bitstate*: three bits a state. The first of its bits that is not set decides whose the state is, and is set last: of
 *   several threads that find the same new state at once, one wins.
 */
import { ALL_PAGES, assemble, FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import { MULTIPLIERS, seedOf } from '../approximate/hashed.js';
import { type Approximation, BIT_FACTORS } from '../approximate/storage.js';
import { growQuotient, probeQuotient } from './quotient-table.js';
import {
  AT,
  advance,
  CONTROL,
  copyEntry,
  eachEntry,
  homeAt,
  keyAt,
  needRoom,
  stopAtEnd,
  type TableShape,
  tableControl,
} from './table-code.js';

/** Of a hash that is kept: a word, and what fits beside remainder and displacement. */
const KEY_BITS = 46;

export const keyBitsOf = ({ keyBits = KEY_BITS }: Approximation): number =>
  Math.min(keyBits, KEY_BITS);

/** What stands in for the bits of the last word of a state. */
export const hashedLastBits = (approximation: Approximation): number =>
  approximation.storage === 'compact' ? Math.max(0, keyBitsOf(approximation) - 32) : 0;

/** `f0` and `f1` as in `tableModule`. */
export function hashedModule(
  shape: TableShape,
  approximation: Approximation,
): Uint8Array<ArrayBuffer> {
  const probe = new FunctionBuilder(5, 1);
  const grow = new FunctionBuilder(4, 1);
  if (approximation.storage === 'compact') {
    probeQuotient(probe, shape, (f, at, x1, a) => {
      hashes(f, shape, approximation.seed, at, a, x1);
      const bits = keyBitsOf(approximation);
      if (bits < 32)
        f.get(a)
          .const(2 ** bits - 1)
          .do('and')
          .set(a); // prettier-ignore
      f.get(x1)
        .const(2 ** shape.lastBits - 1)
        .do('and')
        .set(x1); // prettier-ignore
    });
    growQuotient(grow, shape);
  } else {
    probeBits(probe, shape, approximation);
    grow.const(0);
  }
  return assemble([probe, grow], [0, 1], ALL_PAGES);
}

/** The two hashes of the state at `at`, as `Hasher` has them. */
function hashes(
  f: FunctionBuilder,
  { words }: TableShape,
  seed: number,
  at: number,
  a: number,
  b: number,
): void {
  const each = [
    { hash: a, by: MULTIPLIERS.a, shift: 15, seed: seedOf(seed, 0) },
    { hash: b, by: MULTIPLIERS.b, shift: 16, seed: seedOf(seed, 1) },
  ];
  for (const { hash, by, shift, seed } of each) {
    const fold = (bits: number) => f.get(hash).get(hash).const(bits).do('shr_u', 'xor');
    f.const(seed).set(hash);
    for (let i = 0; i < words; i++) {
      f.get(hash)
        .get(at)
        .load(4 * i)
        .const(by[0])
        .do('mul', 'xor')
        .const(by[1])
        .do('mul')
        .set(hash); // prettier-ignore
      fold(shift).set(hash);
    }
    fold(16).const(MULTIPLIERS.last[0]).do('mul').set(hash);
    fold(13).const(MULTIPLIERS.last[1]).do('mul').set(hash);
    fold(16).set(hash);
  }
}

function probeBits(f: FunctionBuilder, shape: TableShape, { seed }: Approximation): void {
  const local = () => f.local();
  const [at, a, b, mask, table, touched] = [local(), local(), local(), local(), local(), local()];
  const bits = BIT_FACTORS.map((factor) => ({ factor, address: local(), bit: local() }));
  /** Where the bits of the state are whose hashes are a and b. */
  const find = (): void => {
    for (const { factor, address, bit } of bits) {
      f.get(a).get(b).const(factor).do('mul', 'add').get(mask).do('and').tee(bit);
      f.const(5).do('shr_u').const(2).do('shl').get(table).do('add').set(address);
      f.const(1).get(bit).do('shl').set(bit);
    }
  };
  f.get(CONTROL).load(tableControl.table).set(table);
  f.const(32).get(CONTROL).load(tableControl.slots).do('shl').const(1).do('sub').set(mask);
  f.get(AT).set(at);
  eachEntry(f, shape, at, () => {
    hashes(f, shape, seed, at, a, b);
    f.get(b).const(1).do('or').set(b);
    f.get(at).get(a).store(homeAt(shape));
    f.get(at).get(b).store(keyAt(shape));
    find();
    for (const { address } of bits) f.get(address).load().get(touched).do('xor').set(touched);
  });
  // What was touched is told, so that no compiler may think that nobody wants it.
  f.get(CONTROL).get(touched).store(tableControl.stopped);
  eachEntry(f, shape, AT, (next) => {
    f.get(AT).load(homeAt(shape)).set(a);
    f.get(AT).load(keyAt(shape)).set(b);
    find();
    bits.forEach(({ address, bit }, first) => {
      f.get(address).load().get(bit).do('and', 'eqz');
      f.if(() => {
        needRoom(f, shape);
        for (const later of bits.slice(first + 1).reverse())
          f.get(later.address).get(later.bit).atomicOr().do('drop');
        f.get(address).get(bit).atomicOr().get(bit).do('and').if(next);
        copyEntry(f, shape);
        advance(f, shape);
        next();
      });
    });
  });
  stopAtEnd(f);
}
