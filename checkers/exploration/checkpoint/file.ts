/**
 * The file of a checkpoint: a head in JSON, then sections of bytes, each part with its CRC-32, so that what was
 * cut short or changed is noticed. It is written beside the former one, forced to the disk and put in its place
 * by one `rename`, so that there is a whole one at any time.
 *
 *     magic │ bytes and CRC-32 of the head │ head │ sections, one after the other │ CRC-32 of the sections
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolder } from '../../../engine/make-folder.js';

/** A checkpoint that cannot be gone on from: which, why, and what to do. */
export class CheckpointError extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'CheckpointError';
  }
}

/** The last digit is the version of the format. */
const MAGIC = Buffer.from('assay checkpoint 1\n');
const PREFIX = MAGIC.length + 8;
/** Bytes that are written or read at once. */
const PIECE = 1 << 24;

/** Writes head and sections; returns the bytes of the file. The folder is made where there is none. */
export function writeCheckpoint(
  path: string,
  head: object,
  sections: readonly Uint8Array[],
): number {
  makeFolder(dirname(path));
  const sizes = sections.map(({ byteLength }) => byteLength);
  const text = Buffer.from(writeText({ head, sizes }));
  const prefix = Buffer.alloc(PREFIX);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(text.length, MAGIC.length);
  prefix.writeUInt32LE(crc32(text), MAGIC.length + 4);
  const fresh = `${path}.new`;
  const file = openSync(fresh, 'w');
  try {
    writeAll(file, prefix);
    writeAll(file, text);
    let sum = 0;
    for (const section of sections) sum = writeAll(file, section, sum);
    const end = Buffer.alloc(4);
    end.writeUInt32LE(sum);
    writeAll(file, end);
    fsyncSync(file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(dirname(path));
  return prefix.length + text.length + sizes.reduce((sum, size) => sum + size, 4);
}

export function removeCheckpoint(path: string): void {
  rmSync(path, { force: true });
  rmSync(`${path}.new`, { force: true });
}

/** Makes the folder, and sees that files can be written there. @throws Error of the system where they cannot */
export function claimFolder(folder: string): void {
  makeFolder(folder);
  accessSync(folder, constants.W_OK);
}

export const hasCheckpoint = (path: string): boolean => existsSync(path);

/** An open file of a checkpoint: its head is known to be whole, its sections are yet to be read. */
export interface OpenCheckpoint {
  readonly head: unknown;
  /** Reads the sections into these, in order. @throws CheckpointError where they are not those that were written */
  readInto(sections: readonly Uint8Array[]): void;
  close(): void;
}

/** @throws CheckpointError where the file is none, or not whole */
export function openCheckpoint(path: string): OpenCheckpoint {
  const file = openSync(path, 'r');
  try {
    const prefix = Buffer.alloc(PREFIX);
    if (readAll(file, prefix) === null || prefix.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length))
      throw damaged(path, 'it does not begin like a checkpoint of this version of Assay');
    const bytes = prefix.readUInt32LE(MAGIC.length);
    if (bytes > fstatSync(file).size) throw damaged(path, 'it was cut short');
    const text = Buffer.alloc(bytes);
    if (readAll(file, text) !== prefix.readUInt32LE(MAGIC.length + 4))
      throw damaged(path, 'its head does not agree with its checksum');
    const { head, sizes } = readText(text.toString()) as { head: unknown; sizes: number[] };
    const whole = PREFIX + bytes + sizes.reduce((sum, size) => sum + size, 4);
    if (fstatSync(file).size !== whole)
      throw damaged(path, `it has ${fstatSync(file).size} bytes, and should have ${whole}`);
    const readInto = (sections: readonly Uint8Array[]) => readSections(path, file, sizes, sections);
    return { head, readInto, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readSections(
  path: string,
  file: number,
  sizes: readonly number[],
  sections: readonly Uint8Array[],
): void {
  if (sections.length !== sizes.length || sections.some((s, i) => s.byteLength !== sizes[i]))
    throw damaged(path, 'its parts have other sizes than its head says');
  let sum = 0;
  for (const section of sections) sum = readAll(file, section, sum) ?? -1;
  const end = Buffer.alloc(4);
  readAll(file, end);
  if (sum !== end.readUInt32LE())
    throw damaged(path, 'its contents do not agree with its checksum');
}

const damaged = (path: string, why: string): CheckpointError =>
  new CheckpointError(
    `${path} is no whole checkpoint: ${why}.`,
    'Remove it, and check again from the beginning.',
  );

/** Writes all bytes; the CRC-32 of what came before and these. */
function writeAll(file: number, bytes: Uint8Array, sum = 0): number {
  let crc = sum;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    crc = crc32(piece, crc);
    for (let done = 0; done < piece.length; ) done += writeSync(file, piece.subarray(done));
  }
  return crc;
}

/** Fills all bytes from the file; the CRC-32 as above, or null where the file ends before. */
function readAll(file: number, bytes: Uint8Array, sum = 0): number | null {
  let crc = sum;
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, Math.min(PIECE, bytes.length - at), null);
    if (read === 0) return null;
    crc = crc32(bytes.subarray(at, at + read), crc);
    at += read;
  }
  return crc;
}

/** A new name is on the disk when its folder is. Not everywhere can a folder be opened. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, 'r');
  fsyncSync(opened);
  closeSync(opened);
}

// ------------------------------------------------------------------------------------------- JSON

/** JSON that also knows words, maps and large integers. */
function writeText(value: unknown): string {
  return JSON.stringify(value, (_, v: unknown) => {
    if (v instanceof Int32Array) return { $words: [...v] };
    if (v instanceof Map) return { $map: [...v] };
    return typeof v === 'bigint' ? { $integer: `${v}` } : v;
  });
}

function readText(text: string): unknown {
  return JSON.parse(text, (_, v: unknown) => {
    if (typeof v !== 'object' || v === null) return v;
    if ('$words' in v) return Int32Array.from(v.$words as number[]);
    if ('$map' in v) return new Map(v.$map as [unknown, unknown][]);
    return '$integer' in v ? BigInt(v.$integer as string) : v;
  });
}
