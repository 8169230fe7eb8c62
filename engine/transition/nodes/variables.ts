/** What nodes remember: for properties as values of the language, one entry of a map for each node; for people as JSON. */
import type { SystemVariable } from '../../language/system/spec.js';
import type { Role } from '../../node/index.js';
import type { Shape } from '../../node/kit.js';
import type { LanguageNames } from '../../node/shapes/language.js';
import { entryReader } from '../../node/view.js';
import type { Plain } from '../../plain.js';
import { momentText } from '../../time-text.js';
import type { FieldVariable } from './atoms.js';
import type { Local } from './handlers.js';
import type { World } from './world.js';

/** A variable that is a field of nodes, or built in. */
export function fieldVariable(
  world: World,
  variable: SystemVariable,
  names: LanguageNames,
): FieldVariable {
  const { nodes, read } = entryReader(world.cluster, variable, names);
  return {
    kind: 'field',
    name: variable.name,
    places: nodes,
    of: (place, local) => {
      const { state, down } = world.space(place).locals.values[local];
      const links = world.cluster.hosts[place].links;
      return read(place, { state, links, up: down === undefined, now: 0 });
    },
  };
}

/** How far a client is: calls that have ended, and whether it waits; as a map with one entry. */
export function clientVariable(world: World, client: number): FieldVariable {
  return {
    kind: 'field',
    name: world.names[world.nodes + client],
    places: [world.nodes + client],
    of: (_, local) => {
      const { done, waiting } = world.clientSpace.locals.values[local];
      return [done, waiting];
    },
  };
}

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

/** For people: node → value. Instants are read relative to now. */
export function plainField(
  world: World,
  field: RoleField,
  localOf: (node: number) => Local,
): Plain {
  const { cluster } = world;
  const name = (node: number): string => world.names[node] ?? String(node);
  const entries = cluster.nodes[field.role.name].map((node) => [
    name(node),
    plainOf(field.shape, field.of(localOf(node)), name),
  ]);
  return Object.fromEntries(entries) as Plain;
}

const plainOf = (shape: Shape<unknown>, value: unknown, name: (node: number) => string): Plain =>
  shape.kind === 'instant' ? momentText(value as number) : (shape.plain(value, name) as Plain);
