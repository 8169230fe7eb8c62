/** Who takes part, in the order of the columns: Spin first, for the others are compared with it. */
import { assayAnswer, assayCommand, type Mode } from './assay.js';
import type { Problem } from './problems.js';
import type { Answer, Explorer } from './run.js';
import { buildVerifier, spinAnswer, spinStatus } from './spin.js';
import { staterightCommand, staterightStates } from './stateright.js';
import { REFERENCE, TUNED } from './table.js';
import { type TlcTools, tlcCommand, tlcStates } from './tlc.js';
import type { BenchTools } from './tools.js';

/** `folder`: where they may build. */
export function explorers(tools: BenchTools, folder: string): Explorer[] {
  const { tlc, stateright } = tools;
  const spin = (name: string, modelOf: (problem: Problem) => string | undefined): Explorer => ({
    name,
    prepare: (problem) => {
      const model = modelOf(problem);
      if (model === undefined) return null;
      const command = buildVerifier(tools, problem, folder, model);
      return { command, answer: (stdout) => spinsAnswer(stdout, problem) };
    },
  });
  return [
    spin(REFERENCE, ({ promela }) => promela),
    spin(TUNED, ({ tuned }) => tuned),
    assay('Assay', 'sleep'),
    assay('Assay, no reduction', 'full'),
    ...(tlc === null ? [] : [tlcExplorer(tlc, folder)]),
    ...(stateright === null ? [] : [staterightExplorer(stateright)]),
  ];
}

/** With a claim about whole runs it counts pairs of a state and one of the claim's automaton. */
function spinsAnswer(stdout: string, { id, before, live }: Problem): Answer {
  if (!live) return { states: spinAnswer(stdout).states - before };
  const status = spinStatus(stdout);
  if (status !== live.status) throw new Error(`${id}: Spin says ${status}`);
  return { states: null };
}

/** Who could take part and does not, and how they would. */
export function absent({ tlc, stateright }: BenchTools): string[] {
  return [
    ...(tlc === null ? ['TLC is left out: ASSAY_TLA2TOOLS names no tla2tools.jar'] : []),
    ...(stateright === null ? ['Stateright is left out: ASSAY_STATERIGHT names no program'] : []),
  ];
}

function tlcExplorer(tlc: TlcTools, folder: string): Explorer {
  return {
    name: 'TLC',
    prepare: (problem) =>
      problem.live
        ? null
        : {
            command: tlcCommand(tlc, problem, folder),
            answer: (stdout) => ({ states: tlcStates(stdout) }),
          },
  };
}

function staterightExplorer(program: string): Explorer {
  return {
    name: 'Stateright',
    prepare: (problem) => {
      const command = staterightCommand(program, problem);
      const answer = (stdout: string) => ({ states: staterightStates(stdout) });
      return command === null ? null : { command, answer };
    },
  };
}

/** A graph for claims about whole runs has all steps: there is one way to make it. */
function assay(name: string, mode: Mode): Explorer {
  return {
    name,
    prepare: (problem) => {
      if (problem.live && mode === 'full') return null;
      const command = assayCommand(problem, problem.live ? 'full' : mode);
      const answer = (stdout: string) => {
        const { states, reductions } = assayAnswer(stdout, problem);
        const lacks = !problem.live && mode === 'sleep' && !reductions.includes('sleep');
        return lacks ? { states, note: 'without sleep masks, which were refused' } : { states };
      };
      return { command, answer, exit: problem.live?.status === 'violated' ? 1 : 0 };
    },
  };
}
