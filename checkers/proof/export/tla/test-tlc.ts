/** For tests: an exported module through TLC, and what TLC says of it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuration } from './index.js';

export interface Tlc {
  readonly java: string;
  /** A `tla2tools.jar`. */
  readonly jar: string;
}

/** Distinct states, and the names of the invariants that fail. The temporal properties are left out. */
export function runInvariants(tlc: Tlc, name: string, text: string) {
  const output = run(tlc, name, text, (line) => !line.startsWith('PROPERTY'));
  const distinct = [...output.matchAll(/([\d,]+) distinct states found/g)].pop();
  if (distinct === undefined || !/^Finished in/m.test(output)) throw unexpected(output);
  return {
    states: Number(distinct[1].replaceAll(',', '')),
    failed: new Set([...output.matchAll(/Invariant (\w+) is violated/g)].map((m) => m[1])),
  };
}

/** Do all of these temporal properties hold? */
export function runProperties(
  tlc: Tlc,
  name: string,
  text: string,
  properties: readonly string[],
): boolean {
  const wanted = properties.map((property) => `PROPERTY ${property}`);
  const output = run(
    tlc,
    name,
    text,
    (line) => !/^(PROPERTY|INVARIANT)/.test(line) || wanted.includes(line),
  );
  if (/^Model checking completed. No error has been found/m.test(output)) return true;
  if (/(Temporal properties were|Action property .* is) violated/.test(output)) return false;
  throw unexpected(output);
}

const unexpected = (output: string): Error =>
  new Error(`TLC did not finish:\n${output.slice(0, 2000)}`);

function run(tlc: Tlc, name: string, text: string, keep: (line: string) => boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-tlc-'));
  try {
    // The option -deadlock is CHECK_DEADLOCK FALSE for older versions of TLC as well.
    const lines = configuration(text)
      .split('\n')
      .filter((line) => !line.startsWith('CHECK_DEADLOCK') && keep(line));
    writeFileSync(join(folder, `${name}.tla`), text);
    writeFileSync(join(folder, `${name}.cfg`), lines.join('\n'));
    const machine = ['-XX:+UseParallelGC', '-XX:TieredStopAtLevel=1', '-cp', tlc.jar];
    const search = ['tlc2.TLC', '-deadlock', '-continue', '-workers', '1', name];
    return spawnSync(tlc.java, [...machine, ...search], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    }).stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
