/** Assay as its users run it: the built command line, with all that it takes to start. */
import { fileURLToPath } from 'node:url';
import type { Problem } from './problems.js';

export interface AssayAnswer {
  readonly states: number;
  readonly generated: number;
  /** The reductions that were really used. */
  readonly reductions: readonly string[];
}

export type Mode = 'sleep' | 'full';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const MODES: Readonly<Record<Mode, readonly string[]>> = {
  sleep: ['--reduce', 'sleep'],
  full: ['--no-reduction'],
};

export function assayCommand({ spec, n, property }: Problem, mode: Mode): string[] {
  const question = ['check', path(`specs/${spec}`), '--set', `N=${n}`, '--only', property];
  return [process.execPath, path('bin/assay.mjs'), ...question, ...MODES[mode], '--json'];
}

/** What `assay check --json` prints. Only a property that holds everywhere is an answer. */
export function assayAnswer(output: string, { property }: Problem): AssayAnswer {
  const [{ verdicts, exploration }] = JSON.parse(output).specs as readonly Checked[];
  const verdict = verdicts.find((candidate) => candidate.base === property);
  if (verdict?.status !== 'holds' || !exploration.complete)
    throw new Error(`Assay: ${property} is ${verdict?.status ?? 'not among the verdicts'}`);
  const { states, generated } = exploration.effort;
  return { states, generated, reductions: exploration.reductions.ran };
}

interface Checked {
  readonly verdicts: readonly { readonly base: string; readonly status: string }[];
  readonly exploration: {
    readonly effort: { readonly states: number; readonly generated: number };
    readonly complete: boolean;
    readonly reductions: { readonly ran: readonly string[] };
  };
}
