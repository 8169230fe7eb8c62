/**
 * Where a text stops being JSON (RFC 8259). `JSON.parse` knows, but tells it in words that differ from
 * version to version; so the text is read again, token by token, for the place alone.
 */

const TOKEN =
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;

/** What may come next. */
type Next = 'value' | 'item or end' | 'key or end' | 'key' | 'colon' | 'comma or end' | 'nothing';

/** The offset of the first token that does not belong there; the length of a text that ends too early. */
export function syntaxErrorAt(text: string): number {
  const open: ('{' | '[')[] = [];
  let next: Next = 'value';
  for (let at = afterBlank(text, 0); at < text.length; at = afterBlank(text, TOKEN.lastIndex)) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0];
    const following: Next | null = token === undefined ? null : step(token, next, open);
    if (following === null) return at;
    next = following;
  }
  return text.length;
}

/** What may follow the token; null where it may not come. */
function step(token: string, next: Next, open: ('{' | '[')[]): Next | null {
  switch (next) {
    case 'nothing':
      return null;
    case 'colon':
      return token === ':' ? 'value' : null;
    case 'key':
    case 'key or end':
      if (token === '}' && next === 'key or end') return closed(open);
      return token[0] === '"' ? 'colon' : null;
    case 'comma or end': {
      const inside = open[open.length - 1];
      if (token === ',') return inside === '{' ? 'key' : 'value';
      return token === (inside === '{' ? '}' : ']') ? closed(open) : null;
    }
    case 'item or end':
      if (token === ']') return closed(open);
      return value(token, open);
    case 'value':
      return value(token, open);
  }
}

function value(token: string, open: ('{' | '[')[]): Next | null {
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'key or end' : 'item or end';
  }
  if (/^[\]},:]/.test(token)) return null;
  return open.length === 0 ? 'nothing' : 'comma or end';
}

function closed(open: ('{' | '[')[]): Next {
  open.pop();
  return open.length === 0 ? 'nothing' : 'comma or end';
}

function afterBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text[at])) at++;
  return at;
}
