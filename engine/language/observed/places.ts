/**
 * Where a part of a JSON text stands: only asked when something is to be said of it, so the text is
 * read again for it. The text is known to be JSON (RFC 8259).
 */

/** Keys of objects and indices of arrays, from the outside in. */
export type JsonPath = readonly (string | number)[];

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The value at the path, or with `key` the key before it; the whole text where there is none. */
export function rangeOf(text: string, path: JsonPath, what: 'key' | 'value' = 'value'): Range {
  let at = skipBlank(text, 0);
  let key: Range | null = null;
  for (const step of path) {
    const found = inside(text, at, step);
    if (found === null) return { start: 0, end: text.length };
    key = found.key;
    at = found.value;
  }
  return what === 'key' && key !== null ? key : { start: at, end: endOfValue(text, at) };
}

/** The last entry with the key, as `JSON.parse` takes it; or the item with the index. */
function inside(text: string, from: number, step: string | number) {
  let found: { key: Range | null; value: number } | null = null;
  let at = skipBlank(text, from + 1);
  for (let index = 0; text[at] !== '}' && text[at] !== ']'; index++) {
    let key: Range | null = null;
    if (text[from] === '{') {
      key = { start: at, end: endOfString(text, at) };
      at = skipBlank(text, skipBlank(text, key.end) + 1);
    }
    const fits =
      key === null ? index === step : JSON.parse(text.slice(key.start, key.end)) === step;
    if (fits) found = { key, value: at };
    at = skipBlank(text, endOfValue(text, at));
    if (text[at] === ',') at = skipBlank(text, at + 1);
  }
  return found;
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  if (text[from] !== '{' && text[from] !== '[') {
    let at = from;
    while (at < text.length && !/[\s,\]}]/.test(text[at])) at++;
    return at;
  }
  let depth = 0;
  let at = from;
  do {
    if (text[at] === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (text[at] === '{' || text[at] === '[') depth++;
    else if (text[at] === '}' || text[at] === ']') depth--;
    at++;
  } while (depth > 0 && at < text.length);
  return at;
}

function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function skipBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at])) at++;
  return at;
}
