/** `assay export`: a model or a theory in the language of another tool, to be read by people and run by that tool. */
import { CannotExport, exportSpec, type Target } from '../../checkers/proof/export/index.js';
import { placeOf } from '../../engine/language/source.js';
import { EXIT, UsageError } from '../exit.js';
import { oneSpec, type SpecChoice } from '../one-spec.js';
import type { ColourOption, ReadingOptions } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';
import { writeText } from '../writing.js';

export interface ExportOptions
  extends ReadingOptions,
    ColourOption,
    Pick<SpecChoice, 'model' | 'theory'> {
  readonly to: Target;
  readonly output?: string;
}

export async function exportTo(file: string, options: ExportOptions): Promise<number> {
  const reading = await readSpecs([file], options);
  if (reading.failed) {
    console.error(diagnosticsText(reading.diagnostics, painterFor(process.stderr, options.color)));
    return EXIT.usage;
  }
  const otherwise = 'Only a model or a theory can be exported.';
  const { spec } = oneSpec(file, reading, ['model', 'theory'], options, otherwise);
  try {
    const text = exportSpec(spec, options.to, { file });
    if (options.output === undefined) process.stdout.write(text);
    else writeText(options.output, text);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof CannotExport)) throw error;
    const place = error.span === undefined ? file : at(placeOf(error.span));
    throw new UsageError(`${place}: ${options.to} cannot say this ${spec.kind}: ${error.message}.`);
  }
}

const at = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${file}:${line}:${column}`;
