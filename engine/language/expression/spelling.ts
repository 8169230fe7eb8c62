/**
 * What other languages write, and what to write here instead. The reader refuses every token of
 * these tables by name, so that nothing reaches mathjs with a meaning that we do not share.
 */

/** Symbols. The replacement completes "write …". */
export const INSTEAD_OF_SYMBOL: Readonly<Record<string, string>> = table({
  '=>': '`implies`',
  '->': '`implies`, or `to` between types',
  '<=>': '`==`',
  '<->': '`==`',
  '&&': '`and`',
  '||': '`or`',
  '!': '`not`, or `!=` between values',
  '===': '`==`',
  '!==': '`!=`',
  '<>': '`!=`',
  '=<': '`<=`',
  ':=': '`place: value`',
  '**': '`^`',
  '//': '`div(a, b)`',
  '...': '`..`',
  '?': '`if(c, a, b)`',
  ':': '`..` for a range, `=` for a field',
  "'": 'the bare name, and `old(x)` or the place itself for primes',
  '"': 'the bare name',
  '`': 'the bare name',
  '{': '`[a, b]` for a set, `Type(field = value)` for a record',
  '}': '`]` or `)`',
  '|': '`size(S)`, `union(A, B)` or `or`',
  '&': '`and` or `intersection(A, B)`',
  '~': '`not`',
  '<<': 'comparisons, or `[a, b]` for a sequence',
  '>>': 'comparisons, or `[a, b]` for a sequence',
  '>>>': 'comparisons',
  ';': 'two entries',
  '%': '`mod`',
  '\\': '`difference(A, B)`',
  '/\\': '`and`',
  '\\/': '`or`',
  '#': 'a space before it, if it begins a comment; else `size(S)`, or `!=` between values',
  '@': '`at[p]` or the place itself',
  $: 'a name that begins with a letter',
  '≤': '`<=`',
  '≥': '`>=`',
  '≠': '`!=`',
  '¬': '`not`',
  '∧': '`and`',
  '∨': '`or`',
  '⇒': '`implies`',
  '→': '`implies`, or `to` between types',
  '∈': '`in`',
  '∉': '`not in`',
  '∪': '`union(A, B)`',
  '∩': '`intersection(A, B)`',
  '⊆': '`subset(A, B)`',
  '∀': '`forall(x in S, p)`',
  '∃': '`exists(x in S, p)`',
  '∅': '`[]`',
  '×': '`*`',
  '·': '`*`',
  '÷': '`/` or `div(a, b)`',
  '−': '`-`',
  '–': '`-`',
  '…': '`..`',
});

/** Words. */
export const INSTEAD_OF_WORD: Readonly<Record<string, string>> = table({
  xor: '`!=`',
  null: '`none`',
  undefined: '`none`',
  NaN: '`none`',
  Infinity: 'a number',
});

/** Built-ins that people write with their own punctuation: `forall r in RM: p`. */
const CALLED: Readonly<Record<string, string>> = table({
  if: '`if(c, a, b)`',
  forall: '`forall(x in S, p)`',
  exists: '`exists(x in S, p)`',
  count: '`count(x in S, p)`',
  filter: '`filter(x in S, p)`',
  always: '`always(p)`',
  eventually: '`eventually(p)`',
  next: '`next(p)`',
  old: '`old(x)`',
});

/** Of Alloy, Pascal and Quint, with `of`: `set of Node`. */
const TYPES = table({
  set: '`set(T)`',
  bag: '`bag(T)`',
  multiset: '`bag(T)`',
  sequence: '`sequence(T)`',
  seq: '`sequence(T)`',
  list: '`sequence(T)`',
  array: '`sequence(T)`, or `0..N to T` for a map',
  map: '`A to B`',
});

const SMALL = new Set(['and', 'or', 'not', 'in', 'is', 'implies', 'mod']);

/** Operators that stand before a formula elsewhere. */
const TEMPORAL = table({
  G: '`always(…)`',
  F: '`eventually(…)`',
  X: '`next(…)`',
  AG: '`inevitable(always(…))`',
  EF: '`possible(eventually(…))`',
  AF: '`inevitable(eventually(…))`',
  EG: '`possible(always(…))`',
});

/** What two words side by side were meant to be, if they are known. */
export function meantBy(left: string, right: string): string | undefined {
  for (const word of [left, right]) {
    if (SMALL.has(word.toLowerCase()) && !SMALL.has(word))
      return `operators are written small: \`${word.toLowerCase()}\``;
  }
  const temporal = TEMPORAL[left];
  if (temporal !== undefined) return `for \`${left}\` of temporal logic write ${temporal}`;
  if (right === 'of' && TYPES[left.toLowerCase()] !== undefined)
    return `write ${TYPES[left.toLowerCase()]}`;
  const call = CALLED[left.toLowerCase()];
  return call === undefined ? undefined : `write ${call}`;
}

function table(entries: Record<string, string>): Readonly<Record<string, string>> {
  return Object.assign(Object.create(null), entries);
}
