/**
 * Makes a folder and those above it. Node's own recursive `mkdir` tries for ever where the system says ENOENT of a folder whose
 * parent is there, as Linux does in /proc.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** @throws Error of the system, with `code` and `syscall`, where it cannot be made */
export function makeFolder(path: string): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.push(at);
  // A file of this name is no folder: the system says so.
  if (missing.length === 0) mkdirSync(path, { recursive: true });
  for (const folder of missing.reverse()) made(folder);
}

function made(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process was first.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(folder)) throw error;
  }
}
