/** How fast a system is simulated: handler runs of five Raft servers in a CPU second, the whole process counted, on one thread. */
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.js';
import { median } from './statistics.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const COMMAND = [
  ...[process.execPath, path('bin/assay.mjs'), 'simulate', path('bench/five-rafts.yaml')],
  ...['--workers', '1', '--json'],
];

/** A Markdown table: medians over `runs` runs. @throws where a property does not hold, or two runs differ */
export function simulation(measure: Measure, runs: number, cwd: string): string {
  const measured = Array.from({ length: runs }, () => {
    const { usage, stdout } = measure(COMMAND, cwd);
    return { cpu: usage.cpu, steps: stepsIn(stdout) };
  });
  const [{ steps }] = measured;
  if (measured.some((other) => other.steps !== steps))
    throw new Error('two simulations from the same seeds differ');
  const cpu = median(measured.map((one) => one.cpu));
  return [
    '| simulation | handler runs | CPU s | handler runs a CPU second |',
    '| --- | ---: | ---: | ---: |',
    `| five servers of Raft, 100 minutes, crashes, partitions, loss | ${steps.toLocaleString('en')} | ${cpu.toFixed(2)} | ${Math.round(steps / cpu).toLocaleString('en')} |`,
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
