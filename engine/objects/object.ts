/**
 * Sequential objects: what operations do when nothing is concurrent, which is what linearizability is
 * judged by (Herlihy & Wing 1990, "sequential specification"). Protocols and users write their own.
 */
import type { Args } from '../history/history.js';
import type { Plain } from '../plain.js';

/** A way in which an operation may end. */
export interface Outcome {
  /** What the client is told. Absent: whatever it was told fits. */
  readonly result?: Plain;
  readonly state: Plain;
}

export interface SequentialObject {
  readonly name: string;
  /** Operation → names of its arguments; one that may be left out ends in `?`. */
  readonly operations: Readonly<Record<string, readonly string[]>>;
  readonly initial: Plain;
  /**
   * The ways in which `operation` may go in `state`: several for an object that is not deterministic, none where
   * it cannot be done. Changes nothing that it is given.
   * @param observed what the client was told, where that is known: an object with many possible answers may
   *   leave out those that differ from it
   */
  step(
    state: Plain,
    operation: string,
    args: Args,
    observed: Plain | undefined,
  ): readonly Outcome[];
  /** Answers that mean the same have one normal form; `step` answers in it. Default: as they are. */
  normal?(operation: string, result: Plain): Plain;
  /** Operations with so many possible answers that `step` lists them only where it is told the `observed` one. */
  readonly unlisted?: readonly string[];
  /** Does an operation with this result never change the state, whatever the state is? Default: no. A wrong
   * yes makes wrong verdicts; a missing one makes the checker slower. */
  reads?(operation: string, result: Plain | undefined): boolean;
  /** Does an operation with this result, though it may change the state, have it in some states only? Then `reaches` is
   * about it as about those that read. Default: no. */
  needs?(operation: string, result: Plain | undefined): boolean;
  /** Does the operation only add to the state? What that means is for `reaches` to say. Default: no. */
  grows?(operation: string): boolean;
  /** The one entry of a state that is a record which the operation looks at and changes; null: any. Then what
   * follows is about this entry only. Default: any. */
  entry?(operation: string, args: Args): string | null;
  /** The state that the operation leaves wherever it changes anything, if that is one. Default: it depends. */
  leaves?(operation: string, args: Args): Plain | undefined;
  /** Does the operation leave the same whatever was there before? Where an object says so, its operations that grow have no
   * results of their own. Default: no. */
  overwrites?(operation: string): boolean;
  /** Can operations that grow, and nothing else, lead from `state` to one in which an operation that reads, or needs, has
   * this result? Of another without a result: to one that it changes? Default: yes. A search leaves what cannot, so a
   * wrong no makes wrong verdicts. */
  reaches?(state: Plain, operation: string, args: Args, result: Plain | undefined): boolean;
  /** Where the object is many independent ones: which of them the operation is about. */
  readonly parts?: Parts;
  /** Where reads and writes of a plain register are told apart: which one this is, or null for neither.
   * Registers are decided in polynomial time. `value` of a read is its result. */
  access?(operation: string, args: Args, result: Plain | undefined): Access | null;
}

/** A product of objects (Horn & Kroening 2015: P-compositionality): a history is linearizable if those of the parts are. */
export interface Parts {
  /** The part that an operation is about. */
  of(operation: string, args: Args): string;
  /** What each part is by itself. Operations keep their names and arguments. */
  readonly object: SequentialObject;
}

export interface Access {
  readonly kind: 'read' | 'write';
  readonly value: Plain;
}

/** Equal texts are equal values: JSON with sorted keys. */
export function canonicalText(value: Plain): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const entries = value as { readonly [key: string]: Plain };
  const keys = Object.keys(entries).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(entries[key])}`).join(',')}}`;
}

export const samePlain = (a: Plain, b: Plain): boolean =>
  a === b ||
  (typeof a === 'object' && typeof b === 'object' && canonicalText(a) === canonicalText(b));

export const isPrefix = (list: readonly Plain[], of: readonly Plain[]): boolean =>
  list.length <= of.length && list.every((item, i) => samePlain(item, of[i]));

/** The states in which an operation with this result may leave the object; `observed` undefined: any result. */
export function statesAfter(
  object: SequentialObject,
  state: Plain,
  operation: string,
  args: Args,
  observed: Plain | undefined,
): Plain[] {
  return object
    .step(state, operation, args, observed)
    .filter(
      ({ result }) => result === undefined || observed === undefined || samePlain(result, observed),
    )
    .map((outcome) => outcome.state);
}

/** What is wrong with the arguments of an operation, or null. */
export function wrongArgs(object: SequentialObject, operation: string, args: Args): string | null {
  const forms = object.operations[operation];
  const required = forms.filter((form) => !form.endsWith('?'));
  const allowed = forms.map((form) => form.replace(/\?$/, ''));
  const missing = required.find((name) => !Object.hasOwn(args, name));
  if (missing !== undefined) return `\`${operation}\` of ${object.name} needs \`${missing}\``;
  const other = Object.keys(args).find((name) => !allowed.includes(name));
  if (other === undefined) return null;
  const has = allowed.length === 0 ? 'no arguments' : allowed.map((a) => `\`${a}\``).join(', ');
  return `\`${operation}\` of ${object.name} has no \`${other}\`; it has ${has}`;
}

/** The normal form of an answer. */
export function normalAnswer(object: SequentialObject, operation: string, result: Plain): Plain {
  return object.normal === undefined ? result : object.normal(operation, result);
}
