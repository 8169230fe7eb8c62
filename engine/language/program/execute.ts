/**
 * The interpreter: runs a function on given arguments, step by step, and tells the first thing that goes
 * wrong. Partial operations always end a run; contracts, invariants and assertions do where they are
 * watched. A loop that meets a state again goes on for ever, as nothing but the state decides.
 */
import {
  type Environment,
  evaluate,
  outsideWords,
  overflowWords,
  truth,
  words,
} from './evaluate.js';
import type {
  Predicate,
  ProgramExpr,
  ProgramFunction,
  ProgramSpec,
  Statement,
  StatementOf,
  WritePlace,
} from './spec.js';
import type { ProgramType } from './types.js';
import {
  Failure,
  fitsType,
  isSequence,
  type ProgramValue,
  type Scalar,
  type Sequence,
  TooLarge,
  withItem,
} from './values.js';

export interface RunOptions {
  /** Annotations that are looked at; the rest is passed over. */
  readonly watch: ReadonlySet<Predicate>;
  /** Statements and turns at most. */
  readonly maxSteps?: number;
  /** Told after each step. */
  readonly onStep?: (step: RunStep) => void;
}

export interface RunStep {
  readonly statement: Statement;
  /** What came of a condition. */
  readonly truth?: boolean;
  /** The functions that are running, outermost first, each with its variables. */
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly fn: ProgramFunction;
  readonly variables: Map<string, ProgramValue>;
  readonly entry: ReadonlyMap<string, ProgramValue>;
}

export type RunResult = {
  /** Annotations that were watched, but range over too many values to be looked at. */
  readonly unchecked: readonly ProgramExpr[];
  readonly steps: number;
  /** Values that quantifiers looked at. */
  readonly looked: number;
} & (
  | { readonly outcome: 'returned'; readonly results: readonly ProgramValue[] }
  | { readonly outcome: 'failed'; readonly failure: Failure }
  /** The same state again, this many steps after the first time. */
  | { readonly outcome: 'loops'; readonly period: number; readonly at: Statement }
  /** The arguments do not meet `requires`. */
  | { readonly outcome: 'not called'; readonly because: ProgramExpr }
  | { readonly outcome: 'stopped' }
);

/** Values that the quantifiers of one annotation may look at. */
const VALUES_MAX = 20_000;
/** Values that all quantifiers of a run may look at. */
const LOOKS_MAX = 500_000;
/** States of loops that are remembered. */
const STATES_MAX = 5_000;
const STEPS_MAX = 100_000;

class Repeats extends Error {
  constructor(
    readonly period: number,
    readonly at: Statement,
  ) {
    super('the same state again');
  }
}

class Stopped extends Error {}

export function environment(
  variables: ReadonlyMap<string, ProgramValue>,
  entry: ReadonlyMap<string, ProgramValue> = variables,
): Environment {
  return { variables, entry, locals: new Map(), budget: { left: VALUES_MAX } };
}

/** The first of the conditions that is not true of these values; `undefined` where one cannot be told. */
export function firstFalse(
  conditions: readonly ProgramExpr[],
  variables: ReadonlyMap<string, ProgramValue>,
  entry: ReadonlyMap<string, ProgramValue> = variables,
): ProgramExpr | null | undefined {
  for (const condition of conditions) {
    const is = judge(condition, environment(variables, entry));
    if (is === null) return undefined;
    if (is !== true) return condition;
  }
  return null;
}

/** Null: too large to tell. A text: why it has no value. */
function judge(condition: ProgramExpr, env: Environment): boolean | string | null {
  try {
    return truth(condition, env);
  } catch (thrown) {
    if (thrown instanceof TooLarge) return null;
    if (thrown instanceof Failure) return thrown.message;
    throw thrown;
  }
}

/** @param args one for each parameter; `trusted` passes over `requires` that are too large to check */
export function execute(
  spec: ProgramSpec,
  fn: ProgramFunction,
  args: readonly ProgramValue[],
  options: RunOptions,
): RunResult {
  const run = new Run(spec, options);
  const entry = new Map(fn.takes.map(({ name }, i) => [name, args[i]]));
  const told = () => ({ unchecked: run.unchecked, steps: run.steps, looked: run.looked });
  try {
    for (const condition of fn.requires) {
      const is = run.judge(condition, environment(entry));
      if (is === null) run.unchecked.push(condition);
      else if (is !== true) return { outcome: 'not called', because: condition, ...told() };
    }
    const results = run.call(fn, args);
    return { outcome: 'returned', results, ...told() };
  } catch (thrown) {
    if (thrown instanceof Failure) return { outcome: 'failed', failure: thrown, ...told() };
    if (thrown instanceof Repeats)
      return { outcome: 'loops', period: thrown.period, at: thrown.at, ...told() };
    if (thrown instanceof Stopped) return { outcome: 'stopped', ...told() };
    throw thrown;
  }
}

/** One turn of a loop from a state at its head; null where its condition is false there. */
export function executeTurn(
  spec: ProgramSpec,
  fn: ProgramFunction,
  loop: StatementOf<'while'>,
  state: ReadonlyMap<string, ProgramValue>,
  entry: ReadonlyMap<string, ProgramValue>,
  options: RunOptions,
): { readonly after: ReadonlyMap<string, ProgramValue>; readonly left: boolean } | Failure | null {
  const run = new Run(spec, options);
  const frame: Frame = { fn, variables: new Map(state), entry };
  try {
    if (!truth(loop.test, environment(frame.variables, entry))) return null;
    const left = run.within(frame, () => run.block(loop.body));
    return { after: frame.variables, left };
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    if (thrown instanceof Repeats || thrown instanceof Stopped) return null;
    throw thrown;
  }
}

class Run {
  readonly unchecked: ProgramExpr[] = [];
  steps = 0;
  looked = 0;
  private frames: Frame[] = [];

  constructor(
    private readonly spec: ProgramSpec,
    private readonly options: RunOptions,
  ) {}

  judge(condition: ProgramExpr, env: Environment): boolean | string | null {
    const is = judge(condition, env);
    this.looked += VALUES_MAX - Math.max(0, env.budget.left);
    if (this.looked > LOOKS_MAX) throw new Stopped();
    return is;
  }

  call(fn: ProgramFunction, args: readonly ProgramValue[]): ProgramValue[] {
    const entry = new Map(fn.takes.map(({ name }, i) => [name, args[i]]));
    const frame: Frame = { fn, variables: new Map(entry), entry };
    return this.within(frame, () => {
      const returned = this.block(fn.body);
      if (!returned) this.promise(fn);
      return fn.gives.map(({ name }) => frame.variables.get(name) as ProgramValue);
    });
  }

  within<T>(frame: Frame, work: () => T): T {
    this.frames.push(frame);
    const result = work();
    this.frames.pop();
    return result;
  }

  /** Has the function returned? */
  block(statements: readonly Statement[]): boolean {
    return statements.some((statement) => this.statement(statement));
  }

  private get frame(): Frame {
    return this.frames[this.frames.length - 1];
  }

  private env(): Environment {
    return environment(this.frame.variables, this.frame.entry);
  }

  private step(statement: Statement, is?: boolean): void {
    if (++this.steps > (this.options.maxSteps ?? STEPS_MAX)) throw new Stopped();
    const told = is === undefined ? {} : { truth: is };
    this.options.onStep?.({ statement, ...told, frames: this.frames });
  }

  private statement(statement: Statement): boolean {
    switch (statement.statement) {
      case 'set':
        this.set(statement);
        this.step(statement);
        return false;
      case 'if': {
        const is = truth(statement.test, this.env());
        this.step(statement, is);
        return this.block(is ? statement.then : statement.else);
      }
      case 'while':
        return this.loop(statement);
      case 'return':
        if (statement.value) {
          const [result] = this.frame.fn.gives;
          const value = evaluate(statement.value, this.env());
          this.frame.variables.set(result.name, checked(value, result.type, statement.value));
        }
        this.step(statement);
        this.promise(this.frame.fn);
        return true;
      case 'call':
        this.callStatement(statement);
        return false;
      case 'assert':
        this.step(statement);
        this.watched('assertions', statement.conditions, 'asserted, but');
        return false;
    }
  }

  private set({ assignments }: StatementOf<'set'>): void {
    const env = this.env();
    const values = assignments.map(({ place, value }) => ({
      place,
      index: place.index && (evaluate(place.index, env) as bigint),
      value: checked(evaluate(value, env), place.type, value),
    }));
    for (const { place, index, value } of values) this.write(place, index, value);
  }

  private write(place: WritePlace, index: bigint | null, value: ProgramValue): void {
    const { variables } = this.frame;
    const { name } = place.variable;
    if (index === null) {
      variables.set(name, value);
      return;
    }
    const of = variables.get(name) as Sequence;
    if (index < 1n || index > of.size)
      throw new Failure('outOfBounds', place.span, outsideWords(words(place), index, of.size));
    variables.set(name, withItem(of, index, value as Scalar));
  }

  private loop(loop: StatementOf<'while'>): boolean {
    const seen = new Map<string, number>();
    for (let turns = 0; ; turns++) {
      const after = turns === 0 ? 'at the beginning' : `after ${counted(turns, 'turn')}`;
      this.watched('invariants', loop.invariant, `${after}, the invariant`);
      const is = truth(loop.test, this.env());
      this.step(loop, is);
      if (!is) return false;
      const key = stateKey(this.frame.variables);
      const before = seen.get(key);
      if (before !== undefined) throw new Repeats(this.steps - before, loop);
      if (seen.size < STATES_MAX) seen.set(key, this.steps);
      if (this.block(loop.body)) return true;
    }
  }

  private callStatement(statement: StatementOf<'call'>): void {
    const { args, into, span } = statement;
    const callee = this.spec.functions[statement.callee];
    const env = this.env();
    const values = args.map((arg, i) => checked(evaluate(arg, env), callee.takes[i].type, arg));
    const indices = into.map(({ index }) => index && (evaluate(index, env) as bigint));
    const given = new Map(callee.takes.map(({ name }, i) => [name, values[i]]));
    this.step(statement);
    this.conditions(
      'contracts',
      callee.requires,
      environment(given),
      (words, why) =>
        new Failure('contracts', span, `\`${callee.name}\` requires \`${words}\`, which ${why}`),
    );
    const results = this.call(callee, values);
    const caller = this.frame;
    for (const [i, place] of into.entries()) {
      const value = results[i];
      if (!fitsType(value, place.type))
        throw new Failure(
          'overflow',
          place.span,
          `what \`${callee.name}\` gives is no value of \`${words(place)}\``,
        );
      this.write(place, indices[i], value);
    }
    this.options.onStep?.({
      statement,
      truth: true,
      frames: [...this.frames.slice(0, -1), caller],
    });
  }

  private promise(fn: ProgramFunction): void {
    this.watched('contracts', fn.ensures, `\`${fn.name}\` ensures`);
  }

  private watched(
    predicate: 'contracts' | 'invariants' | 'assertions',
    conditions: readonly ProgramExpr[],
    lead: string,
  ): void {
    for (const condition of conditions)
      this.conditions(
        predicate,
        [condition],
        this.env(),
        (text, why) => new Failure(predicate, condition.span, `${lead} \`${text}\` ${why}`),
      );
  }

  private conditions(
    predicate: Predicate,
    conditions: readonly ProgramExpr[],
    env: Environment,
    failure: (words: string, why: string) => Failure,
  ): void {
    if (!this.options.watch.has(predicate)) return;
    for (const condition of conditions) {
      const is = this.judge(condition, { ...env, budget: { left: VALUES_MAX } });
      if (is === null) this.unchecked.push(condition);
      else if (is === false) throw failure(words(condition), 'is false');
      else if (is !== true) throw failure(words(condition), `has no value: ${is}`);
    }
  }
}

/** The value, which must be one of the type. */
function checked(value: ProgramValue, type: ProgramType, expr: ProgramExpr): ProgramValue {
  if (fitsType(value, type)) return value;
  const text =
    type.kind === 'integer' && typeof value === 'bigint'
      ? overflowWords(words(expr), value, type)
      : `\`${words(expr)}\` is no value of its type`;
  throw new Failure('overflow', expr.span, text);
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function stateKey(variables: ReadonlyMap<string, ProgramValue>): string {
  const parts: string[] = [];
  for (const [name, value] of variables)
    parts.push(
      isSequence(value)
        ? `${name}=${value.size}:${[...value.items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([i, v]) => `${i}:${v}`)}`
        : `${name}=${value}`,
    );
  return parts.sort().join(';');
}
