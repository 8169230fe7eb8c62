/**
 * Typed expressions as symbolic values. Domains are finite, so quantifiers and gathers are written out,
 * item by item. Partial operations are not given a default: each puts down a demand, under the condition
 * under which it is evaluated at all; the model asks for the demands before it uses the value.
 */
import type { Expr, ExprOf, Local } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import type { Value } from '../../../../engine/language/value.js';
import { enumerate, valueAt } from '../../../../engine/language/values.js';
import { CannotExport } from '../refusal.js';
import { applyFunction, boundedTo, insert, interval, isIn } from './collections.js';
import { converted } from './convert.js';
import { gather, reach } from './gather.js';
import { absolute, arithmeticOf, floorLog2 } from './numbers.js';
import {
  and,
  compare,
  constant,
  FALSE,
  implies,
  isFalse,
  isTrue,
  not,
  or,
  type Scalar,
  TRUE,
} from './scalar.js';
import {
  asPresent,
  chooseBetween,
  equalTo,
  gathered,
  type NameOf,
  type Symbolic,
  type SymbolicOf,
  scalar,
  scalarOf,
  selectFrom,
  symbolic,
  zero,
} from './symbolic.js';

export interface Environment {
  readonly state: (variable: string) => Symbolic;
  readonly old?: (variable: string) => Symbolic;
  readonly locals: ReadonlyMap<number, () => Symbolic>;
  /** Is no step possible? */
  readonly stuck?: () => Scalar;
}

/** A value, and when it is well defined. */
export interface Outcome<V> {
  readonly value: V;
  readonly defined: Scalar;
}

/** A tree of more tokens than this is no longer a model that anybody can read, or Spin can compile. */
const TOKENS_MAX = 200_000;

export class Translator {
  private path: Scalar = TRUE;
  private demands: Scalar = TRUE;

  readonly yes = TRUE;
  readonly no = FALSE;

  constructor(readonly names: NameOf) {}

  /** What `body` builds, with its demands apart. */
  isolated<V>(body: () => V): Outcome<V> {
    const { path, demands } = this;
    this.path = TRUE;
    this.demands = TRUE;
    try {
      const value = body();
      return { value, defined: this.demands };
    } finally {
      this.path = path;
      this.demands = demands;
    }
  }

  /** A value that is built when it is first wanted; its demands count where it is used. */
  lazy(body: () => Symbolic): () => Symbolic {
    let built: Outcome<Symbolic> | undefined;
    return () => {
      built ??= this.isolated(body);
      this.demand(built.defined);
      return built.value;
    };
  }

  /** What `body` builds, evaluated only where `condition` holds. */
  under<V>(condition: Scalar, body: () => V): V {
    const before = this.path;
    this.path = and(before, condition);
    const value = body();
    this.path = before;
    return value;
  }

  demand(condition: Scalar): void {
    if (isFalse(this.path)) return;
    this.demands = and(this.demands, implies(this.path, condition));
    if (this.demands.size > TOKENS_MAX) throw tooLarge();
  }

  truth(expr: Expr, env: Environment): Scalar {
    return this.number(expr, env);
  }

  number(expr: Expr, env: Environment): Scalar {
    const value = scalarOf(this.value(expr, env));
    if (value.size > TOKENS_MAX) throw tooLarge();
    return value;
  }

  value(expr: Expr, env: Environment): Symbolic {
    try {
      return this.build(expr, env);
    } catch (error) {
      if (error instanceof CannotExport && error.span === undefined)
        throw new CannotExport(error.message, expr.span);
      throw error;
    }
  }

  private build(expr: Expr, env: Environment): Symbolic {
    switch (expr.op) {
      case 'literal':
        return symbolic(expr.type, expr.value, this.names);
      case 'variable':
        return env.state(expr.name);
      case 'local':
        return this.local(expr.local, env);
      case 'old':
        if (env.old === undefined) throw new Error('`old` is asked where no step is judged');
        return this.value(expr.of, { ...env, state: env.old });
      case 'stuck':
        if (env.stuck === undefined) throw new CannotExport('`stuck` cannot be said here');
        return scalar(env.stuck());
      case 'not':
        return scalar(not(this.truth(expr.of, env)));
      case 'and':
      case 'or':
      case 'implies':
        return scalar(this.connective(expr, env));
      case 'if':
        return this.choice(expr, env);
      case 'compare':
        return scalar(this.comparison(expr, env));
      case 'arithmetic': {
        const left = this.number(expr.left, env);
        return scalar(arithmeticOf(this, expr.operator, left, this.number(expr.right, env)));
      }
      case 'negate':
        return scalar(arithmeticOf(this, '-', constant(0), this.number(expr.of, env)));
      case 'abs':
        return scalar(absolute(this, this.number(expr.of, env)));
      case 'log2':
        return scalar(floorLog2(this, this.number(expr.of, env)));
      case 'coerce':
        return converted(this, expr.of.type, expr.type, this.value(expr.of, env));
      case 'in': {
        const element = this.value(expr.element, env);
        const collection = this.value(expr.collection, env);
        return scalar(isIn(this, expr.element.type, element, collection));
      }
      case 'interval': {
        const from = this.number(expr.from, env);
        return interval(expr.type as TypeOf<'set'>, from, this.number(expr.to, env));
      }
      case 'collection':
        return this.collection(expr, env);
      case 'record':
        return { kind: 'record', fields: expr.fields.map((f) => this.value(f, env)) };
      case 'shape':
        return this.shape(expr, env);
      case 'field':
        return this.field(expr.of.type, this.value(expr.of, env), expr.field);
      case 'is':
        return scalar(this.hasShape(expr.of.type, this.value(expr.of, env), expr.shape));
      case 'index':
        return this.entry(expr, env);
      case 'gather':
        return boundedTo(this, expr.type, gather(this, expr, env));
      case 'reach':
        return reach(this, expr, env);
      case 'call': {
        const args = expr.args.map((arg) => this.value(arg, env));
        return boundedTo(this, expr.type, applyFunction(this, expr, args));
      }
      case 'with':
        return this.changed(expr, env);
    }
  }

  constant(type: Type, value: Value): Symbolic {
    return symbolic(type, value, this.names);
  }

  private local(local: Local, env: Environment): Symbolic {
    const value = env.locals.get(local.id);
    if (value === undefined) throw new Error(`no value for ${local.name}`);
    return value();
  }

  private connective(expr: ExprOf<'and' | 'or' | 'implies'>, env: Environment): Scalar {
    const left = this.truth(expr.left, env);
    const decided = expr.op === 'or' ? not(left) : left;
    // What comes after a decided operand is never evaluated: it may not even make sense.
    if (isFalse(decided)) return expr.op === 'and' ? FALSE : TRUE;
    const right = this.under(decided, () => this.truth(expr.right, env));
    return expr.op === 'and' ? and(left, right) : or(expr.op === 'or' ? left : not(left), right);
  }

  private choice(expr: ExprOf<'if'>, env: Environment): Symbolic {
    const test = this.truth(expr.test, env);
    if (isTrue(test)) return this.value(expr.then, env);
    if (isFalse(test)) return this.value(expr.else, env);
    const yes = this.under(test, () => this.value(expr.then, env));
    const no = this.under(not(test), () => this.value(expr.else, env));
    return chooseBetween(expr.type, test, yes, no, this.names);
  }

  private comparison(expr: ExprOf<'compare'>, env: Environment): Scalar {
    const left = this.value(expr.left, env);
    const right = this.value(expr.right, env);
    if (expr.relation === '==') return equalTo(expr.left.type, left, right);
    if (expr.relation === '!=') return not(equalTo(expr.left.type, left, right));
    return compare(expr.relation, scalarOf(left), scalarOf(right));
  }

  private collection(expr: ExprOf<'collection'>, env: Environment): Symbolic {
    const items = expr.items.map((item) => this.value(item, env));
    const { type } = expr;
    if (type.kind === 'sequence')
      return boundedTo(this, type, { kind: 'sequence', length: constant(items.length), items });
    if (type.kind !== 'set' && type.kind !== 'bag') throw new Error('no collection');
    const empty = gathered(type, []);
    return boundedTo(
      this,
      type,
      items.reduce((c, item) => insert(this, type, c, item, TRUE), empty),
    );
  }

  private shape(expr: ExprOf<'shape'>, env: Environment): Symbolic {
    const { shapes } = expr.type as TypeOf<'variant'>;
    const position = shapes.findIndex((s) => s.name === expr.shape);
    return {
      kind: 'variant',
      tag: constant(position, this.names(expr.type as TypeOf<'variant'>, position)),
      shapes: shapes.map((s, i) =>
        i === position
          ? expr.fields.map((f) => this.value(f, env))
          : s.fields.map((f) => zero(f.type, this.names)),
      ),
    };
  }

  private hasShape(type: Type, value: Symbolic, shape: string): Scalar {
    const variant = type as TypeOf<'variant'>;
    const position = variant.shapes.findIndex((s) => s.name === shape);
    return compare(
      '==',
      (value as SymbolicOf<'variant'>).tag,
      constant(position, this.names(variant, position)),
    );
  }

  /** A field of a record; or of a variant, where it may stand in several shapes. */
  field(type: Type, value: Symbolic, field: string): Symbolic {
    if (type.kind === 'record') {
      return (value as SymbolicOf<'record'>).fields[type.fields.findIndex((f) => f.name === field)];
    }
    const variant = type as TypeOf<'variant'>;
    const having = variant.shapes.flatMap((s, shape) =>
      s.fields.flatMap((f, at) =>
        f.name === field ? [{ shape: s, position: shape, at, type: f.type }] : [],
      ),
    );
    const tests = having.map(({ shape }) => this.hasShape(type, value, shape.name));
    this.demand(tests.reduce(or, FALSE));
    const of = value as SymbolicOf<'variant'>;
    const found = having.map(({ position, at }) => of.shapes[position][at]);
    return asPresent(
      having[0].type,
      found
        .slice(0, -1)
        .reduceRight(
          (rest, part, i) => chooseBetween(having[0].type, tests[i], part, rest, this.names),
          found[found.length - 1],
        ),
    );
  }

  private entry(expr: ExprOf<'index'>, env: Environment): Symbolic {
    const of = this.value(expr.of, env);
    const key = this.value(expr.key, env);
    const { type } = expr.of;
    if (type.kind === 'map') return this.mapEntry(type, of, key);
    const { length, items } = of as SymbolicOf<'sequence'>;
    const position = scalarOf(key);
    this.demand(compare('>=', position, constant(1)));
    this.demand(compare('<=', position, length));
    return asPresent(expr.type, selectFrom(expr.type, position, 1, items, this.names));
  }

  /** The key at a position. */
  keyAt({ key }: TypeOf<'map'>, position: number): Symbolic {
    return this.constant(key, valueAt(key, position));
  }

  mapEntry(type: TypeOf<'map'>, map: Symbolic, key: Symbolic): Symbolic {
    const { entries } = map as SymbolicOf<'map'>;
    const first = firstKey(type.key);
    if (first !== undefined) {
      const position = scalarOf(asPresent(type.key, key));
      return selectFrom(type.value, position, first, entries, this.names);
    }
    const keys = [...enumerate(type.key)];
    const tests = keys.map((k) => equalTo(type.key, key, symbolic(type.key, k, this.names)));
    const sure = tests.findIndex(isTrue);
    if (sure >= 0) return entries[sure];
    return entries
      .slice(0, -1)
      .reduceRight(
        (rest, entry, i) => chooseBetween(type.value, tests[i], entry, rest, this.names),
        entries[entries.length - 1],
      );
  }

  private changed(expr: ExprOf<'with'>, env: Environment): Symbolic {
    const of = this.value(expr.of, env);
    const values = expr.changes.map(({ value }) => this.value(value, env));
    return expr.changes.reduce((result, { field }, i) => {
      this.field(expr.of.type, of, field);
      return withField(this, expr.of.type, result, field, () => values[i]);
    }, of);
  }
}

/** The value with one field replaced, in whatever shape it is. */
export function withField(
  translator: Translator,
  type: Type,
  value: Symbolic,
  field: string,
  change: (old: Symbolic, type: Type) => Symbolic,
): Symbolic {
  if (type.kind === 'record') {
    const { fields } = value as SymbolicOf<'record'>;
    return {
      kind: 'record',
      fields: fields.map((f, i) =>
        type.fields[i].name === field ? change(f, type.fields[i].type) : f,
      ),
    };
  }
  const { shapes } = type as TypeOf<'variant'>;
  const of = value as SymbolicOf<'variant'>;
  return {
    ...of,
    shapes: of.shapes.map((fields, s) =>
      fields.map((f, i) => {
        const declared = shapes[s].fields[i];
        if (declared.name !== field) return f;
        const here = compare('==', of.tag, constant(s));
        return chooseBetween(declared.type, here, change(f, declared.type), f, translator.names);
      }),
    ),
  };
}

/** The number of a type's first value, where its values are consecutive numbers. */
export function firstKey(type: Type): number | undefined {
  switch (type.kind) {
    case 'boolean':
    case 'enum':
      return 0;
    case 'range':
      return type.low;
    case 'symmetric':
      return 1;
    default:
      return undefined;
  }
}

const tooLarge = (): CannotExport =>
  new CannotExport('this is too large to be written out without sharing');
