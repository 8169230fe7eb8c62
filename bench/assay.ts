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

export function assayCommand({ spec, n, property, set = [] }: Problem, mode: Mode): string[] {
  const sets = [`N=${n}`, ...set].flatMap((assignment) => ['--set', assignment]);
  const question = ['check', path(`specs/${spec}`), ...sets, '--only', property];
  return [
    process.execPath,
    path('bin/assay.mjs'),
    ...question,
    ...MODES[mode],
    '--workers',
    '1',
    '--json',
  ];
}

/** What `assay check --json` prints. Only what is known of the property, of all its instances, is an answer. */
export function assayAnswer(output: string, { property, live }: Problem): AssayAnswer {
  const [{ verdicts, exploration }] = JSON.parse(output).specs as readonly Checked[];
  const own = verdicts.filter(({ base }) => base === property);
  const wanted = live?.status ?? 'holds';
  const other = own.find(({ status }) => status !== wanted);
  if (own.length === 0 || other !== undefined || !exploration.complete)
    throw new Error(`Assay: ${property} is ${other?.status ?? 'not among the verdicts'}`);
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
