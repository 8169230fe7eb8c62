/** Where Assay is installed: the library of specs and the published schemas are found from there. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

export function packageRoot(): string {
  found ??= search(dirname(fileURLToPath(import.meta.url)));
  return found;
}

function search(folder: string): string {
  const manifest = join(folder, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'assay')
    return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('the folder of the package is not to be found');
  return search(parent);
}

export const libraryFolder = (): string => join(packageRoot(), 'specs');

export function version(): string {
  return JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version;
}
