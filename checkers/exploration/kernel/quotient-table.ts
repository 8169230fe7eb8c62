/**
 * A table whose slots *are* the states: Knuth, The Art of Computer Programming 3, 6.4; Cleary, Compact hash tables using bidirectional
 * linear probing, 1984.
 */
import type { FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import {
  AT,
  advance,
  CONTROL,
  copyEntry,
  eachEntry,
  homeAt,
  keyAt,
  mix,
  needRoom,
  placeInFree,
  STOPPED,
  stop,
  stopAtEnd,
  type TableShape,
  tableControl,
} from './table-code.js';

/*
 * x0 is mixed to a, bijectively for a given x1; with L the logarithm of the slots and b the bits of x1:
 *
 *   home = the L highest bits of a
 *   slot = displacement + 1 | the 32 − L lowest bits of a | x1 (b bits)        0: free
 *
 * The displacement has L − b bits; where it would overflow the table must grow.
 */

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
