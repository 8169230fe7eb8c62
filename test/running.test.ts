/**
 * The scripts behind `npm test` and the launcher: the closing line tells the truth whatever happens,
 * an old Node is told so, and a bundle is rebuilt when, and only when, its sources changed.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modified, reasonToBuild } from '../bin/freshness.mjs';
import { tooOld } from '../scripts/setup.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-running-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const runs = [
  ['passes', "it('a', () => {}); it('b', () => {});", 0, '2 passed, 0 failed'],
  ['a failure', "it('a', () => {}); it('b', () => { throw 1; });", 1, '1 passed, 1 failed'],
  [
    'a skip with its reason',
    "it('a', () => {}); it('b', ({ skip }) => skip('no moon'));",
    0,
    'skipped: some.test.ts > b: no moon\n1 passed, 0 failed, 1 skipped',
  ],
  ['a file that cannot be loaded', "import './nowhere.js';", 1, '0 passed, 1 failed'],
  ['a file without tests', '', 1, '0 passed, 1 failed'],
  [
    'an error outside every test',
    "it('a', async () => { setTimeout(() => { throw 1; }); await new Promise((r) => setTimeout(r, 99)); });",
    1,
    '1 passed, 1 failed',
  ],
  ['a dead process', "it('a', () => process.kill(process.pid, 'SIGKILL'));", 1, ' failed'],
] as const;

it.each(runs)('closes with the true counts after %s', (_, text, status, closing) => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  write('some.test.ts', `import { it } from 'vitest';\n${text}\n`);
  const run = npmTest('--root', folder);
  expect(run.stdout.trimEnd().endsWith(closing), run.stdout).toBe(true);
  expect(run.stdout).not.toMatch(/\n0 passed, 0 failed/);
  expect(run.status).toBe(status);
});

it('closes with a failure when no test is found', () => {
  const run = npmTest('--root', folder);
  expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('0 passed, 1 failed');
  expect(run.status).toBe(1);
});

it('tells an old Node so', () => {
  expect(tooOld('18.20.1', '20.19')).toMatch(/needs Node 20\.19 or newer and this is 18\.20\.1/);
  expect(tooOld('20.18.3', '20.19')).not.toBeNull();
  for (const version of ['20.19.0', '20.20.2', '22.1.0', '100.0.0']) {
    expect(tooOld(version, '20.19')).toBeNull();
  }
});

it('builds what was never built, and again what changed', () => {
  expect(reasonToBuild(folder)).toBe('not built yet');
  write('dist/cli.cjs', '');
  // As in a published package, which has no sources.
  expect(reasonToBuild(folder)).toBeNull();
  write('scripts/build.mjs', '');
  expect(reasonToBuild(folder)).toBe('the last build was cut short');
  write('engine/a.ts', '');
  const inputs = { 'engine/a.ts': modified(join(folder, 'engine/a.ts')) };
  write('dist/inputs.json', JSON.stringify(inputs));
  expect(reasonToBuild(folder)).toBeNull();
  // An older file is a change too: another branch was checked out, a copy was restored.
  utimesSync(join(folder, 'engine/a.ts'), 1, 1);
  expect(reasonToBuild(folder)).toBe('engine/a.ts changed');
  rmSync(join(folder, 'engine/a.ts'));
  expect(reasonToBuild(folder)).toBe('engine/a.ts changed');
});

it('waits for no build where the build itself runs it', () => {
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  write('dist/cli.cjs', '(function (exports) { exports.main = async () => 3; })');
  write('scripts/build.mjs', '');
  write('scripts/setup.mjs', 'process.exit(1)');
  const status = (env: NodeJS.ProcessEnv) =>
    spawnSync(process.execPath, [join(folder, 'bin/assay.mjs'), '--version'], {
      env: { ...process.env, ...env },
    }).status;
  expect(status({ ASSAY_BUILDING: '1' })).toBe(3);
  expect(status({})).toBe(4);
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function npmTest(...args: string[]): { status: number | null; stdout: string } {
  const env = { ...process.env, NO_COLOR: '1' };
  const script = join(root, 'scripts/test.mjs');
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8', env });
}

it('a reader that closes its end is no error', () => {
  // `true` reads nothing; the exit code comes by the other stream.
  const line = '{ "$0" bin/assay.mjs --help; echo "exit code $?" >&2; } | true';
  const { stderr } = spawnSync('sh', ['-c', line, process.execPath], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/exit code 0\n$/);
});
