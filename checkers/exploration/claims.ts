/**
 * The sentences of exploration: what exactly was established, over what, under which bound. Every
 * verdict that is not an error carries one, and no sentence says more than the search did.
 */
import { grouped } from '../../engine/grouped.js';
import type { Plain } from '../../engine/plain.js';
import type { SystemProperty } from '../../engine/transition/system.js';
import type { Omission } from './approximate/storage.js';
import { omissionText } from './approximate/words.js';
import { type Estimate, estimateText, shareText } from './estimate.js';
import type { Growing } from './growth.js';
import type { Count } from './reductions/quotient.js';

/** How far an exhaustive search got, in the words that a claim needs. */
export interface Scope {
  readonly states: Count;
  readonly steps: Count;
  /** How many states were kept for those, and why that is enough: `explored as 80 up to symmetry of RM`. */
  readonly reduced?: string;
  /** Are these not all states, but enough of them? */
  readonly chosen?: boolean;
  readonly complete: boolean;
  readonly stoppedBy?: string;
  readonly coveredDepth: number;
  /** Of a search that stopped early: the states that were kept, and those that there would be in all. */
  readonly estimate?: { readonly kept: number; readonly all: Estimate };
  /** What seems to grow without a bound. */
  readonly growing?: readonly Growing[];
  /** Of a search that may have left states out. */
  readonly omission?: Omission;
  /** `N = 3`, `N = 3 and M = 2`, or nothing. */
  readonly constants: string;
  /** States that the bound kept out, and the bound in the words of the spec. */
  readonly outside: Count;
  readonly bound?: string;
  /** Steps that could not be evaluated, and so were not followed. */
  readonly untaken: Count;
}

export const counted = (count: Count, noun: string): string =>
  `${grouped(count)} ${count === 1 ? noun : `${noun}s`}`;

/** Numbers and words among the constants: `N = 3 and M = 2`. */
export function constantsText(constants: Readonly<Record<string, Plain>>): string {
  const shown = Object.entries(constants)
    .filter(([, value]) => typeof value !== 'object')
    .map(([name, value]) => `${name} = ${value}`);
  return listed(shown);
}

export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;
}

/** `all 288 reachable states with N = 3`; with a bound, what the bound is and what it kept out. */
export function everyState(scope: Scope): string {
  if (scope.chosen) return `all ${reachableStates(scope)}`;
  const which =
    scope.states === 1
      ? 'the one reachable state'
      : `all ${counted(scope.states, 'reachable state')}`;
  return which + within(scope) + withConstants(scope) + reducedText(scope);
}

/** `in none of the 288 reachable states with N = 3`. */
export function noState(scope: Scope): string {
  if (scope.chosen) return `in none of the ${reachableStates(scope)}`;
  const which =
    scope.states === 1
      ? 'not in the one reachable state'
      : `in none of the ${counted(scope.states, 'reachable state')}`;
  return which + within(scope) + withConstants(scope) + reducedText(scope);
}

/** Of which only some were kept: how many there are is not known. */
const reachableStates = (scope: Scope) =>
  `reachable states${withConstants(scope)}, explored as ${grouped(scope.states)} ${scope.reduced}`;

const reducedText = ({ reduced }: Scope) => (reduced === undefined ? '' : `, ${reduced}`);

const withConstants = (scope: Scope) => (scope.constants === '' ? '' : ` with ${scope.constants}`);

const within = (scope: Scope) =>
  scope.outside === 0 ? '' : ` inside the bound \`${scope.bound}\``;

/** What the bound cut, as a sentence of its own; empty when it cut nothing. */
export function boundText(scope: Scope): string {
  if (scope.outside === 0) return '';
  return `; ${counted(scope.outside, 'state')} outside the bound ${scope.outside === 1 ? 'was' : 'were'} checked but not followed`;
}

/** What was not explored because a step to it has no value; empty when every step has. */
export function untakenText({ untaken }: Pick<Scope, 'untaken'>): string {
  if (untaken === 0) return '';
  const were = untaken === 1 ? 'was' : 'were';
  return `; apart from what comes after ${counted(untaken, 'step')} that could not be evaluated and ${were} not followed (see “well defined”)`;
}

/** How far a search got that did not get to the end. `depthLost` levels of it do not count. */
export function progressText(scope: Scope, depthLost = 0): string {
  if (scope.omission !== undefined) {
    const stopped = scope.stoppedBy === undefined ? '' : `; stopped at ${scope.stoppedBy}`;
    const { constants, omission } = scope;
    return `${constants === '' ? '' : `with ${constants}: `}${omissionText(omission)}${stopped}`;
  }
  const depth = Math.max(0, scope.coveredDepth - depthLost);
  const covered = depth > 0 ? `all runs up to depth ${depth} covered` : 'no depth covered in full';
  return `${covered}${withConstants(scope)}; stopped at ${scope.stoppedBy}${estimated(scope)}${growthText(scope.growing)}`;
}

/** `; n and the size of queue seem to grow without a bound`. */
function growthText(growing: readonly Growing[] = []): string {
  if (growing.length === 0) return '';
  const seem = growing.length === 1 ? 'seems' : 'seem';
  return `; ${listed(growing.map(({ what }) => what))} ${seem} to grow without a bound`;
}

/** What there is in all, as far as one can guess. */
function estimated({ estimate, reduced }: Scope): string {
  if (estimate === undefined) return '';
  const { kept, all } = estimate;
  const such = reduced === undefined ? 'states' : 'states up to symmetry';
  return `; ${estimateText(all)} ${such} estimated in all, ${shareText(kept, all)} of them seen`;
}

export function holdsText(property: SystemProperty, scope: Scope): string {
  const bound = boundText(scope) + untakenText(scope);
  switch (property.claim.form) {
    case 'never':
      return `${noState(scope)}${bound}`;
    case 'every step':
      return `in every step that changes something (${counted(scope.steps, 'step')} followed) from ${everyState(scope)}${bound}`;
    default:
      return `in ${everyState(scope)}${bound}`;
  }
}

/** For a run that breaks a property. `steps` is the number of its steps; `shortest` if no run has fewer. */
export function violatedText(property: SystemProperty, steps: number, shortest: boolean): string {
  const condition = conditionOf(property);
  if (property.claim.form === 'every step') {
    return `a run breaks it in its step ${steps}, where this is false: ${condition}${least(steps, shortest)}`;
  }
  const where = property.claim.form === 'never' ? condition : `this is false: ${condition}`;
  return `${reaches(steps)} where ${where}${least(steps, shortest)}`;
}

export function witnessText(property: SystemProperty, steps: number, shortest: boolean): string {
  return `${reaches(steps)} where ${conditionOf(property)}${least(steps, shortest)}`;
}

/** `attempt` is the step that could not be evaluated; null where it is no step's failure. */
export function failureText(
  message: string,
  attempt: string | null,
  steps: number,
  shortest: boolean,
): string {
  const after = `after ${counted(steps, 'step')}`;
  const where =
    attempt === null
      ? steps === 0
        ? 'in an initial state'
        : after
      : `in the step “${attempt}” ${steps === 0 ? 'from an initial state' : after}`;
  return `${where}, an operation has no value: ${message}${least(steps, shortest)}`;
}

const reaches = (steps: number) =>
  steps === 0 ? 'an initial state is one' : `a run of ${counted(steps, 'step')} reaches a state`;

const least = (steps: number, shortest: boolean) =>
  shortest && steps > 0 ? '; no shorter run does' : '';

/** A `reachable` that was looked for everywhere. */
export function unreachableText(scope: Scope): string {
  return `${noState(scope)}${boundText(scope)}`;
}

export function unknownText(property: SystemProperty, scope: Scope, depthLost: number): string {
  const states = counted(scope.states, 'state') + reducedText(scope);
  const nothing =
    property.claim.form === 'reachable'
      ? `no such state among ${states}`
      : `no violation in ${states}`;
  return `${nothing}, ${progressText(scope, depthLost)}${untakenText(scope)}`;
}

/** No partial operation failed, as far as the search got. */
export function unmetText(scope: Scope): string {
  const states = counted(scope.states, 'state') + reducedText(scope);
  return `no operation without a value in ${states}, ${progressText(scope, 1)}`;
}

/** A `reachable` not found where some steps could not be followed. */
export function beyondFailuresText(scope: Scope): string {
  return `${noState(scope)}${boundText(scope)}; what comes after ${counted(scope.untaken, 'step')} that could not be evaluated was not explored (see “well defined”)`;
}

/** A `reachable` not found inside a bound that cut. */
export function beyondBoundText(scope: Scope): string {
  return `${noState(scope)}; what lies beyond ${counted(scope.outside, 'state')} outside the bound was not explored`;
}

/** What is claimed, without the word before it and the premise beside it. */
export function conditionOf({ claim: { form }, text }: SystemProperty): string {
  const claimed = new RegExp(`(?:^|, )${form}: (.*?)(?:, assuming: .*)?$`).exec(text);
  return (claimed?.[1] ?? text).trim();
}
