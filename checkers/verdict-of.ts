/** The verdict on a property of any kind of spec, from what became of it. */
import { placeOf, type Span } from '../engine/language/source.js';
import { HandlerError } from '../engine/node/errors.js';
import type { CodePlace } from '../engine/node/places.js';
import type { Effort, Verdict } from './verdict.js';

export type Outcome = Pick<Verdict, 'status' | 'claim' | 'evidence' | 'effort' | 'notes' | 'code'>;

/** Nothing where it is not known which line is wrong. */
export const withCode = (place: CodePlace | null, says: string): Pick<Verdict, 'code'> =>
  place === null ? {} : { code: { ...place, says } };

/** Of what was thrown. */
export const codeOf = (thrown: unknown): Pick<Verdict, 'code'> =>
  thrown instanceof HandlerError ? withCode(thrown.place, thrown.reason) : {};

/** What all kinds of property have in common. */
export interface JudgedProperty {
  readonly name: string;
  /** The name without its instance. */
  readonly base: string;
  readonly text: string;
  readonly expect: Verdict['expected'];
  readonly span: Span;
}

export function verdictOf(property: JudgedProperty, method: string, outcome: Outcome): Verdict {
  return {
    property: property.name,
    base: property.base,
    text: property.text,
    expected: property.expect,
    asExpected: outcome.status === property.expect,
    method,
    place: placeOf(property.span),
    ...outcome,
  };
}

/** The effort of a method that knows no states. */
export const effortWithoutStates = (cpuSeconds: number, peakMemoryBytes: number): Effort => ({
  states: 0,
  transitions: 0,
  generated: 0,
  depth: 0,
  // Whole microseconds, as the system counts them.
  cpuSeconds: Math.round(cpuSeconds * 1e6) / 1e6,
  peakMemoryBytes,
});

export const NO_EFFORT: Effort = effortWithoutStates(0, 0);
