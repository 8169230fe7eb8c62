/**
 * Expressions of the intermediate form, each kept once, so that the same value is the same object; and
 * rewritten while they are built by what is known of their bits. Rules only make an expression cheaper
 * or more alike to its neighbours: what it means (`applyBinary` in `simplify.ts`) stays.
 */
import type { Binary, Ir, Unary } from '../ir.js';
import { applyBinary, applyUnary, isTruth } from '../simplify.js';
import { HashConsing } from './hash-consing.js';

type Node = Ir;

/** What an expression made here carries with it. */
interface Kept {
  /** A number of its own. */
  readonly id: number;
  /** The bits that may be set, once somebody has asked. */
  bits: number | null;
}

const kept = (node: Node): Kept => node as unknown as Kept;

/** Kinds of expressions, as numbers. */
export const KIND = numbered([
  ...['const', 'word now', 'word before', 'local', 'table', 'select', 'not', 'ones', 'trailing'],
  ...['add', 'sub', 'mul', 'div', 'mod', 'floorDiv', 'floorMod', 'and', 'or', 'xor', 'shl', 'shr'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'below', 'addOverflows', 'subOverflows', 'mulOverflows'],
]);

function numbered(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, i) => [name, i]));
}

export class Terms {
  private readonly numbers = new HashConsing();
  private readonly made: Node[] = [];
  private readonly converted = new Map<Ir, Node>();
  readonly zero = this.constant(0);
  readonly one = this.constant(1);

  constructor(
    private readonly tables: readonly Int32Array[],
    /** The bits of each word of a state that are ever set. */
    private readonly usedBits: Int32Array,
  ) {}

  /** A number of its own for each distinct expression made here. */
  id(node: Node): number {
    const { id } = kept(node);
    if (id === undefined) throw new Error('not made here');
    return id;
  }

  /** The same expression, made of parts that are kept once. */
  from(ir: Ir): Node {
    const known = this.converted.get(ir);
    if (known !== undefined) return known;
    const node = this.convert(ir);
    this.converted.set(ir, node);
    return node;
  }

  private convert(ir: Ir): Node {
    switch (ir.ir) {
      case 'const':
        return this.constant(ir.value);
      case 'word':
        return this.word(ir.state, this.from(ir.index));
      case 'binary':
        return this.binary(ir.operator, this.from(ir.left), this.from(ir.right));
      case 'unary':
        return this.unary(ir.operator, this.from(ir.of));
      case 'select':
        return this.select(this.from(ir.test), this.from(ir.yes), this.from(ir.no));
      case 'table':
        return this.table(ir.table, this.from(ir.index));
      // Asked of states that have a step; the others are looked at one by one.
      case 'stuck':
        return this.zero;
      default:
        throw new Error(`${ir.ir} is no pure expression`);
    }
  }

  constant(value: number): Node {
    const id = this.numbers.number(KIND.const, value | 0, 0, 0);
    return this.made[id] ?? this.keep({ ir: 'const', value: value | 0, id, bits: value | 0 });
  }

  word(state: 'now' | 'before', index: Node): Node {
    if (index.ir === 'const' && (index.value < 0 || index.value >= this.usedBits.length))
      return this.zero;
    const id = this.numbers.number(KIND[`word ${state}`], this.id(index), 0, 0);
    return this.made[id] ?? this.keep({ ir: 'word', state, index, id, bits: null });
  }

  /** A local of whoever emits the expression. */
  parameter(local: number): Node {
    const id = this.numbers.number(KIND.local, local, 0, 0);
    return this.made[id] ?? this.keep({ ir: 'local', local, id, bits: -1 });
  }

  table(table: number, index: Node): Node {
    if (index.ir === 'const') {
      const entry = this.tables[table][index.value];
      if (entry !== undefined) return this.constant(entry);
    }
    const id = this.numbers.number(KIND.table, table, this.id(index), 0);
    return this.made[id] ?? this.keep({ ir: 'table', table, index, id, bits: null });
  }

  unary(operator: Unary, of: Node): Node {
    if (of.ir === 'const') return this.constant(applyUnary(operator, of.value));
    if (operator === 'not') {
      if (of.ir === 'unary' && of.operator === 'not' && this.isTruth(of.of)) return of.of;
      if (!this.isTruth(of)) return this.equal(of, this.zero);
    }
    if (operator === 'ones' && this.isTruth(of)) return of;
    const id = this.numbers.number(KIND[operator], this.id(of), 0, 0);
    return this.made[id] ?? this.keep({ ir: 'unary', operator, of, id, bits: null });
  }

  not(of: Node): Node {
    return this.unary('not', of);
  }

  select(test: Node, yes: Node, no: Node): Node {
    if (test.ir === 'const') return test.value !== 0 ? yes : no;
    if (yes === no) return yes;
    if (test.ir === 'unary' && test.operator === 'not') return this.select(test.of, no, yes);
    if (this.isTruth(test) && this.isTruth(yes) && this.isTruth(no)) {
      if (isConst(no, 0)) return this.binary('and', test, yes);
      if (isConst(yes, 1)) return this.binary('or', test, no);
      if (isConst(yes, 0)) return this.binary('and', this.not(test), no);
      if (isConst(no, 1)) return this.binary('or', this.not(test), yes);
    }
    const id = this.numbers.number(KIND.select, this.id(test), this.id(yes), this.id(no));
    return this.made[id] ?? this.keep({ ir: 'select', test, yes, no, id, bits: null });
  }

  binary(operator: Binary, left: Node, right: Node): Node {
    if (left.ir === 'const' && right.ir === 'const' && !(right.value === 0 && divides(operator)))
      return this.constant(applyBinary(operator, left.value, right.value));
    switch (operator) {
      case 'and':
        return this.and(left, right);
      case 'or':
        return this.or(left, right);
      case 'xor':
        return this.xor(left, right);
      case 'add':
        return this.add(left, right);
      case 'sub':
        return right.ir === 'const'
          ? this.add(left, this.constant(-right.value))
          : this.plain(operator, left, right);
      case 'shl':
        return this.shl(left, right);
      case 'shr':
        return this.shr(left, right);
      case 'eq':
        return this.equal(left, right);
      case 'ne':
        return this.not(this.equal(left, right));
      case 'mul':
        return this.multiply(left, right);
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
        return this.compare(operator, left, right);
      default:
        return this.plain(operator, left, right);
    }
  }

  private fold(operator: Binary, a: number, b: number): Node {
    return this.constant(applyBinary(operator, a, b));
  }

  private and(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('and', a.value, b.value);
    if (a === b) return a;
    if (a.ir === 'const') return this.and(b, a);
    if (b.ir !== 'const') {
      if ((this.possible(a) & this.possible(b)) === 0) return this.zero;
      return this.opposite(a, b) ? this.zero : this.plain('and', a, b);
    }
    const mask = b.value & this.possible(a);
    if (mask === 0) return this.zero;
    if (mask === this.possible(a)) return a;
    if (a.ir === 'binary') {
      if (a.operator === 'and' && a.right.ir === 'const')
        return this.and(a.left, this.constant(a.right.value & b.value));
      if (a.operator === 'or') {
        const left = this.and(a.left, b);
        const right = this.and(a.right, b);
        if (isConst(left, 0)) return right;
        if (isConst(right, 0)) return left;
        if (right.ir === 'const') return this.or(left, right);
      }
    }
    return this.plain('and', a, b);
  }

  private or(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('or', a.value, b.value);
    if (a === b || isConst(b, 0)) return a;
    if (isConst(a, 0)) return b;
    if (a.ir === 'const') return this.or(b, a);
    if (b.ir !== 'const') {
      if (isConst(a, 1) && this.isTruth(b)) return a;
      return this.opposite(a, b) ? this.one : this.plain('or', a, b);
    }
    if (b.value === -1 || (this.isTruth(a) && b.value === 1)) return b;
    if (a.ir === 'binary' && a.right.ir === 'const') {
      const { operator, left, right } = a;
      if (operator === 'or') return this.or(left, this.constant(right.value | b.value));
      if (operator === 'and' && ~(right.value | b.value | ~this.possible(left)) === 0)
        return this.or(left, b);
    }
    return this.plain('or', a, b);
  }

  private xor(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('xor', a.value, b.value);
    if (a === b) return this.zero;
    if (a.ir === 'const') return this.xor(b, a);
    if (isConst(b, 0)) return a;
    if (isConst(b, 1) && this.isTruth(a)) return this.not(a);
    if (b.ir === 'const' && a.ir === 'binary' && a.operator === 'xor' && a.right.ir === 'const')
      return this.xor(a.left, this.constant(a.right.value ^ b.value));
    return this.plain('xor', a, b);
  }

  private add(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('add', a.value, b.value);
    if (a.ir === 'const') return this.add(b, a);
    if (isConst(b, 0)) return a;
    if (b.ir === 'const' && a.ir === 'binary' && a.operator === 'add' && a.right.ir === 'const')
      return this.add(a.left, this.constant(a.right.value + b.value));
    return this.plain('add', a, b);
  }

  private multiply(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('mul', a.value, b.value);
    if (a.ir === 'const') return this.multiply(b, a);
    if (isConst(b, 0)) return b;
    if (isConst(b, 1)) return a;
    if (b.ir === 'const' && b.value > 0 && (b.value & (b.value - 1)) === 0)
      return this.shl(a, this.constant(31 - Math.clz32(b.value)));
    return this.plain('mul', a, b);
  }

  private shl(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('shl', a.value, b.value);
    if (isConst(b, 0) || isConst(a, 0)) return a;
    if (b.ir === 'const' && b.value > 0 && b.value < 32) {
      if (this.possible(a) << b.value === 0) return this.zero;
      if (a.ir === 'binary' && a.operator === 'shl' && a.right.ir === 'const') {
        const sum = a.right.value + b.value;
        return sum < 32 ? this.shl(a.left, this.constant(sum)) : this.zero;
      }
    }
    return this.plain('shl', a, b);
  }

  private shr(a: Node, b: Node): Node {
    if (a.ir === 'const' && b.ir === 'const') return this.fold('shr', a.value, b.value);
    if (isConst(b, 0) || isConst(a, 0)) return a;
    if (b.ir !== 'const' || b.value < 0 || b.value > 31) return this.plain('shr', a, b);
    const by = b.value;
    if (this.possible(a) >>> by === 0) return this.zero;
    if (a.ir === 'binary') {
      const { operator, left, right } = a;
      if (operator === 'shr' && right.ir === 'const' && right.value + by < 32)
        return this.shr(left, this.constant(right.value + by));
      if (operator === 'shl' && right.ir === 'const' && right.value === by && this.fits(left, by))
        return left;
      if (operator === 'and' && right.ir === 'const')
        return this.and(this.shr(left, b), this.constant(right.value >>> by));
      if (operator === 'or') return this.or(this.shr(left, b), this.shr(right, b));
    }
    return this.plain('shr', a, b);
  }

  /** Does nothing of the value fall out when it is shifted to the left? */
  private fits(a: Node, by: number): boolean {
    const possible = this.possible(a);
    return (possible << by) >>> by === possible >>> 0;
  }

  equal(a: Node, b: Node): Node {
    if (a === b) return this.one;
    if (a.ir === 'const')
      return b.ir === 'const' ? this.constant(Number(a.value === b.value)) : this.equal(b, a);
    if (b.ir === 'const') return this.equalToConstant(a, b.value);
    if (this.isTruth(a) && this.isTruth(b)) return this.not(this.xor(a, b));
    const left = this.bitwise(a);
    const right = this.bitwise(b);
    if (left !== undefined && right !== undefined) {
      const length = Math.max(left.length, right.length);
      let all = this.one;
      for (let i = 0; i < length; i++)
        all = this.and(all, this.equal(left[i] ?? this.zero, right[i] ?? this.zero));
      return all;
    }
    return this.plain('eq', a, b);
  }

  private equalToConstant(a: Node, value: number): Node {
    const possible = this.possible(a);
    if ((value & ~possible) !== 0) return this.zero;
    if (this.isTruth(a)) return value === 0 ? this.not(a) : a;
    if (a.ir === 'select') {
      const yes = this.equal(a.yes, this.constant(value));
      const no = this.equal(a.no, this.constant(value));
      if (yes.ir === 'const' || no.ir === 'const') return this.select(this.truth(a.test), yes, no);
    }
    if (a.ir === 'binary') {
      const { operator, left, right } = a;
      if (operator === 'or' && (this.possible(left) & this.possible(right)) === 0) {
        return this.and(
          this.equal(left, this.constant(value & this.possible(left))),
          this.equal(right, this.constant(value & this.possible(right))),
        );
      }
      if (right.ir === 'const') {
        if (
          operator === 'shl' &&
          right.value > 0 &&
          right.value < 32 &&
          this.fits(left, right.value)
        )
          return this.equal(left, this.constant(value >>> right.value));
        if (operator === 'add') return this.equal(left, this.constant(value - right.value));
        if (operator === 'xor') return this.equal(left, this.constant(value ^ right.value));
        if (operator === 'and' && isBit(right.value)) {
          const bit = this.bit(left, 31 - Math.clz32(right.value));
          return value === 0 ? this.not(bit) : bit;
        }
      }
    }
    return this.plain('eq', a, this.constant(value));
  }

  /** 1 where the value is not 0. */
  truth(a: Node): Node {
    return this.isTruth(a) ? a : this.not(this.equal(a, this.zero));
  }

  /** One bit, as a truth value. */
  bit(of: Node, position: number): Node {
    return this.and(this.shr(of, this.constant(position)), this.one);
  }

  /** The single bits of a value that is put together from such, lowest first. */
  private bitwise(a: Node): readonly Node[] | undefined {
    if (this.isTruth(a)) return [a];
    if (a.ir === 'const' && a.value >= 0 && a.value < 16)
      return [0, 1, 2, 3].map((i) => this.constant((a.value >>> i) & 1));
    if (a.ir !== 'binary') return undefined;
    const { operator, left, right } = a;
    if (operator === 'shl' && right.ir === 'const' && right.value < 4 && this.isTruth(left))
      return [...Array.from({ length: right.value }, () => this.zero), left];
    if (operator !== 'or') return undefined;
    const x = this.bitwise(left);
    const y = this.bitwise(right);
    if (x === undefined || y === undefined) return undefined;
    return Array.from({ length: Math.max(x.length, y.length) }, (_, i) =>
      this.or(x[i] ?? this.zero, y[i] ?? this.zero),
    );
  }

  private compare(operator: 'lt' | 'le' | 'gt' | 'ge', a: Node, b: Node): Node {
    const x = this.range(a);
    const y = this.range(b);
    const always = { lt: x[1] < y[0], le: x[1] <= y[0], gt: x[0] > y[1], ge: x[0] >= y[1] };
    const never = { lt: x[0] >= y[1], le: x[0] > y[1], gt: x[1] <= y[0], ge: x[1] < y[0] };
    if (always[operator]) return this.one;
    if (never[operator]) return this.zero;
    return this.plain(operator, a, b);
  }

  /** Between which numbers the value is. */
  private range(a: Node): readonly [number, number] {
    if (a.ir === 'const') return [a.value, a.value];
    if (a.ir === 'binary' && a.operator === 'add' && a.right.ir === 'const') {
      const [low, high] = this.range(a.left);
      const by = a.right.value;
      if (low + by >= -(2 ** 31) && high + by < 2 ** 31) return [low + by, high + by];
    }
    if (a.ir === 'select') {
      const yes = this.range(a.yes);
      const no = this.range(a.no);
      return [Math.min(yes[0], no[0]), Math.max(yes[1], no[1])];
    }
    const possible = this.possible(a);
    return possible >= 0 ? [0, possible] : [-(2 ** 31), 2 ** 31 - 1];
  }

  /** a is 1 exactly where b is 0. */
  private opposite(a: Node, b: Node): boolean {
    return (
      (a.ir === 'unary' && a.operator === 'not' && a.of === b) ||
      (b.ir === 'unary' && b.operator === 'not' && b.of === a)
    );
  }

  private plain(operator: Binary, left: Node, right: Node): Node {
    const id = this.numbers.number(KIND[operator], this.id(left), this.id(right), 0);
    return this.made[id] ?? this.keep({ ir: 'binary', operator, left, right, id, bits: null });
  }

  private keep(node: Node & Kept): Node {
    this.made[node.id] = node;
    return node;
  }

  isTruth(a: Node): boolean {
    return isTruth(a) || (this.possible(a) & ~1) === 0;
  }

  /** The bits that may be set. */
  possible(a: Node): number {
    const about = kept(a);
    about.bits ??= this.possibleBits(a);
    return about.bits;
  }

  private possibleBits(a: Node): number {
    switch (a.ir) {
      case 'const':
        return a.value;
      case 'word':
        return a.index.ir === 'const' ? this.usedBits[a.index.value] : -1;
      case 'select':
        return this.possible(a.yes) | this.possible(a.no);
      case 'unary':
        return a.operator === 'not' ? 1 : 63;
      case 'table':
        return this.tables[a.table].reduce((sum, entry) => sum | entry, 0);
      case 'binary':
        return this.possibleOf(a.operator, a.left, a.right);
      default:
        return -1;
    }
  }

  private possibleOf(operator: Binary, left: Node, right: Node): number {
    const a = this.possible(left);
    const b = this.possible(right);
    switch (operator) {
      case 'and':
        return a & b;
      case 'or':
      case 'xor':
        return a | b;
      case 'shl':
        return right.ir === 'const' ? a << right.value : -1;
      case 'shr':
        return right.ir === 'const' ? (a >>> right.value) | 0 : a < 0 ? -1 : below(a);
      case 'add':
        return a >= 0 && b >= 0 && a + b < 2 ** 31 ? below(a + b) : -1;
      case 'mod':
        return right.ir === 'const' && right.value > 0 ? below(right.value - 1) : -1;
      case 'div':
        return a >= 0 ? below(a) : -1;
      case 'sub':
      case 'mul':
      case 'floorDiv':
      case 'floorMod':
        return -1;
      default:
        return 1;
    }
  }
}

/** All bits up to the highest of a number that is not negative. */
const below = (n: number): number => (n === 0 ? 0 : -1 >>> Math.clz32(n));
const isBit = (n: number): boolean => n !== 0 && (n & (n - 1)) === 0;
const divides = (operator: Binary): boolean =>
  operator === 'div' || operator === 'mod' || operator === 'floorDiv' || operator === 'floorMod';

export const isConst = (node: Ir, value: number): boolean =>
  node.ir === 'const' && node.value === value;
