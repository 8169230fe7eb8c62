/** Where two states differ, entry by entry of maps and records, in words. */
import { formatPlain, type Plain } from '../../engine/plain.js';

export interface Difference {
  /** `rm[1]`, `top.tag`, `votes`. */
  readonly place: string;
  readonly from: string;
  readonly to: string;
}

type Entries = { readonly [key: string]: Plain };

/** Of what `to` has; a variable that `from` does not have differs as a whole. */
export function differences(
  from: Readonly<Record<string, Plain>>,
  to: Readonly<Record<string, Plain>>,
): Difference[] {
  return Object.keys(to).flatMap((name) => within(name, from[name], to[name]));
}

function within(place: string, from: Plain | undefined, to: Plain): Difference[] {
  if (from === undefined) return [{ place, from: 'nothing', to: formatPlain(to) }];
  if (isEntries(from) && isEntries(to) && sameKeys(from, to)) {
    return Object.keys(to).flatMap((key) => within(inside(place, key), from[key], to[key]));
  }
  const words = { place, from: formatPlain(from), to: formatPlain(to) };
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [words];
}

function sameKeys(a: Entries, b: Entries): boolean {
  const keys = Object.keys(a);
  const other = Object.keys(b);
  return keys.length === other.length && keys.every((key) => Object.hasOwn(b, key));
}

const isEntries = (plain: Plain): plain is Entries =>
  typeof plain === 'object' && plain !== null && !Array.isArray(plain);

const inside = (place: string, key: string): string =>
  /^[A-Za-z]\w*$/.test(key) ? `${place}.${key}` : `${place}[${key}]`;
