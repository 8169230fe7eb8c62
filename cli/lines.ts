/**
 * A file, or standard input (`-`), as batches of lines: read piece by piece, so that its length does not
 * matter. Only UTF-8 is text, and a line may have a mebibyte.
 */

import { createReadStream, statSync } from 'node:fs';
import { grouped } from '../engine/grouped.js';
import { UsageError } from './exit.js';

/** Characters of a line. */
const LINE_MAX = 1 << 20;

export async function* linesOf(path: string): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  let number = 1;
  const text = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new UsageError(`${path}: what follows line ${number} is not UTF-8 text.`);
    }
  };
  for await (const chunk of streamOf(path)) {
    const lines = (rest + text(chunk as Uint8Array)).split('\n');
    rest = lines.pop() ?? '';
    number += lines.length;
    const long = lines.findIndex((line) => line.length > LINE_MAX);
    if (long >= 0 || rest.length > LINE_MAX) {
      const at = long >= 0 ? number - lines.length + long : number;
      throw new UsageError(
        `${path}:${at}: this line has more than ${grouped(LINE_MAX)} characters.`,
        'A trace has one JSON object a line (JSON Lines).',
      );
    }
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  rest += text();
  if (rest !== '') yield [withoutReturn(rest)];
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

function streamOf(path: string): AsyncIterable<unknown> {
  if (path === '-') return process.stdin;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`${path} does not exist.`, 'Name a trace, or `-`.');
  if (stat.isDirectory()) throw new UsageError(`${path} is a folder.`, 'Name a trace, or `-`.');
  return createReadStream(path, { highWaterMark: 1 << 17 });
}
