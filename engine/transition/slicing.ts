/**
 * Slicing (Weiser, Program Slicing, 1984): the variables of which nothing under check can see a trace.
 * What is seen: what the judged atoms and the bound read, what any guard or domain reads (every step
 * stays possible where it was), and what decides the values of those. An assignment to a variable that is
 * not seen must have a value everywhere, or `well defined` sees it. The states are those of the system
 * itself, with unseen variables held at what the first initial state has for them.
 */
import type { Action, Effect, Expr, ModelSpec } from '../language/typed.js';
import type { Statement } from './ir.js';
import { fieldsOf, type Layout, layOut, type StateLayout, variableLayout } from './layout.js';
import { lowerAction } from './lower/action.js';
import { readsOf } from './reads.js';
import { maskOf, Representations } from './representation.js';
import { Runtime } from './runtime.js';

export interface Slice {
  /** Variables that are not seen, in the order of declaration. */
  readonly dropped: readonly string[];
  /** Writes the state with the unseen variables held. */
  project(states: Int32Array, offset: number, out: Int32Array, at: number): void;
}

/** `seenAtoms`: indices of the atoms under check. `keep`: variables to be left alone whatever is seen. */
export function unseenVariables(
  spec: ModelSpec,
  seenAtoms: readonly number[],
  keep: (variable: ModelSpec['variables'][number]) => boolean,
): string[] {
  const seen = new Set<string>();
  const see = (expr: Expr, lets: Action['lets'] = []): void => {
    for (const name of readsOf(expr, [], lets).variables) seen.add(name);
  };
  for (const variable of spec.variables) {
    // Where processes are decides who is finished.
    const position = variable.name === 'at' || variable.name.startsWith('at.');
    if (keep(variable) || position) seen.add(variable.name);
  }
  for (const atom of seenAtoms) see(spec.atoms[atom].expr);
  if (spec.explore.while) see(spec.explore.while);
  for (const { binders, guard, lets } of spec.actions) {
    for (const { over } of binders) see(over, lets);
    for (const condition of guard) see(condition, lets);
  }
  const partial = partialWrites(spec);
  for (let before = -1; before < seen.size; ) {
    before = seen.size;
    for (const action of spec.actions) seeEffects(action, action.effects, seen, see);
    for (const { name } of spec.variables) if (!seen.has(name) && partial.has(name)) seen.add(name);
  }
  return spec.variables.map(({ name }) => name).filter((name) => !seen.has(name));
}

/** What decides the new values of variables that are seen. True where one of these effects writes one, or is a test above nothing. */
function seeEffects(
  action: Action,
  effects: readonly Effect[],
  seen: ReadonlySet<string>,
  see: (expr: Expr, lets: Action['lets']) => void,
): boolean {
  let writes = false;
  for (const effect of effects) {
    if (effect.effect === 'if') {
      const yes = seeEffects(action, effect.then, seen, see);
      const no = seeEffects(action, effect.else, seen, see);
      // A test that decides nothing must have a value all the same.
      const idle = effect.then.length + effect.else.length === 0;
      const matters = yes || no || idle;
      if (matters) see(effect.test, action.lets);
      writes ||= matters;
      continue;
    }
    if (!seen.has(effect.place.variable)) continue;
    writes = true;
    for (const step of effect.place.path) if (step.step === 'index') see(step.key, action.lets);
    const values = effect.effect === 'assign' ? [effect.value] : effect.values;
    for (const value of values) see(value, action.lets);
  }
  return writes;
}

/** Variables that some action cannot be shown to write without fail. */
function partialWrites(spec: ModelSpec): Set<string> {
  const representations = new Representations();
  const layout = layOut(spec.variables, representations);
  const runtime = new Runtime(representations);
  const found = new Set<string>();
  for (const action of spec.actions) {
    for (const { name } of spec.variables) {
      const effects = effectsOn(name, action.effects);
      if (effects.length === 0 || found.has(name)) continue;
      const program = { representations, layout, runtime, tables: [], sites: [] };
      const alone = { ...action, guard: [], effects };
      if (canFail(lowerAction(program, alone, 0, 1 + action.binders.length).body)) found.add(name);
    }
  }
  return found;
}

/** The effects on one variable, under the tests that they stand under. */
function effectsOn(variable: string, effects: readonly Effect[]): Effect[] {
  return effects.flatMap((effect): Effect[] => {
    if (effect.effect !== 'if') return effect.place.variable === variable ? [effect] : [];
    const [yes, no] = [effect.then, effect.else].map((branch) => effectsOn(variable, branch));
    // biome-ignore lint/suspicious/noThenProperty: the branch of a typed `if`.
    return yes.length + no.length === 0 ? [] : [{ ...effect, then: yes, else: no }];
  });
}

function canFail(statements: readonly Statement[]): boolean {
  return statements.some((statement) => {
    switch (statement.do) {
      case 'fail':
        return true;
      case 'if':
        return canFail(statement.yes) || canFail(statement.no);
      case 'while':
      case 'block':
        return canFail(statement.body);
      default:
        return false;
    }
  });
}

/** `first`: an initial state. */
export function sliceOf(layout: StateLayout, dropped: readonly string[], first: Int32Array): Slice {
  const masks = new Int32Array(layout.words);
  for (const name of dropped) markBits(variableLayout(layout, name), masks);
  return {
    dropped,
    project: (states, offset, out, at) => {
      for (let i = 0; i < masks.length; i++) {
        out[at + i] = (states[offset + i] & ~masks[i]) | (first[i] & masks[i]);
      }
    },
  };
}

function markBits(layout: Layout, masks: Int32Array): void {
  if (layout.at === 'map') markBits(layout.of, masks);
  else if (layout.at === 'record') for (const field of layout.fields) markBits(field, masks);
  else {
    for (let element = 0; element < layout.leaf.count; element++) {
      for (const { word, shift, bits } of fieldsOf(layout.leaf, element)) {
        masks[word] |= maskOf(bits) << shift;
      }
    }
  }
}
