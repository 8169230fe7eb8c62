/** The lock that keeps two commands from building over each other. */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { STALE_MS, withLock } from '../scripts/lock.mjs';

const folder = mkdtempSync(join(tmpdir(), 'assay-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('lets one process in at a time', async () => {
  const log = join(folder, 'log');
  const module = pathToFileURL(
    join(dirname(fileURLToPath(import.meta.url)), '../scripts/lock.mjs'),
  ).href;
  const script = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(module)};
    withLock(${JSON.stringify(join(folder, 'busy'))}, () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`;
  const runs = [1, 2, 3].map(
    () =>
      new Promise((done) =>
        spawn(process.execPath, ['--input-type=module', '-e', script]).on('close', done),
      ),
  );
  expect(await Promise.all(runs)).toEqual([0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in out in out in out ');
  expect(existsSync(join(folder, 'busy'))).toBe(false);
});

it('takes over a lock that was left behind, and gives it back after a failure', () => {
  const path = join(folder, 'left');
  mkdirSync(path);
  const old = (Date.now() - STALE_MS - 1000) / 1000;
  utimesSync(path, old, old);
  const said: string[] = [];
  expect(
    withLock(
      path,
      () => 'mine',
      20,
      (text) => said.push(text),
    ),
  ).toBe('mine');
  expect(said).toEqual([expect.stringMatching(/^another process, silent for two minutes, left /)]);
  const fails = () => {
    throw new Error('no');
  };
  expect(() => withLock(path, fails)).toThrow('no');
  expect(existsSync(path)).toBe(false);
});

/** A process that has ended. */
function dead(): number {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return pid;
}

it.each([
  ['has ended', () => `${dead()} ${hostname()}`, /^process \d+, which is no more, left .* behind/],
  ['runs elsewhere', () => `${dead()} elsewhere`, null],
  ['runs', () => `${process.ppid} ${hostname()}`, null],
])('asks whether the process that has it still runs: it %s', (_, holder, says) => {
  const path = join(folder, `held-${says === null ? 'by' : 'no more'}`);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'holder'), holder());
  const said: string[] = [];
  // Who waits says so once, and then the holder gives it back.
  const say = (text: string): void => {
    said.push(text);
    if (!text.startsWith('waiting')) return;
    if (says !== null) throw new Error('it waits for nobody');
    rmSync(path, { recursive: true });
  };
  expect(withLock(path, () => 'mine', 20, say)).toBe('mine');
  expect(said).toEqual([expect.stringMatching(says ?? /^waiting for process \d+.*, which has /)]);
  expect(existsSync(path)).toBe(false);
});

it('is kept fresh while an action blocks its thread', () => {
  const path = join(folder, 'long');
  const ageIn = (act: () => void): number =>
    withLock(
      path,
      () => {
        utimesSync(path, 1, 1);
        act();
        return statSync(path).mtimeMs;
      },
      20,
    );
  const sleep = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  const touched = ageIn(() => {
    for (let i = 0; i < 200 && statSync(path).mtimeMs === 1000; i++) sleep(50);
  });
  expect(touched).toBeGreaterThan(1000);
});
