// @ts-check
/**
 * `npm test`: makes a fresh clone ready, runs vitest, and closes with the true counts, alone on the
 * last line: `120 passed, 0 failed, 2 skipped`. A run that ended before it could count, or
 * could not begin, says `0 passed, 1 failed`. `--deep` runs the long campaigns; other arguments go to vitest
 * (`npm test -- engine/language`).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

if (!setup()) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const args = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'assay-test-'));
const countsFile = join(folder, 'counts.json');
const status = await runVitest();
const counts = readCounts();
rmSync(folder, { recursive: true });

for (const skip of counts.skips) console.log(`skipped: ${skip}`);
// vitest may find fault where no test failed: it found no test, or could not begin.
const failed = status !== 0 ? Math.max(counts.failed, 1) : counts.failed;
const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
console.log(`${counts.passed} passed, ${failed} failed${skipped}`);
process.exitCode = status === 0 && failed > 0 ? 1 : status;

/** @returns {Promise<number>} the exit code */
function runVitest() {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/counts.mjs')}`];
  const own = [vitest, 'run', ...reporters, ...args.filter((arg) => arg !== '--deep')];
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...process.env, ASSAY_COUNTS: countsFile };
  if (args.includes('--deep')) env['ASSAY_DEEP'] = '1';
  const child = spawn(process.execPath, own, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env,
  });
  // Ctrl-C reaches vitest too; wait for it, so that the closing line is the last.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('error', () => resolve(1));
    child.on('close', (code, signal) => resolve(signal === 'SIGINT' ? 130 : (code ?? 1)));
  });
}

/** @returns {import('./counts.mjs').Counts} nothing at all when the run did not get that far */
function readCounts() {
  try {
    return JSON.parse(readFileSync(countsFile, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, skips: [] };
  }
}
