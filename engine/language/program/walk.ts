/** The parts of programs, for questions about all of them. */
import type { ProgramExpr, Statement, Variable } from './spec.js';

/** The expressions directly inside. */
export function partsOf(expr: ProgramExpr): readonly ProgramExpr[] {
  switch (expr.op) {
    case 'literal':
    case 'variable':
    case 'entry':
    case 'local':
      return [];
    case 'not':
    case 'negate':
    case 'abs':
    case 'size':
      return [expr.of];
    case 'and':
    case 'or':
    case 'implies':
    case 'compare':
    case 'arithmetic':
      return [expr.left, expr.right];
    case 'if':
      return [expr.test, expr.then, expr.else];
    case 'item':
      return [expr.of, expr.index];
    case 'items':
      return expr.items;
    case 'append':
      return [expr.of, expr.item];
    case 'forall':
    case 'exists':
      return [expr.over.from, expr.over.to, expr.body];
  }
}

/** The variables that an expression reads, each where it is first read. */
export function readsOf(expr: ProgramExpr, found = new Map<string, ProgramExpr>()) {
  if (expr.op === 'variable' && !found.has(expr.name)) found.set(expr.name, expr);
  for (const part of partsOf(expr)) readsOf(part, found);
  return found;
}

/** The statements inside, at any depth, and those given. */
export function allStatements(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement): Statement[] => {
    if (statement.statement === 'if')
      return [statement, ...allStatements(statement.then), ...allStatements(statement.else)];
    return statement.statement === 'while'
      ? [statement, ...allStatements(statement.body)]
      : [statement];
  });
}

/** The variables that statements may write, each once. */
export function writesOf(statements: readonly Statement[]): Variable[] {
  const places = allStatements(statements).flatMap((one) => {
    if (one.statement === 'set') return one.assignments.map(({ place }) => place.variable);
    return one.statement === 'call' ? one.into.map(({ variable }) => variable) : [];
  });
  return [...new Map(places.map((variable) => [variable.name, variable])).values()];
}
