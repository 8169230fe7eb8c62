/** `--mutant` of commands that run a system: the mistake is on, the report says so, and a saved run has it again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-mutant-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = 'specs/transactions/durable-two-phase-commit.yaml';
const MISTAKE = 'presumes commit';
const NOTE = `judged with the mutant “${MISTAKE}”, not as the spec has it`;

it('simulates a mutant, saves the run that it breaks, and replays it', async () => {
  const only = ['--only', 'agreement', '--mutant', MISTAKE];
  const { code, stdout } = await runCli('simulate', SPEC, ...only, '--save', folder);
  expect(code).toBe(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain(NOTE);
  // Whose step it is stands beside it.
  expect(stdout).toMatch(/^ *\d+ {2}\S+ m?s {2}participant\d on\.\w+/m);
  const [saved] = readdirSync(folder);
  expect(saved).toMatch(/^durable-two-phase-commit-agreement-seed-\d+\.json$/);
  const path = join(folder, saved);
  expect(JSON.parse(readFileSync(path, 'utf8')).mutants).toEqual([MISTAKE]);
  const again = await runCli('replay', path);
  expect(again.stdout).toContain('agreement is broken');
  expect(again.stdout).toContain('\nwith the mutant “');
  const seed = ['--seed', String(JSON.parse(readFileSync(path, 'utf8')).seed)];
  expect((await runCli('simulate', SPEC, '--trace', ...seed)).code).toBe(0);
  expect((await runCli('simulate', SPEC, '--trace', ...seed, '--mutant', MISTAKE)).code).toBe(1);
});

it('says which mutants there are', async () => {
  const { code, stderr } = await runCli('simulate', SPEC, '--mutant', 'presumes comit');
  expect(code).toBe(2);
  expect(stderr).toContain('the protocol declares no mutant `presumes comit`');
  expect(stderr).toContain(`did you mean \`${MISTAKE}\`?`);
});

it('is a note of a check', async () => {
  const { stdout } = await runCli(
    'check',
    'specs/concurrency/peterson-lock.yaml',
    '--mutant',
    'without the fence',
  );
  expect(stdout.replace(/\s+/g, ' ')).toContain('judged with the mutant “without the fence”');
});
