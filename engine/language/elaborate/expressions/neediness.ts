/**
 * Which of two operands should be typed first. A needy one has no type of its own, or not yet its
 * final one: `none`, a list, a member that may belong to several types. It takes the other's.
 */
import type { Syntax } from '../../expression/syntax.js';
import type { Context } from '../context.js';
import { MAX_DEPTH } from '../limits.js';
import { ownersOf } from '../members.js';
import { bind, deeper, isInside, lookUp, type Scope, scopeOfTerm } from '../scope.js';
import { termOf } from '../terms.js';

const OF_FIRST = new Set(['add', 'remove', 'append', 'head', 'tail', 'slice', 'with', 'subsets']);
const OF_BOTH = new Set(['union', 'intersection', 'difference', 'concat']);

export function isNeedy(ctx: Context, syntax: Syntax, outer: Scope): boolean {
  if (outer.depth > MAX_DEPTH) return false;
  const scope = deeper(outer);
  if (syntax.syntax === 'list') return true;
  if (syntax.syntax === 'name') return isNeedyName(ctx, syntax.name, scope);
  if (syntax.syntax !== 'call' || !ctx.spend(syntax.span)) return false;
  const { name, args } = syntax;
  const needy = (i: number): boolean => args[i] !== undefined && isNeedy(ctx, args[i].value, scope);
  const declaration = ctx.declarations.get(name);
  if (declaration?.what === 'definition') {
    if (isInside(scope, name)) return false;
    const term = termOf(ctx, declaration.tree);
    let inner: Scope = {
      ...scope,
      names: null,
      inside: { definition: name, outer: scope.inside },
    };
    declaration.parameters?.forEach((parameter, i) => {
      if (args[i] === undefined) return;
      const meaning = { kind: 'term', term: args[i].value, scope } as const;
      inner = bind(inner, parameter.name, parameter.span, meaning);
    });
    return term !== null && isNeedy(ctx, term, inner);
  }
  if (name === '') return true;
  if (name === 'if') return needy(1) && needy(2);
  if (OF_FIRST.has(name)) return needy(0);
  if (OF_BOTH.has(name)) return needy(0) && needy(1);
  return declaration === undefined && args.length > 0 && args.every((a) => a.name !== undefined);
}

function isNeedyName(ctx: Context, name: string, scope: Scope): boolean {
  if (name === 'true' || name === 'false') return false;
  const entry = lookUp(scope, name);
  if (entry !== undefined) {
    if (entry.meaning.kind !== 'term' || !ctx.spend(entry.span)) return false;
    return isNeedy(ctx, entry.meaning.term, scopeOfTerm(entry.meaning.scope, scope));
  }
  const declaration = ctx.declarations.get(name);
  if (declaration === undefined) return name !== 'at';
  if (ctx.system?.given.has(name)) return ownersOf(ctx, name, null).length > 0;
  if (declaration.what === 'constant') return declaration.tree.node === 'list';
  if (declaration.what !== 'definition' || isInside(scope, name)) return false;
  const term = termOf(ctx, declaration.tree);
  const inside = { definition: name, outer: scope.inside };
  if (term === null || !ctx.spend(term.span)) return false;
  return isNeedy(ctx, term, { ...scope, names: null, inside });
}
