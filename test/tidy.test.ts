/**
 * House rules that a compiler does not know: hidden time and chance, unfinished work, files without a
 * purpose, files and functions that grow, traces of one machine, packages that are not pinned. Sizes
 * are ratchets: what is over the limit is listed with its size and may only shrink.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Lines of a file, and of a function; tests are given more room. */
const FILE_LINES = 500;
const TEST_FILE_LINES = 700;
const FUNCTION_LINES = 80;

/** Longer than the limits allow, by how many lines each may be. May only shrink. */
const longFiles: Readonly<Record<string, number>> = {};
const longFunctions: Readonly<Record<string, number>> = {
  // One closure, because its text is the program of another thread too; each function in it is short.
  'checkers/exploration/kernel/hands.ts makeHands': 218,
};

/** Where engine and checkers may ask the clock: to measure effort and keep to a limit, and to run systems
 * live; and the environment: for the PATH, to find a solver. */
const impure: Readonly<Record<string, readonly string[]>> = {
  'checkers/exploration/limits.ts': ['performance.now'],
  'checkers/proof/solver/native.ts': ['process.env'],
  'engine/live/clock.ts': ['performance.now', 'Date.now'],
};

const files = tracked();
const code = files.filter((path) => /\.(ts|mjs|cjs)$/.test(path));
const isTest = (path: string) =>
  /\.test\.ts$|(^|\/)((test|arbitrary|random)-[^/]*|fixtures)\.ts$|^test\//.test(path);

it('finds the files that it judges', () => {
  expect(code).toContain('test/tidy.test.ts');
  expect(code.filter((path) => path.startsWith('engine/')).length).toBeGreaterThan(5);
});

it('keeps hidden time, chance and environment out of engine and checkers', () => {
  const hidden =
    /\b(Date\.now|new Date\(\)|Math\.random|process\.env|process\.hrtime|performance\.now|process\.cwd)\b/g;
  const found = code
    .filter((path) => /^(engine|checkers)\//.test(path) && !isTest(path))
    .filter((path) => matches(read(path), hidden).length > 0)
    .flatMap((path) => matches(withoutComments(path), hidden).map((call) => ({ path, call })))
    .filter(({ path, call }) => !impure[path]?.includes(call));
  expect(found).toEqual([]);
});

it('opens every file with a comment that says what it is for', () => {
  const opening = /^(#!.*\n)?(\/\/ @ts-check\n)?\s*(\/\*\*?\s*(\* )?\S|\/\/ \S)/;
  // The tests of one file are for that file, which says it.
  const named = (path: string) => files.includes(path.replace('.test.ts', '.ts'));
  const silent = code.filter((path) => !opening.test(read(path)));
  expect(silent.filter((path) => !(path.endsWith('.test.ts') && named(path)))).toEqual([]);
});

it('keeps files short', () => {
  const long = code
    .map((path) => ({ path, lines: read(path).split('\n').length - 1 }))
    .filter(({ path, lines }) => {
      return lines > (longFiles[path] ?? (isTest(path) ? TEST_FILE_LINES : FILE_LINES));
    });
  expect(long).toEqual([]);
});

it('keeps functions short', () => {
  const long = code
    .filter((path) => !isTest(path))
    .flatMap((path) => functions(path).map((found) => ({ path, ...found })))
    .filter(({ path, name, lines }) => {
      return lines > (longFunctions[`${path} ${name}`] ?? FUNCTION_LINES);
    });
  expect(long).toEqual([]);
});

it('lists among the long ones only what is still that long', () => {
  for (const [path, lines] of Object.entries(longFiles)) {
    expect(read(path).split('\n').length - 1, path).toBe(lines);
  }
  for (const [key, lines] of Object.entries(longFunctions)) {
    const [path = '', name] = key.split(' ');
    expect(functions(path).find((found) => found.name === name)?.lines, key).toBe(lines);
  }
});

it('holds no unfinished work', () => {
  const marks = new RegExp(
    ['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('\\b|\\b'),
    'g',
  );
  expect(found(texts(), marks)).toEqual([]);
});

it('names no folder of one machine', () => {
  // The root of the path is split here, or this file would find itself.
  const roots = ['wo' + 'rk', 'ro' + 'ot', 'ho' + 'me', 'tm' + 'p', 'Us' + 'ers'];
  const paths = new RegExp(`(?<![.\\w>})\\]*])/(${roots.join('|')})/[\\w.]`, 'g');
  expect(found(texts(), paths)).toEqual([]);
});

it('names no package registry', () => {
  const registry = /https?:\/\/[a-z.]*(npm|yarn|pypi|pythonhosted|debian|crates|maven)[a-z.]*\//g;
  expect(found(texts(), registry)).toEqual([]);
  const lock = read('package-lock.json');
  expect(lock).not.toContain('"resolved"');
  expect(matches(lock, registry)).toEqual([]);
});

it('pins every package exactly', () => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json'));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  }
});

it('locks every package with a checksum, but for those of other systems', () => {
  const { '': own, ...packages } = JSON.parse(read('package-lock.json')).packages;
  expect(own.dependencies).toEqual(JSON.parse(read('package.json')).dependencies);
  for (const [path, { version, integrity, optional, os }] of Object.entries<Locked>(packages)) {
    expect(version, path).toMatch(/^\d+\.\d+\.\d+/);
    if (!(optional === true && os !== undefined)) expect(integrity, path).toMatch(/^sha512-/);
  }
});

it('locks what every package asks for on any system', () => {
  const packages: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages;
  const lacking = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(lacking, 'npm run lock adds them').toEqual([]);
});

it('allows install scripts by name only', () => {
  const packages: Record<string, Locked> = JSON.parse(read('package-lock.json')).packages;
  const allowed = JSON.parse(read('package.json')).allowScripts;
  const withScripts = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect(Object.keys(allowed)).toEqual(expect.arrayContaining(withScripts));
});

it('has `tsc` mean the pinned compiler', () => {
  const pinned = JSON.parse(read('package.json')).devDependencies.typescript;
  const tsc = join(root, 'node_modules/.bin/tsc');
  const windows = process.platform === 'win32';
  const said = execFileSync(tsc, ['--version'], { encoding: 'utf8', shell: windows });
  expect(said.trim()).toBe(`Version ${pinned}`);
});

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** What is in the repository or about to be, and is still there. */
function tracked(): string[] {
  const list = (...options: string[]) =>
    execFileSync('git', ['ls-files', '-z', ...options], { cwd: root, encoding: 'utf8' })
      .split('\0')
      .filter((path) => path !== '');
  const deleted = new Set(list('--deleted'));
  return list('--cached', '--others', '--exclude-standard').filter((path) => !deleted.has(path));
}

/** Files that people read and write; not the lock file, and no pictures. */
function texts(): string[] {
  const binary = /\.(png|jpg|woff2?|ttf|wasm|ico)$/;
  return files.filter((path) => path !== 'package-lock.json' && !binary.test(path));
}

function found(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) => matches(read(path), pattern).map((text) => `${path}: ${text}`));
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([match]) => match);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
}

/** The code alone, printed again: a comment may speak of Date.now. */
function withoutComments(path: string): string {
  return ts.createPrinter({ removeComments: true }).printFile(parse(path));
}

/** Every function that has a body, with its lines; one without a name goes by its first line. */
function functions(path: string): { name: string; lines: number }[] {
  const file = parse(path);
  const result: { name: string; lines: number }[] = [];
  const line = (position: number) => file.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const named = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : null);
      const start = line(node.getStart(file));
      const name = named?.getText(file) ?? `line ${start + 1}`;
      result.push({ name, lines: line(node.end) - start + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return result;
}
