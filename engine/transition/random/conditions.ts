/** Random truth values. */
import type { Expr } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { interval } from './collections.js';
import type { Expressions, Make, Wanted } from './expressions.js';
import { gather } from './gathers.js';
import { BOOLEAN, INTEGER, randomLeaf, randomType, someCollection } from './types.js';

export function conditions(e: Expressions, w: Wanted): Make[] {
  const { scope, node, sub } = w;
  const { c } = e;
  const anyCollection = () => someCollection(c, () => randomType(c, 1));
  const compared = (relation: '==' | '!=' | '<' | '<=' | '>' | '>=', t: Type): Expr => ({
    ...node,
    op: 'compare',
    relation,
    left: sub(t),
    right: sub(t),
  });
  const makes: Make[] = [
    () => ({ ...node, op: 'not', of: sub(BOOLEAN) }),
    () => ({
      ...node,
      op: c.one(['and', 'or', 'implies'] as const),
      left: sub(BOOLEAN),
      right: sub(BOOLEAN),
    }),
    () =>
      compared(
        c.one(['==', '!=']),
        c.oneIn(2) && scope.variables.length > 0 ? c.one(scope.variables).type : randomType(c, 2),
      ),
    () =>
      compared(
        c.one(['<', '<=', '>', '>=']),
        c.one<Type>([
          INTEGER,
          { kind: 'range', low: -1, high: 2 },
          { kind: 'enum', members: ['red', 'amber', 'blue'] },
        ]),
      ),
    () => {
      const collection = anyCollection();
      return { ...node, op: 'in', element: sub(collection.of), collection: sub(collection) };
    },
    () => ({
      ...node,
      op: 'in',
      element: sub(INTEGER),
      collection: interval(e, w, { kind: 'set', of: INTEGER }),
    }),
    () => {
      const shapes = [
        { name: 'p', fields: [] },
        { name: 'q', fields: [{ name: 'x', type: randomLeaf(c) }] },
      ];
      return {
        ...node,
        op: 'is',
        of: sub({ kind: 'variant', shapes }),
        shape: c.one(['p', 'q']),
      };
    },
    () => gather(e, w, c.one(['forall', 'exists'] as const), anyCollection()),
    () => {
      const type: Type = { kind: c.one(['set', 'bag'] as const), of: randomType(c, 1) };
      return { ...node, op: 'call', function: 'subset', args: [sub(type), sub(type)] };
    },
  ];
  if (scope.stuck === true) makes.push(() => ({ ...node, op: 'stuck' }));
  return makes;
}
