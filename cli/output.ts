/** Where a report goes: to the terminal, as JSON, into files (`--report`), and to GitHub inside its actions. */
import { FORMATS, type Format, type Report, render, renderTerminal } from '../reports/index.js';
import { UsageError } from './exit.js';
import { publishToGithub } from './github.js';
import type { ColourOption } from './options.js';
import { painterFor } from './terminal.js';
import { writeText } from './writing.js';

export interface OutputOptions extends ColourOption {
  readonly json?: boolean;
  /** `FORMAT=PATH` each. */
  readonly report: readonly string[];
  readonly quiet?: boolean;
  /** The terminal has been told already. */
  readonly told?: boolean;
}

export interface Output {
  readonly format: Format;
  readonly path: string;
}

/** The files that are asked for. To be called before anything long begins: it refuses what cannot be. */
export function outputsOf(options: OutputOptions): Output[] {
  const outputs = options.report.map(outputOf);
  refuseTwoOnStdout(outputs, options);
  return outputs;
}

export async function deliver(
  report: Report,
  outputs: readonly Output[],
  options: OutputOptions,
): Promise<void> {
  if (!outputs.some(({ path }) => path === STDOUT)) await print(report, options);
  for (const { format, path } of outputs) await write(report, format, path);
  await publishToGithub(report, process.env);
}

/** A word of a command as it can be typed again. */
export const quoted = (text: string): string =>
  /^[\w./=:+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

async function print(report: Report, options: OutputOptions): Promise<void> {
  if (options.json) process.stdout.write(await render(report, 'json'));
  else if (!options.told && (!options.quiet || !report.ok)) {
    const paint = painterFor(process.stdout, options.color);
    process.stdout.write(renderTerminal(report, { paint, quiet: options.quiet === true }));
  }
}

/** `-`, the usual name of standard output where a path is wanted. */
const STDOUT = '-';

/** One document on standard output is what a pipe can read. */
function refuseTwoOnStdout(outputs: readonly { path: string }[], { json }: OutputOptions): void {
  const reports = outputs.filter(({ path }) => path === STDOUT).length;
  if (reports + (json ? 1 : 0) <= 1 || reports === 0) return;
  throw new UsageError(
    'Only one report can go to standard output.',
    json ? 'Leave out --json, or give the report a path.' : 'Give the others a path.',
  );
}

async function write(report: Report, format: Format, path: string): Promise<void> {
  if (path === STDOUT) {
    process.stdout.write(await render(report, format));
    return;
  }
  writeText(path, await render(report, format));
  console.error(`Wrote ${path}`);
}

function outputOf(text: string): Output {
  const [, format, path] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
  const known = FORMATS.find((f) => f === format);
  if (known === undefined || path === undefined) {
    throw new UsageError(
      `--report ${text}: FORMAT=PATH is wanted, with a format of ${FORMATS.join(', ')}.`,
      'For example: --report html=report.html',
    );
  }
  return { format: known, path };
}
