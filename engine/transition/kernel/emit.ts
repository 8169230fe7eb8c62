/**
 * Expressions of the intermediate form as WebAssembly. A value that is used more than once is kept in a
 * local from its first use to the end of the region (the arm of a condition, the body of a loop) in
 * which it was computed. Expressions are evaluated where nobody asked (the arm of a `select` not taken), so
 * nothing here may trap: divisions are guarded, and addresses wrap around inside the memory.
 */

import type { Binary, Ir } from '../ir.js';
import type { FunctionBuilder, Instruction } from '../wasm/assembler.js';

const direct: Partial<Record<Binary, Instruction>> = {
  add: 'add',
  sub: 'sub',
  mul: 'mul',
  and: 'and',
  or: 'or',
  xor: 'xor',
  shl: 'shl',
  shr: 'shr_u',
  eq: 'eq',
  ne: 'ne',
  lt: 'lt_s',
  le: 'le_s',
  gt: 'gt_s',
  ge: 'ge_s',
  below: 'lt_u',
};

const negated = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge_s',
  le: 'gt_s',
  gt: 'le_s',
  ge: 'lt_s',
  below: 'ge_u',
} as const satisfies Partial<Record<Binary, Instruction>>;

/** Both arms of a choice are computed up to this many operations. */
const CHEAP = 6;

/** Where an expression finds what it speaks of. */
export interface Surroundings {
  /** Pushes a word of the state. */
  readonly word: (index: number) => void;
  /** Pushes the address of word 0 of the state. */
  readonly stateAddress: () => void;
  /** Pushes a word of the successor under construction. */
  readonly newWord?: (index: Ir) => void;
  /** The address of each table. */
  readonly tables: readonly number[];
}

export class Emitter {
  /** Values that are in locals, innermost region last. */
  private readonly regions: Map<Ir, number>[] = [new Map()];
  private uses: ReadonlyMap<Ir, number> = new Map();

  constructor(
    readonly f: FunctionBuilder,
    private readonly around: Surroundings,
  ) {}

  /** From now on these expressions are emitted: what is shared among them is kept. */
  sharing(roots: readonly Ir[]): this {
    this.uses = countUses(roots);
    return this;
  }

  /** A region: what is computed inside is forgotten at its end. */
  region(body: () => void): void {
    this.regions.push(new Map());
    body();
    this.regions.pop();
  }

  /** Says that a value is in a local. */
  know(ir: Ir, local: number): void {
    this.regions[this.regions.length - 1].set(ir, local);
  }

  /** Computes a value into a local of its own, now. */
  keep(ir: Ir): number {
    const known = this.find(ir);
    if (known !== undefined) return known;
    const local = this.f.local();
    this.compute(ir);
    this.f.set(local);
    this.know(ir, local);
    return local;
  }

  /** Pushes the value. */
  value(ir: Ir): void {
    const known = this.find(ir);
    if (known !== undefined) {
      this.f.get(known);
      return;
    }
    this.compute(ir);
    if (worthKeeping(ir) && (this.uses.get(ir) ?? 0) > 1) {
      const local = this.f.local();
      this.f.tee(local);
      this.know(ir, local);
    }
  }

  private find(ir: Ir): number | undefined {
    for (let i = this.regions.length - 1; i >= 0; i--) {
      const local = this.regions[i].get(ir);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  private compute(ir: Ir): void {
    const { f, around } = this;
    switch (ir.ir) {
      case 'const':
        f.const(ir.value);
        return;
      case 'local':
        f.get(ir.local);
        return;
      case 'word':
        if (ir.state !== 'now') throw new Error('there is one state only');
        if (ir.index.ir === 'const') around.word(ir.index.value);
        else {
          around.stateAddress();
          this.value(ir.index);
          f.const(2).do('shl', 'add').load();
        }
        return;
      case 'new':
        if (around.newWord === undefined) throw new Error('there is no successor');
        around.newWord(ir.index);
        return;
      case 'binary':
        this.binary(ir);
        return;
      case 'unary':
        this.unary(ir);
        return;
      case 'select':
        this.select(ir);
        return;
      case 'table':
        this.value(ir.index);
        f.const(2).do('shl').const(around.tables[ir.table]).do('add').load();
        return;
      default:
        throw new Error(`${ir.ir} has no meaning here`);
    }
  }

  private unary({ operator, of }: Extract<Ir, { ir: 'unary' }>): void {
    if (operator === 'not' && of.ir === 'binary' && of.operator in negated && this.isPrivate(of)) {
      this.value(of.left);
      this.value(of.right);
      this.f.do(negated[of.operator as keyof typeof negated]);
      return;
    }
    this.value(of);
    this.f.do(operator === 'not' ? 'eqz' : operator === 'ones' ? 'popcnt' : 'ctz');
  }

  /** Does nobody else want this value? */
  private isPrivate(ir: Ir): boolean {
    return (this.uses.get(ir) ?? 0) <= 1 && this.find(ir) === undefined;
  }

  private select({ test, yes, no }: Extract<Ir, { ir: 'select' }>): void {
    if (cost(yes, CHEAP) + cost(no, CHEAP) <= CHEAP) {
      this.value(yes);
      this.value(no);
      this.value(test);
      this.f.do('select');
      return;
    }
    this.value(test);
    this.f.choose(
      () => this.region(() => this.value(yes)),
      () => this.region(() => this.value(no)),
    );
  }

  private binary(ir: Extract<Ir, { ir: 'binary' }>): void {
    const { f } = this;
    const { operator, left, right } = ir;
    const instruction = direct[operator];
    if (instruction !== undefined) {
      this.value(left);
      this.value(right);
      f.do(instruction);
      return;
    }
    const a = this.operand(left);
    const b = this.operand(right);
    switch (operator) {
      case 'div':
        this.unlessZero(b, () => f.get(a).get(b).do('div_s'));
        return;
      case 'mod':
        this.unlessZero(b, () => f.get(a).get(b).do('rem_s'));
        return;
      case 'floorDiv':
        this.floorDivide(a, b);
        return;
      case 'floorMod':
        this.floorModulo(a, b);
        return;
      case 'addOverflows': {
        const sum = f.local();
        f.get(a).get(b).do('add').tee(sum).get(a).do('xor');
        f.get(sum).get(b).do('xor', 'and').const(0).do('lt_s');
        return;
      }
      case 'subOverflows':
        f.get(a).get(b).do('xor').get(a).get(b).do('sub').get(a).do('xor', 'and');
        f.const(0).do('lt_s');
        return;
      case 'mulOverflows':
        f.get(a).do('extend_s').get(b).do('extend_s', 'i64_mul');
        f.get(a).get(b).do('mul', 'extend_s', 'i64_ne');
        return;
      default:
        throw new Error(`no instruction for ${operator}`);
    }
  }

  /** An operand that is wanted more than once, in a local. */
  private operand(ir: Ir): number {
    const known = this.find(ir);
    if (known !== undefined) return known;
    const local = this.f.local();
    this.value(ir);
    this.f.set(local);
    return local;
  }

  private unlessZero(divisor: number, divide: () => void): void {
    this.f.get(divisor).choose(divide, () => this.f.const(0));
  }

  private floorDivide(a: number, b: number): void {
    const { f } = this;
    this.unlessSpecial(
      b,
      () => f.const(0).get(a).do('sub'),
      () => {
        // One less where the remainder has not the sign of the divisor.
        f.get(a).get(b).do('div_s');
        this.remainderIsWrong(a, b);
        f.do('sub');
      },
    );
  }

  private floorModulo(a: number, b: number): void {
    const { f } = this;
    this.unlessSpecial(
      b,
      () => f.const(0),
      () => {
        f.get(a).get(b).do('rem_s').get(b).const(0);
        this.remainderIsWrong(a, b);
        f.do('select', 'add');
      },
    );
  }

  /** 0 where the divisor is 0; −1 by itself, for the least number divided by it would trap. */
  private unlessSpecial(divisor: number, byMinusOne: () => void, otherwise: () => void): void {
    this.unlessZero(divisor, () =>
      this.f.get(divisor).const(-1).do('eq').choose(byMinusOne, otherwise),
    );
  }

  /** 1 where the remainder is not 0 and its sign not that of the divisor. */
  private remainderIsWrong(a: number, b: number): void {
    const { f } = this;
    f.get(a).get(b).do('rem_s').const(0).do('ne');
    f.get(a).get(b).do('xor').const(0).do('lt_s', 'and');
  }
}

const worthKeeping = (ir: Ir): boolean => ir.ir !== 'const' && ir.ir !== 'local';

/** Operations of an expression, up to a bound. */
function cost(ir: Ir, most: number): number {
  if (most < 0) return 1;
  let sum = ir.ir === 'const' || ir.ir === 'local' ? 0 : 1;
  for (const part of partsOf(ir)) sum += cost(part, most - sum);
  if (ir.ir === 'binary' && direct[ir.operator] === undefined) sum += CHEAP;
  return sum;
}

export function partsOf(ir: Ir): readonly Ir[] {
  switch (ir.ir) {
    case 'binary':
      return [ir.left, ir.right];
    case 'unary':
      return [ir.of];
    case 'select':
      return [ir.test, ir.yes, ir.no];
    case 'table':
    case 'word':
    case 'new':
      return [ir.index];
    case 'call':
      return ir.args;
    default:
      return [];
  }
}

/** How often each part is wanted by another. */
function countUses(roots: readonly Ir[]): Map<Ir, number> {
  const uses = new Map<Ir, number>();
  const visit = (ir: Ir): void => {
    const before = uses.get(ir) ?? 0;
    uses.set(ir, before + 1);
    if (before === 0) for (const part of partsOf(ir)) visit(part);
  };
  roots.forEach(visit);
  return uses;
}

/** All parts of an expression, itself included, into a set. */
export function collectParts(ir: Ir, into: Set<Ir>): void {
  if (into.has(ir)) return;
  into.add(ir);
  for (const part of partsOf(ir)) collectParts(part, into);
}
