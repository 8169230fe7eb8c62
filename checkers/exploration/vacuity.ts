/**
 * Vacuity: what a complete exploration never saw. A property whose implication is never triggered, or
 * whose quantifier ranges over an empty set wherever it is asked, holds without saying anything; an
 * action that is never enabled (or, where idle steps are left out, changes nothing) is a part of the system that does not exist. Nothing is said after an
 * incomplete search: the rest might have seen it.
 */
import { placeOf } from '../../engine/language/source.js';
import type { TransitionSystem } from '../../engine/transition/system.js';
import type { Note } from '../verdict.js';
import { listed, noState, type Scope } from './claims.js';

/** Notes for the property with this index in `system.properties`. */
export function vacuityNotes(system: TransitionSystem, property: number): Note[] {
  const { sites, seen } = system.coverage;
  const notes: Note[] = [];
  sites.forEach((site, i) => {
    if (site.property !== property || seen[i] !== 0) return;
    const text =
      site.kind === 'implication'
        ? 'the left side of this implication is true in no state where it was asked: the implication says nothing'
        : 'this quantifier ranges over an empty set in every state where it was asked: it says nothing';
    notes.push({ kind: 'vacuous', text, place: placeOf(site.span) });
  });
  return notes;
}

/** Actions that could be taken in no state. */
export function neverEnabled(
  system: TransitionSystem,
  attempted: readonly boolean[],
  scope: Scope,
): Note[] {
  if (!scope.complete || scope.untaken > 0 || scope.states === 0) return [];
  // Actions of a system have no place of their own in its spec: one note is enough for them.
  const byPlace = new Map<number, Action[]>();
  system.actions.forEach((action, index) => {
    if (attempted[index]) return;
    const { start } = action.span;
    byPlace.set(start, [...(byPlace.get(start) ?? []), action]);
  });
  return [...byPlace.values()].flatMap((actions) => [
    ...noteOf(
      actions.filter(({ skipsIdle }) => !skipsIdle),
      (those) => `${neverText(those)} can be taken ${noState(scope)}`,
    ),
    ...noteOf(
      actions.filter(({ skipsIdle }) => skipsIdle),
      (those) => `${idleText(those)} ${noState(scope)}`,
    ),
  ]);
}

const noteOf = (
  actions: readonly Action[],
  text: (actions: readonly Action[]) => string,
): Note[] =>
  actions.length === 0
    ? []
    : [{ kind: 'vacuous', text: text(actions), place: placeOf(actions[0].span) }];

/** It may have been enabled where it would change nothing. */
function idleText(actions: readonly Action[]): string {
  const titles = actions.map(({ title }) => `“${title}”`);
  return titles.length === 1
    ? `the action ${titles[0]} never happens, or never changes anything: it makes a step`
    : `the actions ${listed(titles)} never happen, or never change anything: they make a step`;
}

function neverText(actions: readonly Action[]): string {
  const titles = actions.map(({ title }) => `“${title}”`);
  return titles.length === 1
    ? `the action ${titles[0]} is never enabled: it`
    : `the actions ${listed(titles)} are never enabled: they`;
}

type Action = TransitionSystem['actions'][number];
