/** Files that a user asks for. */
import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../engine/make-folder.js';
import { UsageError } from './exit.js';

/** Folders are made as needed. @throws UsageError where the system does not let it be written */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    makeFolder(dirname(resolve(path)));
    writeFileSync(path, text);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UsageError(`${path} cannot be written: ${error.message}.`, 'Name another file.');
  }
}
