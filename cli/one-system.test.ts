/** Files with several systems: commands that run one let the user choose. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-several-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const path = join(folder, 'two.yaml');
const system = (name: string, nodes: number, more = ''): string => `kind: system
name: ${name}
about: A register on ${nodes}.
protocol: single-copy-register
nodes: ${nodes}
clients: { count: 2, object: register, operations: { put: 1, get: 1 }, rate: 50 / s }
properties:
  linearizable:
    always: linearizable(register)
runs: { simulate: { seeds: 5, for: 5 s }, live: { for: 300 ms } }
${more}`;
writeFileSync(path, `${system('alone', 1)}---\n${system('apart', 3)}`);

const named = (stdout: string): string => JSON.parse(stdout).specs[0].name;

describe.each([
  ['simulate', []],
  ['live', []],
  ['simulate', ['--trace']],
  ['live', ['--serve']],
])('assay %s %j of a file with two systems', (command, more) => {
  it('says which there are where none is chosen', async () => {
    const { code, stderr } = await runCli(command, path, ...more);
    expect(code).toBe(2);
    expect(stderr).toContain('two.yaml: one system is wanted; here are alone and apart.');
    expect(stderr).toContain('--system alone');
  });

  it('says which there are where there is none of that name', async () => {
    const { code, stderr } = await runCli(command, path, '--system', 'along', ...more);
    expect(code).toBe(2);
    expect(stderr).toContain('two.yaml: no system is called along; here are alone and apart.');
  });
});

it('runs the one that is chosen', { timeout: 60_000 }, async () => {
  const alone = await runCli('simulate', path, '--system', 'alone', '--json');
  expect([alone.code, named(alone.stdout)]).toEqual([0, 'alone']);
  expect(alone.stdout).toContain('--system alone');
  const live = await runCli('live', path, '--system', 'alone', '--json');
  expect([live.code, named(live.stdout)]).toEqual([0, 'alone']);
  const trace = await runCli('simulate', path, '--system', 'apart', '--trace', '--for', '1s');
  expect(trace.stdout).toContain('server3');
});

it('saves which one it was, for its run to be made again', async () => {
  const runs = join(folder, 'runs');
  const found = await runCli('simulate', path, '--system', 'apart', '--save', runs, '--json');
  expect([found.code, named(found.stdout)]).toEqual([1, 'apart']);
  expect(existsSync(runs)).toBe(true);
  const [file] = readdirSync(runs).map((name) => join(runs, name));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ system: 'apart' });
  const again = await runCli('replay', file, '--json');
  expect([again.code, named(again.stdout)]).toEqual([1, 'apart']);
});

it('leaves out mutants of what was not asked for, in every life', async () => {
  const mutants = `mutants:
  one more: { change: { nodes: 2 }, breaks: [assertions] }
  two more: { change: { nodes: 3 }, breaks: [linearizable, assertions] }
`;
  const one = join(folder, 'mutants.yaml');
  writeFileSync(one, system('alone', 1, mutants));
  for (const command of ['simulate', 'check']) {
    const { code, stdout } = await runCli(
      ...[command, one, '--mutants', '--only', 'linearizable', '--json'],
    );
    const [spec] = JSON.parse(stdout).specs;
    expect(spec.mutants).toMatchObject([
      { name: 'two more', caught: true, breaks: ['linearizable'] },
    ]);
    expect(spec.notes.map(({ text }: { text: string }) => text)).toContain(
      'the mutant one more is left out, since nothing that it is to break was asked for',
    );
    expect(code).toBe(0);
  }
});
