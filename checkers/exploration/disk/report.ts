/** What is asked of a search that may go on with the disk, and what is told of it afterwards. */
import { size } from '../limits.js';

export interface DiskOptions {
  /** Where its files live while it runs. */
  readonly folder: string;
  /** For tables, entries and buffers. Default: half of what `maxMemoryBytes` leaves. */
  readonly memoryBytes?: number;
}

/** What became of the disk; part of the report. */
export interface DiskReport {
  /** At the peak, in files. */
  readonly bytes: number;
  /** How often memory was too full for a level. */
  readonly spills: number;
  /** Why the search could not use the disk. */
  readonly refused?: string;
}

/** What a reader should know of it; nothing where memory sufficed. */
export function diskText({ bytes, spills, refused }: DiskReport): string[] {
  if (refused !== undefined) return [`it cannot go on with the disk: ${refused}`];
  const times = spills === 1 ? 'once' : `${spills.toLocaleString('en-US')} times`;
  return spills === 0 ? [] : [`memory was full ${times}, with up to ${size(bytes)} on disk`];
}
