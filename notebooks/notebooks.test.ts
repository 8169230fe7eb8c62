/**
 * The notebooks do what they say: executed with the TypeScript kernel by run.py, which fails closed (it is
 * shown to), and opened in a real JupyterLab in a browser, whose screenshot is left in report/screenshots.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lacks, needs } from '../test/needs.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('..', import.meta.url));
const python = join(root, '.venv/bin/python');
const names = readdirSync(here).filter((name) => name.endsWith('.ipynb'));

let folder: string;
let browser: Browser | null = null;
let server: ChildProcess | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-notebooks-'));
  // A notebook that runs is saved; what lies in the repository stays as it is.
  for (const name of names) copyFileSync(join(here, name), join(folder, name));
  symlinkSync(join(here, 'node_modules'), join(folder, 'node_modules'), 'junction');
});

afterAll(async () => {
  await browser?.close();
  await stopped(server);
  rmSync(folder, { recursive: true, force: true });
});

it('has notebooks', () => {
  expect(names).toContain('getting-started.ipynb');
});

it('runs every notebook; every cell answers and shows what it promises', () => {
  const { status, output } = runNotebooks(names);
  expect({ status, output }).toMatchObject({ status: 0 });
  expect(output).toMatch(/ok: break-raft\.ipynb: 8 cells, 3 pictures, 2 tables/);
  expect(output).toMatch(/ok: getting-started\.ipynb: 12 cells, 3 charts, 3 pictures, 5 tables/);
  expect(output).toMatch(/ok: will-it-meet-its-deadlines\.ipynb: 10 cells, 6 charts, 5 tables/);
}, 180_000);

it('refuses a notebook in which a cell fails, is silent, or shows something else', () => {
  write('wrong.ipynb', [
    { ...cell('stored', '1 + 1;'), execution_count: 1 },
    cell('silent', '1 + 1;', ['shows-chart']),
    cell('raw', RAW_CHART, ['shows-chart']),
    cell('untold', 'console.log("x.show()");'),
    cell('stderr', 'console.error("spilt");'),
    cell('types', 'const n: number = "one";'),
    cell('after', '1 + 1;'),
  ]);
  const { status, output } = runNotebooks(['wrong.ipynb']);
  expect(status).toBe(1);
  expect(output).toMatch(/^FAILED: wrong\.ipynb/m);
  expect(output).toContain('cell stored: stored with outputs');
  expect(output).toContain('cell silent: shows nothing where chart is promised');
  expect(output).toContain('cell raw: shows broken chart where chart is promised');
  expect(output).toContain('cell untold: calls show() without a tag');
  expect(output).toContain('cell stderr: wrote to standard error: spilt');
  expect(output).toMatch(/cell types: .*"?Type 'string' is not assignable to type 'number'/);
  expect(output).toContain('cell types: answered error');
  expect(output).toContain('cell after: not answered');
}, 120_000);

it('shows charts, tables and pictures in JupyterLab', async () => {
  const executablePath = needs('chromium');
  const address = await startLab('getting-started.ipynb');
  browser = await chromium.launch({ executablePath, args: CHROMIUM });
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
  page.setDefaultTimeout(60_000);
  await page.goto(address);
  await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
  await page.waitForFunction(READY);
  await page.evaluate('window.jupyterapp.commands.execute("notebook:run-all-cells")');

  const outputs = page.locator('.jp-OutputArea-output');
  await outputs.locator('canvas').nth(2).waitFor({ timeout: 100_000 });
  await page.locator('.jp-CodeCell').last().locator('table').waitFor({ timeout: 100_000 });
  // Five answers in tables, one of them with a table of mutants.
  expect(await outputs.locator('table').count()).toBe(6);
  expect(await outputs.locator('canvas').count()).toBe(3);
  expect(await outputs.locator('img').count()).toBe(3);
  expect(await page.locator('[data-mime-type*=stderr]').count()).toBe(0);
  await photograph(page);
}, 150_000);

const CHROMIUM = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The notebook is open, and its kernel has answered. */
const READY =
  'window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === "idle"';

/** What tslab's own display sends: the chart as text, and nothing else. */
const RAW_CHART = `import { display } from "tslab";
display.raw("application/vnd.vegalite.v5+json", JSON.stringify({ $schema: "" }));`;

function cell(id: string, source: string, tags: readonly string[] = []) {
  return {
    cell_type: 'code',
    id,
    metadata: { tags },
    source,
    outputs: [],
    execution_count: null as number | null,
  };
}

function write(name: string, cells: readonly object[]): void {
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  const notebook = { cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(join(folder, name), JSON.stringify(notebook));
}

/**
 * Jupyter with folders of its own: nothing of the user's is read or written. A test is skipped aloud
 * where the environment was never made.
 */
function environment(): NodeJS.ProcessEnv {
  const kernel = join(root, '.venv/share/jupyter/kernels/tslab/kernel.json');
  if (!existsSync(python) || !existsSync(kernel)) {
    lacks('needs the environment of the notebooks: npm run lab -- --prepare');
  }
  const own = { CONFIG: 'config', DATA: 'data', RUNTIME: 'runtime' };
  const folders = Object.entries(own).map(([what, name]) => [
    `JUPYTER_${what}_DIR`,
    join(folder, 'jupyter', name),
  ]);
  return { ...process.env, ...Object.fromEntries(folders), IPYTHONDIR: join(folder, 'ipython') };
}

function runNotebooks(files: readonly string[]): { status: number | null; output: string } {
  const env = environment();
  const args = [join(here, 'run.py'), ...files.map((name) => join(folder, name))];
  const { status, stdout, stderr } = spawnSync(python, args, { env, encoding: 'utf8' });
  return { status, output: stdout + stderr };
}

/** Starts JupyterLab on loopback and gives the address of a notebook in it, token included. */
async function startLab(notebook: string): Promise<string> {
  const settings = join(folder, 'jupyter/settings');
  mkdirSync(join(settings, '@jupyterlab/notebook-extension'), { recursive: true });
  // All cells at once, for a picture of the whole.
  writeFileSync(
    join(settings, '@jupyterlab/notebook-extension/tracker.jupyterlab-settings'),
    JSON.stringify({ windowingMode: 'none' }),
  );
  const port = await freePort();
  const args = [
    '-m',
    'jupyterlab',
    '--no-browser',
    '--allow-root',
    '--ServerApp.ip=127.0.0.1',
    `--ServerApp.port=${port}`,
    '--ServerApp.port_retries=0',
    `--ServerApp.root_dir=${folder}`,
    '--LabApp.expose_app_in_browser=True',
    `--LabApp.user_settings_dir=${settings}`,
    `--LabApp.workspaces_dir=${join(folder, 'jupyter/workspaces')}`,
  ];
  const token = randomUUID();
  const address = `http://127.0.0.1:${port}/doc/tree/${notebook}?token=${token}`;
  const env = { ...environment(), JUPYTER_TOKEN: token };
  const started = spawn(python, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  server = started;
  return new Promise((resolve, reject) => {
    let log = '';
    started.stderr.on('data', (text: Buffer) => {
      log += text;
      if (log.includes(' is running at:')) resolve(address);
    });
    started.on('close', (code) => reject(new Error(`JupyterLab ended with ${code}: ${log}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

/** JupyterLab asks its kernels to end when it is told to; it is given a moment for that. */
function stopped(child: ChildProcess | null): Promise<void> {
  if (child === null || child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), 8000);
    child.on('close', () => {
      clearTimeout(hard);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

/** The whole notebook in one picture: the window is made as high as it needs. */
async function photograph(page: Page): Promise<void> {
  const top = 'document.querySelector(".jp-WindowedPanel-outer").scrollTop = 0';
  await page.evaluate('window.jupyterapp.shell.currentWidget.content.activeCellIndex = 0');
  const cells = page.locator('.jp-Notebook .jp-Cell');
  const last = await cells.last().boundingBox();
  const first = await cells.first().boundingBox();
  if (last === null || first === null) throw new Error('the cells are not to be seen');
  const height = Math.ceil(last.y + last.height - first.y);
  expect(height).toBeGreaterThan(2000);
  await page.setViewportSize({ width: 1100, height: Math.min(height + 140, 12_000) });
  await page.evaluate(top);
  await expect.poll(async () => (await cells.first().boundingBox())?.y).toBeGreaterThan(0);
  const path = join(root, 'report/screenshots/notebook.png');
  mkdirSync(join(root, 'report/screenshots'), { recursive: true });
  await page.screenshot({ path });
  // A page of nothing compresses to much less.
  expect(readFileSync(path).length).toBeGreaterThan(200_000);
}
