/** The types of threads, derived from their declaration: what an operation may touch (`Thread`), and which operations there must be. */
import type { Operations, Service } from '../node/declaration.js';
import type { Options, OptionValues } from '../node/options.js';
import type { DeepReadonly, Fields, Id, Of, RecordOf, Shape } from '../node/shapes/shape.js';
import type { Steps } from './access.js';
import type { ArrayWord, ThreadsDeclaration } from './declaration.js';

// biome-ignore lint/complexity/noBannedTypes: no fields, as TypeScript writes it
type Nothing = {};
type Rec<F> = F extends Fields ? RecordOf<F> : Nothing;

export type ThreadName<D extends ThreadsDeclaration> = keyof D['threads'] & string;
type Words<D extends ThreadsDeclaration> = keyof D['memory'] & string;
type Cell<W> = W extends ArrayWord<infer S> ? Of<S> : Of<W>;
type At<W> = W extends ArrayWord ? [index: number] : [];
type ValueOf<D extends ThreadsDeclaration, W extends Words<D>> = DeepReadonly<Cell<D['memory'][W]>>;
type Numbers<D extends ThreadsDeclaration> = {
  [W in Words<D>]: Cell<D['memory'][W]> extends number ? W : never;
}[Words<D>];
type Local<D extends ThreadsDeclaration, R> =
  R extends ThreadName<D>
    ? D['threads'][R] extends { local: infer F }
      ? Rec<F>
      : Nothing
    : Nothing;
type Mutants<D extends ThreadsDeclaration> =
  D['mutants'] extends Readonly<Record<string, string>> ? keyof D['mutants'] & string : never;
type Events<D extends ThreadsDeclaration> =
  D['events'] extends Readonly<Record<string, Fields>> ? D['events'] : Nothing;

/**
 * A thread as its own operations see it. Everything that touches shared words is a step of its own and wants `yield*`; what stands
 * between two steps is seen by nobody.
 */
export interface Thread<D extends ThreadsDeclaration, R extends string> {
  /** Its number among all threads, from 0. */
  readonly id: Id<R>;
  /** The other threads of its kind. */
  readonly peers: readonly Id<R>[];
  /** All threads, by kind. */
  readonly threads: { readonly [Q in ThreadName<D>]: readonly Id<Q>[] };
  readonly options: D['options'] extends Options ? OptionValues<D['options']> : Nothing;
  /** Assign to change it. */
  readonly local: Local<D, R>;

  load<W extends Words<D>>(word: W, ...at: At<D['memory'][W]>): Steps<ValueOf<D, W>>;
  store<W extends Words<D>>(
    word: W,
    ...to: [...At<D['memory'][W]>, value: ValueOf<D, W>]
  ): Steps<undefined>;
  /** Compares and swaps in one step: was `expect` there, and is `value` now? */
  cas<W extends Words<D>>(
    word: W,
    ...to: [...At<D['memory'][W]>, expect: ValueOf<D, W>, value: ValueOf<D, W>]
  ): Steps<boolean>;
  /** Stores in one step, and gives what was there. */
  swap<W extends Words<D>>(
    word: W,
    ...to: [...At<D['memory'][W]>, value: ValueOf<D, W>]
  ): Steps<ValueOf<D, W>>;
  /** Adds in one step, and gives what was there. */
  add<W extends Numbers<D>>(word: W, ...to: [...At<D['memory'][W]>, by: number]): Steps<number>;
  /** Spins until the word is so, and gives it. Waiting is no step: a spin loop costs one. */
  until<W extends Words<D>>(
    word: W,
    ...to: [...At<D['memory'][W]>, ok: (value: ValueOf<D, W>) => boolean]
  ): Steps<ValueOf<D, W>>;
  /** Waits until all stores of this thread have reached memory. */
  fence(): Steps<undefined>;
  /** One of these: by chance in a run, each in exploration. */
  pick<T>(from: readonly T[]): Steps<T>;
  /**
   * Does it again until it is `done`. Of a round only what it returns as `again` is remembered (and `local`), so that retry loops
   * have finitely many states: nothing else may be carried from one round to the next.
   */
  loop<S, T>(
    first: S,
    round: (carried: S) => Steps<{ readonly again: S } | { readonly done: T }>,
  ): Steps<T>;
  emit<E extends keyof Events<D> & string>(
    event: E,
    fields: DeepReadonly<Rec<Events<D>[E]>>,
  ): undefined;
  /** The author's assertion: where it fails, the run is a violation, in every life. */
  must(condition: boolean, why: string): undefined;
  /** Is this mutant on? Constantly false outside mutant runs. */
  mutated(name: Mutants<D>): boolean;
}

type Ops<D extends ThreadsDeclaration> = D['serves'] extends Service<infer C> ? C : Operations;
type Does<D extends ThreadsDeclaration, R extends ThreadName<D>> = D['threads'][R]['does'][number];
type ArgsOf<O> = O extends { args: infer F } ? DeepReadonly<Rec<F>> : Nothing;
type ResultOf<O> = O extends { returns: Shape<infer T> } ? DeepReadonly<T> : never;

/** All that a kind of thread does: a generator for each operation. */
export type ThreadCode<D extends ThreadsDeclaration, R extends ThreadName<D>> = {
  readonly [O in Does<D, R>]: O extends keyof Ops<D>
    ? (t: Thread<D, R>, args: ArgsOf<Ops<D>[O]>) => Steps<ResultOf<Ops<D>[O]>>
    : never;
};

export interface ThreadsProtocol<D extends ThreadsDeclaration = ThreadsDeclaration> {
  readonly declaration: D;
  readonly code: { readonly [R in ThreadName<D>]: ThreadCode<D, R> };
}

// ---- without types, for who runs it ----------------------------------------------------------------------------

export type AnyOperation = (t: never, args: never) => Steps<unknown>;
/** Threads whose types have been forgotten: what all lives take. */
export interface AnyThreads {
  readonly declaration: ThreadsDeclaration;
  readonly code: Readonly<Record<string, Readonly<Record<string, AnyOperation>>>>;
}

/** Is it a protocol of threads, not of nodes? */
export const isThreads = (protocol: unknown): protocol is AnyThreads =>
  typeof (protocol as AnyThreads | undefined)?.declaration?.threads === 'object';
