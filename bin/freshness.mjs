// @ts-check
/**
 * Is the built bundle that of the sources beside it? The build (scripts/build.mjs) leaves in
 * dist/inputs.json the time of change of every file that went into it; asking costs one stat a file,
 * a few milliseconds. A published package has no dist/inputs.json: there the bundle is all there is.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Why the bundle under `root` must be built (again): `not built yet`, `engine/trace.ts changed`; null
 * where it is up to date.
 *
 * @param {string} root the package's folder
 * @returns {string | null}
 */
export function reasonToBuild(root) {
  if (modified(join(root, 'dist/cli.cjs')) === null) return 'not built yet';
  /** @type {Record<string, number>} */
  let inputs;
  try {
    inputs = JSON.parse(readFileSync(join(root, 'dist/inputs.json'), 'utf8'));
  } catch {
    // The build writes this file last, and only a clone has the build.
    return existsSync(join(root, 'scripts/build.mjs')) ? 'the last build was cut short' : null;
  }
  for (const path in inputs) {
    // Hundreds of files at every start: `join` would take longer than the file system.
    if (modified(`${root}/${path}`) !== inputs[path]) return `${path} changed`;
  }
  return null;
}

/**
 * When the file was last changed, in milliseconds; null when there is none.
 *
 * @param {string} path
 * @returns {number | null}
 */
export function modified(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
