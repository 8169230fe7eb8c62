/** Reports stay within what their readers take. */
import { describe, expect, it } from 'vitest';
import { RUN, run, specResult, verdict } from './fixtures.js';
import { renderGithub, stepSummary } from './github.js';
import { renderMarkdown, SUMMARY_BYTES_MAX } from './markdown.js';
import { buildReport } from './model.js';
import { renderTerminal } from './terminal.js';

const failing = (n: number, steps = 1) =>
  buildReport({
    run: RUN,
    results: [
      specResult({
        name: 's',
        verdicts: Array.from({ length: n }, (_, i) =>
          verdict({
            property: `property ${i}`,
            claim: 'é'.repeat(200),
            status: 'violated',
            evidence: {
              kind: 'counterexample',
              steps: run(
                { x: 0 },
                ...Array.from({ length: steps }, (_, k) => ['go', {}, { x: k + 1 }] as const),
              ),
            },
          }),
        ),
      }),
    ],
  });

describe('the step summary', () => {
  it('stays under 900 KiB and says what it left out', () => {
    const report = failing(3000);
    expect(Buffer.byteLength(renderMarkdown(report))).toBeGreaterThan(SUMMARY_BYTES_MAX);
    const summary = stepSummary(report);
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_BYTES_MAX);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(SUMMARY_BYTES_MAX - 30_000);
    expect(summary).toMatch(/_[\d,]+ more sections left out: this summary is full\._\n$/);
  });

  it('is the whole report where that fits', () => {
    const report = failing(3);
    expect(stepSummary(report)).toBe(renderMarkdown(report));
  });
});

describe('annotations', () => {
  const lines = (n: number) => renderGithub(failing(n)).trimEnd().split('\n');

  it('are at most nine, then how many more', () => {
    expect(lines(9)).toHaveLength(9);
    expect(lines(50)).toHaveLength(10);
    expect(lines(50)[9]).toBe('::error::and 41 more: see the summary of this step');
  });

  it('are none when everything is as expected', () => {
    expect(renderGithub(buildReport({ results: [], run: RUN }))).toBe('');
  });
});

it('a very long run loses its middle, and says so', () => {
  const text = renderTerminal(failing(1, 1000));
  expect(text).toContain('… 762 steps left out …');
  expect(text).toContain(' 999 → 1000');
  expect(text.split('\n').length).toBeLessThan(600);
});
