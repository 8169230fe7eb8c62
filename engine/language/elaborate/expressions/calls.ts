/** Calls: definitions with parameters, records and shapes, and the functions of the language. */
import type { Argument, SyntaxOf } from '../../expression/syntax.js';
import type { Expr } from '../../typed.js';
import type { Type } from '../../types.js';
import { formatType } from '../../types-format.js';
import { TEMPORAL, UNSUPPORTED, USAGE } from '../builtins.js';
import { coerceTo, collectionType, INTEGER, isOpen, join } from '../coercion.js';
import { conditional } from '../conditional.js';
import { constantInteger } from '../constant-values.js';
import type { Context } from '../context.js';
import type { Definition } from '../declarations.js';
import { MAX_BOUND } from '../limits.js';
import { ownersOf } from '../members.js';
import * as messages from '../messages.js';
import { bind, lookUp, type Scope } from '../scope.js';
import { termOf } from '../terms.js';
import { condition, demand, infer, type Want } from '../typing.js';
import { COLLECTION_FUNCTIONS, collectionFunction, positional } from './collections.js';
import { pair } from './comparisons.js';
import { gather, isGather, isWhole, reach } from './gathers.js';
import { allValues, enterDefinition, functionCandidates } from './names.js';
import { integerLiteral, integerOf, operation } from './numbers.js';
import { mappingValue, recordOfType, shapeValue, withChanges } from './records.js';

type Call = SyntaxOf<'call'>;

export function call(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const { name, nameSpan } = syntax;
  if (name === '') return mappingValue(ctx, syntax, scope, want);
  if (UNSUPPORTED.has(name) && !ctx.declarations.has(name)) {
    ctx.report(messages.probabilityNotYet(nameSpan, name));
    return null;
  }
  if (isGather(syntax)) return gather(ctx, syntax, scope, want);
  if (COLLECTION_FUNCTIONS.has(name)) return collectionFunction(ctx, syntax, scope, want);
  const builtin = FUNCTIONS.get(name);
  if (builtin !== undefined) return builtin(ctx, syntax, scope, want);
  if (TEMPORAL.has(name)) {
    ctx.report(messages.formulaHere(nameSpan, name, scope.allowed.place));
    return null;
  }
  return declaredCall(ctx, syntax, scope, want);
}

function declaredCall(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const { name, nameSpan } = syntax;
  const entry = lookUp(scope, name);
  const declaration = entry === undefined ? ctx.declarations.get(name) : undefined;
  if (declaration?.what === 'definition') {
    ctx.used.add(name);
    const inner = scopeOfCall(ctx, syntax, declaration, scope);
    const term = inner && termOf(ctx, declaration.tree);
    return inner && term && infer(ctx, term, inner, want);
  }
  if (declaration?.what === 'type') {
    ctx.used.add(name);
    const type = ctx.typing.type(ctx, name);
    if (type?.kind === 'record') return recordOfType(ctx, syntax, type, scope);
    if (type !== null) ctx.report(messages.notARecordType(nameSpan, name, type));
    return null;
  }
  if (entry === undefined && declaration === undefined && ctx.system?.refusesCall(ctx, syntax))
    return null;
  const shapes = ownersOf(ctx, name, want?.type ?? null).filter((o) => o.type.kind === 'variant');
  if (shapes.length > 0) return shapeValue(ctx, syntax, scope, want);
  if (entry !== undefined || declaration !== undefined) {
    ctx.report(messages.notAFunction(nameSpan, name));
  } else ctx.report(messages.unknownFunction(nameSpan, name, functionCandidates(ctx)));
  return null;
}

/** The scope of a definition's text with its parameters standing for the arguments of a call. */
export function scopeOfCall(
  ctx: Context,
  syntax: Call,
  definition: Definition,
  scope: Scope,
): Scope | null {
  const parameters = definition.parameters ?? [];
  const usage =
    definition.parameters === null
      ? definition.name
      : `${definition.name}(${parameters.map((p) => p.name).join(', ')})`;
  if (
    definition.parameters === null ||
    syntax.args.length !== parameters.length ||
    syntax.args.some((a) => a.name !== undefined)
  ) {
    ctx.report(messages.badArguments(syntax.span, usage));
    return null;
  }
  let inner = enterDefinition(ctx, definition, scope);
  if (inner === null) return null;
  for (const [i, { name, span }] of parameters.entries()) {
    inner = bind(inner, name, span, { kind: 'term', term: syntax.args[i].value, scope });
  }
  return inner;
}

type Handler = (ctx: Context, syntax: Call, scope: Scope, want: Want | null) => Expr | null;

const FUNCTIONS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['if', choice],
  ['with', withChanges],
  ['reach', reach],
  ['old', before],
  ['min', extreme],
  ['max', extreme],
  ['div', division],
  ['abs', ofInteger],
  ['log2', ofInteger],
  ['floor', rounded],
  ['ceil', rounded],
  ['set', allOf],
  ['bag', allOf],
  ['sequence', allOf],
  ['optional', allOf],
]);

/** `if(c, a, b)`. */
function choice(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const args = positional(ctx, syntax);
  if (args === null) return null;
  const [testSyntax, thenSyntax, elseSyntax] = args;
  const test = condition(ctx, testSyntax, scope);
  if (want?.firm && !isOpen(want.type)) {
    const yes = demand(ctx, thenSyntax, scope, want.type);
    const no = demand(ctx, elseSyntax, scope, want.type);
    if (test === null || yes === null || no === null) return null;
    return conditional(test, yes, no, { type: want.type, span: syntax.span });
  }
  const both =
    want === null
      ? pair(ctx, thenSyntax, elseSyntax, scope)
      : [infer(ctx, thenSyntax, scope, want), infer(ctx, elseSyntax, scope, want)];
  let [yes, no] = both ?? [null, null];
  // What is wished for from outside yields to a branch that knows better.
  if (want !== null && yes && no && join(yes.type, no.type) === null)
    [yes, no] = pair(ctx, thenSyntax, elseSyntax, scope) ?? [null, null];
  if (test === null || yes === null || no === null) return null;
  const type = join(yes.type, no.type);
  if (type === null) {
    ctx.report(messages.branchesDiffer(syntax.span, yes.type, no.type));
    return null;
  }
  const at = { type, span: syntax.span };
  return conditional(test, coerceTo(yes, type), coerceTo(no, type), at);
}

function before(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const [arg] = syntax.args;
  if (syntax.args.length !== 1 || arg.name !== undefined) {
    ctx.report(messages.badArguments(syntax.span, 'old(e)'));
    return null;
  }
  if (!scope.allowed.old) {
    ctx.report(messages.oldHere(syntax.nameSpan, scope.allowed.place));
    return null;
  }
  const inner = { ...scope, allowed: { ...scope.allowed, old: false, place: '`old(…)`' } };
  const of = infer(ctx, arg.value, inner, want);
  return of && { op: 'old', type: of.type, span: syntax.span, of };
}

/** min(a, b, …) and max(a, b, …). */
function extreme(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const known = integerOf(ctx, syntax, scope);
  if (known !== null) return integerLiteral(ctx, known, syntax.span, want);
  const name = syntax.name as 'min' | 'max';
  if (syntax.args.length < 2 || syntax.args.some((a) => a.name !== undefined)) {
    ctx.report(messages.badArguments(syntax.span, `${name}(a, b) or ${name}(x in S, e)`));
    return null;
  }
  const values = syntax.args.map((a) => demand(ctx, a.value, scope, INTEGER));
  if (values.includes(null)) return null;
  return (values as Expr[]).reduce((a, b) => operation(name, a, b, syntax.span));
}

function division(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const known = integerOf(ctx, syntax, scope);
  if (known !== null) return integerLiteral(ctx, known, syntax.span, want);
  const args = positional(ctx, syntax);
  const [left, right] = args?.map((a) => demand(ctx, a, scope, INTEGER)) ?? [null, null];
  return left && right && operation('div', left, right, syntax.span);
}

function ofInteger(ctx: Context, syntax: Call, scope: Scope, want: Want | null): Expr | null {
  const known = integerOf(ctx, syntax, scope);
  if (known !== null) return integerLiteral(ctx, known, syntax.span, want);
  const args = positional(ctx, syntax);
  const of = args && demand(ctx, args[0], scope, INTEGER);
  const op = syntax.name as 'abs' | 'log2';
  return of && { op, type: INTEGER, span: syntax.span, of };
}

/** `floor` and `ceil`: of an integer they are the integer itself; log2 is already rounded down. */
function rounded(ctx: Context, syntax: Call, scope: Scope): Expr | null {
  const args = positional(ctx, syntax);
  return args && demand(ctx, args[0], scope, INTEGER);
}

/** `set(Acceptor)`, `sequence(Bit, 2)`, `optional(Node)`: the set of all values of that type. */
function allOf(ctx: Context, syntax: Call, scope: Scope): Expr | null {
  const type = typeOfCall(ctx, syntax, scope);
  return type && allValues(ctx, type, syntax.span);
}

function typeOfCall(ctx: Context, syntax: Call, scope: Scope): Type | null {
  const [item, limit] = syntax.args;
  const kind = syntax.name as 'set' | 'bag' | 'sequence' | 'optional';
  const most = kind === 'optional' ? 1 : 2;
  if (item === undefined || syntax.args.length > most || syntax.args.some((a) => a.name)) {
    const gathers = kind === 'optional' ? '' : ` or ${USAGE.get(kind) ?? kind}`;
    ctx.report(messages.badArguments(syntax.span, `${kind}(T)${gathers}`));
    return null;
  }
  const of = itemType(ctx, item, scope);
  if (of === null) return null;
  if (kind === 'optional') return { kind, of };
  const bound = limit === undefined ? undefined : constantInteger(ctx, limit.value);
  if (bound === null) return null;
  if (bound === undefined || (bound >= 0 && bound <= MAX_BOUND)) {
    return collectionType(kind, of, bound);
  }
  ctx.report(messages.boundOutside(limit.value.span, bound, MAX_BOUND));
  return null;
}

/** The type that stands in a call such as `set(T)`; a set value there was probably `subsets(S)`. */
function itemType(ctx: Context, { value }: Argument, scope: Scope): Type | null {
  const items = infer(ctx, value, scope);
  if (items === null) return null;
  if (items.type.kind === 'set' && isWhole(items, items.type.of)) return items.type.of;
  ctx.report(messages.typeWanted(value.span, formatType(items.type)));
  return null;
}
