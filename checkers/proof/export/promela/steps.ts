/**
 * The steps of a model, one for each action, binding and free choice: when it can be taken, what it
 * writes, and when some partial operation on the way fails.
 */
import type { Action, Effect, ModelSpec, WritePlace } from '../../../../engine/language/typed.js';
import type { Type, TypeOf } from '../../../../engine/language/types.js';
import type { Value } from '../../../../engine/language/value.js';
import { formatValue } from '../../../../engine/language/value-format.js';
import { insert } from './collections.js';
import { all, and, compare, constant, isFalse, not, or, type Scalar, TRUE } from './scalar.js';
import {
  chooseBetween,
  equalTo,
  gathered,
  membersOf,
  type Symbolic,
  type SymbolicOf,
  scalarOf,
  symbolic,
} from './symbolic.js';
import { type Environment, firstKey, type Translator, withField } from './translate.js';

export interface Step {
  readonly title: string;
  /** It can be taken, and everything in it is well defined. */
  readonly enabled: Scalar;
  /** It would be taken, or cannot even be asked for, but something in it is not well defined. */
  readonly failing: Scalar;
  /** New values of the variables that may change. */
  readonly writes: ReadonlyMap<string, Symbolic>;
}

type State = (variable: string) => Symbolic;

/** All steps that may be possible, in a state of which only `state` is known. */
export function stepsOf(t: Translator, spec: ModelSpec, state: State): Step[] {
  return spec.actions.flatMap((action) => stepsOfAction(t, spec, action, state));
}

function stepsOfAction(t: Translator, spec: ModelSpec, action: Action, state: State): Step[] {
  const found: Step[] = [];
  const choose = (values: readonly Value[]): void => {
    const next = action.binders[values.length];
    if (next === undefined) {
      found.push(...bound(t, spec, action, values, state));
      return;
    }
    const { value: domain, defined } = t.isolated(() => domainAt(t, action, values, state));
    if (defined !== TRUE) {
      const there = t.isolated(() => existence(t, action, values, state));
      const failing = all([there.defined, there.value, not(defined)]);
      found.push({
        title: title(action, values),
        enabled: constant(0),
        failing,
        writes: new Map(),
      });
    }
    for (const { value } of membersOf(domain)) choose([...values, value]);
  };
  choose([]);
  return found.filter(({ enabled, failing }) => !isFalse(enabled) || !isFalse(failing));
}

/** The domain of the next binder; a sequence offers its distinct items. */
function domainAt(t: Translator, action: Action, values: readonly Value[], state: State): Symbolic {
  const { over } = action.binders[values.length];
  const domain = t.value(over, environment(t, action, values, state));
  if (domain.kind !== 'sequence') return domain;
  const type: TypeOf<'set'> = { kind: 'set', of: (over.type as TypeOf<'sequence'>).of };
  return domain.items.reduce<Symbolic>(
    (set, item, i) => insert(t, type, set, item, compare('<', constant(i), domain.length)),
    gathered(type, []),
  );
}

/** Are these values in their domains? */
function existence(t: Translator, action: Action, values: readonly Value[], state: State): Scalar {
  return values.reduce<Scalar>((there, value, i) => {
    const domain = t.under(there, () => domainAt(t, action, values.slice(0, i), state));
    const key = JSON.stringify(value);
    const copies = membersOf(domain).find((m) => JSON.stringify(m.value) === key)?.copies;
    return and(there, compare('>', copies ?? constant(0), constant(0)));
  }, TRUE);
}

function environment(
  t: Translator,
  action: Action,
  values: readonly Value[],
  state: State,
): Environment {
  const locals = new Map<number, () => Symbolic>();
  values.forEach((value, i) => {
    const { id, type } = action.binders[i].local;
    const item = symbolic(type, value, t.names);
    locals.set(id, () => item);
  });
  const env: Environment = { state, locals };
  for (const { local, value } of action.lets)
    locals.set(
      local.id,
      t.lazy(() => t.value(value, env)),
    );
  return env;
}

function bound(
  t: Translator,
  spec: ModelSpec,
  action: Action,
  values: readonly Value[],
  state: State,
): Step[] {
  const env = environment(t, action, values, state);
  const guard = t.isolated(() =>
    action.guard.reduce<Scalar>(
      (before, conjunct) =>
        isFalse(before)
          ? before
          : and(
              before,
              t.under(before, () => t.truth(conjunct, env)),
            ),
      existence(t, action, values, state),
    ),
  );
  const effects = t.isolated(() =>
    isFalse(guard.value) ? [] : writesOf(t, action.effects, env, TRUE),
  );
  const conflicts = t.isolated(() => refuseConflicts(t, effects.value));
  // A name is evaluated only where the guard holds, so its demands are asked only there.
  const wellDone = and(effects.defined, conflicts.defined);
  return combinations(effects.value).map((writes) => {
    const applied = t.isolated(() => apply(t, spec, writes, state));
    const good = and(wellDone, applied.defined);
    return {
      title: title(action, values),
      enabled: all([guard.defined, guard.value, good]),
      failing: or(not(guard.defined), and(guard.value, not(good))),
      writes: applied.value,
    };
  });
}

function title(action: Action, values: readonly Value[]): string {
  const bindings = values.map((value, i) => {
    const { name, type } = action.binders[i].local;
    return `${name} = ${formatValue(type, value)}`;
  });
  return bindings.length === 0 ? action.title : `${action.title} (${bindings.join(', ')})`;
}

// ----------------------------------------------------------------------------------------- writes

interface Write {
  readonly when: Scalar;
  /** The branches that it stands in. */
  readonly inside: readonly Branch[];
  readonly place: WritePlace;
  /** The keys on the path; fields have none. */
  readonly keys: readonly (Symbolic | undefined)[];
  readonly values: readonly Symbolic[];
}

interface Branch {
  readonly of: Effect;
  readonly taken: boolean;
}

function writesOf(
  t: Translator,
  effects: readonly Effect[],
  env: Environment,
  when: Scalar,
  inside: readonly Branch[] = [],
): Write[] {
  return effects.flatMap((effect) => {
    if (effect.effect === 'if') {
      const test = t.truth(effect.test, env);
      const branch = (taken: boolean, inner: readonly Effect[]): Write[] => {
        const condition = taken ? test : not(test);
        if (isFalse(condition)) return [];
        const within = [...inside, { of: effect, taken }];
        return t.under(condition, () => writesOf(t, inner, env, and(when, condition), within));
      };
      return [...branch(true, effect.then), ...branch(false, effect.else)];
    }
    const { place } = effect;
    const keys = place.path.map((step) =>
      step.step === 'index' ? t.value(step.key, env) : undefined,
    );
    const values = effect.effect === 'assign' ? [effect.value] : effect.values;
    return [{ when, inside, place, keys, values: values.map((value) => t.value(value, env)) }];
  });
}

/** Two writes may not meet: neither place may be the other, or lie inside it. */
function refuseConflicts(t: Translator, writes: readonly Write[]): void {
  writes.forEach((write, i) => {
    for (const earlier of writes.slice(0, i)) {
      if (earlier.place.variable === write.place.variable && !areOpposite(earlier, write))
        t.demand(not(all([earlier.when, write.when, meet(earlier, write)])));
    }
  });
}

const areOpposite = (a: Write, b: Write): boolean =>
  a.inside.some((x) => b.inside.some((y) => x.of === y.of && x.taken !== y.taken));

function meet(a: Write, b: Write): Scalar {
  const shared = Math.min(a.place.path.length, b.place.path.length);
  let together: Scalar = TRUE;
  for (let i = 0; i < shared; i++) {
    const [x, y] = [a.place.path[i], b.place.path[i]];
    const [j, k] = [a.keys[i], b.keys[i]];
    if (x.step === 'field' || y.step === 'field') {
      const one = x.step === 'field' && y.step === 'field' && x.field === y.field;
      together = and(together, constant(one ? 1 : 0));
    } else if (j !== undefined && k !== undefined) {
      together = and(together, equalTo(x.key.type, j, k));
    }
  }
  return together;
}

/** One value for each write, in every combination. */
function combinations(writes: readonly Write[]): Write[][] {
  return writes.reduce<Write[][]>(
    (found, write) =>
      found.flatMap((before) =>
        write.values.map((value) => [...before, { ...write, values: [value] }]),
      ),
    [[]],
  );
}

function apply(
  t: Translator,
  spec: ModelSpec,
  writes: readonly Write[],
  state: State,
): Map<string, Symbolic> {
  const changed = new Map<string, Symbolic>();
  for (const write of writes) {
    const name = write.place.variable;
    const variable = spec.variables.find((v) => v.name === name);
    if (variable === undefined) throw new Error(`no variable ${name}`);
    const old = changed.get(name) ?? state(name);
    const next = t.under(write.when, () => replaced(t, variable.type, old, write, 0));
    changed.set(name, chooseBetween(variable.type, write.when, next, old, t.names));
  }
  return changed;
}

/** The old value with the written one at the end of the path, from step `at` on. */
function replaced(t: Translator, type: Type, old: Symbolic, write: Write, at: number): Symbolic {
  const step = write.place.path[at];
  if (step === undefined) return write.values[0];
  const inner = (part: Symbolic, of: Type): Symbolic => replaced(t, of, part, write, at + 1);
  if (step.step === 'field') {
    t.field(type, old, step.field);
    return withField(t, type, old, step.field, inner);
  }
  const key = write.keys[at] as Symbolic;
  if (type.kind === 'map') return replacedEntry(t, type, old as SymbolicOf<'map'>, key, inner);
  const { length, items } = old as SymbolicOf<'sequence'>;
  const { of } = type as TypeOf<'sequence'>;
  const position = scalarOf(key);
  t.demand(compare('>=', position, constant(1)));
  t.demand(compare('<=', position, length));
  return {
    kind: 'sequence',
    length,
    items: items.map((item, i) => {
      const here = compare('==', position, constant(i + 1));
      return isFalse(here)
        ? item
        : chooseBetween(
            of,
            here,
            t.under(here, () => inner(item, of)),
            item,
            t.names,
          );
    }),
  };
}

function replacedEntry(
  t: Translator,
  type: TypeOf<'map'>,
  map: SymbolicOf<'map'>,
  key: Symbolic,
  inner: (part: Symbolic, of: Type) => Symbolic,
): Symbolic {
  const first = firstKey(type.key);
  const here = (i: number): Scalar =>
    first === undefined
      ? equalTo(type.key, key, t.keyAt(type, i))
      : compare('==', scalarOf(key), constant(first + i));
  return {
    kind: 'map',
    entries: map.entries.map((entry, i) => {
      const test = here(i);
      if (isFalse(test)) return entry;
      const next = t.under(test, () => inner(entry, type.value));
      return chooseBetween(type.value, test, next, entry, t.names);
    }),
  };
}
