/**
 * FILES|FOLDERS → spec files. A file that is named is always taken. In a folder, YAML files that are
 * specs are taken: those with a top-level `kind:` and without the `apiVersion:` of Kubernetes.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './exit.js';

const DEEPEST = 12;

export function specFiles(paths: readonly string[]): string[] {
  const found = new Set<string>();
  for (const path of paths) for (const file of filesOf(path)) found.add(file);
  return [...found];
}

function filesOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UsageError(
      `${path} does not exist.`,
      'Name a YAML file, or a folder with some. `assay list` shows the library, `assay init` writes a first spec.',
    );
  }
  if (!stat.isDirectory()) return [path];
  const files = walk(path, 0).filter(isSpec);
  if (files.length === 0) {
    throw new UsageError(
      `No spec in ${path}: no YAML file there has a top-level \`kind:\`.`,
      '`assay init` writes a first spec.',
    );
  }
  return files;
}

function walk(folder: string, depth: number): string[] {
  if (depth > DEEPEST) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return entry.name.startsWith('.') || entry.name === 'node_modules'
        ? []
        : walk(path, depth + 1);
    }
    return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [path] : [];
  });
}

function isSpec(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  return /^kind\s*:/m.test(text) && !/^apiVersion\s*:/m.test(text);
}
