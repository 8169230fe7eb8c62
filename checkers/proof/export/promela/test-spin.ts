/** For tests: a model through Spin, and what Spin says of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpinAnswer {
  /** Distinct states, the one before the first step included. */
  readonly states: number;
  /** Numbers n of the assertions `n != n` that failed. */
  readonly failed: ReadonlySet<number>;
  readonly errors: number;
}

export interface SpinRun {
  /** The formula to be checked, in place of the assertions. */
  readonly formula?: string;
}

/** Runs the whole chain: Spin writes C, the C compiler builds it, the verifier searches. */
export function runSpin(spin: string, text: string, { formula }: SpinRun = {}): SpinAnswer {
  const folder = mkdtempSync(join(tmpdir(), 'assay-spin-'));
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  try {
    writeFileSync(join(folder, 'model.pml'), text);
    run(spin, ...(formula === undefined ? [] : ['-DLTL']), '-a', 'model.pml');
    const safety = formula === undefined ? ['-DSAFETY'] : [];
    run('gcc', '-O1', '-w', ...safety, '-DNOREDUCE', '-DVECTORSZ=8192', '-o', 'pan', 'pan.c');
    const search = formula === undefined ? ['-c0'] : ['-a', '-N', formula];
    const { stdout } = spawnSync(join(folder, 'pan'), ['-E', '-m1000000', ...search], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    return answerOf(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function answerOf(output: string): SpinAnswer {
  const states = /^\s*([\d.e+]+) states, stored/m.exec(output);
  const errors = /errors: (\d+)/.exec(output);
  if (states === null || errors === null || /max search depth too small/.test(output))
    throw new Error(`the verifier did not finish:\n${output.slice(0, 2000)}`);
  const failed = [...output.matchAll(/assertion violated \((\d+)!=/g)].map((m) => Number(m[1]));
  return { states: Number(states[1]), failed: new Set(failed), errors: Number(errors[1]) };
}
