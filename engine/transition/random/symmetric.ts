/**
 * Random models that are as symmetric as their types: no value names a member. Where a random model
 * has one, the value is built anew from two variables that hold any member each. With properties: every
 * atom as a claim, and a family of instances over the members of a type.
 */
import type { Atom, Expr, Local, ModelSpec, Property, Variable } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import type { ShapeValue, Value } from '../../language/value.js';
import { valuesOf } from '../../language/values.js';
import { membersOf } from '../symmetry/asymmetry.js';
import type { Members } from '../symmetry/members.js';
import { Chance } from './chance.js';
import { Expressions } from './expressions.js';
import { randomModel } from './model.js';
import { BOOLEAN, symmetricType } from './types.js';

const SIZES = [1, 2, 3];

export function symmetricModel(seed: number): ModelSpec {
  const c = new Chance(seed ^ 0x5ca1ab1e);
  const base = randomModel(seed);
  const anyMember = SIZES.map(
    (size): Variable => ({ name: `any${size}`, type: symmetricType(size), span: base.span }),
  );
  const types = SIZES.map((size) => ({
    name: `Node${size}`,
    type: symmetricType(size),
    span: base.span,
  }));
  const declared = { ...base, types };
  const members = membersOf(declared);
  const { family, locals } = instancesOf(c, base);
  const nameless = <T>(part: T): T =>
    rewritten(part, (expr) => (expr.op === 'literal' ? withoutNames(members, expr) : expr));
  const atoms = nameless([...base.atoms, ...family]);
  return {
    ...declared,
    variables: [...anyMember, ...base.variables],
    initial: [
      ...anyMember.map(({ name, type }) => ({ variable: name, choose: 'every', type }) as const),
      ...nameless(base.initial),
    ],
    given: nameless(base.given),
    actions: nameless(base.actions),
    explore: nameless(base.explore),
    atoms: atoms.map((atom, i) =>
      i < base.atoms.length ? atom : instantiated(atom, locals, i - base.atoms.length),
    ),
    properties: propertiesOf(c, base, locals),
  };
}

// -------------------------------------------------------------------------------------- properties

interface Bound {
  readonly local: Local;
  readonly value: Value;
}

/** One atom for each pair of members of a type, before the members are put in. */
function instancesOf(c: Chance, base: ModelSpec): { family: Atom[]; locals: Bound[][] } {
  const e = new Expressions(c);
  const pair = [e.local(symmetricType(3)), e.local(symmetricType(3))].map((local) => ({
    ...local,
    id: local.id + 1e6,
  }));
  const kind = c.oneIn(3) ? ('step' as const) : ('state' as const);
  const scope = { variables: base.variables, locals: pair, old: kind === 'step' };
  const expr = e.expr(BOOLEAN, scope, 3);
  const locals = valuesOf(symmetricType(3)).flatMap((a) =>
    valuesOf(symmetricType(3)).map((b) => [
      { local: pair[0], value: a },
      { local: pair[1], value: b },
    ]),
  );
  return { family: locals.map(() => ({ kind, expr })), locals };
}

function instantiated(atom: Atom, locals: readonly Bound[][], instance: number): Atom {
  return rewritten(atom, (expr) => {
    const bound = expr.op === 'local' && locals[instance].find((b) => b.local.id === expr.local.id);
    return bound ? { op: 'literal', type: expr.type, span: expr.span, value: bound.value } : expr;
  });
}

function propertiesOf(
  c: Chance,
  { atoms, span }: ModelSpec,
  locals: readonly Bound[][],
): Property[] {
  const make = (
    name: string,
    base: string,
    atom: number,
    form: 'always' | 'reachable' | 'every step',
  ) =>
    ({
      name,
      base,
      bindings: [],
      claim: { form, atom },
      expect: 'holds',
      text: name,
      span,
    }) as const;
  const own = atoms.map(({ kind }, i) => {
    const form = kind === 'step' ? 'every step' : c.one(['always', 'reachable'] as const);
    return make(`atom ${i}`, `atom ${i}`, i, form);
  });
  return [
    ...own,
    ...locals.map((bound, i): Property => {
      const bindings = bound.map(({ local: { type }, value }, k) => ({
        name: 'ab'[k],
        type,
        value,
      }));
      return { ...make(`family ${i}`, 'family', atoms.length + i, 'always'), bindings };
    }),
  ];
}

// ------------------------------------------------------------------------------------ no member named

function withoutNames(members: Members, literal: Expr & { op: 'literal' }): Expr {
  const { span } = literal;
  const build = (type: Type, value: Value): Expr => {
    if (!members.mentionedBy(type) || isWhole(members, type, value)) {
      return { op: 'literal', type, span, value };
    }
    switch (type.kind) {
      case 'symmetric':
        return { op: 'variable', type, span, name: `any${type.size}` };
      case 'optional':
        return { op: 'coerce', type, span, of: build(type.of, value) };
      case 'record':
        return {
          op: 'record',
          type,
          span,
          fields: fieldsOf(type.fields, value as readonly Value[]),
        };
      case 'variant': {
        const { shape, fields } = value as ShapeValue;
        const types = type.shapes.find(({ name }) => name === shape)?.fields ?? [];
        return { op: 'shape', type, span, shape, fields: fieldsOf(types, fields) };
      }
      case 'map': {
        const set: Type = { kind: 'set', of: type.key };
        const over: Expr = { op: 'literal', type: set, span, value: valuesOf(type.key) };
        const local: Local = { id: -1, name: 'k', type: type.key, span };
        const body = build(type.value, (value as readonly Value[])[0]);
        return { op: 'gather', type, span, gather: 'map', binders: [{ local, over }], body };
      }
      case 'set':
      case 'bag':
      case 'sequence': {
        const items = (value as readonly Value[]).map((item) => build(type.of, item));
        return { op: 'collection', type, span, items };
      }
      default:
        throw new Error(`${type.kind} values name no members`);
    }
  };
  const fieldsOf = (types: readonly { readonly type: Type }[], values: readonly Value[]): Expr[] =>
    values.map((value, i) => build(types[i].type, value));
  return build(literal.type, literal.value);
}

/** Does it stay what it is, whatever the members are called? */
function isWhole(members: Members, type: Type, value: Value): boolean {
  return members
    .neighbours()
    .every((swap) => JSON.stringify(members.rename(type, value, swap)) === JSON.stringify(value));
}

// --------------------------------------------------------------------------------------- rewriting

const NO_PARTS: readonly string[] = ['span', 'type', 'local'];

/** Every expression in it, the innermost first, replaced by what `change` makes of it. */
export function rewritten<T>(part: T, change: (expr: Expr) => Expr): T {
  if (Array.isArray(part)) return part.map((item) => rewritten(item, change)) as T;
  if (typeof part !== 'object' || part === null) return part;
  const isExpr = 'op' in part;
  if (isExpr && part.op === 'literal') return change(part as unknown as Expr) as T;
  const entries = Object.entries(part).map(([key, value]) => [
    key,
    NO_PARTS.includes(key) ? value : rewritten(value, change),
  ]);
  const made = Object.fromEntries(entries);
  return isExpr ? (change(made) as T) : made;
}

/** All renamings. */
export function renamings(members: Members): Int32Array[] {
  const all = (list: readonly number[]): number[][] =>
    list.length < 2
      ? [[...list]]
      : list.flatMap((first) =>
          all(list.filter((x) => x !== first)).map((rest) => [first, ...rest]),
        );
  return members.types
    .reduce<number[][]>(
      (found, { first, size }) =>
        found.flatMap((before) =>
          all(Array.from({ length: size }, (_, i) => first + i)).map((p) => [...before, ...p]),
        ),
      [[]],
    )
    .map((names) => Int32Array.from(names));
}
