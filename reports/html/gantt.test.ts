/**
 * The schedule of a refuted task set in a real browser: it fits a phone, in light and in dark, and what a
 * real-time engineer looks for is there to be seen. Screenshots go to report/screenshots/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkSpec, specToCheck } from '../../checkers/check.js';
import { loadFile } from '../../engine/language/index.js';
import { readSpec } from '../../engine/language/lint.js';
import { sourceFile } from '../../engine/language/source.js';
import { needs } from '../../test/needs.js';
import { RUN } from '../fixtures.js';
import { buildReport } from '../model.js';
import { renderHtml } from './page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../report/screenshots/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-gantt-'));
const file = join(folder, 'late.html');
let browser: Browser | undefined;

/** Telemetry is late; before that it holds the bus while attitude, which is more urgent, wants it. */
const LATE = `
kind: tasks
name: flight-control
about: Four tasks and a bus.
scheduler: { policy: fixed priority, priorities: deadline monotonic }
resources:
  bus: { protocol: inheritance }
tasks:
  attitude: { period: 5 ms, deadline: 4 ms, wcet: 1 ms, uses: { bus: 200 us } }
  guidance: { period: 10 ms, wcet: 3 ms, jitter: 500 us }
  navigation: { period: 20 ms, wcet: 5 ms, uses: { bus: 1 ms } }
  telemetry: { period: 40 ms, deadline: 34 ms, wcet: 6 ms, uses: { bus: 1500 us } }
properties:
  schedulable:
    always: forall(t in tasks, t.response <= t.deadline)
`;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  const source = sourceFile('late.yaml', LATE);
  const [loaded] = loadFile(source).documents;
  const target = specToCheck(readSpec(loaded));
  if (target === null) throw new Error('the task set cannot be read');
  const report = buildReport({
    results: [await checkSpec(target, {})],
    run: RUN,
    sources: new Map([['late.yaml', LATE]]),
  });
  writeFileSync(file, await renderHtml(report));
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(width: number, colorScheme: 'light' | 'dark'): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath: needs('chromium'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  await page.goto(pathToFileURL(file).href);
  return page;
}

const sideways = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('the schedule of a task set that is late', () => {
  it.each([
    ['wide', 1280, 'light'],
    ['wide', 1280, 'dark'],
    ['narrow', 400, 'light'],
    ['narrow', 400, 'dark'],
  ] as const)('fits and shows the missed job: %s (%i), %s', async (name, width, colorScheme) => {
    const page = await open(width, colorScheme);
    const chart = page.locator('.gantt').first();
    await chart.scrollIntoViewIfNeeded();
    const path = join(SCREENSHOTS, `gantt-${name}-${colorScheme}.png`);
    await page.screenshot({ path, fullPage: true });
    expect(await sideways(page)).toBe(0);
    expect(await chart.getAttribute('aria-label')).toBe(
      'Schedule: job 1 of telemetry misses its deadline at 34 ms: it took 35 ms',
    );
    const lanes = await chart.locator('.lane-name').allTextContents();
    expect(lanes).toEqual(['attitude', 'guidance', 'navigation', 'telemetry']);
    for (const mark of ['.missname', '.deadline.missed', '.late', '.blocked', '.release'])
      expect([mark, await chart.locator(mark).first().isVisible()]).toEqual([mark, true]);
    await page.context().close();
  });

  it('draws the missed deadline where the hatching begins, and blocking before the box', async () => {
    const page = await open(1280, 'light');
    const chart = page.locator('.gantt').first();
    const middle = async (mark: string): Promise<number> => {
      const box = await chart.locator(mark).first().boundingBox();
      return (box?.x ?? Number.NaN) + (box?.width ?? 0) / 2;
    };
    const late = await chart.locator('.late').first().boundingBox();
    expect(Math.abs((await middle('.deadline.missed')) - (late?.x ?? 0))).toBeLessThan(2);
    const title = await chart.locator('g:has(> .blocked) title').first().textContent();
    expect(title).toBe('attitude, job 4, blocked by telemetry');
    await page.context().close();
  });
});
