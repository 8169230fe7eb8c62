/**
 * Whatever the tree, the elaborator answers: it never throws and never hangs, and where it gives no
 * spec it says why. Trees of library specs are broken at random places, with no schema before.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { campaign, patience } from '../../../test/campaign.js';
import { Diagnostics } from '../diagnostics.js';
import { sourceFile } from '../source.js';
import { readYaml } from '../yaml/read.js';
import type { Entry, Mapping, Scalar, Tree } from '../yaml/tree.js';
import { elaborateModel } from './model.js';
import { elaborated } from './test-models.js';

const folder = fileURLToPath(new URL('../../../specs', import.meta.url));
const models = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .flatMap((name) => {
    const file = sourceFile(name, readFileSync(`${folder}/${name}`, 'utf8'));
    const [document] = readYaml(file, new Diagnostics());
    return document?.tree?.node === 'mapping' ? [{ file, tree: document.tree }] : [];
  });

const TEXTS = [
  null,
  '',
  '0',
  'x',
  'none',
  '[]',
  '[a, b]',
  '1..3',
  'set(1..3)',
  'x in S',
  'any',
  'true',
  'at[p]',
  'symmetric(2)',
  'always(stuck)',
  'old(x)',
  'integer',
  'forall(a in b, a)',
  'weak',
  'if x == 1',
  'constructor',
  '10 ^ 9',
];

/** All trees inside, with a way to put another in their place. */
function subtrees(tree: Tree): readonly Tree[] {
  const inner =
    tree.node === 'list'
      ? tree.items
      : tree.node === 'mapping'
        ? tree.entries.map((e) => e.value)
        : [];
  return [tree, ...inner.flatMap(subtrees)];
}

function replaced(tree: Tree, from: Tree, to: Tree): Tree {
  if (tree === from) return to;
  if (tree.node === 'list') return { ...tree, items: tree.items.map((t) => replaced(t, from, to)) };
  if (tree.node !== 'mapping') return tree;
  const entries = tree.entries.map((e) => ({ ...e, value: replaced(e.value, from, to) }));
  return { ...tree, entries };
}

function scalar(text: string | null, like: Tree): Scalar {
  const { span } = like;
  return { node: 'scalar', text, style: 'plain', span, offsetOf: () => span.start };
}

/** Another tree for this place: a text, a part of some spec, a list or a mapping of it, fewer entries. */
function broken(g: fc.GeneratorValue, tree: Tree, parts: readonly Tree[]): Tree {
  const text = scalar(TEXTS[g(fc.nat, TEXTS.length - 1)], tree);
  const part = parts[g(fc.nat, parts.length - 1)];
  switch (g(fc.nat, 5)) {
    case 0:
      return text;
    case 1:
      return part;
    case 2:
      return { node: 'list', flow: false, items: [text, part], span: tree.span };
    case 3: {
      const key = scalar(text.text ?? 'key', tree) as Entry['key'];
      return { node: 'mapping', flow: false, entries: [{ key, value: part }], span: tree.span };
    }
    default:
      if (tree.node === 'mapping') return { ...tree, entries: tree.entries.slice(g(fc.nat, 2)) };
      return tree.node === 'list' ? { ...tree, items: tree.items.slice(1) } : text;
  }
}

test('broken trees are answered', { timeout: patience(60_000) }, () => {
  const { seed, runs } = campaign('broken trees', { sample: 300, deep: 20_000 });
  fc.assert(
    fc.property(fc.gen(), fc.nat(models.length - 1), fc.nat(2), (g, which, more) => {
      const { file, tree: whole } = models[which];
      let tree: Mapping = whole;
      for (let i = 0; i <= more; i++) {
        const parts = subtrees(tree);
        const from = parts[g(fc.nat, parts.length - 1)];
        const next = replaced(tree, from, broken(g, from, parts));
        if (next.node === 'mapping') tree = next;
      }
      const diagnostics = new Diagnostics();
      const spec = elaborateModel(tree, file, diagnostics);
      expect(spec === null).toBe(diagnostics.hasErrors);
    }),
    { seed, numRuns: runs },
  );
});

const head = 'kind: model\nname: test\nabout: A test.\nstate:\n  x: 0..3\n';

test('long expressions are no trouble', () => {
  const long = Array.from({ length: 450 }, () => 'x').join('+');
  expect(elaborated(`${head}properties:\n  p:\n    always: ${long} > 1\n`).complaints).toEqual([]);
});

const chainOf = (count: number, form: (next: string, i: number) => string) =>
  Array.from({ length: count }, (_, i) => `  d${i}: ${form(`d${i + 1}`, i)}`).join('\n');

test.each([
  ['conditions', 'always', (d: string, i: number) => `${d} and x == ${i % 3}`],
  ['branches', 'never', (d: string) => `if(x == 1, ${d}, x == 2)`],
  ['lists', 'reachable', (d: string) => `x in [if(${d}, 1, 2)]`],
  ['sets', 'always', (d: string) => `forall(y in filter(z in 1..3, ${d}), y < 3)`],
  ['formulas', 'holds', (d: string) => `always(x == 1 or ${d})`],
  ['names', 'always', (d: string) => d],
])('a chain of five thousand %s ends in an answer', (_, claim, form) => {
  const text = `${head}define:\n${chainOf(5000, form)}\n  d5000: x == 1\nproperties:\n  p:\n    ${claim}: d0\n`;
  expect(elaborated(text).complaints.join()).toMatch(/ASY4228/);
});

test('a chain of five thousand types or constants ends in an answer', () => {
  const types = `${head}types:\n${chainOf(5000, (d) => `set(${d})`)}\n  d5000: boolean\n`;
  expect(elaborated(types).complaints.join()).toMatch(/ASY4228/);
  const constants = `${head}constants:\n${chainOf(5000, (d) => `${d} + 1`)}\n  d5000: 1\n`;
  expect(elaborated(constants).complaints.join()).toMatch(/ASY4228/);
});

test.each([
  ['a definition doubled forty times', (d: string) => `if(${d}, ${d}, ${d})`],
  ['a condition doubled forty times', (d: string) => `${d} and ${d}`],
  ['a formula doubled forty times', (d: string) => `always(${d} or ${d})`],
])('%s ends in an answer', (_, form) => {
  const lines = Array.from({ length: 40 }, (__, i) => `  d${i}: ${form(`d${i + 1}`)}`);
  const text = `${head}define:\n${lines.join('\n')}\n  d40: x == 1\nproperties:\n  p:\n    holds: d0\n`;
  expect(elaborated(text).complaints.join()).toContain('ASY4227');
});
