/**
 * The types of programs. Numbers are whole numbers with declared ends, however far apart: a program is
 * reasoned about in mathematical integers, and that they stay between their ends is an obligation.
 */

export type ProgramType =
  | { readonly kind: 'boolean' }
  /** Both ends included. */
  | {
      readonly kind: 'integer';
      readonly low: bigint;
      readonly high: bigint;
      readonly name?: string;
    }
  /** Ordered names; a value is the place of its name, from 0. */
  | { readonly kind: 'enum'; readonly members: readonly string[]; readonly name?: string }
  /** Indexed from 1; `bound` is the greatest size. */
  | {
      readonly kind: 'sequence';
      readonly of: ScalarType;
      readonly bound?: bigint;
      readonly name?: string;
    };

export type ScalarType = Exclude<ProgramType, { readonly kind: 'sequence' }>;

/** `integer`: the arithmetic of code is done in it, or in a wider type of its operands. */
export const INTEGER = {
  kind: 'integer',
  low: -(2n ** 31n),
  high: 2n ** 31n - 1n,
  name: 'integer',
} as const satisfies ProgramType;

export const BOOLEAN = { kind: 'boolean' } as const satisfies ProgramType;

/** For messages: the declared name where there is one. */
export function typeText(type: ProgramType): string {
  if (type.kind !== 'boolean' && type.name !== undefined) return type.name;
  switch (type.kind) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return `${type.low}..${type.high}`;
    case 'enum':
      return `[${type.members.join(', ')}]`;
    case 'sequence':
      return `sequence(${typeText(type.of)}${type.bound === undefined ? '' : `, ${type.bound}`})`;
  }
}

/** May values of the two stand for one another? Whether a number fits is another question. */
export function compatible(a: ProgramType, b: ProgramType): boolean {
  if (a.kind === 'sequence') return b.kind === 'sequence' && compatible(a.of, b.of);
  if (a.kind === 'enum') return b.kind === 'enum' && a.members.join() === b.members.join();
  return a.kind === b.kind;
}

/** The least type that holds the values of both, which are compatible. */
export function hull<T extends ProgramType>(a: T, b: T): T {
  if (a.kind !== 'integer' || b.kind !== 'integer') return a;
  const [low] = [a.low, b.low].sort((x, y) => (x < y ? -1 : 1));
  const [high] = [a.high, b.high].sort((x, y) => (x > y ? -1 : 1));
  return { ...a, low, high, name: undefined } as T;
}
