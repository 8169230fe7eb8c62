/** Every text format, whole, beside what it should be. `npx vitest run reports -u` rewrites them. */
import { expect, it } from 'vitest';
import { GRAPH, PROBLEMS, RESULTS, RUN, SOURCES, verdict } from './fixtures.js';
import { graphDot, graphMermaid } from './graph.js';
import { FORMATS, render } from './index.js';
import { buildReport } from './model.js';
import type { Style } from './paint.js';
import { renderTerminal } from './terminal.js';

const report = buildReport({ results: RESULTS, run: RUN, sources: SOURCES, problems: PROBLEMS });

const EXTENSIONS = {
  junit: 'xml',
  sarif: 'sarif',
  markdown: 'md',
  github: 'txt',
  text: 'txt',
} as const;

it.each(Object.entries(EXTENSIONS))('%s', async (format, extension) => {
  const text = await render(report, format as keyof typeof EXTENSIONS);
  await expect(text).toMatchFileSnapshot(`golden/${format}.${extension}`);
});

it('every format has a golden file, a schema or a browser test', () => {
  expect([...FORMATS].sort()).toEqual([...Object.keys(EXTENSIONS), 'html', 'json'].sort());
});

it('the terminal in colour, with expected runs', async () => {
  const paint = (style: Style, text: string) => `<${style}>${text}</>`;
  const text = renderTerminal(report, { paint, verbose: true });
  await expect(text).toMatchFileSnapshot('golden/text-painted.txt');
});

it('the terminal keeps to 80 columns', () => {
  // Diagnostics quote a line of the spec, whose columns must stay where they are.
  const long = renderTerminal({ ...report, problems: [] }, { verbose: true })
    .split('\n')
    .filter((line) => [...line].length > 80);
  expect(long).toEqual([]);
});

it('state graphs', async () => {
  await expect(graphDot(GRAPH)).toMatchFileSnapshot('golden/graph.dot');
  await expect(graphMermaid(GRAPH)).toMatchFileSnapshot('golden/graph.mmd');
});

it('the terminal tells an error that several properties have once', () => {
  const [broken] = RESULTS.flatMap(({ verdicts }) => verdicts.filter((v) => v.status === 'error'));
  const verdicts = ['one', 'two', 'three'].map((property) => ({
    ...broken,
    property,
    base: property,
  }));
  const text = renderTerminal(
    buildReport({
      results: [{ ...RESULTS[0], verdicts }],
      run: RUN,
      sources: SOURCES,
      problems: [],
    }),
    { verbose: true },
  );
  const table = text.slice(0, text.indexOf('Mutants')).replace(/\s+/g, ' ');
  expect(table.split(broken.claim)).toHaveLength(2);
  expect(table.match(/the same/g)).toHaveLength(2);
});

it('the terminal says once what is so of several properties in the same words, unless it is to say all', () => {
  const claim = `in 5 runs of 5 s ${'under crash, partition and loss '.repeat(3)}`.trim();
  const row = (property: string, says: string) => verdict({ property, claim: says });
  const report = buildReport({
    results: [
      {
        ...RESULTS[0],
        verdicts: [
          row('one', claim),
          row('two', claim),
          row('three', 'short'),
          row('four', 'short'),
        ],
        mutants: null,
      },
    ],
    run: RUN,
    sources: SOURCES,
    problems: [],
  });
  const text = renderTerminal(report).replace(/\s+/g, ' ');
  expect(text.split(claim)).toHaveLength(2);
  expect(text).toMatch(/· two .*? the same .*?· three .*? short .*?· four .*? short/);
  const whole = renderTerminal(report, { verbose: true }).replace(/\s+/g, ' ');
  expect(whole.split(claim)).toHaveLength(3);
});
