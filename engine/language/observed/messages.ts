/** ASY61xx: what is wrong with a recorded trace: one function a message. */
import type { Diagnostic } from '../diagnostics.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  return hint === undefined
    ? { code, severity: 'error', span, message }
    : { code, severity: 'error', span, message, hint };
}

export const notJson = (span: Span, reason: string): Diagnostic =>
  error('ASY6101', span, `this line is not JSON: ${reason}`, 'each line is one JSON object');

export const notAnObject = (span: Span): Diagnostic =>
  error(
    'ASY6102',
    span,
    'a line is a JSON object',
    'for example `{"action": "send", "state": {"sent": 1}}`',
  );

export const unknownKey = (span: Span, key: string): Diagnostic =>
  error(
    'ASY6103',
    span,
    `\`${key}\` is no key of a line`,
    didYouMean(key, ['action', 'bindings', 'state']) ??
      'a line has `action`, `bindings` and `state`; keys of your own begin with `x-`',
  );

export const wrongForm = (span: Span, wanted: string): Diagnostic =>
  error('ASY6104', span, `expected ${wanted}`);

export const unknownAction = (span: Span, name: string, names: readonly string[]): Diagnostic =>
  error(
    'ASY6105',
    span,
    `the spec has no action \`${name}\``,
    didYouMean(name, names) ?? '`assay show` lists them',
  );

export const initialLater = (span: Span): Diagnostic =>
  error(
    'ASY6106',
    span,
    'only the first line may be about the initial state (`"action": null`)',
    'leave `action` out where it is not known',
  );

export const unknownBinding = (
  span: Span,
  name: string,
  action: string,
  names: readonly string[],
): Diagnostic =>
  error(
    'ASY6107',
    span,
    `the action \`${action}\` binds no \`${name}\``,
    didYouMean(name, names) ??
      (names.length === 0 ? 'it binds nothing' : `it binds ${names.join(', ')}`),
  );

export const bindingsOfNothing = (span: Span): Diagnostic =>
  error('ASY6108', span, '`bindings` need an `action`', 'name the action whose bindings they are');

export const unknownVariable = (span: Span, name: string, names: readonly string[]): Diagnostic =>
  error(
    'ASY6109',
    span,
    `the spec has no variable \`${name}\``,
    didYouMean(name, names) ?? `it has ${names.join(', ')}`,
  );

/** `what`: an entry of a map, a field, a shape, a name. */
export const unknownPart = (
  span: Span,
  what: string,
  name: string,
  type: string,
  names: readonly string[],
): Diagnostic =>
  error(
    'ASY6110',
    span,
    `\`${name}\` is no ${what} of ${type}`,
    didYouMean(name, names) ?? (names.length === 0 ? undefined : `it has ${some(names)}`),
  );

const SHOWN_MAX = 8;

const some = (names: readonly string[]): string =>
  names.length > SHOWN_MAX ? `${names.slice(0, SHOWN_MAX).join(', ')}, …` : names.join(', ');
