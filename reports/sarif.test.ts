/** What SARIF 2.1.0 (sections 3.13 to 3.38), GitHub and GitLab ask of a log. */
import { describe, expect, it } from 'vitest';
import {
  COMMIT_FILE,
  hostileResult,
  PROBLEMS,
  place,
  RESULTS,
  RUN,
  run,
  specResult,
  verdict,
} from './fixtures.js';
import { buildReport } from './model.js';
import { renderSarif } from './sarif.js';

type Input = Parameters<typeof buildReport>[0];
const log = (results: Input['results'], problems: Input['problems'] = []) =>
  JSON.parse(renderSarif(buildReport({ results, run: RUN, problems })));
const resultsOf = (results: Input['results']) => log(results).runs[0].results;

interface Region {
  startLine: number;
  startColumn: number;
  endLine: number;
  endColumn: number;
}

/** Regions (3.30): lines and columns from 1, and not backwards. */
function checkRegion(region: Region): void {
  for (const n of Object.values(region)) expect(Number.isInteger(n) && n >= 1).toBe(true);
  expect(region.endLine).toBeGreaterThanOrEqual(region.startLine);
  if (region.endLine === region.startLine) {
    expect(region.endColumn).toBeGreaterThanOrEqual(region.startColumn);
  }
}

describe('a log', () => {
  it('has what the standard requires', () => {
    for (const results of [RESULTS, [], [hostileResult()]]) {
      const document = log(results, PROBLEMS);
      expect(document.version).toBe('2.1.0');
      const [{ tool, results: found }] = document.runs;
      expect(tool.driver.name).toBe('Assay');
      const rules: string[] = tool.driver.rules.map((rule: { id: string }) => rule.id);
      expect(new Set(rules).size).toBe(rules.length);
      for (const result of found) {
        expect(rules[result.ruleIndex]).toBe(result.ruleId);
        expect(['error', 'warning', 'note', 'none']).toContain(result.level);
        expect(result.message.text.length).toBeGreaterThan(0);
        expect(result.locations).toHaveLength(1);
        checkRegion(result.locations[0].physicalLocation.region);
        expect(Object.values(result.partialFingerprints)).toEqual([
          expect.stringMatching(/^[\da-f]{32}$/),
        ]);
        for (const { threadFlows } of result.codeFlows ?? []) {
          expect(threadFlows.length).toBeGreaterThan(0);
          for (const { locations } of threadFlows) {
            expect(locations.length).toBeGreaterThan(0);
            for (const { location } of locations) checkRegion(location.physicalLocation.region);
          }
        }
      }
    }
  });

  it('points at the line of the property', () => {
    const found = resultsOf(RESULTS).find(
      (r: { ruleId: string }) => r.ruleId === 'property-not-as-expected',
    );
    expect(found.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: COMMIT_FILE },
      region: { startLine: 35, startColumn: 3, endLine: 35, endColumn: 13 },
    });
    expect(found.codeFlows[0].threadFlows[0].locations).toHaveLength(6);
  });

  it('has no result where everything is as expected', () => {
    expect(
      resultsOf([specResult({ name: 's', verdicts: [verdict({ property: 'p', claim: 'c' })] })]),
    ).toEqual([]);
  });
});

describe('identity', () => {
  const violated = (line: number, action = 'a', property = 'p') =>
    specResult({
      name: 's',
      verdicts: [
        verdict({
          property,
          claim: `at line ${line}`,
          status: 'violated',
          place: place('s.yaml', line, 3, 4),
          evidence: {
            kind: 'counterexample',
            steps: run({ x: 0 }, [action, { n: line }, { x: 1 }]),
          },
        }),
      ],
    });
  const print = (...args: Parameters<typeof violated>) =>
    resultsOf([violated(...args)])[0].partialFingerprints;

  it('does not depend on lines or on which members the search picked', () => {
    expect(print(10)).toEqual(print(99));
  });

  it('depends on the property and on the shape of the run', () => {
    expect(print(10)).not.toEqual(print(10, 'b'));
    expect(print(10)).not.toEqual(print(10, 'a', 'q'));
  });
});

describe('limits', () => {
  it('keeps the end of a long run, within 1000 locations', () => {
    const steps = run(
      { x: 0 },
      ...Array.from({ length: 2500 }, (_, i) => ['go', {}, { x: i + 1 }] as const),
    );
    const long = verdict({
      property: 'p',
      claim: 'c',
      status: 'violated',
      evidence: { kind: 'counterexample', steps },
    });
    const [result] = resultsOf([specResult({ name: 's', verdicts: [long] })]);
    const { locations } = result.codeFlows[0].threadFlows[0];
    expect(locations).toHaveLength(1000);
    expect(locations[999].location.message.text).toBe('2500 go');
    expect(locations[999].executionOrder).toBe(2501);
  });

  it('keeps 5000 results', () => {
    const verdicts = Array.from({ length: 6000 }, (_, i) =>
      verdict({ property: `p${i}`, claim: 'c', status: 'unknown' }),
    );
    expect(resultsOf([specResult({ name: 's', verdicts })])).toHaveLength(5000);
  });
});

it('writes paths as URI references', () => {
  const at = (file: string) =>
    resultsOf([
      specResult({
        name: 's',
        verdicts: [
          verdict({ property: 'p', claim: 'c', status: 'unknown', place: place(file, 1, 1, 1) }),
        ],
      }),
    ])[0].locations[0].physicalLocation.artifactLocation.uri;
  expect(at('./a b/ü#1.yaml')).toBe('a%20b/%C3%BC%231.yaml');
  expect(at('/abs/x.yaml')).toBe('file:///abs/x.yaml');
  expect(at('a\\b.yaml')).toBe('a/b.yaml');
});
