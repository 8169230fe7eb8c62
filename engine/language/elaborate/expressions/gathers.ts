/** Quantifiers and gathers: `forall(a, b in RM, p)`, `set(x in S, e)`, and `reach`. */
import type { Argument, SyntaxOf } from '../../expression/syntax.js';
import type { Binder, Expr, Gather } from '../../typed.js';
import type { Type } from '../../types.js';
import { formatType, sameType } from '../../types-format.js';
import type { Value } from '../../value.js';
import { cardinality } from '../../values.js';
import { type Bound, binderGroups, bindGroups } from '../binders.js';
import { USAGE } from '../builtins.js';
import { BOOLEAN, collectionType, INTEGER, isOpen, NOTHING } from '../coercion.js';
import type { Context } from '../context.js';
import { MAX_KEYS } from '../limits.js';
import * as messages from '../messages.js';
import type { Scope } from '../scope.js';
import { closed, condition, demand, fitted, infer, type Want } from '../typing.js';
import { isCollection } from './lists.js';

type Call = SyntaxOf<'call'>;

const GATHERS: ReadonlySet<string> = new Set<Gather>([
  'forall',
  'exists',
  'count',
  'sum',
  'min',
  'max',
  'the',
  'filter',
  'set',
  'bag',
  'sequence',
  'map',
]);

/** Is this call a gather? `min`, `max`, `set` and the like are, when they bind a name. */
export function isGather(syntax: Call): boolean {
  return (
    GATHERS.has(syntax.name) &&
    ((syntax.args.length > 1 && binds(syntax.args)) || !isShared(syntax.name))
  );
}

function isShared(name: string): boolean {
  return ['min', 'max', 'set', 'bag', 'sequence'].includes(name);
}

function binds(args: readonly Argument[]): boolean {
  return args
    .slice(0, -1)
    .some(({ value }) => value.syntax === 'binary' && value.operator === 'in');
}

export function gather(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const name = syntax.name as Gather;
  const usage = isShared(name) ? `${name}(x in S, e)` : (USAGE.get(name) ?? name);
  const body = syntax.args.at(-1);
  if (body === undefined || syntax.args.length < 2 || body.name !== undefined) {
    ctx.report(messages.badArguments(syntax.span, usage));
    return null;
  }
  const groups = binderGroups(ctx, syntax.args.slice(0, -1), syntax.span, usage);
  if (groups === null) return null;
  const bound = bindGroups(ctx, groups, scope);
  if (bound.empty && bound.fine) return ofNothing(ctx, syntax, name, want);
  const single = name === 'filter' || name === 'map' || name === 'the';
  const names = groups.flatMap((g) => g.names);
  if (single && names.length > 1) {
    ctx.report(messages.oneBinder(names[1].span, name));
    return null;
  }
  const typed = bodyOf(ctx, name, body.value, bound, want);
  if (typed === null || !bound.fine) return null;
  const type = gatherType(ctx, name, bound.binders, typed);
  if (type === null) return null;
  const { binders } = bound;
  return { op: 'gather', gather: name, type, span: syntax.span, binders, body: typed };
}

/** Over `[]`, whose items have no known type, the result is known without the body. */
function ofNothing(ctx: Context, { span }: Call, name: Gather, want: Want | null): Expr | null {
  const literal = (type: Type, value: Value): Expr => ({ op: 'literal', type, span, value });
  switch (name) {
    case 'forall':
    case 'exists':
      return literal(BOOLEAN, name === 'forall');
    case 'count':
    case 'sum':
      return literal(INTEGER, 0);
    case 'set':
    case 'bag':
    case 'sequence':
    case 'filter': {
      const kind = name === 'filter' ? (want?.type.kind ?? 'sequence') : name;
      if (kind !== 'set' && kind !== 'bag' && kind !== 'sequence') break;
      return { op: 'collection', type: { kind, of: NOTHING }, span, items: [] };
    }
    default:
  }
  ctx.report(messages.typeUnknown(span));
  return null;
}

function bodyOf(
  ctx: Context,
  name: Gather,
  body: Argument['value'],
  { scope, binders }: Bound,
  want: Want | null,
): Expr | null {
  switch (name) {
    case 'forall':
    case 'exists':
    case 'count':
    case 'the':
    case 'filter':
      return condition(ctx, body, scope);
    case 'sum':
    case 'min':
    case 'max':
      return demand(ctx, body, scope, INTEGER);
    default: {
      const item = itemWanted(name, want, binders[0]?.local.type);
      if (item === null) return closed(ctx, body, scope);
      return want?.firm
        ? demand(ctx, body, scope, item)
        : infer(ctx, body, scope, { type: item, firm: false });
    }
  }
}

function itemWanted(name: Gather, want: Want | null, key: Type | undefined): Type | null {
  if (want === null || isOpen(want.type)) return null;
  if (name === 'map') return key === undefined ? null : entryWanted(want.type, key);
  return isCollection(want.type) && want.type.kind === name ? want.type.of : null;
}

/** The entries of the wanted map, or of the map below it that has this key (`init` may spread). */
function entryWanted(wanted: Type, key: Type): Type | null {
  if (wanted.kind !== 'map') return null;
  return sameType(wanted.key, key) ? wanted.value : entryWanted(wanted.value, key);
}

function gatherType(
  ctx: Context,
  name: Gather,
  binders: readonly Binder[],
  body: Expr,
): Type | null {
  const [first] = binders;
  switch (name) {
    case 'forall':
    case 'exists':
      return BOOLEAN;
    case 'count':
    case 'sum':
    case 'min':
    case 'max':
      return INTEGER;
    case 'the':
      return first.local.type;
    case 'filter':
      return first.over.type;
    case 'map': {
      const key = first.local.type;
      if (cardinality(key) > MAX_KEYS) {
        ctx.report(messages.tooManyKeys(first.over.span, cardinality(key), MAX_KEYS));
        return null;
      }
      if (isWhole(first.over, key)) return { kind: 'map', key, value: body.type };
      ctx.report(messages.mapDomain(first.over.span, formatType(key)));
      return null;
    }
    default: {
      const most = binders.map((b) => sizeLimit(b.over)).reduce((a, b) => a * b, 1);
      return collectionType(name, body.type, Number.isFinite(most) ? most : undefined);
    }
  }
}

/** Is the domain the whole of its type? */
export function isWhole(over: Expr, key: Type): boolean {
  if (over.op === 'literal') return (over.value as readonly Value[]).length === cardinality(key);
  return (
    over.op === 'interval' &&
    over.from.op === 'literal' &&
    over.to.op === 'literal' &&
    sameType(key, {
      kind: 'range',
      low: over.from.value as number,
      high: over.to.value as number,
    })
  );
}

/** The most items that a domain can have. */
function sizeLimit(over: Expr): number {
  if (!isCollection(over.type)) return Number.POSITIVE_INFINITY;
  if (over.op === 'literal') return (over.value as readonly Value[]).length;
  const { bound } = over.type;
  if (over.type.kind !== 'set') return bound ?? Number.POSITIVE_INFINITY;
  return Math.min(bound ?? Number.POSITIVE_INFINITY, cardinality(over.type.of));
}

/** `reach(c in Cell, next[c], start)`: the step may give a T, an optional(T) or a set(T). */
export function reach(ctx: Context, syntax: Call, scope: Scope): Expr | null {
  const usage = USAGE.get('reach') as string;
  const [binder, step, start] = syntax.args;
  if (syntax.args.length !== 3 || step.name !== undefined || start.name !== undefined) {
    ctx.report(messages.badArguments(syntax.span, usage));
    return null;
  }
  const groups = binderGroups(ctx, [binder], syntax.span, usage);
  const bound = groups && bindGroups(ctx, groups, scope);
  if (bound === null || !bound.fine) return null;
  const [first] = bound.binders;
  if (first === undefined || !isWhole(first.over, first.local.type)) {
    ctx.report(messages.reachDomain(binder.value.span));
    return null;
  }
  const item = first.local.type;
  const from = places(ctx, start.value, scope, item);
  const next = places(ctx, step.value, bound.scope, item);
  if (from === null || next === null) return null;
  const type: Type = { kind: 'set', of: item };
  return { op: 'reach', type, span: syntax.span, local: first.local, step: next, start: from };
}

/** A T, an optional(T) or a set(T), as it comes. */
function places(ctx: Context, syntax: Argument['value'], scope: Scope, item: Type): Expr | null {
  const expr = infer(ctx, syntax, scope, { type: { kind: 'optional', of: item }, firm: false });
  if (expr === null) return null;
  const target: Type =
    expr.type.kind === 'set'
      ? { kind: 'set', of: item }
      : expr.type.kind === 'optional'
        ? { kind: 'optional', of: item }
        : item;
  return fitted(ctx, expr, target);
}
