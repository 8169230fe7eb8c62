/**
 * Values of running programs. A sequence has a size and its items; those that are not listed are all
 * `rest`, so that one of two thousand million items can be computed with as well.
 */
import type { Plain } from '../../plain.js';
import type { Span } from '../source.js';
import type { Predicate } from './spec.js';
import type { ProgramType, ScalarType } from './types.js';

export type Scalar = boolean | bigint;

export interface Sequence {
  readonly size: bigint;
  /** By index, from 1n. */
  readonly items: ReadonlyMap<bigint, Scalar>;
  readonly rest: Scalar;
}

export type ProgramValue = Scalar | Sequence;

export function sequence(items: readonly Scalar[], rest: Scalar = 0n): Sequence {
  return {
    size: BigInt(items.length),
    items: new Map(items.map((item, i) => [BigInt(i + 1), item])),
    rest,
  };
}

export const isSequence = (value: ProgramValue): value is Sequence => typeof value === 'object';

export const itemAt = (of: Sequence, index: bigint): Scalar => of.items.get(index) ?? of.rest;

export function withItem(of: Sequence, index: bigint, item: Scalar): Sequence {
  return { ...of, items: new Map(of.items).set(index, item) };
}

export function appended(of: Sequence, item: Scalar): Sequence {
  const size = of.size + 1n;
  return { size, items: new Map(of.items).set(size, item), rest: of.rest };
}

/** Sequences are the same item by item, however they are held. */
export function sameValue(a: ProgramValue, b: ProgramValue): boolean {
  if (!isSequence(a) || !isSequence(b)) return a === b;
  if (a.size !== b.size) return false;
  const indices = new Set([...a.items.keys(), ...b.items.keys()]);
  for (const index of indices)
    if (index <= a.size && itemAt(a, index) !== itemAt(b, index)) return false;
  return BigInt(indices.size) >= a.size || a.rest === b.rest;
}

/** Does a value lie within its type? Of sequences all items and the size. */
export function fitsType(value: ProgramValue, type: ProgramType): boolean {
  switch (type.kind) {
    case 'boolean':
      return true;
    case 'integer':
      return type.low <= (value as bigint) && (value as bigint) <= type.high;
    case 'enum':
      return (value as bigint) < BigInt(type.members.length);
    case 'sequence': {
      const { size, items, rest } = value as Sequence;
      if (type.bound !== undefined && size > type.bound) return false;
      const all = BigInt(items.size) < size ? [...items.values(), rest] : [...items.values()];
      return all.every((item) => fitsType(item, type.of));
    }
  }
}

/** Items that are shown one by one. */
const SHOWN = 24n;

export function plainProgramValue(value: ProgramValue, type: ProgramType): Plain {
  if (isSequence(value)) return plainSequence(value, type.kind === 'sequence' ? type.of : type);
  if (typeof value === 'boolean') return value;
  if (type.kind === 'enum') return type.members[Number(value)];
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function plainSequence(value: Sequence, of: ProgramType): Plain {
  const show = (item: Scalar): Plain => plainProgramValue(item, of as ScalarType);
  if (value.size <= SHOWN)
    return Array.from({ length: Number(value.size) }, (_, i) => show(itemAt(value, BigInt(i + 1))));
  const other = [...value.items].filter(([i, item]) => i <= value.size && item !== value.rest);
  const most = `${value.size} items, ${other.length === 0 ? 'all' : 'most'} ${show(value.rest)}`;
  const few = other.slice(0, Number(SHOWN)).map(([i, item]) => `[${i}] = ${show(item)}`);
  return [most, ...few].join(', ');
}

/** What went wrong in a run, and where. */
export class Failure extends Error {
  constructor(
    readonly predicate: Exclude<Predicate, 'returned'>,
    readonly span: Span,
    message: string,
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** A quantifier over more values than are gone through one by one. */
export class TooLarge extends Error {
  constructor() {
    super('too many values to go through');
    this.name = 'TooLarge';
  }
}
