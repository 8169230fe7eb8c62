/** Random numbers. */
import type { Expressions, Make, Wanted } from './expressions.js';
import { gather } from './gathers.js';
import { INTEGER, randomRange, randomType, someCollection } from './types.js';

const PACKED_OPERATORS = ['+', '-', '*', 'div', 'mod', 'min', 'max'] as const;
const OPERATORS = [...PACKED_OPERATORS, '^'] as const;

export function numbers(e: Expressions, w: Wanted): Make[] {
  const { node, sub } = w;
  const { c } = e;
  const anyCollection = () => someCollection(c, () => randomType(c, 1));
  return [
    () => ({
      ...node,
      op: 'arithmetic',
      operator: c.one(c.packed ? PACKED_OPERATORS : OPERATORS),
      left: sub(INTEGER),
      right: sub(INTEGER),
    }),
    () => ({
      ...node,
      op: 'arithmetic',
      operator: c.one(c.packed ? PACKED_OPERATORS : OPERATORS),
      left: {
        op: 'coerce',
        type: INTEGER,
        span: e.span(),
        of: sub({ kind: 'range', low: -2, high: 3 }),
      },
      right: {
        op: 'coerce',
        type: INTEGER,
        span: e.span(),
        of: sub({ kind: 'range', low: c.between(0, 1), high: 3 }),
      },
    }),
    () => ({
      ...node,
      op: c.packed ? c.one(['negate', 'abs'] as const) : c.one(['negate', 'abs', 'log2'] as const),
      of: sub(INTEGER),
    }),
    () => ({ ...node, op: 'coerce', of: sub(randomRange(c)) }),
    () => ({ ...node, op: 'call', function: 'size', args: [sub(anyCollection())] }),
    () => gather(e, w, c.one(['count', 'sum', 'min', 'max'] as const), anyCollection()),
  ];
}
