/**
 * A user's own protocol, loaded by path. Node 20 runs no TypeScript, so esbuild takes the types out and joins the files; types
 * are the editor's business, and everything that must hold is checked again when the file declares it.
 *
 * `import … from 'assay'` means the program that is running, wherever the file lies: no node_modules is asked. Nothing else can be
 * imported but files in the protocol's own folder, because what a handler may do is `n` and no more.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import { compileFunction } from 'node:vm';
import type { BuildFailure, Plugin } from 'esbuild';
import { didYouMean } from '../language/nearest.js';
import { checkThreads } from '../threads/declare.js';
import * as threadsKit from '../threads/kit.js';
import { type AnyThreads, isThreads } from '../threads/thread.js';
import { checkProtocol } from './declare.js';
import { ProtocolError } from './errors.js';
import { guard, trapGlobals } from './guard.js';
import * as nodesKit from './kit.js';
import { placeInStack, rememberSourceMap } from './places.js';
import type { AnyProtocol } from './protocol.js';
import { bounded, TookTooLong } from './watchdog.js';

const kit = { ...nodesKit, ...threadsKit };

/** Milliseconds that a file may take to declare its protocol. */
const PATIENCE_MS = 10_000;

/**
 * Compiles the file, runs it (the user's own code, on this thread), and gives its default export back.
 *
 * @throws ProtocolError with the place in the file where it does not compile, throws, or exports no sound protocol; or where it
 * goes on for longer than `patience` milliseconds.
 */
export async function loadProtocol(path: string, patience = PATIENCE_MS): Promise<AnyProtocol> {
  const protocol = await loadAny(path, patience);
  if (!isThreads(protocol)) return protocol;
  throw new ProtocolError(
    `${shortened(resolve(path))}: nodes are wanted here, and these are threads`,
  );
}

/** The same, of nodes or of threads. */
export async function loadAny(
  path: string,
  patience = PATIENCE_MS,
): Promise<AnyProtocol | AnyThreads> {
  const file = resolve(path);
  const { code, map } = await compile(file);
  const script = `assay-protocol:${file}`;
  rememberSourceMap(script, { code, map }, (source) => shortened(resolve(dirname(file), source)));
  const module: { exports: { default?: unknown } } = { exports: {} };
  trapGlobals();
  try {
    const run = compileFunction(code, ['module', 'exports', 'assayKit'], { filename: script });
    guard.inside = true;
    bounded(() => run(module, module.exports, kit), patience);
  } catch (error) {
    guard.inside = false;
    throw complaint(file, error instanceof TookTooLong ? new Error(endless(patience)) : error);
  } finally {
    guard.inside = false;
  }
  const protocol = module.exports.default as AnyProtocol | AnyThreads | undefined;
  if (protocol === undefined)
    throw new ProtocolError(
      `${shortened(file)}: no protocol; write \`export default implement(declaration, { … })\``,
    );
  try {
    if (isThreads(protocol)) checkThreads(protocol);
    else checkProtocol(protocol);
  } catch (error) {
    throw complaint(file, error);
  }
  return protocol;
}

const endless = (patience: number): string =>
  `the file did not return within ${patience / 1000} s; outside of its handlers a protocol only declares: move what loops into a handler`;

/** From the folder where the command was called, if it is below. */
function shortened(file: string): string {
  const short = relative('', file);
  return short.startsWith('..') ? file : short;
}

function complaint(file: string, error: unknown): ProtocolError {
  const reason = error instanceof Error ? error.message : String(error);
  const place = error instanceof Error ? placeInStack(error, true) : null;
  const where = place === null ? shortened(file) : `${place.file}:${place.line}:${place.column}`;
  return new ProtocolError(`${where}: ${reason}`, { cause: error });
}

async function compile(file: string): Promise<{ code: string; map: string }> {
  const esbuild = await import('esbuild');
  try {
    const { outputFiles } = await esbuild.build({
      absWorkingDir: dirname(file),
      entryPoints: [file],
      outfile: `${file}.cjs`,
      bundle: true,
      write: false,
      format: 'cjs',
      platform: 'neutral',
      target: 'node20.19',
      // Modules are strict: what is frozen cannot be assigned to, and a forgotten `let` makes no global.
      banner: { js: '"use strict";' },
      sourcemap: 'external',
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [imports(dirname(file))],
    });
    const text = (suffix: string) => outputFiles.find(({ path }) => path.endsWith(suffix))?.text;
    return { code: text('.cjs') ?? '', map: text('.cjs.map') ?? '{}' };
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (first === undefined) throw error;
    const { location } = first;
    const text = ownWords(first.text);
    const at = location ? `:${location.line}:${location.column + 1}` : '';
    const source = location ? resolve(dirname(file), location.file) : file;
    throw new ProtocolError(`${shortened(source)}${at}: ${text}`);
  }
}

/** The bundler's words, but for what it cannot know: that `assay` is no file. */
function ownWords(text: string): string {
  const [, name] = /^No matching export in "kit:assay" for import "(.+)"$/.exec(text) ?? [];
  if (name === undefined) return text;
  const near = didYouMean(name, Object.keys(kit));
  return `'assay' has no '${name}'${near === undefined ? '' : `; ${near}`}`;
}

/** What a protocol may import. */
function imports(folder: string): Plugin {
  const names = Object.keys(kit);
  return {
    name: 'assay',
    setup(build) {
      build.onResolve({ filter: /^assay$/ }, () => ({ path: 'assay', namespace: 'kit' }));
      build.onLoad({ filter: /.*/, namespace: 'kit' }, () => ({
        contents: names.map((name) => `export const ${name} = assayKit.${name};`).join('\n'),
      }));
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => {
        const target = resolve(resolveDir, path);
        if (target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) return undefined;
        return { errors: [{ text: `'${path}' lies outside the protocol's folder` }] };
      });
      build.onResolve({ filter: /.*/ }, ({ path, kind }) => {
        if (kind === 'entry-point' || /^\.\.?\//.test(path)) return undefined;
        const text = `a protocol imports 'assay' and files of its own folder, not '${path}'`;
        return { errors: [{ text }] };
      });
    },
  };
}
