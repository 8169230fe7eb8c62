/**
 * The page in a real browser: it opens from disk, asks for nothing, says nothing on the console, fits a
 * phone, and shows what belongs together at one height. Screenshots go to report/screenshots/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/needs.js';
import { HOSTILE, hostileResult, PROBLEMS, RESULTS, RUN, SOURCES } from '../fixtures.js';
import { buildReport } from '../model.js';
import { DARK, LIGHT } from '../palette.js';
import { renderHtml } from './page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../report/screenshots/', import.meta.url));
/** In all specs of the page together. */
const CHARTS = 7;
const folder = mkdtempSync(join(tmpdir(), 'assay-html-'));
const pages = { full: '', hostile: '' };
let browser: Browser | undefined;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  pages.full = write(
    'full.html',
    await renderHtml(
      buildReport({ results: RESULTS, run: RUN, sources: SOURCES, problems: PROBLEMS }),
    ),
  );
  const hostile = buildReport({
    results: [hostileResult()],
    run: { ...RUN, command: HOSTILE },
    sources: new Map([[HOSTILE, HOSTILE]]),
  });
  pages.hostile = write('hostile.html', await renderHtml(hostile));
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, page: string): string {
  writeFileSync(join(folder, name), page);
  return pathToFileURL(join(folder, name)).href;
}

interface Opened {
  readonly page: Page;
  /** Console messages, script errors and requests beyond the file itself. */
  readonly complaints: string[];
}

async function open(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
  browser ??= await chromium.launch({
    executablePath: needs('chromium'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url().slice(0, 100)}`);
  });
  await page.goto(url);
  return { page, complaints };
}

// What runs in the page is text: its types are not those of Node. Waiting is for locators: the page's
// policy forbids the evaluation that polling a function needs.

/** Opens every section and scrolls past everything, so that every chart comes alive. */
async function seeEverything(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 20)));
    }
    scrollTo(0, 0);
  })()`);
  await page.locator('.chart:not([data-live])').first().waitFor({ state: 'detached' });
}

const sideways = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** How far below the middle of its row the middle of each event is, in pixels. */
const offsets = (page: Page): Promise<number[]> =>
  page.evaluate(`(() => {
    const middle = (element) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    };
    return [...document.querySelectorAll('tr[data-run]')].flatMap((row) => {
      const { run, step } = row.dataset;
      const event = document.querySelector('.event[data-run="' + run + '"][data-step="' + step + '"] circle');
      return event === null ? [] : [middle(event) - middle(row)];
    });
  })()`);

const lit = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.lit')].map((e) => e.tagName.toLowerCase() + ' ' + e.dataset.step)`,
  );

/** Null when nothing has the focus. */
const outline = (page: Page): Promise<string | null> =>
  page.evaluate(
    `document.activeElement === document.body ? null : getComputedStyle(document.activeElement).outlineStyle`,
  );

describe('the page', () => {
  it.each([
    ['wide', 1280, 'light'],
    ['wide', 1280, 'dark'],
    ['narrow', 400, 'light'],
    ['narrow', 400, 'dark'],
  ] as const)('is silent, complete and fits: %s (%i), %s', async (name, width, colorScheme) => {
    const { page, complaints } = await open(pages.full, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    await page.screenshot({
      path: join(SCREENSHOTS, `report-${name}-${colorScheme}.png`),
      fullPage: true,
    });
    await seeEverything(page);
    await page.screenshot({
      path: join(SCREENSHOTS, `report-${name}-${colorScheme}-open.png`),
      fullPage: true,
    });
    expect(complaints).toEqual([]);
    expect(await sideways(page)).toBe(0);
    expect(await page.locator('.chart[data-live] svg').count()).toBe(CHARTS);
    expect(await page.title()).toContain('One spec cannot be read');
    await page.context().close();
  });

  it('puts each event at the height of its row', async () => {
    const { page } = await open(pages.full);
    await seeEverything(page);
    const all = await offsets(page);
    expect(all.length).toBeGreaterThan(15);
    for (const offset of all) expect(Math.abs(offset)).toBeLessThan(1.5);
    await page.context().close();
  });

  it('lights up a row with its event, by pointer and by keyboard', async () => {
    const { page } = await open(pages.full);
    await page.locator('tr[data-step="4"]').first().hover();
    expect(await lit(page)).toEqual(['tr 4', 'g 4']);
    await page.locator('.event[data-step="2"]').first().hover();
    expect(await lit(page)).toEqual(['tr 2', 'g 2']);
    await page.mouse.move(0, 0);
    expect(await lit(page)).toEqual([]);
    await page.locator('.scroll[aria-label="Steps of the run"]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await lit(page)).toEqual(['tr 1', 'g 1']);
    await page.context().close();
  });

  it('leads from a row of the table to what it is about', async () => {
    const { page } = await open(pages.full);
    const link = page.getByRole('link', { name: /peterson · no starvation/ });
    const target = page.locator(((await link.getAttribute('href')) ?? '').trim());
    expect(await target.isVisible()).toBe(false);
    await link.press('Enter');
    await target.waitFor({ state: 'visible' });
    await page.context().close();
  });

  it('shows where the focus is on everything that takes it', async () => {
    const { page } = await open(pages.full);
    const stops = await page.locator('a, summary, [tabindex="0"]').count();
    for (let i = 0; i < stops; i++) {
      await page.keyboard.press('Tab');
      const style = await outline(page);
      if (style === null) break;
      expect(style).toBe('solid');
    }
    await page.context().close();
  });

  it('draws its charts in the colours of the theme, also when that changes', async () => {
    const { page, complaints } = await open(pages.full, { colorScheme: 'light' });
    await seeEverything(page);
    const bars = page.locator('.chart[data-live] .mark-rect path').first();
    expect(await bars.getAttribute('fill')).toBe(LIGHT.c0);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page
      .locator(`.chart[data-live] .mark-rect path[fill="${DARK.c0}"]`)
      .first()
      .waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it('is readable without scripts', async () => {
    const { page, complaints } = await open(pages.full, { javaScriptEnabled: false });
    expect(complaints).toEqual([]);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
      'not as expected',
    );
    expect(await page.locator('.chart svg').count()).toBe(CHARTS);
    await page.context().close();
  });

  it('prints with everything open', async () => {
    const { page } = await open(pages.full);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
    expect(await page.locator('details:not([open])').count()).toBe(0);
    await page.context().close();
  });
});

describe('a page about a hostile spec', () => {
  it.each([1280, 400])('runs nothing of it and still fits (%i)', async (width) => {
    const { page, complaints } = await open(pages.hostile, { viewport: { width, height: 900 } });
    await seeEverything(page);
    expect(complaints).toEqual([]);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(6);
    expect(await page.locator('h2').first().textContent()).toContain('<script>alert(1)</script>');
    expect(await sideways(page)).toBe(0);
    await page.context().close();
  });

  it('could not run a script that got in', async () => {
    const { page, complaints } = await open(pages.hostile);
    await page.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = 'alert(2)';
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<a id="x" href="javascript:alert(3)" onclick="alert(4)">x</a>');
      document.getElementById('x').click();
    })()`);
    expect(complaints.filter((complaint) => complaint.startsWith('dialog'))).toEqual([]);
    expect(complaints.join('\n')).toContain('Content Security Policy');
    await page.context().close();
  });
});
