/** For tests: symbolic states that stand for given values, by an assignment of their variables. */
import type { ModelSpec } from '../../../engine/language/typed.js';
import type { FieldType, Type } from '../../../engine/language/types.js';
import type { ShapeValue, Value } from '../../../engine/language/value.js';
import { equalValues, valuesOf } from '../../../engine/language/values.js';
import { choose, constant, type Symbolic } from './symbolic.js';
import { CannotEncode, type Terms } from './terms.js';

/** A chosen value where the type allows it, else a constant. */
export function chosenOr(terms: Terms, type: Type, name: string, value: Value): Symbolic {
  try {
    return choose(terms, type, name).value;
  } catch (failure) {
    if (!(failure instanceof CannotEncode)) throw failure;
    return constant(terms, type, value);
  }
}

export type Names = Map<string, boolean | number>;

/** Gives the variables of `choose(terms, type, name)` the values that make it `value`. */
export function assign(type: Type, name: string, value: Value, to: Names): void {
  switch (type.kind) {
    case 'boolean':
      to.set(name, value as boolean);
      return;
    case 'integer':
    case 'range':
    case 'symmetric':
      to.set(name, value as number);
      return;
    case 'enum':
      to.set(name, type.members.indexOf(value as string));
      return;
    case 'optional':
      to.set(`${name}.given`, value !== null);
      if (value !== null) assign(type.of, `${name}.value`, value, to);
      return;
    case 'record':
      assignFields(type.fields, name, value as readonly Value[], to);
      return;
    case 'variant': {
      const { shape, fields } = value as ShapeValue;
      const i = type.shapes.findIndex((s) => s.name === shape);
      to.set(`${name}.shape`, i);
      assignFields(type.shapes[i].fields, `${name}.${shape}`, fields, to);
      return;
    }
    case 'map':
      (value as readonly Value[]).forEach((item, i) => {
        assign(type.value, `${name}[${i}]`, item, to);
      });
      return;
    case 'set':
    case 'bag': {
      const items = value as readonly Value[];
      valuesOf(type.of).forEach((item, i) => {
        const count = items.filter((other) => equalValues(item, other)).length;
        to.set(`${name}{${i}}`, type.kind === 'set' ? count > 0 : count);
      });
      return;
    }
    case 'sequence': {
      const items = value as readonly Value[];
      to.set(`${name}.length`, items.length);
      items.forEach((item, i) => {
        assign(type.of, `${name}[${i + 1}]`, item, to);
      });
    }
  }
}

function assignFields(
  types: readonly FieldType[],
  name: string,
  values: readonly Value[],
  to: Names,
): void {
  types.forEach((field, i) => {
    assign(field.type, `${name}.${field.name}`, values[i], to);
  });
}

/** A state of the model, with variables wherever its types allow them. */
export function symbolicState(
  terms: Terms,
  spec: ModelSpec,
  name: string,
  state: Readonly<Record<string, Value>>,
): { readonly state: Map<string, Symbolic>; readonly names: Names } {
  const symbolic = new Map<string, Symbolic>();
  const names: Names = new Map();
  for (const { name: variable, type } of spec.variables) {
    symbolic.set(variable, chosenOr(terms, type, `${variable}@${name}`, state[variable]));
    if (isChosen(terms, type)) assign(type, `${variable}@${name}`, state[variable], names);
  }
  return { state: symbolic, names };
}

export function isChosen(terms: Terms, type: Type): boolean {
  try {
    choose(terms, type, 'probe');
    return true;
  } catch (failure) {
    if (!(failure instanceof CannotEncode)) throw failure;
    return false;
  }
}
