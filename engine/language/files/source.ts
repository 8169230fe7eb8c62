/**
 * A file on disk → text that may be read as YAML, or a diagnostic. Only regular files of modest size
 * are opened (a device or a pipe could be read for ever), and only UTF-8 is text.
 */

import { isUtf8 } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Diagnostics } from '../diagnostics.js';
import { type SourceFile, type Span, sourceFile } from '../source.js';
import { notUtf8 } from '../yaml/messages.js';
import * as say from './messages.js';

/** Half a mebibyte: some twelve thousand lines. */
export const FILE_BYTES_MAX = 512 * 1024;

/** Null, and a diagnostic, where there is no text to be had. `path` becomes the name in places. */
export function readSource(path: string, diagnostics: Diagnostics): SourceFile | null {
  const nowhere: Span = { file: sourceFile(path, ''), start: 0, end: 0 };
  let bytes: Buffer;
  let handle: number | null = null;
  try {
    // Without O_NONBLOCK, opening a pipe waits for a writer.
    handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(handle);
    if (!stat.isFile()) {
      diagnostics.add(say.notAFile(nowhere));
      return null;
    }
    if (stat.size > FILE_BYTES_MAX) {
      diagnostics.add(say.tooLarge(nowhere, stat.size, FILE_BYTES_MAX));
      return null;
    }
    bytes = readFileSync(handle);
  } catch (error) {
    diagnostics.add(say.cannotRead(nowhere, reasonOf(error)));
    return null;
  } finally {
    if (handle !== null) closeSync(handle);
  }
  return decode(path, bytes, diagnostics);
}

/** UTF-8, with or without a byte order mark. */
export function decode(path: string, bytes: Buffer, diagnostics: Diagnostics): SourceFile | null {
  const bom = bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = bom ? bytes.subarray(3) : bytes;
  if (!isUtf8(content)) {
    diagnostics.add(notUtf8(firstBadByte(path, content)));
    return null;
  }
  return sourceFile(path, content.toString('utf8'));
}

function firstBadByte(path: string, bytes: Buffer): Span {
  let low = 0;
  let high = bytes.length;
  // The longest prefix that is a beginning of UTF-8: adding bytes never mends a bad one, and a
  // character cut short decodes to one replacement at the very end.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isPrefixOfUtf8(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  const file = sourceFile(path, bytes.toString('utf8'));
  const start = [...Array(4).keys()]
    .map((back) => bytes.subarray(0, Math.max(0, low - back)))
    .find((prefix) => isUtf8(prefix));
  const offset = (start ?? Buffer.alloc(0)).toString('utf8').length;
  return { file, start: offset, end: offset + 1 };
}

function isPrefixOfUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  if (code === 'ENXIO' || code === 'EISDIR') return 'it is not a file of text';
  if (code === 'ELOOP') return 'its links go round in circles';
  return code ?? String(error);
}
