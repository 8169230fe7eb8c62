/**
 * Breadth-first search as one would write it down, over the interpreter: states are texts. It shares no code with
 * the compiler, its layouts, emitters and tables, nor with any search.
 */
import { IllDefined } from '../../../engine/language/ill-defined.js';
import { referenceMachine, type State, type Step } from '../../../engine/language/machine.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { plainValue } from '../../../engine/language/value-format.js';

/** Of one atom, wherever it is evaluated: the states of a shortest run to a place where it is so. */
export interface NaiveAtom {
  readonly true: number | null;
  readonly false: number | null;
  /** It has no value. */
  readonly fails: number | null;
  /** Indices of the nodes where it is true; of a step atom none. */
  readonly trueAt: readonly number[];
}

export interface NaiveFindings {
  /** Inside the bound. */
  readonly states: number;
  /** Reached, judged and not followed. */
  readonly outside: number;
  readonly initial: number;
  readonly generated: number;
  readonly statesByDepth: readonly number[];
  readonly stepsByAction: readonly number[];
  /** States without a step, taken or failed. */
  readonly stuck: number;
  /** Steps that could not be evaluated. */
  readonly untaken: number;
  readonly atoms: readonly NaiveAtom[];
  /** States of a shortest run to an operation without a value, outside of atoms. */
  readonly fails: number | null;
  readonly nodes: readonly NaiveNode[];
}

/** A state, those outside the bound included. */
export interface NaiveNode {
  readonly state: State;
  /** States of a shortest run to it. */
  readonly depth: number;
  readonly inside: boolean;
  /** Those of a state outside are not followed. */
  readonly steps: readonly NaiveStep[];
  readonly untaken: number;
}

interface NaiveStep {
  readonly action: number;
  /** The values of the binders, as text. */
  readonly binding: string;
  /** Index of the node. */
  readonly to: number;
}

/** Of the texts of all states: what doubles a sequence in each step needs few states to fill the memory. */
const CHARACTERS_MAX = 4_000_000;

/** Null where there are more states than `most`, or very large ones, or an initial state that cannot be computed. */
export function naiveSearch(spec: ModelSpec, most: number): NaiveFindings | null {
  const machine = referenceMachine(spec);
  const first = attempt(() => machine.initial());
  if (first === undefined) return null;
  const { nodes, generated, characters } = reach(spec, first, most);
  if (nodes.length > most || characters > CHARACTERS_MAX) return null;
  const inside = nodes.filter((node) => node.inside);
  const { atoms, boundFails } = judge(spec, nodes);
  const untaken = inside.filter((node) => node.untaken > 0).map(({ depth }) => depth);
  const statesByDepth: number[] = [];
  for (const { depth } of inside) statesByDepth[depth - 1] = (statesByDepth[depth - 1] ?? 0) + 1;
  return {
    states: inside.length,
    outside: nodes.length - inside.length,
    initial: inside.filter(({ depth }) => depth === 1).length,
    generated,
    statesByDepth,
    stepsByAction: spec.actions.map(
      (_, action) => inside.flatMap(({ steps }) => steps.filter((s) => s.action === action)).length,
    ),
    stuck: inside.filter(isStuck).length,
    untaken: inside.reduce((sum, node) => sum + node.untaken, 0),
    atoms,
    fails: least([...untaken, ...boundFails]),
    nodes,
  };
}

const isStuck = ({ steps, untaken }: NaiveNode): boolean => steps.length === 0 && untaken === 0;

/** All states, nearer ones first. */
function reach(spec: ModelSpec, first: readonly State[], most: number) {
  const machine = referenceMachine(spec);
  const bound = spec.explore.while;
  const numbers = new Map<string, number>();
  const nodes: NaiveNode[] = [];
  let generated = 0;
  let characters = 0;
  const numberOf = (state: State, depth: number): number => {
    const key = machine.key(state);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    characters += key.length;
    const inside = bound === undefined || attempt(() => machine.evaluate(bound, state)) === true;
    numbers.set(key, nodes.length);
    return nodes.push({ state, depth, inside, steps: [], untaken: 0 }) - 1;
  };
  for (const state of first) numberOf(state, 1);
  generated += first.length;
  for (let i = 0; i < nodes.length; i++) {
    if (nodes.length > most || characters > CHARACTERS_MAX) break;
    const { state, depth, inside } = nodes[i];
    const all = machine.successors(state);
    const taken = all.filter((step): step is Step & { next: State } => 'next' in step);
    if (inside) generated += taken.length;
    const steps = taken.map(({ action, bindings, next }) => ({
      action,
      binding: JSON.stringify(
        bindings.map((value, b) => plainValue(spec.actions[action].binders[b].local.type, value)),
      ),
      // Where nothing is followed nothing is found; only whether there are steps is asked.
      to: inside ? numberOf(next, depth + 1) : i,
    }));
    nodes[i] = { ...nodes[i], steps, untaken: all.length - taken.length };
  }
  return { nodes, generated, characters };
}

/** Every atom wherever it is asked for: in every state, or for every step that changes something. */
function judge(spec: ModelSpec, nodes: readonly NaiveNode[]) {
  const machine = referenceMachine(spec);
  const atoms = spec.atoms.map(({ kind, expr }): NaiveAtom => {
    const depths: Record<string, number> = {};
    const trueAt: number[] = [];
    const note = (depth: number, evaluate: () => unknown): string => {
      const truth = String(attempt(evaluate) ?? 'fails');
      depths[truth] = Math.min(depth, depths[truth] ?? depth);
      return truth;
    };
    for (const [i, node] of nodes.entries()) {
      const { state, depth, inside, steps } = node;
      if (kind !== 'step') {
        const truth = note(depth, () => machine.evaluate(expr, state, { stuck: isStuck(node) }));
        if (truth === 'true') trueAt.push(i);
      } else if (inside) {
        for (const { to } of steps.filter((step) => step.to !== i))
          note(depth + 1, () => machine.evaluate(expr, nodes[to].state, { before: state }));
      }
    }
    const at = (truth: string): number | null => depths[truth] ?? null;
    return { true: at('true'), false: at('false'), fails: at('fails'), trueAt };
  });
  const bound = spec.explore.while;
  const sick = nodes.filter(
    ({ state }) => bound && attempt(() => machine.evaluate(bound, state)) === undefined,
  );
  return { atoms, boundFails: sick.map(({ depth }) => depth) };
}

export function least(depths: readonly (number | null)[]): number | null {
  const known = depths.filter((depth) => depth !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (failure) {
    if (failure instanceof IllDefined) return undefined;
    throw failure;
  }
}
