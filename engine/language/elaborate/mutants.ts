/** Mutants: what they are called and what they must break. Their changes are made to the tree. */
import type { Mutant, Property } from '../typed.js';
import { child, type Tree } from '../yaml/tree.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import * as messages from './messages.js';

/** Always checked, besides what the spec claims. */
export const WELL_DEFINED = 'well defined';

export function mutantsOf(
  ctx: Context,
  tree: Tree | undefined,
  properties: readonly string[],
): Mutant[] {
  return entriesOf(tree).map(({ key, value }) => {
    const about = value.node === 'mapping' ? child(value, 'about') : undefined;
    const breaks = value.node === 'mapping' ? child(value, 'breaks') : undefined;
    return {
      name: key.text,
      breaks: breaksOf(ctx, breaks, properties),
      span: key.span,
      ...(about?.node === 'scalar' && about.text !== null ? { about: about.text } : {}),
    };
  });
}

function breaksOf(
  ctx: Context,
  tree: Tree | undefined,
  properties: readonly Property['base'][],
): string[] {
  if (tree === undefined) return [];
  const items = tree.node === 'list' ? tree.items : [tree];
  const names: string[] = [];
  for (const item of items) {
    const name = item.node === 'scalar' ? item.text : null;
    if (name === null) ctx.report(messages.unknownProperty(item.span, '', properties));
    else if (name !== WELL_DEFINED && !properties.includes(name)) {
      ctx.report(messages.unknownProperty(item.span, name, properties));
    } else if (!names.includes(name)) names.push(name);
  }
  return names;
}
