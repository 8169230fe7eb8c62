/** Files with several models and theories: commands about one let the user choose. (Systems: `one-system.test.ts`.) */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-one-spec-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = (name: string, top: number): string => `kind: model
name: ${name}
about: Counts to ${top}.
state: { n: 0..${top} }
actions:
  up:
    when: n < ${top}
    then: { n: n + 1 }
properties:
  counts:
    always: n <= ${top}
`;
const path = join(folder, 'three.yaml');
const theory = `kind: theory
name: sets
about: One is as good as itself.
sorts: { Thing: {} }
theorems:
  same: forall(x in Thing, x == x)
`;
writeFileSync(path, [model('short', 1), model('long', 3), theory].join('---\n'));
const trace = join(folder, 'trace.jsonl');
writeFileSync(trace, '{"action": "up", "state": {"n": 1}}\n{"action": "up", "state": {"n": 2}}\n');

describe.each([
  ['conform', 'model', 'short and long', [trace]],
  ['graph', 'model', 'short and long', []],
  ['export', 'model or theory', 'short, long and sets', ['--to', 'coq']],
])('assay %s of a file with several specs', (command, any, names, more) => {
  it('says which there are where none is chosen', async () => {
    const { code, stderr } = await runCli(command, path, ...more);
    expect(stderr).toContain(`three.yaml: one ${any} is wanted; here are ${names}.`);
    expect(stderr).toContain('Choose by name: --model short.');
    expect(code).toBe(2);
  });

  it('says which there are where none has that name', async () => {
    const { code, stderr } = await runCli(command, path, '--model', 'shirt', ...more);
    expect(stderr).toContain(`three.yaml: no model is called shirt; here are ${names}.`);
    expect(stderr).toContain('did you mean `short`?');
    expect(code).toBe(2);
  });
});

it('follows the model that is chosen, and says which', async () => {
  const long = await runCli('conform', path, trace, '--model', 'long', '--json');
  const { specs, assay } = JSON.parse(long.stdout);
  expect([long.code, specs[0].name]).toEqual([0, 'long']);
  expect(assay.command).toContain('--model long');
  expect((await runCli('conform', path, trace, '--model', 'short')).code).toBe(2);
});

it('draws and exports what is chosen, by its kind', async () => {
  const graph = await runCli('graph', path, '--model', 'long', '--format', 'dot');
  expect([graph.code, graph.stdout]).toEqual([0, expect.stringContaining('n = 3')]);
  const coq = await runCli('export', path, '--theory', 'sets', '--to', 'coq');
  expect([coq.code, coq.stdout]).toEqual([0, expect.stringContaining('Theorem same')]);
  const other = await runCli('export', path, '--theory', 'long', '--to', 'coq');
  expect(other.stderr).toContain('no theory is called long; here are short, long and sets.');
});
