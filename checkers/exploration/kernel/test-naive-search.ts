/**
 * Breadth-first search as one would write it down, over the interpreter: states are texts. It shares no code with
 * the compiler, its layouts, emitters and tables, nor with any search.
 */
import { IllDefined } from '../../../engine/language/ill-defined.js';
import { referenceMachine, type State } from '../../../engine/language/machine.js';
import type { ModelSpec } from '../../../engine/language/typed.js';

export interface NaiveFindings {
  readonly states: number;
  readonly generated: number;
  readonly statesByDepth: readonly number[];
  /** States without a step, taken or failed. */
  readonly stuck: number;
  /** Steps that could not be evaluated. */
  readonly untaken: number;
  /** Of each atom: the depth at which it is first true, and first false. */
  readonly depths: readonly { readonly true: number | null; readonly false: number | null }[];
}

/** Null where there are more states than `most`, or an initial state that cannot be computed. */
export function naiveSearch(spec: ModelSpec, most: number): NaiveFindings | null {
  const machine = referenceMachine(spec);
  const seen = new Set<string>();
  const statesByDepth: number[] = [];
  const depths = spec.atoms.map(
    () => ({ true: null, false: null }) as Record<string, number | null>,
  );
  let [generated, stuck, untaken] = [0, 0, 0];
  const isNew = (state: State): boolean => {
    generated++;
    const key = machine.key(state);
    return !seen.has(key) && seen.add(key) !== undefined;
  };
  let level = attempt(() => machine.initial())?.filter(isNew) ?? [];
  if (level.length === 0) return null;
  while (level.length > 0) {
    statesByDepth.push(level.length);
    const next: State[] = [];
    for (const state of level) {
      const steps = machine.successors(state);
      if (steps.length === 0) stuck++;
      for (const step of steps) {
        if ('failure' in step) untaken++;
        else if (isNew(step.next)) next.push(step.next);
      }
      spec.atoms.forEach(({ kind, expr }, i) => {
        if (kind === 'step') return;
        const truth = attempt(() => machine.evaluate(expr, state, { stuck: steps.length === 0 }));
        if (truth !== undefined) depths[i][String(truth)] ??= statesByDepth.length;
      });
      if (seen.size > most) return null;
    }
    level = next;
  }
  const found = { states: seen.size, generated, statesByDepth, stuck, untaken };
  return { ...found, depths: depths as unknown as NaiveFindings['depths'] };
}

function attempt<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (failure) {
    if (failure instanceof IllDefined) return undefined;
    throw failure;
  }
}
