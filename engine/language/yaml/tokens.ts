/**
 * What a spec may not use (anchors, aliases, tags, directives, bottomless nesting), found among the
 * tokens: a loop with a stack of its own, so that no input is too deep for it.
 */
import type { CST } from 'yaml';
import type { Diagnostics } from '../diagnostics.js';
import type { SourceFile, Span } from '../source.js';
import * as say from './messages.js';

const DEPTH_MAX = 64;

export interface Forbidden {
  /** The file must not be composed: what follows is recursive. */
  readonly tooDeep: boolean;
  /** Offsets of what has no meaning without the forbidden thing: aliases, and what is negated by `!`. */
  readonly unusable: readonly number[];
  /** Offsets of brackets and quotes that are never closed, in the order of the text. */
  readonly unclosed: readonly number[];
}

interface Part {
  readonly token: CST.Token;
  readonly depth: number;
}

interface Found {
  readonly unusable: number[];
  readonly unclosed: number[];
  /** Each alias is reported once; there may be a great many. */
  readonly aliases: Set<string>;
}

export function forbiddenTokens(
  tokens: readonly CST.Token[],
  file: SourceFile,
  diagnostics: Diagnostics,
): Forbidden {
  const found: Found = { unusable: [], unclosed: [], aliases: new Set() };
  const stack: Part[] = tokens.map((token) => ({ token, depth: 0 }));
  while (stack.length > 0) {
    const { token, depth } = stack.pop() as Part;
    if (depth > DEPTH_MAX) {
      diagnostics.add(say.tooDeep(spanOf(file, token), DEPTH_MAX));
      return { tooDeep: true, ...found };
    }
    judge(token, file, diagnostics, found);
    for (const inner of partsOf(token)) stack.push({ token: inner, depth: depth + nests(token) });
  }
  found.unclosed.sort((a, b) => a - b);
  return { tooDeep: false, ...found };
}

function judge(token: CST.Token, file: SourceFile, diagnostics: Diagnostics, found: Found): void {
  const source = 'source' in token ? token.source : '';
  if (token.type === 'anchor') diagnostics.add(say.anchor(spanOf(file, token), source));
  else if (token.type === 'tag') {
    diagnostics.add(say.tag(spanOf(file, token), source));
    // The rest of what was meant as one value.
    if (say.negates(source)) found.unusable.push(token.offset);
  } else if (token.type === 'directive') diagnostics.add(say.directive(spanOf(file, token)));
  else if (token.type === 'alias') {
    found.unusable.push(token.offset);
    if (!found.aliases.has(source)) diagnostics.add(say.alias(spanOf(file, token), source));
    found.aliases.add(source);
  } else if (isOpen(token)) {
    found.unclosed.push(token.type === 'flow-collection' ? token.start.offset : offsetOf(token));
  }
}

const nests = (token: CST.Token): number =>
  token.type === 'block-map' || token.type === 'block-seq' || token.type === 'flow-collection'
    ? 1
    : 0;

/** The tokens directly inside. Depth counts collections, so a flow pair costs nothing. */
function* partsOf(token: CST.Token): Generator<CST.Token> {
  if (token.type === 'document') {
    yield* token.start;
    if (token.value) yield token.value;
    yield* token.end ?? [];
  } else if (
    token.type === 'block-map' ||
    token.type === 'block-seq' ||
    token.type === 'flow-collection'
  ) {
    for (const item of token.items) {
      yield* item.start;
      if ('key' in item && item.key) yield item.key;
      if ('sep' in item && item.sep) yield* item.sep;
      if (item.value) yield item.value;
    }
  } else if (token.type === 'block-scalar') {
    yield* token.props;
  }
}

/** A quoted scalar or flow collection that the text ends before it does. */
function isOpen(token: CST.Token): boolean {
  if (token.type === 'flow-collection')
    return !token.end.some(({ type }) => /^flow-.*-end$/.test(type));
  if (token.type === 'single-quoted-scalar') return !/^'(?:[^']|'')*'$/.test(token.source);
  if (token.type === 'double-quoted-scalar') return !/^"(?:[^"\\]|\\[\s\S])*"$/.test(token.source);
  return false;
}

const offsetOf = (token: CST.Token): number => ('offset' in token ? token.offset : 0);

function spanOf(file: SourceFile, token: CST.Token): Span {
  const offset = offsetOf(token);
  const length = 'source' in token && typeof token.source === 'string' ? token.source.length : 1;
  const lineEnd = file.text.indexOf('\n', offset);
  const limit = lineEnd < 0 ? file.text.length : lineEnd;
  return { file, start: Math.min(offset, limit), end: Math.min(offset + length, limit) };
}
