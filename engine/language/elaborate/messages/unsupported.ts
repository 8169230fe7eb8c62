/** ASY7xxx: what is right, but not supported yet. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import { code, error } from './wording.js';

export const clocksNotYet = (span: Span): Diagnostic =>
  error('ASY7001', span, 'clocks are not supported yet', 'count steps with an integer for now');

export const measuresNotYet = (span: Span): Diagnostic =>
  error(
    'ASY7002',
    span,
    'times, rates and fractions are not supported yet in a model',
    'they come with clocks and probabilities; use whole numbers for now',
  );

export const probabilityNotYet = (span: Span, name: string): Diagnostic =>
  error(
    'ASY7003',
    span,
    `probabilities (\`${name}\`) are not supported yet`,
    'leave the choice free (`for:`) for now',
  );

export const keyNotYet = (span: Span, key: string): Diagnostic =>
  error('ASY7004', span, `${code(key)} is not supported yet`, 'leave it out for now');
