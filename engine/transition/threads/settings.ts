/** What an exploration of threads is asked to go through: which threads there are, what they do, over which memory, and what is watched. */
import type { Span } from '../../language/source.js';
import type { SystemVariable } from '../../language/system/spec.js';
import type { Value } from '../../language/value.js';
import type { Operation, ThreadsSetup } from '../../threads/index.js';
import type { NodesAtom } from '../nodes/atoms.js';
import type { Observer } from '../nodes/observer.js';
import type { SystemProperty } from '../system.js';

/**
 * `sc`: an access is seen by all at once (Lamport, How to make a multiprocessor computer that correctly executes multiprocess programs,
 * 1979). `tso`: each thread has a queue of its stores that others do not see yet, as on x86 (Owens, Sarkar and Sewell, A better x86 memory
 * model: x86-TSO, 2009).
 */
export type MemoryModel = 'sc' | 'tso';

/** What a thread does: these operations, and again if `forever`. */
export interface ThreadScript {
  readonly operations: readonly Operation[];
  readonly forever: boolean;
}

export interface ThreadsSettings {
  readonly name: string;
  readonly setup: ThreadsSetup;
  /** Of each thread, in their order. */
  readonly scripts: readonly ThreadScript[];
  readonly memory: MemoryModel;
  /** Stores that a queue has room for; a thread whose queue is full waits. */
  readonly buffer: number;
  /** Local state and built-in names that conditions read. */
  readonly fields: readonly SystemVariable[];
  readonly observers: readonly Observer[];
  /** Variables that read what an observer has found out. */
  readonly observed: readonly {
    readonly name: string;
    readonly observer: number;
    readonly of: (state: number) => Value;
  }[];
  readonly atoms: readonly NodesAtom[];
  readonly properties: readonly SystemProperty[];
  readonly within?: { readonly atom: number; readonly span: Span };
  readonly span: Span;
}
