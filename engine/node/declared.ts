/** A protocol's declaration in the words of the spec language: what properties, options and mutants of a system can name. */
import type {
  DeclaredField,
  DeclaredProtocol,
  DeclaredRole,
  NodeTypes,
} from '../language/system/declared.js';
import type { FieldType, Type } from '../language/types.js';
import type { RoleDeclaration } from './declaration.js';
import type { AnyProtocol } from './protocol.js';
import { surface } from './role.js';
import { languageType } from './shapes/language.js';
import type { Fields } from './shapes/shape.js';

export function declared(protocol: AnyProtocol): DeclaredProtocol {
  const { declaration } = protocol;
  const { options, events, mutants } = surface(protocol);
  return {
    name: declaration.name,
    about: declaration.about,
    roles: Object.entries(declaration.roles).map(([name, role]) =>
      declaredRole(name, role, protocol),
    ),
    options,
    events: Object.entries(events).map(([name, fields]) => ({
      name,
      fields: (nodes) => typed(fields, nodes),
    })),
    mutants,
  };
}

function declaredRole(name: string, role: RoleDeclaration, protocol: AnyProtocol): DeclaredRole {
  return {
    name,
    symmetric: role.symmetric !== false,
    fields: fieldsOf(name, protocol),
    serves: role.serves
      ? { object: role.serves.name, operations: Object.keys(role.serves.operations) }
      : null,
    adversaries: Object.keys(protocol.adversaries?.[name] ?? {}),
  };
}

function fieldsOf(of: string, protocol: AnyProtocol): DeclaredField[] {
  const role = protocol.declaration.roles[of];
  const code = protocol.code[of];
  const plain = (what: DeclaredField['what'], fields: Fields = {}): DeclaredField[] =>
    Object.entries(fields).map(([name, shape]) => ({
      name,
      what,
      type: (nodes) => languageType(shape, nodes),
    }));
  const views = Object.entries(code.views ?? {}).map(([name, { shape }]) => [name, shape] as const);
  return [
    ...plain('durable', role.durable),
    ...plain('volatile', role.volatile),
    ...plain('link', role.links),
    ...plain('view', Object.fromEntries(views)),
    ...Object.keys(role.mounts ?? {}).map(
      (name): DeclaredField => ({
        name,
        what: 'part',
        type: (nodes) => partType(protocol, of, name, nodes),
      }),
    ),
  ];
}

/** A mounted protocol: a record of its state, durable and volatile side by side, then of its own parts. */
function partType(host: AnyProtocol, of: string, mount: string, nodes: NodeTypes): Type {
  const { protocol, role, rolesOf } = partOf(host, of, mount);
  const { durable, volatile, mounts } = protocol.declaration.roles[role];
  const own: NodeTypes = (roles) => nodes(rolesOf(roles));
  const parts = Object.keys(mounts ?? {}).map((name) => ({
    name,
    type: partType(protocol, role, name, own),
  }));
  return {
    kind: 'record',
    name: `${protocol.declaration.name} ${role}`,
    fields: [...typed({ ...durable, ...volatile }, own), ...parts],
  };
}

/** What is mounted under this name, and which roles of the host stand for roles of the part. */
export function partOf(host: AnyProtocol, of: string, mount: string) {
  const mounted = host.declaration.roles[of].mounts?.[mount];
  if (mounted === undefined) throw new Error(`nothing is mounted as ${mount}`);
  const { protocol, role } = mounted;
  const rolesOf = (roles: readonly string[]): string[] =>
    Object.entries(host.declaration.roles).flatMap(([name, { mounts }]) => {
      const there = mounts?.[mount];
      return there?.protocol === protocol && roles.includes(there.role) ? [name] : [];
    });
  return { protocol, role, rolesOf };
}

const typed = (fields: Fields, nodes: NodeTypes): FieldType[] =>
  Object.entries(fields).map(([name, shape]) => ({ name, type: languageType(shape, nodes) }));
