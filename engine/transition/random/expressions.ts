/**
 * Random well-typed expressions, of every form. What is partial in the language is partial here, too:
 * about one model in a few goes wrong somewhere, which is as much a part of the test.
 */

import { type Span, sourceFile } from '../../language/source.js';
import type {
  Binder,
  CollectionFunction,
  Expr,
  Gather,
  Local,
  Variable,
} from '../../language/typed.js';
import type { Type, TypeOf } from '../../language/types.js';
import { sameType } from '../../language/types-format.js';
import { cardinality, isFinite as isListable, valuesOf } from '../../language/values.js';
import type { Chance } from './chance.js';
import { randomKey, randomLeaf, randomType, randomValue } from './types.js';

type Collection = TypeOf<'set'> | TypeOf<'bag'> | TypeOf<'sequence'>;
type Make = () => Expr;

const FILE = sourceFile('random', ' '.repeat(10));
const BOOLEAN: Type = { kind: 'boolean' };
const INTEGER: Type = { kind: 'integer' };

export interface Scope {
  readonly variables: readonly Variable[];
  readonly locals: readonly Local[];
  /** What only some places may use. */
  readonly old?: boolean;
  readonly stuck?: boolean;
}

export class Expressions {
  private ids = 0;
  private places = 0;

  constructor(readonly c: Chance) {}

  /** A span of its own for every expression, so that failures tell where they come from. */
  span(): Span {
    return { file: FILE, start: this.places++, end: this.places };
  }

  local(type: Type): Local {
    const id = this.ids++;
    return { id, name: `l${id}`, type, span: this.span() };
  }

  expr(type: Type, scope: Scope, depth: number): Expr {
    const { c } = this;
    const node = { type, span: this.span() };
    const literal: Make = () => this.literal(type);
    const reads = [...this.localReads(type, scope), ...this.placeReads(type, scope, depth)];
    if (reads.length > 0 && (depth === 0 || c.oneIn(3))) return c.one(reads)();
    if (depth === 0) return literal();
    const sub = (t: Type): Expr => this.expr(t, scope, depth - 1);
    const makes = [
      ...this.anyType(type, scope, depth, node),
      ...this.ofType(type, scope, depth, node, sub),
    ];
    return c.oneIn(8) ? literal() : c.one(makes)();
  }

  private literal(type: Type): Expr {
    return { op: 'literal', type, span: this.span(), value: randomValue(this.c, type) };
  }

  /** Partial operations are rare, so that models get somewhere before they go wrong. */
  private risky(): boolean {
    return this.c.oneIn(6);
  }

  private localReads(type: Type, scope: Scope): Make[] {
    return scope.locals
      .filter((l) => sameType(l.type, type))
      .map((local) => () => ({ op: 'local', type, span: this.span(), local }));
  }

  /** State variables, their entries and fields. */
  private placeReads(type: Type, scope: Scope, depth: number): Make[] {
    const found: Make[] = [];
    const visit = (make: Make, at: Type): void => {
      if (sameType(at, type)) found.push(make);
      if (at.kind === 'map') {
        visit(
          () => ({
            op: 'index',
            type: at.value,
            span: this.span(),
            of: make(),
            key: depth > 0 ? this.expr(at.key, scope, depth - 1) : this.literal(at.key),
          }),
          at.value,
        );
      }
      if (at.kind === 'record') {
        for (const f of at.fields)
          visit(
            () => ({ op: 'field', type: f.type, span: this.span(), of: make(), field: f.name }),
            f.type,
          );
      }
    };
    for (const v of scope.variables)
      visit(() => ({ op: 'variable', type: v.type, span: this.span(), name: v.name }), v.type);
    return found;
  }

  private anyType(
    type: Type,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
  ): Make[] {
    const { c } = this;
    const sub = (t: Type): Expr => this.expr(t, scope, depth - 1);
    const makes: Make[] = [
      // biome-ignore lint/suspicious/noThenProperty: the branch of a typed `if`.
      () => ({ ...node, op: 'if', test: sub(BOOLEAN), then: sub(type), else: sub(type) }),
      () => {
        const key = randomKey(c);
        return { ...node, op: 'index', of: sub({ kind: 'map', key, value: type }), key: sub(key) };
      },
    ];
    if (this.risky()) {
      makes.push(
        () => ({ ...node, op: 'call', function: 'head', args: [sub(this.someSequence(type))] }),
        () => ({ ...node, op: 'index', of: sub(this.someSequence(type)), key: sub(INTEGER) }),
        () => {
          const fields = [
            { name: 'g', type },
            { name: 'h', type: randomLeaf(c) },
          ];
          const shapes = c.oneIn(2)
            ? [
                { name: 'p', fields },
                { name: 'q', fields: fields.slice(0, 1) },
                { name: 'r', fields: [] },
              ]
            : [{ name: 'p', fields }];
          const of: Type = c.oneIn(2) ? { kind: 'record', fields } : { kind: 'variant', shapes };
          return { ...node, op: 'field', of: sub(of), field: 'g' };
        },
        () =>
          this.gather('the', type, scope, depth, node, {
            kind: c.one(['set', 'bag', 'sequence'] as const),
            of: type,
          }),
      );
    }
    if (scope.old === true)
      makes.push(() => ({
        ...node,
        op: 'old',
        of: this.expr(type, { ...scope, old: false }, depth - 1),
      }));
    if (type.kind !== 'optional' && this.risky())
      makes.push(() => ({ ...node, op: 'coerce', of: sub({ kind: 'optional', of: type }) }));
    return makes;
  }

  private someSequence(of: Type): Type {
    return { kind: 'sequence', of, ...(this.c.oneIn(3) ? {} : { bound: this.c.between(1, 3) }) };
  }

  private ofType(
    type: Type,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
    sub: (t: Type) => Expr,
  ): Make[] {
    const { c } = this;
    switch (type.kind) {
      case 'boolean':
        return this.conditions(scope, depth, node, sub);
      case 'integer':
        return this.numbers(scope, depth, node, sub);
      case 'range':
        return [
          ...(this.risky() ? [() => ({ ...node, op: 'coerce', of: sub(INTEGER) }) as const] : []),
          () => ({
            ...node,
            op: 'coerce',
            of: sub({ kind: 'range', low: type.low - c.below(2), high: type.high + c.below(2) }),
          }),
        ];
      case 'optional':
        return [
          () => ({ ...node, op: 'coerce', of: sub(type.of) }),
          () => ({ ...node, op: 'coerce', of: sub(this.cousin(type)) }),
        ];
      case 'record':
        return [
          () => ({ ...node, op: 'record', fields: type.fields.map((f) => sub(f.type)) }),
          () => this.with(type, type.fields, node, sub),
          () => ({ ...node, op: 'coerce', of: sub(this.cousin(type)) }),
        ];
      case 'variant': {
        const shape = c.one(type.shapes);
        const makes: Make[] = [
          () => ({
            ...node,
            op: 'shape',
            shape: shape.name,
            fields: shape.fields.map((f) => sub(f.type)),
          }),
          () => ({ ...node, op: 'coerce', of: sub(this.cousin(type)) }),
        ];
        if (shape.fields.length > 0) makes.push(() => this.with(type, shape.fields, node, sub));
        return makes;
      }
      case 'map':
        return [
          () => this.mapGather(type, scope, depth, node),
          () => ({ ...node, op: 'coerce', of: sub(this.cousin(type)) }),
        ];
      case 'symmetric':
      case 'enum':
        return [() => ({ ...node, op: 'literal', value: randomValue(c, type) })];
      default:
        return this.collections(type, scope, depth, node, sub);
    }
  }

  /** A type whose values may or may not be values of `type`. */
  private cousin(type: Type): Type {
    const { c } = this;
    const inner = (t: Type): Type => this.cousin(t);
    switch (type.kind) {
      case 'integer':
        return { kind: 'range', low: -1, high: c.between(0, 3) };
      case 'range':
        return c.oneIn(3)
          ? INTEGER
          : { kind: 'range', low: type.low - c.below(2), high: type.high + c.below(2) };
      case 'optional':
        return { kind: 'optional', of: inner(type.of) };
      case 'record':
        return {
          kind: 'record',
          fields: type.fields.map((f) => ({ name: f.name, type: inner(f.type) })),
        };
      case 'variant': {
        const cousins = new Map<string, Type>();
        const fields = (of: readonly { name: string; type: Type }[]) =>
          of.map((f) => {
            const known = cousins.get(f.name) ?? inner(f.type);
            cousins.set(f.name, known);
            return { name: f.name, type: known };
          });
        return {
          kind: 'variant',
          shapes: type.shapes.map((s) => ({ name: s.name, fields: fields(s.fields) })),
        };
      }
      case 'map':
        return { kind: 'map', key: type.key, value: inner(type.value) };
      case 'set':
      case 'bag':
      case 'sequence':
        return {
          kind: type.kind,
          of: c.oneIn(2) ? type.of : inner(type.of),
          ...(c.oneIn(2) ? {} : { bound: c.between(1, 4) }),
        };
      default:
        return type;
    }
  }

  private with(
    type: Type,
    fields: readonly { name: string; type: Type }[],
    node: { type: Type; span: Span },
    sub: (t: Type) => Expr,
  ): Expr {
    const chosen = fields.filter(() => this.c.oneIn(2));
    const changed = chosen.length > 0 ? chosen : [fields[0]];
    return {
      ...node,
      op: 'with',
      of: sub(type),
      changes: changed.map((f) => ({ field: f.name, value: sub(f.type) })),
    };
  }

  private conditions(
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
    sub: (t: Type) => Expr,
  ): Make[] {
    const { c } = this;
    const anyCollection = (): Collection => ({
      kind: c.one(['set', 'bag', 'sequence'] as const),
      of: randomType(c, 1),
    });
    const compared = (relation: '==' | '!=' | '<' | '<=' | '>' | '>=', t: Type): Expr => ({
      ...node,
      op: 'compare',
      relation,
      left: sub(t),
      right: sub(t),
    });
    const makes: Make[] = [
      () => ({ ...node, op: 'not', of: sub(BOOLEAN) }),
      () => ({
        ...node,
        op: c.one(['and', 'or', 'implies'] as const),
        left: sub(BOOLEAN),
        right: sub(BOOLEAN),
      }),
      () =>
        compared(
          c.one(['==', '!=']),
          c.oneIn(2) && scope.variables.length > 0 ? c.one(scope.variables).type : randomType(c, 2),
        ),
      () =>
        compared(
          c.one(['<', '<=', '>', '>=']),
          c.one<Type>([
            INTEGER,
            { kind: 'range', low: -1, high: 2 },
            { kind: 'enum', members: ['red', 'amber', 'blue'] },
          ]),
        ),
      () => {
        const collection = anyCollection();
        return { ...node, op: 'in', element: sub(collection.of), collection: sub(collection) };
      },
      () => ({
        ...node,
        op: 'in',
        element: sub(INTEGER),
        collection: this.interval({ kind: 'set', of: INTEGER }, sub),
      }),
      () => {
        const shapes = [
          { name: 'p', fields: [] },
          { name: 'q', fields: [{ name: 'x', type: randomLeaf(c) }] },
        ];
        return {
          ...node,
          op: 'is',
          of: sub({ kind: 'variant', shapes }),
          shape: c.one(['p', 'q']),
        };
      },
      () =>
        this.gather(
          c.one(['forall', 'exists'] as const),
          BOOLEAN,
          scope,
          depth,
          node,
          anyCollection(),
        ),
      () => {
        const type: Type = { kind: c.one(['set', 'bag'] as const), of: randomType(c, 1) };
        return { ...node, op: 'call', function: 'subset', args: [sub(type), sub(type)] };
      },
    ];
    if (scope.stuck === true) makes.push(() => ({ ...node, op: 'stuck' }));
    return makes;
  }

  private numbers(
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
    sub: (t: Type) => Expr,
  ): Make[] {
    const { c } = this;
    const collection = (of: Type): Collection => ({
      kind: c.one(['set', 'bag', 'sequence'] as const),
      of,
    });
    const small: Type = { kind: 'range', low: -2, high: 3 };
    return [
      () => ({
        ...node,
        op: 'arithmetic',
        operator: c.one(['+', '-', '*', '^', 'div', 'mod', 'min', 'max'] as const),
        left: sub(INTEGER),
        right: sub(INTEGER),
      }),
      () => ({
        ...node,
        op: 'arithmetic',
        operator: c.one(['+', '-', '*', '^', 'div', 'mod', 'min', 'max'] as const),
        left: { op: 'coerce', type: INTEGER, span: this.span(), of: sub(small) },
        right: {
          op: 'coerce',
          type: INTEGER,
          span: this.span(),
          of: sub({ kind: 'range', low: c.between(0, 1), high: 3 }),
        },
      }),
      () => ({ ...node, op: c.one(['negate', 'abs', 'log2'] as const), of: sub(INTEGER) }),
      () => ({ ...node, op: 'coerce', of: sub(randomRange(c)) }),
      () => ({ ...node, op: 'call', function: 'size', args: [sub(collection(randomType(c, 1)))] }),
      () =>
        this.gather(
          c.one(['count', 'sum', 'min', 'max'] as const),
          INTEGER,
          scope,
          depth,
          node,
          collection(randomType(c, 1)),
        ),
    ];
  }

  private interval(type: Type, sub: (t: Type) => Expr): Expr {
    const number = (): Expr => ({
      op: 'coerce',
      type: INTEGER,
      span: this.span(),
      of: sub(randomRange(this.c)),
    });
    const bounded = (t: Type): Expr => (t.kind === 'integer' ? number() : sub(t));
    const { of } = type as Collection;
    return { op: 'interval', type, span: this.span(), from: bounded(of), to: bounded(of) };
  }

  /** One binder over `over`, and sometimes a second; the body as the gather wants it. */
  private gather(
    kind: Gather,
    type: Type,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
    over: Collection,
  ): Expr {
    const binders: Binder[] = [];
    let inner = scope;
    const single = kind === 'filter' || kind === 'the';
    for (let i = this.c.oneIn(4) && !single ? 2 : 1; i > 0; i--) {
      const local = this.local(over.of);
      binders.push({ local, over: this.expr(over, inner, depth - 1) });
      inner = { ...inner, locals: [...inner.locals, local] };
    }
    const bodyType: Type = ['forall', 'exists', 'count', 'filter', 'the'].includes(kind)
      ? BOOLEAN
      : 'of' in type
        ? type.of
        : type;
    return {
      ...node,
      op: 'gather',
      gather: kind,
      binders,
      body: this.expr(bodyType, inner, depth - 1),
    };
  }

  private mapGather(
    type: TypeOf<'map'>,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
  ): Expr {
    const local = this.local(type.key);
    const over: Expr = {
      op: 'literal',
      type: { kind: 'set', of: type.key },
      span: this.span(),
      value: valuesOf(type.key),
    };
    const body = this.expr(type.value, { ...scope, locals: [...scope.locals, local] }, depth - 1);
    return { ...node, op: 'gather', gather: 'map', binders: [{ local, over }], body };
  }

  private collections(
    type: Collection,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
    sub: (t: Type) => Expr,
  ): Make[] {
    const { c } = this;
    const same = (): Type => ({
      kind: type.kind,
      of: type.of,
      ...(c.oneIn(2) ? {} : { bound: c.between(1, 4) }),
    });
    const call = (name: CollectionFunction, ...args: Expr[]): Expr => ({
      ...node,
      op: 'call',
      function: name,
      args,
    });
    const makes: Make[] = [
      () => ({ ...node, op: 'collection', items: c.list(0, 3, () => sub(type.of)) }),
      () => ({ ...node, op: 'coerce', of: sub(this.cousin(type)) }),
      () => this.gather('filter', type, scope, depth, node, same() as Collection),
      () =>
        this.gather(type.kind, type, scope, depth, node, {
          kind: c.one(['set', 'bag', 'sequence'] as const),
          of: randomType(c, 1),
        }),
    ];
    if (type.kind === 'sequence') {
      makes.push(
        () => call('append', sub(same()), sub(type.of)),
        () => call('concat', sub(same()), sub(same())),
      );
      if (this.risky()) {
        makes.push(
          () => call('tail', sub(same())),
          () => call('slice', sub(same()), sub(INTEGER), sub(INTEGER)),
        );
      }
      return makes;
    }
    makes.push(
      () => call(c.one(['add', 'remove'] as const), sub(same()), sub(type.of)),
      () => call(c.one(['union', 'intersection', 'difference'] as const), sub(same()), sub(same())),
    );
    if (type.kind === 'bag') return makes;
    const { of } = type;
    if (of.kind === 'set') makes.push(() => call('subsets', sub({ kind: 'set', of: of.of })));
    if (of.kind === 'integer')
      makes.push(() => call('indices', sub(this.someSequence(randomLeaf(c)))));
    if ((of.kind === 'integer' || of.kind === 'range') && type.bound === undefined)
      makes.push(() => this.interval(type, sub));
    if (isReachable(of) && type.bound === undefined)
      makes.push(() => this.reach(type, scope, depth, node));
    return makes;
  }

  private reach(
    type: TypeOf<'set'>,
    scope: Scope,
    depth: number,
    node: { type: Type; span: Span },
  ): Expr {
    const { c } = this;
    const local = this.local(type.of);
    const offered = (): Type =>
      c.one<Type>([type.of, { kind: 'optional', of: type.of }, { kind: 'set', of: type.of }]);
    const step = this.expr(offered(), { ...scope, locals: [...scope.locals, local] }, depth - 1);
    return {
      ...node,
      type: { kind: 'set', of: type.of },
      op: 'reach',
      local,
      step,
      start: this.expr(offered(), scope, depth - 1),
    };
  }
}

function randomRange(c: Chance): Type {
  const low = c.between(-2, 2);
  return { kind: 'range', low, high: low + c.below(5) };
}

function isReachable(type: Type): boolean {
  return (
    type.kind !== 'optional' && type.kind !== 'set' && isListable(type) && cardinality(type) <= 40
  );
}
