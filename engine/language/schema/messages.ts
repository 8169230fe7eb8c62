/** What phase 2 (structure: schema, keys, paths, references) has to say: one function a message. */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  return hint === undefined
    ? { code, severity: 'error', span, message }
    : { code, severity: 'error', span, message, hint };
}

// ------------------------------------------------------------------------------------------ kinds

export const missingKind = (span: Span): Diagnostic =>
  error(
    'ASY2001',
    span,
    'a spec begins with `kind:`',
    'kinds are model, system, tasks, program, theory, study',
  );

export const unknownKind = (span: Span, kind: string, hint?: string): Diagnostic =>
  error(
    'ASY2002',
    span,
    `\`${kind}\` is no kind of spec: expected model, system, tasks, program, theory or study`,
    hint,
  );

// ----------------------------------------------------------------------------------------- schema

export const unknownKey = (span: Span, key: string, where: string, hint?: string): Diagnostic =>
  error('ASY2010', span, `unknown key \`${key}\`${where}`, hint);

export const missingKey = (span: Span, key: string, where: string, hint?: string): Diagnostic =>
  error('ASY2011', span, `the key \`${key}\` is missing${where}`, hint);

export const wrongKind = (
  span: Span,
  key: string,
  expected: string,
  found: string,
  hint?: string,
): Diagnostic => error('ASY2012', span, `\`${key}\` is ${found}; expected ${expected}`, hint);

export const notOneOf = (
  span: Span,
  key: string,
  found: string,
  expected: string,
  hint?: string,
): Diagnostic =>
  error('ASY2013', span, `\`${key}\` cannot be \`${found}\`: expected ${expected}`, hint);

export const outOfRange = (span: Span, key: string, found: string, expected: string): Diagnostic =>
  error('ASY2014', span, `\`${key}\` cannot be ${found}: expected ${expected}`);

export const badForm = (
  span: Span,
  key: string,
  found: string,
  expected: string,
  hint?: string,
): Diagnostic =>
  error('ASY2015', span, `\`${key}\` cannot be \`${found}\`: expected ${expected}`, hint);

export const badName = (span: Span, name: string, expected: string, hint?: string): Diagnostic =>
  error('ASY2016', span, `\`${name}\` cannot be a name here: expected ${expected}`, hint);

export const emptyCollection = (span: Span, key: string, expected: string): Diagnostic =>
  error('ASY2017', span, `\`${key}\` is empty; expected ${expected}`);

export const keyNeeds = (span: Span, key: string, other: string): Diagnostic =>
  error('ASY2018', span, `\`${key}\` stands only beside \`${other}\`, which is missing here`);

// ------------------------------------------------------------------------------------- properties

export const noClaim = (span: Span, name: string): Diagnostic =>
  error(
    'ASY2030',
    span,
    `the property \`${name}\` claims nothing`,
    'claims are always, never, reachable, eventually, every step, holds, refines, or whenever with always, eventually or next',
  );

export const twoClaims = (span: Span, first: string, second: string): Diagnostic =>
  error(
    'ASY2031',
    span,
    `a property has one claim; this one has \`${first}\` and \`${second}\``,
    'make two properties of it',
  );

export const claimNeeds = (span: Span, key: string, wanted: string): Diagnostic =>
  error('ASY2032', span, `\`${key}\` needs ${wanted} beside it`);

export const oneHead = (span: Span, what: string, heads: readonly string[]): Diagnostic =>
  error(
    'ASY2033',
    span,
    `${what} is one of ${heads.join(', ')}: expected exactly one of these keys`,
  );

// ------------------------------------------------------------------------------------- references

export const unknownReference = (
  span: Span,
  name: string,
  section: string,
  hint?: string,
): Diagnostic => error('ASY2040', span, `there is no \`${name}\` in \`${section}\``, hint);

export const unknownConstant = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY2041', span, `there is no constant \`${name}\``, hint);

export const sameTwice = (span: Span, name: string): Diagnostic =>
  error('ASY2042', span, `\`${name}\` is listed twice`);

// ------------------------------------------------------------------------------------- quantities

export const wrongQuantity = (
  span: Span,
  expected: string,
  found: string,
  hint?: string,
): Diagnostic => error('ASY2050', span, `expected ${expected}; this is ${found}`, hint);

export const unknownUnit = (span: Span, unit: string, hint?: string): Diagnostic =>
  error('ASY2051', span, `\`${unit}\` is not a unit`, hint);

export const tooSmall = (
  span: Span,
  found: string,
  sign: 'positive' | 'not negative',
): Diagnostic =>
  error(
    'ASY2052',
    span,
    `${found} cannot stand here: expected ${sign === 'positive' ? 'more than 0' : '0 or more'}`,
  );

export const emptyRange = (span: Span): Diagnostic =>
  error('ASY2053', span, 'the range ends before it begins', 'put the lower end first');

export const unknownDistribution = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY2054', span, `\`${name}\` is not a distribution`, hint);

export const wrongArguments = (span: Span, name: string, form: string): Diagnostic =>
  error('ASY2055', span, `\`${name}\` is written \`${form}\``);

export const greaterThan = (span: Span, key: string, other: string): Diagnostic =>
  error('ASY2056', span, `\`${key}\` is greater than \`${other}\``);

export const needsEither = (span: Span, what: string, keys: string): Diagnostic =>
  error('ASY2057', span, `${what} needs ${keys}`);

export const unknownWord = (
  span: Span,
  word: string,
  expected: string,
  hint?: string,
): Diagnostic =>
  error('ASY2058', span, `\`${word}\` means nothing here: expected ${expected}`, hint);

// ------------------------------------------------------------------------------------------ paths

export const pathWithoutKey = (span: Span, key: string, at: string, hint?: string): Diagnostic =>
  error(
    'ASY2020',
    span,
    `the path names nothing: there is no \`${key}\`${at ? ` in \`${at}\`` : ' at the top level'}`,
    hint,
  );

export const pathWithoutItem = (span: Span, at: string, size: number): Diagnostic =>
  error(
    'ASY2021',
    span,
    `the path names nothing: \`${at}\` has ${size} ${size === 1 ? 'item' : 'items'}, counted from 1`,
  );

export const pathIntoList = (span: Span, at: string): Diagnostic =>
  error(
    'ASY2022',
    span,
    `\`${at}\` is a list: name an item of it by its number`,
    `for example \`${at}[1]\``,
  );

export const pathIntoScalar = (span: Span, at: string): Diagnostic =>
  error(
    'ASY2023',
    span,
    `\`${at}\` is a single value: there is nothing inside it to change`,
    `change \`${at}\` itself`,
  );

export const removesNothing = (span: Span, key: string, hint?: string): Diagnostic =>
  error('ASY2025', span, `there is no \`${key}\` to remove`, hint);

export const changeWithoutValue = (span: Span): Diagnostic =>
  error('ASY2026', span, 'a change needs a value', 'write `null` to remove what is there');

export const keyOnBothSides = (span: Span, key: string, base: string, first: Span): Diagnostic => ({
  ...error(
    'ASY2027',
    span,
    `\`${key}\` is in \`${base}\` already, and \`extends\` only adds`,
    'to replace it, put it under `change:`',
  ),
  related: [{ span: first, message: 'there' }],
});

export const extendsOtherKind = (
  span: Span,
  name: string,
  found: string,
  wanted: string,
): Diagnostic =>
  error(
    'ASY2028',
    span,
    `\`${name}\` is of kind ${found}, this spec of kind ${wanted}: a spec extends its own kind only`,
  );
