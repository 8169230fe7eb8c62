/** Declarations that need one another are resolved on demand; this finds the cycles among them. */
import type { Span } from '../source.js';
import type { Context } from './context.js';
import { MAX_CHAIN } from './limits.js';
import * as messages from './messages.js';

/** Resolves `name` by `work`, unless that is already under way: then the cycle is reported. */
export function enter<T>(ctx: Context, name: string, span: Span, work: () => T | null): T | null {
  const at = ctx.resolving.indexOf(name);
  if (at >= 0) {
    ctx.report(messages.cycle(span, [...ctx.resolving.slice(at), name]));
    return null;
  }
  if (ctx.resolving.length >= MAX_CHAIN) {
    ctx.report(messages.tooDeep(span, MAX_CHAIN));
    return null;
  }
  ctx.resolving.push(name);
  try {
    return work();
  } finally {
    ctx.resolving.pop();
  }
}
