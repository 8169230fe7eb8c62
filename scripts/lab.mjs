// @ts-check
/**
 * `npm run lab`: opens the notebooks in JupyterLab with a TypeScript kernel. The first time it sets up
 * what that needs, all of it inside this folder: a Python environment (.venv) with JupyterLab, and tslab.
 *
 *     npm run lab [-- FILE.ipynb] [-- --no-browser] [-- --prepare]
 *
 * `--prepare` sets up and opens nothing. Other arguments go to JupyterLab.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { modified } from '../bin/freshness.mjs';
import { node, npm, root, setup, timed } from './setup.mjs';

const folder = join(root, 'notebooks');
const venv = join(root, '.venv');
const windows = process.platform === 'win32';
const python = join(venv, windows ? 'Scripts/python.exe' : 'bin/python');

/** @returns {boolean} is everything there that a notebook needs */
function prepare() {
  return setup() && types() && environment() && kernel();
}

/** The kernel reads the declarations, which nothing else in a clone needs. */
function types() {
  const declared = join(root, 'dist/types/cjs/index.d.ts');
  const library = modified(join(root, 'dist/index.cjs')) ?? 0;
  if ((modified(declared) ?? -1) >= library) return true;
  const build = ['scripts/build.mjs', '--only-types', '--quiet'];
  timed('writing the declarations of the library', () => node(build));
  // With an error in them they are still good for a notebook.
  return fs.existsSync(declared);
}

function environment() {
  const requirements = join(folder, 'requirements.txt');
  const stamp = join(venv, 'installed.txt');
  if (isCurrent(stamp, requirements) && fs.existsSync(python)) return true;
  const base = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (base === undefined) {
    console.error('setup: the notebooks need Python 3.10 or newer: see https://www.python.org');
    return false;
  }
  const create = ['-m', 'venv', '--clear', venv];
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const made =
    timed('making a Python environment in .venv', () => run(base, create)) &&
    timed('installing JupyterLab into it', () => run(python, [...install, '-r', requirements]));
  if (made) {
    // JupyterLab has scripts of its own, and this folder is inside a package of ES modules.
    writeJson(join(venv, 'package.json'), { type: 'commonjs' });
    fs.writeFileSync(stamp, digest(requirements));
  }
  if (!made)
    console.error('setup: on Debian, `apt install python3-venv` brings what may be missing');
  return made;
}

function kernel() {
  const lock = join(folder, 'package-lock.json');
  const stamp = join(folder, 'node_modules/installed.txt');
  if (!isCurrent(stamp, lock)) {
    // No install scripts: its native part comes ready-made.
    const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    if (!timed('installing tslab: npm ci in notebooks/', () => npm(install, folder))) return false;
    fs.writeFileSync(stamp, digest(lock));
  }
  linkLibrary();
  writeKernelSpec();
  writeLabSettings();
  return true;
}

/** `import * as assay from "assay"` in a notebook finds this folder. */
function linkLibrary() {
  const link = join(folder, 'node_modules/assay');
  if (fs.existsSync(join(link, 'package.json'))) return;
  fs.rmSync(link, { force: true });
  fs.symlinkSync(root, link, 'junction');
}

/** With whole paths: Jupyter need not find `tslab` or `node` by their names. */
function writeKernelSpec() {
  const tslab = join(folder, 'node_modules/tslab/bin/tslab');
  const spec = {
    argv: [process.execPath, tslab, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript',
    language: 'typescript',
  };
  writeJson(join(venv, 'share/jupyter/kernels/tslab/kernel.json'), spec);
}

/** Nothing here needs the internet, so nothing here asks it for news. */
function writeLabSettings() {
  writeJson(join(venv, 'share/jupyter/lab/settings/overrides.json'), {
    '@jupyterlab/apputils-extension:notification': {
      fetchNews: 'false',
      checkForUpdates: false,
    },
  });
}

/** @param {string} path @param {object} value */
function writeJson(path, value) {
  fs.mkdirSync(join(path, '..'), { recursive: true });
  fs.writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** @param {string} path */
const digest = (path) => createHash('sha256').update(fs.readFileSync(path)).digest('hex');

/** @param {string} stamp @param {string} source */
function isCurrent(stamp, source) {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === digest(source);
}

/** @param {string} command @param {string[]} args */
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status;

/** JupyterLab on loopback, with a token of its own making. @param {string[]} args */
function open(args) {
  const lab = ['-m', 'jupyterlab', '--ServerApp.ip=127.0.0.1', `--ServerApp.root_dir=${folder}`];
  const asked = args.some((arg) => arg.endsWith('.ipynb'));
  const first = asked ? [] : [join(folder, 'getting-started.ipynb')];
  console.log('lab: JupyterLab, for this machine alone (Ctrl-C twice stops it)');
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const child = spawn(python, [...lab, ...asRoot, ...args, ...first], { stdio: 'inherit' });
  // Ctrl-C is for JupyterLab, which asks before it stops.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('close', (code) => process.exit(code ?? 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  if (!prepare()) process.exit(1);
  if (args.includes('--prepare')) console.log('lab: ready; `npm run lab` opens it');
  else open(args);
}
