/**
 * Numbers and names in words, the same in every report: separators in large numbers, units on times
 * and sizes, plurals, and text that a terminal or a log can show without being tricked by it.
 */

const SMALL = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** `3` as `three`, 1200 as `1,200`. */
export function numberWord(n: number): string {
  return SMALL[n] ?? thousands(n);
}

/** `one property`, `two properties`. */
export function countOf(n: number, one: string, many = `${one}s`): string {
  return `${numberWord(n)} ${n === 1 ? one : many}`;
}

/** `1 property`, `1,200 properties`. */
export function figure(n: number, one: string, many = `${one}s`): string {
  return `${thousands(n)} ${n === 1 ? one : many}`;
}

/** 1234567 as `1,234,567`, on every machine. */
export function thousands(n: number): string {
  const [whole, fraction] = String(n).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A time given in seconds, with its unit: `under 1 ms`, `31 ms`, `3.2 s`, `2 min 5 s`, `3 h 20 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.001) return 'under 1 ms';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A size given in bytes, in binary units: `512 B`, `64.0 KiB`, `1.5 GiB`. */
export function bytes(size: number): string {
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  if (size < 1024) return `${size} B`;
  let value = size / 1024;
  let unit = 0;
  while (value >= 1023.95 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1)} ${units[unit]}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** What is wrong and what to do about it, for places that show one text. */
export function withHint({ message, hint }: { message: string; hint: string | null }): string {
  if (hint === null) return message;
  return `${message}${/[.!?]$/.test(message) ? '' : ';'} ${hint}`;
}

/** A claim or message as a sentence: a capital and a full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  return capitalised(/[.!?…:]$/.test(trimmed) ? trimmed : `${trimmed}.`);
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Control characters (terminal escapes among them) and characters that change the direction of
 * writing, which could make a line read as something else. */
const TRICKS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The same text with a stand-in for each character that could trick, so that columns still count. */
export function visible(text: string): string {
  return text.replace(/\t/g, ' ').replace(TRICKS, '\ufffd');
}

/** Text on one line, with tricks made visible as `U+001B`. */
export function printable(text: string): string {
  return text
    .replace(/[\t\n]+/g, ' ')
    .replace(TRICKS, (c) => `U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`);
}
