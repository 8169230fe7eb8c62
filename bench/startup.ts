/** What it costs to start: Node with nothing to do, `assay --version`, and a check that has next to nothing to explore. */
import { fileURLToPath } from 'node:url';
import type { Measure } from './measure.js';
import { median } from './statistics.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

const SPEC = path('specs/transactions/two-phase-commit.yaml');
const CHECK = ['check', SPEC, '--set', 'N=2', '--only', 'consistent', '--json'];

/** What is run, by the name that the table gives it. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'node -e 0': ['-e', '0'],
  'assay --version': [path('bin/assay.mjs'), '--version'],
  'assay check, two-phase commit of two': [path('bin/assay.mjs'), ...CHECK],
};

/** A Markdown table: medians of CPU and wall milliseconds over `runs` runs, the commands in turns. */
export function startup(measure: Measure, runs: number, cwd: string): string {
  const commands = Object.entries(COMMANDS).map(([name, args]) => ({
    name,
    command: [process.execPath, ...args],
    cpu: [] as number[],
    wall: [] as number[],
  }));
  // The first run of each, which may have to build or to read from disk, is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const { command, cpu, wall } of commands) {
      const { usage } = measure(command, cwd);
      if (run === 0) continue;
      cpu.push(usage.cpu);
      wall.push(usage.wall);
    }
  }
  const ms = (values: readonly number[]) => String(Math.round(1000 * median(values)));
  return [
    '| command | CPU ms | wall ms |',
    '| --- | ---: | ---: |',
    ...commands.map(({ name, cpu, wall }) => `| \`${name}\` | ${ms(cpu)} | ${ms(wall)} |`),
  ].join('\n');
}
