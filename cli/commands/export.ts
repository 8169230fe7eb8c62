/** `assay export`: a model in the language of another tool, to be read by people and run by that tool. */
import { writeFileSync } from 'node:fs';
import { CannotExport, exportModel, type Target } from '../../checkers/proof/export/index.js';
import { placeOf } from '../../engine/language/source.js';
import { EXIT, UsageError } from '../exit.js';
import type { ColourOption, ReadingOptions } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';

export interface ExportOptions extends ReadingOptions, ColourOption {
  readonly to: Target;
  readonly output?: string;
}

export function exportTo(file: string, options: ExportOptions): number {
  const { targets, diagnostics, failed } = readSpecs([file], options);
  if (failed) {
    console.error(diagnosticsText(diagnostics, painterFor(process.stderr, options.color)));
    return EXIT.usage;
  }
  const models = targets.flatMap(({ spec }) => (spec.kind === 'model' ? [spec] : []));
  const [model] = models;
  if (model === undefined) {
    const kinds = targets.map(({ spec }) => spec.kind).join(', ');
    throw new UsageError(`${file} is a spec of kind ${kinds}; only a model can be exported.`);
  }
  if (models.length > 1) {
    throw new UsageError(`${file} holds ${models.length} models; export takes a file with one.`);
  }
  try {
    const text = exportModel(model, options.to, { file });
    if (options.output === undefined) process.stdout.write(text);
    else writeFileSync(options.output, text);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof CannotExport)) throw error;
    const place = error.span === undefined ? file : at(placeOf(error.span));
    throw new UsageError(`${place}: ${options.to} cannot say this model: ${error.message}.`);
  }
}

const at = ({ file, line, column }: { file: string; line: number; column: number }): string =>
  `${file}:${line}:${column}`;
