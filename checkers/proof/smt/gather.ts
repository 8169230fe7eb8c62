/**
 * Quantifiers and gathers, unrolled: the domain's entries are known, each under a condition. The order
 * of evaluation matters only for what may fail after an answer is known, for sums that overflow on
 * the way, and for sequences; a domain whose order is not known is refused there.
 */
import type { Binder, ExprOf } from '../../../engine/language/typed.js';
import { build, keeping } from './collections.js';
import { bind, type Environment } from './environment.js';
import { merge } from './equality.js';
import type { Encoder } from './expression.js';
import { fitting } from './numbers.js';
import { boolean, number, numberOf, part, type Result, truthOf } from './result.js';
import { appended } from './sequences.js';
import { type Collection, type Symbolic, type SymbolicSequence, sum } from './symbolic.js';
import { CannotEncode, intervalOf, type Term } from './terms.js';

/** The most copies of one item that are told apart. */
const COPIES_AT_MOST = 64;

type GatherExpr = ExprOf<'gather'>;

/** One item of a domain. */
interface Offered {
  readonly value: Symbolic;
  readonly present: Term;
  /** Null: once. */
  readonly count: Term | null;
}

/** One choice of all binders, under its condition, so many times; and the body there. */
interface Visit {
  readonly when: Term;
  readonly count: Term | null;
  readonly items: readonly Symbolic[];
  readonly body: Result;
}

export function encodeGather(encoder: Encoder, expr: GatherExpr, env: Environment): Result {
  if (expr.gather === 'forall' || expr.gather === 'exists')
    return new Quantifier(encoder, expr.gather === 'exists').encode(expr, env);
  if (expr.gather === 'filter' && expr.type.kind !== 'sequence')
    return filtered(encoder, expr, env);
  const walk = new Walk(encoder);
  walk.through(expr.binders, expr, env, encoder.terms.true, null, []);
  const { value, ok } = gathered(encoder, expr, walk);
  return { value, ok: encoder.terms.and(...walk.oks, ok) };
}

/** What a collection offers to a binder, in order. */
export function offered(encoder: Encoder, collection: Symbolic): Offered[] {
  const { terms } = encoder;
  if (collection.form !== 'sequence')
    return part(collection, 'collection').entries.filter((e) => e.present !== terms.false);
  return collection.slots.flatMap((value, i) => {
    const present = terms.less(terms.integer(i), collection.length);
    return present === terms.false ? [] : [{ value, present, count: null }];
  });
}

/** Is the order of what is offered the order of the language? */
const isOrdered = (collection: Symbolic): boolean =>
  collection.form === 'sequence' || part(collection, 'collection').ascending;

// ------------------------------------------------------------------------------------ quantifiers

/** forall looks for a body that is false, exists for one that is true; nothing after it is evaluated. */
class Quantifier {
  private readonly found: Term[] = [];
  private readonly oks: Term[] = [];
  private searching: Term;
  private ordered = true;
  private mayFail = false;

  constructor(
    private readonly encoder: Encoder,
    private readonly wanted: boolean,
  ) {
    this.searching = encoder.terms.true;
  }

  encode(expr: GatherExpr, env: Environment): Result {
    const { terms } = this.encoder;
    this.walk(expr.binders, expr, env, terms.true);
    if (this.mayFail && !this.ordered)
      throw new CannotEncode('a quantifier that may fail, over a set whose order is not known');
    const found = terms.or(...this.found);
    return {
      value: boolean(this.wanted ? found : terms.not(found)),
      ok: terms.and(...this.oks),
    };
  }

  private walk(binders: readonly Binder[], expr: GatherExpr, env: Environment, when: Term): void {
    const { encoder } = this;
    if (binders.length === 0) {
      this.visit(encoder.encode(expr.body, env), when);
      return;
    }
    const [{ local, over }, ...rest] = binders;
    const domain = encoder.encode(over, env);
    this.require(domain.ok, when);
    if (!isOrdered(domain.value)) this.ordered = false;
    for (const { value, present } of offered(encoder, domain.value)) {
      const here = encoder.terms.and(when, present);
      bind(env, local, encoder.good(value), () => this.walk(rest, expr, env, here));
    }
  }

  private visit({ value, ok }: Result, when: Term): void {
    const { terms } = this.encoder;
    this.require(ok, when);
    const truth = truthOf(value);
    const hit = terms.and(when, this.wanted ? truth : terms.not(truth));
    this.found.push(hit);
    this.searching = terms.and(this.searching, terms.not(hit));
  }

  private require(ok: Term, when: Term): void {
    const { terms } = this.encoder;
    if (ok === terms.true) return;
    this.mayFail = true;
    this.oks.push(terms.implies(terms.and(this.searching, when), ok));
  }
}

// --------------------------------------------------------------------------------------- gathers

class Walk {
  readonly visits: Visit[] = [];
  readonly oks: Term[] = [];
  ordered = true;

  constructor(private readonly encoder: Encoder) {}

  through(
    binders: readonly Binder[],
    expr: GatherExpr,
    env: Environment,
    when: Term,
    count: Term | null,
    items: readonly Symbolic[],
  ): void {
    const { encoder } = this;
    const { terms } = encoder;
    if (binders.length === 0) {
      const body = encoder.encode(expr.body, env);
      this.oks.push(terms.implies(when, body.ok));
      this.visits.push({ when, count, items, body });
      return;
    }
    const [{ local, over }, ...rest] = binders;
    const domain = encoder.encode(over, env);
    this.oks.push(terms.implies(when, domain.ok));
    if (!isOrdered(domain.value)) this.ordered = false;
    for (const item of offered(encoder, domain.value)) {
      const here = terms.and(when, item.present);
      const times =
        count === null || item.count === null
          ? (count ?? item.count)
          : terms.multiply(count, item.count);
      bind(env, local, encoder.good(item.value), () =>
        this.through(rest, expr, env, here, times, [...items, item.value]),
      );
    }
  }
}

/** The items of the one binder that fit, in the form that they have. */
function filtered(encoder: Encoder, expr: GatherExpr, env: Environment): Result {
  const { terms } = encoder;
  const [{ local, over }] = expr.binders;
  const domain = encoder.encode(over, env);
  const oks = [domain.ok];
  const kept = keeping(terms, part(domain.value, 'collection'), ({ value, present }) => {
    if (present === terms.false) return terms.false;
    const body = bind(env, local, encoder.good(value), () => encoder.encode(expr.body, env));
    oks.push(terms.implies(present, body.ok));
    return truthOf(body.value);
  });
  return { value: kept, ok: terms.and(...oks) };
}

function gathered(encoder: Encoder, expr: GatherExpr, walk: Walk): Result {
  const { terms } = encoder;
  const { visits } = walk;
  switch (expr.gather) {
    case 'count':
      return encoder.good(number(timesTrue(encoder, visits)));
    case 'sum':
      return total(encoder, walk);
    case 'min':
    case 'max':
      return extreme(encoder, expr.gather, visits);
    case 'the':
      return theOne(encoder, expr, visits);
    case 'set':
    case 'bag': {
      const items = visits.map(({ when, count, body }) => ({
        value: body.value,
        present: when,
        count,
      }));
      return encoder.good(build(terms, expr.type as Collection, items));
    }
    case 'filter':
      return inSequence(encoder, walk, (visit) => ({
        value: visit.items[0],
        when: terms.and(visit.when, truthOf(visit.body.value)),
      }));
    case 'sequence':
      return inSequence(encoder, walk, ({ body, when }) => ({ value: body.value, when }));
    case 'map':
      return encoder.good({ form: 'map', items: visits.map(({ body }) => body.value) });
    default:
      throw new Error(`${expr.gather} is no gather of bodies`);
  }
}

function timesTrue(encoder: Encoder, visits: readonly Visit[]): Term {
  const { terms } = encoder;
  const [zero, one] = [terms.integer(0), terms.integer(1)];
  const counts = visits.map(({ when, count, body }) =>
    terms.if(terms.and(when, truthOf(body.value)), count ?? one, zero),
  );
  return sum(terms, counts);
}

/** Each partial sum must fit; copies of one number only move it further the same way. */
function total(encoder: Encoder, { visits, ordered }: Walk): Result {
  const { terms } = encoder;
  const zero = terms.integer(0);
  let sofar: { term: Term; ok: Term } = { term: zero, ok: terms.true };
  for (const { when, count, body } of visits) {
    const one = numberOf(body.value);
    const all = count === null ? one : terms.multiply(count, one);
    sofar = fitting(terms, terms.add(sofar.term, terms.if(when, all, zero)), sofar.ok);
  }
  if (!ordered && sofar.ok !== terms.true)
    throw new CannotEncode('a sum that may overflow, over a set whose order is not known');
  return { value: number(sofar.term), ok: sofar.ok };
}

function extreme(encoder: Encoder, which: 'min' | 'max', visits: readonly Visit[]): Result {
  const { terms } = encoder;
  let best = terms.integer(0);
  let some = terms.false;
  for (const { when, body } of visits) {
    const one = numberOf(body.value);
    const better = which === 'min' ? terms.less(one, best) : terms.less(best, one);
    const taken = terms.and(when, terms.or(terms.not(some), better));
    best = some === terms.false ? one : terms.if(taken, one, best);
    some = terms.or(some, when);
  }
  return { value: number(best), ok: some };
}

function theOne(encoder: Encoder, expr: GatherExpr, visits: readonly Visit[]): Result {
  const { terms } = encoder;
  let value: Symbolic | undefined;
  for (const { when, body, items } of visits) {
    const fits = terms.and(when, truthOf(body.value));
    if (fits === terms.false) continue;
    value = value === undefined ? items[0] : merge(terms, fits, items[0], value);
  }
  const ok = terms.equal(timesTrue(encoder, visits), terms.integer(1));
  return { value: value ?? encoder.anyValue(expr.type), ok };
}

function inSequence(
  encoder: Encoder,
  { visits, ordered }: Walk,
  pick: (visit: Visit) => { readonly value: Symbolic; readonly when: Term },
): Result {
  const { terms } = encoder;
  if (!ordered) throw new CannotEncode('a sequence made of a set whose order is not known');
  let sequence: SymbolicSequence = { form: 'sequence', length: terms.integer(0), slots: [] };
  for (const visit of visits) {
    const { value, when } = pick(visit);
    const copies = visit.count === null ? 1 : intervalOf(visit.count).high;
    if (copies > COPIES_AT_MOST)
      throw new CannotEncode(`a sequence made of a bag of more than ${COPIES_AT_MOST} copies`);
    for (let copy = 0; copy < copies; copy++) {
      const enough =
        visit.count === null ? terms.true : terms.less(terms.integer(copy), visit.count);
      sequence = appended(terms, sequence, value, terms.and(when, enough));
    }
  }
  return encoder.good(sequence);
}
