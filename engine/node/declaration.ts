/**
 * What an author declares: every name, shape, option and mutant of a protocol, as data. Checkers, properties in YAML, codecs
 * and reports read this and never the code.
 */
import type { Options } from './options.js';
import type { AnyProtocol } from './protocol.js';
import type { Fields, Shape } from './shapes/shape.js';

/** One operation that clients may call. */
export interface Operation {
  readonly args: Fields;
  readonly returns: Shape<unknown>;
}
export type Operations = Readonly<Record<string, Operation>>;

/** What clients may ask of a system, and, by its name, the sequential object that judges their histories. */
export interface Service<C extends Operations = Operations> {
  readonly name: string;
  readonly operations: C;
}

/** Shared by all protocols that offer the same, so that one workload and one history checker serve them all. */
export function service<const C extends Operations>(name: string, operations: C): Service<C> {
  return { name, operations };
}

/** The fields of a message, and which role (or roles) sends it. */
export interface From<R extends string = string, F extends Fields = Fields> {
  readonly sender: R | readonly R[];
  readonly fields: F;
}

/** Says who sends a message, so that the handler's `from` is typed. Without it, any node may. */
export function from<const R extends string, const F extends Fields>(
  sender: R | readonly R[],
  fields: F,
): From<R, F> {
  return { sender, fields };
}

/** Another system that a role calls. `context` is the caller's own, and comes back with the answer. */
export interface Port {
  readonly service: Service;
  readonly context: Fields;
}

/** Another protocol on the same node: see `mount`. */
export interface Mount {
  readonly protocol: AnyProtocol;
  readonly role: string;
}

export interface RoleDeclaration {
  /** State that survives a crash, as far as it was synced. */
  readonly durable?: Fields;
  /** State that begins afresh at every start. */
  readonly volatile?: Fields;
  readonly receives?: Readonly<Record<string, Fields | From>>;
  /** A timer is its name and its fields; arming it again replaces it. */
  readonly timers?: Readonly<Record<string, Fields>>;
  /** Constants of each node, given by the topology: next, parent, neighbours. */
  readonly links?: Fields;
  readonly serves?: Service;
  readonly uses?: Readonly<Record<string, Port>>;
  readonly mounts?: Readonly<Record<string, Mount>>;
  /** The tags of `n.flush(tag)`, for disks that work while the node goes on. */
  readonly flushes?: Shape<unknown>;
  /** False where the code treats nodes of this role differently (compares ids by size, say). Preset: true. */
  readonly symmetric?: boolean;
}

export interface Declaration {
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  readonly options?: Options;
  readonly roles: Readonly<Record<string, RoleDeclaration>>;
  /** Emitted for properties, monitors and composing hosts; no handler can read them back. */
  readonly events?: Readonly<Record<string, Fields>>;
  /** Name → how the system is then wrong. */
  readonly mutants?: Readonly<Record<string, string>>;
}

export const isFrom = (received: Fields | From): received is From =>
  typeof (received as { sender?: unknown }).sender === 'string' ||
  Array.isArray((received as { sender?: unknown }).sender);

export const fieldsOf = (received: Fields | From): Fields =>
  isFrom(received) ? received.fields : received;

export const sendersOf = (received: Fields | From): readonly string[] | null =>
  isFrom(received) ? [received.sender].flat() : null;
