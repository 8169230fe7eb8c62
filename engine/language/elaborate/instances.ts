/**
 * Instances: binders over sets that are known before any state is, each taking its values one by
 * one (`for:` of a property, a quantifier over formulas). Later sets may use earlier names.
 */
import type { Span } from '../source.js';
import type { Expr } from '../typed.js';
import type { Type } from '../types.js';
import type { Value } from '../value.js';
import { type BinderGroup, bindGroups, domainOf, isFree } from './binders.js';
import { isOpen } from './coercion.js';
import { constantValue } from './constant-values.js';
import type { Context } from './context.js';
import { isCollection } from './expressions/lists.js';
import { MAX_INSTANCES } from './limits.js';
import * as messages from './messages.js';
import { bind, DOMAIN, lookUp, namesIn, type Scope } from './scope.js';
import { readsState } from './walk.js';

export interface Instance {
  readonly bindings: readonly {
    readonly name: string;
    readonly type: Type;
    readonly value: Value;
  }[];
  readonly scope: Scope;
}

/** All instances, in the order of the sets; null where a set is wrong or there are absurdly many. */
export function instances(
  ctx: Context,
  groups: readonly BinderGroup[],
  scope: Scope,
  span: Span,
): Instance[] | null {
  let found: Instance[] = [{ bindings: [], scope }];
  for (const { names, domain } of groups) {
    for (const [i, { name, span: place }] of names.entries()) {
      if (!isFree(ctx, scope, name, place)) return null;
      const next: Instance[] = [];
      for (const instance of found) {
        // Names of one group share the set: it is read without its own earlier names.
        const values = valuesOfDomain(ctx, domain, instance.scope, i);
        if (values === null) return null;
        if (next.length + values.length > MAX_INSTANCES) {
          ctx.report(messages.tooManyInstances(span, MAX_INSTANCES));
          return null;
        }
        for (const expr of values) {
          const binding = { name, type: expr.type, value: expr.value };
          next.push({
            bindings: [...instance.bindings, binding],
            scope: bind(instance.scope, name, place, { kind: 'value', expr }),
          });
        }
      }
      found = next;
    }
  }
  return found;
}

/**
 * For what is claimed of nobody, where a set is empty: a context of its own, and a scope in which each name has a value that nobody knows. What is
 * typed there is only typed.
 */
export function unknownInstance(
  ctx: Context,
  groups: readonly BinderGroup[],
  scope: Scope,
): { readonly ctx: Context; readonly scope: Scope } {
  const own = { ...ctx, atoms: [], atomKeys: new Map<string, number>(), uninstantiated: [] };
  return { ctx: own, scope: bindGroups(own, groups, scope).scope };
}

/** Is it inside of an unknown instance? Where all values are known no name stands for something unknown. */
export const isUnknown = (scope: Scope): boolean =>
  namesIn(scope).some((name) => {
    const kind = lookUp(scope, name)?.meaning.kind;
    return kind === 'local' || kind === 'broken';
  });

type Literal = Expr & { readonly op: 'literal' };

function valuesOfDomain(
  ctx: Context,
  domain: BinderGroup['domain'],
  scope: Scope,
  sharing: number,
): Literal[] | null {
  let outer = scope.names;
  for (let i = 0; i < sharing; i++) outer = outer?.outer ?? null;
  const over = domainOf(ctx, domain, {
    ...scope,
    names: outer,
    allowed: { ...DOMAIN, state: true },
  });
  if (over === null) return null;
  if (readsState(over)) {
    ctx.report(messages.domainReadsState(over.span));
    return null;
  }
  if (isOpen(over.type) || !isCollection(over.type)) return [];
  const { of } = over.type;
  const value = constantValue(ctx, over);
  if (value === undefined) return null;
  const distinct = new Map((value as readonly Value[]).map((v) => [JSON.stringify(v), v]));
  return [...distinct.values()].map((v) => ({
    op: 'literal',
    type: of,
    span: over.span,
    value: v,
  }));
}
