/**
 * Why a history is not linearizable: the longest beginning of it that is, the answer that no order allows after it,
 * and what the object could be before that answer. Beginnings are cut between answers; what is open there has no answer yet.
 */
import type { Operation } from '../../engine/history/history.js';
import { canonicalText } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import type { Part } from './decide.js';
import { answersOf, type Instance, instanceOf } from './instance.js';
import { type Effect, execute } from './linearization.js';
import { decideByZones } from './register-zones.js';
import { Search } from './search.js';

export interface Obstacle {
  readonly part: string;
  /** Its answer is the first that no order of the operations before it allows. */
  readonly operation: Operation;
  /** Answers before it. */
  readonly answers: number;
  /** A linearization of everything before that answer; it ends with what had to be done by then. */
  readonly before: readonly Effect[];
  /** What the object could be before that answer, in some linearization; null where there were too many to find out. */
  readonly states: readonly Plain[] | null;
  /** Operations that had been invoked and not answered, but for `operation`. */
  readonly open: readonly Operation[];
  /** Is it known that less is not enough? Otherwise an answer before this one may be the first. */
  readonly shortest: boolean;
}

/** What explaining may cost, in points of searches. */
const POINTS_MAX = 200_000;

/** @param part one that is not linearizable */
export function explain(part: Part, maxPoints = POINTS_MAX): Obstacle {
  const { good, bad } = longestBeginning(part, maxPoints);
  const shortest = good + 1 === bad;
  const obstacle = answersOf(part.operations)[bad - 1];
  const instance = instanceOf(part.object, part.operations, good);
  const search = new Search(instance, true);
  const complete = search.advance(maxPoints) !== null;
  const found = search.found ?? orderOf(instance, maxPoints);
  return {
    part: part.name,
    operation: obstacle,
    answers: good,
    before: found === null ? [] : execute(instance, found, good),
    states: complete ? statesAt(search, good) : null,
    open: [...instance.open]
      .map((number) => instance.operations[number])
      .filter((operation) => operation !== obstacle),
    shortest,
  };
}

/** Beginnings of linearizable histories are linearizable, so the longest is found by halving: the greatest number of
 * answers that is known to be good, the least that is known to be bad. */
function longestBeginning(part: Part, maxPoints: number): { good: number; bad: number } {
  // The search came so far; the next answer is the likeliest obstacle.
  let good = part.search?.furthest ?? 0;
  let bad = part.instance.answered.length;
  let next = good + 1;
  while (good + 1 < bad) {
    const instance = instanceOf(part.object, part.operations, next);
    const answer = decideByZones(instance) ?? new Search(instance).advance(maxPoints);
    if (answer === null) break;
    if (answer.linearizable) good = next;
    else bad = next;
    next = (good + bad) >> 1;
  }
  return { good, bad };
}

/** A linearization; null where it was not found again. */
function orderOf(instance: Instance, maxPoints: number): readonly number[] | null {
  const answer = decideByZones(instance) ?? new Search(instance).advance(maxPoints);
  return answer?.linearizable ? answer.order : null;
}

function statesAt(search: Search, answers: number): Plain[] {
  const { visited, states } = search;
  const found = new Map<string, Plain>();
  for (let index = 0; index < visited.count; index++) {
    if (visited.wordOf(index, 0) !== answers) continue;
    for (const value of states.valuesOf(visited.wordOf(index, 1)))
      found.set(canonicalText(value), value);
  }
  return [...found.values()];
}
