/**
 * The layers of .dependency-cruiser.cjs hold, and a step across them is noticed: each forbidden import
 * is made in a small project of the same shape, cruised with the same rules.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** A file, what it imports, and the rule that forbids it; null where it is allowed. */
const imports = [
  ['engine/a.ts', '../checkers/b.js', 'engine-looks-back-only'],
  ['checkers/a.ts', '../reports/b.js', 'checkers-looks-back-only'],
  ['reports/a.ts', '../cli/b.js', 'reports-looks-back-only'],
  ['reports/c.ts', '../checkers/b.js', null],
  ['engine/language/a.ts', '../transition/b.js', 'language-knows-no-machine'],
  ['engine/language/c.ts', '../b.js', null],
  ['checkers/exploration/a.ts', '../../engine/live/b.js', 'exploration-reads-the-machine-only'],
  ['checkers/exploration/c.ts', '../../engine/transition/b.js', null],
  [
    'checkers/exploration/d.ts',
    '../../engine/language/b.js',
    'exploration-takes-types-of-language-only',
  ],
  ['checkers/exploration/e.ts', 'type ../../engine/language/b.js', null],
  ['engine/d.ts', '../test/b.js', 'engine-and-checkers-stand-alone'],
  ['engine/d.test.ts', '../test/b.js', null],
  ['engine/e.ts', './nowhere.js', 'no-unresolvable'],
  ['engine/f.ts', 'fast-check', 'no-dev-packages-in-the-product'],
  ['engine/f.test.ts', 'fast-check', null],
  ['engine/g.ts', 'ajv', null],
  ['engine/circle.ts', './round.js', 'no-cycles'],
  // A cycle is reported once, where it was found.
  ['engine/round.ts', './circle.js', null],
] as const;

let project: string;
/** Of each file in the project, the rules that it broke. */
let broken: Map<string, string[]>;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'assay-layers-'));
  for (const file of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json']) {
    copyFileSync(join(root, file), join(project, file));
  }
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'), 'junction');
  for (const [file, imported] of imports) {
    const [, type, path] = /^(type )?(.*)$/.exec(imported)!;
    write(file, `import ${type ?? ''}* as x from '${path}';\nexport let y: typeof x;\ny = x;\n`);
  }
  const rooms = ['engine', 'engine/language', 'engine/transition', 'engine/live', 'test'];
  for (const room of [...rooms, 'checkers', 'reports', 'cli']) {
    write(`${room}/b.ts`, 'export const z = 1;\n');
  }
  const { stdout } = cruise(
    project,
    '--output-type',
    'json',
    'engine',
    'checkers',
    'reports',
    'cli',
  );
  broken = new Map();
  for (const { from, rule } of JSON.parse(stdout).summary.violations) {
    broken.set(from, [...(broken.get(from) ?? []), rule.name]);
  }
});

afterAll(() => rmSync(project, { recursive: true }));

it.each(imports)('%s importing %s breaks: %s', (file, _, rule) => {
  expect(broken.get(file) ?? []).toEqual(rule === null ? [] : [rule]);
});

it('holds in Assay itself', () => {
  const { status, stdout } = cruise(root, 'engine', 'checkers', 'reports', 'cli', 'index.ts');
  expect(stdout).toMatch(/no dependency violations found \([1-9]/);
  expect(status).toBe(0);
});

function write(file: string, text: string): void {
  mkdirSync(join(project, dirname(file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

function cruise(cwd: string, ...args: string[]): { status: number | null; stdout: string } {
  const all = [cruiser, '--config', '.dependency-cruiser.cjs', ...args];
  return spawnSync(process.execPath, all, { cwd, encoding: 'utf8' });
}
