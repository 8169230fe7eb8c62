/**
 * Typed expressions in a prover. A condition becomes a proposition (`prop`), everything else a term
 * (`term`); a boolean that is data is `b = true`, a proposition that must be data is `truth P`. Logic is
 * classical, and an operation without a value gives the first value of its type: that this never
 * happens is `well defined`, which is not said here.
 */
import type { Binder, Expr, ExprOf, Local } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import { formatType } from '../../../../engine/language/types-format.js';
import type { Value } from '../../../../engine/language/value.js';
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
import { hasOpenMap, type Types } from './types.js';

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

  private get dialect() {
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

  private use(operation: Operation, ...args: readonly Piece[]): Piece {
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
        return this.member(expr.collection, this.term(expr.element, scope), scope);
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
    const condition = this.member(binder.over, atom(name), inner);
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
      this.member(a, atom(name), scope),
      this.member(b, atom(name), scope),
    );
  }

  // ---------------------------------------------------------------------------------- membership

  /** Is `element` a member of the set (or an item of the sequence)? */
  member(collection: Expr, element: Piece, scope: Scope): Piece {
    const { logic, types } = this;
    const m = (e: Expr): Piece => this.member(e, element, scope);
    if (collection.type.kind === 'bag') return types.type(collection.type);
    if (collection.type.kind === 'sequence')
      return types.listed(element, this.term(collection, scope));
    const type = collection.type as TypeOf<'set'>;
    switch (collection.op) {
      case 'literal':
        return types.memberOf(type, collection.value as readonly Value[], element);
      case 'collection':
        return logic.or(
          ...collection.items.map((i) => this.equal(type.of, element, this.term(i, scope), scope)),
        );
      case 'interval':
        return types.between(
          this.term(collection.from, scope),
          element,
          this.term(collection.to, scope),
        );
      case 'coerce':
        return this.coercedMember(collection, element, scope);
      case 'gather':
        return this.gatheredMember(collection, type, element, scope);
      case 'reach':
        return this.reached(collection, element, scope);
      case 'call':
        return (
          this.callMember(collection, type, element, scope) ??
          this.types.at(this.call(collection, scope), element)
        );
      case 'if':
        return piece(
          this.dialect.choice(
            this.prop(collection.test, scope).text,
            m(collection.then).text,
            m(collection.else).text,
          ),
          RANK.open,
        );
      default:
        return this.types.at(this.term(collection, scope), element);
    }
  }

  private coercedMember(expr: ExprOf<'coerce'>, element: Piece, scope: Scope): Piece {
    const [from, to] = [expr.of.type, expr.type];
    if (!changesForm(from, to)) return this.member(expr.of, element, scope);
    const inner = (from as TypeOf<'set'>).of;
    const name = this.types.names.local('x', [...this.around(scope), element.text]);
    const converted = this.coerced(inner, (to as TypeOf<'set'>).of, atom(name), scope);
    return this.logic.exists(
      name,
      this.types.type(inner).text,
      this.member(expr.of, atom(name), scope),
      this.logic.equal(element, converted),
    );
  }

  private gatheredMember(
    expr: ExprOf<'gather'>,
    type: TypeOf<'set'>,
    element: Piece,
    scope: Scope,
  ): Piece {
    if (expr.gather === 'filter') {
      const [binder] = expr.binders;
      return this.logic.and(
        this.member(binder.over, element, scope),
        this.prop(expr.body, this.with(scope, binder.local, element)),
      );
    }
    const around = { ...scope, locals: new Map(scope.locals).set(-1, element) };
    return this.quantified('exists', expr.binders, around, (inner) =>
      this.equal(type.of, element, this.term(expr.body, inner), inner),
    );
  }

  private callMember(
    expr: ExprOf<'call'>,
    type: TypeOf<'set'>,
    element: Piece,
    scope: Scope,
  ): Piece | undefined {
    const { logic } = this;
    const [a, b] = expr.args;
    const m = (e: Expr): Piece => this.member(e, element, scope);
    const same = (): Piece => this.equal(type.of, element, this.term(b, scope), scope);
    switch (expr.function) {
      case 'add':
        return logic.or(m(a), same());
      case 'remove':
        return logic.and(m(a), logic.not(same()));
      case 'union':
        return logic.or(m(a), m(b));
      case 'intersection':
        return logic.and(m(a), m(b));
      case 'difference':
        return logic.and(m(a), logic.not(m(b)));
      case 'subsets': {
        const of = (a.type as TypeOf<'set'>).of;
        const name = this.types.names.local('x', [...this.around(scope), element.text]);
        const inside = this.types.at(element, atom(name));
        return logic.forall(
          name,
          this.types.type(of).text,
          inside,
          this.member(a, atom(name), scope),
        );
      }
      case 'indices':
        return this.types.between(atom('1'), element, this.use('len', this.term(a, scope)));
      default:
        return undefined;
    }
  }

  private reached(expr: ExprOf<'reach'>, element: Piece, outer: Scope): Piece {
    const type = this.types.type(expr.local.type).text;
    const { name, scope } = this.bind(outer, expr.local);
    const next = this.types.names.local('y', [...this.around(scope), element.text]);
    const step = this.offered(expr, expr.step, atom(next), scope);
    const start = this.offered(expr, expr.start, atom(name), outer);
    const follow = piece(`fun ${name} ${next} : ${type} => ${step.text}`, RANK.open);
    return this.use('reach', follow, this.types.lambda(name, type, start.text), element);
  }

  private offered(expr: ExprOf<'reach'>, given: Expr, element: Piece, scope: Scope): Piece {
    if (given.type.kind === 'set' && expr.local.type.kind !== 'set')
      return this.member(given, element, scope);
    const term = this.term(given, scope);
    const value = given.type.kind === 'optional' ? apply(this.dialect.some, element) : element;
    return this.logic.equal(term, value);
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
        return this.gather(expr, scope);
      case 'call':
        return this.call(expr, scope);
      default:
        return this.use('truth', this.prop(expr, scope));
    }
  }

  /** A set is the predicate of its members. */
  private asSet(expr: Expr, scope: Scope): Piece {
    if (expr.type.kind !== 'set') return this.types.type(expr.type);
    const { of } = expr.type;
    const name = this.types.names.local('x', this.around(scope));
    const around = { ...scope, locals: new Map(scope.locals).set(-2, atom(name)) };
    return this.types.predicate(name, of, this.member(expr, atom(name), around));
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

  // ------------------------------------------------------------------------------------- gathers

  private gather(expr: ExprOf<'gather'>, scope: Scope): Piece {
    const [binder, ...rest] = expr.binders;
    switch (expr.gather) {
      case 'forall':
      case 'exists':
        return this.use('truth', this.prop(expr, scope));
      case 'count':
        if (rest.length === 0 && binder.over.type.kind === 'set')
          return this.sizeOfFilter(binder, expr.body, scope);
        return this.sum(expr.binders, scope, (inner) =>
          piece(this.dialect.choice(this.prop(expr.body, inner).text, '1', '0'), RANK.open),
        );
      case 'sum':
        return this.sum(expr.binders, scope, (inner) => this.term(expr.body, inner));
      case 'min':
      case 'max': {
        const name = this.types.names.local('n', this.around(scope));
        const around = { ...scope, locals: new Map(scope.locals).set(-2, atom(name)) };
        const values = this.quantified('exists', expr.binders, around, (inner) =>
          this.logic.equal(atom(name), this.term(expr.body, inner)),
        );
        return this.use(
          expr.gather === 'min' ? 'least' : 'greatest',
          this.types.lambda(name, this.dialect.integers, values.text),
        );
      }
      case 'the':
        return this.use(
          'the',
          this.types.default(binder.local.type),
          this.filtered(binder, expr.body, scope),
        );
      case 'map':
        return this.function(binder, expr.body, scope);
      case 'filter':
        if (binder.over.type.kind === 'sequence') {
          const { name, scope: inner } = this.bind(scope, binder.local);
          const test = this.use('truth', this.prop(expr.body, inner));
          const keep = this.types.lambda(name, this.types.type(binder.local.type).text, test.text);
          return this.dialect.filtered(keep, this.term(binder.over, scope));
        }
        return this.asSet(expr, scope);
      case 'sequence':
        return this.sequence(expr, binder, scope);
      case 'set':
      case 'bag':
        return this.asSet(expr, scope);
    }
  }

  private function({ local }: Binder, body: Expr, outer: Scope): Piece {
    const { name, scope } = this.bind(outer, local);
    const type = this.types.type(local.type).text;
    const whole = this.types.lambda(name, type, this.term(body, scope).text);
    return { ...whole, at: (key) => this.term(body, this.with(outer, local, key)) };
  }

  private filtered(binder: Binder, body: Expr, scope: Scope): Piece {
    const { name, scope: inner } = this.bind(scope, binder.local);
    const both = this.logic.and(
      this.member(binder.over, atom(name), inner),
      this.prop(body, inner),
    );
    return this.types.predicate(name, binder.local.type, both);
  }

  private sizeOfFilter(binder: Binder, body: Expr, scope: Scope): Piece {
    return this.use('size', this.filtered(binder, body, scope));
  }

  private sum(binders: readonly Binder[], scope: Scope, body: (scope: Scope) => Piece): Piece {
    const [binder, ...rest] = binders;
    const { name, scope: inner } = this.bind(scope, binder.local);
    const value = rest.length === 0 ? body(inner) : this.sum(rest, inner, body);
    const type = this.types.type(binder.local.type).text;
    const each = this.types.lambda(name, type, value.text);
    if (binder.over.type.kind === 'sequence')
      return this.use('listTotal', this.term(binder.over, scope), each);
    const domain = this.types.predicate(
      name,
      binder.local.type,
      this.member(binder.over, atom(name), inner),
    );
    return this.use('total', domain, each);
  }

  private sequence(expr: ExprOf<'gather'>, binder: Binder, scope: Scope): Piece {
    const { name, scope: inner } = this.bind(scope, binder.local);
    const item = this.types.lambda(
      name,
      this.types.type(binder.local.type).text,
      this.term(expr.body, inner).text,
    );
    const { over } = binder;
    if (over.type.kind === 'sequence') return this.dialect.mapped(item, this.term(over, scope));
    const ends =
      over.op === 'interval'
        ? [this.term(over.from, scope), this.term(over.to, scope)]
        : literalEnds(over)?.map((n) => this.types.number(n));
    if (ends === undefined)
      throw new CannotExport('a sequence over a set that is no interval', expr.span);
    return this.dialect.mapped(item, this.use('numbers', ends[0], ends[1]));
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

/** The ends of a set of neighbouring numbers written out. */
function literalEnds(expr: Expr): [number, number] | undefined {
  if (expr.op !== 'literal' || !Array.isArray(expr.value)) return undefined;
  const items = expr.value as readonly Value[];
  const [first] = items;
  if (typeof first !== 'number' || !items.every((v, i) => v === first + i)) return undefined;
  return [first, first + items.length - 1];
}

function missing(name: string): never {
  throw new Error(`no value for ${name}`);
}
