/**
 * When a search saves itself, and what it goes on from. Saving stops the work, so the time between two checkpoints
 * follows from what the last one cost: a few per cent of the whole at most.
 */
import {
  CheckpointError,
  hasCheckpoint,
  type OpenCheckpoint,
  openCheckpoint,
  writeCheckpoint,
} from './file.js';

/** What a checkpoint is of: named parts that must all be equal for going on from it. */
export interface Identity {
  /** The version of Assay. */
  readonly assay: string;
  /** A digest of what the spec means. */
  readonly spec: string;
  /** What else decides what is explored, and for how long: as the user knows it. */
  readonly options: Readonly<Record<string, string>>;
}

export interface CheckpointOptions {
  readonly file: string;
  readonly identity: Identity;
  /** Go on from the file, where there is one. */
  readonly resume: boolean;
  /** Milliseconds between two checkpoints, at least. Default: chosen from what one costs. */
  readonly every?: number;
  /** Told after each. */
  readonly onSaved?: () => void;
}

/** What became of checkpoints; part of the report. */
export interface CheckpointReport {
  /** What was known already when the search began. */
  readonly resumed?: { readonly states: number; readonly depth: number };
  /** How often it was saved. */
  readonly saved: number;
  /** The file to go on from, if there is one. */
  readonly file?: string;
  /** Why it cannot be saved. */
  readonly refused?: string;
}

/** What was known at a checkpoint, and the form of the search. */
interface Head {
  readonly identity: Identity;
  /** A digest of the code that did the work, and of where it keeps things. */
  readonly code: string;
  readonly states: number;
  readonly depth: number;
  /** Seconds of processor time, of all runs. */
  readonly cpuSeconds: number;
  readonly state: unknown;
}

export interface Snapshot<State> {
  readonly code: string;
  readonly states: number;
  readonly depth: number;
  readonly cpuSeconds: number;
  readonly state: State;
  readonly sections: readonly Uint8Array[];
}

const LEAST_MS = 5000;
/** Between two checkpoints, so many times what the last one cost. */
const COSTS = 30;

export class Saver {
  refused: string | undefined;
  /** Seconds of processor time of the runs before. */
  cpuSeconds = 0;
  private saved = 0;
  private last: number;
  private wait: number;
  private readonly open: OpenCheckpoint | null;
  private readonly head: Head | null;

  /** @throws CheckpointError where there is a checkpoint that is not whole, or not of this search */
  constructor(
    private readonly options: CheckpointOptions,
    private readonly clock: () => number,
  ) {
    this.last = clock();
    this.wait = options.every ?? LEAST_MS;
    const { file, identity, resume } = options;
    this.open = resume && hasCheckpoint(file) ? openCheckpoint(file) : null;
    this.head = (this.open?.head as Head | undefined) ?? null;
    if (this.head === null) return;
    refuseOthers(file, this.head.identity, identity);
    this.cpuSeconds = this.head.cpuSeconds;
  }

  /** Is there something to go on from? */
  get resumes(): boolean {
    return this.open !== null;
  }

  /**
   * Restores what was saved.
   * @param code a digest of the code that will go on
   * @param restore takes the state, and names where the sections belong
   */
  restore<State>(code: string, restore: (state: State) => readonly Uint8Array[]): void {
    const { open, head } = this;
    if (open === null || head === null) return;
    try {
      if (head.code !== code)
        throw other(this.options.file, 'Assay compiles this spec to other code than it did then');
      open.readInto(restore(head.state as State));
    } finally {
      open.close();
    }
  }

  /** Is it time for another checkpoint? */
  due(): boolean {
    return this.clock() - this.last >= this.wait;
  }

  save<State>({ sections, ...head }: Snapshot<State>): void {
    const began = this.clock();
    const { file, identity, every, onSaved } = this.options;
    try {
      writeCheckpoint(file, { ...head, identity }, sections);
    } catch (error) {
      // A full disk is no reason to lose the search; the former checkpoint is still there.
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      this.refused = error.message;
      this.wait = Number.POSITIVE_INFINITY;
      return;
    }
    this.saved++;
    this.last = this.clock();
    this.wait = every ?? Math.max(LEAST_MS, COSTS * (this.last - began));
    onSaved?.();
  }

  get report(): CheckpointReport {
    const { head, saved, refused } = this;
    const { file } = this.options;
    return {
      ...(head === null ? {} : { resumed: { states: head.states, depth: head.depth } }),
      saved,
      ...(saved > 0 || head !== null ? { file } : {}),
      ...(refused === undefined ? {} : { refused }),
    };
  }
}

/** @throws CheckpointError where the checkpoint in a file is not of this search */
export function refuseOthers(file: string, was: Identity, is: Identity): void {
  if (was.assay !== is.assay)
    throw other(file, `it was written by Assay ${was.assay}, and this is ${is.assay}`);
  if (was.spec !== is.spec)
    throw other(file, 'the spec, or a constant in it, is not what it was then');
  for (const [name, value] of Object.entries(is.options)) {
    const before = was.options[name] ?? 'nothing';
    if (before !== value) throw other(file, `${name} was ${before} then, and is ${value} now`);
  }
}

const other = (file: string, why: string): CheckpointError =>
  new CheckpointError(
    `${file} is a checkpoint of another check: ${why}.`,
    'Give the command as it was then, or another folder to --checkpoint for a new beginning.',
  );
