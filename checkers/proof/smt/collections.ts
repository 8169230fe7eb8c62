/** Sets and bags of symbolic values: membership, building, and the functions on them. */
import type { Type } from '../../../engine/language/types.js';
import { valuesOf } from '../../../engine/language/values.js';
import { copies, equal, type Item, member } from './equality.js';
import {
  type Collection,
  constant,
  type Entry,
  isTable,
  type Symbolic,
  type SymbolicCollection,
} from './symbolic.js';
import { CannotEncode, type Term, type Terms } from './terms.js';

/** A collection of these items, in the form that its type has. */
export function build(terms: Terms, type: Collection, items: readonly Item[]): SymbolicCollection {
  if (isTable(type.of)) return table(terms, type, items);
  const entries = items.map(({ value, present }, i): Entry => {
    const first = terms.and(present, terms.not(member(terms, items.slice(0, i), value)));
    if (type.kind === 'set') return { value, present: first, count: null };
    const count = terms.if(first, copies(terms, items.slice(i), value), terms.integer(0));
    return { value, present: first, count };
  });
  return { form: 'collection', entries, ascending: false };
}

function table(terms: Terms, type: Collection, items: readonly Item[]): SymbolicCollection {
  const entries = valuesOf(type.of).map((v): Entry => {
    const value = constant(terms, type.of, v);
    if (type.kind === 'set') return { value, present: member(terms, items, value), count: null };
    return counted(terms, value, copies(terms, items, value));
  });
  return { form: 'collection', entries, ascending: true };
}

function counted(terms: Terms, value: Symbolic, count: Term): Entry {
  return { value, present: terms.less(terms.integer(0), count), count };
}

/** The same values, each under another condition, or in another number. */
function changed(
  of: SymbolicCollection,
  change: (entry: Entry) => Pick<Entry, 'present' | 'count'>,
): SymbolicCollection {
  return { ...of, entries: of.entries.map((entry) => ({ value: entry.value, ...change(entry) })) };
}

export const keeping = (
  terms: Terms,
  of: SymbolicCollection,
  test: (entry: Entry, index: number) => Term,
): SymbolicCollection => ({
  ...of,
  entries: of.entries.map((entry, i): Entry => {
    const present = terms.and(entry.present, test(entry, i));
    const { value, count } = entry;
    return {
      value,
      present,
      count: count === null ? null : terms.if(present, count, terms.integer(0)),
    };
  }),
});

export function add(
  terms: Terms,
  type: Collection,
  of: SymbolicCollection,
  value: Symbolic,
): SymbolicCollection {
  return union(terms, type, of, [{ value, present: terms.true, count: null }]);
}

export function union(
  terms: Terms,
  type: Collection,
  of: SymbolicCollection,
  items: readonly Item[],
): SymbolicCollection {
  if (!isTable(type.of)) return build(terms, type, [...of.entries, ...items]);
  return changed(of, ({ value, present, count }) => {
    if (count === null)
      return { present: terms.or(present, member(terms, items, value)), count: null };
    return counted(terms, value, terms.add(count, copies(terms, items, value)));
  });
}

export function remove(terms: Terms, of: SymbolicCollection, value: Symbolic): SymbolicCollection {
  const one = terms.integer(1);
  return changed(of, ({ value: own, present, count }) => {
    const same = equal(terms, own, value);
    if (count === null) return { present: terms.and(present, terms.not(same)), count: null };
    const taken = terms.if(terms.and(present, same), one, terms.integer(0));
    return less(terms, own, count, taken);
  });
}

export function intersection(
  terms: Terms,
  a: SymbolicCollection,
  b: SymbolicCollection,
): SymbolicCollection {
  return changed(a, ({ value, present, count }) => {
    if (count === null)
      return { present: terms.and(present, member(terms, b.entries, value)), count: null };
    const other = copies(terms, b.entries, value);
    return counted(terms, value, terms.if(terms.less(count, other), count, other));
  });
}

export function difference(
  terms: Terms,
  a: SymbolicCollection,
  b: SymbolicCollection,
): SymbolicCollection {
  return changed(a, ({ value, present, count }) => {
    if (count === null) {
      const other = member(terms, b.entries, value);
      return { present: terms.and(present, terms.not(other)), count: null };
    }
    return less(terms, value, count, copies(terms, b.entries, value));
  });
}

/** So many fewer, but not less than none. */
function less(terms: Terms, value: Symbolic, count: Term, by: Term): Entry {
  const zero = terms.integer(0);
  const left = terms.if(terms.less(by, count), terms.subtract(count, by), zero);
  return counted(terms, value, terms.narrow(left, { low: 0, high: count.interval?.high ?? 0 }));
}

export function isSubset(terms: Terms, a: SymbolicCollection, b: SymbolicCollection): Term {
  return terms.and(
    ...a.entries.map(({ value, present, count }) => {
      if (present === terms.false) return terms.true;
      if (count === null) return terms.implies(present, member(terms, b.entries, value));
      return terms.atMost(count, copies(terms, b.entries, value));
    }),
  );
}

/** All subsets of a set: a table over sets. */
export function subsets(
  terms: Terms,
  type: Collection,
  of: SymbolicCollection,
): SymbolicCollection {
  if (!isTable(type.of)) throw new CannotEncode('the subsets of a large set');
  const item = type.of as Type & { kind: 'set' };
  const entries = valuesOf(item).map((v): Entry => {
    const value = constant(terms, item, v) as SymbolicCollection;
    return { value, present: isSubset(terms, value, of), count: null };
  });
  return { form: 'collection', entries, ascending: true };
}
