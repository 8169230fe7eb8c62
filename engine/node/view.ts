/** A cluster's states in the words of the spec language: the value of a variable such as `server.term`, a map from nodes. */
import type { SystemVariable } from '../language/system/spec.js';
import type { Value } from '../language/value.js';
import type { Cluster } from './cluster.js';
import { partOf } from './declared.js';
import type { AnyProtocol } from './protocol.js';
import type { Role } from './role.js';
import { type LanguageNames, languageValue, type NodeType } from './shapes/language.js';
import type { Instant, Shape } from './shapes/shape.js';
import type { Loose, NodeState } from './step.js';

/** Nodes are called by their names, as in traces; texts are numbered as they come. */
export function languageNames({ names, nodes }: Pick<Cluster, 'names' | 'nodes'>): LanguageNames {
  const texts = new Map<string, number>();
  const members = (roles: readonly string[]): number[] =>
    Object.entries(nodes).flatMap(([role, all]) => (roles.includes(role) ? all : []));
  const type: NodeType = (roles) => ({
    kind: 'enum',
    name: roles.join(' or '),
    members: members(roles).map((node) => names[node]),
    nodes: true,
  });
  return {
    nodes: type,
    names,
    members,
    text: (text) => {
      const number = texts.get(text) ?? texts.size + 1;
      texts.set(text, number);
      return number;
    },
  };
}

/** A node as properties see it. */
export interface NodeSeen {
  readonly state: NodeState;
  readonly links: Loose;
  readonly up: boolean;
  /** Its steady clock, for views. */
  readonly now: Instant;
}

/** How to read a variable over nodes (`from.is` is `field` or `built-in`) in a state of the cluster: a map, in the order of its nodes. */
export function fieldReader(
  cluster: Cluster,
  variable: SystemVariable,
  names: LanguageNames,
): (see: (node: number) => NodeSeen) => Value {
  const { nodes, read } = entryReader(cluster, variable, names);
  return (see) => nodes.map((node) => read(node, see(node)));
}

/** The same, entry by entry: the nodes of the map, in its order, and how to read one. */
export function entryReader(
  cluster: Cluster,
  { from }: SystemVariable,
  names: LanguageNames,
): { readonly nodes: readonly number[]; readonly read: Read } {
  if (from.is !== 'field' && from.is !== 'built-in')
    throw new Error(`a variable over nodes, not one that is ${from.is}`);
  const nodes = names.members(from.roles);
  const read =
    from.is === 'built-in' ? builtIn(cluster, from.field) : nodeField(cluster, from.field, names);
  return { nodes, read };
}

type Read = (node: number, seen: NodeSeen) => Value;

function builtIn(cluster: Cluster, field: 'id' | 'up' | 'kind'): Read {
  if (field === 'id') return (node) => node;
  return field === 'up' ? (_, { up }) => up : (node) => cluster.of[node].name;
}

function nodeField(cluster: Cluster, field: string, names: LanguageNames): Read {
  const readers = new Map(
    cluster.roles.map((role) => [role, roleField(cluster.protocol, role, field, names)]),
  );
  return (node, seen) => {
    const read = readers.get(cluster.of[node]);
    if (read === undefined || read === null) throw new Error(`no field ${field}`);
    return read(node, seen);
  };
}

/** Null where the role has no such field. */
function roleField(
  protocol: AnyProtocol,
  role: Role,
  field: string,
  names: LanguageNames,
): Read | null {
  const view = role.code.views?.[field];
  if (view !== undefined) {
    const of = view.of as (state: object) => unknown;
    return (_, { state: { disk, mem }, now }) =>
      languageValue(view.shape, of({ disk, mem, now }), names);
  }
  const value = (shape: Shape<unknown>, of: (seen: NodeSeen) => Loose): Read => {
    return (_, seen) => languageValue(shape, of(seen)[field], names);
  };
  const { disk, mem, links } = role;
  if (role.declaration.mounts?.[field]) {
    const part = partReader(protocol, role.name, field, names);
    return (_, { state }) => part(state.disk[field] as Loose, state.mem[field] as Loose);
  }
  if (Object.hasOwn(disk.fields, field))
    return value(disk.fields[field], ({ state }) => state.disk);
  if (Object.hasOwn(mem.fields, field)) return value(mem.fields[field], ({ state }) => state.mem);
  if (Object.hasOwn(links.fields, field)) return value(links.fields[field], (seen) => seen.links);
  return null;
}

/** The state of a mounted protocol as a record: see `partType`. */
function partReader(
  host: AnyProtocol,
  of: string,
  mount: string,
  names: LanguageNames,
): (disk: Loose, mem: Loose) => Value {
  const { protocol, role, rolesOf } = partOf(host, of, mount);
  const { durable = {}, volatile = {}, mounts = {} } = protocol.declaration.roles[role];
  const own: LanguageNames = {
    ...names,
    nodes: (roles) => names.nodes(rolesOf(roles)),
    members: (roles) => names.members(rolesOf(roles)),
  };
  const parts = Object.keys(mounts).map(
    (name) => [name, partReader(protocol, role, name, own)] as const,
  );
  return (disk, mem) => [
    ...Object.entries(durable).map(([name, shape]) => languageValue(shape, disk[name], own)),
    ...Object.entries(volatile).map(([name, shape]) => languageValue(shape, mem[name], own)),
    ...parts.map(([name, part]) => part(disk[name] as Loose, mem[name] as Loose)),
  ];
}
