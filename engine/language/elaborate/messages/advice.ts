/** ASY49xx: advice. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import type { Declaration } from '../declarations.js';
import { code, type, warning } from './wording.js';

export const differOnlyInCase = (
  span: Span,
  second: Declaration,
  first: Declaration,
): Diagnostic => ({
  ...warning(
    'ASY4901',
    span,
    `${code(second.name)} and ${code(first.name)} differ only in upper and lower case`,
    'rename one',
  ),
  related: [{ span: first.span, message: `${code(first.name)} is declared here` }],
});

export const unused = (span: Span, { what, name }: Declaration): Diagnostic =>
  warning('ASY4902', span, `the ${what} ${code(name)} is never used`, 'use it, or remove it');

export const noneForValue = (span: Span, expected: Type): Diagnostic =>
  warning(
    'ASY4903',
    span,
    `expected ${type(expected)}; \`none\` here violates \`well defined\` when it is reached`,
    'write a value, or make the place optional',
  );
