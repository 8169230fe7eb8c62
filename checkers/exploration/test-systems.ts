/**
 * Small hand-made systems for the tests of the checkers: plain arrays and closures behind the
 * interface of `engine/transition/system.ts`, so that a checker can be tested before, and apart from,
 * the compiler of specs. Used by tests only.
 */
import { type Span, sourceFile } from '../../engine/language/source.js';
import type { Claim, Formula } from '../../engine/language/typed.js';
import type { Plain } from '../../engine/plain.js';
import type { TraceMessage } from '../../engine/trace.js';
import {
  type CompiledAtom,
  type CoverageSite,
  type Failure,
  ILL_DEFINED,
  type Successors,
  type SystemProperty,
  type TransitionSystem,
  type Truth,
} from '../../engine/transition/system.js';

const file = sourceFile('<hand-made>', 'a system made by hand for a test\n');
export const somewhere: Span = { file, start: 0, end: 8 };

/** true, false, or the site of a partial operation that failed. */
export type Judgement = boolean | { readonly fails: number };

export type HandMadeAtom =
  | { readonly state: (state: readonly number[]) => Judgement }
  | { readonly step: (before: readonly number[], after: readonly number[]) => Judgement }
  | { readonly stuck: (state: readonly number[], stuck: boolean) => Judgement };

export interface HandMadeProperty {
  readonly name: string;
  readonly base?: string;
  readonly claim: Claim;
  readonly assuming?: Formula;
  readonly expect?: 'holds' | 'violated';
}

export interface HandMadeFairness {
  readonly strength: 'weak' | 'strong';
  /** Names of the actions that it speaks of. */
  readonly actions: readonly string[];
  /** One constraint for each binding (else one for all bindings of all these actions together). */
  readonly perBinding?: boolean;
}

/** What an action does: states it leads to, or a failure. `binding` is the value of its one binder. */
export type HandMadeStep =
  | { readonly to: readonly number[]; readonly binding?: number }
  | { readonly fails: number; readonly binding?: number };

export interface HandMade {
  readonly name?: string;
  /** One for each word of the state. */
  readonly variables: readonly string[];
  readonly initial: readonly (readonly number[])[];
  readonly actions: readonly {
    readonly name: string;
    readonly steps: (state: readonly number[]) => readonly HandMadeStep[];
  }[];
  readonly atoms?: readonly HandMadeAtom[];
  readonly properties?: readonly HandMadeProperty[];
  readonly fairness?: readonly HandMadeFairness[];
  readonly within?: (state: readonly number[]) => Judgement;
  readonly finished?: (state: readonly number[]) => boolean;
  readonly sites?: readonly CoverageSite[];
  /** Told of `seen` when the system is made, so that atoms can mark the sites that they trigger. */
  readonly seen?: Uint8Array;
  readonly messages?: (
    before: readonly number[],
    after: readonly number[],
  ) => readonly TraceMessage[];
}

const truth = (judgement: Judgement): Truth =>
  typeof judgement === 'boolean' ? (judgement ? 1 : 0) : ILL_DEFINED - judgement.fails;

/** A system from plain functions over arrays of numbers. */
export function handMade(made: HandMade): TransitionSystem {
  const words = made.variables.length;
  const read = (states: Int32Array, offset: number) => [...states.subarray(offset, offset + words)];
  const sites = made.sites ?? [];
  return {
    name: made.name ?? 'hand-made',
    words,
    labelWords: 2,
    actions: made.actions.map(({ name }) => ({
      name,
      title: name,
      binders: ['b'],
      guard: [],
      span: somewhere,
    })),
    initial(out) {
      for (const state of made.initial) append(out, state, 0, 0);
      return true;
    },
    successors(states, offset, out) {
      const state = read(states, offset);
      made.actions.forEach((action, index) => {
        for (const step of action.steps(state)) {
          const binding = step.binding ?? 0;
          if ('to' in step) append(out, step.to, index, binding);
          else out.fail(Int32Array.of(index, binding), step.fails);
        }
      });
    },
    ...(made.within ? { within: withinOf(made.within, read), withinText: 'inside' } : {}),
    atoms: (made.atoms ?? []).map((atom) => compiled(atom, read)),
    properties: (made.properties ?? []).map(completed),
    fairness: (made.fairness ?? []).map((constraint) => ({
      strength: constraint.strength,
      span: somewhere,
      group: (labels, offset) => {
        const action = made.actions[labels[offset]].name;
        if (!constraint.actions.includes(action)) return undefined;
        return constraint.perBinding ? `${action} ${labels[offset + 1]}` : 'all';
      },
    })),
    finished: (states, offset) => made.finished?.(read(states, offset)) ?? false,
    coverage: { sites, seen: made.seen ?? new Uint8Array(sites.length).fill(1) },
    failure: (site): Failure => ({ message: `failure ${site}`, span: somewhere }),
    decode: (states, offset) =>
      Object.fromEntries(
        made.variables.map((variable, i): [string, Plain] => [variable, states[offset + i]]),
      ),
    describe: (labels, offset) => {
      const action = made.actions[labels[offset]].name;
      const bindings: Record<string, Plain> =
        labels[offset + 1] === 0 ? {} : { b: labels[offset + 1] };
      return { action, title: action, bindings, span: somewhere };
    },
    messages: (before, b, after, a) => made.messages?.(read(before, b), read(after, a)) ?? [],
  };
}

function append(out: Successors, state: readonly number[], action: number, binding: number): void {
  out.reserve();
  out.states.set(state, out.count * out.words);
  out.labels.set([action, binding], out.count * out.labelWords);
  out.count++;
}

type Read = (states: Int32Array, offset: number) => number[];

const withinOf =
  (within: (state: readonly number[]) => Judgement, read: Read) =>
  (states: Int32Array, offset: number): Truth =>
    truth(within(read(states, offset)));

function compiled(atom: HandMadeAtom, read: Read): CompiledAtom {
  if ('state' in atom) return { kind: 'state', holds: (s, o) => truth(atom.state(read(s, o))) };
  if ('step' in atom) {
    return { kind: 'step', holds: (s, o, t, p) => truth(atom.step(read(s, o), read(t, p))) };
  }
  return { kind: 'stuck', holds: (s, o, stuck) => truth(atom.stuck(read(s, o), stuck)) };
}

function completed(property: HandMadeProperty): SystemProperty {
  return {
    name: property.name,
    base: property.base ?? property.name,
    bindings: {},
    claim: property.claim,
    ...(property.assuming ? { assuming: property.assuming } : {}),
    expect: property.expect ?? 'holds',
    text: `${property.claim.form}: …`,
    span: somewhere,
  };
}

export interface GraphSystem {
  readonly initial: readonly number[];
  /** From node, action, to node; and the value of the action's binder where that matters. */
  readonly edges: readonly (readonly [
    from: number,
    action: string,
    to: number,
    binding?: number,
  ])[];
  /** Over nodes: the nodes where the atom holds, or a predicate; `step` over two nodes. */
  readonly atoms?: readonly (
    | readonly number[]
    | { readonly state: (node: number) => Judgement }
    | { readonly step: (from: number, to: number) => Judgement }
    | { readonly stuck: (node: number, stuck: boolean) => Judgement }
  )[];
  readonly properties?: readonly HandMadeProperty[];
  readonly fairness?: readonly HandMadeFairness[];
  readonly within?: (node: number) => Judgement;
  readonly finished?: (node: number) => boolean;
  /** Steps that cannot be evaluated: at this node, of this action, failing at this site. */
  readonly failing?: readonly (readonly [from: number, action: string, site: number])[];
  /** Words of a state (default 1): the node, then words that depend on it. */
  readonly words?: number;
}

/** A directed graph with labelled edges. The one variable that matters is `node`. */
export function graphSystem(graph: GraphSystem): TransitionSystem {
  const words = graph.words ?? 1;
  const encode = (node: number) =>
    Array.from({ length: words }, (_, i) => (i === 0 ? node : Math.imul(node + i, -1640531535)));
  const failing = graph.failing ?? [];
  const names = [
    ...new Set([
      ...graph.edges.map(([, action]) => action),
      ...failing.map(([, action]) => action),
    ]),
  ];
  return handMade({
    name: 'graph',
    variables: Array.from({ length: words }, (_, i) => (i === 0 ? 'node' : `extra${i}`)),
    initial: graph.initial.map(encode),
    actions: names.map((name) => ({
      name,
      steps: ([node]) => [
        ...graph.edges
          .filter(([from, action]) => from === node && action === name)
          .map(([, , to, binding]) => ({ to: encode(to), binding: binding ?? 0 })),
        ...failing
          .filter(([from, action]) => from === node && action === name)
          .map(([, , site]) => ({ fails: site })),
      ],
    })),
    atoms: (graph.atoms ?? []).map((atom): HandMadeAtom => {
      if ('state' in atom) return { state: ([node]) => atom.state(node) };
      if ('step' in atom) return { step: ([from], [to]) => atom.step(from, to) };
      if ('stuck' in atom) return { stuck: ([node], stuck) => atom.stuck(node, stuck) };
      return { state: ([node]) => atom.includes(node) };
    }),
    ...(graph.properties ? { properties: graph.properties } : {}),
    ...(graph.fairness ? { fairness: graph.fairness } : {}),
    ...(graph.within
      ? { within: ([node]) => (graph.within as (node: number) => Judgement)(node) }
      : {}),
    ...(graph.finished
      ? { finished: ([node]) => (graph.finished as (node: number) => boolean)(node) }
      : {}),
  });
}

/** Counts from 0 to `bound` and, when `wraps`, back to 0. */
export function counter(
  bound: number,
  wraps = false,
  more: Partial<HandMade> = {},
): TransitionSystem {
  return handMade({
    name: 'counter',
    variables: ['n'],
    initial: [[0]],
    actions: [
      { name: 'increment', steps: ([n]) => (n < bound ? [{ to: [n + 1] }] : []) },
      { name: 'wrap', steps: ([n]) => (wraps && n === bound ? [{ to: [0] }] : []) },
    ],
    ...more,
  });
}

/** Two jugs of 3 and 5 gallons, no scale; 16 states, and four gallons after 6 steps. */
export function dieHard(more: Partial<HandMade> = {}): TransitionSystem {
  const always = (name: string, next: (small: number, big: number) => number[]) => ({
    name,
    steps: ([small, big]: readonly number[]) => [{ to: next(small, big) }],
  });
  return handMade({
    name: 'die hard',
    variables: ['small', 'big'],
    initial: [[0, 0]],
    actions: [
      always('fill small', (_, big) => [3, big]),
      always('fill big', (small) => [small, 5]),
      always('empty small', (_, big) => [0, big]),
      always('empty big', (small) => [small, 0]),
      always('small to big', (s, b) => [s - Math.min(s, 5 - b), b + Math.min(s, 5 - b)]),
      always('big to small', (s, b) => [s + Math.min(b, 3 - s), b - Math.min(b, 3 - s)]),
    ],
    atoms: [{ state: ([, big]) => big !== 4 }, { state: ([, big]) => big === 4 }],
    properties: [
      { name: 'never four', claim: { form: 'never', atom: 0 }, expect: 'violated' },
      { name: 'four', claim: { form: 'reachable', atom: 1 } },
    ],
    ...more,
  });
}

const THINKING = 0;
const HAS_FIRST = 1;
const EATING = 2;

/** `n` philosophers who take one fork, then the other; all left-handed unless the last is `cured`.
 * Atom 0: someone eats; atom 1: not stuck; atom 2 + p: philosopher p (from 0) eats. */
export function diningPhilosophers(
  n: number,
  cured: boolean,
  more: Partial<HandMade> = {},
): TransitionSystem {
  const first = (p: number) => (cured && p === n - 1 ? 0 : p);
  const second = (p: number) => (cured && p === n - 1 ? p : (p + 1) % n);
  const holds = (at: readonly number[], p: number, fork: number) =>
    at[p] === EATING
      ? first(p) === fork || second(p) === fork
      : at[p] === HAS_FIRST && first(p) === fork;
  const free = (at: readonly number[], fork: number) => !at.some((_, p) => holds(at, p, fork));
  const everyone = Array.from({ length: n }, (_, p) => p);
  const action = (
    name: string,
    from: number,
    to: number,
    enabled: (at: readonly number[], p: number) => boolean,
  ) => ({
    name,
    steps: (at: readonly number[]) =>
      everyone
        .filter((p) => at[p] === from && enabled(at, p))
        .map((p) => ({ to: at.map((s, q) => (q === p ? to : s)), binding: p + 1 })),
  });
  return handMade({
    name: 'dining philosophers',
    variables: everyone.map((p) => `at${p + 1}`),
    initial: [everyone.map(() => THINKING)],
    actions: [
      action('take first', THINKING, HAS_FIRST, (at, p) => free(at, first(p))),
      action('take second', HAS_FIRST, EATING, (at, p) => free(at, second(p))),
      action('put down', EATING, THINKING, () => true),
    ],
    atoms: [
      { state: (at) => at.includes(EATING) },
      { stuck: (_, stuck) => !stuck },
      ...everyone.map((p) => ({ state: (at: readonly number[]) => at[p] === EATING })),
    ],
    properties: [
      { name: 'someone eats', claim: { form: 'reachable', atom: 0 } },
      {
        name: 'no deadlock',
        claim: { form: 'never', atom: 1 },
        expect: cured ? 'holds' : 'violated',
      },
    ],
    ...more,
  });
}
