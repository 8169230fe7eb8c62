/**
 * The types of a protocol's code, derived from its declaration: what a handler may touch (`Node`), which handlers there
 * must be (`RoleCode`), what may be sent to whom. A protocol is a declaration and its code.
 */
import type { Declaration, From, Mount, Port, RoleDeclaration, Service } from './declaration.js';
import type { Options, OptionValues } from './options.js';
import type { VariantOf } from './shapes/records.js';
import type {
  Call,
  DeepReadonly,
  Duration,
  DurationRange,
  Fields,
  Id,
  Instant,
  Of,
  RecordOf,
  Shape,
  Signed,
  Timestamp,
} from './shapes/shape.js';

// Tolerant forms, so that what is absent is empty and the types below need no proofs.
// biome-ignore lint/complexity/noBannedTypes: no fields, as TypeScript writes it
type Nothing = {};
type Rec<F> = F extends Fields ? RecordOf<F> : Nothing;
type Table<T, Each> = T extends Readonly<Record<string, Each>> ? T : Nothing;
type Body<X> = X extends From<string, infer F> ? F : X extends Fields ? X : Nothing;

export type RoleName<D extends Declaration> = keyof D['roles'] & string;
type Role<D extends Declaration, R> = R extends RoleName<D> ? D['roles'][R] : Nothing;
type Get<T, K extends keyof RoleDeclaration> = T extends { readonly [P in K]: infer V }
  ? V
  : Nothing;

type Receives<D extends Declaration, R> = Table<Get<Role<D, R>, 'receives'>, Fields | From>;
type Timers<D extends Declaration, R> = Table<Get<Role<D, R>, 'timers'>, Fields>;
type Ports<D extends Declaration, R> = Table<Get<Role<D, R>, 'uses'>, Port>;
type Mounts<D extends Declaration, R> = Table<Get<Role<D, R>, 'mounts'>, Mount>;
type Ops<D extends Declaration, R> =
  Get<Role<D, R>, 'serves'> extends Service<infer C> ? C : Nothing;
type Events<D extends Declaration> = Table<D['events'], Fields>;
type Mutants<D extends Declaration> = keyof Table<D['mutants'], string> & string;
type Flush<D extends Declaration, R> =
  Get<Role<D, R>, 'flushes'> extends Shape<infer T> ? T : never;

/** Who sends this message: any role, unless the declaration says which. */
type Sender<X, D extends Declaration> = X extends From<infer R, Fields> ? R : RoleName<D>;

/** Every message that role R may be sent. */
export type MessageTo<D extends Declaration, R extends string> = {
  [Q in R]: VariantOf<{ [K in keyof Receives<D, Q>]: Body<Receives<D, Q>[K]> }>;
}[R];
/** The message of this name to role R. */
export type MessageOf<D extends Declaration, R extends string, K extends string> = Extract<
  MessageTo<D, R>,
  { type: K }
>;

type PartDisk<M> = {
  [P in keyof M]: M[P] extends MountOf<infer D, infer R> ? DiskOf<D, R> : never;
};
type PartMemory<M> = {
  [P in keyof M]: M[P] extends MountOf<infer D, infer R> ? MemoryOf<D, R> : never;
};
export type DiskOf<D extends Declaration, R extends string> = Rec<Get<Role<D, R>, 'durable'>> &
  PartDisk<Mounts<D, R>>;
export type MemoryOf<D extends Declaration, R extends string> = Rec<Get<Role<D, R>, 'volatile'>> &
  PartMemory<Mounts<D, R>>;

type KeyOf<F> = keyof F extends never ? [] : [key: Readonly<Rec<F>>];
type PortOps<P> = P extends { service: Service<infer C> } ? C : Nothing;
type ArgsOf<O> = O extends { args: infer F } ? DeepReadonly<Rec<F>> : Nothing;
type ReturnsOf<C> = { [K in keyof C]: C[K] extends { returns: infer S } ? Of<S> : never }[keyof C];
type ContextOf<P> = P extends { context: infer F } ? DeepReadonly<Rec<F>> : Nothing;

/** How an operation of another system ended. `refused`: certainly not done; `unknown`: perhaps done. */
export type Answer<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'refused'; readonly why: string }
  | { readonly status: 'unknown' };

/** The node as its own handlers see it: assign to `disk` and `mem`; every method records an effect, in order. */
export interface Node<D extends Declaration, R extends string> {
  readonly id: Id<R>;
  /** The other nodes of this role. */
  readonly peers: readonly Id<R>[];
  /** All nodes, by role. */
  readonly nodes: { readonly [Q in RoleName<D>]: readonly Id<Q>[] };
  readonly links: DeepReadonly<Rec<Get<Role<D, R>, 'links'>>>;
  readonly options: D['options'] extends Options ? OptionValues<D['options']> : Nothing;
  readonly disk: DiskOf<D, R>;
  readonly mem: MemoryOf<D, R>;
  /** The protocols mounted on this node, each as it sees itself. */
  readonly parts: { readonly [P in keyof Mounts<D, R>]: PartOf<Mounts<D, R>[P]> };

  send<Q extends RoleName<D>>(to: Id<Q>, message: MessageTo<D, Q>): undefined;
  /**
   * All changes of `disk` up to here become durable, together. What was sent before has left; what follows in this handler
   * happens after the disk has said so. Costs nothing where nothing changed.
   */
  sync(): undefined;
  /** Begins to make all changes of `disk` durable and goes on; `on.flushed(n, tag)` runs when they are. */
  flush(tag: Flush<D, R>): undefined;
  arm<T extends keyof Timers<D, R> & string>(
    timer: T,
    after: Duration | DurationRange,
    ...key: KeyOf<Timers<D, R>[T]>
  ): undefined;
  disarm<T extends keyof Timers<D, R> & string>(
    timer: T,
    ...key: KeyOf<Timers<D, R>[T]>
  ): undefined;
  armed<T extends keyof Timers<D, R> & string>(timer: T, ...key: KeyOf<Timers<D, R>[T]>): boolean;
  /** The operation is done, with this result. */
  reply(call: Call, value: DeepReadonly<ReturnsOf<Ops<D, R>>>): undefined;
  /** The operation is certainly not done, now or later. */
  refuse(call: Call, why: string): undefined;
  /** Not done here: ask that node. */
  redirect(call: Call, to: Id<R>): undefined;
  /** Calls another system. The answer comes to `answers`, with the context. */
  ask<P extends keyof Ports<D, R> & string, O extends keyof PortOps<Ports<D, R>[P]> & string>(
    port: P,
    op: O,
    args: ArgsOf<PortOps<Ports<D, R>[P]>[O]>,
    context: ContextOf<Ports<D, R>[P]>,
  ): undefined;
  emit<E extends keyof Events<D> & string>(
    event: E,
    fields: DeepReadonly<Rec<Events<D>[E]>>,
  ): undefined;

  /** The steady clock: may drift, begins anywhere after a restart. */
  now(): Instant;
  /** The wall clock: skewed, may jump. */
  wall(): Timestamp;
  /** Two readings of the wall clock with the true time between them (TrueTime). */
  wallBounds(): { readonly earliest: Timestamp; readonly latest: Timestamp };
  /** One of these: by chance in simulation, each in exploration. */
  pick<T>(from: readonly T[]): T;
  /** `k` of these, in their order; all of them where there are fewer. */
  pickSome<T>(k: number, from: readonly T[]): T[];
  /** True with probability p. */
  chance(p: number): boolean;
  sign<T>(body: T): Signed<T, R>;
  /** The author's assertion: where it fails, the run is a violation, in every life. */
  must(condition: boolean, why: string): undefined;
  /** Is this mutant on? Constantly false outside mutant runs. */
  mutated(name: Mutants<D>): boolean;
}

/** A mounted protocol, with its types. */
export interface MountOf<D extends Declaration, R extends string> extends Mount {
  readonly protocol: Protocol<D>;
  readonly role: R;
}
export type PartOf<M> = M extends MountOf<infer D, infer R> ? Node<D, R> : never;

/** `undefined`, not `void`: an async handler does not compile; `return n.send(…)` does. */
type Handler<A extends readonly unknown[]> = (...args: A) => undefined;
type Handlers<N, T> = keyof T extends never
  ? { readonly [P in N & string]?: T }
  : { readonly [P in N & string]: T };

type On<D extends Declaration, R extends string> = {
  readonly [K in keyof Receives<D, R> & string]: Handler<
    [n: Node<D, R>, m: MessageOf<D, R, K>, from: Id<Sender<Receives<D, R>[K], D>>]
  >;
} & ([Flush<D, R>] extends [never]
  ? unknown
  : { readonly flushed: Handler<[n: Node<D, R>, tag: Flush<D, R>]> });
type OnTimers<D extends Declaration, R extends string> = {
  readonly [T in keyof Timers<D, R> & string]: Handler<
    [n: Node<D, R>, key: Readonly<Rec<Timers<D, R>[T]>>]
  >;
};
type OnCalls<D extends Declaration, R extends string> = {
  readonly [O in keyof Ops<D, R> & string]: Handler<
    [n: Node<D, R>, args: ArgsOf<Ops<D, R>[O]>, call: Call]
  >;
};
type OnAnswers<D extends Declaration, R extends string> = {
  readonly [P in keyof Ports<D, R> & string]: Handler<
    [
      n: Node<D, R>,
      answer: Answer<ReturnsOf<PortOps<Ports<D, R>[P]>>>,
      context: ContextOf<Ports<D, R>[P]>,
      op: keyof PortOps<Ports<D, R>[P]> & string,
    ]
  >;
};
type PartEvents<M> = M extends MountOf<infer D, string> ? Events<D> : Nothing;
type OnMounts<D extends Declaration, R extends string> = {
  readonly [P in keyof Mounts<D, R> & string]: {
    readonly [E in keyof PartEvents<Mounts<D, R>[P]> & string]?: Handler<
      [n: Node<D, R>, fields: DeepReadonly<Rec<PartEvents<Mounts<D, R>[P]>[E]>>]
    >;
  };
};

/** A name computed from state, for properties. Pure, and only reads. */
export interface View<D extends Declaration, R extends string> {
  readonly shape: Shape<unknown>;
  of(state: {
    readonly disk: DeepReadonly<DiskOf<D, R>>;
    readonly mem: DeepReadonly<MemoryOf<D, R>>;
    readonly now: Instant;
  }): unknown;
}

/** All that a role does: a handler for each thing that can happen to it. */
export type RoleCode<D extends Declaration, R extends string> = {
  /** At first boot and after every crash; `mem` is fresh, `disk` is what survived. The only way of recovery. */
  readonly start?: Handler<[n: Node<D, R>]>;
  readonly views?: Readonly<Record<string, View<D, R>>>;
  /** What mounted protocols emit, as it happens. What is not heard here is still an event. */
  readonly mounts?: OnMounts<D, R>;
} & Handlers<'on', On<D, R>> &
  Handlers<'timers', OnTimers<D, R>> &
  Handlers<'calls', OnCalls<D, R>> &
  Handlers<'answers', OnAnswers<D, R>>;

/**
 * A Byzantine behaviour: the honest code runs, and this says what leaves instead of each message. `n.pick` lets exploration
 * try every lie; what it signs is signed by the liar.
 */
export interface Adversary<D extends Declaration, R extends string> {
  readonly about: string;
  send(
    n: Node<D, R>,
    to: Id<RoleName<D>>,
    message: MessageTo<D, RoleName<D>>,
  ): readonly MessageTo<D, RoleName<D>>[];
}
export type Adversaries<D extends Declaration> = {
  readonly [R in RoleName<D>]?: Readonly<Record<string, Adversary<D, R>>>;
};

export interface Protocol<D extends Declaration = Declaration> {
  readonly declaration: D;
  readonly code: { readonly [R in RoleName<D>]: RoleCode<D, R> };
  readonly adversaries?: Adversaries<D>;
}

// ---- without types, for who runs it ----------------------------------------------------------------------------

export type AnyHandler = (...args: never[]) => undefined;
export type HandlerTable = Readonly<Record<string, AnyHandler>>;
export interface AnyRoleCode {
  readonly start?: AnyHandler;
  readonly on?: HandlerTable;
  readonly timers?: HandlerTable;
  readonly calls?: HandlerTable;
  readonly answers?: HandlerTable;
  readonly mounts?: Readonly<Record<string, Readonly<Record<string, AnyHandler | undefined>>>>;
  readonly views?: Readonly<
    Record<string, { readonly shape: Shape<unknown>; of(state: never): unknown }>
  >;
}
export interface AnyAdversary {
  readonly about: string;
  send(n: never, to: never, message: never): readonly unknown[];
}
/** A protocol whose types have been forgotten: what all lives take. */
export interface AnyProtocol {
  readonly declaration: Declaration;
  readonly code: Readonly<Record<string, AnyRoleCode>>;
  readonly adversaries?: Readonly<
    Record<string, Readonly<Record<string, AnyAdversary>> | undefined>
  >;
}
