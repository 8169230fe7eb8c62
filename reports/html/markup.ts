/**
 * Markup that cannot forget to escape: strings put into an `html` template are text; only what an
 * `html` template made is markup. For HTML and for SVG inside it, in elements and quoted attributes.
 */
import { printable } from '../wording.js';

export class Markup {
  constructor(readonly source: string) {}

  toString(): string {
    return this.source;
  }
}

type Part = string | number | null | Markup | readonly Part[];

/** `null` prints nothing; lists are joined. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  let source = strings[0];
  parts.forEach((part, i) => {
    source += partSource(part) + strings[i + 1];
  });
  return new Markup(source);
}

/** A sentence in which `code` stands between backticks. */
export function prose(text: string): Markup {
  const parts = printable(text).split(/`([^`]+)`/);
  return html`${parts.map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** Markup from elsewhere that is known to be sound (Graphviz, Vega, our own constants). */
export function trusted(source: string): Markup {
  return new Markup(source);
}

function partSource(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.source;
  if (Array.isArray(part)) return part.map(partSource).join('');
  return escapeText(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]);
}

/** JSON that can stand in a `<script>` element. */
export function scriptJson(value: unknown): Markup {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => {
    return `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return new Markup(json);
}
