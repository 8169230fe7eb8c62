/**
 * Shared words: which cells a memory has, and how a value is a word. In a live run a word is 32 bits, or 64 where its shape is a record
 * that needs more; in exploration it is any number.
 */
import { ProtocolError } from '../node/errors.js';
import { mismatch, type Shape } from '../node/shapes/shape.js';
import { type ArrayWord, isArray, type Memory } from './declaration.js';

/** Values as bits. `int` has 32 of them, in two's complement. */
export interface Codec {
  readonly bits: number;
  toBits(value: unknown): bigint;
  fromBits(bits: bigint): unknown;
  /** Where it fits: the same as a 32-bit number. */
  readonly small: { to(value: unknown): number; from(code: number): unknown } | null;
}

const ID_BITS = 8;
/** In one run. */
export const THREADS_MAX = 1 << ID_BITS;

/** Null where values of this shape are no word. */
export function codecOf({ detail }: Shape<unknown>): Codec | null {
  switch (detail.kind) {
    case 'int':
      return small(
        32,
        (v) => v as number,
        (code) => code,
      );
    case 'bool':
      return small(
        1,
        (v) => (v === true ? 1 : 0),
        (code) => code === 1,
      );
    case 'id':
      return small(
        ID_BITS,
        (v) => v as number,
        (code) => code,
      );
    case 'oneOf': {
      const { members } = detail;
      const bits = Math.max(1, Math.ceil(Math.log2(members.length)));
      return small(
        bits,
        (v) => members.indexOf(v as string),
        (code) => members[code],
      );
    }
    case 'optional': {
      const of = codecOf(detail.of);
      return of === null ? null : optional(of);
    }
    case 'record':
    case 'value':
      return packed(Object.entries(detail.fields));
    default:
      return null;
  }
}

function small(bits: number, to: (v: unknown) => number, from: (code: number) => unknown): Codec {
  const signed = (word: bigint): number => Number(BigInt.asIntN(32, word));
  return {
    bits,
    toBits: (v) => BigInt.asUintN(bits, BigInt(to(v))),
    fromBits: (word) => from(bits === 32 ? signed(word) : Number(word)),
    small: { to, from },
  };
}

/** 0 is null. */
function optional(of: Codec): Codec {
  const toBits = (v: unknown): bigint => (v === null ? 0n : (of.toBits(v) << 1n) | 1n);
  const fromBits = (word: bigint): unknown => ((word & 1n) === 0n ? null : of.fromBits(word >> 1n));
  return narrowed({ bits: of.bits + 1, toBits, fromBits });
}

function packed(fields: readonly (readonly [string, Shape<unknown>])[]): Codec | null {
  const parts = fields.map(([name, shape]) => ({ name, codec: codecOf(shape) }));
  if (parts.some(({ codec }) => codec === null)) return null;
  const known = parts as readonly { readonly name: string; readonly codec: Codec }[];
  const bits = known.reduce((sum, { codec }) => sum + codec.bits, 0);
  if (bits > 64) return null;
  return narrowed({
    bits,
    toBits: (v) =>
      known.reduceRight(
        (word, { name, codec }) =>
          (word << BigInt(codec.bits)) | codec.toBits((v as Record<string, unknown>)[name]),
        0n,
      ),
    fromBits: (word) => {
      let rest = word;
      const values = known.map(({ name, codec }) => {
        const value = codec.fromBits(BigInt.asUintN(codec.bits, rest));
        rest >>= BigInt(codec.bits);
        return [name, value] as const;
      });
      return Object.fromEntries(values);
    },
  });
}

function narrowed({ bits, toBits, fromBits }: Omit<Codec, 'small'>): Codec {
  const to = (v: unknown): number => Number(BigInt.asIntN(32, toBits(v)));
  const from = (code: number): unknown => fromBits(BigInt.asUintN(bits, BigInt(code)));
  return { bits, toBits, fromBits, small: bits <= 32 ? { to, from } : null };
}

/** One word of memory. */
export interface CellInfo {
  /** `top`, `items[2]`. */
  readonly name: string;
  readonly word: string;
  /** In an array. */
  readonly index: number | null;
  readonly shape: Shape<unknown>;
  readonly codec: Codec;
  readonly first: unknown;
}

/** A name of the declaration, and its cells. */
export interface WordInfo {
  readonly name: string;
  readonly shape: Shape<unknown>;
  readonly start: number;
  /** null: a single word. */
  readonly size: number | null;
}

export interface Layout {
  readonly cells: readonly CellInfo[];
  readonly words: ReadonlyMap<string, WordInfo>;
}

/** More words than any spec means. */
const CELLS_MAX = 1 << 16;

/** @throws ProtocolError, ShapeError where a size or an initial value does not fit */
export function layoutOf(memory: Memory, sizeOf: (word: ArrayWord) => number): Layout {
  const cells: CellInfo[] = [];
  const words = new Map<string, WordInfo>();
  for (const [name, word] of Object.entries(memory)) {
    const many = isArray(word);
    const shape = many ? word.of : word;
    const codec = codecOf(shape);
    if (codec === null) throw new ProtocolError(`memory.${name}: ${NO_WORD}`);
    const size = many ? sizeOf(word) : null;
    if (size !== null && !(Number.isSafeInteger(size) && size >= 1 && size <= CELLS_MAX))
      throw new ProtocolError(
        `memory.${name}: ${size} is no size of an array; it has 1 word or more`,
      );
    words.set(name, { name, shape, start: cells.length, size });
    for (let i = 0; i < (size ?? 1); i++) {
      const cell = size === null ? name : `${name}[${i}]`;
      const first = many && word.first ? word.first(i) : shape.initial();
      checkWord(shape, first, `memory.${cell}`);
      cells.push({ name: cell, word: name, index: many ? i : null, shape, codec, first });
    }
  }
  return { cells, words };
}

export const NO_WORD =
  'a shared word is an int, bool, oneOf or id, optional or in a record, 64 bits together at most';

/** @throws ShapeError where the value is not of the shape, or needs more than 32 bits for a number */
export function checkWord(shape: Shape<unknown>, value: unknown, at: string): void {
  shape.check(value, at);
  fits(shape, value, at);
}

function fits({ detail }: Shape<unknown>, value: unknown, at: string): void {
  if (detail.kind === 'int' && (value as number) !== ((value as number) | 0))
    mismatch(at, 'a number of 32 bits', value);
  if (detail.kind === 'optional' && value !== null) fits(detail.of, value, at);
  if (detail.kind === 'record' || detail.kind === 'value')
    for (const [name, shape] of Object.entries(detail.fields))
      fits(shape, (value as Record<string, unknown>)[name], `${at}.${name}`);
}
