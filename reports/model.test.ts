import { describe, expect, it } from 'vitest';
import {
  effort,
  exploration,
  GOOD_RESULTS,
  PROBLEMS,
  place,
  RESULTS,
  RUN,
  STARVATION,
  specResult,
  verdict,
} from './fixtures.js';
import { markOf } from './marks.js';
import { buildReport, figuresOf, type Report } from './model.js';
import { mutantLines } from './mutants.js';
import { rowEstablished, rowTitle } from './rows.js';
import { renderTerminal } from './terminal.js';

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
    ['Both properties are as expected', [holds, mustFail]],
    ['The one property is as expected', [holds]],
    ['One property is not as expected', [holds, violated]],
    [
      'Two properties are not as expected and one property is inconclusive',
      [violated, shouldFail, unknown],
    ],
    ['One property could not be judged', [error]],
    ['Nothing is claimed', []],
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

  it('join expected runs that differ in their numbers of steps only, and say the range', () => {
    const run = (i: number, claim: string, more = {}) =>
      verdict({
        property: `p (i = ${i})`,
        base: 'p',
        claim,
        status: 'violated',
        expected: 'violated',
        evidence: STARVATION,
        ...more,
      });
    const rows = report([
      spec(
        run(1, 'a fair run of 12 steps, then a loop of 3 steps for ever'),
        run(2, 'a fair run of 9 steps, then a loop of 3 steps for ever'),
        run(3, 'a fair run of 1 step, then a loop of 3 steps for ever'),
        run(4, 'a fair run of 1 step ends in a state that nothing changes'),
      ),
    ]).rows;
    expect(rows.map((row) => [row.title, rowEstablished(row)])).toEqual([
      ['p (3 instances)', 'a fair run of 1 to 12 steps, then a loop of 3 steps for ever'],
      ['p (i = 4)', 'a fair run of 1 step ends in a state that nothing changes'],
    ]);
    const wrong = [run(1, 'x', { expected: 'holds' }), run(2, 'x', { expected: 'holds' })];
    expect(report([spec(...wrong)]).rows).toHaveLength(2);
  });

  it('are marked by whether they should come out so', () => {
    const marks = report([spec(holds, unknown, mustFail, error, violated, shouldFail)]).rows.map(
      (row) => markOf(row),
    );
    expect(marks.map(({ mark, word, status }) => `${mark} ${word} ${status}`)).toEqual([
      '✗ violated violated',
      '✗ holds violated',
      '! error error',
      '? unknown unknown',
      '✓ holds holds',
      '✓ violated holds',
    ]);
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

describe('mutants', () => {
  const caught = { ...mutant(true), name: 'c', by: [{ property: 'a', steps: 4 }] };
  const gone = { ...mutant(true), name: 'g', by: [{ property: 'b', steps: 0 }] };
  const alive = { ...mutant(false, 'survived: a did not break'), name: 's' };
  const withMutants = { ...spec(holds), mutants: [caught, gone, alive] };

  it('are told one by one, those not caught first', () => {
    expect(
      mutantLines(report([withMutants])).map(({ title, says }) => `${title}: ${says}`),
    ).toEqual(['s · s: a did not break', 's · c: by a in 4 steps', 's · g: by b']);
  });

  it('are told in one line a spec in a folded report', () => {
    const good = Array.from({ length: 30 }, (_, i) => ({
      ...specResult({ name: `s${i}`, verdicts: [holds] }),
      mutants: [caught, gone],
    }));
    const lines = mutantLines(report([...good, withMutants]));
    expect(lines).toHaveLength(31);
    expect(lines[0]).toMatchObject({ standing: 'expected', title: 's0', says: 'all 2' });
    expect(lines[30]).toMatchObject({ standing: 'wrong', says: '2 of 3 caught, not s' });
  });

  it('are listed in the terminal', () => {
    const text = renderTerminal(report([withMutants]));
    expect(text).toContain(
      'Mutants\n✗ survived    s · s: a did not break\n✓ caught      s · c: by a in 4 steps\n',
    );
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
  const one = GOOD_RESULTS.map((spec) => ({
    ...spec,
    exploration: exploration({ effort: effort(1, 1, 1, 0) }),
  }));
  expect(figuresOf(report(one)).at(-1)?.words).toBe('state explored');
});
