// @ts-check
/**
 * Builds dist/: the command line as one script with every light dependency inside (cli.cjs, with the code
 * that V8 compiles of it beside it), the library as ES module and as CommonJS (index.mjs,
 * index.cjs), the worker threads of studies, simulations and swarms (study-worker.mjs, …), the processes of live runs
 * (live-process.mjs), and declarations that TypeScript 5.0 reads with Node10 resolution (types/).
 *
 *     node scripts/build.mjs [--no-types | --only-types] [--quiet]
 *
 * Every file is written beside its place and renamed into it, so that an `assay` that runs meanwhile
 * reads either the old file or the new one.
 */
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { modified } from '../bin/freshness.mjs';
import { oneScript } from './one-script.mjs';
import { root } from './setup.mjs';

const dist = join(root, 'dist');
const options = new Set(process.argv.slice(2));

/** Loaded on demand, or read as files to be put into reports: not for the bundle. */
const heavy = ['vega', 'vega-lite', 'vega-embed', '@hpcc-js/wasm-graphviz', 'z3-solver', 'esbuild'];

/** CommonJS has no import.meta.url: the library finds the specs and schemas from here. */
const placeOfCommonJs = {
  define: { 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  outdir: dist,
  write: false,
  metafile: true,
  logLevel: 'warning',
  legalComments: 'eof',
};

const start = Date.now();
if (!options.has('--only-types')) await buildBundles();
if (!options.has('--no-types')) buildTypes();
if (!options.has('--quiet')) {
  const kib = Math.round(fs.statSync(join(dist, 'cli.cjs')).size / 1024);
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`build: dist/ in ${seconds} s (cli.cjs ${kib} KiB)`);
}

async function buildBundles() {
  const results = await Promise.all([
    buildCli(),
    buildLibrary('esm', '.mjs'),
    buildLibrary('cjs', '.cjs'),
    buildWorker('study-worker', 'checkers/study/worker.ts'),
    buildWorker('simulation-worker', 'checkers/simulation/worker.ts'),
    buildWorker('swarm-worker', 'checkers/exploration/swarm/worker.ts'),
    buildWorker('live-process', 'engine/live/runner.ts'),
    buildWorker('threads-worker', 'checkers/threads/live-worker.ts'),
  ]).catch(() => process.exit(1)); // esbuild has said why
  if (results.some(({ warnings }) => warnings.length > 0)) process.exit(1);
  writeOutputs(results.flatMap(({ outputFiles }) => /** @type {Output[]} */ (outputFiles ?? [])));
  // Last: only complete bundles count as fresh.
  writeInputs(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
  keepCompiledCode();
}

/** Split into ES modules, then joined again: see one-script.mjs. */
async function buildCli() {
  const { outputFiles, metafile, warnings } = await esbuild.build({
    ...common,
    entryPoints: { cli: 'cli/main.ts' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    external: heavy,
  });
  const chunks = new Map(
    (outputFiles ?? []).map(({ path, text }) => [relative(dist, path).replaceAll('\\', '/'), text]),
  );
  const contents = Buffer.from(await oneScript(chunks, 'cli.js'));
  return { outputFiles: [{ path: join(dist, 'cli.cjs'), contents }], metafile, warnings };
}

/**
 * A first run of the command, so that the next ones find its compiled code (bin/compiled.mjs). Should it fail,
 * the first check of the user leaves that.
 */
function keepCompiledCode() {
  // One of each kind that is checked most: states of a spec, its temporal properties, and a protocol's own handlers.
  const specs = [
    'transactions/two-phase-commit.yaml',
    'concurrency/peterson.yaml',
    'consensus/paxos-register.yaml',
  ];
  const paths = specs.map((path) => join(root, 'specs', path));
  const args = ['check', ...paths, '--json', '--report', `text=${devNull}`];
  const env = { ...process.env, ASSAY_BUILDING: '1' };
  spawnSync(process.execPath, [join(root, 'bin/assay.mjs'), ...args], { stdio: 'ignore', env });
}

/** @param {'esm' | 'cjs'} format @param {string} extension */
function buildLibrary(format, extension) {
  return esbuild.build({
    ...common,
    entryPoints: { index: 'index.ts' },
    format,
    outExtension: { '.js': extension },
    packages: 'external',
    ...(format === 'cjs' && placeOfCommonJs),
  });
}

/** A thread or process of its own: the same for all bundles, which find it beside them. @param {string} name @param {string} entry */
function buildWorker(name, entry) {
  return esbuild.build({
    ...common,
    entryPoints: { [name]: entry },
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    external: heavy,
  });
}

/** @typedef {Pick<esbuild.OutputFile, 'path' | 'contents'>} Output */

/** @param {Output[]} files */
function writeOutputs(files) {
  for (const { path, contents } of files) replace(path, contents);
  // Compiled code of earlier builds.
  for (const name of fs.readdirSync(dist))
    if (name.endsWith('.code')) fs.rmSync(join(dist, name), { force: true });
}

/**
 * Declarations twice: as of an ES module and as of CommonJS, which differ in their package.json. What is
 * no longer declared is removed last, so that a reader meanwhile finds every file.
 */
function buildTypes() {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const fresh = join(dist, `types.${process.pid}`);
  const args = [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (fs.existsSync(fresh)) {
    for (const format of ['esm', 'cjs']) replaceTypes(fresh, join(dist, 'types', format));
    fs.rmSync(fresh, { recursive: true });
  }
  if (status !== 0) process.exit(1);
}

/** @param {string} from @param {string} to */
function replaceTypes(from, to) {
  const kept = new Set(['package.json']);
  for (const path of filesBelow(from)) {
    kept.add(path);
    replace(join(to, path), fs.readFileSync(join(from, path)));
  }
  const format = to.endsWith('cjs') ? 'commonjs' : 'module';
  replace(join(to, 'package.json'), `{ "type": "${format}" }\n`);
  for (const path of filesBelow(to))
    if (!kept.has(path) && path.endsWith('.d.ts')) fs.rmSync(join(to, path), { force: true });
}

/** @param {string} folder */
function filesBelow(folder) {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

/** Remembers what went in, for bin/freshness.mjs. @param {string[]} bundled paths from the root */
function writeInputs(bundled) {
  const own = bundled.filter((path) => !path.startsWith('node_modules/') && !path.includes(':'));
  const paths = [
    ...new Set([
      ...own,
      'package-lock.json',
      'package.json',
      relative(root, fileURLToPath(import.meta.url)),
    ]),
  ];
  /** @type {Record<string, number | null>} */
  const times = {};
  for (const path of paths.sort()) {
    const time = modified(join(root, path));
    // Changed while we were building: the bundle may have the old text or the new.
    times[path] = time !== null && time < start ? time : null;
  }
  replace(join(dist, 'inputs.json'), JSON.stringify(times, null, 1));
}

/** @param {string} path @param {string | Uint8Array} contents */
function replace(path, contents) {
  fs.mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  fs.writeFileSync(temporary, contents);
  fs.renameSync(temporary, path);
}
