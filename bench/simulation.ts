/** How fast a system is simulated: handler runs of five Raft servers in a second, the whole process counted, on one thread and on all. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.js';
import { median } from './statistics.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const COMMAND = [
  ...[process.execPath, path('bin/assay.mjs'), 'simulate', path('bench/five-rafts.yaml')],
  ...['--json', '--workers'],
];

/** A Markdown table: medians over `runs` runs on each number of threads. @throws where a property does not hold, or two runs differ */
export function simulation(measure: Measure, runs: number, cwd: string): string {
  const threads = [...new Set([1, availableParallelism()])];
  const measured = threads.map((workers) => ({
    workers,
    runs: Array.from({ length: runs }, () => {
      const { usage, stdout } = measure([...COMMAND, `${workers}`], cwd);
      return { ...usage, steps: stepsIn(stdout) };
    }),
  }));
  const { steps } = measured[0].runs[0];
  if (measured.some((of) => of.runs.some((other) => other.steps !== steps)))
    throw new Error('two simulations from the same seeds differ');
  const rate = (seconds: number): string => Math.round(steps / seconds).toLocaleString('en');
  return [
    `Five servers of Raft, 400 minutes, crashes, partitions, loss: ${steps.toLocaleString('en')} handler runs.`,
    '',
    '| simulation | seconds | CPU s | handler runs a second | handler runs a CPU second |',
    '| --- | ---: | ---: | ---: | ---: |',
    ...measured.map(({ workers, runs: all }) => {
      const seconds = median(all.map(({ wall }) => wall));
      const cpu = median(all.map((one) => one.cpu));
      const name = workers === 1 ? 'one thread' : `${workers} threads`;
      return `| ${name} | ${seconds.toFixed(2)} | ${cpu.toFixed(2)} | ${rate(seconds)} | ${rate(cpu)} |`;
    }),
  ].join('\n');
}

/** As its claims tell them. */
function stepsIn(output: string): number {
  const [{ verdicts }] = JSON.parse(output).specs;
  const claims: readonly { status: string; claim: string }[] = verdicts;
  const [, steps] = /([\d,]+) steps/.exec(claims[0].claim) ?? [];
  if (steps === undefined || claims.some(({ status }) => status !== 'holds'))
    throw new Error(`the simulation came out otherwise: ${claims[0].claim}`);
  return Number(steps.replaceAll(',', ''));
}
