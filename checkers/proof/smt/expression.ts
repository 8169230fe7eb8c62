/**
 * Typed expressions as terms. Beside each value stands the condition `ok` under which it has one: the
 * partial operations of the language are partial here in the same way, and what is not evaluated
 * (behind `and`, `or`, `implies`, `if`, after the answer of a quantifier is known) cannot fail.
 * The interpreter (`engine/language/evaluate.ts`) is the meaning; a test compares the two.
 */
import type { Expr, ExprOf } from '../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../engine/language/types.js';
import { firstValue, valuesOf } from '../../../engine/language/values.js';
import {
  add,
  build,
  difference,
  intersection,
  isSubset,
  remove,
  subsets,
  union,
} from './collections.js';
import { convert, withinBound } from './conversion.js';
import { type Environment, lookUp } from './environment.js';
import { equal, member, merge } from './equality.js';
import { encodeGather } from './gather.js';
import { absolute, arithmetic, fitting, logarithm, type Numeric } from './numbers.js';
import { encodeReach } from './reach.js';
import { boolean, number, numberOf, part, type Result, truthOf } from './result.js';
import { appended, concatenated, sliced, slotAt, tailOf } from './sequences.js';
import { type Collection, constant, isTable, keysOf, type Symbolic, sizeOf } from './symbolic.js';
import { CannotEncode, intervalOf, type Term, Terms } from './terms.js';

/** More expressions than this are not visited for one model: quantifiers multiply. */
const VISITS_AT_MOST = 3_000_000;
/** The longest interval that is listed. */
const INTERVAL_AT_MOST = 1000;
/** The longest interval that the interpreter lists. */
const LISTED_AT_MOST = 10_000_000;

export class Encoder {
  readonly terms: Terms;
  private readonly literals = new WeakMap<Expr, Symbolic>();
  private visits = 0;

  constructor(terms: Terms = new Terms()) {
    this.terms = terms;
  }

  encode(expr: Expr, env: Environment): Result {
    if (++this.visits > VISITS_AT_MOST)
      throw new CannotEncode('its quantifiers range over too many values');
    const { terms } = this;
    switch (expr.op) {
      case 'literal':
        return this.good(this.literal(expr));
      case 'variable':
        return this.good(read(env.state, expr.name));
      case 'local':
        return lookUp(env, expr.local);
      case 'old':
        if (env.old === undefined) throw new Error('`old` is asked where no step is judged');
        return this.encode(expr.of, { state: env.old, locals: env.locals });
      case 'stuck':
        if (env.stuck === undefined) throw new CannotEncode('`stuck`');
        return this.good(boolean(env.stuck));
      case 'not': {
        const { value, ok } = this.encode(expr.of, env);
        return { value: boolean(terms.not(truthOf(value))), ok };
      }
      case 'and':
      case 'or':
      case 'implies':
        return this.connective(expr, env);
      case 'if':
        return this.conditional(expr, env);
      case 'compare':
        return this.comparison(expr, env);
      case 'arithmetic':
        return this.numeric([expr.left, expr.right], env, (left, right) =>
          arithmetic(terms, expr.operator, left, right),
        );
      case 'negate':
        return this.numeric([expr.of], env, (of) => fitting(terms, terms.negate(of)));
      case 'abs':
        return this.numeric([expr.of], env, (of) => absolute(terms, of));
      case 'log2':
        return this.numeric([expr.of], env, (of) => logarithm(terms, of));
      case 'coerce': {
        const of = this.encode(expr.of, env);
        const { value, ok } = convert(terms, expr.of.type, expr.type, of.value);
        return { value, ok: terms.and(of.ok, ok) };
      }
      case 'gather':
        return this.bounded(expr, encodeGather(this, expr, env));
      case 'reach':
        return encodeReach(this, expr, env);
      default:
        return this.structural(expr, env);
    }
  }

  /** Operations on structures whose operands are all evaluated. */
  private structural(expr: StructuralExpr, env: Environment): Result {
    const { terms } = this;
    switch (expr.op) {
      case 'in':
        return this.with([expr.element, expr.collection], env, ([element, collection]) =>
          this.good(boolean(this.contains(collection, element))),
        );
      case 'interval':
        return this.with([expr.from, expr.to], env, ([from, to]) =>
          this.interval(expr.type as Collection, numberOf(from), numberOf(to)),
        );
      case 'collection':
        return this.with(expr.items, env, (items) =>
          this.bounded(expr, this.collect(expr.type, items)),
        );
      case 'record':
        return this.with(expr.fields, env, (fields) => this.good({ form: 'record', fields }));
      case 'shape':
        return this.with(expr.fields, env, (fields) => this.shape(expr, fields));
      case 'field':
        return this.with([expr.of], env, ([of]) => this.field(expr, of));
      case 'is':
        return this.with([expr.of], env, ([of]) => {
          const shape = shapeOf(expr.of.type, expr.shape);
          return this.good(boolean(terms.equal(part(of, 'variant').shape, terms.integer(shape))));
        });
      case 'index':
        return this.with([expr.of, expr.key], env, ([of, key]) =>
          this.entry(expr.of.type, of, key),
        );
      case 'call':
        return this.with(expr.args, env, (args) => this.bounded(expr, this.call(expr, args)));
      case 'with':
        return this.with([expr.of, ...expr.changes.map((c) => c.value)], env, ([of, ...values]) =>
          this.changed(expr, of, values),
        );
    }
  }

  good(value: Symbolic): Result {
    return { value, ok: this.terms.true };
  }

  /** All operands, then what is made of them. */
  private with(
    operands: readonly Expr[],
    env: Environment,
    make: (values: Symbolic[]) => Result,
  ): Result {
    const results = operands.map((operand) => this.encode(operand, env));
    const { value, ok } = make(results.map((result) => result.value));
    return { value, ok: this.terms.and(...results.map((result) => result.ok), ok) };
  }

  private bounded({ type }: Expr, { value, ok }: Result): Result {
    const bounded = withinBound(this.terms, type, value);
    return { value: bounded.value, ok: this.terms.and(ok, bounded.ok) };
  }

  private literal(expr: ExprOf<'literal'>): Symbolic {
    let value = this.literals.get(expr);
    if (value === undefined) {
      value = constant(this.terms, expr.type, expr.value);
      this.literals.set(expr, value);
    }
    return value;
  }

  // ------------------------------------------------------------------------------------ booleans

  private connective(expr: ExprOf<'and' | 'or' | 'implies'>, env: Environment): Result {
    const { terms } = this;
    const left = this.encode(expr.left, env);
    const first = truthOf(left.value);
    // When the left side alone decides, the right side is not evaluated.
    const goesOn = expr.op === 'or' ? terms.not(first) : first;
    if (goesOn === terms.false)
      return { value: boolean(terms.boolean(expr.op !== 'and')), ok: left.ok };
    const right = this.encode(expr.right, env);
    const second = truthOf(right.value);
    const value =
      expr.op === 'and'
        ? terms.and(first, second)
        : expr.op === 'or'
          ? terms.or(first, second)
          : terms.implies(first, second);
    return { value: boolean(value), ok: terms.and(left.ok, terms.implies(goesOn, right.ok)) };
  }

  private conditional(expr: ExprOf<'if'>, env: Environment): Result {
    const { terms } = this;
    const test = this.encode(expr.test, env);
    const truth = truthOf(test.value);
    if (truth.operation === 'constant') {
      const { value, ok } = this.encode(truth.value === true ? expr.then : expr.else, env);
      return { value, ok: terms.and(test.ok, ok) };
    }
    const yes = this.encode(expr.then, env);
    const no = this.encode(expr.else, env);
    return {
      value: merge(terms, truth, yes.value, no.value),
      ok: terms.and(test.ok, terms.if(truth, yes.ok, no.ok)),
    };
  }

  private comparison(expr: ExprOf<'compare'>, env: Environment): Result {
    const { terms } = this;
    return this.with([expr.left, expr.right], env, ([left, right]) => {
      const compare = (): Term => {
        switch (expr.relation) {
          case '==':
            return equal(terms, left, right);
          case '!=':
            return terms.not(equal(terms, left, right));
          case '<':
            return terms.less(numberOf(left), numberOf(right));
          case '<=':
            return terms.atMost(numberOf(left), numberOf(right));
          case '>':
            return terms.less(numberOf(right), numberOf(left));
          case '>=':
            return terms.atMost(numberOf(right), numberOf(left));
        }
      };
      return this.good(boolean(compare()));
    });
  }

  private numeric(
    operands: readonly Expr[],
    env: Environment,
    make: (...terms: Term[]) => Numeric,
  ): Result {
    return this.with(operands, env, (values) => {
      const { term, ok } = make(...values.map(numberOf));
      return { value: number(term), ok };
    });
  }

  // --------------------------------------------------------------------------------- collections

  contains(collection: Symbolic, element: Symbolic): Term {
    const { terms } = this;
    if (collection.form !== 'sequence')
      return member(terms, part(collection, 'collection').entries, element);
    return terms.or(
      ...collection.slots.map((slot, i) =>
        terms.and(terms.less(terms.integer(i), collection.length), equal(terms, slot, element)),
      ),
    );
  }

  /** Items as a collection of the type. */
  private collect(type: Type, items: readonly Symbolic[]): Result {
    const { terms } = this;
    if (type.kind === 'sequence')
      return this.good({ form: 'sequence', length: terms.integer(items.length), slots: items });
    const present = items.map((value) => ({ value, present: terms.true, count: null }));
    return this.good(build(terms, type as Collection, present));
  }

  private interval(type: Collection, from: Term, to: Term): Result {
    const { terms } = this;
    const listable = terms.less(terms.subtract(to, from), terms.integer(LISTED_AT_MOST));
    const numbers = isTable(type.of)
      ? (valuesOf(type.of) as number[])
      : this.numbersBetween(intervalOf(from).low, intervalOf(to).high);
    const entries = numbers.map((n) => {
      const value = number(terms.integer(n));
      const present = terms.and(
        terms.atMost(from, terms.integer(n)),
        terms.atMost(terms.integer(n), to),
      );
      return { value, present, count: null };
    });
    return { value: { form: 'collection', entries, ascending: true }, ok: listable };
  }

  private numbersBetween(low: number, high: number): number[] {
    if (high - low >= INTERVAL_AT_MOST)
      throw new CannotEncode(`an interval that may have more than ${INTERVAL_AT_MOST} numbers`);
    return Array.from({ length: Math.max(0, high - low + 1) }, (_, i) => low + i);
  }

  private call(expr: ExprOf<'call'>, args: readonly Symbolic[]): Result {
    const { type } = expr.args[0];
    if (type.kind === 'sequence') return this.sequenceCall(expr, args);
    const { terms } = this;
    const collection = (i: number) => part(args[i], 'collection');
    const first = collection(0);
    const own = type as Collection;
    switch (expr.function) {
      case 'add':
        return this.good(add(terms, own, first, args[1]));
      case 'remove':
        return this.good(remove(terms, first, args[1]));
      case 'union':
        return this.good(union(terms, own, first, collection(1).entries));
      case 'intersection':
        return this.good(intersection(terms, first, collection(1)));
      case 'difference':
        return this.good(difference(terms, first, collection(1)));
      case 'subset':
        return this.good(boolean(isSubset(terms, first, collection(1))));
      case 'size':
        return this.good(number(sizeOf(terms, first.entries)));
      case 'subsets': {
        const ok = terms.atMost(sizeOf(terms, first.entries), terms.integer(20));
        return { value: subsets(terms, expr.type as Collection, first), ok };
      }
      default:
        throw new Error(`${expr.function} of a ${type.kind}`);
    }
  }

  private sequenceCall(expr: ExprOf<'call'>, args: readonly Symbolic[]): Result {
    const { terms } = this;
    const first = part(args[0], 'sequence');
    const some = terms.less(terms.integer(0), first.length);
    switch (expr.function) {
      case 'size':
        return this.good(number(first.length));
      case 'append':
        return this.good(appended(terms, first, args[1]));
      case 'concat':
        return this.good(concatenated(terms, first, part(args[1], 'sequence')));
      case 'head':
        return { value: first.slots[0] ?? this.anyValue(expr.type), ok: some };
      case 'tail':
        return { value: tailOf(terms, first), ok: some };
      case 'slice': {
        const [from, to] = [numberOf(args[1]), numberOf(args[2])];
        const inside = terms.and(
          terms.atMost(terms.integer(1), from),
          terms.atMost(to, first.length),
        );
        const ok = terms.or(terms.less(to, from), inside);
        return { value: sliced(terms, first, from, to), ok };
      }
      case 'indices': {
        const items = first.slots.map((_, i) => ({
          value: number(terms.integer(i + 1)),
          present: terms.less(terms.integer(i), first.length),
          count: null,
        }));
        const { of } = expr.type as Collection;
        if (isTable(of)) return this.good(build(terms, expr.type as Collection, items));
        return this.good({ form: 'collection', entries: items, ascending: true });
      }
      default:
        throw new Error(`${expr.function} of a sequence`);
    }
  }

  /** Where a check beside it says that there is none. */
  anyValue(type: Type): Symbolic {
    return constant(this.terms, type, firstValue(type));
  }

  // ------------------------------------------------------------------------------------ structures

  private shape(expr: ExprOf<'shape'>, fields: readonly Symbolic[]): Result {
    const type = expr.type as TypeOf<'variant'>;
    const shape = shapeOf(type, expr.shape);
    return this.good({
      form: 'variant',
      shape: this.terms.integer(shape),
      shapes: type.shapes.map((s, i) =>
        i === shape ? fields : s.fields.map((field) => this.anyValue(field.type)),
      ),
    });
  }

  /** Of a record, or of those shapes of a variant that have it. */
  private field(expr: ExprOf<'field'>, of: Symbolic): Result {
    const { terms } = this;
    const { type } = expr.of;
    if (type.kind === 'record') {
      const i = type.fields.findIndex((f) => f.name === expr.field);
      return this.good(part(of, 'record').fields[i]);
    }
    const { shape, shapes } = part(of, 'variant');
    let value: Symbolic | undefined;
    const oks: Term[] = [];
    (type as TypeOf<'variant'>).shapes.forEach(({ fields }, s) => {
      const i = fields.findIndex((f) => f.name === expr.field);
      if (i < 0) return;
      const is = terms.equal(shape, terms.integer(s));
      oks.push(is);
      value = value === undefined ? shapes[s][i] : merge(terms, is, shapes[s][i], value);
    });
    return { value: value ?? this.anyValue(expr.type), ok: terms.or(...oks) };
  }

  /** map[key], or sequence[i]. */
  entry(type: Type, of: Symbolic, key: Symbolic): Result {
    const { terms } = this;
    if (type.kind === 'map') {
      const { items } = part(of, 'map');
      const keys = keysOf(type).map((k) => constant(terms, type.key, k));
      let value = items[items.length - 1];
      for (let i = items.length - 2; i >= 0; i--)
        value = merge(terms, equal(terms, key, keys[i]), items[i], value);
      return this.good(value);
    }
    const { length, slots } = part(of, 'sequence');
    const i = numberOf(key);
    const ok = terms.and(terms.atMost(terms.integer(1), i), terms.atMost(i, length));
    const position = terms.subtract(i, terms.integer(1));
    const value = slotAt(terms, slots, position);
    return { value: value ?? this.anyValue((type as TypeOf<'sequence'>).of), ok };
  }

  private changed(expr: ExprOf<'with'>, of: Symbolic, values: readonly Symbolic[]): Result {
    const { terms } = this;
    const { type } = expr.of;
    if (type.kind === 'record') {
      const fields = [...part(of, 'record').fields];
      expr.changes.forEach(({ field }, c) => {
        fields[type.fields.findIndex((f) => f.name === field)] = values[c];
      });
      return this.good({ form: 'record', fields });
    }
    const { shape, shapes } = part(of, 'variant');
    const oks: Term[] = [];
    const changed = (type as TypeOf<'variant'>).shapes.map(({ fields }, s) => {
      const positions = expr.changes.map(({ field }) => fields.findIndex((f) => f.name === field));
      if (positions.some((i) => i < 0)) return shapes[s];
      oks.push(terms.equal(shape, terms.integer(s)));
      const next = [...shapes[s]];
      positions.forEach((i, c) => {
        next[i] = values[c];
      });
      return next;
    });
    return { value: { form: 'variant', shape, shapes: changed }, ok: terms.or(...oks) };
  }
}

type StructuralExpr = ExprOf<
  'in' | 'interval' | 'collection' | 'record' | 'shape' | 'field' | 'is' | 'index' | 'call' | 'with'
>;

export function read(state: ReadonlyMap<string, Symbolic>, name: string): Symbolic {
  const value = state.get(name);
  if (value === undefined) throw new Error(`the variable ${name} is read where it has no value`);
  return value;
}

function shapeOf(type: Type, name: string): number {
  return (type as TypeOf<'variant'>).shapes.findIndex((s) => s.name === name);
}
