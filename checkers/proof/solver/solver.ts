/**
 * A solver for SMT-LIB 2 scripts: a native `z3` where one is on the PATH, else the one that comes with
 * Assay, compiled to WebAssembly. Both are bounded by z3's own count of its work (`rlimit`), so that
 * an answer does not depend on the speed of the machine, and both can be stopped at any moment.
 */

import { grouped } from '../../../engine/grouped.js';
import { type Numbers, satisfiability } from '../smt/print.js';
import type { Assignment } from '../smt/term-value.js';
import type { Term } from '../smt/terms.js';
import { readExpressions, readValue } from './answer.js';
import { type Solver, SolverStopped } from './interface.js';
import { findNative, nativeSolver } from './native.js';
import { webAssemblySolver } from './web-assembly.js';

export type { Solver };

export type Answer = Decision & {
  /** Processor time that another process took, as z3 tells it. */
  readonly otherSeconds: number;
};

type Decision =
  | { readonly answer: 'satisfiable'; readonly assignment: Assignment }
  | { readonly answer: 'unsatisfiable' }
  | { readonly answer: 'unknown'; readonly reason: string };

export interface Question {
  readonly assertions: readonly Term[];
  /** z3's count of its own work; a million is about a second. */
  readonly resources: number;
  /** Default: bit-vectors. */
  readonly numbers?: Numbers;
}

/** @param kind default: the native one if there is one */
export function openSolver(kind?: 'native' | 'web-assembly', signal?: AbortSignal): Solver {
  const path = kind === 'web-assembly' ? null : findNative();
  if (kind === 'native' && path === null) throw new Error('there is no z3 on the PATH');
  return path === null ? webAssemblySolver(signal) : nativeSolver(path, signal);
}

/** Is there an assignment that makes all assertions true? A stopped solver answers `unknown`. */
export async function solve(solver: Solver, question: Question): Promise<Answer> {
  const { assertions, resources, numbers = 'bit-vectors' } = question;
  const { text, symbols } = satisfiability(assertions, numbers);
  // What an assignment costs to tell is not part of the search, whose limit may have just been enough.
  const values =
    symbols.size === 0
      ? ''
      : `(set-option :rlimit 0)\n(get-value (${[...symbols.keys()].join(' ')}))\n`;
  const statistics = solver.elsewhere ? '(get-info :all-statistics)\n' : '';
  const script = `(set-option :rlimit ${resources})\n${text}(get-info :reason-unknown)\n${values}${statistics}`;
  try {
    const text = await solver.ask(script);
    const otherSeconds = solver.elsewhere ? secondsIn(text) : 0;
    return { ...readAnswer(text, symbols, resources), otherSeconds };
  } catch (failure) {
    if (!(failure instanceof SolverStopped)) throw failure;
    return { answer: 'unknown', reason: failure.why, otherSeconds: 0 };
  }
}

function readAnswer(text: string, symbols: ReadonlyMap<string, Term>, resources: number): Decision {
  const [status, info, values] = readExpressions(text);
  switch (status) {
    case 'unsat':
      return { answer: 'unsatisfiable' };
    case 'unknown':
      return { answer: 'unknown', reason: reasonOf(info, resources) };
    case 'sat': {
      const assignment = new Map<string, boolean | number>();
      if (symbols.size > 0) {
        // z3 gives one up when it runs out of something on the way.
        if (!Array.isArray(values) || values[0] === 'error')
          return { answer: 'unknown', reason: 'the solver found an assignment and cannot tell it' };
        for (const pair of values as readonly (readonly [string, string])[]) {
          const variable = symbols.get(pair[0]) ?? symbols.get(`|${pair[0]}|`);
          assignment.set(variable?.name as string, readValue(pair[1]));
        }
      }
      return { answer: 'satisfiable', assignment };
    }
    default:
      throw new Error(`the solver does not understand us: ${text.slice(0, 1000)}`);
  }
}

/** From the statistics at the end. */
function secondsIn(text: string): number {
  return Number(/:time\s+([\d.]+)/.exec(text)?.[1] ?? 0);
}

function reasonOf(info: unknown, resources: number): string {
  const words = Array.isArray(info) ? String(info[1]).replace(/^"|"$/g, '') : '';
  // z3 4.8 calls a spent limit `canceled`, or by the name of the tactic that met it.
  return /incomplete/.test(words)
    ? 'the solver cannot decide it'
    : `the limit of ${grouped(resources)} solver steps`;
}
