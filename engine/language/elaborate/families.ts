/** Families of processes: what `at[p]` needs to know of them. */
import type { Span } from '../source.js';
import type { Type, TypeOf } from '../types.js';
import type { Mapping } from '../yaml/tree.js';

export interface Family {
  readonly name: string;
  readonly span: Span;
  /** The process's name in the steps (`p`). */
  readonly binder: { readonly name: string; readonly span: Span };
  /** The declared type of the processes. */
  readonly type: Type;
  /** The state variable that holds where each process is: `at`, or `at.reader` when families are several. */
  readonly variable: string;
  /** In order, `done` last. */
  readonly labels: readonly string[];
  /** The labels of all families: what `at[p]` is. */
  readonly labelType: TypeOf<'enum'>;
  readonly steps: Mapping;
}
