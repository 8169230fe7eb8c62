/**
 * Where in a protocol's file something was thrown, read from the stack. A user's file runs as compiled text; who compiles
 * it (load.ts) leaves its source map here.
 */
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Lines and columns from 1. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface Compiled {
  /** The text that runs. */
  readonly code: string;
  readonly map: SourceMap;
  /** The path of a source as the user wrote it. */
  sourcePath(source: string): string;
}
const compiled = new Map<string, Compiled>();

/** `script` is the name under which the text `code` runs; `map` the source map as JSON. */
export function rememberSourceMap(
  script: string,
  { code, map }: { readonly code: string; readonly map: string },
  sourcePath: (source: string) => string,
): void {
  compiled.set(script, { code, map: new SourceMap(JSON.parse(map)), sourcePath });
}

/** Where a function of a user's file begins; null of all others, and where two are written alike. */
export function placeOfFunction(run: (...args: never) => unknown): CodePlace | null {
  const text = run.toString();
  const found = [...compiled.values()].flatMap((script) => {
    const at = script.code.indexOf(text);
    if (at < 0) return [];
    if (script.code.indexOf(text, at + 1) >= 0) return [null];
    const before = script.code.slice(0, at).split('\n');
    return [original(script, before.length, (before.at(-1)?.length ?? 0) + 1)];
  });
  return found.length === 1 ? found[0] : null;
}

/** Our own frames: the kit, and what is bundled with it. */
const OWN =
  /[\\/]engine[\\/](node|threads)[\\/](?!.*\.test\.)|[\\/]dist[\\/](cli\.cjs|index\.[cm]js|live-process\.mjs|threads-worker\.mjs)/;
const FRAME = /^\s*at (?:.*\()?(.+?):(\d+):(\d+)\)?$/;

/** The innermost frame that is neither ours nor Node's; with `compiledOnly`, one of a user's file. */
export function placeInStack(error: Error, compiledOnly = false): CodePlace | null {
  for (const text of (error.stack ?? '').split('\n')) {
    const frame = FRAME.exec(text);
    if (frame === null) continue;
    const [, script, line, column] = frame;
    if (script.startsWith('node:') || script === '<anonymous>') continue;
    const known = compiled.get(script);
    if (known !== undefined) return original(known, Number(line), Number(column));
    if (!compiledOnly && !OWN.test(script) && !script.includes('node_modules')) {
      const file = script.startsWith('file:') ? fileURLToPath(script.replace(/\?.*$/, '')) : script;
      return { file, line: Number(line), column: Number(column) };
    }
  }
  return null;
}

function original({ map, sourcePath }: Compiled, line: number, column: number): CodePlace | null {
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry) || entry.originalSource === undefined) return null;
  return {
    file: sourcePath(entry.originalSource),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  };
}
