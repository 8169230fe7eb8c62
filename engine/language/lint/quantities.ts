/** Does a quantity fit its field: a time where a time is wanted, and not a negative one? */
import type { Diagnostics } from '../diagnostics.js';
import { formatRational, type Rational } from '../expression/numbers.js';
import type { Syntax, SyntaxOf } from '../expression/syntax.js';
import { nearest } from '../nearest.js';
import * as say from '../schema/messages.js';
import { type Dimension, QUANTITY_EXAMPLES, type Schema } from '../schema/vocabulary.js';
import type { Span } from '../source.js';
import type { Constants } from './constants.js';
import { DISTRIBUTIONS, type Measured, measure, UNITS } from './measure.js';

export interface Wanted {
  readonly dimension: Dimension;
  readonly sign: 'positive' | 'not negative' | null;
}

export function wantedBy(schema: Schema): Wanted | null {
  const dimension = schema['x-unit'];
  return dimension === undefined ? null : { dimension, sign: schema['x-sign'] ?? null };
}

/** Reports at most one problem, the first. */
export function checkQuantity(
  syntax: Syntax,
  wanted: Wanted,
  constants: Constants,
  diagnostics: Diagnostics,
): void {
  if (reportUnknown(syntax, constants, diagnostics)) return;
  const found = measure(syntax, (name) => constants.measured(name));
  judge(found, syntax.span, wanted, constants, diagnostics);
}

function judge(
  found: Measured,
  span: Span,
  wanted: Wanted,
  constants: Constants,
  diagnostics: Diagnostics,
): void {
  switch (found.is) {
    case 'unknown':
      return;
    case 'range':
      judge(found.low, span, wanted, constants, diagnostics);
      if (
        isQuantity(found.low) &&
        isQuantity(found.high) &&
        after(found.low.value, found.high.value)
      )
        diagnostics.add(say.emptyRange(span));
      else if (fits(found.low, wanted)) judge(found.high, span, wanted, constants, diagnostics);
      return;
    case 'distribution':
      judgeDistribution(found.call, wanted, constants, diagnostics);
      return;
    case 'quantity':
      if (!fits(found, wanted)) diagnostics.add(wrong(found, span, wanted));
      else if (found.value && outside(found.value, wanted.sign))
        diagnostics.add(
          say.tooSmall(span, shown(span, found.value), wanted.sign ?? 'not negative'),
        );
  }
}

const isQuantity = (m: Measured) => m.is === 'quantity';

function fits(found: Measured, { dimension }: Wanted): boolean {
  if (found.is !== 'quantity' || found.dimension === dimension) return true;
  if (found.dimension === 'number') return dimension === 'share' || found.value?.numerator === 0n;
  return found.dimension === 'share' && (dimension === 'drift' || dimension === 'number');
}

const outside = ({ numerator }: Rational, sign: Wanted['sign']) =>
  (sign === 'positive' && numerator <= 0n) || (sign === 'not negative' && numerator < 0n);

const after = (a: Rational | null, b: Rational | null) =>
  a !== null && b !== null && a.numerator * b.denominator > b.numerator * a.denominator;

function shown(span: Span, value: Rational): string {
  const text = span.file.text.slice(span.start, span.end);
  return text.length <= 30 ? `\`${text}\`` : formatRational(value);
}

const NAMES: Readonly<Record<Dimension, string>> = {
  time: 'a time',
  rate: 'a rate',
  share: 'a share',
  size: 'a size',
  drift: 'a drift',
  number: 'a number without a unit',
};

function wrong(found: Measured & { is: 'quantity' }, span: Span, { dimension }: Wanted) {
  const text = span.file.text.slice(span.start, span.end);
  const unit =
    dimension === 'time'
      ? 'ms'
      : dimension === 'size'
        ? 'KiB'
        : dimension === 'drift'
          ? 'ppm'
          : null;
  const plain = found.dimension === 'number' && /^[0-9.]+$/.test(text);
  const hint = !plain
    ? undefined
    : dimension === 'rate'
      ? `write \`${text} / s\``
      : unit
        ? `write \`${text} ${unit}\`, if that is the unit meant`
        : undefined;
  return say.wrongQuantity(span, QUANTITY_EXAMPLES[dimension], NAMES[found.dimension], hint);
}

function judgeDistribution(
  call: SyntaxOf<'call'>,
  wanted: Wanted,
  constants: Constants,
  diagnostics: Diagnostics,
): void {
  const parameters = DISTRIBUTIONS.get(call.name) ?? [];
  const form = `${call.name}(${parameters.map(([, name]) => name).join(', ')})`;
  if (call.args.length !== parameters.length || call.args.some((arg) => arg.name !== undefined)) {
    diagnostics.add(say.wrongArguments(call.span, call.name, form));
    return;
  }
  call.args.forEach(({ value }, i) => {
    const dimension = parameters[i][0] === 'same' ? wanted.dimension : 'number';
    checkQuantity(value, { dimension, sign: 'not negative' }, constants, diagnostics);
  });
}

/** Units, distributions and constants that do not exist; true if any was reported. */
function reportUnknown(syntax: Syntax, constants: Constants, diagnostics: Diagnostics): boolean {
  switch (syntax.syntax) {
    case 'quantity':
      if (UNITS.has(syntax.unit)) return false;
      diagnostics.add(say.unknownUnit(syntax.span, syntax.unit, unitHint(syntax.unit)));
      return true;
    case 'name':
      return constants.reportUnknown(syntax.name, syntax.span, diagnostics);
    case 'negate':
      return reportUnknown(syntax.of, constants, diagnostics);
    case 'binary':
      if (syntax.operator === '/' && syntax.right.syntax === 'name' && UNITS.has(syntax.right.name))
        return reportUnknown(syntax.left, constants, diagnostics);
      return [syntax.left, syntax.right].some((side) =>
        reportUnknown(side, constants, diagnostics),
      );
    case 'call': {
      if (DISTRIBUTIONS.has(syntax.name) || FUNCTIONS.has(syntax.name)) return false;
      const near = nearest(syntax.name, DISTRIBUTIONS.keys());
      const hint = near
        ? `did you mean \`${near}\`?`
        : `known are ${[...DISTRIBUTIONS.keys()].join(', ')}`;
      diagnostics.add(say.unknownDistribution(syntax.nameSpan, syntax.name, hint));
      return true;
    }
    default:
      return false;
  }
}

const FUNCTIONS = new Set(['min', 'max', 'if', 'div', 'floor', 'ceil', 'abs', 'log2']);

function unitHint(unit: string): string {
  const usual: Readonly<Record<string, string>> = {
    sec: 's',
    secs: 's',
    seconds: 's',
    second: 's',
    msec: 'ms',
    millis: 'ms',
    usec: 'us',
    micros: 'us',
    minutes: 'min',
    minute: 'min',
    hours: 'h',
    hour: 'h',
    days: 'd',
    day: 'd',
    KB: 'kB',
    K: 'KiB',
    M: 'MiB',
    percent: '%',
  };
  const near = (Object.hasOwn(usual, unit) ? usual[unit] : null) ?? nearest(unit, UNITS.keys());
  return near ? `did you mean \`${near}\`?` : `units are ${[...UNITS.keys()].join(' ')}`;
}
