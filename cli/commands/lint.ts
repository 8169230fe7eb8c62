/** `assay lint`: every mistake of every file, in one go, without checking anything. */
import { lintDocument } from '../../reports/index.js';
import { EXIT } from '../exit.js';
import type { ColourOption, ReadingOptions } from '../options.js';
import { diagnosticsText, readSpecs } from '../reading.js';
import { painterFor } from '../terminal.js';

export interface LintOptions extends ReadingOptions, ColourOption {
  readonly json?: boolean;
}

export async function lint(paths: readonly string[], options: LintOptions): Promise<number> {
  const { diagnostics, failed, counts } = await readSpecs(paths, options, 'lint');
  if (options.json) {
    console.log(JSON.stringify(lintDocument(diagnostics), null, 2));
  } else {
    if (diagnostics.length > 0)
      console.log(diagnosticsText(diagnostics, painterFor(process.stdout, options.color)));
    if (!failed) {
      const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
      const { files, specs } = counts;
      console.log(`No mistakes in ${plural(files, 'file')} (${plural(specs, 'spec')}).`);
    }
  }
  return failed ? EXIT.usage : EXIT.ok;
}
