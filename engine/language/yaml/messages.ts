/**
 * What phase 1 (YAML text) has to say: one function a message. Codes are listed in
 * docs/diagnostics.md; a code never changes its meaning.
 */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  return hint === undefined
    ? { code, severity: 'error', span, message }
    : { code, severity: 'error', span, message, hint };
}

export const notUtf8 = (span: Span): Diagnostic =>
  error('ASY1001', span, 'the file is not UTF-8 text from here on', 'save it as UTF-8');

export const controlCharacter = (span: Span, code: number): Diagnostic =>
  error(
    'ASY1002',
    span,
    `the character U+${code.toString(16).toUpperCase().padStart(4, '0')} may not stand in a spec`,
    'remove it; a spec is text, with spaces and line breaks only',
  );

export const tooDeep = (span: Span, limit: number): Diagnostic =>
  error(
    'ASY1003',
    span,
    `nested more than ${limit} levels deep`,
    'give the inner parts names of their own, with `define` or `types`',
  );

export const noSpec = (span: Span): Diagnostic =>
  error(
    'ASY1004',
    span,
    'there is no spec in this file',
    'begin with `kind:`, `name:` and `about:`; `assay init` writes a starter',
  );

export const notMapping = (span: Span, found: string): Diagnostic =>
  error(
    'ASY1005',
    span,
    `a spec is a mapping of keys to values; this document is ${found}`,
    'begin with `kind:`, `name:` and `about:`',
  );

export const syntaxError = (span: Span, message: string, hint?: string): Diagnostic =>
  error('ASY1010', span, message, hint);

export const tabIndent = (span: Span): Diagnostic =>
  error('ASY1011', span, 'a tab stands where only spaces may', 'indent with spaces');

export const keyInsideValue = (span: Span): Diagnostic =>
  error(
    'ASY1012',
    span,
    'a second `key: value` begins inside a value',
    cureInside(span.file.text.slice(span.start, span.end)),
  );

function cureInside(text: string): string {
  if (text.includes(' ? ')) return 'a choice is written `if(condition, this, that)`';
  if (/^(forall|exists|\\[AE]|all|any|some)\s/.test(text))
    return 'a quantifier is written `forall(x in S, condition)` or `exists(x in S, condition)`';
  if (/^\w+\([^()]*\bin\b[^()]*:$/.test(text))
    return 'what is asked of each follows a comma: `forall(x in S, condition)`';
  return 'quote it, if it is text; a key goes on its own line, indented deeper';
}

export const keyTooDeep = (span: Span): Diagnostic =>
  error(
    'ASY1012',
    span,
    'this key is indented deeper than the one above, and so is read as part of its value',
    'keys of one mapping begin in the same column; a key with others below it has no value on its own line',
  );

export const reservedStart = (span: Span, character: string): Diagnostic =>
  error(
    'ASY1013',
    span,
    `a value cannot begin with \`${character}\` in YAML`,
    'quote it, if it is text; no expression begins so',
  );

export const unclosedBracket = (span: Span, closing: string): Diagnostic =>
  error(
    'ASY1014',
    span,
    'this bracket is not closed before the next key',
    `close it with \`${closing}\`; what it holds is indented deeper than its key`,
  );

export const unclosedQuote = (span: Span): Diagnostic =>
  error('ASY1015', span, 'this quote is never closed', 'close it on the same line');

export const bracketInFlow = (span: Span, text: string, collection: string): Diagnostic =>
  error(
    'ASY1016',
    span,
    `\`${text}\` inside ${collection} is read as a list of YAML's own`,
    `put it on its own line, without ${collection}, or quote it`,
  );

export const commaInFlow = (span: Span, key: string | null, collection: string): Diagnostic =>
  error(
    'ASY1017',
    span,
    `a comma inside ${collection} ends the value`,
    key === null
      ? 'put it on its own line, or quote it'
      : `put \`${key}\` on its own line, or quote it`,
  );

/** Was what is wrong put right? The tree is then what was meant. */
export const isMended = ({ code }: Diagnostic): boolean => code === 'ASY1017';

export const badIndent = (span: Span): Diagnostic =>
  error(
    'ASY1018',
    span,
    'the indentation fits no level above',
    'keys of one mapping begin in the same column',
  );

export const textAfterValue = (span: Span): Diagnostic =>
  error(
    'ASY1019',
    span,
    'the value has ended before this',
    'an expression cannot begin with `[`, `{` or a quote: turn it round (`votes == []`), or quote all of it',
  );

export const duplicateKey = (span: Span, key: string, first: Span): Diagnostic => ({
  ...error(
    'ASY1020',
    span,
    `the key \`${key}\` is here twice`,
    key === 'else'
      ? 'YAML allows one `else` a mapping: write the second as `if not (…):`'
      : 'rename one, or remove it',
  ),
  related: [{ span: first, message: 'first here' }],
});

export const anchor = (span: Span, text: string): Diagnostic =>
  error(
    'ASY1021',
    span,
    `anchors (\`${text}\`) are not used in specs`,
    'reuse with `define`, `constants` or `extends`',
  );

export const alias = (span: Span, text: string): Diagnostic =>
  error(
    'ASY1022',
    span,
    `aliases (\`${text}\`) are not used in specs`,
    'write the value here; reuse with `define`, `constants` or `extends`',
  );

export const tag = (span: Span, text: string): Diagnostic =>
  error(
    'ASY1023',
    span,
    `tags (\`${text}\`) are not used in specs`,
    negates(text) ? 'the contrary of a condition is written `not`, not `!`' : 'remove it',
  );

/** `!found`, as other languages have it: YAML takes it for a tag. */
export const negates = (text: string): boolean => /^![A-Za-z_(][\w()[\].,]*$/.test(text);

export const mergeKey = (span: Span): Diagnostic =>
  error('ASY1024', span, 'merge keys (`<<`) are not used in specs', 'reuse with `extends`');

export const keyNotText = (span: Span, found: string): Diagnostic =>
  error('ASY1025', span, `a key is a word or a phrase; this one is ${found}`, 'write a name');

export const numberForm = (span: Span, text: string, suggestion: string | null): Diagnostic =>
  error(
    'ASY1026',
    span,
    `\`${text}\` means different numbers to different readers`,
    suggestion === null ? 'write it in decimal' : `write \`${suggestion}\``,
  );

export const directive = (span: Span): Diagnostic =>
  error('ASY1027', span, 'YAML directives (`%…`) are not used in specs', 'remove the line');

export const tooMany = (span: Span, more: number): Diagnostic => ({
  code: 'ASY1028',
  severity: 'info',
  span,
  message: `${more} more problems of this file are not shown`,
  hint: 'mend the first ones, then look again',
});
