/**
 * Lowering without loops or assignments: every binder over known items is written out, every condition
 * becomes part of the *path* (the condition under which control comes here), every local holds an
 * expression. What is left of an action is a list of edges, each a guard and the words of the successor
 * as pure expressions over the words of the state: symbolic execution (King, 1976) of the statements that
 * the ordinary lowering would emit, at the time when it emits them.
 *
 * What has no such form (runtime calls, loops whose length the state decides) is `NotUnrollable`.
 */
import type { Expr, ExprOf } from '../../language/typed.js';
import type { Ir, RuntimeFunction, Statement } from '../ir.js';
import { forEachItem } from '../lower/domain.js';
import { lowerExpression } from '../lower/expression.js';
import { Lowering, type Program, type Variable } from '../lower/lowering.js';
import { binary, constant, isConstant, isTruth, not, one, zero } from '../simplify.js';
import { lanesCount, someLane } from './lanes.js';
import { isConst, type Terms } from './terms.js';

export class NotUnrollable extends Error {}

/** One way for one binding of an action to make one successor. */
export interface Edge {
  /** The words of the label: the action's index and its bindings. */
  readonly label: readonly number[];
  readonly guard: Ir;
  /** The words of the successor. */
  readonly words: readonly Ir[];
}

/** A coverage site, and where it is reached. */
export interface Mark {
  readonly site: number;
  readonly guard: Ir;
}

const MOST_EXPRESSIONS = 400_000;
const LONGEST_LOOP = 64;

export class Unrolling extends Lowering {
  override readonly unrolls = true;
  readonly edges: Edge[] = [];
  /** Conditions under which some step cannot be evaluated. */
  readonly failures: Ir[] = [];
  readonly marks: Mark[] = [];
  /** When is control here? */
  path: Ir = one;
  /** When has the attempt that we are in failed? */
  failed: Ir = zero;
  private readonly values = new Map<number, Ir>();
  private successor: { readonly words: Ir[]; readonly begun: Ir } | null = null;
  /** Of each block that is open: when it has been left, and whether control inside it went elsewhere. */
  private readonly open: { left: Ir; escaped: boolean }[] = [];
  private expressions = 0;

  constructor(
    program: Program,
    private readonly terms: Terms,
  ) {
    super(program, lowerExpression);
  }

  override lower(expr: Expr): Ir {
    if (++this.expressions > MOST_EXPRESSIONS)
      throw new NotUnrollable('it is too large written out');
    return super.lower(expr);
  }

  /** Quantifiers over known items, all lanes at once; where an item can fail, one after the other. */
  override gather(expr: ExprOf<'gather'>): Ir | undefined {
    const { gather } = expr;
    if (gather !== 'forall' && gather !== 'exists' && gather !== 'count') return undefined;
    const { path, failed, open } = this;
    const escaped = open.map((block) => block.escaped);
    const marks = this.marks.length;
    this.path = one;
    this.failed = zero;
    const value = this.quantify(expr, gather, 0);
    const fails = !isConst(this.failed, 0);
    this.path = path;
    this.failed = failed;
    const marked = this.marks.splice(marks);
    open.forEach((block, i) => {
      block.escaped = escaped[i];
    });
    if (fails) return undefined;
    for (const { site, guard } of marked)
      this.marks.push({ site, guard: conjunction(path, guard) });
    return value;
  }

  private quantify(expr: ExprOf<'gather'>, gather: 'forall' | 'exists' | 'count', at: number): Ir {
    const { terms } = this;
    if (at === expr.binders.length) {
      const site = this.siteOf?.(expr);
      if (site !== undefined) this.emit({ do: 'mark', site });
      const body = terms.from(truth(this.lower(expr.body)));
      return gather === 'forall' ? terms.not(body) : body;
    }
    const { local, over } = expr.binders[at];
    const lanes: Ir[] = [];
    const before = this.path;
    this.path = one;
    forEachItem(this, over, false, (item) => {
      const here = this.path;
      const present = terms.from(here);
      this.path = conjunction(before, here);
      this.bind(local, item);
      const inner = this.quantify(expr, gather, at + 1);
      lanes.push(
        gather === 'count'
          ? terms.select(present, inner, terms.zero)
          : terms.binary('and', present, inner),
      );
      this.path = here;
    });
    this.path = before;
    if (gather === 'count') return lanesCount(terms, lanes);
    // Of `forall`, the lanes say who is an exception.
    const some = someLane(terms, lanes);
    return gather === 'forall' && at === 0 ? terms.not(some) : some;
  }

  override name(value: Ir): Ir {
    return value;
  }

  override variable(value: Ir): Variable {
    const local = this.newLocal();
    this.values.set(local, value);
    const current = () => this.local(local);
    return {
      local,
      get ir() {
        return current();
      },
    };
  }

  override local(local: number): Ir {
    return this.values.get(local) ?? zero;
  }

  override set(local: number, value: Ir): void {
    const old = this.values.get(local);
    this.values.set(local, old === undefined ? value : choice(this.path, value, old));
  }

  override newWord(index: Ir): Ir {
    const words = this.successor?.words;
    if (words === undefined) throw new NotUnrollable('a word of no successor');
    if (isConstant(index)) return words[index.value] ?? zero;
    return words.reduce<Ir>(
      (others, word, i) => choice(binary('eq', index, constant(i)), word, others),
      zero,
    );
  }

  override emit(statement: Statement): void {
    switch (statement.do) {
      case 'set':
        this.set(statement.local, statement.value);
        return;
      case 'begin':
        this.successor = {
          words: Array.from({ length: this.program.layout.words }, (_, i) =>
            this.word('now', constant(i)),
          ),
          begun: this.path,
        };
        return;
      case 'store':
        this.store(statement.index, statement.value);
        return;
      case 'finish':
        if (this.successor === null) throw new Error('a successor is finished that never began');
        if (!isConstant(this.path, 0)) {
          const { words } = this.successor;
          this.edges.push({ label: statement.label.map(known), guard: this.path, words });
        }
        return;
      case 'fail':
        this.failures.push(this.path);
        return;
      case 'mark':
        this.marks.push({ site: statement.site, guard: this.path });
        return;
      default:
        throw new NotUnrollable(`it needs ${statement.do}`);
    }
  }

  private store(index: Ir, value: Ir): void {
    if (this.successor === null) throw new Error('a store outside a successor');
    const { words, begun } = this.successor;
    const put = (i: number, here: Ir): void => {
      const when = this.path === begun ? here : binary('and', this.path, here);
      words[i] = choice(when, value, words[i]);
    };
    if (isConstant(index)) {
      // A key that is always outside its type leads nowhere.
      if (index.value >= 0 && index.value < words.length) put(index.value, one);
    } else {
      for (const i of words.keys()) put(i, binary('eq', index, constant(i)));
    }
  }

  override collect(fill: () => void): Statement[] {
    fill();
    return [];
  }

  override if(test: Ir, whenTrue: () => void, whenFalse: () => void = () => {}): void {
    this.branch(test, whenTrue, whenFalse);
  }

  override choose(test: Ir, whenTrue: () => Ir, whenFalse: () => Ir): Ir {
    if (isConstant(test)) return test.value !== 0 ? whenTrue() : whenFalse();
    let yes = zero;
    let no = zero;
    this.branch(
      test,
      () => {
        yes = whenTrue();
      },
      () => {
        no = whenFalse();
      },
    );
    return choice(truth(test), yes, no);
  }

  private branch(test: Ir, whenTrue: () => void, whenFalse: () => void): void {
    if (isConstant(test)) {
      if (test.value !== 0) whenTrue();
      else whenFalse();
      return;
    }
    const before = this.path;
    const condition = truth(test);
    const yes = conjunction(before, condition);
    const no = conjunction(before, not(condition));
    this.path = yes;
    whenTrue();
    const afterYes = this.path;
    this.path = no;
    whenFalse();
    const afterNo = this.path;
    if (afterYes === yes && afterNo === no) this.path = before;
    else this.path = disjunction(afterYes, afterNo);
  }

  override while(): void {
    throw new NotUnrollable('the state decides how often a loop is gone through');
  }

  override count(from: Ir, to: Ir, body: (i: Ir) => void): void {
    const last = isConstant(to) ? to.value : greatest(to);
    if (!isConstant(from) || last - from.value > LONGEST_LOOP)
      throw new NotUnrollable('the state decides how often a loop is gone through');
    for (let i = from.value; i < last; i++) {
      const index = constant(i);
      if (isConstant(to)) body(index);
      else this.if(binary('lt', index, to), () => body(index));
    }
  }

  override block(fill: (leave: () => void) => void): void {
    const before = this.path;
    const depth = this.open.length;
    this.open.push({ left: zero, escaped: false });
    fill(() => {
      this.open[depth].left = disjunction(this.open[depth].left, this.path);
      this.escape(depth + 1);
    });
    const block = this.open.pop();
    if (block === undefined) throw new Error('blocks are closed in order');
    this.path = block.escaped ? disjunction(this.path, block.left) : before;
  }

  override attempt(fill: () => void): number | null {
    const before = this.path;
    const outer = this.failed;
    const outerBase = this.attemptBase;
    this.failed = zero;
    this.attemptBase = this.open.length;
    this.open.push({ left: zero, escaped: false });
    fill();
    const block = this.open.pop();
    const failed = this.failed;
    this.failed = outer;
    this.attemptBase = outerBase;
    // Who fails comes out here, like everybody else, unless an outer block was left.
    this.path = block?.escaped ? disjunction(this.path, failed) : before;
    if (isConstant(failed, 0)) return null;
    const local = this.newLocal();
    this.values.set(local, failed);
    return local;
  }
  private attemptBase = 0;

  override failAt(): void {
    this.failed = disjunction(this.failed, this.path);
    this.escape(this.attemptBase + 1);
  }

  /** Control leaves for the end of a block: those inside it are left, too. */
  private escape(from: number): void {
    for (const block of this.open.slice(from)) block.escaped = true;
    this.path = zero;
  }

  override call(name: RuntimeFunction): Ir {
    throw new NotUnrollable(`it needs ${name}`);
  }

  override effect(name: RuntimeFunction): void {
    throw new NotUnrollable(`it needs ${name}`);
  }
}

function known(word: Ir): number {
  if (!isConstant(word)) throw new NotUnrollable('a binding is not known');
  return word.value;
}

const truth = (ir: Ir): Ir => (isTruthful(ir) ? ir : binary('ne', ir, zero));

/** As `isTruth`, through bitwise operators too. Expressions share parts, each of which is asked once. */
function isTruthful(ir: Ir): boolean {
  if (isTruth(ir)) return true;
  if (ir.ir !== 'binary' || (ir.operator !== 'and' && ir.operator !== 'or')) return false;
  let known = truthful.get(ir);
  if (known === undefined) {
    known =
      (ir.operator === 'and' && isConstant(ir.right, 1)) ||
      (isTruthful(ir.left) && isTruthful(ir.right));
    truthful.set(ir, known);
  }
  return known;
}

const truthful = new WeakMap<Ir, boolean>();

function conjunction(a: Ir, b: Ir): Ir {
  if (isConstant(a, 1)) return b;
  return isConstant(b, 1) ? a : binary('and', a, b);
}

function disjunction(a: Ir, b: Ir): Ir {
  if (isConstant(a, 1) || isConstant(b, 1)) return one;
  return binary('or', a, b);
}

/** `yes` where the truth value `test` is 1. */
function choice(test: Ir, yes: Ir, no: Ir): Ir {
  if (isConstant(test)) return test.value !== 0 ? yes : no;
  return yes === no ? yes : { ir: 'select', test, yes, no };
}

/** No value of the expression is greater, as far as a look at it tells. */
function greatest(ir: Ir): number {
  if (ir.ir === 'const') return ir.value;
  if (ir.ir === 'select') return Math.max(greatest(ir.yes), greatest(ir.no));
  if (ir.ir === 'binary' && ir.operator === 'and' && isConstant(ir.right) && ir.right.value >= 0)
    return ir.right.value;
  if (ir.ir === 'binary' && ir.operator === 'add') return greatest(ir.left) + greatest(ir.right);
  return Number.POSITIVE_INFINITY;
}
