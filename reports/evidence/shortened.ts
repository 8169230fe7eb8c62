/** Values as they are shown: of a very long list its beginning, and how many more there are. */
import { grouped } from '../../engine/grouped.js';
import { formatPlain, isList, type Plain } from '../../engine/plain.js';

/** Longer lists are shown by their first items. */
const WHOLE_MAX = 100;
const FIRST = 20;

export const shownText = (value: Plain): string => formatPlain(shortened(value));

/** The first of many, in words, and how many more there are. */
export function firstOf<T>(items: readonly T[], words: (item: T) => string): string[] {
  if (items.length <= WHOLE_MAX) return items.map(words);
  return [...items.slice(0, FIRST).map(words), moreText(items.length - FIRST)];
}

const moreText = (count: number): string => `… and ${grouped(count)} more`;

function shortened(value: Plain): Plain {
  if (typeof value !== 'object' || value === null) return value;
  if (!isList(value))
    return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, shortened(of)]));
  if (value.length <= WHOLE_MAX) return value.map(shortened);
  return [...value.slice(0, FIRST).map(shortened), moreText(value.length - FIRST)];
}
