/** `assay replay`: runs a run again that was written to a file, and tells it step by step. */
import { readFileSync } from 'node:fs';
import { planOf } from '../../checkers/simulation/check.js';
import { readRunFile } from '../../checkers/simulation/file.js';
import { judgedRun } from '../../checkers/simulation/run.js';
import { storyOf } from '../../checkers/simulation/story.js';
import { TraceWriter } from '../../checkers/simulation/trace.js';
import { protocolFor } from '../../engine/live/protocol.js';
import { EXIT, UsageError } from '../exit.js';
import type { ColourOption } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';
import { systemOf } from './simulate.js';

export async function replay(path: string, { color }: ColourOption): Promise<number> {
  const file = readRunFile(textOf(path));
  if (typeof file === 'string')
    throw new UsageError(`${path} is no run that can be made again: ${file}.`);
  const { spec: from, set, mutants, seed, heal, swarm, schedule } = file;
  const reading = await readSpecs([from], { set }, 'check', 'run');
  if (reading.failed) {
    console.error(diagnosticsText(reading.diagnostics, painterFor(process.stderr, color)));
    return EXIT.usage;
  }
  const spec = systemOf(from, reading);
  const protocol = await protocolFor(spec.protocol);
  const writer = new TraceWriter(spec);
  const plan = { ...planOf(spec, protocol, seed), mutants, for: file.for, heal, swarm, schedule };
  const run = await judgedRun(plan, null, [writer]);
  process.stdout.write(storyOf(writer.trace, spec, run));
  return run.outcomes.some(({ is }) => is === 'broken') ? EXIT.violated : EXIT.ok;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`);
  }
}
