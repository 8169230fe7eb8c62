/**
 * Is a spec as symmetric as its types say? Members of a symmetric type have no literal and no order, so
 * nearly everything that can be written is; what is not, is found here: values that name a member, and
 * sequences made of a set in the order of the members.
 *
 * Partial operations are another matter. A quantifier stops at its answer, so whether an operation
 * without a value is met depends on who is asked first. Where that can happen the exploration up to
 * symmetry asks all (`lower/gather.ts`).
 */
import type { Effect, Expr, ModelSpec, Property } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import { cardinality, equalValues, isFinite as isListable } from '../../language/values.js';
import { boundsOf } from '../lower/bounds.js';
import { forEachChild } from '../lower/children.js';
import { Members } from './members.js';

/** Orders of more members than this are not looked for. */
const MEMBERS_MAX = 64;

type Binding = Property['bindings'][number];

/** The symmetric types that a spec declares. */
export function membersOf(spec: ModelSpec): Members {
  return new Members(spec.types.flatMap(({ type }) => (type.kind === 'symmetric' ? [type] : [])));
}

/** Why the system itself is not symmetric; undefined when it is. */
export function asymmetryOf(spec: ModelSpec, members: Members): string | undefined {
  if (members.count > MEMBERS_MAX) return `symmetric types with more than ${MEMBERS_MAX} members`;
  for (const { name, type, value } of spec.constants) {
    if (!invariant(members, type, value)) return `the constant ${name} names members`;
  }
  return firstReason(machineExpressions(spec), members, []);
}

/** Why what a property claims is not symmetric. `bindings` are its own (`for:`): those are renamed with the state. */
export function claimAsymmetry(
  spec: ModelSpec,
  atom: number,
  bindings: readonly Binding[],
  members: Members,
): string | undefined {
  for (const { name, type } of bindings) {
    if (type.kind !== 'symmetric' && members.mentionedBy(type))
      return `${name} is made of members of a symmetric type`;
  }
  return firstReason([spec.atoms[atom].expr], members, bindings);
}

function firstReason(
  expressions: Iterable<Expr>,
  members: Members,
  bindings: readonly Binding[],
): string | undefined {
  let reason: string | undefined;
  const visit = (expr: Expr): void => {
    reason ??= reasonAt(expr, members, bindings);
    if (reason === undefined) forEachChild(expr, visit);
  };
  for (const expr of expressions) visit(expr);
  return reason;
}

function reasonAt(expr: Expr, members: Members, bindings: readonly Binding[]): string | undefined {
  if (expr.op === 'literal') {
    if (invariant(members, expr.type, expr.value)) return undefined;
    const own = bindings.some(
      ({ type, value }) => type.kind === expr.type.kind && equalValues(value, expr.value),
    );
    return own ? undefined : 'a value names members of a symmetric type';
  }
  if (expr.op !== 'gather') return undefined;
  const unordered = expr.binders.filter(
    ({ over }) =>
      over.type.kind !== 'sequence' && 'of' in over.type && members.mentionedBy(over.type.of),
  );
  if (unordered.length === 0) return undefined;
  if (expr.gather === 'sequence') return 'a sequence is made of a set, in the order of its members';
  if (
    expr.gather === 'sum' &&
    mayOverflow(
      expr.binders.map(({ local }) => local.type),
      expr.body,
    )
  ) {
    return 'a sum over members may overflow in one order of them and not in another';
  }
  return undefined;
}

function mayOverflow(items: readonly Type[], body: Expr): boolean {
  const { low, high } = boundsOf(body);
  const terms = items.reduce(
    (n, type) => n * (isListable(type) ? cardinality(type) : Number.POSITIVE_INFINITY),
    1,
  );
  return !(terms * Math.max(Math.abs(low), Math.abs(high)) < 2 ** 31);
}

/** Does no renaming change the value? */
function invariant(members: Members, type: Type, value: Value): boolean {
  if (!members.mentionedBy(type)) return true;
  return members
    .neighbours()
    .every((swap) => equalValues(members.rename(type, value, swap), value));
}

function* machineExpressions(spec: ModelSpec): Generator<Expr> {
  for (const initial of spec.initial) {
    if (initial.choose === 'value') yield initial.value;
    if (initial.choose === 'any') yield initial.from;
  }
  yield* spec.given;
  if (spec.explore.while) yield spec.explore.while;
  for (const { binders, lets, guard, effects } of spec.actions) {
    for (const { over } of binders) yield over;
    for (const { value } of lets) yield value;
    yield* guard;
    yield* effectExpressions(effects);
  }
}

function* effectExpressions(effects: readonly Effect[]): Generator<Expr> {
  for (const effect of effects) {
    if (effect.effect === 'if') {
      yield effect.test;
      yield* effectExpressions(effect.then);
      yield* effectExpressions(effect.else);
      continue;
    }
    for (const step of effect.place.path) if (step.step === 'index') yield step.key;
    if (effect.effect === 'assign') yield effect.value;
    else yield* effect.values;
  }
}
