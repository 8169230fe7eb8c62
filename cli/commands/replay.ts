/** `assay replay`: runs a run again that was written to a file, and tells it step by step, on the terminal and in reports. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRunFile } from '../../checkers/simulation/file.js';
import { replayed } from '../../checkers/simulation/replayed.js';
import { version } from '../../engine/package-root.js';
import { protocolFor } from '../../engine/protocols/reference.js';
import { buildReport, runText } from '../../reports/index.js';
import { listed } from '../../reports/wording.js';
import { EXIT, UsageError } from '../exit.js';
import { deliver, type OutputOptions, outputsOf, quoted } from '../output.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { systemOf } from '../systems.js';
import { onTerminal, painterFor } from '../terminal.js';

export async function replay(path: string, options: OutputOptions): Promise<number> {
  const outputs = outputsOf(options);
  const began = performance.now();
  const file = readRunFile(textOf(path));
  if (typeof file === 'string')
    throw new UsageError(`${path} is no run that can be made again: ${file}.`);
  const { spec: from, set, mutants } = file;
  const reading = await readSpecs([from], { set }, 'check', 'run');
  if (reading.failed) {
    const paint = painterFor(process.stderr, options.color);
    console.error(diagnosticsText(reading.diagnostics, paint));
    return EXIT.usage;
  }
  const spec = systemOf(from, reading, file);
  const { run, trace, verdicts } = await replayed(spec, await protocolFor(spec.protocol), file);
  if (!options.json && !outputs.some(({ path }) => path === '-')) {
    process.stdout.write(runText(trace, spec, run, onTerminal(process.stdout, options.color)));
    const names = listed(mutants.map((name) => `“${name}”`));
    if (mutants.length > 0)
      process.stdout.write(`with the ${mutants.length === 1 ? 'mutant' : 'mutants'} ${names}\n`);
  }
  const { kind, name, about, covers } = spec;
  const report = buildReport({
    results: [
      {
        ...{ file: from, kind, name, about, covers, verdicts, mutants: null },
        constants: mutants.length === 0 ? {} : { mutants: [...mutants] },
        ...{ unbroken: null, exploration: null, notes: [] },
      },
    ],
    sources: reading.sources,
    run: {
      version: version(),
      command: `assay replay ${quoted(path)}`,
      seconds: (performance.now() - began) / 1000,
      seed: file.seed,
    },
  });
  // What the terminal would say of the report is told already.
  await deliver(report, outputs, { ...options, told: true });
  return verdicts.length > 0 ? EXIT.violated : EXIT.ok;
}

/** The run itself, or the only one in a folder, as `--save` makes it. */
function runIn(path: string): string {
  if (!statSync(path).isDirectory()) return path;
  const runs = readdirSync(path).filter((name) => name.endsWith('.json'));
  if (runs.length === 1) return join(path, runs[0]);
  throw new UsageError(
    `${path} is a folder with ${runs.length === 0 ? 'no run' : `${runs.length} runs`} in it; name a run.`,
    runs.length === 0
      ? '`assay simulate SPEC --save FOLDER` writes the runs that break something.'
      : `For example: assay replay ${quoted(join(path, runs[0]))}`,
  );
}

function textOf(path: string): string {
  try {
    return readFileSync(runIn(path), 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError(
        `${path} does not exist.`,
        'Name a run: `assay simulate SPEC --save FOLDER` writes those that break something.',
      );
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
