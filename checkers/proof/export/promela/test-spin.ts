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

/** The assertions of a model: every state is visited, whatever fails on the way. */
export function runSpin(tools: Tools, text: string): SpinAnswer {
  return inFolder((folder) => {
    build(tools, folder, text, ['-a'], ['-O0', '-DSAFETY']);
    return verify(folder, ['-c0']);
  });
}

/** Formulas of a model by their names: does each hold? */
export function runFormulas(tools: Tools, text: string, formulas: readonly string[]): boolean[] {
  return inFolder((folder) => {
    build(tools, folder, text, ['-DLTL', '-a'], ['-O0']);
    return formulas.map((formula) => verify(folder, ['-a', '-N', formula]).errors === 0);
  });
}

export interface Tools {
  readonly spin: string;
  readonly gcc: string;
}

function inFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'assay-spin-'));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Spin writes C, and the C compiler builds it. */
function build(
  { spin, gcc }: Tools,
  folder: string,
  text: string,
  spinFlags: readonly string[],
  flags: readonly string[],
): void {
  const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' } as const;
  writeFileSync(join(folder, 'model.pml'), text);
  execFileSync(spin, [...spinFlags, 'model.pml'], options);
  const fixed = ['-w', '-DNOREDUCE', '-DVECTORSZ=8192', '-o', 'pan', 'pan.c'];
  execFileSync(gcc, [...flags, ...fixed], options);
}

function verify(folder: string, search: readonly string[]): SpinAnswer {
  const { stdout } = spawnSync(join(folder, 'pan'), ['-E', '-m1000000', ...search], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  return answerOf(stdout);
}

function answerOf(output: string): SpinAnswer {
  const states = /^\s*([\d.e+]+) states, stored/m.exec(output);
  const errors = /errors: (\d+)/.exec(output);
  if (states === null || errors === null || /max search depth too small/.test(output))
    throw new Error(`the verifier did not finish:\n${output.slice(0, 2000)}`);
  const failed = [...output.matchAll(/assertion violated \((\d+)!=/g)].map((m) => Number(m[1]));
  return { states: Number(states[1]), failed: new Set(failed), errors: Number(errors[1]) };
}
