/** Random small models in typed form: the test inputs of the compiler. */
import type {
  Action,
  Atom,
  Binder,
  Effect,
  Expr,
  Initial,
  ModelSpec,
  Variable,
  WritePlace,
} from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { cardinality, isFinite as isListable, setOf, valuesOf } from '../../language/values.js';
import { Chance } from './chance.js';
import { Expressions, type Scope } from './expressions.js';
import { BOOLEAN, randomType, randomValue } from './types.js';

/** More initial values than this are not asked for. */
const MOST_INITIAL = 30;

/** @param packed one whose values fit a word each, mostly */
export function randomModel(seed: number, packed = false): ModelSpec {
  const c = new Chance(seed, packed);
  const e = new Expressions(c);
  const variables: Variable[] = c.list(1, 4, (i) => ({
    name: `v${i}`,
    type: randomType(c, 2),
    span: e.span(),
  }));
  const scope: Scope = { variables, locals: [] };
  const depth = c.between(1, 4);
  return {
    kind: 'model',
    name: `random-${seed}`,
    about: '',
    covers: [],
    span: e.span(),
    constants: [],
    types: [],
    variables,
    initial: initials(c, e, variables, depth),
    given: c.oneIn(3) ? [e.expr(BOOLEAN, scope, Math.min(depth, 2))] : [],
    actions: c.list(1, 3, (i) => action(c, e, scope, i, depth)),
    processes: [],
    fairness: [],
    atoms: c.list(1, 3, () => atom(c, e, scope, depth)),
    properties: [],
    refinements: [],
    uninstantiated: [],
    mutants: [],
    explore: c.oneIn(3) ? { while: e.expr(BOOLEAN, scope, 2) } : {},
  };
}

function initials(
  c: Chance,
  e: Expressions,
  variables: readonly Variable[],
  depth: number,
): Initial[] {
  let states = 1;
  return variables.map(({ name, type }, i): Initial => {
    const scope: Scope = { variables: variables.slice(0, i), locals: [] };
    const count = isListable(type) ? cardinality(type) : Number.POSITIVE_INFINITY;
    if (states * count <= MOST_INITIAL && !c.oneIn(3)) {
      states *= count;
      return { variable: name, choose: 'every', type };
    }
    if (states <= 4 && c.oneIn(3)) {
      states *= 4;
      return { variable: name, choose: 'any', from: someOf(c, e, type, scope) };
    }
    return { variable: name, choose: 'value', value: e.expr(type, scope, c.oneIn(3) ? depth : 0) };
  });
}

/** A set to choose from; mostly one with something in it. */
function someOf(c: Chance, e: Expressions, of: Type, scope: Scope): Expr {
  const type: Type = { kind: 'set', of };
  if (c.oneIn(4)) return e.expr(type, scope, 1);
  const value = setOf(
    of,
    c.list(1, 3, () => randomValue(c, of)),
  );
  return { op: 'literal', type, span: e.span(), value };
}

function atom(c: Chance, e: Expressions, scope: Scope, depth: number): Atom {
  if (c.oneIn(3)) return { kind: 'step', expr: e.expr(BOOLEAN, { ...scope, old: true }, depth) };
  return { kind: 'state', expr: e.expr(BOOLEAN, { ...scope, stuck: c.oneIn(3) }, depth) };
}

function action(c: Chance, e: Expressions, outer: Scope, index: number, depth: number): Action {
  const binders: Binder[] = [];
  let scope = outer;
  for (let n = c.below(3); n > 0; n--) {
    const of = randomType(c, 1);
    const local = e.local(of);
    binders.push({ local, over: domain(c, e, of, scope, depth) });
    scope = { ...scope, locals: [...scope.locals, local] };
  }
  const lets: { local: ReturnType<Expressions['local']>; value: Expr }[] = [];
  for (let n = c.below(3); n > 0; n--) {
    const local = e.local(randomType(c, 1));
    lets.push({ local, value: e.expr(local.type, scope, depth) });
    scope = { ...scope, locals: [...scope.locals, local] };
  }
  return {
    name: `action ${index}`,
    title: `action ${index}`,
    binders,
    lets,
    guard: c.list(0, 2, () => e.expr(BOOLEAN, scope, depth)),
    effects: effects(c, e, scope, depth, 2, new Set()),
    span: e.span(),
  };
}

function domain(c: Chance, e: Expressions, of: Type, scope: Scope, depth: number): Expr {
  const kind = c.packed ? 'set' : c.one(['set', 'set', 'bag', 'sequence'] as const);
  if (kind === 'set' && !c.oneIn(3) && isListable(of) && cardinality(of) <= 12) {
    return { op: 'literal', type: { kind, of }, span: e.span(), value: valuesOf(of) };
  }
  return e.expr({ kind, of }, scope, depth);
}

/** `written`: variables that effects before these may write; mostly, another one is taken. */
function effects(
  c: Chance,
  e: Expressions,
  scope: Scope,
  depth: number,
  nesting: number,
  written: Set<string>,
): Effect[] {
  return c.list(0, 3, (): Effect => {
    if (nesting > 0 && c.oneIn(3)) {
      const yes = new Set(written);
      const no = new Set(written);
      const whenTrue = effects(c, e, scope, depth, nesting - 1, yes);
      const whenFalse = effects(c, e, scope, depth, nesting - 1, no);
      for (const name of [...yes, ...no]) written.add(name);
      const test = e.expr(BOOLEAN, scope, depth);
      // biome-ignore lint/suspicious/noThenProperty: the branch of a typed `if`.
      return { effect: 'if', test, then: whenTrue, else: whenFalse };
    }
    const free = scope.variables.filter((v) => !written.has(v.name));
    if (free.length === 0 && !c.oneIn(4))
      return { effect: 'if', test: e.expr(BOOLEAN, scope, 0), ...NO_BRANCHES };
    const place = writePlace(
      c,
      e,
      scope,
      c.one(free.length > 0 && !c.oneIn(8) ? free : scope.variables),
    );
    written.add(place.variable);
    const value = (): Expr => e.expr(place.type, scope, depth);
    if (c.oneIn(5)) return { effect: 'choose', place, values: c.list(1, 3, value) };
    return { effect: 'assign', place, value: value() };
  });
}

// biome-ignore lint/suspicious/noThenProperty: the branch of a typed `if`.
const NO_BRANCHES = { then: [], else: [] };

function writePlace(c: Chance, e: Expressions, scope: Scope, variable: Variable): WritePlace {
  const path: WritePlace['path'][number][] = [];
  let { type } = variable;
  while (!c.oneIn(4)) {
    if (type.kind === 'map') {
      path.push({ step: 'index', key: e.expr(type.key, scope, 1) });
      type = type.value;
    } else if (type.kind === 'sequence') {
      path.push({ step: 'index', key: e.expr({ kind: 'integer' }, scope, 1) });
      type = type.of;
    } else {
      const fields =
        type.kind === 'record'
          ? type.fields
          : type.kind === 'variant'
            ? c.one(type.shapes).fields
            : [];
      if (fields.length === 0) break;
      const field = c.one(fields);
      path.push({ step: 'field', field: field.name });
      type = field.type;
    }
  }
  return { variable: variable.name, path, type, span: e.span() };
}
