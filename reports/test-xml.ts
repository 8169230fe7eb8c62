/** A small strict reader of XML 1.0 without DTDs, to tell whether what we write is well formed. */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
/** Whatever is not a `Char` of XML 1.0; with the `u` flag a surrogate in the class is a lone one. */
const ILLEGAL = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** @throws Error where the text is not well formed. */
export function parseXml(source: string): XmlElement {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${JSON.stringify(source.slice(at, at + 40))}`);
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match !== null) at += match[0].length;
    return match;
  };
  if (ILLEGAL.test(source)) fail('a character that XML does not have');
  take(/<\?xml [^?]*\?>\s*/y);
  const root = element();
  take(/\s*/y);
  if (at !== source.length) fail('something after the root');
  return root;

  function element(): XmlElement {
    if (take(/</y) === null) return fail('no element');
    const name = take(NAME)?.[0] ?? fail('no name');
    const attributes: Record<string, string> = Object.create(null);
    for (let a = take(ATTRIBUTE); a !== null; a = take(ATTRIBUTE)) {
      if (a[1] in attributes) fail(`a second ${a[1]}`);
      attributes[a[1]] = decoded(a[2] ?? a[3]);
    }
    if (take(/\s*\/>/y) !== null) return { name, attributes, children: [], text: '' };
    if (take(/\s*>/y) === null) fail('an unfinished tag');
    const children: XmlElement[] = [];
    let text = '';
    while (!source.startsWith('</', at)) {
      if (at >= source.length) fail(`${name} never ends`);
      if (take(/<!--(?:(?!--)[\s\S])*-->/y) !== null) continue;
      if (source[at] === '<') children.push(element());
      else text += decoded(take(/[^<]+/y)?.[0] ?? '');
    }
    if (take(new RegExp(`</${name}\\s*>`, 'y')) === null) fail(`not the end of ${name}`);
    return { name, attributes, children, text };
  }

  function decoded(raw: string): string {
    if (raw.includes(']]>')) fail(']]> in text');
    return raw.replace(
      /&(?:(amp|lt|gt|quot|apos)|#(\d+)|#x([\da-fA-F]+));|&/g,
      (all, name, decimal, hex) => {
        if (name !== undefined)
          return { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }[name as 'amp'];
        if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
        if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
        return fail(`a bare ${all}`);
      },
    );
  }
}
