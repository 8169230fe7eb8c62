import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { arbitraryType, arbitraryValue } from './arbitrary-types.js';
import { type Environment, evaluate } from './evaluate.js';
import * as ill from './ill-defined.js';
import { IllDefined } from './ill-defined.js';
import * as b from './test-expressions.js';
import type { Expr } from './typed.js';
import type { Type } from './types.js';
import type { Value } from './value.js';
import { contains, equalValues, setOf } from './values.js';

const { int, truth, INTEGER, BOOLEAN } = b;
const ints = b.setType(INTEGER);
const intBag = b.bagType(INTEGER);
const intSequence = b.sequenceType(INTEGER);
const set = (...items: number[]) => b.literal(ints, setOf(INTEGER, items));
const bag = (...items: number[]) => b.literal(intBag, items);
const sequence = (...items: number[]) => b.literal(intSequence, items);
const crash = () => b.call('head', INTEGER, sequence());
const crashing = () => b.equal(crash(), int(0));

/** The message of the failure; fails unless the failing node is the expression itself. */
function failure(expr: Expr): string {
  try {
    evaluate(expr);
  } catch (error) {
    if (!(error instanceof IllDefined)) throw error;
    expect(error.span).toBe(expr.span);
    return error.message;
  }
  throw new Error('no failure');
}

describe('connectives decide left to right', () => {
  it.each<[Expr, boolean]>([
    [b.logic('and', truth(false), crashing()), false],
    [b.logic('or', truth(true), crashing()), true],
    [b.logic('implies', truth(false), crashing()), true],
    [b.logic('implies', truth(true), truth(false)), false],
    [b.logic('and', truth(true), truth(true)), true],
    [b.logic('or', truth(false), truth(false)), false],
    [b.not(truth(true)), false],
  ])('%#', (expr, value) => expect(evaluate(expr)).toBe(value));

  it('and need their left side', () => {
    for (const op of ['and', 'or', 'implies'] as const) {
      expect(() => evaluate(b.logic(op, crashing(), truth(true)))).toThrow(IllDefined);
    }
  });

  it('if evaluates one branch', () => {
    expect(evaluate(b.choice(truth(true), int(1), crash()))).toBe(1);
    expect(evaluate(b.choice(truth(false), crash(), int(2)))).toBe(2);
  });
});

describe('arithmetic', () => {
  it('agrees with big integers, and fails where the result does not fit', () => {
    const { seed, runs } = campaign('evaluate-arithmetic', { sample: 3000, deep: 300_000 });
    const number = fc.oneof(
      fc.integer({ min: -20, max: 20 }),
      fc.integer(),
      fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 2 ** 16, -(2 ** 16)),
    );
    const operator = fc.constantFrom('+', '-', '*', 'div', 'mod', 'min', 'max', '^');
    fc.assert(
      fc.property(number, operator, number, (x, op, y) => {
        const right = op === '^' ? Math.abs(y) % 40 : y;
        const expected = exact(BigInt(x), op, BigInt(right));
        const expr = b.compute(int(x), op as '+', int(right));
        if (expected === undefined || BigInt.asIntN(32, expected) !== expected) {
          const message = expected === undefined ? ill.divisionByZero(op as 'div') : ill.overflow();
          expect(failure(expr)).toBe(message);
        } else expect(evaluate(expr)).toBe(Number(expected));
      }),
      { seed, numRuns: runs },
    );
  });

  function exact(x: bigint, op: string, y: bigint): bigint | undefined {
    if (op === 'div' || op === 'mod') {
      if (y === 0n) return undefined;
      const remainder = ((x % y) + y) % y;
      return op === 'mod' ? remainder : (x - remainder) / y;
    }
    if (op === 'min' || op === 'max') return x < y === (op === 'min') ? x : y;
    if (op === '^') return x ** y;
    return op === '+' ? x + y : op === '-' ? x - y : x * y;
  }

  it.each<[number, number, number, number]>([
    [7, 2, 3, 1],
    [-7, 2, -4, 1],
    [7, -2, -4, -1],
    [-7, -2, 3, -1],
  ])('%i div, mod %i are %i, %i', (x, y, quotient, remainder) => {
    expect(evaluate(b.compute(int(x), 'div', int(y)))).toBe(quotient);
    expect(evaluate(b.compute(int(x), 'mod', int(y)))).toBe(remainder);
  });

  it('has negate, abs and log2', () => {
    expect(evaluate(b.single('negate', int(3)))).toBe(-3);
    expect(Object.is(evaluate(b.single('negate', int(0))), 0)).toBe(true);
    expect(evaluate(b.single('abs', int(-3)))).toBe(3);
    expect([1, 2, 3, 4, 1023, 1024].map((n) => evaluate(b.single('log2', int(n))))).toEqual([
      0, 1, 1, 2, 9, 10,
    ]);
    expect(failure(b.single('negate', int(-(2 ** 31))))).toBe(ill.overflow());
    expect(failure(b.single('abs', int(-(2 ** 31))))).toBe(ill.overflow());
    expect(failure(b.single('log2', int(0)))).toBe(ill.logarithmOf('0'));
    expect(failure(b.compute(int(2), '^', int(-1)))).toBe(ill.negativeExponent());
    expect(evaluate(b.compute(int(0), '^', int(0)))).toBe(1);
    expect(evaluate(b.compute(int(-1), '^', int(2 ** 31 - 1)))).toBe(-1);
  });
});

describe('comparison', () => {
  it('orders names as declared', () => {
    const colour = b.names('red', 'amber', 'green');
    const red = b.literal(colour, 'red');
    const green = b.literal(colour, 'green');
    expect(evaluate(b.compare(red, '<', green))).toBe(true);
    expect(evaluate(b.compare(green, '<=', red))).toBe(false);
    expect(evaluate(b.compare(red, '>=', red))).toBe(true);
    expect(evaluate(b.compare(red, '>', red))).toBe(false);
    expect(evaluate(b.compare(red, '!=', green))).toBe(true);
  });
});

describe('sets, bags and sequences', () => {
  it.each<[string, Expr, Value]>([
    ['add', b.call('add', ints, set(1, 3), int(2)), [1, 2, 3]],
    ['add known', b.call('add', ints, set(1, 3), int(3)), [1, 3]],
    ['add to bag', b.call('add', intBag, bag(1, 3), int(1)), [1, 1, 3]],
    ['remove', b.call('remove', ints, set(1, 3), int(3)), [1]],
    ['remove absent', b.call('remove', ints, set(1, 3), int(2)), [1, 3]],
    ['remove one copy', b.call('remove', intBag, bag(1, 1, 3), int(1)), [1, 3]],
    ['union', b.call('union', ints, set(1, 3), set(2, 3)), [1, 2, 3]],
    ['union of bags', b.call('union', intBag, bag(1, 3), bag(1)), [1, 1, 3]],
    ['intersection', b.call('intersection', ints, set(1, 3), set(2, 3)), [3]],
    ['intersection of bags', b.call('intersection', intBag, bag(1, 1, 2), bag(1, 1, 1)), [1, 1]],
    ['difference', b.call('difference', ints, set(1, 3), set(2, 3)), [1]],
    ['difference of bags', b.call('difference', intBag, bag(1, 1, 2), bag(1, 3)), [1, 2]],
    ['subset', b.call('subset', BOOLEAN, set(3), set(2, 3)), true],
    ['no subset', b.call('subset', BOOLEAN, bag(3, 3), bag(2, 3)), false],
    ['size', b.call('size', INTEGER, bag(3, 3)), 2],
    ['subsets', b.call('subsets', b.setType(ints), set(1, 2)), [[], [1], [2], [1, 2]]],
    ['append', b.call('append', intSequence, sequence(2), int(1)), [2, 1]],
    ['concat', b.call('concat', intSequence, sequence(2), sequence(1, 1)), [2, 1, 1]],
    ['head', b.call('head', INTEGER, sequence(2, 1)), 2],
    ['tail', b.call('tail', intSequence, sequence(2, 1)), [1]],
    ['slice', b.call('slice', intSequence, sequence(5, 6, 7), int(2), int(3)), [6, 7]],
    ['empty slice', b.call('slice', intSequence, sequence(5), int(9), int(8)), []],
    ['indices', b.call('indices', ints, sequence(5, 6)), [1, 2]],
    ['in', b.inside(int(3), bag(1, 3)), true],
    ['not in', b.inside(int(2), sequence(1, 3)), false],
    ['interval', b.interval(int(2), int(4)), [2, 3, 4]],
    ['empty interval', b.interval(int(2), int(1)), []],
    ['written set', b.list(ints, int(3), int(1), int(3)), [1, 3]],
    ['written bag', b.list(intBag, int(3), int(1), int(3)), [1, 3, 3]],
    ['written sequence', b.list(intSequence, int(3), int(1)), [3, 1]],
    ['index', b.at(sequence(5, 6), int(2)), 6],
  ])('%s', (_name, expr, value) => expect(evaluate(expr)).toEqual(value));

  it.each<[Expr, string]>([
    [b.call('head', INTEGER, sequence()), ill.headOfEmpty()],
    [b.call('tail', intSequence, sequence()), ill.tailOfEmpty()],
    [b.call('slice', intSequence, sequence(5, 6), int(0), int(1)), ill.sliceOutside('0', '1', '2')],
    [b.call('slice', intSequence, sequence(5, 6), int(2), int(3)), ill.sliceOutside('2', '3', '2')],
    [b.at(sequence(5, 6), int(0)), ill.indexOutside('0', '2')],
    [b.at(sequence(5, 6), int(3)), ill.indexOutside('3', '2')],
    [b.call('add', b.bagType(INTEGER, 1), bag(1), int(1)), ill.overBound(1, 'bag')],
    [b.list(b.sequenceType(INTEGER, 1), int(1), int(1)), ill.overBound(1, 'sequence')],
    [b.interval(int(0), int(2 ** 31 - 1)), ill.intervalTooLong()],
  ])('%# fails', (expr, message) => expect(failure(expr)).toBe(message));

  it.each([
    ['concat', 'sequence', intSequence],
    ['union', 'bag', intBag],
  ] as const)('%s: bounds what it puts together', (how, kind, type) => {
    const some = (count: number) => b.literal(type, Array<number>(count).fill(7));
    const both = (count: number) => b.call(how, type, some(500_000), some(count));
    expect(evaluate(both(500_000))).toHaveLength(1_000_000);
    expect(failure(both(500_001))).toBe(ill.tooManyTogether(kind));
  });

  it('bounds the subsets that it lists', () => {
    const many = b.interval(int(1), int(21));
    expect(failure(b.call('subsets', b.setType(ints), many))).toBe(ill.tooManySubsets('21'));
  });
});

describe('gathering', () => {
  const over = (
    which: Parameters<typeof b.gather>[0],
    type: Type,
    domain: Expr,
    body: (x: Expr) => Expr,
  ): Expr => {
    const x = b.newLocal('x', INTEGER);
    return b.gather(which, type, [[x, domain]], body(b.use(x)));
  };
  const big = (x: Expr) => b.compare(x, '>', int(1));
  const double = (x: Expr) => b.compute(x, '*', int(2));

  it.each<[string, Expr, Value]>([
    ['forall', over('forall', BOOLEAN, set(2, 3), big), true],
    ['forall not', over('forall', BOOLEAN, set(1, 3), big), false],
    ['forall of nothing', over('forall', BOOLEAN, set(), big), true],
    ['exists', over('exists', BOOLEAN, bag(1, 3), big), true],
    ['exists in nothing', over('exists', BOOLEAN, set(), big), false],
    ['count copies', over('count', INTEGER, bag(1, 3, 3), big), 2],
    ['sum', over('sum', INTEGER, bag(1, 3, 3), double), 14],
    ['sum of nothing', over('sum', INTEGER, bag(), double), 0],
    ['min', over('min', INTEGER, sequence(4, 3, 5), double), 6],
    ['max', over('max', INTEGER, sequence(4, 3, 5), double), 10],
    ['the', over('the', INTEGER, set(0, 1, 2), big), 2],
    ['filter a set', over('filter', ints, set(0, 2, 3), big), [2, 3]],
    ['filter a bag', over('filter', intBag, bag(0, 2, 2), big), [2, 2]],
    ['filter a sequence', over('filter', intSequence, sequence(3, 0, 2, 3), big), [3, 2, 3]],
    ['set', over('set', ints, sequence(3, 0, 3), double), [0, 6]],
    ['bag', over('bag', intBag, sequence(3, 0, 3), double), [0, 6, 6]],
    ['sequence', over('sequence', intSequence, sequence(3, 0, 3), double), [6, 0, 6]],
    ['map', over('map', b.mapType(b.range(1, 3), INTEGER), set(1, 2, 3), double), [2, 4, 6]],
  ])('%s', (_name, expr, value) => expect(evaluate(expr)).toEqual(value));

  it.each<[Expr, string]>([
    [over('min', INTEGER, set(), double), ill.extremeOfNothing('min')],
    [over('max', INTEGER, set(), double), ill.extremeOfNothing('max')],
    [over('the', INTEGER, set(0, 1), big), ill.theOfNone()],
    [over('the', INTEGER, set(2, 3), big), ill.theOfSeveral()],
    [over('sum', INTEGER, bag(2 ** 30, 2 ** 30), (x) => x), ill.overflow()],
  ])('%# fails', (expr, message) => expect(failure(expr)).toBe(message));

  it('stops when it is decided', () => {
    const risky = (x: Expr) => b.logic('or', big(x), crashing());
    expect(evaluate(over('exists', BOOLEAN, sequence(2, 0), risky))).toBe(true);
    expect(
      evaluate(over('forall', BOOLEAN, sequence(1, 0), (x) => b.logic('and', big(x), crashing()))),
    ).toBe(false);
    expect(() => evaluate(over('exists', BOOLEAN, sequence(0, 2), risky))).toThrow(IllDefined);
    expect(() => evaluate(over('count', INTEGER, sequence(2, 0), risky))).toThrow(IllDefined);
  });

  it('nests binders left to right, later domains using earlier locals', () => {
    const x = b.newLocal('x', INTEGER);
    const y = b.newLocal('y', INTEGER);
    const body = b.compute(b.compute(b.use(x), '*', int(10)), '+', b.use(y));
    const domain = b.interval(int(1), b.use(x));
    const expr = b.gather(
      'sequence',
      intSequence,
      [
        [x, set(1, 2, 3)],
        [y, domain],
      ],
      body,
    );
    expect(evaluate(expr)).toEqual([11, 21, 22, 31, 32, 33]);
  });
});

describe('reach', () => {
  const cell = b.range(1, 4);
  const next = b.literal(b.mapType(cell, b.optional(cell)), [2, 1, 4, null]);
  const c = b.newLocal('c', cell);
  const step = b.at(next, b.use(c));

  it('follows optional links, round cycles too', () => {
    const from = (value: Value) => evaluate(b.reach(c, step, b.literal(b.optional(cell), value)));
    expect(from(1)).toEqual([1, 2]);
    expect(from(3)).toEqual([3, 4]);
    expect(from(4)).toEqual([4]);
    expect(from(null)).toEqual([]);
  });

  it('follows sets and single values', () => {
    const children = b.literal(b.mapType(cell, b.setType(cell)), [[2, 3], [], [4], []]);
    expect(evaluate(b.reach(c, b.at(children, b.use(c)), b.literal(cell, 1)))).toEqual([
      1, 2, 3, 4,
    ]);
    const loop = b.literal(b.mapType(cell, cell), [2, 3, 1, 4]);
    expect(evaluate(b.reach(c, b.at(loop, b.use(c)), b.literal(b.setType(cell), [2, 4])))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});

describe('records and shapes', () => {
  const entry: Type = {
    kind: 'record',
    fields: [
      { name: 'term', type: INTEGER },
      { name: 'value', type: BOOLEAN },
    ],
  };
  const message: Type = {
    kind: 'variant',
    shapes: [
      {
        name: 'vote',
        fields: [
          { name: 'from', type: INTEGER },
          { name: 'term', type: INTEGER },
        ],
      },
      { name: 'ask', fields: [{ name: 'term', type: INTEGER }] },
      { name: 'stop', fields: [] },
    ],
  };
  const e = b.record(entry, int(3), truth(true));
  const vote = b.shape(message, 'vote', int(1), int(2));
  const stop = b.shape(message, 'stop');

  it('are built, read, tested and changed', () => {
    expect(evaluate(e)).toEqual([3, true]);
    expect(evaluate(b.field(e, 'term', INTEGER))).toBe(3);
    expect(evaluate(b.changed(e, { value: truth(false) }))).toEqual([3, false]);
    expect(evaluate(vote)).toEqual({ shape: 'vote', fields: [1, 2] });
    expect(evaluate(b.field(vote, 'term', INTEGER))).toBe(2);
    expect(evaluate(b.field(b.shape(message, 'ask', int(7)), 'term', INTEGER))).toBe(7);
    expect(evaluate(b.is(vote, 'vote'))).toBe(true);
    expect(evaluate(b.is(vote, 'stop'))).toBe(false);
    expect(evaluate(b.changed(vote, { term: int(9) }))).toEqual({ shape: 'vote', fields: [1, 9] });
  });

  it('have only the fields of their shape', () => {
    expect(failure(b.field(stop, 'term', INTEGER))).toBe(ill.fieldOfOtherShape('term', 'stop'));
    expect(failure(b.changed(stop, { term: int(1) }))).toBe(ill.fieldOfOtherShape('term', 'stop'));
  });
});

describe('coerce', () => {
  it.each<[Expr, Type, Value]>([
    [int(3), b.range(0, 5), 3],
    [b.literal(b.optional(INTEGER), 3), INTEGER, 3],
    [b.literal(b.range(1, 3), 2), b.optional(b.range(0, 5)), 2],
    [b.literal(b.optional(b.range(1, 3)), null), b.optional(INTEGER), null],
    [set(1, 2), b.setType(b.optional(b.range(1, 2)), 2), [1, 2]],
  ])('%#', (of, type, value) => expect(evaluate(b.coerce(of, type))).toEqual(value));

  it.each<[Expr, Type, string]>([
    [int(6), b.range(0, 5), ill.outside('0..5', '6')],
    [b.literal(b.optional(INTEGER), null), INTEGER, ill.noneForValue('integer')],
    [set(1, 2, 3), b.setType(INTEGER, 2), ill.overBound(2, 'set')],
    [sequence(1, 7), b.sequenceType(b.range(0, 5)), ill.outside('0..5', '7')],
  ])('%# fails', (of, type, message) => expect(failure(b.coerce(of, type))).toBe(message));

  it('widens every value to an optional and back without change', () => {
    const { seed, runs } = campaign('evaluate-coerce', { sample: 1000, deep: 50_000 });
    const pair = arbitraryType.chain((type) => fc.tuple(fc.constant(type), arbitraryValue(type)));
    fc.assert(
      fc.property(pair, ([type, value]) => {
        const wide = widened(type);
        const there = evaluate(b.coerce(b.literal(type, value), wide));
        expect(contains(wide, there)).toBe(true);
        expect(equalValues(there, value)).toBe(true);
        expect(evaluate(b.coerce(b.literal(wide, there), type))).toEqual(value);
      }),
      { seed, numRuns: runs },
    );
  });

  function widened(type: Type): Type {
    switch (type.kind) {
      case 'range':
        return { ...type, low: type.low - 1, high: type.high + 2 };
      case 'optional':
        return { ...type, of: widened(type.of) };
      case 'record':
        return { ...type, fields: type.fields.map((f) => ({ ...f, type: widened(f.type) })) };
      case 'map':
        if (type.value.kind === 'optional') return { ...type, value: widened(type.value) };
        return { ...type, value: b.optional(widened(type.value)) };
      case 'set':
      case 'bag':
      case 'sequence':
        return { kind: type.kind, of: widened(type.of) };
      default:
        return type;
    }
  }
});

describe('state', () => {
  const x = b.variable('x', INTEGER);
  const old: Expr = { op: 'old', type: INTEGER, span: x.span, of: x };
  const stuck: Expr = { op: 'stuck', type: BOOLEAN, span: x.span };

  it('is read now, before the step, and asked for its steps', () => {
    const env: Environment = { state: () => 2, old: () => 1, locals: new Map(), stuck: true };
    expect(evaluate(b.compute(x, '-', old), env)).toBe(1);
    expect(evaluate(stuck, env)).toBe(true);
  });

  it('is our error to ask where there is none', () => {
    for (const expr of [x, old, stuck]) {
      expect(() => evaluate(expr)).toThrow();
      expect(() => evaluate(expr)).not.toThrow(IllDefined);
    }
  });

  it('gives locals a value once, when first wanted', () => {
    let times = 0;
    const local = b.newLocal('abbreviation', INTEGER);
    const lazy = () => {
      times++;
      return 5;
    };
    const env: Environment = { state: () => 0, locals: new Map([[local.id, lazy]]) };
    expect(evaluate(b.logic('and', truth(false), b.equal(b.use(local), int(5))), env)).toBe(false);
    expect(times).toBe(0);
    expect(evaluate(b.compute(b.use(local), '+', b.use(local)), env)).toBe(10);
    expect(times).toBe(1);
  });
});
