/**
 * The package as its users get it: packed, unpacked in another folder with only its production
 * dependencies beside it, then required, imported, compiled against and run.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

let folder: string;
let packed: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-package-'));
  node(root, 'scripts/build.mjs', '--quiet');
  const npm = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const windows = process.platform === 'win32';
  const said = execFileSync('npm', npm, { cwd: root, encoding: 'utf8', shell: windows });
  const [{ filename, files }] = JSON.parse(said);
  packed = files.map(({ path }: { path: string }) => path);
  const home = join(folder, 'node_modules/assay');
  mkdirSync(home, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '-C', home, '--strip-components=1']);
  linkProductionDependencies();
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('holds what users need and nothing else', () => {
  for (const path of [
    'bin/assay.mjs',
    'dist/cli.cjs',
    'dist/index.cjs',
    'dist/index.mjs',
    'LICENSE',
  ]) {
    expect(packed).toContain(path);
  }
  const foreign = packed.filter((path) =>
    /\.test\.|inputs\.json$|\.code$|^(test|scripts|engine)\//.test(path),
  );
  expect(foreign).toEqual([]);
});

it('is required by CommonJS and imported by ES modules, with the same names', async () => {
  write('names.cjs', "console.log(Object.keys(require('assay')).sort().join());");
  write('names.mjs', "console.log(Object.keys(await import('assay')).sort().join());");
  const required = node(folder, 'names.cjs');
  expect(node(folder, 'names.mjs')).toBe(required);
  expect(required.split(',')).toContain('checkSpec');
});

const SPEC = `kind: model
name: counter
about: Counts up and goes round.
constants:
  N: 3
state:
  n: 0..N
actions:
  step:
    then:
      n: if(n == N, 0, n + 1)
properties:
  comes back:
    whenever: n == 1
    eventually: n == 0
fairness: weak
mutants:
  sticks:
    breaks: [comes back]
    change:
      actions.step.then.n: min(n + 1, N)
`;

/** The example at the head of index.ts, as it stands there. */
function example(): { first: string; rest: string } {
  const [head] = readFileSync(join(root, 'index.ts'), 'utf8').split(' */');
  const lines = [...head.matchAll(/^ \* {5}(.*)$/gm)].map(([, line]) => line);
  expect(lines.length).toBeGreaterThan(10);
  const [first, ...rest] = lines;
  expect(first).toBe("import * as assay from 'assay';");
  return { first, rest: rest.join('\n') };
}

it('does what the example at the head of index.ts says, imported and required', () => {
  const { first, rest } = example();
  write('counter.yaml', SPEC);
  write('example.mjs', `${first}\n${rest}`);
  write('example.cjs', `const assay = require('assay');\n(async () => {\n${rest}\n})();`);
  for (const file of ['example.mjs', 'example.cjs']) {
    const said = node(folder, file);
    expect(said).toContain('comes back holds holds on every fair run over all 5 reachable states');
    expect(said).toContain('1 of 1 mutants caught');
    expect(said).toContain('step { n: 1 }');
  }
});

const consumers = [
  ['a notebook (Node10 resolution, CommonJS)', 'use.ts', 'CommonJS', 'Node10'],
  ['an ES module', 'use.mts', 'NodeNext', 'NodeNext'],
  ['CommonJS under Node', 'use.cts', 'NodeNext', 'NodeNext'],
  ['a bundler', 'use.ts', 'ESNext', 'Bundler'],
] as const;

it.each(consumers)('has types for %s', (_, file, module, resolution) => {
  const { first, rest } = example();
  const lines = [
    "import type { Verdict } from 'assay';",
    first,
    'export async function example(): Promise<void> {',
    rest,
    '}',
    "export const right: Verdict['status'] = 'holds';",
    '// @ts-expect-error The types are really read: what is wrong is refused.',
    "export const wrong: Verdict['status'] = 'perhaps';",
  ];
  write(file, lines.join('\n'));
  expect(compile(file, module, resolution)).toBe('');
});

it('runs `assay --version` from where it is installed', () => {
  expect(assay('--version')).toMatchObject({ stdout: `${manifest.version}\n`, status: 0 });
  expect(assay('--no-such-option').status).toBe(2);
});

it('keeps compiled code from the first check on, where it is installed', () => {
  write('counter.yaml', SPEC);
  const kept = () =>
    readdirSync(join(folder, 'node_modules/assay/dist')).filter((name) => name.endsWith('.code'));
  expect(kept()).toEqual([]);
  for (let run = 0; run < 2; run++) {
    expect(assay('check', 'counter.yaml')).toMatchObject({ status: 0, stderr: '' });
    expect(kept()).toHaveLength(1);
  }
  // Loads a package on demand, from a script whose code was kept.
  expect(assay('graph', 'counter.yaml').stdout).toMatch(/^<svg/);
});

it('says what to do when the bundle is gone', () => {
  const bundle = join(folder, 'node_modules/assay/dist/cli.cjs');
  const text = readFileSync(bundle);
  rmSync(bundle);
  const { status, stderr } = assay('--version');
  writeFileSync(bundle, text);
  expect(stderr).toMatch(/dist\/cli\.cjs is missing .*: install the package again/);
  expect(status).toBe(4);
});

/** Only what `npm install assay` would bring: a package used but not declared is not found. */
function linkProductionDependencies(): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  for (const [path, { dev }] of Object.entries<{ dev?: boolean }>(lock)) {
    const nested = path.lastIndexOf('node_modules/') > 0;
    if (path === '' || dev || nested || !existsSync(join(root, path))) continue;
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    symlinkSync(join(root, path), join(folder, path), 'junction');
  }
}

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

function node(cwd: string, ...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd, encoding: 'utf8' });
}

function assay(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const launcher = join(folder, 'node_modules/assay/bin/assay.mjs');
  return spawnSync(process.execPath, [launcher, ...args], { cwd: folder, encoding: 'utf8' });
}

/** What the pinned compiler says of the file: nothing when all is well. */
function compile(file: string, module: string, moduleResolution: string): string {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const options = ['--noEmit', '--strict', '--target', 'ES2022', '--ignoreDeprecations', '6.0'];
  // The compiler's own library is not in question, and takes it longer than all else.
  options.push('--skipDefaultLibCheck');
  const forms = ['--module', module, '--moduleResolution', moduleResolution];
  const args = [tsc, ...options, ...forms, file];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
}
