/** The lock that keeps two commands from building over each other. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
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
  expect(withLock(path, () => 'mine')).toBe('mine');
  const fails = () => {
    throw new Error('no');
  };
  expect(() => withLock(path, fails)).toThrow('no');
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
