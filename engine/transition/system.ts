/**
 * The one interface of every exhaustive checker. A state is a fixed number of 32-bit words. A system
 * knows nothing of search; a search knows nothing of what the words mean.
 */
import type { Span } from '../language/source.js';
import type { Claim, Formula, ModelSpec } from '../language/typed.js';
import type { Type } from '../language/types.js';
import type { Value } from '../language/value.js';
import type { Plain } from '../plain.js';
import type { TraceFault, TraceMessage } from '../trace.js';
import type { Portions } from './initial.js';
import type { Interference } from './kernel/interference.js';
import type { Kernel, KernelOptions, NoKernel } from './kernel/kernel.js';
import type { Reads } from './reads.js';
import type { Slice } from './slicing.js';
import type { StableWords } from './stable-words.js';
import type { Symmetry } from './symmetry/symmetry.js';
import type { Unbounded } from './unbounded.js';

export type { Plain };

export interface TransitionSystem {
  readonly name: string;
  /** 32-bit words of one state. */
  readonly words: number;
  /** 32-bit words of one label: the action's index, then the codes of its bindings. */
  readonly labelWords: number;
  readonly actions: readonly ActionInfo[];
  /** Initial states, each once, in a fixed order, appended to `out`; by portions where there may be many. False
   * where no more were wanted. */
  initial(out: Successors, portions?: Portions): boolean;
  /** All successors of the state at `states[offset…]`, appended to `out` (which the caller clears),
   * duplicates and stutters included: one for each action, binding and choice, in a fixed order. */
  successors(states: Int32Array, offset: number, out: Successors): void;
  /** The steps, and what is asked of states, as code for a fast search; absent where there is none. */
  readonly kernel?: (options: KernelOptions) => Kernel | NoKernel;
  /** Does its kernel ask this thread for what it lacks? Then it has little code. */
  readonly asks?: boolean;
  /** Is the state inside the bound that the spec sets to exploration (`explore.while`)? Absent: no bound.
   * The answer is a `Truth`. */
  readonly within?: (states: Int32Array, offset: number) => Truth;
  /** The words of `explore.while`, for the claim. */
  readonly withinText?: string;
  /** What this was compiled from, where it can be compiled again, in another thread. */
  readonly source?: ModelSpec;
  /** Of states: below 0 where the first comes before the second. Where words are numbers that a search gives as it goes, it does not
   * depend on them, and tells steps apart by what is told of them. Absent: word by word. */
  readonly order?: (a: Int32Array, b: Int32Array) => number;
  /** For hashes that are the same in every system of the same source; absent where the words of a state are. */
  readonly stableWords?: StableWords;
  /** Runs a stretch of a search, and ends it where what the system runs does not return. Absent: everything returns.
   * @throws what says so */
  readonly guarded?: <T>(work: () => T) => T;
  readonly atoms: readonly CompiledAtom[];
  readonly properties: readonly SystemProperty[];
  readonly fairness: readonly SystemFairness[];
  /** Are all processes at `done`? Constantly false where there are none. */
  finished(states: Int32Array, offset: number): boolean;
  /** For exploration up to symmetry, where types are symmetric; absent where none is. Made anew with
   * every call. */
  readonly symmetric?: () => SymmetricForm;
  /** Without the variables that these properties (by index) cannot see; null where they see all.
   * `members`: also those whose types mention a symmetric type. Safety properties of states only. */
  readonly slice?: (judged: readonly number[], members: boolean) => Slice | null;
  /** What the steps read and write, for partial-order reduction where these properties (by index) are
   * judged. Safety properties of states only. */
  readonly interference?: (judged: readonly number[]) => Interference | NoKernel;
  /** What of a state no type bounds; absent where nothing is known of that. */
  readonly unbounded?: readonly Unbounded[];
  /** What has been triggered so far: `seen[i]` becomes 1 when site i is. */
  readonly coverage: { readonly sites: readonly CoverageSite[]; readonly seen: Uint8Array };
  /** What went wrong in the last evaluation that answered `ILL_DEFINED`, or in entry i of `Successors.failures`. */
  failure(site: number): Failure;
  /** For people: variables in order, each in plain JSON. */
  decode(states: Int32Array, offset: number): Readonly<Record<string, Plain>>;
  /** `made`: of a step that was taken, which has all its bindings; of an attempt those are told that are known to have been made. */
  describe(labels: Int32Array, offset: number, made?: boolean): StepDescription;
  /** Messages that a step from `before` to `after` sent and received (shapes with a sender or receiver
   * field that entered or left a collection). Empty for systems without such shapes. Some systems know from
   * the label what the states alone do not tell. */
  messages(
    before: Int32Array,
    b: number,
    after: Int32Array,
    a: number,
    labels?: Int32Array,
    l?: number,
  ): readonly TraceMessage[];
}

/** The system in the form that an exploration up to symmetry needs. */
export type SymmetricForm =
  /** Why it cannot be explored so. */
  | { readonly refused: string }
  | {
      /** States and labels are those of this system. A quantifier over members may ask them all. */
      readonly system: TransitionSystem;
      readonly symmetry: Symmetry;
      /** Was a quantifier made to ask them all because an operation in it may have no value? If one
       * has none then, it may have one where the order is another: nothing is known. */
      readonly cautious: boolean;
      /** Why such a search has found out nothing, for the report; absent: an operation without a value. */
      readonly lost?: () => string;
      /** Why the property with this index cannot be judged so, together with those; undefined when it can: its claim
       * is symmetric, and so are its instances among `judged`. */
      readonly refuses: (property: number, judged: readonly number[]) => string | undefined;
    };

/** 0 false, 1 true; ILL_DEFINED − site (so anything <= -1) when a partial operation failed at that site. */
export type Truth = number;
export const ILL_DEFINED = -1;
export const failureSite = (truth: Truth): number => ILL_DEFINED - truth;

export type CompiledAtom =
  | { readonly kind: 'state'; readonly holds: (states: Int32Array, offset: number) => Truth }
  | {
      readonly kind: 'step';
      readonly holds: (before: Int32Array, b: number, after: Int32Array, a: number) => Truth;
    }
  /** `stuck` inside an atom asks whether the state has a step, and only a search knows: `holds` is told. */
  | {
      readonly kind: 'stuck';
      readonly holds: (states: Int32Array, offset: number, stuck: boolean) => Truth;
    };

export interface ActionInfo {
  readonly name: string;
  readonly title: string;
  /** Names of the binders, in the order of the label's words after the first. */
  readonly binders: readonly string[];
  readonly process?: { readonly family: string; readonly label: string };
  /** The conditions under `when`, one by one, and what each reads. */
  readonly guard: readonly (Reads & { readonly span: Span })[];
  readonly span: Span;
  /** Where it would change nothing it is no step: one that is never taken may be enabled all the same. */
  readonly skipsIdle?: true;
}

export interface SystemProperty {
  readonly name: string;
  readonly base: string;
  readonly bindings: Readonly<Record<string, Plain>>;
  /** The bindings as values, in order; absent is none. */
  readonly values?: readonly { readonly type: Type; readonly value: Value }[];
  readonly claim: Claim;
  readonly assuming?: Formula;
  readonly expect: 'holds' | 'violated';
  readonly text: string;
  readonly span: Span;
  /** Where the condition stands that the claim is about, and the variables that it reads. */
  readonly condition?: Pick<Reads, 'variables'> & { readonly span: Span };
}

/** A family of constraints: steps with the same group must be treated fairly together. */
export interface SystemFairness {
  readonly strength: 'weak' | 'strong';
  /** The group that a labelled step belongs to, or undefined when the constraint does not speak of it. */
  readonly group: (labels: Int32Array, offset: number) => string | undefined;
  /** What it says besides the action, after whose name it fits: `, for some k`, ` where k != 2`. */
  readonly restriction?: string;
  readonly span: Span;
}

export interface CoverageSite {
  readonly kind: 'implication' | 'quantifier';
  /** Index into `properties` of the first property that the site is part of. */
  readonly property: number;
  readonly span: Span;
}

export interface Failure {
  /** "head of an empty sequence", "5 is outside 0..4". */
  readonly message: string;
  readonly span: Span;
}

export interface StepDescription {
  readonly action: string;
  readonly title: string;
  readonly bindings: Readonly<Record<string, Plain>>;
  /** The lane that the step belongs to: the first binding, as `RM 1`; undefined when there is none. */
  readonly actor?: string;
  /** What befalls nodes and links at it. */
  readonly faults?: readonly TraceFault[];
  /** Where the spec says this step; absent where it is code that does. */
  readonly span?: Span;
}

/**
 * A growing buffer of labelled states. Entry i has its state at `states[i * words]` and its label at
 * `labels[i * labelWords]`. Steps whose evaluation failed are kept apart: the label of the attempt and
 * the site that failed.
 */
export class Successors {
  count = 0;
  states: Int32Array;
  labels: Int32Array;
  failureCount = 0;
  failureLabels: Int32Array;
  failureSites: Int32Array;

  constructor(
    readonly words: number,
    readonly labelWords: number,
    capacity = 64,
  ) {
    this.states = new Int32Array(capacity * words);
    this.labels = new Int32Array(capacity * labelWords);
    this.failureLabels = new Int32Array(4 * labelWords);
    this.failureSites = new Int32Array(4);
  }

  clear(): void {
    this.count = 0;
    this.failureCount = 0;
  }

  /** Makes room for one more entry; call before writing entry `count`. */
  reserve(): void {
    if ((this.count + 1) * this.words > this.states.length)
      this.states = doubled(this.states, this.words);
    if ((this.count + 1) * this.labelWords > this.labels.length)
      this.labels = doubled(this.labels, this.labelWords);
  }

  /** Records that the step with this label could not be evaluated. */
  fail(label: Int32Array, site: number): void {
    if (this.failureCount === this.failureSites.length) {
      this.failureSites = doubled(this.failureSites, 1);
      this.failureLabels = doubled(this.failureLabels, this.labelWords);
    }
    this.failureLabels.set(label.subarray(0, this.labelWords), this.failureCount * this.labelWords);
    this.failureSites[this.failureCount++] = site;
  }
}

function doubled(array: Int32Array, least: number): Int32Array {
  const larger = new Int32Array(Math.max(2 * array.length, array.length + least));
  larger.set(array);
  return larger;
}
