/**
 * What a thread has done in an operation so far, as data: the results of its accesses, and of each loop only where it is. A generator
 * cannot be copied, but from its past it can be brought to where it was.
 */
import type { RecordShape } from '../node/shapes/records.js';
import type { Loose } from '../node/step.js';

// biome-ignore format: one line a kind
export type Item =
  /** `access` in words, to see whether the code asks the same again. */
  | { readonly is: 'read'; readonly access: string; readonly result: unknown }
  /** In a loop: what its round was given. */
  | { readonly is: 'loop'; readonly carry: unknown; readonly local: Loose }
  /** After a loop: its result. */
  | { readonly is: 'left'; readonly value: unknown; readonly local: Loose };

/** Nothing in it is ever changed in place. */
export type Past = readonly Item[];

/** Equal pasts have equal texts. */
export function pastText(past: Past, local: RecordShape<Loose>): string {
  const text = (item: Item): string => {
    if (item.is === 'read') return `${item.access}=${plainText(item.result)}`;
    const at = item.is === 'loop' ? item.carry : item.value;
    return `${item.is} ${plainText(at)} ${local.text(item.local)}`;
  };
  return past.map(text).join('\n');
}

/** Canonical JSON; null for what is not plain data. `undefined` is plain here. */
export function plainText(value: unknown): string | null {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : null;
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : compound(value);
    default:
      return null;
  }
}

function compound(value: object): string | null {
  const list = Array.isArray(value);
  if (!list && Object.getPrototypeOf(value) !== Object.prototype) return null;
  const parts = list
    ? value.map(plainText)
    : Object.keys(value)
        .sort()
        .map((key) => {
          const text = plainText((value as Loose)[key]);
          return text === null ? null : `${JSON.stringify(key)}:${text}`;
        });
  if (parts.includes(null)) return null;
  return list ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}
