/** The protocol of docs/protocols.md, in a folder of its user: all lives take the same two files.
 * The documentation itself has it explored, with its mutants. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packageRoot } from '../engine/package-root.js';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync(join(packageRoot(), 'docs/examples'), folder, { recursive: true });
const spec = join(folder, 'ticket-lease.yaml');

it('is simulated: nobody is said to lead for longer than the time of its node says', async () => {
  const { code, stdout } = await runCli('simulate', spec, '--seeds', '30', '--json');
  const [{ verdicts }] = JSON.parse(stdout).specs;
  expect(verdicts.map(({ status }: { status: string }) => status)).toEqual(Array(5).fill('holds'));
  expect(code).toBe(0);
}, 120_000);

it('is run live', async () => {
  const { code, stdout } = await runCli('live', spec, '--for', '2s');
  expect(stdout).toContain('All four properties are as expected');
  expect(code).toBe(0);
}, 120_000);
