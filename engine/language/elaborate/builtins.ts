/** The names that the language itself gives a meaning to (LANGUAGE 6.18). */

/** How each function is written: for checking the number of arguments and for messages. */
export const USAGE: ReadonlyMap<string, string> = new Map([
  ['forall', 'forall(x in S, p)'],
  ['exists', 'exists(x in S, p)'],
  ['count', 'count(x in S, p)'],
  ['sum', 'sum(x in S, e)'],
  ['filter', 'filter(x in S, p)'],
  ['set', 'set(x in S, e)'],
  ['bag', 'bag(x in S, e)'],
  ['map', 'map(x in S, e)'],
  ['sequence', 'sequence(x in S, e)'],
  ['the', 'the(x in S, p)'],
  ['min', 'min(a, b)'],
  ['max', 'max(a, b)'],
  ['add', 'add(c, x)'],
  ['remove', 'remove(c, x)'],
  ['union', 'union(a, b)'],
  ['intersection', 'intersection(a, b)'],
  ['difference', 'difference(a, b)'],
  ['subset', 'subset(a, b)'],
  ['subsets', 'subsets(S)'],
  ['size', 'size(c)'],
  ['append', 'append(q, x)'],
  ['concat', 'concat(a, b)'],
  ['head', 'head(q)'],
  ['tail', 'tail(q)'],
  ['slice', 'slice(q, i, j)'],
  ['indices', 'indices(q)'],
  ['reach', 'reach(x in T, step, start)'],
  ['with', 'with(record, field = value)'],
  ['if', 'if(c, a, b)'],
  ['div', 'div(a, b)'],
  ['abs', 'abs(a)'],
  ['floor', 'floor(a)'],
  ['ceil', 'ceil(a)'],
  ['log2', 'log2(a)'],
]);

/** Formulas over runs, and how many formulas each takes. */
export const TEMPORAL: ReadonlyMap<string, number> = new Map([
  ['always', 1],
  ['eventually', 1],
  ['next', 1],
  ['until', 2],
  ['unless', 2],
  ['possible', 1],
  ['inevitable', 1],
]);

/** Probability: named by the language, not yet checked. */
export const UNSUPPORTED: ReadonlySet<string> = new Set([
  'probability',
  'expected',
  'lowest',
  'highest',
  'uniform',
  'chance',
  'weighted',
  'exponential',
]);

/** Words that are no names. */
export const RESERVED: ReadonlySet<string> = new Set([
  'true',
  'false',
  'none',
  'any',
  'and',
  'or',
  'not',
  'in',
  'is',
  'to',
  'mod',
  'implies',
  'xor',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  'boolean',
  'integer',
  'clock',
]);

/** Does a call of this name mean something of the language's own? */
export function callable(name: string): boolean {
  return (
    USAGE.has(name) ||
    TEMPORAL.has(name) ||
    UNSUPPORTED.has(name) ||
    name === 'old' ||
    name === 'symmetric' ||
    name === 'optional'
  );
}

export function callableNames(): string[] {
  return [...USAGE.keys(), ...TEMPORAL.keys(), 'old'];
}
