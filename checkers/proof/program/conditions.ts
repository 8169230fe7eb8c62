/**
 * The verification conditions of a function: formulas that, if all of them are valid, leave no run in
 * which anything goes wrong. They are those of the rules of Hoare (*An axiomatic basis for computer
 * programming*, 1969) and of Dijkstra's weakest preconditions (*Guarded commands*, 1975), gathered
 * forwards: each variable gets a new name where it is set and branches meet again in one state, so that
 * conditions stay as many as the places they come from (Flanagan and Saxe, *Avoiding exponential
 * explosion*, 2001). What has been asked for may be used from there on: a run ends at the first thing
 * that goes wrong.
 */
import { words } from '../../../engine/language/program/evaluate.js';
import type {
  Predicate,
  ProgramExpr,
  ProgramFunction,
  ProgramSpec,
  Statement,
  StatementOf,
  Variable,
  WritePlace,
} from '../../../engine/language/program/spec.js';
import type { ProgramType } from '../../../engine/language/program/types.js';
import { writesOf } from '../../../engine/language/program/walk.js';
import type { Span } from '../../../engine/language/source.js';
import {
  and,
  contained,
  holds,
  implies,
  inBounds,
  type Meaning,
  merged,
  type Need,
  not,
  type Symbolic,
  sequenceOf,
  sortOf,
  termOf,
  translate,
  typeFact,
} from './smt.js';

export interface Condition {
  readonly predicate: Predicate;
  readonly span: Span;
  /** After "that": `` `a[mid]` is an item of its sequence ``. */
  readonly says: string;
  readonly facts: readonly string[];
  readonly goal: string;
  /** Is it what the function ensures, on which only its callers rest? */
  readonly promise: boolean;
  /** Of a loop whose turn should keep an invariant, or bring it nearer to its end. */
  readonly turn: Turn | null;
}

export interface Turn {
  readonly loop: StatementOf<'while'>;
  /** The state in which the turn begins. */
  readonly head: ReadonlyMap<string, Symbolic>;
}

export interface FunctionConditions {
  readonly fn: ProgramFunction;
  readonly declarations: readonly string[];
  /** The parameters. */
  readonly entry: ReadonlyMap<string, Symbolic>;
  /** What is known where the function begins. */
  readonly begins: readonly string[];
  readonly conditions: readonly Condition[];
  /** Of which it is not asked whether they end. */
  readonly endless: readonly StatementOf<'while'>[];
}

export function conditionsOf(spec: ProgramSpec, fn: ProgramFunction): FunctionConditions {
  return new Generator(spec, fn).generate();
}

/** What is known of a place that runs reach; null: none does. */
interface State {
  readonly variables: ReadonlyMap<string, Symbolic>;
  readonly facts: readonly string[];
}

/** Characters of a term that is written where its variable stands. */
const SHORT = 60;

class Generator {
  private readonly declarations: string[] = [];
  private readonly conditions: Condition[] = [];
  private readonly endless: StatementOf<'while'>[] = [];
  private entry: ReadonlyMap<string, Symbolic> = new Map();
  private names = 0;

  constructor(
    private readonly spec: ProgramSpec,
    private readonly fn: ProgramFunction,
  ) {}

  generate(): FunctionConditions {
    const { fn } = this;
    let state = this.havoc({ variables: new Map(), facts: [] }, fn.takes);
    this.entry = state.variables;
    for (const condition of fn.requires)
      state = assume(state, holds(condition, this.meaning(state)));
    const begins = state.facts;
    const end = this.block(fn.body, state);
    if (end !== null) this.promise(end);
    const { declarations, entry, conditions, endless } = this;
    return { fn, declarations, entry, begins, conditions, endless };
  }

  // -------------------------------------------------------------------------------------- states

  private meaning({ variables }: State): Meaning {
    return { variables, entry: this.entry, locals: new Map() };
  }

  /** New symbols of which no more is known than their types. */
  private havoc(state: State, names: readonly Variable[]): State {
    const variables = new Map(state.variables);
    const facts = [...state.facts];
    for (const { name, type } of names) {
      const value = this.fresh(name, type);
      variables.set(name, value);
      facts.push(typeFact(value, type));
    }
    return { variables, facts };
  }

  private fresh(name: string, type: ProgramType): Symbolic {
    const id = `${name}!${++this.names}`;
    if (type.kind !== 'sequence') {
      this.declarations.push(`(declare-const ${id} ${sortOf(type)})`);
      return { form: 'scalar', term: id };
    }
    this.declarations.push(`(declare-const ${id}.size Int)`);
    this.declarations.push(`(declare-const ${id}.items (Array Int ${sortOf(type.of)}))`);
    return { form: 'sequence', size: `${id}.size`, items: `${id}.items` };
  }

  /** A name of its own for a value, so that terms do not grow; z3 sees through short sums by itself. */
  private bind(state: State, { name, type }: Variable, value: Symbolic): State {
    const simple =
      value.form === 'scalar' && value.term.length <= SHORT && !value.term.includes('(ite');
    const own = simple ? value : this.fresh(name, type);
    const facts = simple ? [] : definition(own, value);
    const variables = new Map(state.variables).set(name, own);
    return { variables, facts: [...state.facts, ...facts] };
  }

  private ask(
    state: State,
    what: Pick<Condition, 'predicate' | 'span' | 'says' | 'goal'>,
    turn: Turn | null = null,
    promise = false,
  ): State {
    if (what.goal === 'true') return state;
    const { predicate, span, says, goal } = what;
    this.conditions.push({ predicate, span, says, goal, facts: state.facts, turn, promise });
    return assume(state, goal);
  }

  private askAll(state: State, needs: readonly Need[]): State {
    return needs.reduce((now, need) => this.ask(now, need), state);
  }

  /** The value of an expression in code, and the state once what it needs has been asked for. */
  private value(state: State, expr: ProgramExpr): { now: State; value: Symbolic } {
    const { value, needs } = translate(expr, this.meaning(state));
    return { now: this.askAll(state, needs), value };
  }

  // ---------------------------------------------------------------------------------- statements

  private block(statements: readonly Statement[], before: State): State | null {
    let now: State | null = before;
    for (const statement of statements) {
      if (now === null) return null;
      now = this.statement(statement, now);
    }
    return now;
  }

  private statement(statement: Statement, state: State): State | null {
    switch (statement.statement) {
      case 'set':
        return this.set(statement, state);
      case 'if': {
        const { now, value } = this.value(state, statement.test);
        const test = termOf(value);
        const yes = this.block(statement.then, assume(now, test));
        const no = this.block(statement.else, assume(now, not(test)));
        return this.meet(now, test, yes, no);
      }
      case 'while':
        return this.loop(statement, state);
      case 'return': {
        this.promise(statement.value ? this.result(state, statement.value) : state);
        return null;
      }
      case 'call':
        return this.call(statement, state);
      case 'assert':
        return statement.conditions.reduce(
          (now, condition) =>
            this.ask(now, {
              predicate: 'assertions',
              span: condition.span,
              says: `what is asserted, \`${words(condition)}\`, is true`,
              goal: holds(condition, this.meaning(now)),
            }),
          state,
        );
    }
  }

  private result(state: State, expr: ProgramExpr): State {
    const [variable] = this.fn.gives;
    const { now, value } = this.value(state, expr);
    const fitted = this.fits(now, value, expr.type, variable.type, expr);
    return this.bind(fitted, variable, value);
  }

  private fits(
    state: State,
    value: Symbolic,
    from: ProgramType,
    to: ProgramType,
    expr: Pick<ProgramExpr, 'span'>,
  ): State {
    if (contained(from, to)) return state;
    const says = `\`${words(expr)}\` is a value of its type`;
    const { span } = expr;
    return this.ask(state, { predicate: 'overflow', span, says, goal: typeFact(value, to) });
  }

  private set({ assignments }: StatementOf<'set'>, before: State): State {
    let state = before;
    const read = assignments.map(({ place, value: expr }) => {
      const index = place.index === null ? null : this.value(state, place.index);
      const { now, value } = this.value(index?.now ?? state, expr);
      state = this.fits(now, value, expr.type, place.type, expr);
      return { place, value, index: index && termOf(index.value) };
    });
    for (const { place, index, value } of read) state = this.write(state, place, index, value);
    return state;
  }

  private write(state: State, place: WritePlace, index: string | null, value: Symbolic): State {
    if (index === null) return this.bind(state, place.variable, value);
    const old = sequenceOf(state.variables.get(place.variable.name) as Symbolic);
    const now = this.ask(state, inBounds(place, index, old.size));
    const items = `(store ${old.items} ${index} ${termOf(value)})`;
    return this.bind(now, place.variable, { form: 'sequence', size: old.size, items });
  }

  /** Where two branches meet: what is known in one is known under its condition. */
  private meet(before: State, test: string, yes: State | null, no: State | null): State | null {
    if (yes === null || no === null) return yes ?? no;
    const known = before.facts.length;
    const under = (premise: string, { facts }: State): string[] =>
      facts.slice(known).map((fact) => implies(premise, fact));
    let state: State = {
      variables: new Map(),
      facts: [...before.facts, ...under(test, yes), ...under(not(test), no)],
    };
    const all = [...this.fn.takes, ...this.fn.gives, ...this.fn.locals];
    for (const variable of all) {
      const [a, b] = [yes.variables.get(variable.name), no.variables.get(variable.name)];
      if (a && b) state = this.bind(state, variable, merged(test, a, b));
    }
    return state;
  }

  private loop(loop: StatementOf<'while'>, before: State): State {
    this.keeps(before, loop, 'when the loop begins', null);
    const changed = writesOf(loop.body).filter(({ name }) => before.variables.has(name));
    let head = this.havoc(before, changed);
    for (const one of loop.invariant) head = assume(head, holds(one, this.meaning(head)));
    const { now, value } = this.value(head, loop.test);
    const test = termOf(value);
    const turn = { loop, head: head.variables };
    const inside = this.bounded(assume(now, test), loop, turn);
    const end = this.block(loop.body, inside);
    if (end !== null) {
      const kept = this.keeps(end, loop, 'after a turn of the loop', turn);
      this.nearer(head, kept, loop, turn);
    }
    if (loop.decreases === null) this.endless.push(loop);
    return assume(now, not(test));
  }

  private keeps(before: State, loop: StatementOf<'while'>, when: string, turn: Turn | null): State {
    return loop.invariant.reduce(
      (state, one) =>
        this.ask(
          state,
          {
            predicate: 'invariants',
            span: one.span,
            says: `the invariant \`${words(one)}\` holds ${when}`,
            goal: holds(one, this.meaning(state)),
          },
          turn,
        ),
      before,
    );
  }

  private bounded(state: State, { decreases }: StatementOf<'while'>, turn: Turn): State {
    if (decreases === null) return state;
    const { value, needs } = translate(decreases, this.meaning(state));
    const goal = and([...needs.map((need) => need.goal), `(<= 0 ${termOf(value)})`]);
    const says = `\`${words(decreases)}\` is not negative where a turn begins`;
    return this.ask(state, { predicate: 'returned', span: decreases.span, says, goal }, turn);
  }

  private nearer(head: State, end: State, { decreases }: StatementOf<'while'>, turn: Turn): void {
    if (decreases === null) return;
    const before = translate(decreases, this.meaning(head));
    const after = translate(decreases, this.meaning(end));
    const less = `(< ${termOf(after.value)} ${termOf(before.value)})`;
    const goal = and([...after.needs.map((need) => need.goal), less]);
    const says = `\`${words(decreases)}\` falls with each turn`;
    this.ask(end, { predicate: 'returned', span: decreases.span, says, goal }, turn);
  }

  private call({ callee: index, args, into, span }: StatementOf<'call'>, before: State): State {
    const callee = this.spec.functions[index];
    let state = before;
    const values = args.map((arg, i) => {
      const { now, value } = this.value(state, arg);
      state = this.fits(now, value, arg.type, callee.takes[i].type, arg);
      return value;
    });
    const indices = into.map(({ index: at }) => {
      if (at === null) return null;
      const { now, value } = this.value(state, at);
      state = now;
      return termOf(value);
    });
    const given = new Map(callee.takes.map(({ name }, i) => [name, values[i]]));
    const atCall: Meaning = { variables: given, entry: given, locals: new Map() };
    for (const one of callee.requires)
      state = this.ask(state, {
        predicate: 'contracts',
        span,
        says: `what \`${callee.name}\` requires, \`${words(one)}\`, is true where it is called`,
        goal: holds(one, atCall),
      });
    const after = this.havoc({ variables: given, facts: state.facts }, callee.gives);
    const meaning: Meaning = { variables: after.variables, entry: given, locals: new Map() };
    state = { variables: state.variables, facts: after.facts };
    for (const one of callee.ensures) state = assume(state, holds(one, meaning));
    for (const [i, place] of into.entries()) {
      const value = after.variables.get(callee.gives[i].name) as Symbolic;
      state = this.fits(state, value, callee.gives[i].type, place.type, place);
      state = this.write(state, place, indices[i], value);
    }
    return state;
  }

  private promise(state: State): void {
    const { fn } = this;
    fn.ensures.reduce(
      (now, one) =>
        this.ask(
          now,
          {
            predicate: 'contracts',
            span: one.span,
            says: `what \`${fn.name}\` ensures, \`${words(one)}\`, is true where it returns`,
            goal: holds(one, this.meaning(now)),
          },
          null,
          true,
        ),
      state,
    );
  }
}

const assume = (state: State, fact: string): State =>
  fact === 'true' ? state : { ...state, facts: [...state.facts, fact] };

/** The two have one value. */
function definition(own: Symbolic, value: Symbolic): string[] {
  if (own.form === 'scalar') return [`(= ${own.term} ${termOf(value)})`];
  const { size, items } = sequenceOf(value);
  return [`(= ${own.size} ${size})`, `(= ${own.items} ${items})`];
}
