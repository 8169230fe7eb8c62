/** Who takes part, in the order of the columns: Spin first, for the others are compared with it. */
import { assayAnswer, assayCommand, type Mode } from './assay.js';
import type { Explorer } from './run.js';
import { buildVerifier, spinAnswer } from './spin.js';
import { REFERENCE } from './table.js';
import { tlcCommand, tlcStates } from './tlc.js';
import type { BenchTools } from './tools.js';

/** `folder`: where they may build. */
export function explorers(tools: BenchTools, folder: string): Explorer[] {
  const { tlc } = tools;
  const spin: Explorer = {
    name: REFERENCE,
    prepare: (problem) => ({
      command: buildVerifier(tools, problem, folder),
      answer: (stdout) => ({ states: spinAnswer(stdout).states - problem.before }),
    }),
  };
  const other: Explorer[] =
    tlc === null
      ? []
      : [
          {
            name: 'TLC',
            prepare: (problem) => ({
              command: tlcCommand(tlc, problem, folder),
              answer: (stdout) => ({ states: tlcStates(stdout) }),
            }),
          },
        ];
  return [spin, assay('Assay', 'sleep'), assay('Assay, no reduction', 'full'), ...other];
}

function assay(name: string, mode: Mode): Explorer {
  return {
    name,
    prepare: (problem) => ({
      command: assayCommand(problem, mode),
      answer: (stdout) => {
        const { states, reductions } = assayAnswer(stdout, problem);
        const lacks = mode === 'sleep' && !reductions.includes('sleep');
        return lacks ? { states, note: 'without sleep masks, which were refused' } : { states };
      },
    }),
  };
}
