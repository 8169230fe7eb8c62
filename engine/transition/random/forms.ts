/** The forms of expressions that a type can have: those of every type, and those of its kind. */
import type { Expr } from '../../language/typed.js';
import type { FieldType, Type } from '../../language/types.js';
import { collections } from './collections.js';
import { conditions } from './conditions.js';
import type { Expressions, Make, Wanted } from './expressions.js';
import { gather, mapGather } from './gathers.js';
import { numbers } from './numbers.js';
import {
  BOOLEAN,
  cousin,
  INTEGER,
  randomKey,
  randomLeaf,
  randomValue,
  someCollection,
  someSequence,
} from './types.js';

export function ofAnyType(e: Expressions, w: Wanted): Make[] {
  const { scope, depth, node, sub } = w;
  const { type } = node;
  const { c } = e;
  const makes: Make[] = [
    // biome-ignore lint/suspicious/noThenProperty: the branch of a typed `if`.
    () => ({ ...node, op: 'if', test: sub(BOOLEAN), then: sub(type), else: sub(type) }),
    () => {
      const key = randomKey(c);
      return { ...node, op: 'index', of: sub({ kind: 'map', key, value: type }), key: sub(key) };
    },
  ];
  if (e.risky()) {
    makes.push(
      () => ({ ...node, op: 'call', function: 'head', args: [sub(someSequence(c, type))] }),
      () => ({ ...node, op: 'index', of: sub(someSequence(c, type)), key: sub(INTEGER) }),
      () => {
        const fields = [
          { name: 'g', type },
          { name: 'h', type: randomLeaf(c) },
        ];
        const shapes = c.oneIn(2)
          ? [
              { name: 'p', fields },
              { name: 'q', fields: fields.slice(0, 1) },
              { name: 'r', fields: [] },
            ]
          : [{ name: 'p', fields }];
        const of: Type = c.oneIn(2) ? { kind: 'record', fields } : { kind: 'variant', shapes };
        return { ...node, op: 'field', of: sub(of), field: 'g' };
      },
      () =>
        gather(
          e,
          w,
          'the',
          someCollection(c, () => type),
        ),
    );
  }
  if (scope.old === true)
    makes.push(() => ({
      ...node,
      op: 'old',
      of: e.expr(type, { ...scope, old: false }, depth - 1),
    }));
  if (type.kind !== 'optional' && e.risky())
    makes.push(() => ({ ...node, op: 'coerce', of: sub({ kind: 'optional', of: type }) }));
  return makes;
}

export function ofType(e: Expressions, w: Wanted): Make[] {
  const { node, sub } = w;
  const { type } = node;
  const { c } = e;
  switch (type.kind) {
    case 'boolean':
      return conditions(e, w);
    case 'integer':
      return numbers(e, w);
    case 'range':
      return [
        ...(e.risky() ? [() => ({ ...node, op: 'coerce', of: sub(INTEGER) }) as const] : []),
        () => ({
          ...node,
          op: 'coerce',
          of: sub({ kind: 'range', low: type.low - c.below(2), high: type.high + c.below(2) }),
        }),
      ];
    case 'optional':
      return [
        () => ({ ...node, op: 'coerce', of: sub(type.of) }),
        () => ({ ...node, op: 'coerce', of: sub(cousin(c, type)) }),
      ];
    case 'record':
      return [
        () => ({ ...node, op: 'record', fields: type.fields.map((f) => sub(f.type)) }),
        () => withChanges(e, w, type.fields),
        () => ({ ...node, op: 'coerce', of: sub(cousin(c, type)) }),
      ];
    case 'variant': {
      const shape = c.one(type.shapes);
      const makes: Make[] = [
        () => ({
          ...node,
          op: 'shape',
          shape: shape.name,
          fields: shape.fields.map((f) => sub(f.type)),
        }),
        () => ({ ...node, op: 'coerce', of: sub(cousin(c, type)) }),
      ];
      if (shape.fields.length > 0) makes.push(() => withChanges(e, w, shape.fields));
      return makes;
    }
    case 'map':
      return [
        () => mapGather(e, w, type),
        () => ({ ...node, op: 'coerce', of: sub(cousin(c, type)) }),
      ];
    case 'symmetric':
    case 'enum':
      return [() => ({ ...node, op: 'literal', value: randomValue(c, type) })];
    default:
      return collections(e, w, type);
  }
}

/** A copy with some fields changed, at least one. */
export function withChanges(e: Expressions, w: Wanted, fields: readonly FieldType[]): Expr {
  const { node, sub } = w;
  const chosen = fields.filter(() => e.c.oneIn(2));
  const changed = chosen.length > 0 ? chosen : [fields[0]];
  return {
    ...node,
    op: 'with',
    of: sub(node.type),
    changes: changed.map((f) => ({ field: f.name, value: sub(f.type) })),
  };
}
