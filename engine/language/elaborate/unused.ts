/**
 * Definitions that nothing uses are still checked: typed where they have no parameters, their names
 * looked up where they have. Then what is unused is said aloud, unless a mutant mentions it.
 */
import type { Syntax } from '../expression/syntax.js';
import { child, type Mapping, type Tree } from '../yaml/tree.js';
import { callable } from './builtins.js';
import type { Context } from './context.js';
import type { Definition } from './declarations.js';
import { formulaOf, isTemporal } from './formulas.js';
import { ownersOf } from './members.js';
import * as messages from './messages.js';
import { PROPERTY, STEP, scopeFor } from './scope.js';
import { termOf } from './terms.js';
import { infer } from './typing.js';

export function checkUnused(ctx: Context, raw: Mapping): void {
  const unused = [...ctx.declarations.values()].filter(
    (d) => (d.what === 'definition' || d.what === 'constant') && !ctx.used.has(d.name),
  );
  for (const declaration of unused) {
    if (declaration.what === 'definition') checkDefinition(ctx, declaration);
  }
  const mentioned = new Set<string>();
  const mutants = child(raw, 'mutants');
  if (mutants !== undefined) wordsIn(mutants, mentioned);
  for (const declaration of unused) {
    if (mentioned.has(declaration.name)) continue;
    ctx.report(messages.unused(declaration.span, declaration));
  }
}

function wordsIn(tree: Tree, into: Set<string>): void {
  if (tree.node === 'scalar') {
    for (const word of tree.text?.match(/[A-Za-z][A-Za-z0-9_]*/g) ?? []) into.add(word);
  } else if (tree.node === 'list') for (const item of tree.items) wordsIn(item, into);
  else {
    for (const { key, value } of tree.entries) {
      wordsIn(key, into);
      wordsIn(value, into);
    }
  }
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
