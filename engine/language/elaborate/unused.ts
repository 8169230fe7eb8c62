/**
 * Definitions that nothing uses are still checked: typed where they have no parameters, their names
 * looked up where they have. Then what is unused is said aloud.
 */
import type { Syntax } from '../expression/syntax.js';
import { callable } from './builtins.js';
import type { Context } from './context.js';
import type { Declaration, Definition } from './declarations.js';
import { formulaOf, isTemporal } from './formulas.js';
import { ownersOf } from './members.js';
import * as messages from './messages.js';
import { PROPERTY, STEP, scopeFor } from './scope.js';
import { termOf } from './terms.js';
import { infer } from './typing.js';

export function checkUnused(ctx: Context): void {
  const unused = [...ctx.declarations.values()].filter(
    (d) => (d.what === 'definition' || d.what === 'constant') && !ctx.used.has(d.name),
  );
  for (const declaration of unused) {
    if (declaration.what === 'definition') checkDefinition(ctx, declaration);
  }
  for (const declaration of unused) {
    if (!isMentioned(declaration)) ctx.report(messages.unused(declaration.span, declaration));
  }
}

/**
 * Does the name stand anywhere else in its file? Perhaps in a mutant, or, when this is a mutant, in
 * what it took away.
 */
function isMentioned({ name, span }: Declaration): boolean {
  const text = span.file.text.replace(/(^|\s)#.*$/gm, '');
  return (text.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length > 1;
}

function checkDefinition(ctx: Context, definition: Definition): void {
  const term = termOf(ctx, definition.tree);
  if (term === null) return;
  if (definition.parameters !== null) {
    checkNames(ctx, term, new Set(definition.parameters.map((p) => p.name)));
    return;
  }
  const inside = { definition: definition.name, outer: null };
  const scope = { ...scopeFor({ ...PROPERTY, old: true }), inside };
  if (isTemporal(ctx, term, scope)) formulaOf(ctx, term, scope);
  else infer(ctx, term, scope);
}

/** Does every name in the text mean something? (What it means depends on the arguments.) */
function checkNames(ctx: Context, syntax: Syntax, bound: ReadonlySet<string>): void {
  switch (syntax.syntax) {
    case 'name':
      if (!bound.has(syntax.name) && !isKnown(ctx, syntax.name)) {
        // The typing of names knows best how to say so.
        infer(ctx, syntax, scopeFor(STEP));
      }
      return;
    case 'list':
      for (const item of syntax.items) checkNames(ctx, item, bound);
      return;
    case 'not':
    case 'negate':
    case 'is':
    case 'field':
      checkNames(ctx, syntax.of, bound);
      return;
    case 'binary':
      checkNames(ctx, syntax.left, bound);
      checkNames(ctx, syntax.right, bound);
      return;
    case 'compare':
      for (const operand of syntax.operands) checkNames(ctx, operand, bound);
      return;
    case 'index':
      checkNames(ctx, syntax.of, bound);
      for (const key of syntax.keys) checkNames(ctx, key, bound);
      return;
    case 'call':
      checkCall(ctx, syntax, bound);
      return;
    default:
  }
}

function checkCall(
  ctx: Context,
  syntax: Syntax & { readonly syntax: 'call' },
  bound: ReadonlySet<string>,
): void {
  const known = syntax.name === '' || callable(syntax.name) || isKnown(ctx, syntax.name);
  if (!known) infer(ctx, syntax, scopeFor(STEP));
  const inner = new Set(bound);
  syntax.args.forEach(({ value }, i) => {
    const last = i === syntax.args.length - 1;
    if (callable(syntax.name) && !last) {
      const binder = value.syntax === 'binary' && value.operator === 'in' ? value.left : value;
      if (binder.syntax === 'name' && !isKnown(ctx, binder.name)) inner.add(binder.name);
    }
    checkNames(ctx, value, inner);
  });
}

function isKnown(ctx: Context, name: string): boolean {
  return (
    ['true', 'false', 'none', 'at', 'stuck', 'boolean'].includes(name) ||
    ctx.declarations.has(name) ||
    ownersOf(ctx, name, null).length > 0
  );
}
