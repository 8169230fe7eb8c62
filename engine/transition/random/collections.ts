/** Random sets, bags and sequences. */
import type { CollectionFunction, Expr } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { cardinality, isFinite as isListable } from '../../language/values.js';
import type { Expressions, Make, Wanted } from './expressions.js';
import { gather, reach } from './gathers.js';
import {
  type Collection,
  cousin,
  INTEGER,
  randomLeaf,
  randomRange,
  randomType,
  someCollection,
  someSequence,
} from './types.js';

export function collections(e: Expressions, w: Wanted, type: Collection): Make[] {
  const { node, sub } = w;
  const { c } = e;
  const same = (): Collection => ({
    kind: type.kind,
    of: type.of,
    ...(c.oneIn(2) ? {} : { bound: c.between(1, 4) }),
  });
  const call = (name: CollectionFunction, ...args: Expr[]): Expr => ({
    ...node,
    op: 'call',
    function: name,
    args,
  });
  const makes: Make[] = [
    () => ({ ...node, op: 'collection', items: c.list(0, 3, () => sub(type.of)) }),
    () => ({ ...node, op: 'coerce', of: sub(cousin(c, type)) }),
    () => gather(e, w, 'filter', same()),
    () =>
      gather(
        e,
        w,
        type.kind,
        someCollection(c, () => randomType(c, 1)),
      ),
  ];
  if (type.kind === 'sequence') {
    makes.push(
      () => call('append', sub(same()), sub(type.of)),
      () => call('concat', sub(same()), sub(same())),
    );
    if (e.risky()) {
      makes.push(
        () => call('tail', sub(same())),
        () => call('slice', sub(same()), sub(INTEGER), sub(INTEGER)),
      );
    }
    return makes;
  }
  makes.push(
    () => call(c.one(['add', 'remove'] as const), sub(same()), sub(type.of)),
    () => call(c.one(['union', 'intersection', 'difference'] as const), sub(same()), sub(same())),
  );
  if (type.kind === 'bag') return makes;
  const { of } = type;
  if (of.kind === 'set') makes.push(() => call('subsets', sub({ kind: 'set', of: of.of })));
  if (of.kind === 'integer') makes.push(() => call('indices', sub(someSequence(c, randomLeaf(c)))));
  if ((of.kind === 'integer' || of.kind === 'range') && type.bound === undefined)
    makes.push(() => interval(e, w, type));
  if (isReachable(of) && type.bound === undefined) makes.push(() => reach(e, w, type));
  return makes;
}

/** from..to, as a value of the type. */
export function interval(e: Expressions, w: Wanted, type: Collection): Expr {
  const { sub } = w;
  const number = (): Expr => ({
    op: 'coerce',
    type: INTEGER,
    span: e.span(),
    of: sub(randomRange(e.c)),
  });
  const bounded = (t: Type): Expr => (t.kind === 'integer' ? number() : sub(t));
  const { of } = type;
  return { op: 'interval', type, span: e.span(), from: bounded(of), to: bounded(of) };
}

function isReachable(type: Type): boolean {
  return (
    type.kind !== 'optional' && type.kind !== 'set' && isListable(type) && cardinality(type) <= 40
  );
}
