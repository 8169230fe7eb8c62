/** The built-in functions on sets, bags and sequences, item by item. */
import type { ExprOf } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { CannotExport } from '../refusal.js';
import {
  all,
  and,
  any,
  arithmetic,
  choose,
  compare,
  constant,
  equal,
  FALSE,
  isTrue,
  not,
  or,
  type Scalar,
  TRUE,
} from './scalar.js';
import {
  allMembers,
  asPresent,
  CASES_MAX,
  casesOf,
  chooseBetween,
  copiesOf,
  equalTo,
  gathered,
  type Member,
  membersOf,
  type NameOf,
  type Symbolic,
  type SymbolicOf,
  scalarOf,
  scalar as scalarValue,
  sizeOf,
  within,
  zero,
} from './symbolic.js';
import type { Translator } from './translate.js';

type SetOrBag = TypeOf<'set'> | TypeOf<'bag'>;
type Sequence = SymbolicOf<'sequence'>;

const ZERO = constant(0);
const ONE = constant(1);

/** An item that a collection perhaps has. */
export interface Offered {
  readonly there: Scalar;
  readonly value: Symbolic;
}

/** The collection is never larger than its type allows. */
export function boundedTo(t: Translator, type: Type, value: Symbolic): Symbolic {
  if (type.kind !== 'set' && type.kind !== 'bag' && type.kind !== 'sequence') return value;
  if (type.bound === undefined) return value;
  t.demand(compare('<=', sizeOf(value), constant(type.bound)));
  if (value.kind !== 'sequence' || value.items.length <= type.bound) return value;
  return { ...value, items: value.items.slice(0, type.bound) };
}

/** The set or bag with one item more, where `there`. */
export function insert(
  t: Translator,
  type: SetOrBag,
  into: Symbolic,
  item: Symbolic,
  there: Scalar,
): Symbolic {
  const cases = casesOf(type.of, item, t.names);
  const added = cases.map(({ value, when }) => ({
    value,
    copies: choose(and(there, when), ONE, ZERO),
  }));
  return gathered(type, [...membersOf(into), ...added]);
}

export function isIn(t: Translator, type: Type, element: Symbolic, collection: Symbolic): Scalar {
  if (collection.kind === 'sequence')
    return any(
      collection.items.map((item, i) =>
        and(within(collection.length, i), equalTo(type, item, element)),
      ),
    );
  const members = membersOf(collection);
  if (members.every(({ copies }) => isTrue(copies))) {
    const cases = casesOf(type, element, t.names);
    const keys = new Set(members.map(({ value }) => JSON.stringify(value)));
    const inside = cases.filter(({ value }) => keys.has(JSON.stringify(value)));
    return inside.length === cases.length ? TRUE : any(inside.map(({ when }) => when));
  }
  return present(copiesFor(t, type, element, collection));
}

const present = (copies: Scalar): Scalar =>
  copies.high <= 1 ? copies : compare('>', copies, ZERO);

/** How many copies of a value that is not known. */
function copiesFor(t: Translator, type: Type, element: Symbolic, collection: Symbolic): Scalar {
  const of: TypeOf<'map'> = { kind: 'map', key: type, value: { kind: 'integer' } };
  if (type.kind !== 'integer' && element.kind === 'scalar') {
    const entries = casesInOrder(type).map((v) => scalarValue(copiesOf(collection, v)));
    return scalarOf(t.mapEntry(of, { kind: 'map', entries }, element));
  }
  const members = membersOf(collection);
  return casesOf(type, element, t.names).reduce((rest, { value, when }) => {
    const key = JSON.stringify(value);
    const copies = members.find((m) => JSON.stringify(m.value) === key)?.copies;
    return copies === undefined ? rest : choose(when, copies, rest);
  }, ZERO);
}

const casesInOrder = (type: Type) => [...enumerateSmall(type)];

function* enumerateSmall(type: Type) {
  switch (type.kind) {
    case 'boolean':
      yield* [false, true];
      break;
    case 'enum':
      yield* type.members;
      break;
    case 'range':
      if (type.high - type.low >= CASES_MAX) throw new CannotExport('a range here is too large');
      for (let n = type.low; n <= type.high; n++) yield n;
      break;
    case 'symmetric':
      for (let n = 1; n <= type.size; n++) yield n;
      break;
    default:
      throw new Error(`${type.kind} is no number`);
  }
}

/** The numbers from..to: those that may be among them, each when it is. */
export function interval(type: TypeOf<'set'>, from: Scalar, to: Scalar): Symbolic {
  if (to.high - from.low >= CASES_MAX)
    throw new CannotExport('an interval here has no small bounds');
  const members: Member[] = [];
  for (let n = from.low; n <= to.high; n++) {
    const value = constant(n);
    members.push({ value: n, copies: and(compare('<=', from, value), compare('<=', value, to)) });
  }
  return gathered(type, members);
}

/** Every item, copies apart, in order. */
export function itemsOf(t: Translator, type: Type, value: Symbolic): Offered[] {
  if (value.kind === 'sequence') {
    const { of } = type as TypeOf<'sequence'>;
    return value.items.map((item, i) => ({
      there: within(value.length, i),
      value: asPresent(of, item),
    }));
  }
  const { of } = type as SetOrBag;
  return membersOf(value).flatMap(({ value: item, copies }) =>
    Array.from({ length: Math.max(0, copies.high) }, (_, i) => ({
      there: copies.high === 1 ? copies : compare('>', copies, constant(i)),
      value: t.constant(of, item),
    })),
  );
}

export function applyFunction(
  t: Translator,
  expr: ExprOf<'call'>,
  args: readonly Symbolic[],
): Symbolic {
  const { type } = expr.args[0];
  const [first, second] = args;
  switch (expr.function) {
    case 'add':
      return insert(t, type as SetOrBag, first, second, TRUE);
    case 'remove':
      return removed(t, type as SetOrBag, first, second);
    case 'union':
      return gathered(type as SetOrBag, [...membersOf(first), ...membersOf(second)]);
    case 'intersection':
      return pairwise(type as SetOrBag, first, second, minimum);
    case 'difference':
      return pairwise(type as SetOrBag, first, second, (a, b) =>
        type.kind === 'set'
          ? and(a, not(b))
          : choose(compare('>', a, b), arithmetic('-', a, b), ZERO),
      );
    case 'subset':
      return scalarValue(
        all(
          allMembers(type as SetOrBag, [first, second]).map((v) =>
            compare('<=', copiesOf(first, v), copiesOf(second, v)),
          ),
        ),
      );
    case 'size':
      return scalarValue(sizeOf(first));
    case 'subsets':
      return subsets(expr.type as TypeOf<'set'>, first);
    case 'append': {
      const of = first as Sequence;
      return joined(t, expr.type, of, { kind: 'sequence', length: ONE, items: [second] });
    }
    case 'concat':
      return joined(t, expr.type, first as Sequence, second as Sequence);
    case 'head': {
      const { length, items } = first as Sequence;
      t.demand(compare('>', length, ZERO));
      return items[0] === undefined ? zero(expr.type, t.names) : asPresent(expr.type, items[0]);
    }
    case 'tail':
      return tail(t, expr.type as TypeOf<'sequence'>, first as Sequence);
    case 'slice':
      return slice(
        t,
        expr.type as TypeOf<'sequence'>,
        first as Sequence,
        scalarOf(second),
        scalarOf(args[2]),
      );
    case 'indices': {
      const { length, items } = first as Sequence;
      const members = items.map((_, i) => ({ value: i + 1, copies: within(length, i) }));
      return gathered(expr.type as TypeOf<'set'>, members);
    }
  }
}

const minimum = (a: Scalar, b: Scalar): Scalar =>
  a.high <= 1 && b.high <= 1 ? and(a, b) : choose(compare('<=', a, b), a, b);

function pairwise(
  type: SetOrBag,
  a: Symbolic,
  b: Symbolic,
  join: (a: Scalar, b: Scalar) => Scalar,
): Symbolic {
  const members = allMembers(type, [a, b]).map((value) => ({
    value,
    copies: join(copiesOf(a, value), copiesOf(b, value)),
  }));
  return gathered(type, members);
}

/** One copy less, if there is one. */
function removed(t: Translator, type: SetOrBag, from: Symbolic, item: Symbolic): Symbolic {
  const cases = casesOf(type.of, item, t.names);
  const one: Member[] = cases.map(({ value, when }) => ({ value, copies: when }));
  return pairwise(type, from, { kind: type.kind, members: one }, (a, b) =>
    type.kind === 'set'
      ? and(a, not(b))
      : choose(and(b, compare('>', a, ZERO)), arithmetic('-', a, ONE), a),
  );
}

function subsets(type: TypeOf<'set'>, of: Symbolic): Symbolic {
  const members = membersOf(of);
  if (2 ** members.length > CASES_MAX) throw new CannotExport('too many subsets to be listed');
  const found: Member[] = [];
  for (let mask = 0; mask < 2 ** members.length; mask++) {
    const chosen = members.filter((_, i) => (mask >> i) % 2 === 1);
    found.push({ value: chosen.map((m) => m.value), copies: all(chosen.map((m) => m.copies)) });
  }
  return gathered(type, found);
}

/** The items of one behind those of the other. */
function joined(t: Translator, type: Type, a: Sequence, b: Sequence): Symbolic {
  const { of } = type as TypeOf<'sequence'>;
  const nothing = zero(of, t.names);
  const length = arithmetic('+', a.length, b.length);
  const items = Array.from({ length: length.high }, (_, i) => {
    const own = a.items[i];
    // Behind the end of `a`, which is at most i: item i − length(a) of `b`.
    const other = othersAt(t, of, a.length, b.items, i);
    return own === undefined ? other : chooseBetween(of, within(a.length, i), own, other, t.names);
  });
  return { kind: 'sequence', length, items: items.length === 0 ? [nothing].slice(1) : items };
}

function othersAt(
  t: Translator,
  of: Type,
  start: Scalar,
  items: readonly Symbolic[],
  i: number,
): Symbolic {
  const nothing = zero(of, t.names);
  let found = nothing;
  for (let first = start.low; first <= Math.min(i, start.high); first++) {
    const item = items[i - first] ?? nothing;
    found = chooseBetween(of, equal(start, constant(first)), item, found, t.names);
  }
  return found;
}

function tail(t: Translator, type: TypeOf<'sequence'>, { length, items }: Sequence): Symbolic {
  t.demand(compare('>', length, ZERO));
  if (items.length === 0) return { kind: 'sequence', length: ZERO, items: [] };
  // Asked of an empty sequence it is ill defined; the length must not become negative meanwhile.
  const rest = choose(compare('>', length, ZERO), arithmetic('-', length, ONE), ZERO);
  const safe = length.low > 0 ? arithmetic('-', length, ONE) : rest;
  return {
    kind: 'sequence',
    length: safe,
    items: [...items.slice(1), zero(type.of, t.names)].slice(0, items.length - 1),
  };
}

function slice(
  t: Translator,
  type: TypeOf<'sequence'>,
  { length, items }: Sequence,
  from: Scalar,
  to: Scalar,
): Symbolic {
  const some = compare('<=', from, to);
  t.under(some, () => {
    t.demand(compare('>=', from, ONE));
    t.demand(compare('<=', to, length));
  });
  const inside = all([some, compare('>=', from, ONE), compare('<=', to, length)]);
  const result: Symbolic[] = [];
  let count: Scalar = ZERO;
  for (let n = 0; n < items.length; n++) {
    // Item n of the result is there when from + n <= to; said for each place where it may start.
    let item = zero(type.of, t.names);
    let there: Scalar = FALSE;
    for (let start = 1; start + n <= items.length; start++) {
      const here = all([
        inside,
        equal(from, constant(start)),
        compare('>=', to, constant(start + n)),
      ]);
      item = chooseBetween(type.of, here, items[start + n - 1], item, t.names);
      there = or(there, here);
    }
    result.push(item);
    count = choose(there, constant(n + 1), count);
  }
  return { kind: 'sequence', length: count, items: result };
}

/** Those that are there, pushed together in order. */
export function compacted(of: Type, offered: readonly Offered[], names: NameOf): Symbolic {
  const items: Symbolic[] = [];
  const nothing = zero(of, names);
  // How many stand before each.
  const before: Scalar[] = [];
  let count: Scalar = ZERO;
  for (const { there } of offered) {
    before.push(count);
    count = arithmetic('+', count, choose(there, ONE, ZERO));
  }
  for (let i = 0; i < count.high; i++) {
    let item = nothing;
    for (let k = offered.length - 1; k >= i; k--) {
      const here = and(offered[k].there, equal(before[k], constant(i)));
      item = chooseBetween(of, here, offered[k].value, item, names);
    }
    items.push(item);
  }
  return { kind: 'sequence', length: count, items };
}
