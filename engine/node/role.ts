/**
 * A role made ready to run: its shapes, and its handlers in one table, with the state, messages, timers and events of
 * mounted protocols under their names. Made once for all nodes of the role.
 */
import { didYouMean } from '../language/nearest.js';
import {
  type Declaration,
  fieldsOf,
  type Operations,
  type RoleDeclaration,
} from './declaration.js';
import { ProtocolError } from './errors.js';
import { NOTHING_OWED } from './owing.js';
import type { AnyHandler, AnyProtocol, AnyRoleCode } from './protocol.js';
import { directly } from './shapes/generate.js';
import { type RecordShape, recordShape, variantShape } from './shapes/records.js';
import type { Fields, Shape } from './shapes/shape.js';
import type { Loose, NodeState, Tagged } from './step.js';

/** A handler, and the path of the part that it belongs to: '' or `log.`. */
export interface Bound {
  readonly run: AnyHandler;
  readonly part: string;
  /** The event's own name, without the part's. */
  readonly name: string;
}
type Handlers = ReadonlyMap<string, Bound>;

/** A timer without fields, made ready. */
export interface Keyless {
  readonly timer: Tagged;
  readonly key: string;
}

/** What a part of a role declares, by path. */
interface Piece {
  readonly path: string;
  readonly protocol: AnyProtocol;
  readonly declaration: RoleDeclaration;
  readonly code: AnyRoleCode;
}

export interface PortShapes {
  readonly operations: Operations;
  readonly context: RecordShape<Loose>;
  readonly args: ReadonlyMap<string, RecordShape<Loose>>;
}

export class Role {
  readonly declaration: RoleDeclaration;
  readonly code: AnyRoleCode;
  readonly disk: RecordShape<Loose>;
  readonly mem: RecordShape<Loose>;
  readonly links: RecordShape<Loose>;
  readonly messages: Shape<Tagged>;
  /** Of its messages and its disk, what every step asks for. */
  readonly copyMessage: (message: Tagged) => Tagged;
  readonly refreshDisk: RecordShape<Loose>['refresh'];
  readonly timers: Shape<Tagged>;
  readonly keyless: ReadonlyMap<string, Keyless>;
  readonly events: ReadonlyMap<string, RecordShape<Loose>>;
  readonly args: ReadonlyMap<string, RecordShape<Loose>>;
  readonly returns: ReadonlyMap<string, Shape<unknown>>;
  readonly ports: ReadonlyMap<string, PortShapes>;
  readonly on: Handlers;
  readonly onTimer: Handlers;
  readonly calls: Handlers;
  readonly answers: Handlers;
  readonly flushed: Handlers;
  /** Of the parts first, so that a host starts on parts that have started. */
  readonly starts: readonly Bound[];
  /** Calls come from clients alone and die with the memory of the node: nobody else can answer them. See owing.ts. */
  readonly keepsCalls: boolean;
  readonly pieces: readonly Piece[];

  constructor(
    readonly name: string,
    protocol: AnyProtocol,
  ) {
    const pieces = piecesOf(protocol, name, '');
    const own = pieces[pieces.length - 1];
    this.pieces = pieces;
    this.declaration = own.declaration;
    this.code = own.code;
    this.disk = state(protocol, name, 'durable');
    this.mem = state(protocol, name, 'volatile');
    this.links = recordShape('record', own.declaration.links ?? {}, `${name}.links`);
    const received = gather(pieces, ({ receives }) => receives);
    const fields = Object.entries(received).map(([k, f]) => [k, fieldsOf(f)] as const);
    this.messages = variantShape(Object.fromEntries(fields), `a message to ${name}`);
    this.copyMessage = directly(this.messages.copy);
    this.refreshDisk = directly(this.disk.refresh);
    const timers = gather(pieces, (d) => d.timers);
    this.timers = variantShape(timers, `a timer of ${name}`);
    this.keyless = keylessOf(timers, this.timers);
    this.events = eventShapes(pieces);
    const operations = own.declaration.serves?.operations ?? {};
    this.args = argsOf(operations, name);
    this.returns = new Map(Object.entries(operations).map(([op, { returns }]) => [op, returns]));
    this.ports = portShapes(pieces);
    this.on = bind(pieces, ({ on }) => on, 'flushed');
    this.onTimer = bind(pieces, (c) => c.timers);
    this.calls = bind([own], (c) => c.calls);
    this.answers = bind(pieces, (c) => c.answers);
    this.flushed = flushHandlers(pieces);
    this.keepsCalls = ![this.messages, this.disk, ...contexts(this.ports), ...tags(pieces)].some(
      ({ contents }) => contents.calls,
    );
    this.starts = pieces.flatMap(({ path, code }) =>
      code.start ? [{ run: code.start, part: path, name: 'start' }] : [],
    );
  }

  /** A node before its first start. */
  initial(): NodeState {
    return this.boot(this.disk.initial());
  }

  /** A node at a start, with what its disk has kept. */
  boot(durable: Loose): NodeState {
    const disk = this.disk.copy(durable);
    return {
      disk,
      durable,
      mem: this.mem.initial(),
      timers: new Map(),
      flushing: [],
      owed: NOTHING_OWED,
    };
  }

  /** The handler that is called so: `on.prepare`. */
  handler(label: string): AnyHandler | undefined {
    const [kind, ...name] = label.split('.');
    const tables = new Map([
      ['on', this.on],
      ['timers', this.onTimer],
      ['calls', this.calls],
      ['answers', this.answers],
    ]);
    if (label === 'start') return this.starts.at(-1)?.run;
    if (label === 'on.flushed') return this.flushed.get('')?.run;
    return tables.get(kind)?.get(name.join('.'))?.run;
  }

  /** The key of a timer, as effects and `NodeState.timers` have it. */
  timerKey(timer: Tagged): string {
    return this.keyless.get(timer.type)?.key ?? this.timers.text(timer);
  }
}

const made = new WeakMap<AnyProtocol, readonly Role[]>();

/** The roles of a protocol. All its clusters share them, and so the code of their shapes, which V8 optimises once and not for each run. */
export function rolesOf(protocol: AnyProtocol): readonly Role[] {
  const known = made.get(protocol);
  if (known !== undefined) return known;
  const roles = Object.keys(protocol.declaration.roles).map((name) => new Role(name, protocol));
  made.set(protocol, roles);
  return roles;
}

function piecesOf(protocol: AnyProtocol, role: string, path: string): Piece[] {
  const declaration = protocol.declaration.roles[role];
  const parts = Object.entries(declaration.mounts ?? {}).flatMap(([name, mount]) =>
    piecesOf(mount.protocol, mount.role, `${path}${name}.`),
  );
  return [...parts, { path, protocol, declaration, code: protocol.code[role] }];
}

/** The state of a part is a record under its name, on disk as in memory. */
function state(
  protocol: AnyProtocol,
  role: string,
  kind: 'durable' | 'volatile',
): RecordShape<Loose> {
  const declaration = protocol.declaration.roles[role];
  const parts = Object.entries(declaration.mounts ?? {}).map(
    ([name, mount]) => [name, state(mount.protocol, mount.role, kind)] as const,
  );
  const fields = { ...declaration[kind], ...Object.fromEntries(parts) };
  return recordShape('record', fields, `${protocol.declaration.name}.${role}.${kind}`);
}

function gather<T>(
  pieces: readonly Piece[],
  table: (declaration: RoleDeclaration) => Readonly<Record<string, T>> | undefined,
): Record<string, T> {
  const all = pieces.flatMap(({ path, declaration }) =>
    Object.entries(table(declaration) ?? {}).map(([k, x]) => [`${path}${k}`, x]),
  );
  return Object.fromEntries(all);
}

function bind(
  pieces: readonly Piece[],
  table: (code: AnyRoleCode) => Readonly<Record<string, AnyHandler | undefined>> | undefined,
  except?: string,
): Handlers {
  const bound = pieces.flatMap(({ path, code }) =>
    Object.entries(table(code) ?? {}).flatMap(([name, run]): [string, Bound][] =>
      run === undefined || name === except ? [] : [[`${path}${name}`, { run, part: path, name }]],
    ),
  );
  return new Map(bound);
}

function flushHandlers(pieces: readonly Piece[]): Handlers {
  const bound = pieces.flatMap(({ path, declaration, code }): [string, Bound][] => {
    const run = code.on?.['flushed'];
    return declaration.flushes && run ? [[path, { run, part: path, name: 'flushed' }]] : [];
  });
  return new Map(bound);
}

function keylessOf(
  timers: Readonly<Record<string, Fields>>,
  shape: Shape<Tagged>,
): Map<string, Keyless> {
  const keyless = Object.entries(timers).filter(([, fields]) => Object.keys(fields).length === 0);
  return new Map(
    keyless.map(([type]) => {
      const timer = Object.freeze({ type });
      return [type, { timer, key: shape.text(timer) }];
    }),
  );
}

function eventShapes(pieces: readonly Piece[]): Map<string, RecordShape<Loose>> {
  const shapes = pieces.flatMap(({ path, protocol }) =>
    Object.entries(protocol.declaration.events ?? {}).map(([event, fields]) => {
      const name = `${path}${event}`;
      return [name, recordShape<Loose>('record', fields, `event ${name}`)] as const;
    }),
  );
  return new Map(shapes);
}

const contexts = (ports: Role['ports']) => [...ports.values()].map(({ context }) => context);
const tags = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ declaration: { flushes } }) => (flushes === undefined ? [] : [flushes]));

const argsOf = (operations: Operations, what: string): Map<string, RecordShape<Loose>> =>
  new Map(
    Object.entries(operations).map(([op, { args }]) => [
      op,
      recordShape<Loose>('record', args, `the arguments of ${what}.${op}`),
    ]),
  );

function portShapes(pieces: readonly Piece[]): Map<string, PortShapes> {
  const ports = gather(pieces, (d) => d.uses);
  return new Map(
    Object.entries(ports).map(([port, { service, context }]) => [
      port,
      {
        operations: service.operations,
        context: recordShape<Loose>('record', context, `the context of ${port}`),
        args: argsOf(service.operations, port),
      },
    ]),
  );
}

/** Options, events and mutants of a protocol and all that is mounted in it. Events of parts have the part's name first. */
export function surface(
  protocol: AnyProtocol,
): Required<Pick<Declaration, 'options' | 'events' | 'mutants'>> {
  const { declaration } = protocol;
  const parts = Object.values(declaration.roles).flatMap(({ mounts }) =>
    Object.entries(mounts ?? {}),
  );
  const below = parts.map(([name, mount]) => [name, surface(mount.protocol)] as const);
  const events = below.flatMap(([name, part]) =>
    Object.entries(part.events).map(([event, fields]) => [`${name}.${event}`, fields]),
  );
  return {
    options: Object.assign({}, ...below.map(([, part]) => part.options), declaration.options),
    mutants: Object.assign({}, ...below.map(([, part]) => part.mutants), declaration.mutants),
    events: { ...Object.fromEntries(events), ...declaration.events },
  };
}

/** Throws a ProtocolError unless `name` is one of `names`. */
export function checkKnown(name: string, names: Iterable<string>, what: string): void {
  const known = [...names];
  if (known.includes(name)) return;
  const hint = didYouMean(name, known) ?? `there are: ${known.join(', ') || 'none'}`;
  throw new ProtocolError(`${what} '${name}' does not exist; ${hint}`);
}
