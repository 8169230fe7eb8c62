/** ASY62xx: what is wrong with a recorded history: one function a message. */
import type { Diagnostic } from '../../language/diagnostics.js';
import { didYouMean } from '../../language/nearest.js';
import type { Span } from '../../language/source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  return hint === undefined
    ? { code, severity: 'error', span, message }
    : { code, severity: 'error', span, message, hint };
}

const named = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

const EXAMPLE =
  '`{"client": "a", "operation": "get", "args": {"key": "x"}, "result": 1, "invoked": 3, "completed": 5}`';
const EVENT = '`{:process 0, :type :invoke, :f :read, :value nil}`';

export const notJson = (span: Span): Diagnostic =>
  error('ASY6201', span, 'this line is not JSON', `each line is one operation: ${EXAMPLE}`);

export const notEdn = (span: Span, expected: string): Diagnostic =>
  error(
    'ASY6202',
    span,
    `this is not EDN: expected ${expected}`,
    `each event is a map, ${EVENT}; \`--form\` says where it is something else`,
  );

export const notAnOperation = (span: Span): Diagnostic =>
  error('ASY6203', span, 'a line is a JSON object', `for example ${EXAMPLE}`);

export const unknownKey = (span: Span, key: string, keys: readonly string[]): Diagnostic =>
  error(
    'ASY6204',
    span,
    `\`${key}\` is no key of an operation`,
    didYouMean(key, keys) ?? `it has ${named(keys)}; keys of your own begin with \`x-\``,
  );

export const missing = (span: Span, key: string): Diagnostic =>
  error(
    'ASY6205',
    span,
    `an operation needs \`${key}\``,
    `for example ${key.startsWith(':') ? EVENT : EXAMPLE}`,
  );

export const wrongForm = (span: Span, key: string, wanted: string): Diagnostic =>
  error('ASY6206', span, `\`${key}\` is ${wanted}`);

export const unknownOperation = (
  span: Span,
  name: string,
  object: string,
  names: readonly string[],
): Diagnostic =>
  error(
    'ASY6207',
    span,
    `${object} has no operation \`${name}\``,
    didYouMean(name, names) ?? `it has ${named(names)}`,
  );

export const wrongArguments = (span: Span, message: string): Diagnostic =>
  error('ASY6208', span, message);

export const flawed = (span: Span, message: string): Diagnostic =>
  error(
    'ASY6209',
    span,
    `this operation cannot have been: ${message}`,
    'a client has one operation at a time; times are whole numbers, in the order in which things happened',
  );

export const notInvoked = (span: Span, process: string, type: string): Diagnostic =>
  error(
    'ASY6210',
    span,
    `\`:${type}\` of process ${process}, which has no open operation`,
    'each completion follows an `:invoke` of the same process and the same `:f`',
  );

export const stillOpen = (span: Span, process: string): Diagnostic =>
  error(
    'ASY6211',
    span,
    `process ${process} has an open operation`,
    'a process invokes again only after `:ok` or `:fail`; after `:info` its work goes on under another number',
  );

export const unknownType = (span: Span, type: string): Diagnostic =>
  error(
    'ASY6212',
    span,
    `\`:type\` is \`${type}\``,
    didYouMean(type, ['invoke', 'ok', 'fail', 'info']) ??
      'it is `:invoke`, `:ok`, `:fail` or `:info`',
  );

export const noOperations = (span: Span): Diagnostic =>
  error(
    'ASY6213',
    span,
    'no operation is recorded here',
    'a history is JSON lines, Jepsen EDN, or a log with lines such as `INFO jepsen.util - 0 :invoke :write 3`',
  );
