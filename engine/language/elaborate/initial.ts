/**
 * Initial states: `init:` and `given:`. A value spreads over the map levels above its own type; a
 * variable that `init` does not mention has the first value of its type.
 */
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import type { Expr, Initial, Variable } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import { formatType } from '../types-format.js';
import { cardinality, firstValue, isFinite as isFiniteType } from '../values.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import { conjuncts } from './actions.js';
import { assignable, coerceTo } from './coercion.js';
import { constantValue } from './constant-values.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import { isCollection } from './expressions/lists.js';
import { allValues } from './expressions/names.js';
import { MAX_INITIAL } from './limits.js';
import * as messages from './messages.js';
import { initialAllowed, type Scope, STATE, scopeFor } from './scope.js';
import { conditionsOf, termOf } from './terms.js';
import { infer } from './typing.js';
import { readsState } from './walk.js';

/** How each variable starts, in the order of declaration. */
export function initialOf(ctx: Context, raw: Mapping, variables: readonly Variable[]): Initial[] {
  const entries = new Map(entriesOf(child(raw, 'init')).map((e) => [e.key.text, e]));
  for (const [name, { key }] of entries) {
    if (!variables.some((v) => v.name === name) && !ctx.variables.has(name)) {
      ctx.report(
        messages.unknownVariable(
          key.span,
          name,
          variables.map((v) => v.name),
        ),
      );
    }
  }
  const above = new Set<string>();
  const initials: Initial[] = [];
  for (const variable of variables) {
    const entry = entries.get(variable.name);
    const scope = scopeFor(initialAllowed(new Set(above)));
    const initial =
      entry === undefined ? first(ctx, variable) : written(ctx, variable, entry.value, scope);
    if (initial !== null) initials.push(initial);
    above.add(variable.name);
  }
  return initials;
}

function first(ctx: Context, { name, type, span }: Variable): Initial | null {
  const symmetric = symmetricPart(type);
  if (symmetric !== null) {
    ctx.report(messages.symmetricDefault(span, name, symmetric));
    return null;
  }
  const label = ctx.families.find((f) => f.variable === name)?.labels[0];
  const value =
    label !== undefined && type.kind === 'map'
      ? Array.from({ length: cardinality(type.key) }, () => label)
      : firstValue(type);
  return { variable: name, choose: 'value', value: { op: 'literal', type, span, value } };
}

/** The symmetric type of which the default would pick a member; null when it picks none. */
function symmetricPart(type: Type): string | null {
  switch (type.kind) {
    case 'symmetric':
      return type.size > 1 ? type.name : null;
    case 'map':
      return symmetricPart(type.value);
    case 'record':
      return type.fields.map((f) => symmetricPart(f.type)).find((s) => s !== null) ?? null;
    case 'variant': {
      const fields = type.shapes[0].fields;
      return fields.map((f) => symmetricPart(f.type)).find((s) => s !== null) ?? null;
    }
    default:
      return null;
  }
}

function written(ctx: Context, variable: Variable, tree: Tree, scope: Scope): Initial | null {
  const { name, type } = variable;
  const term = termOf(ctx, tree);
  if (term === null) return null;
  if (term.syntax === 'name' && term.name === 'any') {
    return canChoose(ctx, term, type) ? { variable: name, choose: 'every', type } : null;
  }
  if (isAnyIn(term)) return anyIn(ctx, variable, term.right, scope);
  const value = spreadValue(ctx, term, type, scope);
  return value && { variable: name, choose: 'value', value };
}

function isAnyIn(term: Syntax): term is SyntaxOf<'binary'> {
  return (
    term.syntax === 'binary' &&
    term.operator === 'in' &&
    term.left.syntax === 'name' &&
    term.left.name === 'any'
  );
}

function canChoose(ctx: Context, term: Syntax, type: Type): boolean {
  if (!isFiniteType(type)) ctx.report(messages.anyNotFinite(term.span, formatType(type)));
  else if (cardinality(type) > MAX_INITIAL) {
    const count = cardinality(type);
    ctx.report(messages.tooManyValues(term.span, formatType(type), count, MAX_INITIAL));
  } else return true;
  return false;
}

/** The types at which a value may stand: the variable's own, then below each map level. */
function levels(type: Type): Type[] {
  return type.kind === 'map' ? [type, ...levels(type.value)] : [type];
}

function spreadValue(ctx: Context, term: Syntax, type: Type, scope: Scope): Expr | null {
  const all = levels(type);
  const base = all[all.length - 1];
  const gathersMap = term.syntax === 'call' && term.name === 'map';
  const firm = all.length === 1;
  const value = infer(ctx, term, scope, { type: gathersMap ? type : base, firm });
  if (value === null) return null;
  const level = all.findIndex((t) => assignable(value.type, t));
  if (level < 0) {
    ctx.report(messages.mismatch(value.span, type, value.type));
    return null;
  }
  return spread(ctx, coerceTo(value, all[level]), all.slice(0, level) as TypeOf<'map'>[]);
}

/** The value for all keys of the map levels, innermost last. */
function spread(ctx: Context, value: Expr, above: readonly TypeOf<'map'>[]): Expr | null {
  let whole: Expr = value;
  for (const type of [...above].reverse()) {
    const over = allValues(ctx, type.key, value.span);
    if (over === null) return null;
    const local = ctx.newLocal('each', type.key, value.span);
    const binders = [{ local, over }];
    whole = { op: 'gather', gather: 'map', type, span: value.span, binders, body: whole };
  }
  return whole;
}

/** `any in S`: S holds values of the variable's type, or of a type below its map levels. */
function anyIn(ctx: Context, variable: Variable, syntax: Syntax, scope: Scope): Initial | null {
  const all = levels(variable.type);
  const base = all[all.length - 1];
  const from = infer(ctx, syntax, scope, { type: { kind: 'set', of: base }, firm: false });
  if (from === null) return null;
  if (!isCollection(from.type)) {
    ctx.report(messages.notACollection(from.span, from.type));
    return null;
  }
  const { of } = from.type;
  const level = all.findIndex((t) => assignable(of, t));
  if (level < 0) {
    ctx.report(messages.mismatch(from.span, { kind: 'set', of: variable.type }, from.type));
    return null;
  }
  if (level === 0) {
    const set = coerceTo(from, { ...from.type, of: variable.type });
    return { variable: variable.name, choose: 'any', from: set };
  }
  const local = ctx.newLocal('one', of, from.span);
  const one: Expr = { op: 'local', type: of, span: from.span, local };
  const above = all.slice(0, level) as TypeOf<'map'>[];
  const body = spread(ctx, coerceTo(one, all[level]), above);
  if (body === null) return null;
  const set: Expr = {
    op: 'gather',
    gather: 'set',
    type: { kind: 'set', of: variable.type },
    span: from.span,
    binders: [{ local, over: from }],
    body,
  };
  return { variable: variable.name, choose: 'any', from: set };
}

/** Conditions on initial states. One over constants alone must be true. */
export function givenOf(ctx: Context, tree: Tree | undefined): Expr[] {
  const scope = scopeFor({ ...STATE, place: '`given`' });
  const conditions = conditionsOf(ctx, tree).flatMap((c) => conjuncts(ctx, c, scope));
  return conditions.filter((expr) => {
    if (readsState(expr)) return true;
    if (constantValue(ctx, expr) === false) ctx.report(messages.givenFalse(expr.span));
    return false;
  });
}
