/**
 * Effects: everything is evaluated in the old state, then checked, then written at once. A free
 * choice makes one successor for each of its values, the last choice fastest.
 */
import assert from 'node:assert/strict';
import * as ill from '../../language/ill-defined.js';
import type { Effect, WritePlace } from '../../language/typed.js';
import type { Ir } from '../ir.js';
import { binary, constant, isConstant, one, select, zero } from '../simplify.js';
import { prepareLets } from './lets.js';
import type { Lowering, Variable } from './lowering.js';
import { checkPath, lowerPath, meet, type Step, write } from './writes.js';

/** One write: its place, the values that may be written there, and whether it happens at all. */
interface Write {
  readonly place: WritePlace;
  readonly path: readonly Step[];
  readonly values: readonly Ir[];
  readonly active: Ir;
}

/** Statements that append the successors, all with this label. */
export function lowerEffects(l: Lowering, effects: readonly Effect[], label: readonly Ir[]): void {
  const writes: Write[] = [];
  for (const effect of effects) {
    const branches: Branches = new Map();
    prepareEffect(l, effect, branches);
    evaluateEffect(l, effect, one, branches, writes);
  }
  refuseConflicts(l, writes);
  for (const w of writes) l.if(w.active, () => checkPath(l, w.place, w.path));
  const choices = writes.filter((w) => w.values.length > 1);
  forEachChoice(l, choices, new Map(), (chosen) => {
    l.emit({ do: 'begin' });
    for (const w of writes) {
      l.if(w.active, () => write(l, w.place, w.path, chosen.get(w) ?? w.values[0]));
    }
    l.emit({ do: 'finish', label });
  });
}

/** Whether the branches of each `if` are taken. */
type Branches = Map<Effect, { readonly whenTrue: Variable; readonly whenFalse: Variable }>;

/**
 * What the branches of an effect share is made ready before all of it: abbreviations, which one branch
 * could not lend to another, and the marks of the branches taken, which must be cleared even where an
 * inner `if` is never come to (a mark left over from the binding before would count as taken).
 */
function prepareEffect(l: Lowering, effect: Effect, branches: Branches): void {
  if (effect.effect === 'if') {
    prepareLets(l, effect.test);
    branches.set(effect, { whenTrue: l.variable(zero), whenFalse: l.variable(zero) });
    for (const inner of [...effect.then, ...effect.else]) prepareEffect(l, inner, branches);
    return;
  }
  for (const step of effect.place.path) if (step.step === 'index') prepareLets(l, step.key);
  for (const value of effect.effect === 'assign' ? [effect.value] : effect.values)
    prepareLets(l, value);
}

function evaluateEffect(
  l: Lowering,
  effect: Effect,
  active: Ir,
  branches: Branches,
  writes: Write[],
): void {
  if (effect.effect !== 'if') {
    const path = lowerPath(l, effect.place);
    const values = l.lowerAll(effect.effect === 'assign' ? [effect.value] : effect.values);
    writes.push({ place: effect.place, path, values, active });
    return;
  }
  const test = l.name(l.lower(effect.test));
  if (isConstant(test)) {
    for (const inner of test.value !== 0 ? effect.then : effect.else)
      evaluateEffect(l, inner, active, branches, writes);
    return;
  }
  const taken = branches.get(effect);
  assert(taken, 'every branch was prepared');
  const { whenTrue, whenFalse } = taken;
  l.if(
    test,
    () => {
      l.set(whenTrue.local, one);
      for (const inner of effect.then) evaluateEffect(l, inner, whenTrue.ir, branches, writes);
    },
    () => {
      l.set(whenFalse.local, one);
      for (const inner of effect.else) evaluateEffect(l, inner, whenFalse.ir, branches, writes);
    },
  );
}

function refuseConflicts(l: Lowering, writes: readonly Write[]): void {
  writes.forEach((later, i) => {
    for (const earlier of writes.slice(0, i)) {
      if (earlier.place.variable !== later.place.variable) continue;
      const both = binary('and', earlier.active, later.active);
      l.failIf(
        binary('and', meet(earlier.path, later.path), both),
        ill.writtenTwice(later.place.variable),
        later.place.span,
      );
    }
  });
}

/** A loop for each choice that is to be made; a choice that is not has one (unused) value. */
function forEachChoice(
  l: Lowering,
  choices: readonly Write[],
  chosen: Map<Write, Ir>,
  body: (chosen: ReadonlyMap<Write, Ir>) => void,
): void {
  const [choice, ...others] = choices;
  if (choice === undefined) {
    body(chosen);
    return;
  }
  const count = select(choice.active, constant(choice.values.length), one);
  l.count(zero, count, (i) => {
    const [first, ...rest] = choice.values;
    const value = rest.reduce<Ir>(
      (others, v, k) => select(binary('eq', i, constant(k + 1)), v, others),
      first,
    );
    forEachChoice(l, others, new Map([...chosen, [choice, l.name(value)]]), body);
  });
}
