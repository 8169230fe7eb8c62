/**
 * `--checkpoint FOLDER` and `--resume FOLDER`. They are two options, as TLC has `-recover`: whoever says `--resume`
 * by mistake loses nothing, and nobody begins anew where hours of work were meant to go on.
 */
import { dirname } from 'node:path';
import type { SpecCheckOptions, SpecToCheck } from '../checkers/check.js';
import { checkpointFile } from '../checkers/checkpoint.js';
import {
  CheckpointError,
  claimFolder,
  hasCheckpoint,
  removeCheckpoint,
} from '../checkers/exploration/checkpoint/file.js';
import { DiskError } from '../checkers/exploration/disk/scratch.js';
import { ALL_DECIDED } from '../checkers/exploration/enough.js';
import type { SpecResult } from '../checkers/verdict.js';
import { UsageError } from './exit.js';

interface CheckpointOptions {
  readonly checkpoint?: string;
  readonly resume?: string;
  readonly strategy: string;
  readonly storage: string;
}

export function checkpointOf(options: CheckpointOptions): Pick<SpecCheckOptions, 'checkpoint'> {
  const folder = options.resume ?? options.checkpoint;
  return folder === undefined
    ? {}
    : { checkpoint: { folder, resume: options.resume !== undefined } };
}

/** What cannot be meant: told before anything runs. */
export function refuseCheckpoints(
  targets: readonly SpecToCheck[],
  options: CheckpointOptions,
): void {
  const { checkpoint, resume, storage, strategy } = options;
  const folder = resume ?? checkpoint;
  if (folder === undefined) return;
  if (checkpoint !== undefined && resume !== undefined)
    throw new UsageError(
      '--checkpoint and --resume are given both.',
      'Give --resume alone: what it goes on from is saved to the same folder.',
    );
  if (strategy !== 'breadth-first')
    throw new UsageError(`Only a breadth-first search can be saved, and this is ${strategy}.`);
  if (storage !== 'exact')
    throw new UsageError(`Only an exact search can be saved, and this is --storage ${storage}.`);
  try {
    claimFolder(folder);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new UsageError(`Nothing can be saved in ${folder}: ${error.message}.`);
  }
  const models = targets.flatMap(({ spec }) => (spec.kind === 'model' ? [spec] : []));
  const names = models.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new UsageError(
      `Two of these specs are called ${twice}: their checkpoints would have one name.`,
      'Check them one after the other, with a folder each.',
    );
  const saved = models.filter((spec) => hasCheckpoint(checkpointFile(folder, spec)));
  if (resume !== undefined && saved.length === 0)
    throw new UsageError(
      `--resume: there is no checkpoint of ${names.join(', ') || 'a model'} in ${folder}.`,
      'To begin, give --checkpoint with the folder.',
    );
  if (checkpoint !== undefined && saved.length > 0)
    throw new UsageError(
      `--checkpoint: ${checkpointFile(folder, saved[0])} is there already, of a check that did not come to its end.`,
      `Go on from it with --resume ${folder}, or remove it to begin anew.`,
    );
}

/** What is done needs no checkpoint any more; of the others it is told how to go on. */
export function settleCheckpoints(
  results: readonly SpecResult[],
  again: (folder: string) => string,
): void {
  for (const { name, exploration } of results) {
    const file = exploration?.checkpoint?.file;
    if (exploration === null || file === undefined) continue;
    const { complete, stoppedBy } = exploration;
    if (complete || stoppedBy === ALL_DECIDED) removeCheckpoint(file);
    else
      console.error(
        `${name}: what was explored is saved in ${file}. Go on with:\n  ${again(dirname(file))}`,
      );
  }
}

/** A checkpoint that cannot be gone on from is a matter of how the command was given; so is a disk that cannot be read. */
export function usageOf(error: unknown): unknown {
  if (error instanceof CheckpointError) return new UsageError(error.message, error.hint);
  return error instanceof DiskError ? new UsageError(`--disk ${error.message}.`) : error;
}
