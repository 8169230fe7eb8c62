/** Runs the plan of `initial-plan.ts`: an odometer over packed words. */
import type { WordFunction } from './emit-javascript.js';
import type { InitialPlan, Level } from './initial-plan.js';
import { NO_ACTION, UNBOUND } from './labels.js';
import { isMask } from './representation.js';
import type { Runtime } from './runtime.js';
import { failureSite, type Successors } from './system.js';

/** Appends every initial state. What cannot be evaluated is recorded as a failure of no action. */
export function enumerateInitial(
  plan: InitialPlan,
  words: number,
  functions: readonly WordFunction[],
  runtime: Runtime,
  out: Successors,
): void {
  const state = new Int32Array(words);
  const argument = new Int32Array(1);
  const call = (f: number): number => functions[f](state, 0, state, 0, 0, argument, 0);
  const label = new Int32Array(out.labelWords).fill(UNBOUND);
  label[0] = NO_ACTION;

  const allHold = (conditions: readonly number[]): boolean =>
    conditions.every((f) => {
      const truth = call(f);
      if (truth < 0) out.fail(label, failureSite(truth));
      return truth === 1;
    });

  const emit = (): void => {
    if (!allHold(plan.last)) return;
    out.reserve();
    out.states.set(state, out.count * words);
    out.labels.set(label, out.count * out.labelWords);
    out.count++;
  };

  const from = (at: number): void => {
    if (!allHold(plan.conditions[at])) return;
    if (at === plan.levels.length) emit();
    else choose(plan.levels[at], () => from(at + 1));
  };

  const choose = (level: Level, next: () => void): void => {
    if (level.choose === 'code') {
      chooseCode(state, level, next);
      return;
    }
    const truth = call(level.choose === 'value' ? level.assign : level.check);
    if (truth < 0) {
      out.fail(label, failureSite(truth));
      return;
    }
    if (level.choose === 'value') {
      next();
      return;
    }
    for (const item of itemsOf(level, call(level.items), runtime)) {
      argument[0] = item;
      call(level.store);
      next();
    }
  };

  from(0);
}

function chooseCode(state: Int32Array, level: Level & { choose: 'code' }, next: () => void): void {
  const { fields, codes } = level;
  const count = typeof codes === 'number' ? codes : codes.length;
  for (let i = 0; i < count; i++) {
    const code = typeof codes === 'number' ? i : codes[i];
    for (const { word, shift, mask, low } of fields)
      state[word] = (state[word] & ~(mask << shift)) | (((code >>> low) & mask) << shift);
    next();
  }
}

/** The words of the items of a set, ascending. */
function itemsOf({ set }: Level & { choose: 'item' }, word: number, runtime: Runtime): number[] {
  if (!isMask(set)) {
    return Array.from({ length: runtime.size(set.index, word) }, (_, i) =>
      runtime.component(set.index, word, i),
    );
  }
  const items: number[] = [];
  for (let code = 0; code < set.of.space; code++)
    if ((word >>> code) & 1) items.push(code + set.of.offset);
  return items;
}
