/**
 * What a protocol gives a name to in properties: its roles (types, and so sets of nodes), the fields of a node, its events,
 * and what every system has: `nodes`, `operations`, `healed`.
 *
 * A field of a node, `n.term`, is an index into a variable that maps nodes to it: `server.term[n]`.
 */
import type { Diagnostic } from '../diagnostics.js';
import { BOOLEAN, INTEGER, isOpen, unwrapped } from '../elaborate/coercion.js';
import type { Context } from '../elaborate/context.js';
import { opened } from '../elaborate/expressions/access.js';
import type { SyntaxOf } from '../expression/syntax.js';
import type { Span } from '../source.js';
import type { Expr } from '../typed.js';
import type { Type, TypeOf } from '../types.js';
import { sameType } from '../types-format.js';
import type { DeclaredProtocol, DeclaredRole } from './declared.js';
import * as say from './messages.js';
import type { SystemRole, SystemVariable } from './spec.js';

/** How the elaborator of expressions asks a system. */
export interface SystemNames {
  /** Names of the protocol; a member of a wanted type goes before them. */
  readonly given: ReadonlySet<string>;
  /** `of.field` where `of` is a node; null where there is no such field, which has been said; undefined for other values. */
  readonly field: (ctx: Context, of: Expr, syntax: SyntaxOf<'field'>) => Expr | null | undefined;
  /** A time in µs, a size in bytes; null (and said) for what no state counts. */
  readonly quantity: (ctx: Context, syntax: SyntaxOf<'quantity'>) => Expr | null;
  /** Reports what stands in the wrong place (`linearizable(…)` within a condition); false for other functions. */
  readonly refusesCall: (ctx: Context, syntax: SyntaxOf<'call'>) => boolean;
  readonly unknown: (span: Span, name: string, candidates: readonly string[]) => Diagnostic;
}

type Nodes = TypeOf<'enum'>;

/** What every node has besides its protocol's fields. */
const BUILT_IN = ['id', 'name', 'kind', 'up'] as const;

/** The types of nodes, and the variables over them. */
export class NodeFields {
  private readonly types = new Map<string, Nodes>();
  private readonly made = new Map<string, SystemVariable>();

  constructor(
    readonly roles: readonly SystemRole[],
    readonly declared: DeclaredProtocol,
  ) {
    for (const role of roles) {
      if (role.nodes.length === 0) continue;
      for (const { name } of this.role(role.name).fields) this.variable([role.name], name);
    }
  }

  /** The type of the nodes of these roles. */
  type(names: readonly string[]): Nodes {
    const roles = this.roles.filter(({ name }) => names.includes(name));
    const title =
      roles.length === 1
        ? roles[0].name
        : roles.length === this.roles.length
          ? 'nodes'
          : roles.map(({ name }) => name).join(' or ');
    const known = this.types.get(title);
    if (known !== undefined) return known;
    const members = roles.flatMap(({ nodes }) => nodes);
    const type: Nodes = { kind: 'enum', name: title, members, nodes: true };
    this.types.set(title, type);
    return type;
  }

  get all(): Nodes {
    return this.type(this.roles.map(({ name }) => name));
  }

  /** The roles whose nodes a type of nodes has. */
  rolesOf(type: Nodes): readonly SystemRole[] {
    return this.roles.filter(
      ({ nodes }) => nodes.length > 0 && nodes.every((node) => type.members.includes(node)),
    );
  }

  role(name: string): DeclaredRole {
    const found = this.declared.roles.find((role) => role.name === name);
    if (found === undefined) throw new Error(`no role ${name}`);
    return found;
  }

  /** The variable of a field that nodes of all these roles have, with one type; null where they do not. */
  variable(roles: readonly string[], field: string): SystemVariable | null {
    const key = this.type(roles);
    const name = `${key.name}.${field}`;
    const known = this.made.get(name);
    if (known !== undefined) return known;
    const variable = this.builtIn(roles, field) ?? this.declaredField(roles, field);
    if (variable === null) return null;
    const made: SystemVariable = {
      name,
      type: { kind: 'map', key, value: variable.value },
      from: variable.from,
    };
    this.made.set(name, made);
    return made;
  }

  private builtIn(roles: readonly string[], field: string) {
    if (field !== 'id' && field !== 'up' && field !== 'kind') return null;
    const kinds: Type = { kind: 'enum', name: 'kind', members: this.roles.map((r) => r.name) };
    const value = field === 'id' ? INTEGER : field === 'up' ? BOOLEAN : kinds;
    return { value, from: { is: 'built-in', roles, field } as const };
  }

  private declaredField(roles: readonly string[], field: string) {
    const types = roles.map((role) => {
      const found = this.role(role).fields.find(({ name }) => name === field);
      return found?.type((names) => this.type(names)) ?? null;
    });
    const [value] = types;
    const fits = types.every((type) => type !== null && value !== null && sameType(type, value));
    return fits && value !== null && !isOpen(value)
      ? { value, from: { is: 'field', roles, field } as const }
      : null;
  }

  get variables(): readonly SystemVariable[] {
    return [...this.made.values()];
  }

  /** `of.field` as an index into the variable of that field. */
  field(ctx: Context, whole: Expr, syntax: SyntaxOf<'field'>): Expr | null | undefined {
    const { field, fieldSpan, span } = syntax;
    const set = manyNodes(whole);
    if (set !== null) {
      const [only] = set;
      if (set.length === 1) return this.field(ctx, { ...whole, ...only }, syntax);
      ctx.report(say.fieldOfMany(fieldSpan, field, typeName(whole), set.length));
      return null;
    }
    if (unwrapped(whole.type).kind !== 'enum') return undefined;
    const of = opened(whole);
    const { type } = of;
    if (type.kind !== 'enum' || !type.nodes) return undefined;
    if (field === 'name') return { ...of, span };
    const roles = this.rolesOf(type).map(({ name }) => name);
    const variable = this.variable(roles, field);
    if (variable === null) {
      ctx.report(this.unknownField(roles, field, fieldSpan));
      return null;
    }
    ctx.variables.set(variable.name, variable.type);
    const map: Expr = { op: 'variable', type: variable.type, span, name: variable.name };
    const value = (variable.type as TypeOf<'map'>).value;
    return { op: 'index', type: value, span, of: map, key: of };
  }

  private unknownField(roles: readonly string[], field: string, span: Span): Diagnostic {
    const has = (role: string) => this.role(role).fields.map(({ name }) => name);
    if (roles.length > 1 && roles.some((role) => has(role).includes(field)))
      return say.fieldOfSome(
        span,
        field,
        roles.filter((role) => has(role).includes(field)),
        roles.filter((role) => !has(role).includes(field)),
      );
    const others = this.roles.map(({ name }) => name).filter((role) => !roles.includes(role));
    const elsewhere = others.find((role) => has(role).includes(field));
    const known = [...(roles.length === 1 ? has(roles[0]) : []), ...BUILT_IN];
    const owner = roles.length === 1 ? roles[0] : 'node';
    return elsewhere === undefined
      ? say.unknownField(span, field, owner, known)
      : say.fieldOfOther(span, field, owner, elsewhere, known);
  }
}

/** The members of a set of nodes that is known: the name of a role. */
function manyNodes(expr: Expr): readonly { type: Type; value: string }[] | null {
  if (expr.op !== 'literal' || expr.type.kind !== 'set') return null;
  const { of } = expr.type;
  if (of.kind !== 'enum' || !of.nodes) return null;
  return (expr.value as readonly string[]).map((value) => ({ type: of, value }));
}

const typeName = ({ type }: Expr): string =>
  type.kind === 'set' && type.of.kind === 'enum' ? (type.of.name ?? 'nodes') : 'nodes';
