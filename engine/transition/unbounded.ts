/**
 * What of a state may become ever larger, as far as its type goes: whole numbers (`integer`), and collections without a
 * bound whose items are not finitely many. Each with a way to measure it, for a search to see whether it does.
 */
import type { Variable } from '../language/typed.js';
import type { Type } from '../language/types.js';
import type { ShapeValue, Value } from '../language/value.js';

export interface Unbounded {
  /** For people: `n`, `the size of queue`. */
  readonly what: string;
  /** How large it is in a state. */
  measure(states: Int32Array, offset: number): number;
}

type Measure = (value: Value) => number;

/** Of each variable its numbers, and its collections. `read`: the value of a variable in a state. */
export function unboundedParts(
  variables: readonly Variable[],
  read: (states: Int32Array, offset: number) => (variable: string) => Value,
): Unbounded[] {
  return variables.flatMap(({ name, type }) => {
    const part = (what: string, measure: Measure | null): Unbounded[] =>
      measure === null
        ? []
        : [{ what, measure: (states, offset) => measure(read(states, offset)(name)) }];
    return [
      ...part(numberIn(type), largest(type, number)),
      ...part(`the size of ${name}`, largest(type, size)),
    ];

    function numberIn({ kind }: Type): string {
      return kind === 'integer' ? name : `the largest number in ${name}`;
    }
  });
}

/** What is measured of a value of a type itself, beside what is in it; null: nothing. */
type Own = (type: Type) => Measure | null;

const number: Own = ({ kind }) =>
  kind === 'integer' ? (value) => Math.abs(value as number) : null;

const size: Own = (type) =>
  (type.kind === 'sequence' || type.kind === 'bag' || (type.kind === 'set' && infinite(type.of))) &&
  type.bound === undefined
    ? (value) => (value as readonly Value[]).length
    : null;

/** The largest of what is measured anywhere in a value of the type; null where there is nothing to measure. */
function largest(type: Type, own: Own): Measure | null {
  const measures = [own(type), within(type, own)].filter((measure) => measure !== null);
  if (measures.length < 2) return measures[0] ?? null;
  return (value) => Math.max(...measures.map((measure) => measure(value)));
}

function within(type: Type, own: Own): Measure | null {
  switch (type.kind) {
    case 'optional': {
      const of = largest(type.of, own);
      return of && ((value) => (value === null ? 0 : of(value)));
    }
    case 'record':
      return ofFields(type.fields, own);
    case 'variant': {
      const shapes = new Map(type.shapes.map(({ name, fields }) => [name, ofFields(fields, own)]));
      if ([...shapes.values()].every((measure) => measure === null)) return null;
      return (value) => {
        const { shape, fields } = value as ShapeValue;
        return shapes.get(shape)?.(fields) ?? 0;
      };
    }
    case 'map':
      return ofItems(type.value, own);
    case 'set':
    case 'bag':
    case 'sequence':
      return ofItems(type.of, own);
    default:
      return null;
  }
}

function ofFields(fields: readonly { readonly type: Type }[], own: Own): Measure | null {
  const measures = fields.map(({ type }) => largest(type, own));
  if (measures.every((measure) => measure === null)) return null;
  return (value) =>
    (value as readonly Value[]).reduce<number>(
      (most, field, i) => Math.max(most, measures[i]?.(field) ?? 0),
      0,
    );
}

function ofItems(type: Type, own: Own): Measure | null {
  const of = largest(type, own);
  return (
    of &&
    ((value) =>
      (value as readonly Value[]).reduce<number>((most, item) => Math.max(most, of(item)), 0))
  );
}

/** Has the type values without end? */
function infinite(type: Type): boolean {
  return largest(type, number) !== null || largest(type, size) !== null;
}
