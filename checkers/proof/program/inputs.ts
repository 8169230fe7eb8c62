/**
 * Small arguments for a function, smallest first: every small number, and sequences of few of them.
 * Numbers at the ends of their types come last.
 */
import type { Variable } from '../../../engine/language/program/spec.js';
import type { ProgramType, ScalarType } from '../../../engine/language/program/types.js';
import {
  type ProgramValue,
  type Scalar,
  sequence,
} from '../../../engine/language/program/values.js';

/** Rounds, each with more values than the one before. */
const ROUNDS = 5;

/** No list of arguments comes twice; at most `most` of them. */
export function* smallInputs(
  parameters: readonly Variable[],
  most: number,
): Generator<readonly ProgramValue[]> {
  const seen = new Set<string>();
  let count = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const choices = parameters.map(({ type }) => valuesOf(type, round));
    for (const args of product(choices)) {
      const key = args.map(keyOf).join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      if (++count > most) return;
      yield args;
    }
  }
}

function* product(choices: readonly (readonly ProgramValue[])[]): Generator<ProgramValue[]> {
  const [first, ...rest] = choices;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const value of first) for (const more of product(rest)) yield [value, ...more];
}

const keyOf = (value: ProgramValue): string =>
  typeof value === 'object'
    ? `[${Array.from({ length: Number(value.size) }, (_, i) => value.items.get(BigInt(i + 1)))}]`
    : String(value);

export function valuesOf(type: ProgramType, round: number): ProgramValue[] {
  if (type.kind !== 'sequence') return scalars(type, round);
  const items = scalars(type.of, Math.min(round, 2)).slice(0, 4);
  const longest = Math.min(round, Number(type.bound ?? round));
  const rest = type.of.kind === 'boolean' ? false : 0n;
  return lists(items, longest).map((list) => sequence(list, rest));
}

function lists(items: readonly Scalar[], longest: number): Scalar[][] {
  let last: Scalar[][] = [[]];
  const all: Scalar[][] = [[]];
  for (let size = 1; size <= longest; size++) {
    last = last.flatMap((list) => items.map((item) => [...list, item]));
    all.push(...last);
  }
  return all;
}

function scalars(type: ScalarType, round: number): Scalar[] {
  if (type.kind === 'boolean') return [false, true];
  const [low, high] =
    type.kind === 'enum' ? [0n, BigInt(type.members.length - 1)] : [type.low, type.high];
  const near = low > 0n ? low : high < 0n ? high : 0n;
  const found = new Set<bigint>([near]);
  for (let i = 1n; i <= BigInt(2 * round); i++) found.add(near + i).add(near - i);
  if (round >= 3) for (const end of [low, low + 1n, high - 1n, high]) found.add(end);
  return [...found].filter((value) => low <= value && value <= high);
}
