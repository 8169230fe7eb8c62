import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { campaign } from '../../../test/campaign.js';
import { Diagnostics } from '../diagnostics.js';
import { lineAndColumn, sourceFile, spanText } from '../source.js';
import { readYaml } from './read.js';
import { child, type Mapping, type Scalar, type Tree } from './tree.js';

function read(text: string) {
  const diagnostics = new Diagnostics();
  const documents = readYaml(sourceFile('t.yaml', text), diagnostics);
  return { documents, diagnostics: diagnostics.list };
}

function scalarAt(text: string, key: string): Scalar {
  const { documents, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return child(documents[0].tree as Mapping, key) as Scalar;
}

/** The line and column in the file of a piece of the scalar's text. */
function placeOfPiece(scalar: Scalar, piece: string) {
  const at = (scalar.text ?? '').indexOf(piece);
  expect(at).toBeGreaterThanOrEqual(0);
  return lineAndColumn(scalar.span.file, scalar.offsetOf(at));
}

describe('places in folded text', () => {
  test('a plain scalar over several lines', () => {
    const scalar = scalarAt('k: first and\n    second or\n\n      third\n', 'k');
    expect(scalar.text).toBe('first and second or\nthird');
    expect(placeOfPiece(scalar, 'first')).toEqual({ line: 1, column: 4 });
    expect(placeOfPiece(scalar, 'second')).toEqual({ line: 2, column: 5 });
    expect(placeOfPiece(scalar, 'third')).toEqual({ line: 4, column: 7 });
    expect(scalar.offsetOf(25)).toBe(scalar.span.end);
  });

  test('a folded block, a literal block, and line breaks of Windows', () => {
    for (const header of ['>-', '>', '|', '|2-', '>- # why']) {
      const text = `a: 1\r\nk: ${header}\r\n  one\r\n    two\r\n  three\r\nz: 1\r\n`;
      const scalar = scalarAt(text, 'k');
      expect(placeOfPiece(scalar, 'one')).toEqual({ line: 3, column: 3 });
      expect(placeOfPiece(scalar, 'two')).toEqual({ line: 4, column: 5 });
      expect(placeOfPiece(scalar, 'three')).toEqual({ line: 5, column: 3 });
      expect(spanText(scalar.span)).toBe('one\r\n    two\r\n  three');
    }
  });

  test('quotes, doubled quotes and escapes', () => {
    const single = scalarAt("k: 'it''s here'\n", 'k');
    expect(single.text).toBe("it's here");
    expect(placeOfPiece(single, 's here')).toEqual({ line: 1, column: 9 });
    const double = scalarAt('k: "a\\tb \\u0041 \\\n  \\"c\\" \\U0001F600d"\n', 'k');
    expect(double.text).toBe('a\tb A "c" \u{1f600}d');
    expect(placeOfPiece(double, 'b')).toEqual({ line: 1, column: 8 });
    expect(placeOfPiece(double, 'A')).toEqual({ line: 1, column: 10 });
    expect(placeOfPiece(double, 'c')).toEqual({ line: 2, column: 5 });
    expect(placeOfPiece(double, 'd')).toEqual({ line: 2, column: 19 });
  });

  test('every visible character of every scalar leads to itself', () => {
    const { seed, runs } = campaign('offsets of YAML scalars', { sample: 400, deep: 40_000 });
    const word = fc.stringMatching(/^[A-Za-z0-9(),.=<>+*-]{1,12}$/);
    const words = fc.array(word, { minLength: 1, maxLength: 40 });
    const style = fc.constantFrom(
      ...(['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_FOLDED', 'BLOCK_LITERAL'] as const),
    );
    const input = fc.record({ words, style, newline: fc.constantFrom('\n', '\r\n') });
    fc.assert(
      fc.property(input, (input) => {
        const value = input.words.join(' ');
        const written = stringify(
          { k: value, z: ['end'] },
          { defaultStringType: input.style, defaultKeyType: 'PLAIN', lineWidth: 30 },
        );
        const text = written.replaceAll('\n', input.newline);
        const scalar = scalarAt(text, 'k');
        expect(scalar.text?.trim()).toBe(value);
        for (let i = 0; i < value.length; i++)
          if (value[i] !== ' ') expect(text[scalar.offsetOf(i)]).toBe(value[i]);
      }),
      { seed, numRuns: runs },
    );
  });
});

describe('spans', () => {
  test('of keys, values and collections', () => {
    const { documents } = read('a:\n  b: [x, y]\n  c: { d: 1 }\n');
    const a = child(documents[0].tree as Mapping, 'a') as Mapping;
    expect(spanText(a.span)).toBe('b: [x, y]\n  c: { d: 1 }');
    expect(a.entries.map(({ key }) => spanText(key.span))).toEqual(['b', 'c']);
    expect(a.entries.map(({ value }) => spanText(value.span))).toEqual(['[x, y]', '{ d: 1 }']);
    expect(a.flow).toBe(false);
    expect((a.entries[1].value as Mapping).flow).toBe(true);
  });

  test('of an empty value', () => {
    const scalar = scalarAt('a:\nb: 1\n', 'a');
    expect(scalar.text).toBe(null);
    expect(scalar.span.start).toBe(scalar.span.end);
  });
});

describe('documents', () => {
  test('several in a file, empty ones left out', () => {
    const { documents, diagnostics } = read('---\na: 1\n---\n---\nb: 2\n...\n');
    expect(diagnostics).toEqual([]);
    expect(documents).toHaveLength(2);
  });

  test('an error in one leaves the others readable', () => {
    const { documents, diagnostics } = read('a: b: c\n---\nb: 2\n---\n c: "x\n');
    expect(documents.map(({ tree }) => tree !== null)).toEqual([false, true, false]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['ASY1012', 'ASY1015']);
  });
});

test('values torn by commas are whole again', () => {
  const { documents, diagnostics } = read('a: { b: f(x, g(y, z)), h(i, j): k, l: m }\n');
  expect(diagnostics.map(({ code }) => code)).toEqual(['ASY1017', 'ASY1017']);
  const plain = (tree: Tree): unknown =>
    tree.node === 'mapping'
      ? tree.entries.map(({ key, value }) => [key.text, plain(value)])
      : tree.node === 'list'
        ? tree.items.map(plain)
        : tree.text;
  expect(plain(documents[0].tree as Tree)).toEqual([
    [
      'a',
      [
        ['b', 'f(x, g(y, z))'],
        ['h(i, j)', 'k'],
        ['l', 'm'],
      ],
    ],
  ]);
});

describe('hostile input', () => {
  const big: Record<string, string> = {
    'nothing but line breaks': '\n'.repeat(200_000),
    'open brackets': '['.repeat(50_000),
    'open braces': '{a: '.repeat(20_000),
    dashes: '- '.repeat(50_000),
    'question marks': '? '.repeat(50_000),
    'unbalanced brackets': '{[}]'.repeat(10_000),
    anchors: '&a '.repeat(50_000),
    aliases: `a: [${'*a, '.repeat(20_000)}]`,
    documents: '---\n'.repeat(50_000),
    'duplicate keys': 'a: 1\n'.repeat(50_000),
    'a flow list': `a: [${'x, '.repeat(100_000)}]`,
    'torn values': `a: [${'f(, '.repeat(20_000)}]`,
  };
  test.each(Object.keys(big))('%s', (name) => {
    const { diagnostics } = read(big[name]);
    expect(diagnostics.length).toBeLessThanOrEqual(101);
  });

  test('keys of Object.prototype are keys', () => {
    const { documents } = read('__proto__: 1\nconstructor: 2\nhasOwnProperty: 3\n');
    const tree = documents[0].tree as Mapping;
    expect(tree.entries.map(({ key }) => key.text)).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ]);
    expect(({} as Record<string, unknown>)['1']).toBe(undefined);
  });
});
