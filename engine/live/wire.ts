/**
 * What the processes of a live run tell one another. Between nodes and clients: frames on loopback sockets, each connection opened by
 * the secret of the run, so that nobody else on the machine takes part. Between a node and who started it: the channel of the process.
 */
import type { ProtocolReference } from '../language/system/declared.js';
import type { CodePlace } from '../node/places.js';
import type { Call } from '../node/shapes/shape.js';

export const LOOPBACK = '127.0.0.1';

/** The first frame on a connection to a node or to a proxy. */
export interface Hello {
  readonly secret: string;
  /** The node that speaks; absent: the director. */
  readonly from?: number;
}

/** To a node: what a node sent it, or what a client asks. */
export type Delivery =
  | { readonly from: number; readonly message: unknown }
  | { readonly call: Call; readonly args: unknown };

/** From a node to the proxy before another. */
export interface Sent {
  readonly message: unknown;
}

/** From a node to its clients. */
export interface Replied {
  readonly call: Call;
  readonly reply:
    | { readonly status: 'ok'; readonly value: unknown }
    | { readonly status: 'refused'; readonly why: string }
    | { readonly status: 'redirect'; readonly to: number };
}

/** All that a node has to know before it runs. */
export interface NodeSetup {
  readonly protocol: ProtocolReference;
  readonly counts: Readonly<Record<string, number>>;
  /** As handlers see them. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly mutants: readonly string[];
  /** Node → its adversary. */
  readonly liars: Readonly<Record<number, string>>;
  readonly id: number;
  /** Of its choices and of the jitter of its timers. */
  readonly seed: number;
  /** How often it has been started before. */
  readonly life: number;
  /** The file that is its disk. */
  readonly disk: string;
  /** µs by which its wall clock is off. */
  readonly skew: number;
  readonly secret: string;
  /** For each node, the port of the proxy before it. */
  readonly proxies: readonly number[];
  /** ms in which a handler must return. */
  readonly patience: number;
  /** May clients send a call again that was heard? */
  readonly callsAgain: boolean;
}

/** To a node. */
export type Order =
  | { readonly kind: 'setup'; readonly setup: NodeSetup }
  /** All that it needs is there: run `start`. */
  | { readonly kind: 'start' }
  /** Stand still between two handlers, and say how you are. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'release' };

/** From a node. */
export type Report =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'held'; readonly state: NodeReport }
  | { readonly kind: 'emitted'; readonly event: string; readonly fields: unknown }
  | { readonly kind: 'must'; readonly failure: Failure }
  /** It ends after that. */
  | { readonly kind: 'error'; readonly failure: Failure };

/** A node as it stands, in JSON; `now` is its steady clock, `cpu` the µs it has used. */
export interface NodeReport {
  readonly disk: unknown;
  readonly mem: unknown;
  readonly now: number;
  readonly cpu: number;
}

export interface Failure {
  /** Null where it is not the fault of a handler. */
  readonly handler: string | null;
  readonly why: string;
  readonly place: CodePlace | null;
}
