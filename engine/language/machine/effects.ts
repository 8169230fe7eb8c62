/**
 * The effects of a step: all are evaluated in the old state, then written at once. A free choice
 * makes several states of one.
 */

import type { Environment } from '../evaluate/environment.js';
import { evaluate } from '../evaluate.js';
import * as ill from '../ill-defined.js';
import { IllDefined } from '../ill-defined.js';
import type { Effect, Variable, WritePlace } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import type { ShapeValue, Value } from '../value.js';
import { equalValues, ordinal } from '../values.js';
import type { State } from './state.js';

type Items = readonly Value[];

/** One write: the place, its keys evaluated, and the values that may be written there. */
interface Write {
  readonly place: WritePlace;
  readonly path: readonly PathStep[];
  readonly values: Items;
}

type PathStep = { readonly field: string } | { readonly key: Value };

/** The states that the effects lead to: one, or one for each combination of free choices, the last
 * choice fastest. Throws `IllDefined`. */
export function outcomes(
  effects: readonly Effect[],
  state: State,
  env: Environment,
  variables: readonly Variable[],
): State[] {
  const writes = effects.flatMap((effect) => writesOf(effect, env));
  refuseConflicts(writes);
  let states = [state];
  for (const write of writes) {
    const name = write.place.variable;
    const type = variables.find((v) => v.name === name)?.type;
    if (type === undefined) throw new Error(`no variable ${name}`);
    states = states.flatMap((next) =>
      write.values.map((value) => ({
        ...next,
        [name]: replaced(type, next[name], write, value, 0),
      })),
    );
  }
  return states;
}

function writesOf(effect: Effect, env: Environment): Write[] {
  if (effect.effect === 'if') {
    const branch = evaluate(effect.test, env) === true ? effect.then : effect.else;
    return branch.flatMap((inner) => writesOf(inner, env));
  }
  const { place } = effect;
  const path = place.path.map((step) =>
    step.step === 'field' ? { field: step.field } : { key: evaluate(step.key, env) },
  );
  const values = effect.effect === 'assign' ? [effect.value] : effect.values;
  return [{ place, path, values: values.map((value) => evaluate(value, env)) }];
}

/** Two writes may not meet: neither place may be the other, or lie inside it. */
function refuseConflicts(writes: readonly Write[]): void {
  writes.forEach((write, i) => {
    if (writes.slice(0, i).some((earlier) => meet(earlier, write))) {
      throw new IllDefined(ill.writtenTwice(write.place.variable), write.place.span);
    }
  });
}

function meet(a: Write, b: Write): boolean {
  return (
    a.place.variable === b.place.variable &&
    a.path.every((step, i) => i >= b.path.length || sameStep(step, b.path[i]))
  );
}

function sameStep(a: PathStep, b: PathStep): boolean {
  if ('field' in a) return 'field' in b && a.field === b.field;
  return 'key' in b && equalValues(a.key, b.key);
}

/** The old value with `value` at the end of the path, from step `at` on. */
function replaced(type: Type, old: Value, write: Write, value: Value, at: number): Value {
  const step = write.path[at];
  if (step === undefined) return value;
  const inner = (of: Type, part: Value): Value => replaced(of, part, write, value, at + 1);
  switch (type.kind) {
    case 'map':
    case 'sequence': {
      const items = [...(old as Items)];
      const i = position(type, items, (step as { key: Value }).key, write.place);
      items[i] = inner(type.kind === 'map' ? type.value : type.of, items[i]);
      return items;
    }
    case 'record': {
      const fields = [...(old as Items)];
      const i = type.fields.findIndex((f) => f.name === (step as { field: string }).field);
      fields[i] = inner(type.fields[i].type, fields[i]);
      return fields;
    }
    case 'variant': {
      const { shape, fields: oldFields } = old as ShapeValue;
      const { field } = step as { field: string };
      const declared = type.shapes.find((s) => s.name === shape)?.fields ?? [];
      const i = declared.findIndex((f) => f.name === field);
      if (i < 0) throw new IllDefined(ill.fieldOfOtherShape(field, shape), write.place.span);
      const fields = [...oldFields];
      fields[i] = inner(declared[i].type, fields[i]);
      return { shape, fields };
    }
    default:
      throw new Error(`a place inside a ${type.kind}`);
  }
}

/** Where the item of a key stands. */
function position(
  type: TypeOf<'map'> | TypeOf<'sequence'>,
  items: Items,
  key: Value,
  place: WritePlace,
): number {
  if (type.kind === 'map') return ordinal(type.key, key);
  const i = key as number;
  if (i < 1 || i > items.length) {
    throw new IllDefined(ill.indexOutside(String(i), String(items.length)), place.span);
  }
  return i - 1;
}
