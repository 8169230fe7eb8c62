/** What the messages of the elaborator are put together from. */
import { grouped } from '../../../grouped.js';
import type { Diagnostic } from '../../diagnostics.js';
import { didYouMean as nearestHint } from '../../nearest.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import { formatType } from '../../types-format.js';
import type { Declaration } from '../declarations.js';

export function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

export function warning(code: string, span: Span, message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', span, message, hint };
}

/** The nearest right spelling; a single letter is like no other letter, a beginning is like the whole. */
export function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const same = candidates.find((c) => c !== name && c.toLowerCase() === name.toLowerCase());
  if (same !== undefined) return `did you mean ${code(same)}?`;
  if (name.length < 2) return undefined;
  const longer = name.length < 3 ? undefined : candidates.find((c) => c.startsWith(name));
  const near = nearestHint(
    name,
    candidates.filter((c) => c.length > 1),
  );
  return near ?? (longer === undefined ? undefined : `did you mean ${code(longer)}?`);
}

export function list(words: readonly string[], last: 'and' | 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

export const code = (word: string): string => `\`${word}\``;

/** A type with what is in it: `Color (white, black)`; `Entry { term: 0..2, … }` stays its name. */
export function type(t: Type): string {
  if (t.kind === 'optional' && t.of.kind === 'enum' && t.of.members.length === 0) return 'none';
  if (t.kind === 'enum' && t.members.length === 0) return 'a value of unknown type';
  if (t.kind === 'range' && t.low === t.high) return `the number ${t.low}`;
  if (t.kind !== 'enum' || t.name === undefined) return formatType(t);
  const most = 8;
  const shown = t.members.slice(0, most).join(', ');
  return `${t.name} (${shown}${t.members.length > most ? ', …' : ''})`;
}

export const WORDS: Readonly<Record<Declaration['what'], string>> = {
  variable: 'a state variable',
  constant: 'a constant',
  definition: 'a definition',
  type: 'a type',
};

export function amount(count: number): string {
  if (!Number.isFinite(count) || count >= 1e15) return 'more than 10^15';
  return grouped(count);
}
