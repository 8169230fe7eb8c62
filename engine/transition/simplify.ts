/** Building expressions of the intermediate form; what is constant is computed while building. */
import type { Binary, Ir, Unary } from './ir.js';

export const constant = (value: number): Ir => ({ ir: 'const', value: value | 0 });
export const zero = constant(0);
export const one = constant(1);

export const isConstant = (ir: Ir, value?: number): ir is Extract<Ir, { ir: 'const' }> =>
  ir.ir === 'const' && (value === undefined || ir.value === value);

const inRange = (n: number): boolean => n >= -(2 ** 31) && n < 2 ** 31;

/** What an operator means on words: the definition that the emitters must follow. */
export function applyBinary(operator: Binary, a: number, b: number): number {
  switch (operator) {
    case 'add':
      return (a + b) | 0;
    case 'sub':
      return (a - b) | 0;
    case 'mul':
      return Math.imul(a, b);
    case 'div':
      return (a / b) | 0;
    case 'mod':
      return a % b;
    case 'floorDiv':
      return Math.floor(a / b);
    case 'floorMod':
      return a - b * Math.floor(a / b);
    case 'and':
      return a & b;
    case 'or':
      return a | b;
    case 'xor':
      return a ^ b;
    case 'shl':
      return a << b;
    case 'shr':
      return (a >>> b) | 0;
    case 'eq':
      return Number(a === b);
    case 'ne':
      return Number(a !== b);
    case 'lt':
      return Number(a < b);
    case 'le':
      return Number(a <= b);
    case 'gt':
      return Number(a > b);
    case 'ge':
      return Number(a >= b);
    case 'below':
      return Number(a >>> 0 < b >>> 0);
    case 'addOverflows':
      return Number(!inRange(a + b));
    case 'subOverflows':
      return Number(!inRange(a - b));
    case 'mulOverflows':
      return Number(!inRange(a * b));
  }
}

export function applyUnary(operator: Unary, a: number): number {
  switch (operator) {
    case 'not':
      return Number(a === 0);
    case 'trailing':
      return 31 - Math.clz32(a & -a);
    case 'ones': {
      let count = 0;
      for (let rest = a; rest !== 0; rest &= rest - 1) count++;
      return count;
    }
  }
}

export function binary(operator: Binary, left: Ir, right: Ir): Ir {
  if (left.ir === 'const' && right.ir === 'const') {
    const divides =
      operator === 'div' ||
      operator === 'mod' ||
      operator === 'floorDiv' ||
      operator === 'floorMod';
    if (!(divides && right.value === 0))
      return constant(applyBinary(operator, left.value, right.value));
  }
  if (left.ir === 'const') {
    if (left.value === 0 && (operator === 'add' || operator === 'or')) return right;
    if (left.value === 0 && (operator === 'mul' || operator === 'and')) return zero;
    if (left.value === 1 && operator === 'mul') return right;
    if (left.value === -1 && operator === 'and') return right;
  }
  if (right.ir === 'const') {
    const neutral = simplifyRight(operator, left, right.value);
    if (neutral !== undefined) return neutral;
  }
  return { ir: 'binary', operator, left, right };
}

function simplifyRight(operator: Binary, left: Ir, value: number): Ir | undefined {
  switch (operator) {
    case 'add':
    case 'sub':
    case 'or':
    case 'shl':
    case 'shr':
      return value === 0 ? left : undefined;
    case 'and':
      if (value === -1) return left;
      return value === 0 ? zero : undefined;
    case 'mul':
      if (value === 1) return left;
      return value === 0 ? zero : undefined;
    case 'div':
      if (value === 1) return left;
      return isPowerOfTwo(value) ? binary('shr', left, constant(Math.log2(value))) : undefined;
    case 'mod':
      return isPowerOfTwo(value) ? binary('and', left, constant(value - 1)) : undefined;
    default:
      return undefined;
  }
}

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

export const add = (a: Ir, b: Ir): Ir => binary('add', a, b);
export const sub = (a: Ir, b: Ir): Ir => binary('sub', a, b);
export const times = (a: Ir, n: number): Ir => binary('mul', a, constant(n));
/** 1 << a */
export const bit = (a: Ir): Ir => binary('shl', one, a);

export function unary(operator: Unary, of: Ir): Ir {
  if (of.ir === 'const') return constant(applyUnary(operator, of.value));
  if (operator === 'not') {
    if (of.ir === 'unary' && of.operator === 'not' && isTruth(of.of)) return of.of;
    if (of.ir === 'binary' && of.operator in opposite) {
      return { ...of, operator: opposite[of.operator as keyof typeof opposite] };
    }
  }
  return { ir: 'unary', operator, of };
}

const opposite = { eq: 'ne', ne: 'eq', lt: 'ge', ge: 'lt', gt: 'le', le: 'gt' } as const;

export const not = (of: Ir): Ir => unary('not', of);

/** Of what was asked: expressions share parts. */
const truths = new WeakMap<Ir, boolean>();

/** Is the expression surely 0 or 1? */
export function isTruth(ir: Ir): boolean {
  switch (ir.ir) {
    case 'const':
      return ir.value === 0 || ir.value === 1;
    case 'unary':
      return ir.operator === 'not';
    case 'binary':
      return comparisons.has(ir.operator);
    case 'select': {
      let known = truths.get(ir);
      if (known === undefined) {
        known = isTruth(ir.yes) && isTruth(ir.no);
        truths.set(ir, known);
      }
      return known;
    }
    case 'stuck':
      return true;
    default:
      return false;
  }
}

const comparisons: ReadonlySet<Binary> = new Set<Binary>([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'below',
  'addOverflows',
  'subOverflows',
  'mulOverflows',
]);

export function select(test: Ir, yes: Ir, no: Ir): Ir {
  if (test.ir === 'const') return test.value !== 0 ? yes : no;
  return { ir: 'select', test, yes, no };
}

/** Of truth values. */
export const or = (a: Ir, b: Ir): Ir => binary('or', a, b);
