/** `assay history check` as its users meet it: exit codes, documents, and files that are no history. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, describe, expect, it } from 'vitest';
import { runCli } from './test-run.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.join('\n'));
  return path;
}

const operation = (client: string, name: string, args: object, times: string, more = '') =>
  `{"client": "${client}", "operation": "${name}", "args": ${JSON.stringify(args)}, ${more}${times}}`;
const PUT = operation('a', 'put', { key: 'x', value: 1 }, '"invoked": 0, "completed": 10');
const GET = operation('b', 'get', { key: 'x' }, '"invoked": 2, "completed": 3', '"result": 1, ');
const OLD = operation('b', 'get', { key: 'x' }, '"invoked": 4, "completed": 5', '"result": null, ');
const OTHER = operation('c', 'put', { key: 'y', value: 1 }, '"invoked": 0, "completed": 1');

const check = (...args: string[]) => runCli('history', 'check', ...args);

/** Many values are put into a queue at once, and one is taken out that nobody put in: every order is tried. */
function hopeless(): string {
  const puts = Array.from({ length: 14 }, (_, i) =>
    operation(`w${i}`, 'enqueue', { value: i }, '"invoked": 0, "completed": 99', ''),
  );
  const late = operation('c', 'dequeue', {}, '"invoked": 0, "completed": 98', '"result": "z", ');
  return file('hopeless.jsonl', ...puts, late);
}

describe('history check', () => {
  it('is 0 for a history that fits an order, 1 for one that does not', async () => {
    const good = await check(file('good.jsonl', PUT, GET, OTHER), '--object', 'kv');
    expect([good.code, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('all 3 operations fit one order on each of 2 keys');
    const path = file('bad.jsonl', PUT, GET, OLD, OTHER);
    const bad = await check(path, '--object', 'kv');
    expect(bad.code).toBe(1);
    expect(bad.stdout.replace(/\s+/g, ' ')).toContain(
      'no order allows the answer of “get key = x → none” of client b (line 3) on x: the one answer before it has an order, after which the object can only be 1',
    );
    expect(bad.stdout).toContain(`${path}:1:1`);
    expect(bad.stdout).toMatch(/^1 {2}line 1: put {2}key = x, value = 1$/m);
  });

  it('is 3 at a limit', async () => {
    const { code, stdout } = await check(hopeless(), '--object', 'queue', '--max-states', '2k');
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'stopped at --max-states 2000 after 2,000 points of the search',
    );
  });

  it('is 2 for a line that says nothing, and shows it where it stands', async () => {
    const path = file('misspelt.jsonl', PUT, '', GET.replace('"get"', '"gte"'));
    const { code, stdout } = await check(path, '--object', 'kv');
    expect(code).toBe(2);
    expect(stdout).toContain(`${path}:3:30: error ASY6207: kv has no operation`);
    expect(stdout).toContain('did you mean `get`?');
    expect(stdout).toMatch(/^One history cannot be read/);
  });

  it('takes an initial value, and what a failed cas means', async () => {
    const path = file(
      'fail.edn',
      '{:process 0 :type :invoke :f :cas :value [0 1]}',
      '{:process 0 :type :fail :f :cas :value [0 1]}',
    );
    const initial = ['--initial', '0'];
    expect((await check(path, '--object', 'cas-register', ...initial)).code).toBe(0);
    const answered = ['--failed-cas', 'answered'];
    expect((await check(path, '--object', 'cas-register', ...initial, ...answered)).code).toBe(1);
    expect((await check(path, '--object', 'cas-register', ...answered)).code).toBe(0);
  });

  it('refuses objects that are none', async () => {
    const path = file('any.jsonl', PUT);
    const unsaid = await check(path);
    expect(unsaid.code).toBe(2);
    expect(unsaid.stderr).toContain('what is it a history of? --object NAME is wanted');
    expect(unsaid.stderr).toMatch(/^ {2}cas-register {2}get, put, cas$/m);
    const misspelt = await check(path, '--object', 'kvv');
    expect([misspelt.code, misspelt.stderr]).toEqual([
      2,
      expect.stringContaining('did you mean `kv`?'),
    ]);
    const queue = await check(path, '--object', 'queue', '--initial', '1');
    expect([queue.code, queue.stderr]).toEqual([2, expect.stringContaining('no initial value')]);
    const missing = await check(join(folder, 'nowhere'), '--object', 'kv');
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('does not exist')]);
  });

  it('prints a report that is as its schema says', async () => {
    const schema = (name: string) => JSON.parse(readFileSync(`schema/v1/${name}`, 'utf8'));
    const ajv = new Ajv({ allowUnionTypes: true, strict: false });
    const isReport = ajv.compile(schema('report.json'));
    const { stdout } = await check(file('json.jsonl', PUT, GET, OLD), '--object', 'kv', '--json');
    const document = JSON.parse(stdout);
    expect(isReport(document), JSON.stringify(isReport.errors)).toBe(true);
    const [verdict] = document.specs[0].verdicts;
    expect(verdict).toMatchObject({ property: 'linearizable', status: 'violated' });
    expect(verdict.evidence.steps.at(-1)).toMatchObject({ action: 'get', actor: 'b', line: 2 });
  });
});
