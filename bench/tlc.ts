/**
 * TLC, where ASSAY_TLA2TOOLS is the path of a tla2tools.jar: the module that `assay export --to tla` writes, with
 * the one invariant, one worker, and the collector that TLC asks for. Such a module is no hand-written one.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from './problems.js';

export interface TlcTools {
  readonly java: string;
  readonly jar: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes module and configuration into a folder of their own under `folder`; gives the command to measure. */
export function tlcCommand({ java, jar }: TlcTools, problem: Problem, folder: string): string[] {
  const { spec, n, property, id } = problem;
  const cwd = join(folder, `tlc-${id}`);
  mkdirSync(cwd);
  const file = join(cwd, 'module.tla');
  const assay = [join(root, 'bin/assay.mjs'), 'export', join(root, 'specs', spec)];
  const options = ['--to', 'tla', '--set', `N=${n}`, '-o', file];
  execFileSync(process.execPath, [...assay, ...options], { stdio: 'pipe' });
  const text = readFileSync(file, 'utf8');
  const name = /MODULE (\w+)/.exec(text)?.[1] ?? 'module';
  renameSync(file, join(cwd, `${name}.tla`));
  writeFileSync(join(cwd, `${name}.cfg`), configuration(text, property));
  const machine = ['-XX:+UseParallelGC', '-cp', jar, 'tlc2.TLC'];
  // In older versions too, -deadlock means that a deadlock is no error.
  const search = ['-deadlock', '-workers', '1', '-metadir', join(cwd, 'states'), join(cwd, name)];
  return [java, ...machine, ...search];
}

/** The configuration behind the module, with one of its invariants alone. */
function configuration(text: string, property: string): string {
  const invariant = `INVARIANT ${property.replaceAll(' ', '_')}`;
  if (!text.includes(`\n${invariant}\n`)) throw new Error(`no ${invariant} was exported`);
  return `SPECIFICATION Spec\n${invariant}\n`;
}

/** Distinct states, of a search that ended without an error. */
export function tlcStates(output: string): number {
  const distinct = /([\d,]+) distinct states found, 0 states left on queue/.exec(output);
  if (distinct === null || !output.includes('No error has been found'))
    throw new Error(`TLC did not finish without an error:\n${output.slice(-2000)}`);
  return Number(distinct[1].replaceAll(',', ''));
}
