/**
 * For tests, a process of its own: `FILE SAVES` checks two-phase commit and kills itself after so many checkpoints;
 * 0: goes on from the file to the end; −1: without checkpoints.
 */
import { compileModel } from '../../../engine/transition/compile.js';
import { checkModel } from '../check.js';
import { modelAt } from '../kernel/test-summary.js';

const [file, text] = process.argv.slice(2);
const saves = Number(text);
let saved = 0;
const system = compileModel(modelAt('transactions/two-phase-commit.yaml', ['N=7']));
const { verdicts, exploration } = await checkModel(system, {
  place: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
  only: ({ name }) => ['consistent', 'can commit'].includes(name),
  reduce: [],
  ...(saves < 0
    ? {}
    : {
        checkpoint: {
          file,
          identity: { assay: '0', spec: 'a', options: {} },
          resume: saves === 0,
          every: 0,
          onSaved: () => {
            saved++;
            if (saved === saves) process.kill(process.pid, 'SIGKILL');
          },
        },
      }),
});
// What it costs is not what is found.
const told = verdicts.map(({ effort: _, ...verdict }) => verdict);
process.stdout.write(JSON.stringify({ verdicts: told, exploration }));
