// @ts-check
/**
 * Makes a fresh clone ready: checks Node, installs the pinned packages when they are missing or not
 * those of the lock file, builds the bundle when it is missing or outdated. Says in one line each what
 * it does; says nothing when there is nothing to do. Uses nothing but Node and npm, for it runs before
 * anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonToBuild } from '../bin/freshness.mjs';
import { withLock } from './lock.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Makes ready; false, after saying why, where that could not be.
 *
 * @returns {boolean}
 */
export function setup() {
  const old = tooOld(process.versions.node, requiredNode());
  if (old !== null) {
    console.error(`setup: ${old}`);
    return false;
  }
  if (outdatedPackages() === null && reasonToBuild(root) === null) return true;
  // Two commands at once would install and build over each other; the second finds nothing to do.
  return withLock(join(root, 'dist/setup.lock'), makeReady);
}

/** @returns {boolean} */
function makeReady() {
  const reasonToInstall = outdatedPackages();
  if (reasonToInstall !== null) {
    // No install scripts: what is needed comes ready-made, and the bundle is built below.
    const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    const what = `installing the pinned packages (${reasonToInstall}): npm ci`;
    if (!timed(what, () => npm(install))) return false;
  }
  const reason = reasonToBuild(root);
  if (reason === null) return true;
  const build = ['scripts/build.mjs', '--no-types', '--quiet'];
  return timed(`building dist/ (${reason})`, () => node(build));
}

/** The lowest Node that package.json admits: `>=20.19` gives `20.19`. */
function requiredNode() {
  return String(readJson('package.json').engines.node).replace(/^>=\s*/, '');
}

/**
 * What to say of a Node older than `required`; null for one that will do.
 *
 * @param {string} version `20.20.2`
 * @param {string} required `20.19`
 * @returns {string | null}
 */
export function tooOld(version, required) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = required.split('.').map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return null;
  return `Assay needs Node ${required} or newer and this is ${version}: see https://nodejs.org`;
}

/**
 * Why the installed packages are not those of package-lock.json; null when they are. npm leaves its
 * own record of what it installed in node_modules/.package-lock.json, last of all.
 *
 * @returns {string | null}
 */
function outdatedPackages() {
  /** @typedef {{ version?: string, optional?: boolean, link?: boolean }} Locked */
  /** @type {Record<string, Locked>} */
  let installed;
  try {
    installed = readJson('node_modules/.package-lock.json').packages;
  } catch {
    return 'none yet';
  }
  /** @type {Record<string, Locked>} */
  const wanted = readJson('package-lock.json').packages;
  for (const [path, { version, optional }] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = installed[path];
    // An optional package may be absent: it is for another processor or system.
    if (found === undefined ? !optional : found.version !== version) {
      return `${path.replace(/^.*node_modules\//, '')} is to be ${version}`;
    }
  }
  return null;
}

/** @param {string} path @returns {any} */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

/**
 * @param {string} what
 * @param {() => number | null} action gives an exit code
 * @returns {boolean} did it succeed
 */
export function timed(what, action) {
  console.log(`setup: ${what} …`);
  const start = performance.now();
  const succeeded = action() === 0;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (succeeded) console.log(`setup: done in ${seconds} s`);
  else console.error(`setup: failed at ${what}`);
  return succeeded;
}

/** Runs the npm that runs us, or the one on the path. @param {string[]} args @param {string} [cwd] */
export function npm(args, cwd = root) {
  const own = process.env['npm_execpath'];
  if (own?.endsWith('npm-cli.js')) return node([own, ...args], cwd);
  const windows = process.platform === 'win32';
  return spawnSync('npm', args, { cwd, stdio: 'inherit', shell: windows }).status;
}

/** @param {string[]} args @param {string} [cwd] */
export function node(args, cwd = root) {
  return spawnSync(process.execPath, args, { cwd, stdio: 'inherit' }).status;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && !setup()) process.exit(1);
