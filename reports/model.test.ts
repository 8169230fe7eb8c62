import { describe, expect, it } from 'vitest';
import { GOOD_RESULTS, PROBLEMS, place, RESULTS, RUN, specResult, verdict } from './fixtures.js';
import { buildReport, figuresOf, type Report } from './model.js';
import { rowTitle } from './rows.js';

const report = (results: Parameters<typeof buildReport>[0]['results'], more = {}): Report =>
  buildReport({ results, run: RUN, ...more });
const spec = (...verdicts: ReturnType<typeof verdict>[]) => specResult({ name: 's', verdicts });

const holds = verdict({ property: 'a', claim: 'x' });
const violated = verdict({ property: 'b', claim: 'x', status: 'violated' });
const mustFail = verdict({ property: 'c', claim: 'x', status: 'violated', expected: 'violated' });
const shouldFail = verdict({ property: 'd', claim: 'x', expected: 'violated' });
const unknown = verdict({ property: 'e', claim: 'x', status: 'unknown' });
const error = verdict({ property: 'f', claim: 'x', status: 'error' });
const mutant = (caught: boolean, because?: string) => ({
  name: 'm',
  breaks: ['a'],
  caught,
  by: [],
  place: place('f', 1, 1, 1),
  ...(because === undefined ? {} : { because }),
});

describe('exit code', () => {
  it.each([
    [0, [holds, mustFail]],
    [1, [holds, violated]],
    [1, [holds, shouldFail, unknown]],
    [1, [error]],
    [3, [holds, unknown]],
  ] as const)('%i', (code, verdicts) => {
    expect(report([spec(...verdicts)]).exitCode).toBe(code);
    expect(report([spec(...verdicts)]).ok).toBe(code === 0);
  });

  it('is 1 when a mutant survived or is no spec, 3 when a limit came first', () => {
    expect(report([{ ...spec(holds), mutants: [mutant(true)] }]).exitCode).toBe(0);
    expect(report([{ ...spec(holds), mutants: [mutant(false)] }]).exitCode).toBe(1);
    expect(report([{ ...spec(holds), mutants: [mutant(false, 'survived: a')] }]).exitCode).toBe(1);
    expect(report([{ ...spec(holds), mutants: [mutant(false, 'error: no')] }]).exitCode).toBe(1);
    expect(report([{ ...spec(holds), mutants: [mutant(false, '--max-states 10')] }]).exitCode).toBe(
      3,
    );
  });

  it('is 2 when a spec cannot be read, but not for a warning', () => {
    expect(report([spec(violated)], { problems: PROBLEMS }).exitCode).toBe(2);
    expect(
      report([spec(holds)], { problems: [{ ...PROBLEMS[0], severity: 'warning' }] }).exitCode,
    ).toBe(0);
  });

  it('is 130 when the run was interrupted', () => {
    expect(report([spec(violated)], { run: { ...RUN, interrupted: true } }).exitCode).toBe(130);
  });
});

describe('headline', () => {
  it.each([
    ['All two properties are as expected', [holds, mustFail]],
    ['The one property is as expected', [holds]],
    ['One property is not as expected', [holds, violated]],
    [
      'Two properties are not as expected and one property is inconclusive',
      [violated, shouldFail, unknown],
    ],
    ['One property could not be judged', [error]],
    ['Nothing was checked', []],
  ] as const)('%s', (headline, verdicts) => {
    expect(report([spec(...verdicts)]).headline).toBe(headline);
  });
});

describe('rows', () => {
  it('come worst first, otherwise in the order of the input', () => {
    const rows = report([spec(holds, unknown, mustFail, error, violated, shouldFail)]).rows;
    expect(rows.map((row) => row.title)).toEqual(['b', 'd', 'f', 'e', 'a', 'c']);
  });

  it('join instances of which the same was established, and no others', () => {
    const instance = (i: number, claim: string) =>
      verdict({ property: `p (i = ${i})`, base: 'p', claim });
    const rows = report([spec(instance(1, 'x'), instance(2, 'x'), instance(3, 'y'))]).rows;
    expect(rows.map((row) => row.title)).toEqual(['p (2 instances)', 'p (i = 3)']);
  });

  it('never join what is not as expected with what is', () => {
    const rows = report([
      spec(
        verdict({ property: 'p (i = 1)', base: 'p', claim: 'x' }),
        verdict({ property: 'p (i = 2)', base: 'p', claim: 'x', status: 'violated' }),
      ),
    ]).rows;
    expect(rows).toHaveLength(2);
    expect(rows[0].standing).toBe('wrong');
  });

  it('fold what is as expected to one row a spec in a long report, and nothing else', () => {
    const specs = Array.from({ length: 10 }, (_, s) =>
      specResult({
        name: `spec ${s}`,
        verdicts: [
          verdict({ property: 'one', claim: 'x' }),
          verdict({ property: 'two', claim: 'y' }),
          verdict({ property: 'three', claim: 'z', ...(s === 4 ? { status: 'violated' } : {}) }),
        ],
      }),
    );
    const { rows } = report(specs);
    expect(rowTitle(rows[0])).toBe('spec 4 · three');
    expect(rows.slice(1).map((row) => [row.kind, row.title])).toEqual(
      specs.map((s) => ['spec', s.name]),
    );
  });

  it('name surviving mutants', () => {
    const rows = report([{ ...spec(holds), mutants: [mutant(true), mutant(false)] }]).rows;
    expect(rows.map((row) => row.kind)).toEqual(['mutant', 'verdict']);
  });
});

it('counts everything once', () => {
  expect(report(RESULTS).counts).toEqual({
    specs: 4,
    properties: 12,
    asExpected: 8,
    notAsExpected: 2,
    errors: 1,
    inconclusive: 1,
    mutants: { total: 3, caught: 2, survived: 1, errors: 0, inconclusive: 0 },
    states: 500_335,
    unreadable: 0,
  });
  expect(figuresOf(report(GOOD_RESULTS)).map((f) => `${f.value} ${f.words}`)).toEqual([
    '2 as expected',
    '0 not as expected',
    '0 inconclusive',
    '42 states explored',
  ]);
});
