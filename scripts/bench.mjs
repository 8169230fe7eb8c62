// @ts-check
/** `npm run bench`: makes a fresh clone ready, so that what is measured is built, and runs bench/main.ts. */
import { node, setup } from './setup.mjs';

if (!setup()) process.exit(1);
process.exitCode = node(['--import', 'tsx', 'bench/main.ts', ...process.argv.slice(2)]) ?? 1;
