#!/usr/bin/env node
// @ts-check
/**
 * The command `assay`: a plain-JavaScript launcher of the one built bundle, dist/cli.mjs. Small specs
 * are answered in a fraction of a second, most of which is start-up, so this file does as little as
 * it can. In a clone it has a missing or outdated bundle built first, and says so on stderr.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { reasonToBuild } from './freshness.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reason = reasonToBuild(root);
if (reason !== null) build(reason);

// Keeps compiled code between runs where Node can (from 22.1).
const { enableCompileCache } = /** @type {{ enableCompileCache?: () => void }} */ (
  /** @type {unknown} */ (module)
);
enableCompileCache?.();

const { main } = await import(pathToFileURL(join(root, 'dist/cli.mjs')).href);
process.exitCode = await main(process.argv.slice(2));

/** @param {string} why */
function build(why) {
  const setup = join(root, 'scripts/setup.mjs');
  if (!existsSync(setup)) {
    console.error(`assay: dist/cli.mjs is missing from ${root}: install the package again`);
    process.exit(4);
  }
  // What setup says goes to stderr: stdout belongs to the command's result.
  const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error(`assay: could not build (${why})`);
    process.exit(4);
  }
}
