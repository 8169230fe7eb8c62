/** A protocol's declaration in the words of the spec language: what properties, options and mutants of a system can name. */
import type {
  DeclaredField,
  DeclaredProtocol,
  DeclaredRole,
  NodeTypes,
} from '../language/system/declared.js';
import type { FieldType, Type } from '../language/types.js';
import type { RoleDeclaration } from './declaration.js';
import type { AnyProtocol, AnyRoleCode } from './protocol.js';
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
    fields: fieldsOf(role, protocol.code[name]),
    serves: role.serves
      ? { object: role.serves.name, operations: Object.keys(role.serves.operations) }
      : null,
    adversaries: Object.keys(protocol.adversaries?.[name] ?? {}),
  };
}

function fieldsOf(role: RoleDeclaration, code: AnyRoleCode): DeclaredField[] {
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
    ...Object.entries(role.mounts ?? {}).map(
      ([name, { protocol, role: part }]): DeclaredField => ({
        name,
        what: 'part',
        type: (nodes) => partType(protocol, part, nodes),
      }),
    ),
  ];
}

/** A mounted protocol: a record of its state, durable and volatile side by side. For a part, a node's role is its host's. */
function partType(protocol: AnyProtocol, role: string, nodes: NodeTypes): Type {
  const { durable, volatile, mounts } = protocol.declaration.roles[role];
  const parts = Object.entries(mounts ?? {}).map(([name, mount]) => ({
    name,
    type: partType(mount.protocol, mount.role, nodes),
  }));
  return {
    kind: 'record',
    name: `${protocol.declaration.name} ${role}`,
    fields: [...typed({ ...durable, ...volatile }, nodes), ...parts],
  };
}

const typed = (fields: Fields, nodes: NodeTypes): FieldType[] =>
  Object.entries(fields).map(([name, shape]) => ({ name, type: languageType(shape, nodes) }));
