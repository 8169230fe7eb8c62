/** `runs.explore`: the bound of the exploration and the counts that it is expected to find. */
import type { ExpectedCounts, ModelSpec } from '../typed.js';
import { child, type Tree } from '../yaml/tree.js';
import type { Context } from './context.js';
import { entriesOf } from './declarations.js';
import * as messages from './messages.js';
import { STATE, scopeFor } from './scope.js';
import { termOf } from './terms.js';
import { condition } from './typing.js';

const COUNTS = ['states', 'generated', 'depth', 'initial'] as const;

export function exploreOf(ctx: Context, tree: Tree | undefined): ModelSpec['explore'] {
  const explore = tree?.node === 'mapping' ? child(tree, 'explore') : undefined;
  if (explore?.node !== 'mapping') return {};
  const bound = child(explore, 'while');
  const term = bound && termOf(ctx, bound);
  const scope = scopeFor({ ...STATE, place: '`while`' });
  const inside = term ? condition(ctx, term, scope) : null;
  const counts = child(explore, 'expect');
  return {
    ...(inside === null ? {} : { while: inside }),
    ...(counts === undefined ? {} : { expect: countsOf(ctx, counts) }),
  };
}

function countsOf(ctx: Context, tree: Tree): ExpectedCounts {
  const counts: { -readonly [K in keyof ExpectedCounts]: ExpectedCounts[K] } = {};
  for (const { key, value } of entriesOf(tree)) {
    const name = COUNTS.find((c) => c === key.text);
    const text = value.node === 'scalar' ? (value.text ?? '') : '';
    if (name === undefined) ctx.report(messages.unknownCount(key.span, key.text, COUNTS));
    else if (!/^\d{1,15}$/.test(text)) ctx.report(messages.countExpected(value.span));
    else counts[name] = Number(text);
  }
  return counts;
}
