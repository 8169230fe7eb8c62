/** ASY40xx: names. */

import type { Diagnostic } from '../../diagnostics.js';
import { inOtherWords } from '../../other-words.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import type { Owner } from '../context.js';
import type { Declaration } from '../declarations.js';
import { code, didYouMean, error, list, type, WORDS } from './wording.js';

export const unknownName = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY4001',
    span,
    `nothing here is called ${code(name)}`,
    inOtherWords('value', name, candidates) ??
      didYouMean(name, candidates) ??
      'declare it under `state`, `constants`, `define` or `types`',
  );

export const unknownType = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY4002',
    span,
    `no type is called ${code(name)}`,
    inOtherWords('type', name, candidates) ??
      didYouMean(name, candidates) ??
      'declare it under `types`',
  );

export const unknownFunction = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY4003',
    span,
    `no function, definition or shape is called ${code(name)}`,
    inOtherWords('function', name, candidates) ??
      didYouMean(name, candidates) ??
      'a definition with parameters is declared under `define`',
  );

export const unknownVariable = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY4004',
    span,
    `no state variable is called ${code(name)}`,
    didYouMean(name, candidates) ?? `state variables are declared under ${code('state')}`,
  );

export const ambiguous = (span: Span, name: string, owners: readonly Owner[]): Diagnostic =>
  error(
    'ASY4005',
    span,
    `${code(name)} belongs to several types: ${list(
      owners.map((o) => o.title),
      'and',
    )}`,
    'nothing here says which is meant; compare with a variable of the type, or rename one',
  );

export const notAMember = (
  span: Span,
  name: string,
  wanted: Type,
  owners: readonly Owner[],
): Diagnostic =>
  error(
    'ASY4006',
    span,
    `expected ${type(wanted)}, but ${code(name)} belongs to ${list(
      owners.map((o) => o.title),
      'and',
    )}`,
  );

export const declaredTwice = (span: Span, second: Declaration, first: Declaration): Diagnostic => ({
  ...error(
    'ASY4007',
    span,
    `${code(second.name)} is already ${WORDS[first.what]}`,
    'names of state, constants, definitions and types are all different: rename one',
  ),
  related: [{ span: first.span, message: 'first declared here' }],
});

export const shadows = (span: Span, name: string, first: Span): Diagnostic => ({
  ...error(
    'ASY4008',
    span,
    `${code(name)} already means something here`,
    'a name hides no other: choose a new one',
  ),
  related: [{ span: first, message: 'first declared here' }],
});

export const notIdentifier = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4009',
    span,
    `${code(name)} is no name that an expression can use`,
    'a letter, then letters, digits and `_`: camelCase',
  );

export const reservedName = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4010',
    span,
    `${code(name)} is a word of the language and cannot be declared`,
    'choose another name',
  );

export const builtinName = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4011',
    span,
    `${code(name)} is a function of the language; what is called like it cannot have that name`,
    'choose another name',
  );

export const cycle = (
  span: Span,
  path: readonly string[],
  hidden: readonly Owner[] = [],
): Diagnostic =>
  error(
    'ASY4012',
    span,
    `${code(path[0])} is defined by itself: ${path.join(' → ')}`,
    hidden.length === 0
      ? 'break the circle: nothing may be defined, directly or not, by itself'
      : `${code(path[0])} is also a member of ${hidden[0].title}, which the definition hides: rename one`,
  );

export const badDefinitionHead = (span: Span, text: string): Diagnostic =>
  error(
    'ASY4013',
    span,
    `${code(text)} is no head of a definition`,
    'write `name:` or `name(a, b):`',
  );

export const badParameter = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4014',
    span,
    name === '' ? 'a parameter has no name' : `${code(name)} cannot be a parameter here`,
    'parameters are different names, separated by commas; without any, leave out the brackets',
  );

export const needsArguments = (span: Span, name: string, usage: string): Diagnostic =>
  error('ASY4015', span, `${code(name)} is a definition with parameters`, `write ${code(usage)}`);

export const notAFunction = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4016',
    span,
    `${code(name)} cannot be called`,
    `write ${code(name)} alone, or ${code(`${name}[…]`)} for an entry of a map or sequence`,
  );

export const calledOnly = (span: Span, name: string, usage: string): Diagnostic =>
  error('ASY4017', span, `${code(name)} is a function`, `write ${code(usage)}`);

export const stateHere = (span: Span, name: string, place: string): Diagnostic =>
  error(
    'ASY4018',
    span,
    `${place} cannot read the state variable ${code(name)}`,
    'only constants and types are known here',
  );

export const declaredBelow = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4019',
    span,
    `${code(name)} has no value yet: \`init\` may read the variables declared above`,
    `declare ${code(name)} earlier under \`state\``,
  );

export const atNeedsProcess = (span: Span): Diagnostic =>
  error('ASY4020', span, '`at` has one map for each family of processes', 'write `at[p]`');
