/** `assay export`: what it prints, where it refuses. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-export-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MODEL = 'specs/transactions/two-phase-commit.yaml';

test('to standard output, and to a file', async () => {
  const printed = await runCli('export', MODEL, '--to', 'promela', '--set', 'N=2');
  expect(printed.code).toBe(0);
  expect(printed.stdout).toContain('with N = 2.');
  expect(printed.stdout).toContain('active proctype model()');
  const output = join(folder, 'out.tla');
  const written = await runCli('export', MODEL, '--to', 'tla', '-o', output);
  expect(written).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(output, 'utf8')).toMatch(/^---- MODULE two_phase_commit ----/);
});

test('what the other language cannot say is refused at its place', async () => {
  const file = join(folder, 'free.yaml');
  writeFileSync(file, 'kind: model\nname: free\nabout: Free.\nstate:\n  q: sequence(boolean)\n');
  const { code, stderr } = await runCli('export', file, '--to', 'promela');
  expect(code).toBe(2);
  expect(stderr).toBe(
    `assay: ${file}:5:3: promela cannot say this model: q: sequence(boolean) has no bound.\n`,
  );
});

test('an unknown language', async () => {
  const { code, stderr } = await runCli('export', MODEL, '--to', 'alloy');
  expect(code).toBe(2);
  expect(stderr).toContain('tla, smt2, promela');
});
