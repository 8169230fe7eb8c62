/** Tables with a place for each state that there could be: a bit, or a reference to its entry. */
import type { FunctionBuilder } from '../../../engine/transition/wasm/assembler.js';
import {
  AT,
  advance,
  CONTROL,
  copyEntry,
  eachEntry,
  homeAt,
  needRoom,
  OUT,
  stopAtEnd,
  type TableShape,
  tableControl,
} from './table-code.js';

export function probeBitmap(f: FunctionBuilder, shape: TableShape): void {
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

export function probeDirect(f: FunctionBuilder, shape: TableShape): void {
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
