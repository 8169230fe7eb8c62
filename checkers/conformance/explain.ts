/**
 * Why a line fits no step: for the actions that it may be about, the condition that is false in the
 * state before it, or what was seen after it and what the action would have made of it. Of all states
 * that the lines before leave, the one that comes nearest is told of.
 */

import { type Attempt, attempts } from '../../engine/language/machine/attempts.js';
import type { State } from '../../engine/language/machine.js';
import type { Line } from '../../engine/language/observed/line.js';
import { fits, type Seen } from '../../engine/language/observed/value.js';
import { type Place, placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { plainValue } from '../../engine/language/value-format.js';
import { formatPlain, type Plain } from '../../engine/plain.js';
import type { Trace } from '../../engine/trace.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import { Successors } from '../../engine/transition/system.js';
import { listed } from '../exploration/claims.js';
import { missText, plainState, valuesRead } from '../near-misses/words.js';
import type { Evidence, Explanation } from '../verdict.js';
import type { FollowedRun } from './follow.js';
import type { Setting } from './verdicts.js';

/** So many states before the line are looked at. */
const STATES_TRIED = 64;
/** So many actions are explained, the nearest first. */
const ACTIONS_MAX = 3;
const PARTS_MAX = 4;

type ToTrace = (system: ModelSystem, followed: FollowedRun) => Trace;

export function explainLine(
  setting: Setting,
  line: Line,
  toTrace: ToTrace,
): { readonly evidence: Evidence | null; readonly states: number } {
  const { system, follower } = setting;
  if (follower.before.count === 0) return { evidence: initialEvidence(setting, line), states: 0 };
  const near = nearestOf(setting, line);
  const { before } = follower;
  const last = near[0]?.state ?? 0;
  const trace = toTrace(system, follower.runTo(last, true));
  const step = trace.steps.length - 1;
  const place = placeOf(setting.reader.span(line.text, line.number, []));
  const explanation: Explanation[] = [
    { place, step, text: `no step fits this line: ${lineText(setting.spec, line)}` },
    ...near
      .filter(({ state }) => state === last)
      .flatMap((one) => misses(setting, line, one, step)),
  ];
  const seen = before.parents.slice(0, before.count).filter((parent) => parent < 0).length;
  return { evidence: { kind: 'counterexample', ...trace, explanation }, states: seen };
}

/** What the line says, in words. */
function lineText(spec: ModelSpec, { actions, bindings, state }: Line): string {
  const action = actions === null ? 'some step' : `“${spec.actions[actions[0]].title}”`;
  const bound = bindings.map(([name, plain]) => `${name} = ${formatPlain(plain)}`);
  const how = bound.length === 0 ? action : `${action} with ${listed(bound)}`;
  return state.length === 0 ? how : `${how}, after which ${listed(seenParts(state))}`;
}

const seenParts = (state: Line['state']): string[] => {
  const parts = state.flatMap(([name, seen]) => partsOf(name, seen));
  const shown = parts.slice(0, PARTS_MAX).map(({ place, seen }) => `${place} = ${seen}`);
  return parts.length > PARTS_MAX ? [...shown, `${parts.length - PARTS_MAX} more`] : shown;
};

function partsOf(place: string, seen: Seen): { place: string; seen: string }[] {
  if (seen.seen === 'whole') return [{ place, seen: formatPlain(seen.plain) }];
  return seen.entries.flatMap(([key, inner]) => partsOf(`${place}[${key}]`, inner));
}

/** Line 1 is about the initial state, and there is none like it: one that there is, is shown. */
function initialEvidence({ system, reader }: Setting, line: Line): Evidence | null {
  const out = new Successors(system.words, system.labelWords);
  system.initial(out);
  if (out.count === 0) return null;
  const state = system.decode(out.states, 0);
  const where = out.count === 1 ? 'the initial state' : 'an initial state';
  const explanation = contradictions(line, state).map(
    ({ path, place, seen, is }): Explanation => ({
      place: placeOf(reader.span(line.text, line.number, path)),
      step: 0,
      text: `${place} = ${seen} was seen; in ${where} it is ${is}`,
    }),
  );
  const steps = [{ action: null, bindings: {}, state }];
  return { kind: 'counterexample', steps, explanation };
}

// ------------------------------------------------------------------------------------ near misses

interface Near {
  /** Index into the states before the line. */
  readonly state: number;
  readonly values: State;
  readonly attempt: Attempt;
  readonly contradictions: readonly Contradiction[];
  readonly distance: number;
}

/** The nearest attempt of each action, from whatever state; the nearest action first. */
function nearestOf({ spec, system, follower }: Setting, line: Line): Near[] {
  const best = new Map<number, Near>();
  const { before } = follower;
  for (let i = 0; i < Math.min(before.count, STATES_TRIED); i++) {
    const values = system.values(before.states, i * before.words);
    for (const attempt of attempts(spec, values, line.actions ?? undefined)) {
      const near = { state: i, values, attempt, ...distanceOf(spec, line, attempt) };
      const known = best.get(attempt.action);
      if (known === undefined || near.distance < known.distance) best.set(attempt.action, near);
    }
  }
  return [...best.values()].sort((a, b) => a.distance - b.distance).slice(0, ACTIONS_MAX);
}

function distanceOf(spec: ModelSpec, line: Line, attempt: Attempt) {
  const { binders } = spec.actions[attempt.action];
  const other = line.bindings.filter(([name, plain]) => {
    const i = binders.findIndex(({ local }) => local.name === name);
    if (i < 0) return true;
    return !fits({ seen: 'whole', plain }, plainValue(binders[i].local.type, attempt.bindings[i]));
  }).length;
  const all = attempt.outcomes.map((state) => contradictions(line, plainState(spec, state)));
  const least = all.sort((a, b) => a.length - b.length)[0] ?? [];
  // Another binding is another step: of those that the line names the nearest is wanted.
  const distance =
    attempt.failed.length + least.length + 100 * other + (all.length === 0 ? 10_000 : 0);
  return { contradictions: least, distance };
}

interface Contradiction {
  /** In the line. */
  readonly path: readonly string[];
  readonly place: string;
  readonly seen: string;
  readonly is: string;
}

function contradictions(line: Line, state: Readonly<Record<string, Plain>>): Contradiction[] {
  return line.state.flatMap(([name, seen]) =>
    contradicted(['state', name], name, seen, state[name]),
  );
}

function contradicted(
  path: readonly string[],
  place: string,
  seen: Seen,
  is: Plain | undefined,
): Contradiction[] {
  if (is !== undefined && fits(seen, is)) return [];
  const inside = typeof is === 'object' && is !== null && !Array.isArray(is);
  if (seen.seen === 'entries' && inside) {
    const value = is as { readonly [key: string]: Plain };
    if (seen.entries.every(([key]) => Object.hasOwn(value, key))) {
      return seen.entries.flatMap(([key, inner]) =>
        contradicted([...path, key], `${place}[${key}]`, inner, value[key]),
      );
    }
  }
  const words = partsOf('', seen).map(
    (part) => `${part.place}${part.place === '' ? '' : ' = '}${part.seen}`,
  );
  return [
    { path, place, seen: listed(words), is: is === undefined ? 'not there' : formatPlain(is) },
  ];
}

function misses({ spec, reader }: Setting, line: Line, near: Near, step: number): Explanation[] {
  const { attempt, values } = near;
  const action = spec.actions[attempt.action];
  const name = missText(spec, attempt);
  const guard = attempt.failed.map((i): Explanation => {
    const read = valuesRead(spec, attempt, i, values);
    const text = `false for “${name}” before line ${line.number}${read === '' ? '' : `: ${read}`}`;
    return { place: placeOf(action.guard[i].span), step, text };
  });
  const seen = near.contradictions
    .slice(0, PARTS_MAX)
    .map(({ path, place, seen: what, is }): Explanation => {
      const at: Place = placeOf(reader.span(line.text, line.number, path));
      return { place: at, step, text: `${place} = ${what} was seen; after “${name}” it is ${is}` };
    });
  return [...guard, ...seen];
}
