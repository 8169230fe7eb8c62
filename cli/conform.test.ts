/** `assay conform` as its users meet it: exit codes, documents, and traces that are none. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-conform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = 'specs/classics/die-hard.yaml';
const FILL = '{"action": "fill the big jug", "state": {"big": 5}}';
const POUR = '{"action": "pour big into small", "state": {"small": 3}}';

function trace(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const conform = (...args: string[]) => runCli('conform', SPEC, ...args);

describe('conform', () => {
  it('is 0 for a trace that fits, 1 for one that does not', async () => {
    const good = await conform(trace('good.jsonl', FILL, POUR, ''));
    expect([good.code, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toMatch(/^✓ holds +die-hard · conforms/m);
    const bad = await conform(trace('bad.jsonl', FILL, FILL.replace('5', '4')));
    expect(bad.code).toBe(1);
    expect(bad.stdout).toMatch(/^✗ violated +die-hard · conforms/m);
    expect(bad.stdout).toContain('big = 4 was seen');
  });

  it('is 3 at a limit', async () => {
    const { code, stdout } = await conform(
      trace('wide.jsonl', '{}', '{}', '{}'),
      '--max-states',
      '2',
    );
    expect(code).toBe(3);
    expect(stdout).toContain('more than 2 states that fit one');
  });

  it('is 2 for a line that says nothing, and shows it where it stands', async () => {
    const path = trace('misspelt.jsonl', FILL, '', '{"action": "fill the bigjug"}');
    const { code, stdout } = await conform(path);
    expect(code).toBe(2);
    expect(stdout).toContain(`${path}:3:12: error ASY6105: the spec has no action`);
    expect(stdout).toContain('did you mean `fill the big jug`?');
    expect(stdout).toMatch(/3 \| {"action": "fill the bigjug"}\n +\| {12}\^{17}$/m);
    expect(stdout).toMatch(/^One trace cannot be read/);
  });

  it('takes constants, hidden steps and looks that are no steps', async () => {
    const hidden = trace('hidden.jsonl', '{"state": {"small": 3}}');
    const stutter = trace('looks.jsonl', '{"state": {"small": 0}}', '{"state": {"small": 0}}');
    const set = trace('set.jsonl', FILL.replace('5', '7'));
    expect((await conform(set)).stdout).toContain('expected a whole number from 0 to 5');
    expect((await conform(set, '--set', 'Big=7')).code).toBe(0);
    const twice = trace(
      'twice.jsonl',
      FILL,
      '{"action": "empty the small jug", "state": {"small": 0}}',
    );
    expect((await conform(hidden, '--hidden', '1')).code).toBe(0);
    expect((await conform(stutter, '--stutter')).code).toBe(0);
    expect((await conform(twice)).code).toBe(0);
    expect((await conform(hidden, '--hidden', 'many')).code).toBe(2);
  });

  it('prints a report that is as its schema says', async () => {
    const schema = (name: string) => JSON.parse(readFileSync(`schema/v1/${name}`, 'utf8'));
    const ajv = new Ajv({ allowUnionTypes: true, strict: false });
    const isReport = ajv.compile(schema('report.json'));
    const lines = Array.from({ length: 40 }, (_, i) =>
      i % 2 ? '{"action": "empty the big jug"}' : FILL,
    );
    const { stdout } = await conform(trace('long.jsonl', ...lines, POUR, POUR), '--json');
    const document = JSON.parse(stdout);
    expect(isReport(document), JSON.stringify(isReport.errors)).toBe(true);
    const { evidence } = document.specs[0].verdicts[0];
    // Only the last lines are kept: the run begins in their middle.
    expect(evidence.begin).toBe('before line 30');
    expect(evidence.steps[1]).toMatchObject({ line: 30 });
    expect(evidence.steps.at(-1)).toMatchObject({ action: 'empty the big jug', line: 40 });
  });

  it('says what is wrong with a spec, in a document if asked', async () => {
    const broken = join(folder, 'broken.yaml');
    writeFileSync(
      broken,
      'kind: model\nname: x\nabout: x\nstate: { a: 1..2 }\nactions: { up: { when: b == 1 } }\n',
    );
    const { code, stdout } = await runCli('conform', broken, trace('any.jsonl', FILL), '--json');
    expect([code, JSON.parse(stdout).diagnostics[0].code]).toEqual([2, 'ASY4001']);
  });

  it('refuses what is no trace, and a file without one model', async () => {
    const good = trace('one.jsonl', FILL);
    const missing = await conform(join(folder, 'nowhere.jsonl'));
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
    expect((await conform(folder)).stderr).toContain('is a folder');
    const tasks = await runCli('conform', 'specs/scheduling/second-job.yaml', good);
    expect([tasks.code, tasks.stderr]).toEqual([
      2,
      expect.stringContaining('one model is wanted; here is none'),
    ]);
    writeFileSync(join(folder, 'latin.jsonl'), Buffer.from([0x7b, 0x7d, 0x0a, 0xff, 0xfe]));
    expect((await conform(join(folder, 'latin.jsonl'))).stderr).toContain('is not UTF-8 text');
    const long = await conform(
      trace('long-line.jsonl', FILL, `{"x-note": "${'x'.repeat(1 << 21)}"}`),
    );
    expect([long.code, long.stderr]).toEqual([
      2,
      expect.stringContaining('long-line.jsonl:2: this line'),
    ]);
  });
});
