/**
 * Stateright, where ASSAY_STATERIGHT is the path of the program in stateright/ as cargo builds it. It has
 * one of the problems, in Rust. Breadth first on one thread; it stores no state, only a hash of 64 bits.
 */
import type { Problem } from './problems.js';

const PROBLEMS = ['two-phase-commit'];

/** The command to measure; null for a problem that is not written in Rust. */
export function staterightCommand(program: string, { name, n }: Problem): string[] | null {
  return PROBLEMS.includes(name) ? [program, name, String(n)] : null;
}

export function staterightStates(output: string): number {
  const states = /^(\d+) distinct states$/m.exec(output);
  if (states === null) throw new Error(`Stateright gave no count:\n${output.slice(-2000)}`);
  return Number(states[1]);
}
