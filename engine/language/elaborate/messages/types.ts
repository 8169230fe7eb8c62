/** ASY41xx: types. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import { formatType } from '../../types-format.js';
import type { Declaration } from '../declarations.js';
import { amount, code, error, type, WORDS } from './wording.js';

export const mismatch = (span: Span, expected: Type, found: Type): Diagnostic =>
  error(
    'ASY4101',
    span,
    `expected ${type(expected)}, found ${type(found)}`,
    mismatchHint(expected, found),
  );

export const memberHidden = (span: Span, name: string, expected: Type, found: Type): Diagnostic =>
  error(
    'ASY4101',
    span,
    `expected ${type(expected)}, found ${type(found)}`,
    `${code(name)} is the state variable here, not the member: rename one of them`,
  );

function mismatchHint(expected: Type, found: Type): string | undefined {
  if (expected.kind === 'map' && found.kind !== 'map') {
    return 'for all entries at once write `map(k in K, value)`, for one entry `name[k]:`';
  }
  if (expected.kind === 'boolean')
    return 'a condition is true or false: compare with `==`, `in`, `<`';
  if (found.kind === 'bag' || expected.kind === 'bag') return 'bags and sets never mix';
  return undefined;
}

export const cannotCompare = (span: Span, left: Type, right: Type): Diagnostic =>
  error(
    'ASY4102',
    span,
    `${type(left)} and ${type(right)} cannot be compared`,
    'both sides of a comparison are of one type',
  );

export const notOrdered = (span: Span, relation: string, found: Type): Diagnostic =>
  error(
    'ASY4103',
    span,
    `${code(relation)} compares numbers or ordered names, not ${type(found)}`,
    found.kind === 'symmetric'
      ? 'members of a symmetric type are compared by `==` only'
      : undefined,
  );

export const notAType = (span: Span, declaration: Declaration): Diagnostic =>
  error('ASY4104', span, `${code(declaration.name)} is ${WORDS[declaration.what]}, not a type`);

export const typeExpected = (span: Span): Diagnostic =>
  error(
    'ASY4105',
    span,
    'a type was expected',
    asRange(span.file.text.slice(span.start, span.end)) ??
      'write `1..N`, `[a, b]`, `boolean`, `integer`, `A to B`, `set(T)`, `bag(T)`, `sequence(T)`, `optional(T)` or a declared name',
  );

/** `0-9`, as ranges are written elsewhere. */
function asRange(text: string): string | undefined {
  const [, low, high] = /^(\w+) ?- ?(\w+)$/.exec(text) ?? [];
  return high === undefined ? undefined : `numbers from ${low} to ${high} are \`${low}..${high}\``;
}

export const typeInValue = (span: Span): Diagnostic =>
  error('ASY4106', span, 'a type cannot stand where a value is expected');

export const emptyRange = (span: Span, low: number, high: number): Diagnostic =>
  error('ASY4107', span, `the type ${low}..${high} has no values`, 'the lower end comes first');

export const emptyType = (span: Span): Diagnostic =>
  error('ASY4108', span, 'a type without values', 'name at least one member');

export const emptyRecord = (span: Span): Diagnostic =>
  error('ASY4109', span, 'a record without fields', 'write `field: type`, one a line');

export const memberNotName = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4110',
    span,
    `a list as a type holds names; ${code(found)} is none`,
    'for numbers write a range, `1..3`',
  );

export const memberTwice = (span: Span, name: string): Diagnostic =>
  error('ASY4111', span, `the type has ${code(name)} twice`, 'remove one');

export const symmetricInline = (span: Span): Diagnostic =>
  error(
    'ASY4112',
    span,
    'a symmetric type needs a name of its own',
    'declare it under `types`, as `Node: symmetric(3)`, and use the name here',
  );

export const symmetricSize = (span: Span, size: number, most: number): Diagnostic =>
  error('ASY4113', span, `a symmetric type has 1 to ${most} members, not ${size}`);

export const nestedOptional = (span: Span): Diagnostic =>
  error(
    'ASY4114',
    span,
    'an optional of an optional',
    '`none` would mean two things: use `optional` once, or a `one of` type',
  );

export const keyNotFinite = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4115',
    span,
    `a map has an entry for every value of its key, and ${found} has no end of them`,
    'use a range, names, or another finite type as the key',
  );

export const tooManyKeys = (span: Span, count: number, most: number): Diagnostic =>
  error(
    'ASY4116',
    span,
    `a map with ${amount(count)} entries; at most ${amount(most)} are supported`,
    'choose a smaller key type',
  );

export const boundOutside = (span: Span, size: number, most: number): Diagnostic =>
  error(
    'ASY4117',
    span,
    `a collection is bounded by 0 to ${amount(most)} items, not ${amount(size)}`,
    size < 0 ? undefined : 'leave the bound out where there is none',
  );

export const shapesExpected = (span: Span): Diagnostic =>
  error(
    'ASY4118',
    span,
    '`one of` holds shapes, each with its fields',
    'write `shape: { field: Type }`, or `shape: {}` for one without fields',
  );

export const shapeFieldsExpected = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4119',
    span,
    `the fields of ${code(name)} were expected`,
    `write \`${name}: {}\` when it has none`,
  );

export const typeNotFinite = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4120',
    span,
    `the values of ${found} cannot be listed: there is no end of them`,
    'use a range, as `0..N`, or give the collection a bound',
  );

export const tooManyValues = (span: Span, found: string, count: number, most: number): Diagnostic =>
  error(
    'ASY4121',
    span,
    `${found} has ${amount(count)} values; at most ${amount(most)} can be listed here`,
    'choose smaller constants',
  );

export const typeUnknown = (span: Span): Diagnostic =>
  error(
    'ASY4122',
    span,
    'nothing says what type this has',
    '`[]` and `none` take their type from what they are compared with or assigned to',
  );

export const branchesDiffer = (span: Span, left: Type, right: Type): Diagnostic =>
  error(
    'ASY4123',
    span,
    `\`if\` gives ${type(left)} or ${type(right)}`,
    'both branches are of one type',
  );

export const typeWanted = (span: Span, found: string): Diagnostic =>
  error(
    'ASY4124',
    span,
    `a type was expected, found a value of type ${found}`,
    'the subsets of a set value are `subsets(S)`; to gather values write `set(x in S, e)`',
  );

export const notARecordType = (span: Span, name: string, found: Type): Diagnostic =>
  error(
    'ASY4125',
    span,
    `${code(name)} is no record: it is ${formatType(found)}`,
    found.kind === 'variant' ? 'name one of its shapes' : undefined,
  );
