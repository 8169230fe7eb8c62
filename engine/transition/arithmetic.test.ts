/** Compiled arithmetic at the edges of 32 bits, where random models seldom come. */
import { expect, test } from 'vitest';
import { sourceFile } from '../language/source.js';
import type { Expr, ModelSpec } from '../language/typed.js';
import { disagreement } from './random/compare.js';

const span = { file: sourceFile('test', ''), start: 0, end: 0 };
const integer = { kind: 'integer' } as const;
const EDGES = [
  -(2 ** 31),
  1 - 2 ** 31,
  -65_537,
  -65_536,
  -3,
  -2,
  -1,
  0,
  1,
  2,
  3,
  31,
  46_341,
  65_536,
  2 ** 30,
  2 ** 31 - 1,
];

const number = (value: number): Expr => ({ op: 'literal', type: integer, span, value });
const variable = (name: string): Expr => ({ op: 'variable', type: integer, span, name });

/** x and y take every pair of edge values; each action stores one result in x. */
function model(): ModelSpec {
  const set: Expr = { op: 'literal', type: { kind: 'set', of: integer }, span, value: EDGES };
  const operators = ['+', '-', '*', '^', 'div', 'mod', 'min', 'max'] as const;
  const left = variable('x');
  const right = variable('y');
  const results: Expr[] = [
    ...operators.map(
      (operator): Expr => ({ op: 'arithmetic', type: integer, span, operator, left, right }),
    ),
    ...operators.map(
      (operator): Expr => ({
        op: 'arithmetic',
        type: integer,
        span,
        operator,
        left,
        right: number(-1),
      }),
    ),
    ...(['negate', 'abs', 'log2'] as const).map(
      (op): Expr => ({ op, type: integer, span, of: left }),
    ),
  ];
  return {
    kind: 'model',
    name: 'edges',
    about: '',
    covers: [],
    span,
    constants: [],
    types: [],
    variables: ['x', 'y'].map((name) => ({ name, type: integer, span })),
    initial: ['x', 'y'].map((name) => ({ variable: name, choose: 'any', from: set })),
    given: [],
    actions: results.map((value, i) => ({
      name: `${i}`,
      title: `${i}`,
      binders: [],
      lets: [],
      guard: [],
      effects: [
        { effect: 'assign', place: { variable: 'x', path: [], type: integer, span }, value },
      ],
      span,
    })),
    processes: [],
    fairness: [],
    atoms: [],
    properties: [],
    mutants: [],
    refinements: [],
    uninstantiated: [],
    explore: {},
  };
}

test('what overflows fails, what does not is exact', () => {
  expect(disagreement(model(), EDGES.length ** 2)).toBeUndefined();
});
