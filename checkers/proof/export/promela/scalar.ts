/**
 * The numbers that an exported Promela model computes with: expressions over 32-bit integers, truth as
 * 0 and 1, each knowing the least and the greatest value that it can have. What is known is folded as it
 * is built, so that a model comes out as short as a person would have written it.
 */

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>=';

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** How many tokens it takes to write, roughly. */
  readonly size: number;
}

export type Scalar = Bounds &
  (
    | { readonly op: 'constant'; readonly value: number; readonly label?: string }
    /** `array[index]`, or the plain variable `array`. `label` is a name for a constant index. */
    | {
        readonly op: 'read';
        readonly array: string;
        readonly index?: Scalar;
        readonly label?: string;
      }
    | { readonly op: 'not'; readonly of: Scalar }
    | { readonly op: 'and' | 'or'; readonly left: Scalar; readonly right: Scalar }
    | {
        readonly op: 'compare';
        readonly relation: Relation;
        readonly left: Scalar;
        readonly right: Scalar;
      }
    | {
        readonly op: 'arithmetic';
        readonly operator: '+' | '-' | '*' | '/' | '%';
        readonly left: Scalar;
        readonly right: Scalar;
      }
    | { readonly op: 'if'; readonly test: Scalar; readonly yes: Scalar; readonly no: Scalar }
  );

export const LEAST = -(2 ** 31);
export const GREATEST = 2 ** 31 - 1;

export const constant = (value: number, label?: string): Scalar => ({
  op: 'constant',
  value,
  low: value,
  high: value,
  size: 1,
  ...(label === undefined ? {} : { label }),
});

export const FALSE = constant(0, 'false');
export const TRUE = constant(1, 'true');
const truth = (value: boolean): Scalar => (value ? TRUE : FALSE);

export function read(
  array: string,
  low: number,
  high: number,
  index?: Scalar,
  label?: string,
): Scalar {
  return {
    op: 'read',
    array,
    low,
    high,
    size: 1 + (index?.size ?? 0),
    ...(index === undefined ? {} : { index }),
    ...(label === undefined ? {} : { label }),
  };
}

/** The same number, known to be from low to high. */
export function narrow(of: Scalar, low: number, high: number): Scalar {
  if (of.op === 'constant' || (of.low >= low && of.high <= high)) return of;
  const from = Math.max(low, of.low);
  const to = Math.min(high, of.high);
  return from > to ? of : { ...of, low: from, high: to };
}

export const isTrue = (s: Scalar): boolean => s.op === 'constant' && s.value === 1;
export const isFalse = (s: Scalar): boolean => s.op === 'constant' && s.value === 0;

const OPPOSITE: Readonly<Record<Relation, Relation>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

export function not(of: Scalar): Scalar {
  if (of.op === 'constant') return truth(of.value === 0);
  if (of.op === 'not') return of.of;
  if (of.op === 'compare') return { ...of, relation: OPPOSITE[of.relation] };
  return { op: 'not', of, low: 0, high: 1, size: of.size + 1 };
}

export function and(left: Scalar, right: Scalar): Scalar {
  if (isFalse(left) || isTrue(right)) return left;
  if (isTrue(left) || isFalse(right)) return right;
  if (same(left, right)) return left;
  return { op: 'and', left, right, low: 0, high: 1, size: left.size + right.size };
}

export function or(left: Scalar, right: Scalar): Scalar {
  if (isTrue(left) || isFalse(right)) return left;
  if (isFalse(left) || isTrue(right)) return right;
  if (same(left, right)) return left;
  return { op: 'or', left, right, low: 0, high: 1, size: left.size + right.size };
}

export const implies = (left: Scalar, right: Scalar): Scalar => or(not(left), right);
export const all = (items: readonly Scalar[]): Scalar => items.reduce(and, TRUE);
export const any = (items: readonly Scalar[]): Scalar => items.reduce(or, FALSE);

export function compare(relation: Relation, left: Scalar, right: Scalar): Scalar {
  const known = knownRelation(relation, left, right);
  if (known !== undefined) return truth(known);
  if (relation === '==' || relation === '!=') {
    const test = asTruthTest(left, right) ?? asTruthTest(right, left);
    if (test !== undefined) return relation === '==' ? test : not(test);
  }
  const size = left.size + right.size;
  return { op: 'compare', relation, left, right, low: 0, high: 1, size };
}

export const equal = (left: Scalar, right: Scalar): Scalar => compare('==', left, right);

/** `x == 1` of a truth x is x itself. */
function asTruthTest(of: Scalar, value: Scalar): Scalar | undefined {
  if (value.op !== 'constant' || of.low < 0 || of.high > 1) return undefined;
  if (!isTruth(of) && value.label !== 'true' && value.label !== 'false') return undefined;
  return value.value === 1 ? of : not(of);
}

const isTruth = (s: Scalar): boolean =>
  s.op === 'not' || s.op === 'and' || s.op === 'or' || s.op === 'compare';

function knownRelation(relation: Relation, left: Scalar, right: Scalar): boolean | undefined {
  if (same(left, right)) return relation === '==' || relation === '<=' || relation === '>=';
  switch (relation) {
    case '==':
      if (left.high < right.low || right.high < left.low) return false;
      return left.low === left.high && left.low === right.low && right.low === right.high
        ? true
        : undefined;
    case '!=': {
      const equals = knownRelation('==', left, right);
      return equals === undefined ? undefined : !equals;
    }
    case '<':
      return left.high < right.low ? true : left.low >= right.high ? false : undefined;
    case '<=':
      return left.high <= right.low ? true : left.low > right.high ? false : undefined;
    case '>':
      return knownRelation('<', right, left);
    case '>=':
      return knownRelation('<=', right, left);
  }
}

/** What is larger than this is not compared. */
const SAME_MAX = 60;

/** Are these surely one number? Decided for small things only. */
export function same(a: Scalar, b: Scalar): boolean {
  if (a === b) return true;
  if (a.op === 'constant') return b.op === 'constant' && a.value === b.value;
  if (a.op === 'read' && b.op === 'read' && a.array === b.array) {
    if (a.index === undefined || b.index === undefined) return a.index === b.index;
    return same(a.index, b.index);
  }
  if (a.op === 'not' && b.op === 'not') return same(a.of, b.of);
  if (a.op !== b.op || a.size > SAME_MAX || a.size !== b.size) return false;
  if (a.op === 'compare' && b.op === 'compare' && a.relation !== b.relation) return false;
  if (a.op === 'arithmetic' && b.op === 'arithmetic' && a.operator !== b.operator) return false;
  if ('left' in a && 'left' in b) return same(a.left, b.left) && same(a.right, b.right);
  if (a.op === 'if' && b.op === 'if')
    return same(a.test, b.test) && same(a.yes, b.yes) && same(a.no, b.no);
  return false;
}

type Operator = '+' | '-' | '*' | '/' | '%';

const FOLD: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => Math.trunc(a / b),
  '%': (a, b) => a % b,
};

/** As C computes: `/` cuts towards zero, and nothing may overflow (to be demanded by the caller). */
export function arithmetic(operator: Operator, left: Scalar, right: Scalar): Scalar {
  if (
    left.op === 'constant' &&
    right.op === 'constant' &&
    (right.value !== 0 || '+-*'.includes(operator))
  )
    return constant(FOLD[operator](left.value, right.value) + 0);
  if (isFalse(right) && (operator === '+' || operator === '-')) return left;
  if (isFalse(left) && operator === '+') return right;
  if (right.op === 'constant' && right.value === 1 && (operator === '*' || operator === '/'))
    return left;
  if (left.op === 'constant' && left.value === 1 && operator === '*') return right;
  const { low, high } = rangeOf(operator, left, right);
  return { op: 'arithmetic', operator, left, right, low, high, size: left.size + right.size };
}

/** The exact range of the result before it is cut to 32 bits. */
export function rangeOf(
  operator: Operator,
  left: Scalar,
  right: Scalar,
): { readonly low: number; readonly high: number } {
  if (operator === '/' || operator === '%') {
    const most = Math.max(Math.abs(left.low), Math.abs(left.high));
    const divisor = Math.max(Math.abs(right.low), Math.abs(right.high)) - 1;
    const high = operator === '/' ? most : Math.min(most, Math.max(divisor, 0));
    return { low: left.low >= 0 && (operator === '%' || right.low >= 0) ? 0 : -high, high };
  }
  const ends = [left.low, left.high].flatMap((a) =>
    [right.low, right.high].map((b) => FOLD[operator](a, b)),
  );
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

export function choose(test: Scalar, yes: Scalar, no: Scalar): Scalar {
  if (test.op === 'constant') return test.value !== 0 ? yes : no;
  if (same(yes, no)) return yes;
  if (test.op === 'not') return choose(test.of, no, yes);
  if (yes.op === 'if' && same(yes.test, test)) return choose(test, yes.yes, no);
  if (no.op === 'if' && same(no.test, test)) return choose(test, yes, no.no);
  if (no.op === 'if' && same(not(no.test), test)) return choose(test, yes, no.yes);
  if (isTrue(yes) && isFalse(no) && isTruth(test)) return test;
  if (isFalse(yes) && isTrue(no)) return not(test);
  if (isTruthful(yes) && isTruthful(no)) {
    if (isTrue(yes)) return or(test, no);
    if (isFalse(no)) return and(test, yes);
    if (isFalse(yes)) return and(not(test), no);
    if (isTrue(no)) return or(not(test), yes);
  }
  const low = Math.min(yes.low, no.low);
  const high = Math.max(yes.high, no.high);
  return { op: 'if', test, yes, no, low, high, size: test.size + yes.size + no.size };
}

const isTruthful = (s: Scalar): boolean => s.low >= 0 && s.high <= 1;

/** The item at position `key − first`; `fallback` elsewhere. Items that lie evenly spaced in one array are
 * read by one computed index. */
export function select(
  key: Scalar,
  first: number,
  items: readonly Scalar[],
  fallback: Scalar,
): Scalar {
  if (key.op === 'constant') return items[key.value - first] ?? fallback;
  if (key.low >= first && key.high < first + items.length) {
    const part = items.slice(key.low - first, key.high - first + 1);
    const direct = evenlySpaced(key, part);
    if (direct !== undefined) return direct;
    return part
      .slice(0, -1)
      .reduceRight(
        (rest, item, i) => choose(equal(key, constant(key.low + i)), item, rest),
        part[part.length - 1],
      );
  }
  return items.reduceRight(
    (rest, item, i) => choose(equal(key, constant(first + i)), item, rest),
    fallback,
  );
}

function evenlySpaced(key: Scalar, items: readonly Scalar[]): Scalar | undefined {
  const [one, two] = items;
  if (one === undefined || two === undefined) return undefined;
  const at = (s: Scalar): number | undefined =>
    s.op === 'read' && one.op === 'read' && s.array === one.array && s.index?.op === 'constant'
      ? s.index.value
      : undefined;
  const start = at(one);
  const next = at(two);
  if (one.op !== 'read' || start === undefined || next === undefined) return undefined;
  const stride = next - start;
  if (stride === 0 || !items.every((item, i) => at(item) === start + i * stride)) return undefined;
  const offset = start - key.low * stride;
  const scaled = arithmetic('*', key, constant(stride));
  const index =
    offset < 0
      ? arithmetic('-', scaled, constant(-offset))
      : arithmetic('+', scaled, constant(offset));
  const low = Math.min(...items.map((item) => item.low));
  const high = Math.max(...items.map((item) => item.high));
  return read(one.array, low, high, index);
}

// ----------------------------------------------------------------------------------------- text

/** As Promela. Everything that is not an atom is in parentheses, but chains of one connective. */
export function scalarText(s: Scalar): string {
  switch (s.op) {
    case 'constant':
      return (
        s.label ??
        (s.value === LEAST ? '(-2147483647 - 1)' : s.value < 0 ? `(${s.value})` : `${s.value}`)
      );
    case 'read':
      return s.index === undefined ? s.array : `${s.array}[${s.label ?? bare(s.index)}]`;
    case 'not':
      return `!${scalarText(s.of)}`;
    case 'if':
      return `(${scalarText(s.test)} -> ${scalarText(s.yes)} : ${scalarText(s.no)})`;
    default:
      return `(${bare(s)})`;
  }
}

/** Without parentheses round the whole, where Promela can do without. */
export function bare(s: Scalar): string {
  switch (s.op) {
    case 'and':
      return chain(s, 'and').join(' && ');
    case 'or':
      return chain(s, 'or').join(' || ');
    case 'compare':
      return `${scalarText(s.left)} ${s.relation} ${scalarText(s.right)}`;
    case 'arithmetic':
      return `${scalarText(s.left)} ${s.operator} ${scalarText(s.right)}`;
    default:
      return scalarText(s);
  }
}

function chain(s: Scalar, op: 'and' | 'or'): string[] {
  return s.op === op ? [...chain(s.left, op), ...chain(s.right, op)] : [scalarText(s)];
}
