/**
 * A node's disk: one file of JSON. A write goes to a new file, which is synced and then renamed over the old one, so a crash at any
 * moment leaves the one or the other. What did not change since the last write is not written out as JSON again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Role } from '../node/role.js';
import type { Loose } from '../node/step.js';

/** Its contents, or null where nothing was ever written. Throws where it is not of the role's shape. */
export function readDisk(role: Role, path: string): Loose | null {
  if (!existsSync(path)) return null;
  return role.disk.parse(JSON.parse(readFileSync(path, 'utf8')), path);
}

export class NodeDisk {
  private readonly texts = new Map<string, { readonly value: unknown; readonly text: string }>();
  /** Writes are numbered; an older one never replaces a newer one. */
  private asked = 0;
  private written = 0;

  constructor(
    private readonly role: Role,
    private readonly path: string,
  ) {}

  /** When it returns, the image is durable. */
  write(image: Loose): void {
    this.written = ++this.asked;
    const fresh = `${this.path}.${this.asked}`;
    const file = openSync(fresh, 'w');
    writeFileSync(file, this.textOf(image));
    fsyncSync(file);
    closeSync(file);
    renameSync(fresh, this.path);
    syncFolder(this.path);
  }

  /** The same, in the background; one such write at a time. */
  async writeLater(image: Loose): Promise<void> {
    const number = ++this.asked;
    const text = this.textOf(image);
    const fresh = `${this.path}.${number}`;
    const file = await open(fresh, 'w');
    await file.writeFile(text);
    await file.sync();
    await file.close();
    // A later write has overtaken it and holds all that this one does.
    if (number < this.written) return unlink(fresh);
    this.written = number;
    await rename(fresh, this.path);
    syncFolder(this.path);
  }

  /** An image shares with the one before it every field that did not change. */
  private textOf(image: Loose): string {
    const fields = Object.entries(this.role.disk.fields).map(([name, shape]) => {
      const value = image[name];
      const before = this.texts.get(name);
      if (before !== undefined && before.value === value) return before.text;
      const text = `${JSON.stringify(name)}:${JSON.stringify(shape.plain(value))}`;
      this.texts.set(name, { value, text });
      return text;
    });
    return `{${fields.join(',\n')}}\n`;
  }
}

/** A rename is durable once the folder is. */
function syncFolder(path: string): void {
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
