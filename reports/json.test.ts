import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../engine/language/diagnostics.js';
import { sourceFile } from '../engine/language/source.js';
import { GOOD_RESULTS, hostileResult, PROBLEMS, RESULTS, RUN, SOURCES } from './fixtures.js';
import { renderJson, reportDocument } from './json.js';
import { buildReport } from './model.js';
import { lintDocument } from './problems.js';

const folder = new URL('../schema/v1/', import.meta.url);
const schema = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
const isReport = ajv.compile(schema('report.json'));
const isLint = ajv.compile(schema('lint.json'));

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));
const full = () =>
  plain(reportDocument(buildReport({ results: RESULTS, run: RUN, problems: PROBLEMS })));

describe('a published schema', () => {
  it.each(readdirSync(folder).filter((name) => !name.includes('.example.')))(
    '%s is whole: it needs no other file',
    (name) => {
      const alone = new Ajv({ strict: false });
      expect(() => alone.compile(schema(name))).not.toThrow();
    },
  );

  it('says the same of a diagnostic as every other', () => {
    const [lint, report] = ['lint.json', 'report.json'].map(schema);
    expect(report.definitions.diagnostic).toEqual(lint.definitions.diagnostic);
  });
});

describe('assay/report/v1', () => {
  it('is what the published schema says', () => {
    for (const results of [RESULTS, GOOD_RESULTS, [hostileResult()], []]) {
      isReport(plain(reportDocument(buildReport({ results, run: RUN, problems: PROBLEMS }))));
      expect(isReport.errors).toBeNull();
    }
  });

  it('is published with an example, which is what we print', async () => {
    const report = buildReport({ results: RESULTS.slice(0, 2), run: RUN, sources: SOURCES });
    await expect(renderJson(report)).toMatchFileSnapshot('../schema/v1/report.example.json');
  });

  it('has the fields that users were promised', () => {
    const [spec] = full().specs;
    expect(Object.keys(spec)).toEqual(
      expect.arrayContaining(['file', 'kind', 'name', 'verdicts', 'mutants']),
    );
    const verdict = spec.verdicts[1];
    expect(verdict).toMatchObject({
      property: 'consistent',
      status: 'violated',
      expected: 'holds',
      asExpected: false,
    });
    expect(verdict.effort).toEqual({
      states: 41,
      transitions: 95,
      generated: 96,
      depth: 6,
      cpuSeconds: 0.006,
      peakMemoryBytes: 50331648,
    });
    expect(verdict.evidence.steps[0]).toMatchObject({
      action: null,
      bindings: {},
      state: { tm: 'waiting' },
    });
    expect(verdict.evidence.steps[1]).toMatchObject({ action: 'RM prepares', bindings: { r: 1 } });
    expect(full().specs[1].verdicts[1].evidence.loop).toBe(1);
    expect(spec.mutants[0]).toMatchObject({
      name: 'commits without asking',
      breaks: ['consistent'],
      caught: true,
    });
  });

  it('rejects a document without any one of its required fields', () => {
    const verdict = (d: ReturnType<typeof full>) => d.specs[0].verdicts[1];
    const parts: [string, (d: ReturnType<typeof full>) => Record<string, unknown>, string[]][] = [
      ['report', (d) => d, ['schema', 'ok', 'specs']],
      ['spec', (d) => d.specs[0], ['file', 'kind', 'name', 'verdicts', 'mutants']],
      [
        'verdict',
        verdict,
        ['property', 'status', 'expected', 'asExpected', 'method', 'claim', 'evidence', 'effort'],
      ],
      [
        'effort',
        (d) => verdict(d).effort,
        ['states', 'transitions', 'generated', 'depth', 'cpuSeconds', 'peakMemoryBytes'],
      ],
      ['step', (d) => verdict(d).evidence.steps[1], ['action', 'bindings', 'state']],
      ['mutant', (d) => d.specs[0].mutants[0], ['name', 'breaks', 'caught', 'by']],
      [
        'diagnostic',
        (d) => d.diagnostics[0],
        ['file', 'line', 'column', 'endColumn', 'code', 'severity', 'message', 'hint'],
      ],
    ];
    for (const [name, part, fields] of parts) {
      for (const field of fields) {
        const document = full();
        expect(part(document), `${name}.${field}`).toHaveProperty(field);
        delete part(document)[field];
        expect(isReport(document), `${name} without ${field}`).toBe(false);
      }
    }
  });

  it('rejects statuses and kinds that there are not', () => {
    const document = full();
    document.specs[0].verdicts[0].status = 'passed';
    expect(isReport(document)).toBe(false);
  });
});

describe('assay/lint/v1', () => {
  it('is what the published schema says', () => {
    const file = sourceFile('a.yaml', 'kind: model\nname: x y\n');
    const diagnostics = new Diagnostics();
    diagnostics.add({
      code: 'ASY2001',
      severity: 'warning',
      span: { file, start: 18, end: 21 },
      message: 'No.',
    });
    const document = lintDocument(diagnostics.list);
    isLint(plain(document));
    expect(isLint.errors).toBeNull();
    expect(document).toEqual({
      schema: 'assay/lint/v1',
      ok: true,
      diagnostics: [
        {
          file: 'a.yaml',
          line: 2,
          column: 7,
          endLine: 2,
          endColumn: 10,
          code: 'ASY2001',
          severity: 'warning',
          message: 'No.',
          hint: null,
        },
      ],
    });
  });

  it('is not ok with an error', () => {
    const file = sourceFile('a.yaml', 'x');
    const span = { file, start: 0, end: 1 };
    expect(lintDocument([{ code: 'ASY2001', severity: 'error', span, message: 'No.' }]).ok).toBe(
      false,
    );
  });
});
