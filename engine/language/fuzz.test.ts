/**
 * Fuzzing: specs with lines and tokens deleted, doubled, swapped and replaced, and random bytes. Lint
 * must answer with diagnostics: never an exception, never a hang, never a place outside the text.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign, patience } from '../../test/campaign.js';
import { formatDiagnostic } from './diagnostic-format.js';
import { Diagnostics } from './diagnostics.js';
import { yamlFiles } from './files/find.js';
import { decode } from './files/source.js';
import { lintFile, type SourceFile, sourceFile } from './index.js';

const here = dirname(fileURLToPath(import.meta.url));

const texts = [
  ...yamlFiles(join(here, 'examples'), { recursive: true }),
  ...yamlFiles(join(here, '../../specs'), { recursive: true }),
  ...readdirSync(join(here, 'broken'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(here, 'broken', name)),
].map((path) => readFileSync(path, 'utf8'));

/** Longest answer to a small file; a machine under load is allowed to be slow. */
const MILLISECONDS_MAX = 10_000;

function answers(file: SourceFile): void {
  const started = performance.now();
  for (const diagnostic of lintFile(file)) {
    const { span, code, message } = diagnostic;
    expect(code).toMatch(/^ASY\d{4}$/);
    expect(message).not.toMatch(/undefined|\[object|NaN/);
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(span.file.text.length);
    formatDiagnostic(diagnostic);
  }
  expect(performance.now() - started).toBeLessThan(MILLISECONDS_MAX);
}

/** One change to a list of pieces: lines, or tokens. */
const edit = fc.record({
  what: fc.constantFrom('delete', 'double', 'swap', 'replace', 'move'),
  from: fc.nat(),
  to: fc.nat(),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(pieces: readonly string[], { what, from, to }: Edit): string[] {
  const changed = [...pieces];
  if (changed.length === 0) return changed;
  const a = from % changed.length;
  const b = to % changed.length;
  if (what === 'delete') changed.splice(a, 1);
  else if (what === 'double') changed.splice(a, 0, changed[a]);
  else if (what === 'swap') [changed[a], changed[b]] = [changed[b], changed[a]];
  else if (what === 'replace') changed[a] = changed[b];
  else changed.splice(b, 0, ...changed.splice(a, 1));
  return changed;
}

const mutated = fc
  .record({
    text: fc.constantFrom(...texts),
    lines: fc.array(edit, { maxLength: 3 }),
    tokens: fc.array(edit, { maxLength: 4 }),
  })
  .map(({ text, lines, tokens }) => {
    const shuffled = lines.reduce(apply, text.split('\n')).join('\n');
    return tokens.reduce(apply, shuffled.split(/(\s+|[^\w\s]|\w+)/)).join('');
  });

test('mutated specs are answered', { timeout: patience(600_000) }, () => {
  const { seed, runs } = campaign('lint of mutated specs', { sample: 400, deep: 40_000 });
  fc.assert(
    fc.property(mutated, (text) => answers(sourceFile('fuzz.yaml', text))),
    { seed, numRuns: runs },
  );
});

test('random bytes are answered', { timeout: patience(600_000) }, () => {
  const { seed, runs } = campaign('lint of random bytes', { sample: 300, deep: 30_000 });
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const file = decode('fuzz.yaml', Buffer.from(bytes), new Diagnostics());
      if (file) answers(file);
    }),
    { seed, numRuns: runs },
  );
});

/** The characters that mean something to YAML or to expressions, and some that mean trouble. */
const sharp = fc.constantFrom(
  ...[
    'a',
    'b: ',
    'kind: model',
    '\n',
    '\n  ',
    '\n- ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    ': ',
    '? ',
    '&a',
    '*a',
  ],
  ...[
    '!t ',
    '|',
    '>-',
    '"',
    "'",
    '#',
    ' ',
    '\t',
    '\r\n',
    '---',
    '...',
    '%',
    '@',
    '`',
    '(',
    ')',
    '__proto__',
  ],
  ...[
    'constructor',
    'null',
    '010',
    'then',
    'if x:',
    '\u{1f600}',
    '\ufeff',
    '\u2028',
    '..',
    '= ',
    '<<: ',
  ],
);

test('random YAML is answered', { timeout: patience(600_000) }, () => {
  const { seed, runs } = campaign('lint of random YAML', { sample: 600, deep: 60_000 });
  fc.assert(
    fc.property(fc.array(sharp, { maxLength: 60 }), (pieces) =>
      answers(sourceFile('fuzz.yaml', pieces.join(''))),
    ),
    { seed, numRuns: runs },
  );
});
