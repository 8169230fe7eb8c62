/**
 * Typed expressions by hand, for tests. Every node has a span of its own, so that a failure can be
 * told from its neighbour's.
 */
import { type Span, sourceFile } from './source.js';
import type { CollectionFunction, Expr, Gather, Local, Relation } from './typed.js';
import type { Type } from './types.js';
import type { Value } from './value.js';

const file = sourceFile('<built>', '');
let spans = 0;
const span = (): Span => {
  spans++;
  return { file, start: spans, end: spans };
};

export const BOOLEAN: Type = { kind: 'boolean' };
export const INTEGER: Type = { kind: 'integer' };
export const range = (low: number, high: number): Type => ({ kind: 'range', low, high });
export const names = (...members: string[]): Type => ({ kind: 'enum', members });
export const optional = (of: Type): Type => ({ kind: 'optional', of });
export const setType = (of: Type, bound?: number): Type => collection('set', of, bound);
export const bagType = (of: Type, bound?: number): Type => collection('bag', of, bound);
export const sequenceType = (of: Type, bound?: number): Type => collection('sequence', of, bound);
export const mapType = (key: Type, value: Type): Type => ({ kind: 'map', key, value });

function collection(kind: 'set' | 'bag' | 'sequence', of: Type, bound?: number): Type {
  return bound === undefined ? { kind, of } : { kind, of, bound };
}

export const literal = (type: Type, value: Value): Expr => ({
  op: 'literal',
  type,
  span: span(),
  value,
});
export const int = (value: number): Expr => literal(INTEGER, value);
export const truth = (value: boolean): Expr => literal(BOOLEAN, value);
export const variable = (name: string, type: Type): Expr => ({
  op: 'variable',
  type,
  span: span(),
  name,
});

let locals = 0;
export const newLocal = (name: string, type: Type): Local => {
  locals++;
  return { id: locals, name, type, span: span() };
};
export const use = (local: Local): Expr => ({ op: 'local', type: local.type, span: span(), local });

export const not = (of: Expr): Expr => ({ op: 'not', type: BOOLEAN, span: span(), of });
export const logic = (op: 'and' | 'or' | 'implies', left: Expr, right: Expr): Expr => ({
  op,
  type: BOOLEAN,
  span: span(),
  left,
  right,
});
export const choice = (test: Expr, yes: Expr, no: Expr): Expr => ({
  op: 'if',
  type: yes.type,
  span: span(),
  test,
  // biome-ignore lint/suspicious/noThenProperty: `then` is the word of the language.
  then: yes,
  else: no,
});
export const compare = (left: Expr, relation: Relation, right: Expr): Expr => ({
  op: 'compare',
  type: BOOLEAN,
  span: span(),
  relation,
  left,
  right,
});
export const equal = (left: Expr, right: Expr): Expr => compare(left, '==', right);

type Arithmetic = Extract<Expr, { op: 'arithmetic' }>['operator'];
export const compute = (left: Expr, operator: Arithmetic, right: Expr): Expr => ({
  op: 'arithmetic',
  type: INTEGER,
  span: span(),
  operator,
  left,
  right,
});
export const single = (op: 'negate' | 'abs' | 'log2', of: Expr): Expr => ({
  op,
  type: INTEGER,
  span: span(),
  of,
});
export const coerce = (of: Expr, type: Type): Expr => ({ op: 'coerce', type, span: span(), of });
export const inside = (element: Expr, within: Expr): Expr => ({
  op: 'in',
  type: BOOLEAN,
  span: span(),
  element,
  collection: within,
});
export const interval = (from: Expr, to: Expr): Expr => ({
  op: 'interval',
  type: setType(INTEGER),
  span: span(),
  from,
  to,
});
export const list = (type: Type, ...items: Expr[]): Expr => ({
  op: 'collection',
  type,
  span: span(),
  items,
});
export const record = (type: Type, ...fields: Expr[]): Expr => ({
  op: 'record',
  type,
  span: span(),
  fields,
});
export const shape = (type: Type, name: string, ...fields: Expr[]): Expr => ({
  op: 'shape',
  type,
  span: span(),
  shape: name,
  fields,
});
export const field = (of: Expr, name: string, type: Type): Expr => ({
  op: 'field',
  type,
  span: span(),
  of,
  field: name,
});
export const is = (of: Expr, name: string): Expr => ({
  op: 'is',
  type: BOOLEAN,
  span: span(),
  of,
  shape: name,
});
export const at = (of: Expr, key: Expr): Expr => {
  if (of.type.kind !== 'map' && of.type.kind !== 'sequence') throw new Error('not indexable');
  const type = of.type.kind === 'map' ? of.type.value : of.type.of;
  return { op: 'index', type, span: span(), of, key };
};
export const gather = (which: Gather, type: Type, binders: [Local, Expr][], body: Expr): Expr => ({
  op: 'gather',
  type,
  span: span(),
  gather: which,
  binders: binders.map(([local, over]) => ({ local, over })),
  body,
});
export const call = (name: CollectionFunction, type: Type, ...args: Expr[]): Expr => ({
  op: 'call',
  type,
  span: span(),
  function: name,
  args,
});
export const reach = (local: Local, step: Expr, start: Expr): Expr => ({
  op: 'reach',
  type: setType(local.type),
  span: span(),
  local,
  step,
  start,
});
export const changed = (of: Expr, changes: Record<string, Expr>): Expr => ({
  op: 'with',
  type: of.type,
  span: span(),
  of,
  changes: Object.entries(changes).map(([name, value]) => ({ field: name, value })),
});
