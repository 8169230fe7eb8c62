/**
 * What properties see of nodes: durable and volatile fields, views and built-ins of each role, as `role.field`, a map from the role's
 * nodes; and what observers have found out.
 */

import type { Type } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import type { Cluster, Role } from '../../node/index.js';
import type { Shape } from '../../node/kit.js';
import {
  type LanguageNames,
  languageType,
  languageValue,
  type NodeType,
} from '../../node/shapes/language.js';
import type { Plain } from '../../plain.js';
import type { FieldVariable, NodesVariable } from './atoms.js';
import type { Local } from './handlers.js';
import { Interner } from './tables.js';
import type { World } from './world.js';

/** A field of a role: its shape, and where it is. */
export interface RoleField {
  readonly role: Role;
  readonly field: string;
  readonly shape: Shape<unknown>;
  of(local: Local): unknown;
}

export function roleFields(role: Role): RoleField[] {
  const field = (name: string, shape: Shape<unknown>, of: RoleField['of']): RoleField => ({
    role,
    field: name,
    shape,
    of,
  });
  const views = Object.entries(role.code.views ?? {});
  return [
    ...Object.entries(role.disk.fields).map(([k, shape]) =>
      field(k, shape, (l) => l.state.disk[k]),
    ),
    ...Object.entries(role.mem.fields).map(([k, shape]) => field(k, shape, (l) => l.state.mem[k])),
    ...views.map(([k, { shape, of }]) =>
      field(k, shape, ({ state }) => of({ disk: state.disk, mem: state.mem, now: 0 } as never)),
    ),
  ];
}

/** Nodes and texts as values of the language. */
export function languageNames(cluster: Cluster): LanguageNames {
  const texts = new Interner<string>();
  const all = (roles: readonly string[]) => roles.flatMap((role) => cluster.nodes[role] ?? []);
  const nodes: NodeType = (roles) => ({
    kind: 'symmetric',
    name: roles.join(' or '),
    size: all(roles).length,
  });
  return {
    nodes,
    node: (id, roles) => all(roles).indexOf(id) + 1,
    nodeAt: (value, roles) => all(roles)[value - 1],
    text: (text) => 1 + texts.put(text, () => text),
  };
}

export interface TypedVariable extends FieldVariable {
  readonly type: Type;
}

export function nodeVariables(world: World): (NodesVariable & { readonly type?: Type })[] {
  const { cluster, settings } = world;
  const names = languageNames(cluster);
  const fields = cluster.roles
    .filter(({ name }) => cluster.nodes[name].length > 0)
    .flatMap((role) => roleFields(role).map((field) => fieldVariable(world, field, names)));
  return [...fields, ...settings.observed];
}

function fieldVariable(world: World, field: RoleField, names: LanguageNames): TypedVariable {
  const { role, shape } = field;
  const key = names.nodes([role.name]);
  return {
    kind: 'field',
    name: `${role.name}.${field.field}`,
    type: { kind: 'map', key, value: languageType(shape, names.nodes) },
    places: world.cluster.nodes[role.name],
    of: (place, local): Value =>
      languageValue(shape, field.of(world.space(place).locals.values[local]), names),
  };
}

/** For people: node → value. */
export function plainField(
  world: World,
  field: RoleField,
  localOf: (node: number) => Local,
): Plain {
  const { cluster } = world;
  const name = (node: number): string => world.names[node] ?? String(node);
  const entries = cluster.nodes[field.role.name].map((node) => [
    name(node),
    field.shape.plain(field.of(localOf(node)), name) as Plain,
  ]);
  return Object.fromEntries(entries) as Plain;
}
