/**
 * Finding another spec by name (`extends`, `refines`, `of`): beside the file, then in the library,
 * and nowhere else. A name is no path: it cannot climb, and links that lead out are not followed.
 */
import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { Diagnostics } from '../diagnostics.js';
import type { SourceFile } from '../source.js';
import { readYaml } from '../yaml/read.js';
import { child, type Mapping, textOf } from '../yaml/tree.js';
import { readSource } from './source.js';

/** Entries looked at in one search of the library. */
const ENTRIES_MAX = 20_000;

/** Whether the text could name a spec: words joined by `-`, `_`, `.` or spaces, no way upwards. */
export function isSpecName(name: string): boolean {
  return /^[A-Za-z0-9](?:[\w .-]*[\w])?$/.test(name) && !name.includes('..');
}

export interface FoundSpec {
  readonly file: SourceFile;
  readonly root: Mapping;
  /** What is wrong with the file that it was found in. */
  readonly diagnostics: Diagnostics;
}

/**
 * The spec `name` as seen from `from`: another document of that file, then a file `name.yaml` beside
 * it, then one anywhere in the library. `not` is the spec that asks.
 */
export function findSpec(
  name: string,
  from: SourceFile,
  library: string | undefined,
  not: Mapping,
): FoundSpec | null {
  const own = new Diagnostics();
  const here = documentNamed(name, from, own, not.span.start);
  if (here) return { file: from, root: here, diagnostics: new Diagnostics() };
  return findElsewhere(name, from, library);
}

/** What was found for a file as it was read: a spec is asked for by several phases of one reading. */
const elsewhere = new WeakMap<SourceFile, Map<string, FoundSpec | null>>();

function findElsewhere(
  name: string,
  from: SourceFile,
  library: string | undefined,
): FoundSpec | null {
  const known = elsewhere.get(from) ?? new Map<string, FoundSpec | null>();
  elsewhere.set(from, known);
  const question = JSON.stringify([name, library ?? null]);
  const answer = known.get(question);
  if (answer !== undefined) return answer;
  const found = foundAmong(filesBeside(from), name) ?? foundAmong(filesOfLibrary(library), name);
  known.set(question, found);
  return found;
}

function foundAmong(paths: Iterable<string>, name: string): FoundSpec | null {
  for (const path of paths) {
    if (stem(path) !== name) continue;
    const diagnostics = new Diagnostics();
    const file = readSource(path, diagnostics);
    const root = file && documentNamed(name, file, diagnostics, null);
    if (file && root) return { file, root, diagnostics };
  }
  return null;
}

/** The document with that name; in a file with one document, that one. */
function documentNamed(
  name: string,
  file: SourceFile,
  diagnostics: Diagnostics,
  not: number | null,
): Mapping | null {
  const documents = readYaml(file, diagnostics);
  const roots = documents.flatMap(({ tree }) => (tree?.node === 'mapping' ? [tree] : []));
  const others = roots.filter((root) => root.span.start !== not);
  const named = others.find((root) => textOf(child(root, 'name')) === name);
  return named ?? (not === null && documents.length === 1 ? (others[0] ?? null) : null);
}

/** Names of the files that `findSpec` looks at, for suggestions. */
export function specNamesNear(from: SourceFile, library?: string): string[] {
  return [...filesBeside(from), ...filesOfLibrary(library)].map(stem);
}

const filesBeside = (from: SourceFile): string[] =>
  yamlFiles(dirname(from.path), { recursive: false });

const filesOfLibrary = (library: string | undefined): string[] =>
  library === undefined ? [] : yamlFiles(resolve(library), { recursive: true });

const stem = (path: string) => basename(path).replace(/\.ya?ml$/, '');

/**
 * YAML files of a folder in the order of their names. Files and folders that are links leading out of
 * the folder are left out, and so are hidden ones and node_modules.
 */
export function yamlFiles(folder: string, options: { readonly recursive: boolean }): string[] {
  const found: string[] = [];
  const root = realPath(folder);
  if (root === null) return found;
  const waiting = [folder];
  const visited = new Set([root]);
  let entries = 0;
  for (let here = waiting.shift(); here !== undefined; here = waiting.shift()) {
    const below: string[] = [];
    for (const entry of listing(here)) {
      if (++entries > ENTRIES_MAX) return found.sort(byCode);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = join(here, entry.name);
      if (entry.isSymbolicLink() && !staysInside(path, root)) continue;
      if (/\.ya?ml$/.test(entry.name)) {
        if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
      } else if (options.recursive && (entry.isDirectory() || entry.isSymbolicLink())) {
        const real = realPath(path);
        if (real !== null && !visited.has(real)) {
          visited.add(real);
          below.push(path);
        }
      }
    }
    waiting.unshift(...below);
  }
  return found.sort(byCode);
}

function listing(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => byCode(a.name, b.name));
  } catch {
    return [];
  }
}

function staysInside(path: string, root: string): boolean {
  const real = realPath(path);
  return real !== null && (real === root || real.startsWith(root + sep));
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
