/** `reach`: everything that following the step finds, as a least fixed point, unrolled. */
import type { Expr, ExprOf } from '../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../engine/language/types.js';
import { valuesOf } from '../../../engine/language/values.js';
import { bind, type Environment } from './environment.js';
import { equal, member } from './equality.js';
import type { Encoder } from './expression.js';
import { part, type Result } from './result.js';
import { constant, type Entry, isTable, type Symbolic } from './symbolic.js';
import { CannotEncode, type Term } from './terms.js';

/** The greatest type to follow: the terms grow with its cube. */
const VALUES_AT_MOST = 32;

export function encodeReach(encoder: Encoder, expr: ExprOf<'reach'>, env: Environment): Result {
  const { terms } = encoder;
  const { of } = expr.type as TypeOf<'set'>;
  if (!isTable(of) || valuesOf(of).length > VALUES_AT_MOST)
    throw new CannotEncode(`\`reach\` over more than ${VALUES_AT_MOST} values`);
  const values = valuesOf(of).map((value) => constant(terms, of, value));
  const start = encoder.encode(expr.start, env);
  const steps = values.map((value) =>
    bind(env, expr.local, encoder.good(value), () => encoder.encode(expr.step, env)),
  );
  const edges = steps.map((step) =>
    values.map((value) => isOffered(encoder, expr.step, step.value, of, value)),
  );
  let reached = values.map((value) => isOffered(encoder, expr.start, start.value, of, value));
  // Nothing is further away than there are values.
  for (let round = 1; round < values.length; round++) reached = followed(encoder, reached, edges);
  const oks = steps.map((step, i) => terms.implies(reached[i], step.ok));
  const entries = values.map((value, i): Entry => ({ value, present: reached[i], count: null }));
  return {
    value: { form: 'collection', entries, ascending: true },
    ok: terms.and(start.ok, ...oks),
  };
}

function followed(encoder: Encoder, reached: readonly Term[], edges: readonly Term[][]): Term[] {
  const { terms } = encoder;
  return reached.map((already, to) =>
    terms.or(already, ...reached.map((from, i) => terms.and(from, edges[i][to]))),
  );
}

/** Does a step or a start (one value, none or one, or a set of them) give this value? */
function isOffered(
  encoder: Encoder,
  expr: Expr,
  given: Symbolic,
  item: Type,
  value: Symbolic,
): Term {
  const { terms } = encoder;
  if (expr.type.kind === 'set' && item.kind !== 'set')
    return member(terms, part(given, 'collection').entries, value);
  if (expr.type.kind === 'optional') {
    const { present, of } = part(given, 'optional');
    return terms.and(present, equal(terms, of, value));
  }
  return equal(terms, given, value);
}
