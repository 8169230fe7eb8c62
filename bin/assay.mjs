#!/usr/bin/env node
// @ts-check
/**
 * The command `assay`: a plain-JavaScript launcher of the one built bundle, dist/cli.cjs. Small specs
 * are answered in a fraction of a second, most of which is start-up, so this file does as little as
 * it can. In a clone it has a missing or outdated bundle built first, and says so on stderr.
 */
// Node has these compiled for its own flags: after a change of flags it would compile them again.
import 'node:assert/strict';
import 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import 'node:zlib';
import { CompiledScript } from './compiled.mjs';
import { reasonToBuild } from './freshness.mjs';

// A check of a second runs much code a little: V8 would spend a tenth of it on optimising what is done by then. It
// does so later, after some milliseconds in a function, and with less of what the function calls copied into it. Set before
// any code is read: what is kept knows the flags. Young objects are few: threads that share them cost more than they do, and
// room for those of the first tenth of a second comes at once.
setFlagsFromString('--interrupt-budget=400000');
setFlagsFromString('--max-inlined-bytecode-size-cumulative=150');
setFlagsFromString('--no-parallel-scavenge');
setFlagsFromString('--semi-space-growth-factor=16');

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
// What the build runs must not wait for a build, though a source may have changed meanwhile.
const reason = process.env['ASSAY_BUILDING'] ? null : reasonToBuild(root);
if (reason !== null) build(reason);

const script = new CompiledScript(join(root, 'dist/cli.cjs'));
const argv = process.argv.slice(2);
// Simulations do little, very often: V8's own measure of inlining suits them, they are optimised sooner, and effects and messages of
// more forms than four are told apart where they are met. They leave no code behind.
if (argv[0] !== 'check')
  for (const flag of [
    '--max-inlined-bytecode-size-cumulative=920',
    '--interrupt-budget=250000',
    '--max-valid-polymorphic-map-count=8',
  ])
    setFlagsFromString(flag);
// A reader that has read enough, such as `head`, closes its end: that is no mistake, and changes no exit code.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EPIPE') throw error;
  });
const { main } = script.exports(require, (name) => import(name));
process.exitCode = await main(argv);
// A check runs most of what is worth keeping.
if (argv[0] === 'check') script.keep();

/** @param {string} why */
function build(why) {
  const setup = join(root, 'scripts/setup.mjs');
  if (!existsSync(setup)) {
    console.error(`assay: dist/cli.cjs is missing from ${root}: install the package again`);
    process.exit(4);
  }
  // What setup says goes to stderr: stdout belongs to the command's result.
  const { spawnSync } = require('node:child_process');
  const { status } = spawnSync(process.execPath, [setup], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error(`assay: could not build (${why})`);
    process.exit(4);
  }
}
