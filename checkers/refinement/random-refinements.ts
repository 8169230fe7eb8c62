/**
 * Random models with a random coarser model and mapping: the test inputs of refinement. The coarser one
 * is the model itself with something taken away from it or added, or a machine over a few expressions
 * of the model.
 */

import type { Action, Expr, ModelSpec, Refinement, Variable } from '../../engine/language/typed.js';
import { cardinality, isFinite as isListable, valuesOf } from '../../engine/language/values.js';
import { Chance } from '../../engine/transition/random/chance.js';
import { Expressions } from '../../engine/transition/random/expressions.js';
import { randomModel } from '../../engine/transition/random/model.js';
import { BOOLEAN, randomType } from '../../engine/transition/random/types.js';

/** The machine and the mapping; the rest is the same for all. */
type Coarser = Pick<Refinement, 'abstract' | 'mapping'>;

export function randomRefinement(seed: number): ModelSpec {
  const c = new Chance(seed ^ 0x5bd1e995);
  const model = { ...randomModel(seed), explore: {} };
  const coarser = c.oneIn(2) ? altered(c, model) : abstraction(c, model);
  const { span } = model;
  const rest = {
    name: 'p',
    base: 'p',
    bindings: [],
    expect: 'holds',
    text: 'refines: coarser',
  } as const;
  return { ...model, refinements: [{ ...rest, ...coarser, span, claimSpan: span }] };
}

/** The model itself, but for one change; each variable stands for itself, and one may be left out. */
function altered(c: Chance, model: ModelSpec): Coarser {
  const actions = model.actions.flatMap((action): Action[] => {
    if (c.oneIn(4)) return [];
    return c.oneIn(4) ? [{ ...action, guard: [] }] : [action];
  });
  const { variables, span } = model;
  const mapping = variables.map(({ name, type }) => ({
    variable: name,
    value: { op: 'variable', name, type, span } as const,
    span,
  }));
  return { abstract: { ...model, name: 'coarser', actions }, mapping };
}

/** A machine that may set each of its variables to some of its values, and what they are in the model. */
function abstraction(c: Chance, model: ModelSpec): Coarser {
  const e = new Expressions(c);
  const variables: Variable[] = c.list(1, 2, (i) => ({
    name: `w${i}`,
    type: smallType(c),
    span: e.span(),
  }));
  const scope = { variables, locals: [] };
  const actions = c.list(1, 3, (i): Action => {
    const { name, type } = c.one(variables);
    const local = e.local(type);
    const inside = { ...scope, locals: [local] };
    const over: Expr = {
      op: 'literal',
      type: { kind: 'set', of: type },
      span: e.span(),
      value: valuesOf(type),
    };
    const value: Expr = { op: 'local', local, type, span: e.span() };
    return {
      name: `coarse ${i}`,
      title: `coarse ${i}`,
      binders: [{ local, over }],
      lets: [],
      guard: c.oneIn(3) ? [] : [e.expr(BOOLEAN, inside, 2)],
      effects: [
        { effect: 'assign', place: { variable: name, path: [], type, span: e.span() }, value },
      ],
      span: e.span(),
    };
  });
  const abstract: ModelSpec = {
    ...model,
    name: 'coarser',
    variables,
    initial: variables.map(({ name, type }) => ({ variable: name, choose: 'every', type })),
    given: c.oneIn(3) ? [e.expr(BOOLEAN, scope, 2)] : [],
    actions,
    atoms: [],
  };
  const own = { variables: model.variables, locals: [] };
  const mapping = variables.map(({ name, type, span }) => ({
    variable: name,
    value: e.expr(type, own, c.between(1, 3)),
    span,
  }));
  return { abstract, mapping };
}

function smallType(c: Chance) {
  for (;;) {
    const type = randomType(c, 1);
    if (isListable(type) && cardinality(type) <= 12) return type;
  }
}
