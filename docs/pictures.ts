/**
 * Draws the pictures of README.md again: `npx tsx docs/pictures.ts`, with a Chromium on the machine. They
 * are what the command line itself makes of the starter spec, unretouched: the state graph is the output
 * of `assay graph` for one worker; the report is a screenshot of what `assay check --report html=…` writes for
 * the starter spec with one guard taken away, cut off below the counterexample, once with each colour
 * scheme. Nothing is added, moved or coloured here.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

/** Pixels, of a page at its natural size. */
const WIDTH = 1060;
const BYTES_MAX = 200_000;
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];

const launcher = fileURLToPath(new URL('../bin/assay.mjs', import.meta.url));
const picture = (name: string) => fileURLToPath(new URL(`pictures/${name}`, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'assay-pictures-'));
try {
  assay('init', 'first.assay.yaml');
  assay('graph', 'first.assay.yaml', '--set', 'Workers=1', '-o', picture('graph.svg'));
  const broken = 'actions.takes the printer.when=doing[w] == waiting';
  // Exit code 1: the page shows a property that is violated.
  assay('check', 'first.assay.yaml', '--set', broken, '--report', 'html=report.html');
  const browser = await chromium.launch({ executablePath: browserPath(), args: ['--no-sandbox'] });
  await screenshot(browser, 'light');
  await screenshot(browser, 'dark');
  await browser.close();
} finally {
  rmSync(folder, { recursive: true });
}
for (const name of ['graph.svg', 'report-light.png', 'report-dark.png']) {
  const { size } = statSync(picture(name));
  console.log(`docs/pictures/${name}: ${size} bytes`);
  if (size > BYTES_MAX) throw new Error(`${name} is larger than ${BYTES_MAX} bytes`);
}

function assay(...args: string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [launcher, ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 1) throw new Error(`assay ${args.join(' ')}: ${stderr}`);
}

async function screenshot(browser: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 }, colorScheme });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  const end = await page.getByRole('heading', { name: 'The spec', exact: true }).boundingBox();
  if (end === null) throw new Error('the page has no section about the spec');
  const clip = { x: 0, y: 0, width: WIDTH, height: Math.floor(end.y) - 24 };
  await page.screenshot({ path: picture(`report-${colorScheme}.png`), clip, fullPage: true });
  await page.close();
}

function browserPath(): string {
  for (const command of BROWSERS) {
    try {
      return execFileSync('which', [command], { encoding: 'utf8' }).trim();
    } catch {
      // The next name.
    }
  }
  throw new Error(`none of ${BROWSERS.join(', ')} is on this machine`);
}
