/**
 * The effects of a step: all are evaluated in the old state, then written at once. A free choice
 * becomes a number that the solver chooses.
 */
import type { Effect, Variable, WritePlace } from '../../../engine/language/typed.js';
import type { Type } from '../../../engine/language/types.js';
import type { Environment, SymbolicState } from './environment.js';
import { equal, merge } from './equality.js';
import { type Encoder, read } from './expression.js';
import { numberOf, part, type Result, truthOf } from './result.js';
import { constant, keysOf, type Symbolic } from './symbolic.js';
import type { Term } from './terms.js';

export interface Outcome {
  readonly next: SymbolicState;
  /** All values exist, and no place is written twice. */
  readonly ok: Term;
  /** The choices are among those offered. */
  readonly choices: Term;
}

interface Write {
  readonly place: WritePlace;
  readonly path: readonly PathStep[];
  readonly value: Symbolic;
  readonly when: Term;
}

type PathStep = { readonly field: string } | { readonly key: Symbolic };

/** @param name begins the names of the choices */
export function outcome(
  encoder: Encoder,
  effects: readonly Effect[],
  env: Environment,
  variables: readonly Variable[],
  name: string,
): Outcome {
  const { terms } = encoder;
  const gathering = new Writes(encoder, env, name);
  gathering.gather(effects, terms.true);
  const oks = [...gathering.oks, ...conflicts(encoder, gathering.writes)];
  const next = new Map(env.state);
  for (const { place, path, value, when } of gathering.writes) {
    const type = variables.find((v) => v.name === place.variable)?.type;
    if (type === undefined) throw new Error(`no variable ${place.variable}`);
    const old = read(next, place.variable);
    const written = replaced(encoder, type, old, path, value);
    oks.push(terms.implies(when, written.ok));
    next.set(place.variable, merge(terms, when, written.value, old));
  }
  return { next, ok: terms.and(...oks), choices: terms.and(...gathering.choices) };
}

class Writes {
  readonly writes: Write[] = [];
  readonly oks: Term[] = [];
  readonly choices: Term[] = [];

  constructor(
    private readonly encoder: Encoder,
    private readonly env: Environment,
    private readonly name: string,
  ) {}

  gather(effects: readonly Effect[], when: Term): void {
    for (const effect of effects) this.gatherOne(effect, when);
  }

  private gatherOne(effect: Effect, when: Term): void {
    const { terms } = this.encoder;
    if (when === terms.false) return;
    if (effect.effect === 'if') {
      const test = truthOf(this.value(effect.test, when));
      this.gather(effect.then, terms.and(when, test));
      this.gather(effect.else, terms.and(when, terms.not(test)));
      return;
    }
    const { place } = effect;
    const path = place.path.map((step) =>
      step.step === 'field' ? { field: step.field } : { key: this.value(step.key, when) },
    );
    const values = effect.effect === 'assign' ? [effect.value] : effect.values;
    const value = this.chosen(values.map((v) => this.value(v, when)));
    this.writes.push({ place, path, value, when });
  }

  private value(expr: Parameters<Encoder['encode']>[0], when: Term): Symbolic {
    const { value, ok } = this.encoder.encode(expr, this.env);
    this.oks.push(this.encoder.terms.implies(when, ok));
    return value;
  }

  private chosen(values: readonly Symbolic[]): Symbolic {
    const { terms } = this.encoder;
    if (values.length === 1) return values[0];
    const among = { low: 0, high: values.length - 1 };
    const choice = terms.integerVariable(`${this.name}.choice${this.choices.length}`, among);
    this.choices.push(terms.declared(choice, among));
    return values.reduceRight((no, yes, i) =>
      merge(terms, terms.equal(choice, terms.integer(i)), yes, no),
    );
  }
}

/** Two writes may not meet: neither place may be the other, or lie inside it. */
function conflicts(encoder: Encoder, writes: readonly Write[]): Term[] {
  const { terms } = encoder;
  return writes.flatMap((write, i) =>
    writes
      .slice(0, i)
      .filter((earlier) => earlier.place.variable === write.place.variable)
      .map((earlier) =>
        terms.not(terms.and(earlier.when, write.when, meet(encoder, earlier, write))),
      ),
  );
}

function meet(encoder: Encoder, a: Write, b: Write): Term {
  const { terms } = encoder;
  const shared = Math.min(a.path.length, b.path.length);
  return terms.and(
    ...a.path.slice(0, shared).map((step, i) => {
      const other = b.path[i];
      if ('field' in step) return terms.boolean('field' in other && other.field === step.field);
      return 'key' in other ? equal(terms, step.key, other.key) : terms.false;
    }),
  );
}

/** The old value with `value` at the end of the path. */
function replaced(
  encoder: Encoder,
  type: Type,
  old: Symbolic,
  path: readonly PathStep[],
  value: Symbolic,
): Result {
  const { terms } = encoder;
  const [step, ...rest] = path;
  if (step === undefined) return { value, ok: terms.true };
  const inner = (of: Type, item: Symbolic): Result => replaced(encoder, of, item, rest, value);
  if ('key' in step) {
    if (type.kind === 'map') {
      const is = keysOf(type).map((k) => equal(terms, step.key, constant(terms, type.key, k)));
      const { items, ok } = replacedItems(
        encoder,
        part(old, 'map').items,
        (i) => is[i],
        (item) => inner(type.value, item),
      );
      return { value: { form: 'map', items }, ok };
    }
    return replacedSlot(encoder, type, old, numberOf(step.key), inner);
  }
  return replacedField(encoder, type, old, step.field, inner);
}

function replacedItems(
  encoder: Encoder,
  items: readonly Symbolic[],
  is: (index: number) => Term,
  inner: (item: Symbolic) => Result,
): { items: Symbolic[]; ok: Term } {
  const { terms } = encoder;
  const oks: Term[] = [];
  const changed = items.map((item, i) => {
    const here = is(i);
    if (here === terms.false) return item;
    const { value, ok } = inner(item);
    oks.push(terms.implies(here, ok));
    return merge(terms, here, value, item);
  });
  return { items: changed, ok: terms.and(...oks) };
}

function replacedSlot(
  encoder: Encoder,
  type: Type,
  old: Symbolic,
  index: Term,
  inner: (of: Type, item: Symbolic) => Result,
): Result {
  if (type.kind !== 'sequence') throw new Error(`a place inside a ${type.kind}`);
  const { terms } = encoder;
  const { length, slots } = part(old, 'sequence');
  const { items, ok } = replacedItems(
    encoder,
    slots,
    (i) => terms.equal(index, terms.integer(i + 1)),
    (item) => inner(type.of, item),
  );
  const inside = terms.and(terms.atMost(terms.integer(1), index), terms.atMost(index, length));
  return { value: { form: 'sequence', length, slots: items }, ok: terms.and(inside, ok) };
}

function replacedField(
  encoder: Encoder,
  type: Type,
  old: Symbolic,
  field: string,
  inner: (of: Type, item: Symbolic) => Result,
): Result {
  const { terms } = encoder;
  if (type.kind === 'record') {
    const i = type.fields.findIndex((f) => f.name === field);
    const fields = [...part(old, 'record').fields];
    const { value, ok } = inner(type.fields[i].type, fields[i]);
    fields[i] = value;
    return { value: { form: 'record', fields }, ok };
  }
  if (type.kind !== 'variant') throw new Error(`a place inside a ${type.kind}`);
  const { shape, shapes } = part(old, 'variant');
  const oks: Term[] = [];
  const changed = type.shapes.map(({ fields }, s) => {
    const i = fields.findIndex((f) => f.name === field);
    if (i < 0) return shapes[s];
    const { value, ok } = inner(fields[i].type, shapes[s][i]);
    oks.push(terms.and(terms.equal(shape, terms.integer(s)), ok));
    return shapes[s].map((own, f) => (f === i ? value : own));
  });
  return { value: { form: 'variant', shape, shapes: changed }, ok: terms.or(...oks) };
}
