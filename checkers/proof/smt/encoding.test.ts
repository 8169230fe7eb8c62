/**
 * The encoding against the interpreter, without any solver: on random models and states, each
 * expression has the same value or the same lack of one, and each action the same steps.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IllDefined } from '../../../engine/language/ill-defined.js';
import { referenceMachine, type State } from '../../../engine/language/machine.js';
import type { Action, Effect, Expr, ModelSpec } from '../../../engine/language/typed.js';
import type { Type } from '../../../engine/language/types.js';
import type { Value } from '../../../engine/language/value.js';
import { contains } from '../../../engine/language/values.js';
import { Chance } from '../../../engine/transition/random/chance.js';
import { randomModel } from '../../../engine/transition/random/model.js';
import { randomValue } from '../../../engine/transition/random/types.js';
import { campaign } from '../../../test/campaign.js';
import { decode, decodeState } from './decode.js';
import { environment } from './environment.js';
import { Encoder } from './expression.js';
import { SymbolicMachine, type SymbolicStep } from './machine.js';
import { boolean } from './result.js';
import { Valuation } from './term-value.js';
import { CannotEncode } from './terms.js';
import { assign, isChosen, type Names, symbolicState } from './test-assign.js';

const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });

test('expressions mean what the interpreter says', () => {
  const { seed, runs } = campaign('encoding of expressions', { sample: 600, deep: 60_000 });
  const compared = new Tally();
  fc.assert(
    fc.property(seeds, (s) => {
      const spec = randomModel(s);
      const c = new Chance(s);
      for (let n = 0; n < 4; n++)
        compareAtoms(spec, randomState(spec, c), randomState(spec, c), compared);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  // Few are refused, and all outcomes come: otherwise this test would prove nothing.
  expect(compared.refused).toBeLessThan(0.2 * compared.total);
  for (const share of [compared.true, compared.false, compared.failed])
    expect(share).toBeGreaterThan(0.03 * compared.total);
});

test('actions have the steps that the interpreter gives them', () => {
  const { seed, runs } = campaign('encoding of steps', { sample: 300, deep: 30_000 });
  const compared = new Tally();
  fc.assert(
    fc.property(seeds, (s) => {
      const spec = randomModel(s);
      const c = new Chance(s);
      for (let n = 0; n < 3; n++) compareSteps(spec, randomState(spec, c), c, compared);
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  expect(compared.refused).toBeLessThan(0.4 * compared.total);
  for (const share of [compared.true, compared.false, compared.failed])
    expect(share).toBeGreaterThan(0.02 * compared.total);
});

test('nothing after the answer of a quantifier can fail', () => {
  const { span } = randomModel(1);
  const small: Type = { kind: 'range', low: 1, high: 2 };
  const integer: Type = { kind: 'integer' };
  const local = { id: 1, name: 'i', type: small, span };
  const number = (value: number): Expr => ({ op: 'literal', type: integer, value, span });
  const i: Expr = {
    op: 'coerce',
    type: integer,
    span,
    of: { op: 'local', type: small, local, span },
  };
  const rest: Expr = {
    ...{ op: 'arithmetic', operator: '-', type: integer, span },
    ...{ left: number(2), right: i },
  };
  const quotient: Expr = {
    ...{ op: 'arithmetic', operator: 'div', type: integer, span },
    ...{ left: number(1), right: rest },
  };
  // div(1, 2 - i) == wanted: false or true for 1, without a value for 2.
  const all = (gather: 'forall' | 'exists', wanted: number): Expr => ({
    op: 'gather',
    gather,
    type: { kind: 'boolean' },
    span,
    binders: [
      { local, over: { op: 'literal', type: { kind: 'set', of: small }, value: [1, 2], span } },
    ],
    body: {
      ...{ op: 'compare', relation: '==', type: { kind: 'boolean' }, span },
      ...{ left: quotient, right: number(wanted) },
    },
  });
  const encoder = new Encoder();
  const { terms } = encoder;
  const said = (expr: Expr) => encoder.encode(expr, environment(new Map()));
  expect(said(all('forall', 0))).toEqual({ value: boolean(terms.false), ok: terms.true });
  expect(said(all('exists', 1))).toEqual({ value: boolean(terms.true), ok: terms.true });
  expect(said(all('forall', 1)).ok).toBe(terms.false);
  expect(said(all('exists', 0)).ok).toBe(terms.false);
});

class Tally {
  true = 0;
  false = 0;
  failed = 0;
  refused = 0;

  get total(): number {
    return this.true + this.false + this.failed + this.refused;
  }

  count(answer: boolean | 'failed' | 'refused'): void {
    this[`${answer}`]++;
  }
}

function randomState(spec: ModelSpec, c: Chance): State {
  return Object.fromEntries(spec.variables.map((v) => [v.name, randomValue(c, v.type)]));
}

function compareAtoms(spec: ModelSpec, state: State, before: State, tally: Tally): void {
  const machine = referenceMachine(spec);
  const encoder = new Encoder();
  const now = symbolicState(encoder.terms, spec, 'now', state);
  const old = symbolicState(encoder.terms, spec, 'old', before);
  const valuation = new Valuation(new Map([...now.names, ...old.names]));
  for (const { kind, expr } of spec.atoms) {
    const expected = attempted(() =>
      machine.evaluate(expr, state, kind === 'step' ? { before } : { stuck: false }),
    );
    const env = {
      ...environment(now.state),
      ...(kind === 'step' ? { old: old.state } : { stuck: encoder.terms.false }),
    };
    const encoded = attempted(() => {
      const { value, ok } = encoder.encode(expr, env);
      return valuation.truth(ok) ? decode(expr.type, value, valuation) : 'failed';
    });
    if (encoded !== 'refused') expect(encoded).toBe(expected);
    tally.count(encoded as boolean);
  }
}

function attempted(make: () => Value): Value {
  try {
    return make();
  } catch (failure) {
    if (failure instanceof IllDefined) return 'failed';
    if (failure instanceof CannotEncode) return 'refused';
    throw failure;
  }
}

// ------------------------------------------------------------------------------------------ steps

function compareSteps(spec: ModelSpec, state: State, c: Chance, tally: Tally): void {
  const machine = referenceMachine({ ...spec, explore: {} });
  const symbolic = new SymbolicMachine({ ...spec, explore: {} });
  const now = symbolicState(symbolic.terms, spec, 'now', state);
  let steps: SymbolicStep[];
  try {
    steps = symbolic.steps(now.state, 'step');
  } catch (failure) {
    if (!(failure instanceof CannotEncode)) throw failure;
    tally.count('refused');
    return;
  }
  const expected = machine.successors(state);
  spec.actions.forEach((action, index) => {
    if (!action.binders.every(({ local }) => isChosen(symbolic.terms, local.type))) return;
    const own = expected.filter((step) => step.action === index);
    // A failed step may lack some bindings; with them it is to be impossible all the same.
    const tried = [
      ...own.map((step) => step.bindings).filter((b) => b.length === action.binders.length),
      action.binders.map(({ local }) => randomValue(c, local.type)),
    ]
      // A random expression may give values beyond the bounds of its type; an elaborated one cannot.
      .filter((b) => action.binders.every(({ local }, i) => contains(local.type, b[i])))
      .slice(0, 12);
    for (const bindings of tried) {
      const same = own.filter((s) => JSON.stringify(s.bindings) === JSON.stringify(bindings));
      const wanted = same.flatMap((s) => ('next' in s ? [text(spec, s.next)] : []));
      const names = bound(action, index, bindings, now.names);
      const found = choices(names, `step.${index}`, freeChoices(action.effects)).flatMap(
        (assignment) => {
          const valuation = new Valuation(assignment);
          if (!valuation.truth(steps[index].possible)) return [];
          return [text(spec, decodeState(spec.variables, steps[index].next, valuation))];
        },
      );
      expect([...new Set(found)].sort()).toEqual([...new Set(wanted)].sort());
      tally.count(wanted.length > 0 ? true : same.length > 0 ? 'failed' : false);
    }
  });
}

const text = (spec: ModelSpec, state: State): string =>
  JSON.stringify(spec.variables.map((v) => state[v.name]));

function bound(action: Action, index: number, bindings: readonly Value[], state: Names): Names {
  const names = new Map(state);
  action.binders.forEach(({ local }, i) => {
    assign(local.type, `step.${index}.${local.name}`, bindings[i], names);
  });
  return names;
}

const freeChoices = (effects: readonly Effect[]): number =>
  effects.reduce((sum, e) => {
    if (e.effect === 'if') return sum + freeChoices(e.then) + freeChoices(e.else);
    return sum + (e.effect === 'choose' ? 1 : 0);
  }, 0);

/** Every way to make the choices; a random model offers at most three values. */
function choices(names: Names, prefix: string, count: number): Names[] {
  let all = [names];
  for (let k = 0; k < Math.min(count, 5); k++)
    all = all.flatMap((n) => [0, 1, 2].map((i) => new Map(n).set(`${prefix}.choice${k}`, i)));
  return all;
}
