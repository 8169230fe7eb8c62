/**
 * Why the coarser machine does not allow a step: where the step leads there, and of each of the nearest
 * actions which condition is false, or what it would have made of which variable. The interpreter tries
 * all actions again, so that no compiled answer is shown unchecked.
 */
import assert from 'node:assert/strict';
import { type Attempt, attempts } from '../../engine/language/machine/attempts.js';
import { referenceMachine, type State } from '../../engine/language/machine.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Plain } from '../../engine/plain.js';
import type { Trace } from '../../engine/trace.js';
import { listed } from '../exploration/claims.js';
import { lastStep } from '../exploration/explain.js';
import type { Run } from '../exploration/trace.js';
import { type Difference, differences } from '../near-misses/differences.js';
import { missText, plainState, valuesRead } from '../near-misses/words.js';
import type { Explanation } from '../verdict.js';
import type { Setting } from './verdicts.js';

/** So many actions are explained, the nearest first. */
const ACTIONS_MAX = 3;
/** More differences than this say less than their number. */
const DIFFERENCES_MAX = 4;

/** The words for what the step changes, and the lines that say why that is not allowed. */
export function explainStep(
  { one }: Setting,
  run: Run,
  trace: Trace,
): { readonly changes: string; readonly explanation: readonly Explanation[] } {
  const { refinement, mapping } = one;
  const { abstract, claimSpan } = refinement;
  const step = trace.steps.length - 1;
  const before = mapping.values(run.states[step - 1], 0);
  const after = mapping.values(run.states[step], 0);
  assertForbidden(abstract, before, after);
  const changed = differences(plainState(abstract, before), plainState(abstract, after));
  const taken = lastStep(trace, true);
  const place = placeOf(claimSpan);
  const was = `before step ${step}, mapped: ${stateText(abstract, before)}`;
  return {
    changes: `it changes ${changesText(changed)}`,
    explanation: [
      ...(taken ? [taken] : []),
      { place, step, text: was },
      { place, step, text: `after it: ${assignments(changed)}` },
      ...nearest(abstract, before, after).flatMap((a) => misses(abstract, before, a, step)),
    ],
  };
}

/** The mapped initial state, and the nearest initial state of the coarser machine. */
export function explainStart({ one }: Setting, state: Int32Array): Explanation[] {
  const { abstract, claimSpan } = one.refinement;
  const mapped = one.mapping.values(state, 0);
  const initial = referenceMachine(abstract).initial();
  const { key } = referenceMachine(abstract);
  assert(
    initial.every((other) => key(other) !== key(mapped)),
    'the interpreter finds the mapped state among the initial ones',
  );
  const place = placeOf(claimSpan);
  const lines = [{ place, step: 0, text: `mapped, it is ${stateText(abstract, mapped)}` }];
  const near = initial
    .map((other) => differences(plainState(abstract, mapped), plainState(abstract, other)))
    .sort((a, b) => a.length - b.length)[0];
  if (near === undefined) return lines;
  const text = `${abstract.name} would begin with ${assignments(near)}`;
  return [...lines, { place, step: 0, text }];
}

function assertForbidden(abstract: ModelSpec, before: State, after: State): void {
  const machine = referenceMachine(abstract);
  const wanted = machine.key(after);
  assert.notEqual(machine.key(before), wanted, 'a step that changes nothing is allowed');
  const allowed = machine
    .successors(before)
    .some((step) => 'next' in step && machine.key(step.next) === wanted);
  assert(!allowed, 'the interpreter takes the step that the compiled machine does not');
}

// ------------------------------------------------------------------------------------ near misses

interface Near {
  readonly attempt: Attempt;
  /** What the best of its outcomes leaves different. */
  readonly differs: readonly Difference[];
}

/** Of each action the attempt that is nearest to leading where the step leads; the nearest first. */
function nearest(abstract: ModelSpec, before: State, after: State): Near[] {
  const target = plainState(abstract, after);
  const best = new Map<number, Near>();
  for (const attempt of attempts(abstract, before)) {
    const near = { attempt, differs: closest(abstract, attempt, target) };
    const known = best.get(attempt.action);
    if (known === undefined || distance(near) < distance(known)) best.set(attempt.action, near);
  }
  return [...best.values()].sort((a, b) => distance(a) - distance(b)).slice(0, ACTIONS_MAX);
}

const distance = ({ attempt, differs }: Near): number =>
  attempt.failed.length + 2 * differs.length + (attempt.outcomes.length === 0 ? 1000 : 0);

function closest(
  abstract: ModelSpec,
  { outcomes }: Attempt,
  target: Readonly<Record<string, Plain>>,
): readonly Difference[] {
  return (
    outcomes
      .map((state) => differences(plainState(abstract, state), target))
      .sort((a, b) => a.length - b.length)[0] ?? []
  );
}

function misses(
  abstract: ModelSpec,
  before: State,
  { attempt, differs }: Near,
  step: number,
): Explanation[] {
  const action = abstract.actions[attempt.action];
  const name = missText(abstract, attempt);
  const conditions = attempt.failed.map((i): Explanation => {
    const values = valuesRead(abstract, attempt, i, before);
    const text = `false for “${name}” before step ${step}${values === '' ? '' : `: ${values}`}`;
    return { place: placeOf(action.guard[i].span), step, text };
  });
  if (differs.length === 0) return conditions;
  const text = `“${name}” would lead to ${assignments(differs.map(swapped))}`;
  return [...conditions, { place: placeOf(action.span), step, text }];
}

/** From here to there, as it is told from there to here. */
const swapped = ({ place, from, to }: Difference): Difference => ({ place, from: to, to: from });

// ------------------------------------------------------------------------------------------ words

const changesText = (changed: readonly Difference[]): string =>
  changed.length > DIFFERENCES_MAX
    ? `${changed.length} places`
    : listed(changed.map(({ place, from, to }) => `${place} from ${from} to ${to}`));

function assignments(changed: readonly Difference[]): string {
  const shown = changed.slice(0, DIFFERENCES_MAX).map(({ place, to }) => `${place} = ${to}`);
  const rest = changed.length - shown.length;
  return listed(rest > 0 ? [...shown, `${rest} more`] : shown);
}

function stateText(abstract: ModelSpec, state: State): string {
  const plain = plainState(abstract, state);
  return listed(differences({}, plain).map(({ place, to }) => `${place} = ${to}`));
}
