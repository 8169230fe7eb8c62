/**
 * The questions that all parts put to the typing of expressions, which is reached through the scope:
 * an index is an expression, and an expression may have an index.
 */
import type { Syntax } from '../expression/syntax.js';
import { PARTS_MAX } from './declarations.js';
import * as say from './messages.js';
import { MAX_DEPTH, type Scope } from './scope.js';
import type { ProgramExpr, Relation } from './spec.js';
import { BOOLEAN, compatible, type ProgramType, typeText } from './types.js';

/** The expression as a value of `type`: a number may still be outside its ends. */
export function typedOf(syntax: Syntax, scope: Scope, type: ProgramType): ProgramExpr | null {
  const expr = scope.meaning(syntax, scope, type);
  if (expr === null) return null;
  if (!compatible(expr.type, type)) {
    scope.report(say.wrongType(syntax.span, expected(type), described(expr.type)));
    return null;
  }
  if (expr.op === 'literal' && type.kind === 'integer') {
    const value = expr.value as bigint;
    if (value < type.low || value > type.high) {
      scope.report(say.neverFits(syntax.span, value, typeText(type)));
      return null;
    }
  }
  return expr;
}

export function conditionOf(syntax: Syntax, scope: Scope): ProgramExpr | null {
  return typedOf(syntax, scope, BOOLEAN);
}

/** Any whole number. */
export function numberOf(syntax: Syntax, scope: Scope): ProgramExpr | null {
  const expr = scope.meaning(syntax, scope, null);
  if (expr === null || expr.type.kind === 'integer') return expr;
  scope.report(say.wrongType(syntax.span, 'a number', described(expr.type)));
  return null;
}

export function sequenceOf(syntax: Syntax, scope: Scope): ProgramExpr | null {
  const expr = scope.meaning(syntax, scope, null);
  if (expr === null || expr.type.kind === 'sequence') return expr;
  scope.report(say.wrongType(syntax.span, 'a sequence', described(expr.type)));
  return null;
}

/** `a number`, `a sequence(Word)`: for "expected … ; this is …". */
export function described(type: ProgramType): string {
  if (type.kind === 'integer') return 'a number';
  if (type.kind === 'boolean') return 'a truth value';
  return type.kind === 'enum' ? `one of \`${typeText(type)}\`` : `a \`${typeText(type)}\``;
}

const expected = (type: ProgramType): string =>
  type.kind === 'boolean' ? 'a condition' : described(type);

/** A definition's text where its name stands: binders around the use are unknown to it. */
export function expand(
  name: string,
  tree: Parameters<Scope['to']['read']>[0],
  scope: Scope,
  env: ReadonlyMap<string, ProgramExpr>,
  { span }: Syntax,
  want: ProgramType | null,
): ProgramExpr | null {
  if (scope.inside.includes(name) || scope.inside.length > MAX_DEPTH) {
    scope.report(say.definedByItself(span, name));
    return null;
  }
  // What grows too large is said once: everything that uses it would be an echo.
  if (scope.to.isTooLarge) return null;
  if (!scope.to.enters()) {
    scope.report(say.tooLarge(span, PARTS_MAX));
    return null;
  }
  const syntax = scope.to.read(tree);
  const inner = { ...scope, env, inside: [...scope.inside, name] };
  const expr = syntax && scope.meaning(syntax, inner, want);
  if (scope.to.isTooLarge || expr === null) return null;
  if (scope.to.affords(expr)) return expr;
  scope.report(say.tooLarge(span, PARTS_MAX));
  return null;
}

export function compare(
  relation: Relation,
  left: ProgramExpr,
  right: ProgramExpr,
  span: Syntax['span'],
): ProgramExpr {
  return { op: 'compare', relation, left, right, type: BOOLEAN, span };
}
