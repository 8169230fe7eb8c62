/**
 * The typed form of kind `system`: plain data, with times in microseconds, sizes in bytes, shares as fractions of one. Properties are typed expressions
 * over *variables* that whoever runs the system supplies: fields of nodes (`server.term`), what was emitted (`decided`), `healed`.
 *
 * Consumers: exploration (`runs.explore.setting`), simulation and live runs (the spec itself).
 */
import type { Span } from '../source.js';
import type {
  Atom,
  Claim,
  ExpectedCounts,
  Expr,
  Formula,
  Mutant,
  Property,
  Uninstantiated,
} from '../typed.js';
import type { Type } from '../types.js';
import type { DeclaredOption, ProtocolReference } from './declared.js';

export interface SystemSpec extends Setting {
  readonly kind: 'system';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  /** As written: `N: 3`. */
  readonly constants: readonly {
    readonly name: string;
    readonly text: string;
    /** Does it say how many nodes or clients there are, and nothing else? */
    readonly onlyCounts: boolean;
  }[];
  readonly protocol: ProtocolReference & {
    /** One sentence; empty where the protocol was not loaded. */
    readonly about: string;
    readonly options: readonly {
      readonly name: string;
      readonly kind: DeclaredOption['kind'];
      readonly about: string;
    }[];
    /** Was the declaration at hand? Without it roles, options, variables and atoms are empty, and claims `unresolved`. */
    readonly resolved: boolean;
    readonly span: Span;
  };
  /** What has no instance, and so is not among `properties`. */
  readonly uninstantiated: readonly Uninstantiated[];
  readonly mutants: readonly SystemMutant[];
  readonly runs: {
    readonly simulate: SimulateRun;
    readonly explore: ExploreRun;
    readonly live: LiveRun;
    /** Which of them the spec itself writes down, in its order. Where it has none: simulate and explore. */
    readonly named: readonly Life[];
  };
}

export type Life = 'explore' | 'simulate' | 'live';

/** A cluster with its surroundings, and what is claimed of it. Exploration may have a smaller one than the spec. */
export interface Setting {
  /** In the order of the declaration, which is the order of the cluster. */
  readonly roles: readonly SystemRole[];
  /** Every option of the protocol with its value as handlers see it: µs, bytes, fractions, `{ min, max }`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly clients: Clients;
  readonly network: Network;
  readonly storage: Storage;
  readonly clocks: Clocks;
  readonly faults: readonly Fault[];
  /** Where threads run, and no nodes: nothing of the network, storage, clocks and faults is meant then. */
  readonly threads: Threads | null;
  /** What properties (and faults) read: nothing else need be watched. */
  readonly variables: readonly SystemVariable[];
  readonly atoms: readonly Atom[];
  readonly properties: readonly SystemProperty[];
}

export interface SystemRole {
  readonly name: string;
  readonly symmetric: boolean;
  /** As the cluster calls them: `server1`, `server2`; `server` where there is one. */
  readonly nodes: readonly string[];
}

/** One variable of a state, and where its value comes from. */
export interface SystemVariable {
  /** `server.term`, `decided`, `healed`. */
  readonly name: string;
  readonly type: Type;
  readonly from: VariableSource;
}

export type VariableSource =
  /** A map from the nodes of these roles, in order, to this field of each: durable, volatile, link, view or part. */
  | { readonly is: 'field'; readonly roles: readonly string[]; readonly field: string }
  /** The same for what every node has: its number in the cluster from 0, whether it runs, the name of its role. */
  | {
      readonly is: 'built-in';
      readonly roles: readonly string[];
      readonly field: 'id' | 'up' | 'kind';
    }
  /** The set of all that was emitted under this name until now: records { by, …fields }. It only grows. */
  | { readonly is: 'emitted'; readonly event: string }
  /** A shared word of threads, or a map from the places of an array, from 0. */
  | { readonly is: 'word'; readonly word: string }
  /** Have all threads done all they had to do, and have all stores reached memory? */
  | { readonly is: 'finished' }
  /** Is no fault at work, and will none come? The network is whole, every node that is to run runs. */
  | { readonly is: 'healed' };

// ------------------------------------------------------------------------------------ properties

export interface SystemProperty extends Omit<Property, 'claim'> {
  readonly claim: SystemClaim;
  /** With `eventually`: how soon `goal` must come after `trigger` (null: after the start). Where no time is kept, the promise can be refuted and not established. */
  readonly within?: {
    readonly microseconds: number;
    readonly trigger: Formula | null;
    readonly goal: Formula;
  };
}

export type SystemClaim =
  | Claim
  /** `linearizable(register)`: of the history of all clients' operations on the object. */
  | { readonly form: 'consistent'; readonly model: 'linearizable'; readonly object: string }
  /** `whenever: called(o)`, `eventually: answered(o)`: every call of one of these operations is answered; where `when` is an atom,
   * every call that is open when it holds. */
  | {
      readonly form: 'answered';
      readonly operations: readonly string[];
      readonly when: number | null;
    }
  /** The protocol was not loaded. */
  | { readonly form: 'unresolved' };

export interface SystemMutant extends Mutant {
  /** Does the protocol declare it? */
  readonly declared: boolean;
  /** Does the spec make a change? With a mutant of the protocol it is where that one shows. */
  readonly changes: boolean;
  /** Which lives are expected to catch it; any of those that run, where the spec does not say. */
  readonly by: readonly Life[] | null;
}

// ---------------------------------------------------------------------------------------- threads

export interface Threads {
  /** `sc`: sequentially consistent; `tso`: total store order, as on x86. */
  readonly memory: 'sc' | 'tso';
  /** Stores of one thread that may wait under `tso`. */
  readonly buffer: number;
  /** In the order of roles. */
  readonly scripts: readonly ThreadScript[];
}

/** What each thread of a kind does. */
export interface ThreadScript {
  readonly kind: string;
  readonly calls: readonly string[];
  readonly repeat: number | 'forever';
}

// ----------------------------------------------------------------------------------- surroundings

export interface Clients {
  readonly count: number;
  /** What they use, and the role that serves it; null where the protocol serves nobody. */
  readonly object: string | null;
  readonly role: string | null;
  /** What they call, with weights. */
  readonly operations: readonly { readonly name: string; readonly weight: number }[];
  /** What each client calls, in this order; null where chance decides. */
  readonly script: readonly string[] | null;
  readonly invoke: 'eager' | 'any time';
  readonly keys: { readonly count: number; readonly pick: Distribution };
  /** Calls of all clients together, per second; null: one after another. */
  readonly rate: number | null;
  /** µs; null: they wait for ever. */
  readonly timeout: number | null;
  /** µs after which the same call goes to the next node, and so again and again; null: it goes to one. */
  readonly retry: number | null;
}

/** A random quantity. Parameters are in the unit of what is drawn (µs), or plain numbers: shapes and exponents. */
export interface Distribution {
  readonly name:
    | 'constant'
    | 'uniform'
    | 'loguniform'
    | 'normal'
    | 'lognormal'
    | 'exponential'
    | 'pareto'
    | 'weibull'
    | 'gamma'
    | 'zipf';
  readonly parameters: readonly number[];
}

/** How often something happens to a message: in exploration at any time or so many times, in simulation with this probability. */
export type Often =
  | { readonly is: 'never' | 'always possible' }
  | { readonly is: 'times'; readonly times: number }
  | { readonly is: 'share'; readonly share: number };

export interface Network {
  /** µs */
  readonly delay: Distribution;
  readonly loss: Often;
  readonly duplicate: Often;
  readonly corrupt: Often;
  readonly order: 'any' | 'per link';
  /** Bytes per second on each link; null: no limit. */
  readonly bandwidth: number | null;
}

export interface Storage {
  /** µs */
  readonly sync: Distribution;
  /** What a crash takes of what was not synced: all of it, all or nothing by chance, or nothing. */
  readonly lose: 'unsynced' | 'either' | 'nothing';
}

export interface Clocks {
  /** µs */
  readonly skew: number;
  /** A fraction: 200 ppm is 0.0002. */
  readonly drift: number;
}

export const FAULTS = [
  'crash',
  'amnesia',
  'pause',
  'partition',
  'clog',
  'slow network',
  'slow disk',
  'full disk',
  'bit rot',
  'torn write',
  'clock jump',
  'liar',
] as const;
export type FaultKind = (typeof FAULTS)[number];

export const PARTITIONS = [
  'halves',
  'isolate one',
  'isolate leader',
  'one way',
  'bridge',
  'ring',
] as const;
export type PartitionShape = (typeof PARTITIONS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly node: Victim;
  /** Of partitions: one of these each time. */
  readonly shapes: readonly PartitionShape[];
  /** The mean gap, in µs; null: once. */
  readonly every: Distribution | null;
  /** µs after the start, instead of by chance. */
  readonly at: readonly number[];
  /** How long, in µs; null: to the end. */
  readonly for: Distribution | null;
  /** A factor, a share, or µs, as the fault needs; null: the fault's own. */
  readonly by: number | null;
  /** Of crashes: in the middle of a sync, whenever one is under way in time. */
  readonly aim: 'sync' | null;
  /** Of liars: the adversary of that role. */
  readonly as: string | null;
  readonly span: Span;
}

export type Victim =
  | { readonly is: 'any' }
  | { readonly is: 'role'; readonly role: string }
  | { readonly is: 'node'; readonly node: string }
  /** Nodes whose variable (a map from nodes) has this value now: `leader` where `server.role` is `leader`. */
  | { readonly is: 'state'; readonly variable: string; readonly value: string };

// ------------------------------------------------------------------------------------------- runs

export interface SimulateRun {
  readonly seeds: number;
  /** µs of simulated time in each run. */
  readonly for: number;
  /** Does each seed draw which faults exist at all? */
  readonly swarm: boolean;
  /** µs at the end of each run without faults, in which what was promised must come. */
  readonly heal: number;
}

export interface ExploreRun {
  /** The cluster as it is explored: the spec's own, or a smaller one. */
  readonly setting: Setting;
  /** How often each may happen in one run. */
  readonly budget: {
    readonly crash: number;
    /** Crashes of nodes that stay down. */
    readonly stop: number;
    readonly drop: number;
    readonly duplicate: number;
  };
  readonly timers: TimerBudget;
  /** µs of a tick, where timers go by a discrete clock. */
  readonly tick: number | null;
  /** `within a tick`: time does not pass while a message is on its way to a node that is up. */
  readonly delivery: 'any time' | 'within a tick';
  /** Over the variables of `setting`: states outside are checked, not expanded. */
  readonly while?: Expr;
  readonly expect?: ExpectedCounts;
}

export type TimerBudget =
  /** An armed timer may go off at any moment; `each` times for each timer of each node, `all` times in one run; null: no limit. */
  | { readonly clock: 'none'; readonly each: number | null; readonly all: number | null }
  | { readonly clock: 'discrete' };

export interface LiveRun {
  /** µs */
  readonly for: number;
}
