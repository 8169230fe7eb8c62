/**
 * A study in every report: its numbers in JSON as the schema has them, a table in the terminal, and its chart in
 * the page, as a real browser shows it. Screenshots go to report/screenshots/.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { chromium } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { checkSpec, specToCheck } from '../checkers/check.js';
import type { StudyResult } from '../checkers/verdict.js';
import { loadSpecs } from '../engine/language/index.js';
import { libraryFolder } from '../engine/package-root.js';
import { needs } from '../test/needs.js';
import { endLabels } from './charts/end-labels.js';
import { chartSvg } from './charts/static-svg.js';
import { studyCharts } from './charts/study-chart.js';
import { RUN } from './fixtures.js';
import { render } from './index.js';
import { buildReport, type Report } from './model.js';
import { LIGHT } from './palette.js';
import { studyTables } from './study-table.js';

let report: Report;
let study: StudyResult;

beforeAll(async () => {
  const path = join(libraryFolder(), 'scheduling/acceptance-ratio.yaml');
  const { specs, file } = loadSpecs(path, { set: ['repeat=40'] });
  const target = specToCheck(specs[0]);
  if (target === null) throw new Error('the study of the library is broken');
  const result = await checkSpec(target, { workers: 1 });
  if (result.study === undefined) throw new Error('nothing was measured');
  study = result.study;
  report = buildReport({ results: [result], run: RUN, sources: new Map([[path, file.text]]) });
});

it('has every number in the JSON, as the published schema says', async () => {
  const schema = (name: string) =>
    JSON.parse(readFileSync(new URL(`../schema/v1/${name}`, import.meta.url), 'utf8'));
  const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
  const isReport = ajv.compile(schema('report.json'));
  const document = JSON.parse(await render(report, 'json'));
  isReport(document);
  expect(isReport.errors).toBeNull();
  expect(document.specs[0].study.cells).toHaveLength(26 * 3 * 4);
  const [cell] = document.specs[0].study.cells;
  expect(cell).toMatchObject({ at: [0, 0, 0], runs: 40 });
  expect(cell.measures[0]).toEqual({ value: 1, low: expect.closeTo(0.9124, 4), high: 1 });
  delete document.specs[0].study.cells;
  expect(isReport(document)).toBe(false);
});

it('is a table in the terminal, within 80 columns', async () => {
  const [table] = studyTables(study);
  expect(table).toHaveLength(1 + 3 * 4);
  expect(table[0]).toMatch(/^accepted by u +0\.5 .* 1$/);
  expect(table[1]).toMatch(/^n = 5, edfDemand( +1){7}$/);
  for (const line of table) expect(line.length).toBeLessThanOrEqual(80);
  expect(await render(report, 'text')).toContain(table.join('\n'));
});

it('is a chart with a finding, bands, and a name at the end of each line', async () => {
  const [{ title, subtitle, spec }] = studyCharts(study, LIGHT);
  expect(title).toMatch(
    /^Widest apart at u = 0\.\d+, n = \d+: accepted is \S+ for edfDemand, 0 for utilisationBound$/,
  );
  expect(subtitle).toContain(
    '40 random task sets for each combination, seed 1; bands: 95 % confidence',
  );
  const svg = await chartSvg(spec);
  for (const text of ['n = 5', 'n = 10', 'n = 20', 'edfDemand', 'utilisationBound'])
    expect(svg).toContain(`>${text}</text>`);
  // Of each line in each of the three charts, a band and a line.
  expect(svg.match(/aria-roledescription="area mark"/g)?.length).toBe(12);
  expect(svg.match(/aria-roledescription="line mark"/g)?.length).toBe(12);
});

it('keeps the names of lines apart, in the order of the lines', () => {
  const line = (color: string, y: readonly number[]) => y.map((v, x) => ({ color, x, y: v }));
  const data: Record<string, string | number | null>[] = [
    ...line('low', [0.5, 0, 0]),
    ...line('middle', [0.9, 0.4, 0]),
    ...line('high', [1, 1, 1]),
  ];
  endLabels(data, { facets: [], series: 'color', min: 0 });
  const labels = data.filter(({ label }) => label !== undefined);
  expect(labels.map(({ label, labelY, x }) => [label, labelY, x])).toEqual([
    ['low', 0, 2],
    ['middle', expect.closeTo(0.11), 2],
    ['high', 1, 2],
  ]);
});

it.each([
  ['study-light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }],
  ['study-dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }],
  ['study-phone', { viewport: { width: 400, height: 800 }, colorScheme: 'light' }],
] as const)('is seen in a browser: %s', async (name, options) => {
  const executablePath = needs('chromium');
  const folder = mkdtempSync(join(tmpdir(), 'assay-study-'));
  const file = join(folder, 'study.html');
  writeFileSync(file, await render(report, 'html'));
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const page = await (await browser.newContext(options)).newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    await page.locator('.chart').scrollIntoViewIfNeeded();
    const chart = page.locator('.chart[data-live]');
    await chart.waitFor();
    expect(complaints).toEqual([]);
    expect(await chart.locator('text', { hasText: /^n = (5|10|20)$/ }).count()).toBe(3);
    expect(await chart.locator('text', { hasText: /^edfDemand$/ }).count()).toBe(3);
    const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(wide)).toBe(0);
    // Drawn in ink of the theme: four lines of four colours.
    const colours = await chart
      .locator('.mark-line path')
      .evaluateAll((paths) => [...new Set(paths.map((path) => path.getAttribute('stroke')))]);
    expect(colours).toHaveLength(4);
    const screenshots = fileURLToPath(new URL('../report/screenshots/', import.meta.url));
    mkdirSync(screenshots, { recursive: true });
    await page.locator('.charts figure').screenshot({ path: join(screenshots, `${name}.png`) });
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
});
