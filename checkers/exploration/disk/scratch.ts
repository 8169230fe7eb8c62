/**
 * Scratch files of a search, in the folder that the user named and nowhere else. A file loses its name as soon as it is
 * open, so nothing is left behind however the process ends; where the system does not allow that, it goes when it is closed.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../../../engine/make-folder.js';

/** The disk did not do what was asked of it: full, not writable, gone. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}

/** All scratch files of one search. */
export class ScratchSpace {
  /** Bytes in files now, and at the most. */
  bytes = 0;
  peakBytes = 0;
  private readonly files = new Set<ScratchFile>();

  /** The folder is made where there is none. @throws DiskError where no file can be written there */
  constructor(readonly folder: string) {
    this.attempt(() => makeFolder(folder));
  }

  /** @throws DiskError */
  create(): ScratchFile {
    const path = join(this.folder, `assay-${randomUUID()}`);
    const file = new ScratchFile(
      this,
      path,
      this.attempt(() => openSync(path, 'wx+')),
    );
    this.files.add(file);
    return file;
  }

  /** Frees a file, and its bytes. */
  drop(file: ScratchFile): void {
    if (!this.files.delete(file)) return;
    this.count(-file.bytes);
    closeSync(file.descriptor);
    rmSync(file.path, { force: true });
  }

  end(): void {
    for (const file of this.files) this.drop(file);
  }

  count(bytes: number): void {
    this.bytes += bytes;
    this.peakBytes = Math.max(this.peakBytes, this.bytes);
  }

  /** @throws DiskError in place of an error of the system */
  attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new DiskError(`${this.folder}: ${error.message}`);
    }
  }
}

/** Written at its end, read anywhere. */
export class ScratchFile {
  bytes = 0;

  constructor(
    private readonly space: ScratchSpace,
    readonly path: string,
    readonly descriptor: number,
  ) {
    try {
      rmSync(path);
    } catch {
      // Some systems keep the names of open files: it is removed when it is closed.
    }
  }

  /** @throws DiskError */
  append(words: Int32Array): void {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    this.space.attempt(() => {
      for (let done = 0; done < bytes.length; ) {
        const at = this.bytes;
        const written = writeSync(this.descriptor, bytes, done, bytes.length - done, at);
        done += written;
        this.bytes += written;
        this.space.count(written);
      }
    });
  }

  /** Fills the words from this byte on. @throws DiskError also where the file is too short */
  read(words: Int32Array, from: number): void {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
    this.space.attempt(() => {
      for (let done = 0; done < bytes.length; ) {
        const read = readSync(this.descriptor, bytes, done, bytes.length - done, from + done);
        if (read === 0) throw new DiskError(`${this.space.folder}: a scratch file was cut short`);
        done += read;
      }
    });
  }

  /** Empties it. */
  clear(): void {
    this.space.attempt(() => ftruncateSync(this.descriptor, 0));
    this.space.count(-this.bytes);
    this.bytes = 0;
  }
}
