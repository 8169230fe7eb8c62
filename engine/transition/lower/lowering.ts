/**
 * The state of one function's lowering from typed expressions to the intermediate form: the block
 * that is being filled, the locals, what the spec's names stand for, and where a failure goes.
 *
 * Expressions of the intermediate form cannot fail. So lowering an expression emits statements for
 * whatever may (in the order of evaluation) and returns a pure expression for the result.
 */
import type { Span } from '../../language/source.js';
import type { Expr, ExprOf, Local } from '../../language/typed.js';
import type { Ir, RuntimeFunction, Statement } from '../ir.js';
import type { StateLayout } from '../layout.js';
import type { Representation, Representations } from '../representation.js';
import type { Runtime } from '../runtime.js';
import { add, constant, isConstant, select, zero } from '../simplify.js';
import type { Failure } from '../system.js';
import type { OrderWatch } from './order.js';

/** What the functions of one model share. */
export interface Program {
  readonly representations: Representations;
  readonly layout: StateLayout;
  readonly runtime: Runtime;
  readonly tables: Int32Array[];
  readonly sites: Failure[];
  /** What the order of members can show in; see `order.ts`. */
  readonly order?: OrderWatch;
}

/** Where a failure goes: its site, plus 1, into a local (0 until then), and to the end of a block. */
export interface Exit {
  readonly block: number;
  readonly failure: number;
  used: boolean;
}

/** A local that changes, and the expression that reads it. */
export interface Variable {
  readonly local: number;
  readonly ir: Ir;
}

/** What a name of the spec stands for. */
export type Bound =
  | { readonly kind: 'value'; readonly ir: Ir }
  /** An abbreviation: see `lets.ts`. */
  | {
      readonly kind: 'let';
      readonly value: Expr;
      evaluated: { readonly value: number; readonly failure: number | null } | null;
    };

export class Lowering {
  body: Statement[] = [];
  exit: Exit;
  readonly names = new Map<number, Bound>();
  /** Which state variables speak of: inside `old` the one before the step. */
  state: 'now' | 'before' = 'now';
  /** In property atoms: the coverage site of an expression. */
  siteOf: ((expr: Expr) => number | undefined) | undefined;
  /** Loops over known items are written out: see `kernel/unrolling.ts`. */
  readonly unrolls: boolean = false;
  private localCount = 0;
  private blockCount = 0;

  /** `lowerExpression` knows the forms of expressions: see `expression.ts`. */
  constructor(
    readonly program: Program,
    private readonly lowerExpression: (l: Lowering, expr: Expr) => Ir,
  ) {
    this.exit = this.newExit();
  }

  /** The word for the value of an expression, in the representation of its type. */
  lower(expr: Expr): Ir {
    return this.lowerExpression(this, expr);
  }

  /** A form of its own for a quantifier, where the lowering knows a better one. */
  gather(_expr: ExprOf<'gather'>): Ir | undefined {
    return undefined;
  }

  /** Several expressions, in the order of evaluation. */
  lowerAll(exprs: readonly Expr[]): Ir[] {
    return exprs.map((expr) => this.name(this.lower(expr)));
  }

  get locals(): number {
    return this.localCount;
  }

  representation(of: { readonly type: Expr['type'] }): Representation {
    return this.program.representations.of(of.type);
  }

  newLocal(): number {
    return this.localCount++;
  }

  newBlock(): number {
    return this.blockCount++;
  }

  newExit(): Exit {
    return { block: this.newBlock(), failure: this.newLocal(), used: false };
  }

  emit(statement: Statement): void {
    this.body.push(statement);
  }

  /** The statements that `fill` emits, instead of where we are. */
  collect(fill: () => void): Statement[] {
    const outer = this.body;
    const inner: Statement[] = [];
    this.body = inner;
    try {
      fill();
    } finally {
      this.body = outer;
    }
    return inner;
  }

  set(local: number, value: Ir): void {
    this.emit({ do: 'set', local, value });
  }

  /** The value in a local, unless it is as simple as one. */
  name(value: Ir): Ir {
    if (value.ir === 'const' || value.ir === 'local') return value;
    const local = this.newLocal();
    this.set(local, value);
    return { ir: 'local', local };
  }

  /** What a local holds here. */
  local(local: number): Ir {
    return { ir: 'local', local };
  }

  /** A word of a state that the function was given. */
  word(state: 'now' | 'before', index: Ir): Ir {
    return { ir: 'word', state, index };
  }

  /** A word of the successor under construction. */
  newWord(index: Ir): Ir {
    return { ir: 'new', index };
  }

  /** A new local that begins with a value, and will change. */
  variable(value: Ir): Variable {
    const local = this.newLocal();
    this.set(local, value);
    return { local, ir: { ir: 'local', local } };
  }

  call(name: RuntimeFunction, ...args: readonly (Ir | number)[]): Ir {
    return {
      ir: 'call',
      function: name,
      args: args.map((a) => (typeof a === 'number' ? constant(a) : a)),
    };
  }

  /** A call whose result is needed in this order, or that is expensive: evaluated here, once. */
  callNow(name: RuntimeFunction, ...args: readonly (Ir | number)[]): Ir {
    return this.name(this.call(name, ...args));
  }

  effect(name: RuntimeFunction, ...args: readonly Ir[]): void {
    this.emit({ do: 'call', function: name, args });
  }

  if(test: Ir, whenTrue: () => void, whenFalse: () => void = () => {}): void {
    if (isConstant(test)) {
      if (test.value !== 0) whenTrue();
      else whenFalse();
      return;
    }
    const yes = this.collect(whenTrue);
    const no = this.collect(whenFalse);
    if (yes.length > 0 || no.length > 0) this.emit({ do: 'if', test, yes, no });
  }

  /** The value of one of two branches; statements that a branch needs run only with it. */
  choose(test: Ir, whenTrue: () => Ir, whenFalse: () => Ir): Ir {
    if (isConstant(test)) return test.value !== 0 ? whenTrue() : whenFalse();
    let yes = zero;
    let no = zero;
    const yesBody = this.collect(() => {
      yes = whenTrue();
    });
    const noBody = this.collect(() => {
      no = whenFalse();
    });
    if (yesBody.length === 0 && noBody.length === 0) return select(test, yes, no);
    const result = this.newLocal();
    this.emit({
      do: 'if',
      test,
      yes: [...yesBody, { do: 'set', local: result, value: yes }],
      no: [...noBody, { do: 'set', local: result, value: no }],
    });
    return { ir: 'local', local: result };
  }

  while(test: Ir, body: () => void): void {
    this.emit({ do: 'while', test, body: this.collect(body) });
  }

  /** A block; the function it passes leaves it. */
  block(fill: (leave: () => void) => void): void {
    const block = this.newBlock();
    let left = false;
    const body = this.collect(() =>
      fill(() => {
        left = true;
        this.emit({ do: 'break', block });
      }),
    );
    if (left) this.emit({ do: 'block', block, body });
    else this.body.push(...body);
  }

  /** for i in from, …, to − 1 */
  count(from: Ir, to: Ir, body: (i: Ir) => void): void {
    const i = this.variable(from);
    this.while({ ir: 'binary', operator: 'lt', left: i.ir, right: this.name(to) }, () => {
      body(i.ir);
      this.set(i.local, add(i.ir, constant(1)));
    });
  }

  // ------------------------------------------------------------------------------------ failures

  fail(message: string, span: Span): void {
    this.failAt(constant(this.site(message, span) + 1));
  }

  failIf(test: Ir, message: string, span: Span): void {
    if (isConstant(test, 0)) return;
    this.if(test, () => this.fail(message, span));
  }

  /** Fails with a site, plus 1, that is known when it happens. */
  failAt(sitePlusOne: Ir): void {
    this.exit.used = true;
    this.set(this.exit.failure, sitePlusOne);
    this.emit({ do: 'break', block: this.exit.block });
  }

  private site(message: string, span: Span): number {
    const { sites } = this.program;
    const known = sites.findIndex((s) => s.message === message && s.span === span);
    return known >= 0 ? known : sites.push({ message, span }) - 1;
  }

  /** Statements whose failures end here, with the local that tells (0: none), or null when none can fail. */
  attempt(fill: () => void): number | null {
    const outer = this.exit;
    const exit = this.newExit();
    this.exit = exit;
    const body = this.collect(fill);
    this.exit = outer;
    if (!exit.used) {
      this.body.push(...body);
      return null;
    }
    this.set(exit.failure, constant(0));
    this.emit({ do: 'block', block: exit.block, body });
    return exit.failure;
  }

  bind(local: Local, ir: Ir): void {
    this.names.set(local.id, { kind: 'value', ir });
  }
}
