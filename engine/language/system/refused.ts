/** What stands in conditions of systems and in no others: quantities; and what does not stand there. */
import { INTEGER } from '../elaborate/coercion.js';
import type { Context } from '../elaborate/context.js';
import { MAX_INTEGER } from '../elaborate/limits.js';
import * as messages from '../elaborate/messages.js';
import { multiply, rational } from '../expression/numbers.js';
import type { SyntaxOf } from '../expression/syntax.js';
import { UNITS } from '../lint/measure.js';
import type { Expr } from '../typed.js';
import * as say from './messages.js';

/** A time in µs, a size in bytes. */
export function quantityOf(ctx: Context, syntax: SyntaxOf<'quantity'>): Expr | null {
  const { span, unit } = syntax;
  const known = UNITS.get(unit);
  if (known?.dimension !== 'time' && known?.dimension !== 'size') {
    ctx.report(say.noQuantity(span));
    return null;
  }
  const scale = rational(known.dimension === 'time' ? 1_000_000n : 1n);
  const { numerator, denominator } = multiply(multiply(syntax, known.factor), scale);
  if (denominator !== 1n || numerator > BigInt(MAX_INTEGER)) {
    const what = known.dimension === 'time' ? 'microseconds' : 'bytes';
    ctx.report(denominator === 1n ? say.tooLarge(span, what) : say.notWhole(span, what));
    return null;
  }
  return { op: 'literal', type: INTEGER, span, value: Number(numerator) };
}

/** Claims that are written as calls, and stand alone. */
export function refusesCall(ctx: Context, { name, nameSpan }: SyntaxOf<'call'>): boolean {
  switch (name) {
    case 'linearizable':
      ctx.report(say.historyClaim(nameSpan, name, 'always: linearizable(register)'));
      return true;
    case 'called':
    case 'answered':
      ctx.report(say.callsClaim(nameSpan, name));
      return true;
    case 'percentile':
      ctx.report(messages.probabilityNotYet(nameSpan, name));
      return true;
    default:
      return false;
  }
}
