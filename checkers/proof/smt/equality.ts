/** When two symbolic values of one type are equal, how often one is in a collection, and one of two
 * values by a condition. */
import {
  type Entry,
  type Symbolic,
  type SymbolicCollection,
  type SymbolicOf,
  type SymbolicSequence,
  sum,
} from './symbolic.js';
import { isConstant, type Term, type Terms } from './terms.js';

export function equal(terms: Terms, a: Symbolic, b: Symbolic): Term {
  switch (a.form) {
    case 'boolean':
    case 'number':
      return terms.equal(a.term, (b as typeof a).term);
    case 'optional': {
      const other = b as typeof a;
      const both = terms.or(terms.not(a.present), equal(terms, a.of, other.of));
      return terms.and(terms.equal(a.present, other.present), both);
    }
    case 'record':
      return allEqual(terms, a.fields, (b as typeof a).fields);
    case 'variant':
      return equalShapes(terms, a, b as typeof a);
    case 'map':
      return allEqual(terms, a.items, (b as typeof a).items);
    case 'collection':
      return equalCollections(terms, a, b as typeof a);
    case 'sequence':
      return equalSequences(terms, a, b as typeof a);
  }
}

export function allEqual(terms: Terms, a: readonly Symbolic[], b: readonly Symbolic[]): Term {
  return terms.and(...a.map((part, i) => equal(terms, part, b[i])));
}

function equalShapes(terms: Terms, a: SymbolicOf<'variant'>, b: SymbolicOf<'variant'>): Term {
  const fields = a.shapes.map((shape, i) => {
    const is = terms.equal(a.shape, terms.integer(i));
    return terms.implies(is, is === terms.false ? is : allEqual(terms, shape, b.shapes[i]));
  });
  return terms.and(terms.equal(a.shape, b.shape), ...fields);
}

function equalCollections(terms: Terms, a: SymbolicCollection, b: SymbolicCollection): Term {
  if (aligned(a, b)) {
    return terms.and(
      ...a.entries.map((entry, i) => terms.equal(measure(entry), measure(b.entries[i]))),
    );
  }
  const measured = isBag([...a.entries, ...b.entries]) ? copies : member;
  const same = ({ value, present }: Entry): Term => {
    if (present === terms.false) return terms.true;
    const here = measured(terms, a.entries, value);
    return terms.implies(present, terms.equal(here, measured(terms, b.entries, value)));
  };
  return terms.and(...a.entries.map(same), ...b.entries.map(same));
}

const measure = ({ present, count }: Entry): Term => count ?? present;

/** Do both have the same constants as values, in the same order? */
function aligned(a: SymbolicCollection, b: SymbolicCollection): boolean {
  return (
    a.ascending &&
    b.ascending &&
    a.entries.length === b.entries.length &&
    a.entries.every((entry, i) => sameConstant(entry.value, b.entries[i].value))
  );
}

/** Constants of the same type are equal exactly if their leaves are the same terms. */
function sameConstant(a: Symbolic, b: Symbolic): boolean {
  if (a === b) return true;
  switch (a.form) {
    case 'boolean':
    case 'number':
      return a.term === (b as typeof a).term;
    case 'optional':
      return (
        a.present === (b as typeof a).present &&
        (a.present.value === false || sameConstant(a.of, (b as typeof a).of))
      );
    case 'record':
      return sameConstants(a.fields, (b as typeof a).fields);
    case 'map':
      return sameConstants(a.items, (b as typeof a).items);
    case 'variant':
      return (
        a.shape === (b as typeof a).shape &&
        a.shapes.every((shape, i) => sameConstants(shape, (b as typeof a).shapes[i]))
      );
    case 'collection':
      return (
        a.entries.length === (b as typeof a).entries.length &&
        a.entries.every((entry, i) => {
          const other = (b as typeof a).entries[i];
          return measure(entry) === measure(other) && sameConstant(entry.value, other.value);
        })
      );
    case 'sequence':
      return a.length === (b as typeof a).length && sameConstants(a.slots, (b as typeof a).slots);
  }
}

const sameConstants = (a: readonly Symbolic[], b: readonly Symbolic[]): boolean =>
  a.length === b.length && a.every((part, i) => sameConstant(part, b[i]));

function equalSequences(terms: Terms, a: SymbolicSequence, b: SymbolicSequence): Term {
  const shared = Math.min(a.slots.length, b.slots.length);
  const slots = a.slots.slice(0, shared).map((slot, i) => {
    const beyond = terms.atMost(a.length, terms.integer(i));
    return terms.or(beyond, beyond === terms.true ? beyond : equal(terms, slot, b.slots[i]));
  });
  return terms.and(terms.equal(a.length, b.length), ...slots);
}

/** What may come into a collection, perhaps several times. `count` null: once. */
export interface Item {
  readonly value: Symbolic;
  readonly present: Term;
  readonly count: Term | null;
}

/** Are the entries those of a bag? (Without entries, it does not matter.) */
const isBag = (entries: readonly Entry[]): boolean => entries.some((entry) => entry.count !== null);

export function member(terms: Terms, items: readonly Item[], value: Symbolic): Term {
  return terms.or(
    ...items.map((item) =>
      item.present === terms.false
        ? terms.false
        : terms.and(item.present, equal(terms, item.value, value)),
    ),
  );
}

export function copies(terms: Terms, items: readonly Item[], value: Symbolic): Term {
  const [zero, one] = [terms.integer(0), terms.integer(1)];
  return sum(
    terms,
    items.flatMap(({ value: other, present, count }) => {
      const same = terms.and(present, equal(terms, other, value));
      return same === terms.false ? [] : [terms.if(same, count ?? one, zero)];
    }),
  );
}

// ---------------------------------------------------------------------------------------- choice

/** `yes` where the test is true, else `no`; both of one type. */
export function merge(terms: Terms, test: Term, yes: Symbolic, no: Symbolic): Symbolic {
  if (test === terms.true || yes === no) return yes;
  if (test === terms.false) return no;
  switch (yes.form) {
    case 'boolean':
    case 'number':
      return { form: yes.form, term: terms.if(test, yes.term, (no as typeof yes).term) };
    case 'optional': {
      const other = no as typeof yes;
      // What is not there may be anything: take the one that is.
      const of =
        yes.present === terms.false
          ? other.of
          : other.present === terms.false
            ? yes.of
            : merge(terms, test, yes.of, other.of);
      return { form: 'optional', present: terms.if(test, yes.present, other.present), of };
    }
    case 'record':
      return {
        form: 'record',
        fields: mergeAll(terms, test, yes.fields, (no as typeof yes).fields),
      };
    case 'map':
      return { form: 'map', items: mergeAll(terms, test, yes.items, (no as typeof yes).items) };
    case 'variant':
      return mergeShapes(terms, test, yes, no as typeof yes);
    case 'collection':
      return mergeCollections(terms, test, yes, no as typeof yes);
    case 'sequence':
      return mergeSequences(terms, test, yes, no as typeof yes);
  }
}

function mergeAll(terms: Terms, test: Term, yes: readonly Symbolic[], no: readonly Symbolic[]) {
  return yes.map((part, i) => merge(terms, test, part, no[i]));
}

function mergeShapes(
  terms: Terms,
  test: Term,
  yes: SymbolicOf<'variant'>,
  no: SymbolicOf<'variant'>,
): Symbolic {
  return {
    form: 'variant',
    shape: terms.if(test, yes.shape, no.shape),
    shapes: yes.shapes.map((shape, i) => {
      // Only one of them can have this shape: the fields are that one's.
      if (isConstant(yes.shape) && yes.shape.value !== i) return no.shapes[i];
      if (isConstant(no.shape) && no.shape.value !== i) return shape;
      return mergeAll(terms, test, shape, no.shapes[i]);
    }),
  };
}

function mergeCollections(
  terms: Terms,
  test: Term,
  yes: SymbolicCollection,
  no: SymbolicCollection,
): Symbolic {
  if (aligned(yes, no)) {
    const entries = yes.entries.map(({ value, present, count }, i): Entry => {
      const other = no.entries[i];
      return {
        value,
        present: terms.if(test, present, other.present),
        count: count === null || other.count === null ? null : terms.if(test, count, other.count),
      };
    });
    return { form: 'collection', entries, ascending: true };
  }
  const zero = terms.integer(0);
  const only = (when: Term, { value, present, count }: Entry): Entry => ({
    value,
    present: terms.and(when, present),
    count: count === null ? null : terms.if(when, count, zero),
  });
  const entries = [
    ...yes.entries.map((entry) => only(test, entry)),
    ...no.entries.map((entry) => only(terms.not(test), entry)),
  ];
  return { form: 'collection', entries, ascending: false };
}

function mergeSequences(
  terms: Terms,
  test: Term,
  yes: SymbolicSequence,
  no: SymbolicSequence,
): Symbolic {
  const longest = Math.max(yes.slots.length, no.slots.length);
  const slots = Array.from({ length: longest }, (_, i) => {
    const [a, b] = [yes.slots[i], no.slots[i]];
    return a === undefined ? b : b === undefined ? a : merge(terms, test, a, b);
  });
  return { form: 'sequence', length: terms.if(test, yes.length, no.length), slots };
}
