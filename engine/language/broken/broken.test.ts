/**
 * The table of bad input: every broken spec here says, in the text file beside it, exactly what is
 * wrong with it. `UPDATE=1 npx vitest run engine/language/broken` writes the text files anew; read
 * the difference before committing it. A line `# set: N=5` in a spec stands for `--set N=5`.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Protocols } from '../../protocols/declarations.js';
import { Diagnostics } from '../diagnostics.js';
import { decode } from '../files/source.js';
import {
  type Diagnostic,
  lintFile,
  loadFile,
  loadSpecs,
  placeOf,
  type SourceFile,
} from '../index.js';
import { sortedOnce } from '../lint.js';

const folder = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.slice(0, -'.yaml'.length))
  .sort();

function described(diagnostic: Diagnostic, own: string): string {
  const { file, line, column, endLine, endColumn } = placeOf(diagnostic.span);
  const where = file === own ? '' : `${file}: `;
  const head = `${where}${line}:${column}-${endLine}:${endColumn} ${diagnostic.severity} ${diagnostic.code}`;
  const related = (diagnostic.related ?? []).map((other) => {
    const at = placeOf(other.span);
    return `  ${other.message}: ${at.file === own ? '' : `${at.file}: `}${at.line}:${at.column}`;
  });
  const hint = diagnostic.hint === undefined ? [] : [`  hint: ${diagnostic.hint}`];
  return [head, `  ${diagnostic.message}`, ...hint, ...related].join('\n');
}

/** What lint says, where what is not supported yet is as wrong as it is for whoever checks a spec. */
async function everything(file: SourceFile, set: readonly string[]): Promise<Diagnostic[]> {
  const protocols = new Protocols();
  const options = { set, declarations: protocols.declarations };
  await protocols.load(loadFile(file, options), { own: 'leave' });
  return sortedOnce([...loadSpecs(file, options).diagnostics, ...lintFile(file, options)]);
}

/** What is said of a file; paths are given without the folder, so that the table can move. */
async function complaints(name: string): Promise<string> {
  const path = join(folder, `${name}.yaml`);
  const bytes = readFileSync(path);
  const set = [...bytes.toString('latin1').matchAll(/^# set: (.*)$/gm)].map((match) => match[1]);
  const refused = new Diagnostics();
  const file = decode(path, bytes, refused);
  const found = file === null ? refused.list : await everything(file, set);
  const text = found.map((diagnostic) => described(diagnostic, path)).join('\n');
  return `${text.replaceAll(`${folder}/`, '')}\n`;
}

describe('broken specs', () => {
  test('are many', () => {
    expect(names.length).toBeGreaterThanOrEqual(60);
  });

  test.each(names)('%s', async (name) => {
    const found = await complaints(name);
    const path = join(folder, `${name}.txt`);
    if (process.env['UPDATE'] === '1') writeFileSync(path, found);
    expect(found.trim(), 'a broken spec has something wrong with it').not.toBe('');
    expect(found).toBe(readFileSync(path, 'utf8'));
  });

  test('nothing is left over', () => {
    const texts = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    for (const text of texts)
      expect(existsSync(join(folder, text.replace(/\.txt$/, '.yaml')))).toBe(true);
  });
});
