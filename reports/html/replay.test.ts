/**
 * Runs of systems in a real browser: stepped through by buttons and keys, in step with table and diagram; they fit a
 * phone, in light and in dark. Screenshots go to report/screenshots/.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needs } from '../../test/needs.js';
import { HOSTILE, RUN, specResult, verdict } from '../fixtures.js';
import { buildReport } from '../model.js';
import { STALE, TWO_LEADERS } from '../system-fixtures.js';
import { renderHtml } from './page.js';

const SCREENSHOTS = fileURLToPath(new URL('../../report/screenshots/', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'assay-replay-'));
let browser: Browser | undefined;

beforeAll(async () => {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await write('raft.html', (text) => text);
  await write('hostile.html', (text) =>
    text.replaceAll('server2', JSON.stringify(HOSTILE).slice(1, -1)),
  );
});

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function write(name: string, rename: (text: string) => string): Promise<void> {
  const violated = { claim: 'a term has two leaders', status: 'violated' } as const;
  const result = specResult({
    name: 'raft',
    kind: 'system',
    verdicts: [
      verdict({ property: 'one leader', ...violated, evidence: TWO_LEADERS }),
      verdict({ property: 'linearizable', ...violated, operations: STALE }),
    ],
  });
  const renamed = JSON.parse(rename(JSON.stringify(result)));
  writeFileSync(
    join(folder, name),
    await renderHtml(buildReport({ results: [renamed], run: RUN })),
  );
}

async function open(name: string, options: BrowserContextOptions = {}) {
  browser ??= await chromium.launch({
    executablePath: needs('chromium'),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push('a dialog')));
  await page.goto(pathToFileURL(join(folder, name)).href);
  return { page, complaints };
}

const lit = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('.lit')].map((e) => e.tagName.toLowerCase() + ' ' + e.dataset.step)`,
  );

/** How far below the middle of its row the middle of each event is, in pixels. */
const offsets = (page: Page): Promise<number[]> =>
  page.evaluate(`(() => {
    const middle = (element) => {
      const { top, height } = element.getBoundingClientRect();
      return top + height / 2;
    };
    return [...document.querySelectorAll('tr[data-run]')].flatMap((row) => {
      const event = document.querySelector('.event[data-run="' + row.dataset.run + '"][data-step="' + row.dataset.step + '"] circle');
      return event === null ? [] : [middle(event) - middle(row)];
    });
  })()`);

describe('a run of a system', () => {
  it.each([
    ['wide', 1280, 'light'],
    ['wide', 1280, 'dark'],
    ['narrow', 400, 'light'],
    ['narrow', 400, 'dark'],
  ] as const)(
    'fits, is silent and keeps rows and events level: %s (%i), %s',
    async (name, width, colorScheme) => {
      const { page, complaints } = await open('raft.html', {
        viewport: { width, height: 900 },
        colorScheme,
      });
      await page.screenshot({
        path: join(SCREENSHOTS, `replay-${name}-${colorScheme}.png`),
        fullPage: true,
      });
      expect(complaints).toEqual([]);
      expect(
        await page.evaluate(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      ).toBe(0);
      const legend = '[...document.querySelectorAll(".picture .legend")]';
      const boxes = 'e.parentElement.getBoundingClientRect().right, innerWidth';
      const over = `${legend}.map((e) => e.getBoundingClientRect().right - Math.min(${boxes}))`;
      const cut = await page.evaluate<number[]>(over);
      expect(cut).toHaveLength(1);
      expect(Math.max(...cut)).toBeLessThan(0.5);
      const all = await offsets(page);
      expect(all).toHaveLength(15);
      // On a phone the diagram is below the table.
      if (width > 820) for (const offset of all) expect(Math.abs(offset)).toBeLessThan(1.5);
      for (const mark of ['.partition', '.loss', '.crash', '.strips', '.operations .forbidden'])
        expect([mark, await page.locator(mark).count()]).not.toEqual([mark, 0]);
      await page.context().close();
    },
  );

  it('is stepped through by buttons, keys, the slider and a click on a step', async () => {
    const { page } = await open('raft.html');
    const replay = page.locator('.replay').first();
    const now = replay.locator('.now');
    const cell = (row: number, column: number) =>
      replay.locator('tbody tr').nth(row).locator('td').nth(column);
    expect(await now.textContent()).toContain('Step 0 of 15');
    expect(await replay.locator('[data-move=back]').getAttribute('aria-disabled')).toBe('true');
    await replay.locator('[data-move=on]').click();
    expect(await now.textContent()).toContain('Step 1 of 15 150 ms server1 election timer');
    expect(await cell(0, 0).textContent()).toBe('candidate');
    expect(await cell(0, 0).getAttribute('class')).toBe('changed');
    expect(await replay.locator('.flight').textContent()).toContain(
      'requestVote: server1 → server3',
    );
    expect(await lit(page)).toEqual(['tr 1', 'g 1']);
    await page.keyboard.press('ArrowRight');
    expect(await replay.locator('.flight').textContent()).not.toContain(
      'requestVote: server1 → server3',
    );
    await page.keyboard.press('End');
    expect(await now.textContent()).toContain('Step 15 of 15');
    expect(await cell(2, 0).textContent()).toBe('leader');
    await page.keyboard.press('ArrowLeft');
    expect(await cell(2, 0).textContent()).toBe('candidate');
    await page.locator('tr[data-step="7"]').first().click();
    expect(await now.textContent()).toContain('Step 7 of 15');
    expect(await now.locator('.faults').textContent()).toContain('server2 is down; cut off:');
    await replay.locator('input').focus();
    await page.keyboard.press('ArrowRight');
    expect(await now.textContent()).toContain('Step 8 of 15');
    await page.context().close();
  });

  it('is all there without scripts, but for the replay', async () => {
    const { page } = await open('raft.html', { javaScriptEnabled: false });
    expect(await page.locator('.replay').first().isVisible()).toBe(false);
    expect(await page.locator('tr[data-run]').count()).toBe(16);
    await page.context().close();
  });

  it('is text, whatever it says', async () => {
    const { page, complaints } = await open('hostile.html');
    const replay = page.locator('.replay').first();
    if ((await replay.getAttribute('open')) === null) await replay.locator('summary').click();
    for (let i = 0; i < 6; i++) await replay.locator('[data-move=on]').click();
    expect(complaints).toEqual([]);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('script').count()).toBe(1);
    expect(await replay.locator('tbody th').nth(1).textContent()).toContain('<script>alert(1)');
    await page.context().close();
  });
});
