/**
 * Where the state of a model lies in an exported Promela model: every variable becomes arrays of numbers
 * (one for each field below it), indexed by the keys and items above the number.
 */
import type { Variable } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { formatType } from '../../../../engine/language/types-format.js';
import type { Value } from '../../../../engine/language/value.js';
import { formatValue } from '../../../../engine/language/value-format.js';
import { isFinite as isListable } from '../../../../engine/language/values.js';
import { CannotExport } from '../refusal.js';
import type { Names } from './names.js';
import { constant, GREATEST, LEAST, read, type Scalar } from './scalar.js';
import {
  CASES_MAX,
  copiesOf,
  listed,
  membersOf,
  type Symbolic,
  type SymbolicOf,
  scalarOf,
  scalar as scalarValue,
  zero,
} from './symbolic.js';

/** One declaration. Without `cells` a plain variable. */
export interface Declaration {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  readonly cells?: number;
  readonly about: string;
}

/** How one array is indexed so far: `at` of `cells`. */
interface Index {
  readonly at: number;
  readonly cells: number;
  readonly depth: number;
  readonly label?: string;
}

export class Storage {
  readonly declarations: Declaration[] = [];
  private readonly byPath = new Map<string, string>();
  private readonly symbolic = new Map<string, Symbolic>();

  constructor(
    private readonly names: Names,
    variables: readonly Variable[],
  ) {
    for (const { name, type, span } of variables) {
      try {
        this.symbolic.set(name, this.place(type, name, undefined, false, formatType(type)));
      } catch (error) {
        if (!(error instanceof CannotExport)) throw error;
        throw new CannotExport(`${name}: ${error.message}`, span);
      }
    }
  }

  /** The variable as it stands in the state. */
  readonly read = (variable: string): Symbolic => {
    const found = this.symbolic.get(variable);
    if (found === undefined) throw new Error(`no variable ${variable}`);
    return found;
  };

  /** `mayLack`: where there is nothing, zero stands, which need not be in the type. */
  private place(
    type: Type,
    path: string,
    index: Index | undefined,
    mayLack: boolean,
    about: string,
  ): Symbolic {
    const below = (t: Type, field: string, lacks: boolean): Symbolic =>
      this.place(t, `${path} ${field}`, index, lacks, `${field} of ${about}`);
    const number = (low: number, high: number, field?: string): Scalar =>
      this.number(
        field === undefined ? path : `${path} ${field}`,
        mayLack ? Math.min(low, 0) : low,
        mayLack ? Math.max(high, 0) : high,
        index,
        field === undefined ? about : `${field} of ${about}`,
      );
    switch (type.kind) {
      case 'boolean':
        return scalarValue(number(0, 1));
      case 'integer':
        return scalarValue(number(LEAST, GREATEST));
      case 'range':
        return scalarValue(number(type.low, type.high));
      case 'symmetric':
        return scalarValue(number(1, type.size));
      case 'enum':
        return scalarValue(number(0, type.members.length - 1));
      case 'optional':
        return {
          kind: 'optional',
          present: number(0, 1, 'present'),
          value: below(type.of, 'value', true),
        };
      case 'record':
        return {
          kind: 'record',
          fields: type.fields.map((f) => below(f.type, f.name, mayLack)),
        };
      case 'variant':
        return {
          kind: 'variant',
          tag: number(0, type.shapes.length - 1, 'tag'),
          shapes: type.shapes.map((s) =>
            s.fields.map((f) => below(f.type, `${s.name} ${f.name}`, true)),
          ),
        };
      case 'map': {
        const keys = listed(type.key, formatType(type.key));
        const entry = this.dimension(type.key, keys, index);
        return {
          kind: 'map',
          entries: keys.map((_, i) => this.place(type.value, path, entry(i), mayLack, about)),
        };
      }
      case 'set':
      case 'bag':
        return this.placeMembers(type, path, index, about);
      case 'sequence':
        return this.placeSequence(type, path, index, about, number);
    }
  }

  private placeMembers(
    type: TypeOf<'set'> | TypeOf<'bag'>,
    path: string,
    index: Index | undefined,
    about: string,
  ): Symbolic {
    if (!isListable(type.of))
      throw new CannotExport(`${formatType(type)} can have any number as an item`);
    if (type.kind === 'bag' && type.bound === undefined)
      throw new CannotExport(`${formatType(type)} has no bound`);
    const values = listed(type.of, formatType(type.of));
    const entry = this.dimension(type.of, values, index);
    const most = type.kind === 'set' ? 1 : (type.bound ?? 1);
    return {
      kind: type.kind,
      members: values.map((value, i) => ({
        value,
        copies: this.number(path, 0, most, entry(i), about),
      })),
    };
  }

  private placeSequence(
    type: TypeOf<'sequence'>,
    path: string,
    index: Index | undefined,
    about: string,
    number: (low: number, high: number, field: string) => Scalar,
  ): Symbolic {
    const { bound } = type;
    if (bound === undefined) throw new CannotExport(`${formatType(type)} has no bound`);
    if (bound > CASES_MAX) throw new CannotExport(`${formatType(type)} may be too long`);
    const slots = Array.from({ length: bound }, (_, i) => i + 1);
    const entry = this.dimension({ kind: 'range', low: 1, high: Math.max(bound, 1) }, slots, index);
    return {
      kind: 'sequence',
      length: number(0, bound, 'length'),
      items: slots.map((_, i) => this.place(type.of, path, entry(i), true, about)),
    };
  }

  /** Adds an index. Small natural numbers index by themselves; everything else by its position. */
  private dimension(
    type: Type,
    values: readonly Value[],
    outer: Index | undefined,
  ): (position: number) => Index {
    const numbers =
      type.kind === 'symmetric' || (type.kind === 'range' && type.low >= 0 && type.low <= 1);
    const first = type.kind === 'symmetric' ? 1 : type.kind === 'range' && numbers ? type.low : 0;
    const size = values.length + first;
    return (position) => {
      const label =
        outer === undefined && !numbers ? this.label(type, values[position], position) : undefined;
      return {
        at: (outer?.at ?? 0) * size + first + position,
        cells: (outer?.cells ?? 1) * size,
        depth: (outer?.depth ?? 0) + 1,
        ...(label === undefined ? {} : { label }),
      };
    };
  }

  private label(type: Type, value: Value, position: number): string | undefined {
    if (type.kind === 'enum') return this.names.of(type, position);
    if (type.kind === 'boolean' || type.kind === 'range') return undefined;
    const shape = 'name' in type && type.name !== undefined ? type.name : type.kind;
    const key = `${formatType(type)} ${formatValue(type, value)}`;
    return this.names.number(key, `${shape}_${formatValue(type, value)}`, position);
  }

  private number(
    path: string,
    low: number,
    high: number,
    index: Index | undefined,
    about: string,
  ): Scalar {
    // A sequence of sequences has two lengths.
    const key = `${path} ${index?.cells ?? ''}`;
    let name = this.byPath.get(key);
    if (name === undefined) {
      name = this.names.claim(path);
      this.byPath.set(key, name);
      const cells = index === undefined ? {} : { cells: index.cells };
      this.declarations.push({ name, low, high, about, ...cells });
    }
    if (index === undefined) return read(name, low, high);
    return read(name, low, high, constant(index.at), index.depth === 1 ? index.label : undefined);
  }
}

/** A number of the state, and a number for it. */
export interface Cell {
  readonly cell: Scalar;
  readonly value: Scalar;
}

/** What each number of `target`, which lies in the state, is in `value`. */
export function cellsOf(type: Type, target: Symbolic, value: Symbolic): Cell[] {
  switch (type.kind) {
    case 'optional': {
      const [t, v] = [target, value] as SymbolicOf<'optional'>[];
      return [{ cell: t.present, value: v.present }, ...cellsOf(type.of, t.value, v.value)];
    }
    case 'record': {
      const [t, v] = [target, value] as SymbolicOf<'record'>[];
      return type.fields.flatMap((f, i) => cellsOf(f.type, t.fields[i], v.fields[i]));
    }
    case 'variant': {
      const [t, v] = [target, value] as SymbolicOf<'variant'>[];
      return [
        { cell: t.tag, value: v.tag },
        ...type.shapes.flatMap((s, i) =>
          s.fields.flatMap((f, j) => cellsOf(f.type, t.shapes[i][j], v.shapes[i][j])),
        ),
      ];
    }
    case 'map': {
      const [t, v] = [target, value] as SymbolicOf<'map'>[];
      return t.entries.flatMap((entry, i) => cellsOf(type.value, entry, v.entries[i]));
    }
    case 'set':
    case 'bag':
      return membersOf(target).map((m) => ({ cell: m.copies, value: copiesOf(value, m.value) }));
    case 'sequence': {
      const [t, v] = [target, value] as SymbolicOf<'sequence'>[];
      const nothing = zero(type.of, () => '');
      return [
        { cell: t.length, value: v.length },
        ...t.items.flatMap((item, i) => cellsOf(type.of, item, v.items[i] ?? nothing)),
      ];
    }
    default:
      return [{ cell: scalarOf(target), value: scalarOf(value) }];
  }
}

/** The same value with each of its numbers replaced. */
export function withCells(value: Symbolic, change: (cell: Scalar) => Scalar): Symbolic {
  const inner = (v: Symbolic): Symbolic => withCells(v, change);
  switch (value.kind) {
    case 'scalar':
      return scalarValue(change(value.of));
    case 'optional':
      return { ...value, present: change(value.present), value: inner(value.value) };
    case 'record':
      return { ...value, fields: value.fields.map(inner) };
    case 'variant':
      return { ...value, tag: change(value.tag), shapes: value.shapes.map((s) => s.map(inner)) };
    case 'map':
      return { ...value, entries: value.entries.map(inner) };
    case 'set':
    case 'bag':
      return {
        ...value,
        members: value.members.map((m) => ({ ...m, copies: change(m.copies) })),
      };
    case 'sequence':
      return { ...value, length: change(value.length), items: value.items.map(inner) };
  }
}
