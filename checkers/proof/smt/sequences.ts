/** Sequences of symbolic values: a length and slots, of which those beyond the length are nobody's. */
import { merge } from './equality.js';
import type { Symbolic, SymbolicSequence } from './symbolic.js';
import { intervalOf, type Term, type Terms } from './terms.js';

/** The slot at a position from 0, which a check beside it puts inside; undefined where there are no slots. */
export function slotAt(
  terms: Terms,
  slots: readonly Symbolic[],
  position: Term,
): Symbolic | undefined {
  const { low, high } = intervalOf(position);
  const first = Math.max(0, low);
  const last = Math.min(slots.length - 1, high);
  let found: Symbolic | undefined = slots[Math.min(last, slots.length - 1)] ?? slots[0];
  for (let i = last - 1; i >= first; i--)
    found = merge(terms, terms.equal(position, terms.integer(i)), slots[i], found as Symbolic);
  return found;
}

/** With `value` at the end, if `present`. */
export function appended(
  terms: Terms,
  to: SymbolicSequence,
  value: Symbolic,
  present: Term = terms.true,
): SymbolicSequence {
  if (present === terms.false) return to;
  const slots = [...to.slots, value].map((slot, i) =>
    i === to.slots.length
      ? value
      : merge(terms, terms.equal(to.length, terms.integer(i)), value, slot),
  );
  const length = terms.add(to.length, terms.if(present, terms.integer(1), terms.integer(0)));
  return fitted(terms, { form: 'sequence', length, slots });
}

export function concatenated(
  terms: Terms,
  a: SymbolicSequence,
  b: SymbolicSequence,
): SymbolicSequence {
  const slots = Array.from({ length: a.slots.length + b.slots.length }, (_, i) => {
    const beyond = slotAt(terms, b.slots, terms.subtract(terms.integer(i), a.length));
    const own = a.slots[i];
    if (own === undefined || beyond === undefined) return (own ?? beyond) as Symbolic;
    return merge(terms, terms.less(terms.integer(i), a.length), own, beyond);
  });
  return fitted(terms, { form: 'sequence', length: terms.add(a.length, b.length), slots });
}

export function tailOf(terms: Terms, of: SymbolicSequence): SymbolicSequence {
  const length = terms.narrow(terms.subtract(of.length, terms.integer(1)), {
    low: 0,
    high: Math.max(0, of.slots.length - 1),
  });
  return { form: 'sequence', length, slots: of.slots.slice(1) };
}

/** Items from..to, counted from 1, which a check beside it puts inside. */
export function sliced(terms: Terms, of: SymbolicSequence, from: Term, to: Term): SymbolicSequence {
  const one = terms.integer(1);
  const before = terms.subtract(from, one);
  const wanted = terms.subtract(to, before);
  const length = terms.if(terms.less(to, from), terms.integer(0), wanted);
  const slots = of.slots.map((slot, i) => {
    const position = terms.add(before, terms.integer(i));
    return slotAt(terms, of.slots, position) ?? slot;
  });
  return fitted(terms, {
    form: 'sequence',
    length: terms.narrow(length, { low: 0, high: of.slots.length }),
    slots,
  });
}

/** Without slots that no length reaches. */
function fitted(terms: Terms, of: SymbolicSequence): SymbolicSequence {
  const { high } = intervalOf(of.length);
  const length = terms.narrow(of.length, { low: 0, high: of.slots.length });
  return { form: 'sequence', length, slots: of.slots.slice(0, Math.max(0, high)) };
}
