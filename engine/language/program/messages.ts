/** What the elaborator of programs has to say: one function a message. ASY54xx, and ASY71xx for what is to come. */
import { grouped } from '../../grouped.js';
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

const listed = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

// ------------------------------------------------------------------------------------------ names

export const usedAsTwo = (span: Span, name: string, first: string): Diagnostic =>
  error('ASY5401', span, `\`${name}\` is already ${first}`, 'choose another name');

export const notIdentifier = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5402',
    span,
    `\`${name}\` cannot be used in an expression`,
    'a name is a letter, then letters, digits or _',
  );

export const unknownName = (span: Span, name: string, hint?: string): Diagnostic =>
  error(
    'ASY5403',
    span,
    `no variable, constant, definition or member of a type is called \`${name}\` here`,
    hint ?? 'declare it under `locals`, `takes` or `gives`',
  );

export const unknownFunction = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5404', span, `no function or definition is called \`${name}\``, hint);

export const notReadableHere = (span: Span, name: string, where: string): Diagnostic =>
  error(
    'ASY5405',
    span,
    `\`${name}\` has no meaning in ${where}`,
    where === '`ensures`'
      ? 'callers see parameters and results only'
      : 'when the function is called there are only its parameters',
  );

export const ambiguousMember = (span: Span, name: string, types: readonly string[]): Diagnostic =>
  error(
    'ASY5406',
    span,
    `\`${name}\` is a member of several types: ${types.join(', ')}`,
    'compare it with, or assign it to, something of one of them',
  );

export const definedByItself = (span: Span, name: string): Diagnostic =>
  error('ASY5407', span, `\`${name}\` is defined by itself`);

export const tooLarge = (span: Span, most: number): Diagnostic =>
  error(
    'ASY5408',
    span,
    `with its definitions written out this has more than ${grouped(most)} parts`,
  );

// ------------------------------------------------------------------------------------------ types

export const unknownType = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5410', span, `no type is called \`${name}\``, hint);

export const emptyRange = (span: Span, low: bigint, high: bigint): Diagnostic =>
  error(
    'ASY5411',
    span,
    `there is no number from ${low} to ${high}`,
    'put the lower end first; both ends are included',
  );

export const notConstant = (span: Span): Diagnostic =>
  error(
    'ASY5412',
    span,
    'expected a value that is known beforehand: numbers, constants and arithmetic on them',
  );

export const wrongType = (span: Span, expected: string, found: string): Diagnostic =>
  error('ASY5413', span, `expected ${expected}; this is ${found}`);

export const neverFits = (span: Span, value: bigint, type: string): Diagnostic =>
  error('ASY5414', span, `${value} is no value of \`${type}\``);

export const inOutType = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5415',
    span,
    `\`${name}\` is a parameter and a result, of different types`,
    'a parameter that is also a result is changed in place: give it one type',
  );

// ------------------------------------------------------------------------------------ expressions

export const noMeaning = (span: Span, what: string, hint?: string): Diagnostic =>
  error('ASY5420', span, `${what} has no meaning in a program`, hint);

export const wrongCall = (span: Span, name: string, form: string): Diagnostic =>
  error('ASY5421', span, `\`${name}\` is written ${form}`);

export const indexOfWhat = (span: Span, found: string): Diagnostic =>
  error('ASY5422', span, `only a sequence has items; this is ${found}`);

export const oldHere = (span: Span, where: string): Diagnostic =>
  error(
    'ASY5423',
    span,
    `\`old\` has no meaning in ${where}`,
    'it speaks of parameters as they were at the call, in `ensures`, `invariant` and `assert`',
  );

export const quantifierInCode = (span: Span, what: string): Diagnostic =>
  error(
    'ASY5424',
    span,
    `${what} cannot be executed`,
    'what ranges over many values stands in contracts, invariants and assertions; code uses a loop',
  );

export const callInside = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5425',
    span,
    `the function \`${name}\` cannot be called inside an expression`,
    'give its result to a variable first: `set: { x: f(y) }` has the call alone',
  );

export const exactDivision = (span: Span): Diagnostic =>
  error('ASY5426', span, '`/` is exact division', 'write `div(a, b)`, which rounds down');

export const unordered = (span: Span, found: string): Diagnostic =>
  error('ASY5427', span, `only numbers and names of one type have an order; this is ${found}`);

// ------------------------------------------------------------------------------------- statements

export const notAssignable = (span: Span, name: string, why: string, hint: string): Diagnostic =>
  error('ASY5430', span, `\`${name}\` cannot be set: ${why}`, hint);

export const placeExpected = (span: Span): Diagnostic =>
  error('ASY5431', span, 'expected a place to set: a variable, or an item such as `a[i]`');

export const mayBeUnset = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5432',
    span,
    `\`${name}\` is read here, but on some way to this place it has not been set`,
    'set it first: variables have no value of their own to begin with',
  );

export const missingResult = (span: Span, fn: string, names: readonly string[]): Diagnostic =>
  error(
    'ASY5433',
    span,
    `\`${fn}\` can end here without a value for ${listed(names)}`,
    'end every way through it with a `return`, or set the result',
  );

export const returnNeedsOne = (span: Span, fn: string, count: number): Diagnostic =>
  error(
    'ASY5434',
    span,
    `\`${fn}\` gives ${count === 0 ? 'nothing' : `${count} results`}, so \`return\` cannot have a value`,
    count === 0 ? 'leave the value out by ending the function' : 'set each result by its name',
  );

export const neverReached = (span: Span): Diagnostic => ({
  code: 'ASY5435',
  severity: 'warning',
  span,
  message: 'this is never reached: every way to it has returned',
});

export const argumentCount = (span: Span, fn: string, form: string): Diagnostic =>
  error('ASY5436', span, `\`${fn}\` is called as \`${form}\``);

export const resultCount = (span: Span, fn: string, gives: number, takes: number): Diagnostic =>
  error(
    'ASY5437',
    span,
    `\`${fn}\` gives ${gives} ${gives === 1 ? 'result' : 'results'} besides what it changes in place; there are ${takes} places for them`,
    'list the places under `into`, beside `call`',
  );

export const inOutArgument = (span: Span, fn: string, name: string): Diagnostic =>
  error(
    'ASY5438',
    span,
    `\`${fn}\` changes \`${name}\` in place, so it needs a variable here, and a different one for each`,
  );

export const callExpected = (span: Span): Diagnostic =>
  error('ASY5439', span, 'expected a call of a function of this spec, such as `f(x, y)`');

export const noInvariant = (span: Span): Diagnostic => ({
  code: 'ASY5440',
  severity: 'warning',
  span,
  message: 'this loop has no `invariant`: nothing will be known of the variables that it changes',
  hint: 'say what holds whenever its condition is tested',
});

// ------------------------------------------------------------------------------------- properties

export const unknownPredicate = (span: Span, form: string, hint?: string): Diagnostic =>
  error(
    'ASY5450',
    span,
    `\`${form}\` of a program can be claimed of what it supplies only`,
    hint ??
      '`always` has contracts, invariants, assertions; `never` has overflow, outOfBounds, divisionByZero; `eventually` has returned',
  );

// -------------------------------------------------------------------------------- not supported yet

export const notYet = (span: Span, what: string): Diagnostic =>
  error('ASY7101', span, `${what} not supported yet in a program`, 'do without for now');

export const recursionNotYet = (span: Span, path: readonly string[]): Diagnostic =>
  error(
    'ASY7102',
    span,
    `functions that call themselves are not supported yet: ${path.join(' calls ')}`,
    'write a loop for now',
  );
