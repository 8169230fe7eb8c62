/** Random syntax trees for property tests, as the reader would make them; spans are left empty. */
import fc from 'fast-check';
import { type Span, sourceFile } from '../source.js';
import { exactNumber } from './numbers.js';
import type { Argument, Syntax, SyntaxOf } from './syntax.js';

const file = sourceFile('<random>', '');
const span: Span = { file, start: 0, end: 0 };

/** Names that mean something to mathjs, or to us elsewhere, but are ordinary where a name stands. */
const NAMES = [
  'a',
  'b1',
  'e',
  'i',
  'pi',
  'end',
  'm',
  's',
  'size',
  'if',
  'old',
  'sqrt',
  'x_1',
  'true',
  'constructor',
  'toString',
];
const FIELDS = [...NAMES, 'to', 'in', 'is', 'not', 'and', 'mod', 'implies'];

const name = fc.constantFrom(...NAMES);
const callable = name.filter((n) => n !== 'true');
const field = fc.constantFrom(...FIELDS);
const numeral = fc
  .constantFrom('0', '1', '42', '0.1', '2.5', '9007199254740993', '1e3', '2.5e-3')
  .map(exactNumber);

const leaf: fc.Arbitrary<Syntax> = fc.oneof(
  name.map((n): Syntax => ({ syntax: 'name', name: n, span })),
  numeral.map((n): Syntax => ({ syntax: 'number', ...n, span })),
  fc
    .tuple(numeral, fc.constantFrom('s', 'ms', 'KiB'))
    .map(([n, unit]): Syntax => ({ syntax: 'quantity', ...n, unit, span })),
);

type Operator = SyntaxOf<'binary'>['operator'];
const VALUE_OPERATORS: Operator[] = [
  'and',
  'or',
  'implies',
  '+',
  '-',
  '*',
  '/',
  'mod',
  '^',
  'in',
  'not in',
  '..',
];
const TYPE_OPERATORS: Operator[] = [...VALUE_OPERATORS, 'to', 'to', 'to'];

/** Any tree: operators under each other at random, so that most need brackets somewhere. */
export function arbitrarySyntax(mode: 'value' | 'type'): fc.Arbitrary<Syntax> {
  const operators = mode === 'type' ? TYPE_OPERATORS : VALUE_OPERATORS;
  return fc.letrec<{ tree: Syntax }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      leaf,
      ...composites(tie('tree'), operators),
    ),
  })).tree;
}

function composites(of: fc.Arbitrary<Syntax>, operators: Operator[]): fc.Arbitrary<Syntax>[] {
  const argument: fc.Arbitrary<Argument> = fc.oneof(
    of.map((value): Argument => ({ value })),
    fc.tuple(field, of).map(([n, value]): Argument => ({ name: n, nameSpan: span, value })),
  );
  return [
    of.map((x): Syntax => ({ syntax: 'not', of: x, span })),
    of.map((x): Syntax => ({ syntax: 'negate', of: x, span })),
    fc
      .tuple(fc.constantFrom(...operators), of, of)
      .map(
        ([operator, left, right]): Syntax => ({ syntax: 'binary', operator, left, right, span }),
      ),
    comparison(of),
    fc.tuple(of, name, fc.boolean()).map(
      ([x, shape, negated]): Syntax => ({
        syntax: 'is',
        of: x,
        shape,
        shapeSpan: span,
        negated,
        span,
      }),
    ),
    fc
      .tuple(callable, fc.array(argument, { maxLength: 3 }))
      .map(([n, args]): Syntax => ({ syntax: 'call', name: n, nameSpan: span, args, span })),
    fc
      .tuple(of, fc.array(of, { minLength: 1, maxLength: 2 }))
      .map(([x, keys]): Syntax => ({ syntax: 'index', of: x, keys, span })),
    fc
      .tuple(of, field)
      .map(([x, n]): Syntax => ({ syntax: 'field', of: x, field: n, fieldSpan: span, span })),
    fc.array(of, { maxLength: 3 }).map((items): Syntax => ({ syntax: 'list', items, span })),
  ];
}

function comparison(of: fc.Arbitrary<Syntax>): fc.Arbitrary<Syntax> {
  const relations = fc.oneof(
    fc.constantFrom('==' as const, '!=' as const, '<' as const, '>=' as const).map((r) => [r]),
    fc.array(fc.constantFrom('<' as const, '<=' as const), { minLength: 2, maxLength: 3 }),
    fc.array(fc.constantFrom('>' as const, '>=' as const), { minLength: 2, maxLength: 3 }),
    fc.constant(['==' as const, '==' as const]),
  );
  return relations.chain((list) =>
    fc
      .array(of, { minLength: list.length + 1, maxLength: list.length + 1 })
      .map((operands): Syntax => ({ syntax: 'compare', relations: list, operands, span })),
  );
}
