/**
 * Symbolic values: a value of the language whose leaves are terms. The shape follows the type, so that
 * the solver sees nothing but booleans and integers: a map is one value for each key, a set or bag
 * over a small type is one entry for each value of that type, a sequence is its length and its slots.
 *
 * What nobody may look at (the value inside `none`, the fields of another shape, slots beyond the
 * length) is there all the same, and may be anything: equality passes over it.
 */
import type { FieldType, Type, TypeOf } from '../../../engine/language/types.js';
import type { ShapeValue, Value } from '../../../engine/language/value.js';
import {
  cardinality,
  firstValue,
  isFinite as isListable,
  valuesOf,
} from '../../../engine/language/values.js';
import { CannotEncode, type Interval, type Term, type Terms } from './terms.js';

export type Symbolic =
  | { readonly form: 'boolean'; readonly term: Term }
  /** integer, range, symmetric: the number; enum: the position of the member, from 0. */
  | { readonly form: 'number'; readonly term: Term }
  | { readonly form: 'optional'; readonly present: Term; readonly of: Symbolic }
  | { readonly form: 'record'; readonly fields: readonly Symbolic[] }
  /** `shape` counts from 0; the fields of every shape. */
  | {
      readonly form: 'variant';
      readonly shape: Term;
      readonly shapes: readonly (readonly Symbolic[])[];
    }
  | { readonly form: 'map'; readonly items: readonly Symbolic[] }
  | SymbolicCollection
  | SymbolicSequence;

/** A set or bag. Each entry stands for `count` copies of its value (0 or 1 in a set). Over a small type
 * there is one entry for each value, in order; otherwise values may repeat, but of equal ones at most
 * one is present. */
export interface SymbolicCollection {
  readonly form: 'collection';
  readonly entries: readonly Entry[];
  /** Are the values constants, ascending and different? */
  readonly ascending: boolean;
}

export interface Entry {
  readonly value: Symbolic;
  /** Is it there at all? */
  readonly present: Term;
  /** How often; null in a set. */
  readonly count: Term | null;
}

export interface SymbolicSequence {
  readonly form: 'sequence';
  readonly length: Term;
  readonly slots: readonly Symbolic[];
}

export type SymbolicOf<F extends Symbolic['form']> = Extract<Symbolic, { form: F }>;

export type Collection = TypeOf<'set'> | TypeOf<'bag'>;

/** The greatest type over which a collection has one entry for each value. */
const TABLE_AT_MOST = 600;
/** The greatest type of keys. */
const KEYS_AT_MOST = 2000;
/** The longest sequence in a state. */
const SLOTS_AT_MOST = 64;

export const INTEGERS: Interval = { low: -(2 ** 31), high: 2 ** 31 - 1 };

/** Has a collection over this type one entry for each value? */
export const isTable = (of: Type): boolean => isListable(of) && cardinality(of) <= TABLE_AT_MOST;

export function keysOf(type: TypeOf<'map'>): readonly Value[] {
  if (cardinality(type.key) > KEYS_AT_MOST)
    throw new CannotEncode(`a map over more than ${KEYS_AT_MOST} keys`);
  return valuesOf(type.key);
}

/** The numbers that stand for values of a simple type. */
export function numbersOf(type: Type): Interval {
  switch (type.kind) {
    case 'range':
      return { low: type.low, high: type.high };
    case 'enum':
      return { low: 0, high: type.members.length - 1 };
    case 'symmetric':
      return { low: 1, high: type.size };
    default:
      return INTEGERS;
  }
}

// ------------------------------------------------------------------------------------- constants

export function constant(terms: Terms, type: Type, value: Value): Symbolic {
  switch (type.kind) {
    case 'boolean':
      return { form: 'boolean', term: terms.boolean(value as boolean) };
    case 'enum':
      return { form: 'number', term: terms.integer(type.members.indexOf(value as string)) };
    case 'integer':
    case 'range':
    case 'symmetric':
      return { form: 'number', term: terms.integer(value as number) };
    case 'optional':
      return {
        form: 'optional',
        present: terms.boolean(value !== null),
        of: constant(terms, type.of, value ?? firstValue(type.of)),
      };
    case 'record':
      return { form: 'record', fields: constants(terms, type.fields, value as readonly Value[]) };
    case 'variant':
      return constantShape(terms, type, value as ShapeValue);
    case 'map':
      return {
        form: 'map',
        items: (value as readonly Value[]).map((item) => constant(terms, type.value, item)),
      };
    case 'set':
    case 'bag':
      return constantCollection(terms, type, value as readonly Value[]);
    case 'sequence':
      return {
        form: 'sequence',
        length: terms.integer((value as readonly Value[]).length),
        slots: (value as readonly Value[]).map((item) => constant(terms, type.of, item)),
      };
  }
}

const constants = (terms: Terms, fields: readonly FieldType[], values: readonly Value[]) =>
  fields.map((field, i) => constant(terms, field.type, values[i]));

function constantShape(terms: Terms, type: TypeOf<'variant'>, value: ShapeValue): Symbolic {
  const shape = type.shapes.findIndex((s) => s.name === value.shape);
  return {
    form: 'variant',
    shape: terms.integer(shape),
    shapes: type.shapes.map((s, i) =>
      s.fields.map((field, f) =>
        constant(terms, field.type, i === shape ? value.fields[f] : firstValue(field.type)),
      ),
    ),
  };
}

function constantCollection(
  terms: Terms,
  type: Collection,
  items: readonly Value[],
): SymbolicCollection {
  const copies = new Map<string, number>();
  for (const item of items) {
    const key = JSON.stringify(item);
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  const values = isTable(type.of)
    ? valuesOf(type.of)
    : items.filter((item, i) => JSON.stringify(item) !== JSON.stringify(items[i - 1]));
  const entries = values.map((value): Entry => {
    const count = copies.get(JSON.stringify(value)) ?? 0;
    return {
      value: constant(terms, type.of, value),
      present: terms.boolean(count > 0),
      count: type.kind === 'bag' ? terms.integer(count) : null,
    };
  });
  return { form: 'collection', entries, ascending: true };
}

// ------------------------------------------------------------------------------------- variables

/** A value that the solver chooses; `constraints` say that it is one of the type. */
export interface Chosen {
  readonly value: Symbolic;
  readonly constraints: readonly Term[];
}

/** Throws `CannotEncode` where values of the type have no bounded form. */
export function choose(terms: Terms, type: Type, name: string): Chosen {
  const constraints: Term[] = [];
  const value = new Chooser(terms, constraints).choose(type, name);
  return { value, constraints };
}

class Chooser {
  constructor(
    private readonly terms: Terms,
    private readonly constraints: Term[],
  ) {}

  choose(type: Type, name: string): Symbolic {
    switch (type.kind) {
      case 'boolean':
        return { form: 'boolean', term: this.terms.booleanVariable(name) };
      case 'integer':
      case 'range':
      case 'enum':
      case 'symmetric':
        return { form: 'number', term: this.number(name, numbersOf(type)) };
      case 'optional': {
        const present = this.terms.booleanVariable(`${name}.given`);
        return { form: 'optional', present, of: this.choose(type.of, `${name}.value`) };
      }
      case 'record':
        return { form: 'record', fields: this.fields(type.fields, name) };
      case 'variant': {
        const shape = this.number(`${name}.shape`, { low: 0, high: type.shapes.length - 1 });
        const shapes = type.shapes.map((s) => this.fields(s.fields, `${name}.${s.name}`));
        return { form: 'variant', shape, shapes };
      }
      case 'map': {
        const items = keysOf(type).map((_, i) => this.choose(type.value, `${name}[${i}]`));
        return { form: 'map', items };
      }
      case 'set':
      case 'bag':
        return this.collection(type, name);
      case 'sequence':
        return this.sequence(type, name);
    }
  }

  private number(name: string, interval: Interval): Term {
    const term = this.terms.integerVariable(name, interval);
    this.constraints.push(this.terms.declared(term, interval));
    return term;
  }

  private fields(types: readonly FieldType[], name: string): Symbolic[] {
    return types.map((field) => this.choose(field.type, `${name}.${field.name}`));
  }

  private collection(type: Collection, name: string): SymbolicCollection {
    const { terms } = this;
    if (!isTable(type.of))
      throw new CannotEncode(
        `a ${type.kind} over ${isListable(type.of) ? `more than ${TABLE_AT_MOST} values` : 'a type without bounds'}`,
      );
    if (type.kind === 'bag' && type.bound === undefined)
      throw new CannotEncode('a bag without a bound');
    const { bound } = type;
    const entries = valuesOf(type.of).map((item, i): Entry => {
      const value = constant(terms, type.of, item);
      if (type.kind === 'set') {
        return { value, present: terms.booleanVariable(`${name}{${i}}`), count: null };
      }
      const count = this.number(`${name}{${i}}`, { low: 0, high: bound as number });
      return { value, present: terms.less(terms.integer(0), count), count };
    });
    if (bound !== undefined && (type.kind === 'bag' || bound < entries.length))
      this.constraints.push(terms.atMost(sizeOf(terms, entries), terms.integer(bound)));
    return { form: 'collection', entries, ascending: true };
  }

  private sequence(type: TypeOf<'sequence'>, name: string): Symbolic {
    const { bound } = type;
    if (bound === undefined) throw new CannotEncode('a sequence without a bound');
    if (bound > SLOTS_AT_MOST)
      throw new CannotEncode(`a sequence of more than ${SLOTS_AT_MOST} items`);
    const length = this.number(`${name}.length`, { low: 0, high: bound });
    const slots = Array.from({ length: bound }, (_, i) =>
      this.choose(type.of, `${name}[${i + 1}]`),
    );
    return { form: 'sequence', length, slots };
  }
}

export function sizeOf(terms: Terms, entries: readonly Entry[]): Term {
  const one = terms.integer(1);
  const zero = terms.integer(0);
  return sum(
    terms,
    entries.map(({ present, count }) => count ?? terms.if(present, one, zero)),
  );
}

/** As a balanced tree: no deeper than it must be. */
export function sum(terms: Terms, all: readonly Term[]): Term {
  if (all.length === 0) return terms.integer(0);
  if (all.length === 1) return all[0];
  const half = all.length >> 1;
  return terms.add(sum(terms, all.slice(0, half)), sum(terms, all.slice(half)));
}
