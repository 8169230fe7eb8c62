/**
 * `declare` and `implement`: identity for TypeScript, and checks of what types cannot say, at the moment a protocol's file is
 * loaded. A file that was never type-checked gets the same answers, in words.
 */
import { didYouMean } from '../language/nearest.js';
import {
  type Declaration,
  fieldsOf,
  type RoleDeclaration,
  type Service,
  sendersOf,
} from './declaration.js';
import { ProtocolError } from './errors.js';
import type {
  Adversaries,
  AnyProtocol,
  AnyRoleCode,
  Protocol,
  RoleCode,
  RoleName,
} from './protocol.js';
import { checkFieldName } from './shapes/generate.js';
import type { Fields, Shape } from './shapes/shape.js';

type NoOverlap<R extends RoleDeclaration> = keyof R['durable'] &
  keyof R['volatile'] &
  string extends never
  ? R
  : { readonly error: 'durable and volatile share a name' };

/**
 * What a protocol consists of. Throws a ProtocolError that names the place for what types cannot refuse: a name twice, an instant
 * on disk, an id of a role that does not exist.
 */
export function declare<const D extends Declaration>(
  declaration: D & {
    readonly roles: { readonly [R in keyof D['roles']]: NoOverlap<D['roles'][R]> };
  },
): D {
  checkDeclaration(declaration);
  return declaration;
}

/** A protocol: its declaration, a handler for everything declared, and liars to try it with. */
export function implement<D extends Declaration>(
  declaration: D,
  code: { readonly [R in RoleName<D>]: RoleCode<D, R> },
  adversaries?: Adversaries<D>,
): Protocol<D> {
  const protocol = { declaration, code, ...(adversaries && { adversaries }) };
  checkProtocol(protocol as unknown as AnyProtocol);
  return protocol;
}

/** Properties see all of these flat, beside the state. */
const BUILT_IN = ['id', 'name', 'kind', 'up'];
const PROTOCOL_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const refuse = (at: string, why: string): never => {
  throw new ProtocolError(`${at}: ${why}`);
};

/** Everything about a declaration that can be wrong. `checkProtocol` repeats it for files loaded by path. */
export function checkDeclaration(d: Declaration): void {
  if (typeof d !== 'object' || d === null)
    refuse('declaration', 'it should be what declare(…) returns');
  if (typeof d.name !== 'string' || !PROTOCOL_NAME.test(d.name))
    refuse(
      'declaration.name',
      `'${String(d.name)}' should be small letters and hyphens, such as 'two-phase-commit'`,
    );
  if (typeof d.about !== 'string')
    refuse(`${d.name}.about`, 'one sentence that says what the protocol does is missing');
  if (typeof d.roles !== 'object' || d.roles === null || Object.keys(d.roles).length === 0)
    refuse(`${d.name}.roles`, 'a protocol has at least one role');
  for (const [role, declared] of Object.entries(d.roles)) {
    checkFieldName(role, `${d.name}.roles`);
    checkRole(d, role, declared);
  }
  for (const [event, fields] of Object.entries(d.events ?? {}))
    checkFields(d, `events.${event}`, event, fields);
  for (const [mutant, about] of Object.entries(d.mutants ?? {}))
    if (typeof about !== 'string' || about.trim() === '')
      refuse(
        `${d.name}.mutants.${mutant}`,
        'a sentence that says how the system is then wrong is missing',
      );
  for (const [option, made] of Object.entries(d.options ?? {}))
    if (typeof made?.parse !== 'function')
      refuse(
        `${d.name}.options.${option}`,
        "it should be made by duration, count, flag, … (duration('5 ms', 'what for'))",
      );
}

function checkRole(d: Declaration, role: string, r: RoleDeclaration): void {
  const at = `roles.${role}`;
  if (typeof r !== 'object' || r === null)
    refuse(`${d.name}.${at}`, 'it should be a record, {} at least');
  const state = [
    ...Object.keys(r.durable ?? {}),
    ...Object.keys(r.volatile ?? {}),
    ...Object.keys(r.mounts ?? {}),
  ];
  for (const [i, name] of state.entries()) {
    if (BUILT_IN.includes(name))
      refuse(`${d.name}.${at}.${name}`, `every node already has '${name}'; name it otherwise`);
    if (state.indexOf(name) !== i)
      refuse(
        `${d.name}.${at}.${name}`,
        'the name is taken: properties see durable, volatile and mounts side by side',
      );
  }
  checkShapes(d, `${at}.durable`, r.durable);
  checkShapes(d, `${at}.volatile`, r.volatile);
  checkShapes(d, `${at}.links`, r.links);
  for (const [message, received] of Object.entries(r.receives ?? {})) {
    checkFields(d, `${at}.receives.${message}`, message, fieldsOf(received));
    for (const sender of sendersOf(received) ?? [])
      checkRoleName(d, `${at}.receives.${message}`, sender);
    if (message === 'flushed' && r.flushes)
      refuse(
        `${d.name}.${at}.receives.flushed`,
        '`on.flushed` tells that a flush is done; name the message otherwise',
      );
  }
  for (const [timer, fields] of Object.entries(r.timers ?? {}))
    checkFields(d, `${at}.timers.${timer}`, timer, fields);
  if (r.flushes) checkShapes(d, `${at}.flushes`, { tag: r.flushes });
  if (r.serves) checkService(d, `${at}.serves`, r.serves);
  for (const [port, used] of Object.entries(r.uses ?? {})) {
    checkService(d, `${at}.uses.${port}`, used.service);
    checkShapes(d, `${at}.uses.${port}.context`, used.context);
  }
  checkMounts(d, at, r);
  noInstants(d, `${at}.durable`, r.durable, 'after a restart');
  for (const [m, received] of Object.entries(r.receives ?? {}))
    noInstants(d, `${at}.receives.${m}`, fieldsOf(received), 'on another node');
}

function checkMounts(d: Declaration, at: string, { mounts }: RoleDeclaration): void {
  for (const [name, mounted] of Object.entries(mounts ?? {})) {
    checkFieldName(name, `${d.name}.${at}.mounts`);
    const part = mounted.protocol?.declaration;
    if (part?.roles[mounted.role] === undefined)
      refuse(
        `${d.name}.${at}.mounts.${name}`,
        "it should be made by mount(protocol, 'role'), with a role of that protocol",
      );
    const linked = part.roles[mounted.role].links;
    if (linked && Object.keys(linked).length > 0)
      refuse(
        `${d.name}.${at}.mounts.${name}`,
        `${part.name} needs links, which a mounted protocol does not get`,
      );
    for (const [option, own] of Object.entries(d.options ?? {}))
      if (part.options?.[option] && part.options[option].kind !== own.kind)
        refuse(
          `${d.name}.options.${option}`,
          `the mounted ${part.name} has an option of this name and of another kind`,
        );
  }
}

function checkService(d: Declaration, at: string, s: Service): void {
  if (typeof s?.operations !== 'object')
    refuse(`${d.name}.${at}`, "it should be made by service('name', { … })");
  for (const [op, { args, returns }] of Object.entries(s.operations)) {
    checkFields(d, `${at}.${op}`, op, args);
    checkShapes(d, `${at}.${op}`, { returns });
    noInstants(d, `${at}.${op}`, { ...args, returns }, 'for a client');
  }
}

function checkFields(d: Declaration, at: string, name: string, fields: Fields): void {
  checkFieldName(name, `${d.name}.${at}`);
  checkShapes(d, at, fields);
  if (Object.hasOwn(fields, 'type'))
    refuse(
      `${d.name}.${at}.type`,
      "'type' tells messages and timers apart; name the field otherwise",
    );
}

function checkShapes(d: Declaration, at: string, fields: Fields | undefined): void {
  if (fields === undefined) return;
  if (typeof fields !== 'object' || fields === null)
    refuse(`${d.name}.${at}`, 'it should be a record of shapes');
  for (const [k, shape] of Object.entries(fields)) {
    checkFieldName(k, `${d.name}.${at}`);
    if (typeof shape?.check !== 'function')
      refuse(
        `${d.name}.${at}.${k}`,
        'it should be a shape, such as int, optional(text) or list(id(…))',
      );
    visit(shape, (part) => {
      if (part.detail.kind === 'id')
        for (const r of part.detail.roles) checkRoleName(d, `${at}.${k}`, r);
      if (part.detail.kind === 'signed') checkRoleName(d, `${at}.${k}`, part.detail.role);
    });
  }
}

function checkRoleName(d: Declaration, at: string, role: string): void {
  if (Object.hasOwn(d.roles, role)) return;
  const roles = Object.keys(d.roles);
  refuse(
    `${d.name}.${at}`,
    `there is no role '${role}'; ${didYouMean(role, roles) ?? `roles: ${roles.join(', ')}`}`,
  );
}

function noInstants(d: Declaration, at: string, fields: Fields | undefined, where: string): void {
  for (const [k, shape] of Object.entries(fields ?? {}))
    visit(shape, ({ kind }) => {
      if (kind === 'instant')
        refuse(
          `${d.name}.${at}.${k}`,
          `an instant means nothing ${where}; keep a timestamp, or send how long is left`,
        );
    });
}

/** A shape and all that it is made of. */
export function visit(shape: Shape<unknown>, see: (shape: Shape<unknown>) => void): void {
  see(shape);
  const { detail } = shape;
  if ('of' in detail) visit(detail.of, see);
  if (detail.kind === 'map') for (const part of [detail.key, detail.value]) visit(part, see);
  if ('fields' in detail) for (const part of Object.values(detail.fields)) visit(part, see);
  if ('cases' in detail)
    for (const fields of Object.values(detail.cases))
      for (const part of Object.values(fields)) visit(part, see);
}

/** Throws a ProtocolError unless this is a declaration with a handler for all that it declares, and no others. */
export function checkProtocol(protocol: AnyProtocol): void {
  checkDeclaration(protocol?.declaration);
  const { declaration: d, code, adversaries } = protocol;
  if (typeof code !== 'object' || code === null)
    refuse(d.name, 'implement(declaration, code): the code is missing');
  sameNames(`${d.name}: code`, 'role', Object.keys(d.roles), code);
  for (const [role, r] of Object.entries(d.roles))
    checkCode(`${d.name}, code of ${role}`, r, code[role]);
  for (const [role, liars] of Object.entries(adversaries ?? {})) {
    checkRoleName(d, 'adversaries', role);
    for (const [name, liar] of Object.entries(liars ?? {}))
      if (typeof liar?.send !== 'function')
        refuse(`${d.name}, adversary '${name}'`, 'send(n, to, message) is missing');
  }
}

const KNOWN_CODE = ['start', 'on', 'timers', 'calls', 'answers', 'mounts', 'views'];

function checkCode(at: string, r: RoleDeclaration, code: AnyRoleCode): void {
  for (const k of Object.keys(code))
    if (!KNOWN_CODE.includes(k))
      refuse(
        at,
        `'${k}' is no part of a role; ${didYouMean(k, KNOWN_CODE) ?? `parts: ${KNOWN_CODE.join(', ')}`}`,
      );
  if (code.start !== undefined && typeof code.start !== 'function')
    refuse(at, 'start should be a function');
  const on = [...Object.keys(r.receives ?? {}), ...(r.flushes ? ['flushed'] : [])];
  sameNames(`${at}: on`, 'message', on, code.on ?? {});
  sameNames(`${at}: timers`, 'timer', Object.keys(r.timers ?? {}), code.timers ?? {});
  sameNames(`${at}: calls`, 'operation', Object.keys(r.serves?.operations ?? {}), code.calls ?? {});
  sameNames(`${at}: answers`, 'port', Object.keys(r.uses ?? {}), code.answers ?? {});
  for (const [name, heard] of Object.entries(code.mounts ?? {})) {
    const events = r.mounts?.[name]?.protocol.declaration.events;
    if (r.mounts?.[name] === undefined) refuse(`${at}: mounts`, `nothing is mounted as '${name}'`);
    for (const event of Object.keys(heard))
      if (!Object.hasOwn(events ?? {}, event))
        refuse(
          `${at}: mounts.${name}`,
          `it emits no '${event}'; ${didYouMean(event, Object.keys(events ?? {})) ?? `events: ${Object.keys(events ?? {}).join(', ') || 'none'}`}`,
        );
  }
  const state = [
    ...Object.keys(r.durable ?? {}),
    ...Object.keys(r.volatile ?? {}),
    ...Object.keys(r.mounts ?? {}),
    ...BUILT_IN,
  ];
  for (const [view, { shape, of }] of Object.entries(code.views ?? {})) {
    if (state.includes(view)) refuse(`${at}: views.${view}`, 'the name is taken by the state');
    if (typeof shape?.check !== 'function' || typeof of !== 'function')
      refuse(`${at}: views.${view}`, 'it should be { shape, of: ({ disk, mem, now }) => … }');
  }
}

/** A handler for each, and a function at that. */
function sameNames(at: string, what: string, declared: readonly string[], table: object): void {
  const given = new Map<string, unknown>(Object.entries(table));
  for (const name of declared)
    if (!given.has(name)) refuse(at, `there is no handler for the ${what} '${name}'`);
  for (const [name, handler] of given) {
    if (!declared.includes(name))
      refuse(
        at,
        `the ${what} '${name}' is not declared; ${didYouMean(name, declared) ?? `declared: ${declared.join(', ') || 'none'}`}`,
      );
    if (what !== 'role' && typeof handler !== 'function')
      refuse(at, `the handler of '${name}' should be a function`);
    if (what === 'role' && (typeof handler !== 'object' || handler === null))
      refuse(at, `the code of '${name}' should be a record of handlers`);
  }
}
