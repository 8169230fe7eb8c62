/**
 * Linearizability: whole process against whole process, on the same files. Porcupine takes part where it is built
 * (porcupine/main.go, `go build`). Both must give the verdict that the history was made for, or run out of time.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { historyOf, linesOf, WORKLOADS, type Workload } from './histories.js';
import type { Measure } from './measure.js';
import { median } from './statistics.js';

const ASSAY = fileURLToPath(new URL('../bin/assay.mjs', import.meta.url));

/** Then a checker may give up. */
const SECONDS_MAX = 60;

interface Checker {
  readonly name: string;
  /** Prints the verdict. */
  readonly command: (workload: Workload, file: string) => readonly string[];
  /** True, false, or null where it gave up. */
  readonly verdict: (stdout: string) => boolean | null;
}

const assay: Checker = {
  name: 'Assay',
  command: ({ object }, file) => [
    ...[process.execPath, ASSAY, 'history', 'check', file, '--object', object, '--json'],
    ...['--max-seconds', `${SECONDS_MAX}s`],
  ],
  verdict: (stdout) => answer(JSON.parse(stdout).specs[0].verdicts[0].status, 'holds', 'violated'),
};

const porcupine = (program: string): Checker => ({
  name: 'Porcupine',
  command: ({ object }, file) => [program, object, file, String(SECONDS_MAX)],
  verdict: (stdout) => answer(stdout.trim(), 'Ok', 'Illegal'),
});

const answer = (word: string, yes: string, no: string): boolean | null =>
  word === yes ? true : word === no ? false : null;

/** A Markdown table of CPU milliseconds, medians over `runs` runs in turns. */
export function linearizability(
  measure: Measure,
  runs: number,
  folder: string,
  program: string | undefined,
): string {
  const checkers = [assay, ...(program === undefined ? [] : [porcupine(program)])];
  // Nobody builds while it is measured.
  measure([process.execPath, ASSAY, '--version'], folder);
  const rows = WORKLOADS.map((workload, i) => {
    const file = join(folder, `history-${i}.jsonl`);
    writeFileSync(file, linesOf(historyOf(workload)));
    const times = checkers.map((): (number | null)[] => []);
    for (let run = 0; run < runs; run++) {
      checkers.forEach((checker, c) => {
        times[c].push(milliseconds(checker, workload, file, measure, folder));
      });
    }
    console.error(`${workload.name} …`);
    return `| ${workload.name} | ${workload.operations} | ${times.map(cell).join(' | ')} |`;
  });
  const names = checkers.map(({ name }) => `${name}, CPU ms`).join(' | ');
  const rule = checkers.map(() => '---:').join(' | ');
  return [`| history | operations | ${names} |`, `| --- | ---: | ${rule} |`, ...rows].join('\n');
}

/** Null where it gave up. @throws Error for a wrong verdict */
function milliseconds(
  { name, command, verdict }: Checker,
  workload: Workload,
  file: string,
  measure: Measure,
  folder: string,
): number | null {
  const { usage, stdout } = measure(command(workload, file), folder, [0, 1, 3]);
  const said = verdict(stdout);
  if (said !== null && said !== workload.linearizable)
    throw new Error(`${name} says ${said} of: ${workload.name}`);
  return said === null ? null : 1000 * usage.cpu;
}

function cell(times: readonly (number | null)[]): string {
  const known = times.filter((time) => time !== null);
  return known.length < times.length
    ? `more than ${SECONDS_MAX} s`
    : String(Math.round(median(known)));
}
