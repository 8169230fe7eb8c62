/**
 * Where a value is expected, YAML's own structure may write it: a list is a list of values, a
 * mapping is a record (LANGUAGE 1.5). Both become syntax, so that everything later sees one form; a
 * mapping is a call without a name, whose arguments are the fields.
 */
import type { Argument, Syntax } from '../expression/syntax.js';
import type { Tree } from '../yaml/tree.js';
import type { Context } from './context.js';
import * as messages from './messages.js';

/** The value that a tree writes, as syntax; null where something is missing or cannot be read. */
export function termOf(ctx: Context, tree: Tree): Syntax | null {
  switch (tree.node) {
    case 'scalar':
      if (tree.text === null) {
        ctx.report(messages.valueMissing(tree.span));
        return null;
      }
      return ctx.read(tree, 'value');
    case 'list': {
      const items = tree.items.map((item) => termOf(ctx, item));
      if (items.includes(null)) return null;
      return { syntax: 'list', span: tree.span, items: items as Syntax[] };
    }
    case 'mapping': {
      const args: Argument[] = [];
      for (const { key, value } of tree.entries) {
        const term = termOf(ctx, value);
        if (term === null) return null;
        args.push({ name: key.text, nameSpan: key.span, value: term });
      }
      return { syntax: 'call', span: tree.span, name: '', nameSpan: tree.span, args };
    }
  }
}

/** The conditions of a tree, where a list means all of them. Unreadable ones are left out. */
export function conditionsOf(ctx: Context, tree: Tree | undefined): Syntax[] {
  if (tree === undefined) return [];
  const trees = tree.node === 'list' ? tree.items : [tree];
  return trees
    .map((item) => {
      if (item.node === 'scalar') return termOf(ctx, item);
      ctx.report(messages.conditionExpected(item.span));
      return null;
    })
    .filter((term) => term !== null);
}
