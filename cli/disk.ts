/** `--disk FOLDER`: what it does not go with, and folders that nothing can be written in, are told before anything runs. */
import { DiskError, ScratchSpace } from '../checkers/exploration/disk/scratch.js';
import { UsageError } from './exit.js';

export function refuseDisk({
  disk,
  ...options
}: {
  readonly disk?: string;
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly strategy: string;
  readonly storage: string;
}): void {
  if (disk === undefined) return;
  if (options.strategy !== 'breadth-first')
    throw new UsageError(
      `--disk goes with a breadth-first search, and this is ${options.strategy}.`,
    );
  if (options.storage !== 'exact')
    throw new UsageError(
      `--disk goes with an exact search, and this is --storage ${options.storage}.`,
    );
  if (options.checkpoint !== undefined || options.resume !== undefined)
    throw new UsageError(
      '--disk and --checkpoint (or --resume) are given both: what is on the disk would not be part of the checkpoint.',
      'Leave one of the two out.',
    );
  try {
    const space = new ScratchSpace(disk);
    space.create();
    space.end();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    throw new UsageError(`--disk: nothing can be written in ${error.message}.`);
  }
}
