/**
 * Limits as people type them: 500000, 500_000, 5e5, 2m states; 90, 90s, 5min; 512MiB, 4GiB.
 */
import { InvalidArgumentError } from 'commander';

const COUNT = { '': 1, k: 1e3, m: 1e6, g: 1e9 } as const;
const SECONDS = { '': 1, s: 1, sec: 1, m: 60, min: 60, h: 3600 } as const;
const BYTES = {
  '': 1,
  b: 1,
  k: 2 ** 10,
  kb: 1e3,
  kib: 2 ** 10,
  m: 2 ** 20,
  mb: 1e6,
  mib: 2 ** 20,
  g: 2 ** 30,
  gb: 1e9,
  gib: 2 ** 30,
} as const; // prettier-ignore

function read(text: string, units: Readonly<Record<string, number>>, what: string): number {
  const match = /^([0-9][0-9_]*(?:\.[0-9]+)?(?:e[0-9]+)?)\s*([a-z]*)$/i.exec(text.trim());
  const unit = match ? units[match[2].toLowerCase()] : undefined;
  const value =
    match && unit !== undefined ? Number(match[1].replaceAll('_', '')) * unit : Number.NaN;
  if (!(value > 0)) throw new InvalidArgumentError(what);
  return value;
}

/** `1.5m` is a count, `1.5` is none. */
export function count(text: string): number {
  const what = 'A positive whole number is wanted, such as 500000 or 2m.';
  const value = read(text, COUNT, what);
  const found = Math.round(value);
  // 1.1k is a little more than 1100 in binary.
  if (Math.abs(value - found) > 1e-9 * value) throw new InvalidArgumentError(what);
  return found;
}

export const seconds = (text: string): number =>
  read(text, SECONDS, 'A time is wanted, such as 90s or 5min.');

export const bytes = (text: string): number =>
  Math.floor(read(text, BYTES, 'A size is wanted, such as 512MiB or 4GiB.'));

export function whole(text: string): number {
  if (!/^\d{1,6}$/.test(text))
    throw new InvalidArgumentError('A whole number is wanted, such as 2.');
  return Number(text);
}
