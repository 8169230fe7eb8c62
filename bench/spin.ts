/**
 * Spin: `spin -a` writes C, gcc builds a verifier, and the verifier is what is measured. Full search
 * without partial order reduction (-DNOREDUCE), since the question is how fast each explores the same states; -E:
 * where nothing is left to do is no error. For a claim about whole runs the verifier looks for a cycle that accepts
 * its negation (-a), by nested depth-first search.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from './problems.js';

export interface SpinAnswer {
  readonly states: number;
  /** Steps taken, and the initial state. */
  readonly generated: number;
}

export interface SpinTools {
  readonly spin: string;
  readonly gcc: string;
}

const models = fileURLToPath(new URL('promela', import.meta.url));
const FLAGS = ['-w', '-DNOREDUCE', '-DMEMLIM=16000'];

/**
 * Builds the verifier of a model of a problem in a folder of its own under `folder`; gives the command to measure.
 * @param level of gcc's optimiser: less where the answer is wanted and no time is measured
 */
export function buildVerifier(
  { spin, gcc }: SpinTools,
  { id, n, promela, defines, depth, hash, live }: Problem,
  folder: string,
  model = promela,
  level: '-O2' | '-O0' = '-O2',
): string[] {
  const cwd = join(folder, id, model);
  mkdirSync(cwd, { recursive: true });
  const options = { cwd, stdio: 'pipe' } as const;
  // From a folder of its own, for Spin leaves files behind; models include each.pml of `models`.
  const preprocessor = `-P${gcc} -std=gnu99 -E -x c -I${models}`;
  const given = [`-DN=${n}`, ...(live ? ['-DLIVE'] : []), ...defines];
  execFileSync(spin, [preprocessor, '-a', ...given, join(models, model)], options);
  execFileSync(
    gcc,
    [level, ...FLAGS, ...(live ? [] : ['-DSAFETY']), '-o', 'pan', 'pan.c'],
    options,
  );
  const cycles = live ? ['-a', ...(live.fair ? ['-f'] : []), '-N', live.claim] : [];
  return [join(cwd, 'pan'), '-E', ...cycles, `-w${hash}`, `-m${depth}`];
}

/** What a verifier says of a claim about whole runs: is there a cycle that breaks it? */
export function spinStatus(output: string): 'holds' | 'violated' {
  const errors = /errors: (\d+)/.exec(output);
  if (/acceptance cycle/.test(output) && errors?.[1] === '1') return 'violated';
  spinAnswer(output);
  return 'holds';
}

/** What a verifier prints. An error, or a search that was cut short, is no answer. */
export function spinAnswer(output: string): SpinAnswer {
  const states = /^\s*([\d.e+]+) states, stored(?: \([\d.e+]+ visited\))?$/m.exec(output);
  const generated = /^\s*([\d.e+]+) transitions \(= (?:stored|visited)\+matched\)/m.exec(output);
  const errors = /errors: (\d+)/.exec(output);
  const cut = /max search depth too small|out of memory|Search not completed/.exec(output);
  if (states === null || generated === null || errors?.[1] !== '0' || cut !== null)
    throw new Error(`Spin did not finish without an error:\n${output.slice(0, 2000)}`);
  return { states: Number(states[1]), generated: Number(generated[1]) };
}
