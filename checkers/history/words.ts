/** Operations and answers as people write them: `get x → 3`. */
import type { Operation } from '../../engine/history/history.js';
import { formatPlain, type Plain } from '../../engine/plain.js';

/** `put key = x, value = 1`, and what was answered. */
export function operationText(operation: Operation): string {
  return `${callText(operation)}${answerText(operation)}`;
}

export function callText({ name, args }: Operation): string {
  const given = Object.entries(args).map(([key, value]) => `${key} = ${valueText(value)}`);
  return given.length === 0 ? name : `${name} ${given.join(', ')}`;
}

/** ` → 3`; nothing where nothing was answered. */
const answerText = ({ result }: Operation): string =>
  result === undefined ? '' : ` → ${valueText(result)}`;

const LENGTH_MAX = 48;

/** Of a long one the beginning and the end. */
function valueText(value: Plain): string {
  const text = formatPlain(value);
  if (text.length <= LENGTH_MAX) return text;
  return `${text.slice(0, LENGTH_MAX / 3)} … ${text.slice(-LENGTH_MAX / 2)}`;
}

const SHOWN_MAX = 4;

/** `1, 2 or 3`; the first few of many. */
export function anyOf(values: readonly Plain[]): string {
  const texts = values.slice(0, SHOWN_MAX).map(valueText);
  const more = values.length - texts.length;
  if (more > 0) return `${texts.join(', ')} or one of ${more} more`;
  return texts.length < 2
    ? texts.join('')
    : `${texts.slice(0, -1).join(', ')} or ${texts[texts.length - 1]}`;
}
