/**
 * What the language asks of a protocol: its declaration in the words of the language, and none of its code. The node room makes
 * it (`engine/node/declared.ts`); whoever reads a spec hands it in, since loading a protocol is asynchronous and, for a user's
 * file, runs what stands in it.
 */
import type { Measured } from '../lint/measure.js';
import type { Type, TypeOf } from '../types.js';

/** The type of the nodes of these roles: an enum of their names, in the order of the cluster. */
export type NodeTypes = (roles: readonly string[]) => TypeOf<'enum'>;

export interface DeclaredField {
  readonly name: string;
  readonly what: 'durable' | 'volatile' | 'link' | 'view' | 'part';
  readonly type: (nodes: NodeTypes) => Type;
}

export interface DeclaredRole {
  readonly name: string;
  /** May nodes of this role be renamed into one another? */
  readonly symmetric: boolean;
  readonly fields: readonly DeclaredField[];
  /** The object that its clients use, and what they can call. */
  readonly serves: { readonly object: string; readonly operations: readonly string[] } | null;
  /** Names of the liars that may stand in for a node of this role. */
  readonly adversaries: readonly string[];
}

export interface DeclaredOption {
  readonly kind: 'duration' | 'durations' | 'flag' | 'count' | 'choice' | 'size' | 'rate' | 'share';
  readonly about: string;
  /** As it would be written in YAML. */
  readonly preset: string | number | boolean;
  /** Throws an error whose message says what was expected. */
  readonly parse: (yaml: unknown, constants: (name: string) => Measured | null) => unknown;
}

/** Something that is emitted, and by whatever role. */
export interface DeclaredEvent {
  readonly name: string;
  readonly fields: (nodes: NodeTypes) => readonly { readonly name: string; readonly type: Type }[];
}

/** Of threads over shared memory. Their kinds are roles. */
export interface DeclaredThreads {
  /** Shared words; `size` of an array is a number, the name of an option, or `threads`. */
  readonly words: (
    nodes: NodeTypes,
    size: (of: number | string) => number,
  ) => readonly { readonly name: string; readonly type: Type }[];
  /** Objects, besides the one that is served, by which histories may be judged. */
  readonly judgedBy: readonly string[];
}

export interface DeclaredProtocol {
  readonly name: string;
  readonly about: string;
  readonly roles: readonly DeclaredRole[];
  readonly options: Readonly<Record<string, DeclaredOption>>;
  readonly events: readonly DeclaredEvent[];
  /** Present where it is not nodes that run but threads. */
  readonly threads?: DeclaredThreads;
  /** Name → how the system is then wrong. */
  readonly mutants: Readonly<Record<string, string>>;
}

/** How a spec names its protocol: one of the library, or a file of the user's beside the spec. */
export interface ProtocolReference {
  /** As written. */
  readonly name: string;
  /** The absolute path of a user's file; null for a protocol of the library. */
  readonly file: string | null;
}

/** What is known of the protocol that a spec names. */
export type Declarations = (reference: ProtocolReference) => Known;
export type Known =
  | { readonly is: 'declared'; readonly declared: DeclaredProtocol }
  /** It was not loaded, because that runs code which nobody asked to run. */
  | { readonly is: 'not loaded' }
  /** There is none of that name; these there are. */
  | { readonly is: 'missing'; readonly names: readonly string[] }
  /** The file is there and wrong. */
  | { readonly is: 'broken'; readonly why: string };

/** Nothing is loaded: what linters and editors give, and whoever reads no systems. */
export const NOT_LOADED: Declarations = () => ({ is: 'not loaded' });
