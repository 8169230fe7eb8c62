// @ts-check
/**
 * What npm runs after `npm ci` and `npm install` in a clone, when another project installs Assay from
 * its repository, and before the first `npx assay` in a clone (silently, and perhaps before anything is
 * installed, hence the setup). The bundles must be built; declarations with an error in them are better
 * than none here. `npm pack` is strict about both.
 */
import { spawnSync } from 'node:child_process';
import { root, setup } from './setup.mjs';

if (!setup()) process.exit(1);
const build = ['scripts/build.mjs', '--only-types'];
const { status } = spawnSync(process.execPath, build, { cwd: root, stdio: 'inherit' });
if (status !== 0)
  console.error('prepare: the type declarations have errors; npm run check shows all');
