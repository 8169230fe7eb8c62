// @ts-check
/**
 * `npm start`: makes a fresh clone ready, checks every spec of the library with its mutants through the
 * real command line, and says where the report is: models, systems, task sets, theories and a study in one page. Where
 * this machine has z3, invariants are proved too; the solver that comes with Assay would take minutes
 * for all of them. Arguments go to `assay check`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, setup } from './setup.mjs';

if (!setup()) process.exit(1);
/** The exit code of a check without a mistake in which something was not decided. */
const INCONCLUSIVE = 3;
const report = join('report', 'index.html');
mkdirSync(join(root, 'report'), { recursive: true });
rmSync(join(root, report), { force: true });

const command = [
  'check',
  'specs',
  '--mutants',
  ...(hasSolver() ? ['--prove'] : []),
  '--report',
  `html=${report}`,
  ...process.argv.slice(2),
];
console.log(`assay ${command.join(' ')}`);
const assay = join(root, 'bin/assay.mjs');
const { status, signal } = spawnSync(process.execPath, [assay, ...command], {
  cwd: root,
  stdio: 'inherit',
});
if (existsSync(join(root, report))) console.log(`\nThe report: ${report} (open it in a browser)`);
else console.error('\nNo report was written.');
// Systems too large to explore are for `assay simulate`, which says so of each.
if (status === INCONCLUSIVE)
  console.log('Some properties are left to simulation: `npx assay simulate SPEC`.');
process.exitCode = signal === 'SIGINT' ? 130 : status === INCONCLUSIVE ? 0 : (status ?? 4);

function hasSolver() {
  const { status } = spawnSync('z3', ['--version'], { stdio: 'ignore' });
  return status === 0;
}
