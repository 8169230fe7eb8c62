/** The protocol of docs/protocols.md, in a folder of its user: all lives take the same two files.
 * The documentation itself has it explored, with its mutants. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

it('is replayed where it fails: with all that every node remembers, on the terminal and in a report', async () => {
  const broken = join(folder, 'broken');
  cpSync(join(packageRoot(), 'docs/examples'), broken, { recursive: true });
  const code = join(broken, 'ticket-lease.ts');
  const guard = "vouches && !n.mutated('punches anything')";
  const text = readFileSync(code, 'utf8');
  expect(text).toContain(guard);
  writeFileSync(code, text.replace(guard, 'false'));
  const runs = join(broken, 'runs');
  const found = await runCli(
    ...['simulate', join(broken, 'ticket-lease.yaml'), '--seeds', '5', '--save', runs],
  );
  expect(found.code).toBe(1);
  const [saved] = readdirSync(runs);
  const html = join(broken, 'run.html');
  const again = await runCli('replay', join(runs, saved), '--report', `html=${html}`);
  expect(again.code).toBe(1);
  expect(again.stdout).toMatch(/keeper\d\.until: long ago → at [\d.]+ (s|ms)/);
  expect(again.stdout).toMatch(/candidate\d\.punches: \[\] → \[keeper\d\]/);
  expect(again.stdout).toContain('one leader is broken at');
  expect(readFileSync(html, 'utf8')).toContain('candidate2.leads: false → true');
}, 120_000);

it('is run live', async () => {
  const { code, stdout } = await runCli('live', spec, '--for', '2s');
  expect(stdout).toContain('All four properties are as expected');
  expect(code).toBe(0);
}, 120_000);
