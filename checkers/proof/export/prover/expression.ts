/**
 * Typed expressions in a prover. A condition becomes a proposition (`prop`), everything else a term
 * (`term`); a boolean that is data is `b = true`, a proposition that must be data is `truth P`. Logic is
 * classical, and an operation without a value gives the first value of its type: that this never
 * happens is `well defined`, which is not said here.
 */
import type { Binder, Expr, ExprOf, Local } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { formatType } from '../../../../engine/language/types-format.js';
import { changesForm } from '../optionals.js';
import { CannotExport } from '../refusal.js';
import {
  apply,
  atom,
  FALSE,
  type Logic,
  type Operation,
  type Piece,
  piece,
  RANK,
  TRUE,
  within,
} from './dialect.js';
import { hasOpenMap } from './erased.js';
import { gather } from './gathers.js';
import { member } from './membership.js';
import type { Types } from './types.js';

export interface Scope {
  /** The state that variables are read in, and the one before the step. */
  readonly state: string;
  readonly before: string;
  readonly locals: ReadonlyMap<number, Piece>;
}

export const NOW: Scope = { state: 's', before: 's', locals: new Map() };
export const STEP: Scope = { state: "s'", before: 's', locals: new Map() };

export class Expressions {
  readonly logic: Logic;

  constructor(
    readonly types: Types,
    private readonly variable: (name: string) => string,
  ) {
    this.logic = types.logic;
  }

  get dialect() {
    return this.logic.dialect;
  }

  bind(scope: Scope, local: Local): { scope: Scope; name: string } {
    const name = this.types.names.local(local.name, this.around(scope));
    return { name, scope: this.with(scope, local, atom(name)) };
  }

  with(scope: Scope, local: Local, value: Piece): Scope {
    return { ...scope, locals: new Map(scope.locals).set(local.id, value) };
  }

  around(scope: Scope): string[] {
    return [...scope.locals.values()].map((p) => p.text);
  }

  variableIn(state: string, name: string): Piece {
    return this.dialect.field('State', this.variable(name), state);
  }

  use(operation: Operation, ...args: readonly Piece[]): Piece {
    return apply(this.types.uses(operation), ...args);
  }

  // -------------------------------------------------------------------------------- propositions

  prop(expr: Expr, scope: Scope): Piece {
    const { logic } = this;
    const p = (e: Expr): Piece => this.prop(e, scope);
    switch (expr.op) {
      case 'literal':
        return expr.value === true ? TRUE : FALSE;
      case 'old':
        return this.prop(expr.of, { ...scope, state: scope.before });
      case 'stuck':
        return apply('stuck', atom(scope.state));
      case 'not':
        return logic.not(p(expr.of));
      case 'and':
      case 'or':
        return logic[expr.op](p(expr.left), p(expr.right));
      case 'implies':
        return logic.implies(p(expr.left), p(expr.right));
      case 'if':
        return piece(
          this.dialect.choice(p(expr.test).text, p(expr.then).text, p(expr.else).text),
          RANK.open,
        );
      case 'compare':
        return this.comparison(expr, scope);
      case 'in':
        return member(this, expr.collection, this.term(expr.element, scope), scope);
      case 'is':
        return this.isShape(expr, scope);
      case 'gather':
        if (expr.gather === 'forall' || expr.gather === 'exists')
          return this.quantified(expr.gather, expr.binders, scope, (inner) =>
            this.prop(expr.body, inner),
          );
        break;
      case 'call':
        if (expr.function === 'subset') return this.subset(expr, scope);
        break;
      case 'coerce':
        if (expr.of.type.kind === 'boolean') return p(expr.of);
    }
    return logic.equal(this.term(expr, scope), atom('true'));
  }

  /** `names` before one domain each; later domains may use earlier names. */
  quantified(
    quantifier: 'forall' | 'exists',
    binders: readonly Binder[],
    scope: Scope,
    body: (scope: Scope) => Piece,
  ): Piece {
    const [binder, ...rest] = binders;
    if (binder === undefined) return body(scope);
    const { name, scope: inner } = this.bind(scope, binder.local);
    const type = this.types.type(binder.local.type).text;
    const condition = member(this, binder.over, atom(name), inner);
    return this.logic[quantifier](
      name,
      type,
      condition,
      this.quantified(quantifier, rest, inner, body),
    );
  }

  private comparison(expr: ExprOf<'compare'>, scope: Scope): Piece {
    const { logic } = this;
    const { type } = expr.left;
    const { signs } = this.dialect;
    const sides = [expr.left, expr.right];
    if (expr.relation === '==' || expr.relation === '!=') {
      const same =
        type.kind === 'boolean'
          ? logic.iff(this.prop(expr.left, scope), this.prop(expr.right, scope))
          : this.equal(type, this.term(expr.left, scope), this.term(expr.right, scope), scope);
      if (expr.relation === '==') return same;
      return type.kind === 'boolean' || hasOpenMap(type)
        ? logic.not(same)
        : logic.related(this.term(expr.left, scope), signs.unequal, this.term(expr.right, scope));
    }
    const [left, right] = sides.map((e) => this.ordered(e, scope));
    const sign = { '<': '<', '>': '>', '<=': signs.most, '>=': signs.least }[expr.relation];
    return logic.related(left, sign, right);
  }

  /** Members of an enum by their places. */
  private ordered(expr: Expr, scope: Scope): Piece {
    const term = this.term(expr, scope);
    return expr.type.kind === 'enum' ? this.types.place(expr.type, term) : term;
  }

  /** Of maps over a range of numbers only the entries inside are compared. */
  equal(type: Type, left: Piece, right: Piece, scope: Scope): Piece {
    if (!hasOpenMap(type)) return this.logic.equal(left, right);
    if (type.kind !== 'map') {
      this.types.refuseOpenMap(type, type);
      return FALSE;
    }
    const name = this.types.names.local('k', [...this.around(scope), left.text, right.text]);
    const key = atom(name);
    return this.logic.forall(
      name,
      this.types.type(type.key).text,
      this.types.typed(type.key, key, [name]),
      this.equal(type.value, this.types.at(left, key), this.types.at(right, key), scope),
    );
  }

  private isShape(expr: ExprOf<'is'>, scope: Scope): Piece {
    const type = expr.of.type as TypeOf<'variant'>;
    const shape = type.shapes.find((s) => s.name === expr.shape);
    if (shape === undefined) return FALSE;
    return this.types.isShape(type, shape, this.term(expr.of, scope));
  }

  private subset(expr: ExprOf<'call'>, scope: Scope): Piece {
    const [a, b] = expr.args;
    const of = (a.type as TypeOf<'set'>).of;
    const name = this.types.names.local('x', this.around(scope));
    return this.logic.forall(
      name,
      this.types.type(of).text,
      member(this, a, atom(name), scope),
      member(this, b, atom(name), scope),
    );
  }

  // --------------------------------------------------------------------------------------- terms

  term(expr: Expr, scope: Scope): Piece {
    const t = (e: Expr): Piece => this.term(e, scope);
    switch (expr.op) {
      case 'literal':
        return this.types.literal(expr.type, expr.value);
      case 'variable':
        return this.variableIn(scope.state, expr.name);
      case 'local':
        return scope.locals.get(expr.local.id) ?? missing(expr.local.name);
      case 'old':
        return this.term(expr.of, { ...scope, state: scope.before });
      case 'if':
        return piece(
          this.dialect.choice(
            this.prop(expr.test, scope).text,
            t(expr.then).text,
            t(expr.else).text,
          ),
          RANK.open,
        );
      case 'arithmetic':
        return this.arithmetic(expr.operator, t(expr.left), t(expr.right));
      case 'negate':
        return piece(`- ${within(t(expr.of), RANK.atom)}`, RANK.sum);
      case 'abs':
        return this.dialect.absolute(t(expr.of));
      case 'log2':
        return this.use('log2', t(expr.of));
      case 'coerce':
        return expr.type.kind === 'set' && changesForm(expr.of.type, expr.type)
          ? this.asSet(expr, scope)
          : this.coerced(expr.of.type, expr.type, t(expr.of), scope);
      case 'collection':
        if (expr.type.kind === 'sequence')
          return atom(this.dialect.listed(expr.items.map((i) => t(i).text)));
        return this.asSet(expr, scope);
      case 'interval':
      case 'reach':
        return this.asSet(expr, scope);
      case 'record':
        return this.types.record(expr.type as TypeOf<'record'>, expr.fields.map(t));
      case 'shape':
        return this.types.shape(expr.type as TypeOf<'variant'>, expr.shape, expr.fields.map(t));
      case 'field':
        return this.field(expr.of.type, expr.field, t(expr.of));
      case 'with':
        return this.changed(expr, scope);
      case 'index':
        return expr.of.type.kind === 'map'
          ? this.types.at(t(expr.of), t(expr.key))
          : this.use('item', this.types.default(expr.type), t(expr.of), t(expr.key));
      case 'gather':
        return gather(this, expr, scope);
      case 'call':
        return this.call(expr, scope);
      default:
        return this.use('truth', this.prop(expr, scope));
    }
  }

  /** A set is the predicate of its members. */
  asSet(expr: Expr, scope: Scope): Piece {
    if (expr.type.kind !== 'set') return this.types.type(expr.type);
    const { of } = expr.type;
    const name = this.types.names.local('x', this.around(scope));
    const around = { ...scope, locals: new Map(scope.locals).set(-2, atom(name)) };
    return this.types.predicate(name, of, member(this, expr, atom(name), around));
  }

  private arithmetic(operator: ExprOf<'arithmetic'>['operator'], a: Piece, b: Piece): Piece {
    const { dialect } = this;
    const sum = (sign: string): Piece =>
      piece(`${within(a, RANK.sum)} ${sign} ${within(b, RANK.product)}`, RANK.sum);
    switch (operator) {
      case '+':
      case '-':
        return sum(operator);
      case '*':
        return piece(`${within(a, RANK.product)} * ${within(b, RANK.power)}`, RANK.product);
      case '^':
        return piece(dialect.power(within(a, RANK.atom), within(b, RANK.atom)), RANK.power);
      case 'div':
      case 'mod':
      case 'min':
      case 'max':
        return apply(dialect.functions[operator], a, b);
    }
  }

  private field(type: Type, field: string, of: Piece): Piece {
    if (type.kind === 'record') return this.types.field(type, field, of);
    return this.types.fieldOfShape(type as TypeOf<'variant'>, field, of);
  }

  private changed(expr: ExprOf<'with'>, scope: Scope): Piece {
    const { type } = expr;
    if (type.kind !== 'record')
      throw new CannotExport('`with` on a value of several shapes', expr.span);
    const of = this.term(expr.of, scope);
    return this.types.record(
      type,
      type.fields.map((f) => {
        const change = expr.changes.find((c) => c.field === f.name);
        return change === undefined
          ? this.types.field(type, f.name, of)
          : this.term(change.value, scope);
      }),
    );
  }

  /** Only options change their form; what is in a range is for `typed` to say. */
  coerced(from: Type, to: Type, of: Piece, scope: Scope): Piece {
    if (!changesForm(from, to)) return of;
    const inside = (name: string): Scope => ({
      ...scope,
      locals: new Map(scope.locals).set(-3, atom(name)),
    });
    if (from.kind !== 'optional' && to.kind === 'optional')
      return apply(this.dialect.some, this.coerced(from, to.of, of, scope));
    if (from.kind === 'optional' && to.kind !== 'optional')
      return this.coerced(from.of, to, this.use('get', this.types.default(from.of), of), scope);
    const name = this.types.names.local('x', [...this.around(scope), of.text]);
    if (from.kind === 'map') {
      const value = this.coerced(
        from.value,
        (to as typeof from).value,
        this.types.at(of, atom(name)),
        inside(name),
      );
      return this.types.lambda(name, this.types.type(from.key).text, value.text);
    }
    if (from.kind === 'sequence') {
      const item = this.coerced(from.of, (to as typeof from).of, atom(name), inside(name));
      return this.dialect.mapped(
        this.types.lambda(name, this.types.type(from.of).text, item.text),
        of,
      );
    }
    if (from.kind === 'set') {
      const item = this.coerced(from.of, (to as typeof from).of, atom(name), inside(name));
      const whole = this.types.names.local('y', [...this.around(scope), of.text, name]);
      const some = this.logic.exists(
        name,
        this.types.type(from.of).text,
        this.types.at(of, atom(name)),
        this.logic.equal(atom(whole), item),
      );
      return this.types.predicate(whole, (to as typeof from).of, some);
    }
    throw new CannotExport(`a change from ${formatType(from)} to ${formatType(to)}`);
  }

  call(expr: ExprOf<'call'>, scope: Scope): Piece {
    const [first] = expr.args;
    if (first.type.kind === 'bag') return this.types.type(first.type);
    const t = (i: number): Piece => this.term(expr.args[i], scope);
    switch (expr.function) {
      case 'size':
        return this.use(first.type.kind === 'set' ? 'size' : 'len', t(0));
      case 'append':
        return piece(
          `${within(t(0), RANK.sum)} ${this.dialect.append} ${this.dialect.listed([t(1).text])}`,
          RANK.cons,
        );
      case 'concat':
        return piece(
          `${within(t(0), RANK.sum)} ${this.dialect.append} ${within(t(1), RANK.sum)}`,
          RANK.cons,
        );
      case 'head':
        return this.use('item', this.types.default(expr.type), t(0), atom('1'));
      case 'tail':
        return this.dialect.tail(t(0));
      case 'slice':
        return this.use('slice', t(0), t(1), t(2));
      case 'subset':
        return this.use('truth', this.prop(expr, scope));
      default:
        return this.asSet(expr, scope);
    }
  }
}

function missing(name: string): never {
  throw new Error(`no value for ${name}`);
}
