/** Random shapes, and random sound values of a shape: for tests. */
import fc from 'fast-check';
import {
  bool,
  call,
  id,
  instant,
  int,
  list,
  map,
  oneOf,
  optional,
  record,
  type Scalar,
  type Shape,
  set,
  signed,
  text,
  timestamp,
  value,
  variant,
} from './index.js';
import type { Fields } from './shape.js';
import { sign } from './signed.js';

/** Nodes are 0 to NODES − 1. */
export const NODES = 4;

const scalar: fc.Arbitrary<Scalar<unknown>> = fc.constantFrom(
  int,
  bool,
  text,
  instant,
  timestamp,
  oneOf('idle', 'busy', 'on fire'),
  id('server'),
  id('server', 'client'),
);

const fieldsOf = (of: fc.Arbitrary<Shape<unknown>>): fc.Arbitrary<Fields> =>
  fc.dictionary(fc.constantFrom('a', 'b', 'at', 'log', 'x1'), of, { maxKeys: 4 });

export const arbitraryShape: fc.Arbitrary<Shape<unknown>> = fc.letrec<{ shape: Shape<unknown> }>(
  (tie) => ({
    shape: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.constant(call),
      tie('shape').map((of) => (of.kind === 'optional' ? of : optional(of))),
      tie('shape').map((of) => list(of)),
      scalar.map((of) => set(of)),
      fc.tuple(scalar, tie('shape')).map(([key, of]) => map(key, of)),
      fieldsOf(tie('shape')).map((fields) => record(fields)),
      fieldsOf(tie('shape')).map((fields) => value(fields)),
      fc
        .dictionary(fc.constantFrom('put', 'get', 'noop'), fieldsOf(tie('shape')), { minKeys: 1 })
        .map((cases) => variant(cases)),
      tie('shape').map((of) => signed('server', of)),
    ),
  }),
).shape;

/** Few different values, so that two are often equal. */
export function arbitraryValue({ detail }: Shape<unknown>): fc.Arbitrary<unknown> {
  switch (detail.kind) {
    case 'int':
    case 'instant':
    case 'timestamp':
      return fc.oneof(fc.integer({ min: -2, max: 3 }), fc.maxSafeInteger());
    case 'bool':
      return fc.boolean();
    case 'text':
      return fc.constantFrom('', 'a', 'a,b', '~', '"', '(1)', 'ä');
    case 'oneOf':
      return fc.constantFrom(...detail.members);
    case 'id':
      return fc.nat(NODES - 1);
    case 'call':
      return fc.record(
        { client: fc.nat(1), seq: fc.nat(1), op: fc.constantFrom('put', 'get') },
        { noNullPrototype: true },
      );
    case 'optional':
      return fc.option(arbitraryValue(detail.of), { nil: null });
    case 'list':
      return fc.array(arbitraryValue(detail.of), { maxLength: 3 });
    case 'set':
      return fc.array(arbitraryValue(detail.of), { maxLength: 3 }).map((xs) => new Set(xs));
    case 'map':
      return fc
        .array(fc.tuple(arbitraryValue(detail.key), arbitraryValue(detail.value)), { maxLength: 3 })
        .map((entries) => new Map(entries));
    case 'record':
    case 'value':
      return arbitraryRecord(detail.fields);
    case 'variant':
      return fc.oneof(
        ...Object.entries(detail.cases).map(([type, fields]) =>
          arbitraryRecord(fields).map((body) => ({ type, ...body })),
        ),
      );
    case 'signed':
      return fc
        .tuple(fc.nat(NODES - 1), arbitraryValue(detail.of))
        .map(([by, body]) => sign(by as never, body));
  }
}

const arbitraryRecord = (fields: Fields): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(fields).map(([k, shape]) => [k, arbitraryValue(shape)])),
    { noNullPrototype: true },
  );
