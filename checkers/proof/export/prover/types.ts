/**
 * Types of a model as types of a prover. Ranges lose their bounds (integers), which come back as
 * conditions where values are chosen: `typed` says them. A map is a function, a set the predicate of its
 * members, a symmetric type one of so many constructors.
 */
import type { FieldType, ShapeType, Type, TypeOf } from '../../../../engine/language/types.js';
import { formatType } from '../../../../engine/language/types-format.js';
import type { ShapeValue, Value } from '../../../../engine/language/value.js';
import { cardinality, valuesOf } from '../../../../engine/language/values.js';
import { CannotExport } from '../refusal.js';
import {
  apply,
  atom,
  FALSE,
  type Logic,
  type Operation,
  type Piece,
  piece,
  RANK,
  TRUE,
  within,
} from './dialect.js';
import { erasedKey, hasOpenMap } from './erased.js';
import type { Names } from './names.js';

/** A symmetric type with more members is refused: each is a constructor. */
const MAX_MEMBERS = 100;

export class Types {
  private readonly named = new Map<string, string>();
  /** What was named, as declarations, each after those that it speaks of. */
  readonly declarations: string[][] = [];
  private readonly functions = new Map<string, string>();
  readonly used = new Set<Operation>();

  constructor(
    readonly names: Names,
    readonly logic: Logic,
  ) {}

  private get dialect() {
    return this.logic.dialect;
  }

  uses(operation: Operation): Operation {
    this.used.add(operation);
    return operation;
  }

  /** `hint` names a type that the spec does not. */
  type(type: Type, hint = 'Some'): Piece {
    const { dialect } = this;
    switch (type.kind) {
      case 'boolean':
        return atom(dialect.booleans);
      case 'integer':
      case 'range':
        return atom(dialect.integers);
      case 'enum':
      case 'symmetric':
      case 'record':
      case 'variant':
        return atom(this.declared(type, hint));
      case 'optional':
        return apply(dialect.option, this.type(type.of, hint));
      case 'map': {
        const [key, value] = [this.type(type.key, hint), this.type(type.value, hint)];
        return piece(`${within(key, RANK.or)} ${dialect.signs.arrow} ${value.text}`, RANK.implies);
      }
      case 'set':
        this.refuseOpenMap(type.of, type);
        return piece(
          `${within(this.type(type.of, hint), RANK.or)} ${dialect.signs.arrow} Prop`,
          RANK.implies,
        );
      case 'sequence':
        return apply(dialect.list, this.type(type.of, hint));
      case 'bag':
        throw new CannotExport(`${formatType(type)}: bags are not said`);
    }
  }

  /** Two functions may differ outside the range that is the key: no equality of whole values then. */
  refuseOpenMap(type: Type, whole: Type): void {
    if (hasOpenMap(type))
      throw new CannotExport(
        `${formatType(whole)}: maps over a range of numbers cannot be compared inside other values`,
      );
  }

  /** Names the type, and declares it where that is the first time. */
  declared(type: TypeOf<'enum' | 'symmetric' | 'record' | 'variant'>, hint = 'Some'): string {
    const key = erasedKey(type);
    const before = this.named.get(key);
    if (before !== undefined) return before;
    const own = type.name ?? `${hint} value`;
    const name = this.names.global(`type ${key}`, capital(own.replace(/^label.*$/, 'Label')));
    this.named.set(key, name);
    this.declarations.push(this.declaration(type, name));
    return name;
  }

  private declaration(
    type: TypeOf<'enum' | 'symmetric' | 'record' | 'variant'>,
    name: string,
  ): string[] {
    switch (type.kind) {
      case 'enum':
        return this.dialect.inductive(
          name,
          type.members.map((m) => ({ name: this.names.member(name, m), takes: [] })),
        );
      case 'symmetric': {
        if (type.size > MAX_MEMBERS)
          throw new CannotExport(`${name} has ${type.size} members, more than ${MAX_MEMBERS}`);
        const members = Array.from({ length: type.size }, (_, i) =>
          this.symmetricMember(name, i + 1),
        );
        return this.dialect.inductive(
          name,
          members.map((m) => ({ name: m, takes: [] })),
        );
      }
      case 'record':
        return this.dialect.record(name, this.fields(type.fields, name));
      case 'variant':
        return this.dialect.inductive(
          name,
          type.shapes.map((s) => ({
            name: this.names.member(name, s.name),
            takes: this.fields(s.fields, name),
          })),
        );
    }
  }

  private fields(fields: readonly FieldType[], hint: string) {
    return fields.map((f) => ({
      name: this.fieldName(f.name),
      type: this.type(f.type, `${hint} ${f.name}`).text,
    }));
  }

  /** Fields of one name in several types are told apart by the type (or stand under it). */
  fieldName(field: string): string {
    return this.names.identifier(field);
  }

  private symmetricMember(type: string, n: number): string {
    return this.dialect.qualified ? `m${n}` : this.names.member(type, `${type}${n}`);
  }

  member(type: TypeOf<'enum'>, member: string): Piece {
    const name = this.declared(type);
    return atom(this.dialect.constructor_(name, this.names.member(name, member)));
  }

  shape(type: TypeOf<'variant'>, shape: string, fields: readonly Piece[]): Piece {
    const name = this.declared(type);
    return apply(this.dialect.constructor_(name, this.names.member(name, shape)), ...fields);
  }

  record(type: TypeOf<'record'>, fields: readonly Piece[]): Piece {
    const name = this.declared(type);
    return apply(this.dialect.qualified ? `${name}.mk` : `mk${name}`, ...fields);
  }

  // ---------------------------------------------------------------------------------- conditions

  /** What a value of the prover's type must satisfy to be one of this type; `TRUE`: nothing. */
  typed(type: Type, of: Piece, around: readonly string[]): Piece {
    const { logic } = this;
    const bound = (wanted: string): string => this.names.local(wanted, [...around, of.text]);
    switch (type.kind) {
      case 'boolean':
      case 'integer':
      case 'enum':
      case 'symmetric':
        return TRUE;
      case 'range':
        return this.between(this.number(type.low), of, this.number(type.high));
      case 'optional': {
        const name = bound('x');
        const inner = this.typed(type.of, atom(name), [...around, name]);
        if (inner === TRUE) return TRUE;
        const present = logic.equal(of, apply(this.dialect.some, atom(name)));
        return logic.forall(name, this.type(type.of).text, present, inner);
      }
      case 'record':
        return logic.and(
          ...type.fields.map((f) => this.typed(f.type, this.field(type, f.name, of), around)),
        );
      case 'variant':
        return this.typedShapes(type, of, around);
      case 'map': {
        const name = bound('k');
        const inside = [...around, name];
        const value = this.typed(type.value, this.at(of, atom(name)), inside);
        if (value === TRUE) return TRUE;
        return logic.forall(
          name,
          this.type(type.key).text,
          this.typed(type.key, atom(name), inside),
          value,
        );
      }
      case 'set':
      case 'sequence': {
        const name = bound('x');
        const inner = this.typed(type.of, atom(name), [...around, name]);
        const member = type.kind === 'set' ? this.at(of, atom(name)) : this.listed(atom(name), of);
        const items =
          inner === TRUE ? TRUE : logic.forall(name, this.type(type.of).text, member, inner);
        return logic.and(items, this.bounded(type, of));
      }
      case 'bag':
        throw new CannotExport(`${formatType(type)}: bags are not said`);
    }
  }

  private bounded(type: TypeOf<'set' | 'sequence'>, of: Piece): Piece {
    if (type.bound === undefined) return TRUE;
    const size = apply(this.uses(type.kind === 'set' ? 'size' : 'len'), of);
    return this.logic.related(size, this.dialect.signs.most, this.number(type.bound));
  }

  private typedShapes(type: TypeOf<'variant'>, of: Piece, around: readonly string[]): Piece {
    const conditions = type.shapes.map((shape) => {
      const names = shape.fields.map((f) => this.names.local(f.name, around));
      const parts = shape.fields.map((f, i) =>
        this.typed(f.type, atom(names[i]), [...around, ...names]),
      );
      return [this.pattern(type, shape, names), this.logic.and(...parts)] as const;
    });
    if (conditions.every(([, condition]) => condition === TRUE)) return TRUE;
    const cases = conditions.map(([pattern, condition]) => [pattern, condition.text] as const);
    return piece(
      this.dialect.matched(of.text, cases),
      this.dialect.qualified ? RANK.open : RANK.atom,
    );
  }

  /** The function that gives a field of a value of several shapes, the first value where it has none. */
  fieldOfShape(type: TypeOf<'variant'>, field: string, of: Piece): Piece {
    const name = this.declared(type);
    const key = `field ${name} ${field}`;
    if (!this.functions.has(key)) {
      const owners = type.shapes.filter((s) => s.fields.some((f) => f.name === field));
      const value = owners[0].fields.find((f) => f.name === field)?.type as Type;
      const cases = owners.map((s) => {
        const names = s.fields.map((f) => (f.name === field ? 'x' : '_'));
        return [this.pattern(type, s, names), 'x'] as const;
      });
      const other =
        owners.length < type.shapes.length ? [['_', this.default(value).text] as const] : [];
      this.define(key, `${name}_${field}`, name, this.type(value).text, [...cases, ...other]);
    }
    return apply(this.functions.get(key) ?? '', of);
  }

  isShape(type: TypeOf<'variant'>, shape: ShapeType, of: Piece): Piece {
    const name = this.declared(type);
    const key = `is ${name} ${shape.name}`;
    if (!this.functions.has(key)) {
      const pattern = this.pattern(
        type,
        shape,
        shape.fields.map(() => '_'),
      );
      const other = type.shapes.length > 1 ? [['_', 'False'] as const] : [];
      this.define(key, `is_${shape.name}`, name, 'Prop', [[pattern, 'True'], ...other]);
    }
    return apply(this.functions.get(key) ?? '', of);
  }

  /** The place of a member in its enum. */
  place(type: TypeOf<'enum'>, of: Piece): Piece {
    const name = this.declared(type);
    const key = `place ${name}`;
    if (!this.functions.has(key)) {
      const cases = type.members.map((m, i) => [this.member(type, m).text, String(i)] as const);
      this.define(key, `place_in_${name}`, name, this.dialect.integers, cases);
    }
    return apply(this.functions.get(key) ?? '', of);
  }

  private define(
    key: string,
    wanted: string,
    takes: string,
    gives: string,
    cases: readonly (readonly [string, string])[],
  ): void {
    const name = this.names.global(key, wanted);
    this.functions.set(key, name);
    const body = [this.dialect.matched('v', cases)];
    this.declarations.push(
      this.dialect.definition(name, [{ name: 'v', type: takes }], gives, body),
    );
  }

  pattern(type: TypeOf<'variant'>, shape: ShapeType, names: readonly string[]): string {
    return [this.shape(type, shape.name, []).text, ...names].join(' ');
  }

  between(low: Piece, of: Piece, high: Piece): Piece {
    const { most } = this.dialect.signs;
    return this.logic.and(this.logic.related(low, most, of), this.logic.related(of, most, high));
  }

  /** Is it in the sequence? */
  listed(element: Piece, sequence: Piece): Piece {
    return this.dialect.qualified
      ? piece(`${within(element, RANK.cons)} ∈ ${within(sequence, RANK.cons)}`, RANK.relation)
      : apply('In', element, sequence);
  }

  at(map: Piece, key: Piece): Piece {
    return map.at?.(key) ?? apply(within(map, RANK.apply), key);
  }

  field(type: TypeOf<'record'>, field: string, of: Piece): Piece {
    return this.dialect.field(this.declared(type), this.fieldName(field), within(of, RANK.atom));
  }

  // -------------------------------------------------------------------------------------- values

  number(value: number): Piece {
    return atom(value < 0 ? `(${value})` : String(value));
  }

  literal(type: Type, value: Value): Piece {
    switch (type.kind) {
      case 'boolean':
        return atom(value === true ? 'true' : 'false');
      case 'integer':
      case 'range':
        return this.number(value as number);
      case 'symmetric': {
        const name = this.declared(type);
        return atom(this.dialect.constructor_(name, this.symmetricMember(name, value as number)));
      }
      case 'enum':
        return this.member(type, value as string);
      case 'optional':
        return value === null
          ? atom(this.dialect.none)
          : apply(this.dialect.some, this.literal(type.of, value));
      case 'record':
        return this.record(
          type,
          type.fields.map((f, i) => this.literal(f.type, (value as readonly Value[])[i])),
        );
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const declared = type.shapes.find((s) => s.name === shape)?.fields ?? [];
        return this.shape(
          type,
          shape,
          declared.map((f, i) => this.literal(f.type, fields[i])),
        );
      }
      case 'map':
        return this.mapLiteral(type, value as readonly Value[]);
      case 'set': {
        const name = this.names.local('x', []);
        return this.predicate(
          name,
          type.of,
          this.memberOf(type, value as readonly Value[], atom(name)),
        );
      }
      case 'sequence':
        return atom(
          this.dialect.listed(
            (value as readonly Value[]).map((v) => this.literal(type.of, v).text),
          ),
        );
      case 'bag':
        throw new CannotExport(`${formatType(type)}: bags are not said`);
    }
  }

  private mapLiteral(type: TypeOf<'map'>, items: readonly Value[]): Piece {
    const keys = valuesOf(type.key);
    const name = this.names.local('k', []);
    const last = this.literal(type.value, items[items.length - 1]);
    const text = items.slice(0, -1).reduceRight<string>((rest, item, i) => {
      const value = this.literal(type.value, item);
      if (value.text === rest) return rest;
      const test = this.logic.equal(atom(name), this.literal(type.key, keys[i]));
      return this.dialect.choice(test.text, value.text, rest);
    }, last.text);
    const whole = this.lambda(text === last.text ? '_' : name, this.type(type.key).text, text);
    return text === last.text ? { ...whole, at: () => last } : whole;
  }

  /** Is it one of these values of the item's type? */
  memberOf({ of }: TypeOf<'set'>, items: readonly Value[], element: Piece): Piece {
    if (items.length > 0 && this.isWhole(of, items)) return this.typed(of, element, [element.text]);
    return items.length === 0
      ? FALSE
      : this.logic.or(...items.map((v) => this.logic.equal(element, this.literal(of, v))));
  }

  private isWhole(of: Type, items: readonly Value[]): boolean {
    if (cardinality(of) !== items.length) return false;
    return JSON.stringify(valuesOf(of)) === JSON.stringify(items);
  }

  predicate(name: string, of: Type, body: Piece): Piece {
    return this.lambda(body === TRUE || body === FALSE ? '_' : name, this.type(of).text, body.text);
  }

  lambda(name: string, type: string, body: string): Piece {
    return piece(`fun ${name} : ${type} => ${body}`, RANK.open);
  }

  /** The first value of the type, for where an operation has none. */
  default(type: Type): Piece {
    switch (type.kind) {
      case 'integer':
        return this.number(0);
      case 'map':
        return this.lambda('_', this.type(type.key).text, this.default(type.value).text);
      case 'record':
        return this.record(
          type,
          type.fields.map((f) => this.default(f.type)),
        );
      case 'variant': {
        const [{ name, fields }] = type.shapes;
        return this.shape(
          type,
          name,
          fields.map((f) => this.default(f.type)),
        );
      }
      case 'set':
      case 'sequence':
        return this.literal(type, []);
      case 'optional':
        return this.literal(type, null);
      case 'enum':
        return this.literal(type, type.members[0]);
      case 'symmetric':
        return this.literal(type, 1);
      case 'boolean':
        return this.literal(type, false);
      case 'range':
        return this.literal(type, type.low);
      case 'bag':
        throw new CannotExport(`${formatType(type)}: bags are not said`);
    }
  }
}

const capital = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .filter((w) => w !== '')
    .map((w) => `${w[0].toUpperCase()}${w.slice(1)}`)
    .join('');
