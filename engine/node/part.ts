/**
 * A protocol inside another, on the same node and with the same fate. Its state lies under its name, its messages, timers and
 * events have its name first; what it emits comes up to the host as a call, in the same step. It sees itself as if alone.
 */
import type { Declaration, Mount, RoleDeclaration } from './declaration.js';
import type { Host } from './host.js';
import type { AnyHandler, AnyRoleCode, MountOf, Protocol, RoleName } from './protocol.js';
import type { Call, Duration, DurationRange } from './shapes/shape.js';
import type { Loose, Tagged } from './step.js';

/**
 * Puts a role of another protocol into a role: `mounts: { log: mount(raft, 'server') }`. The host's handlers then find it as
 * `n.parts.log`, hand it to functions that the protocol exports, and hear of its events in `mounts.log`.
 */
export function mount<D extends Declaration, R extends RoleName<D>>(
  protocol: Protocol<D>,
  role: R,
): MountOf<D, R> {
  return { protocol, role } as MountOf<D, R>;
}

/** What a part stands on: a host, or another part. */
export interface Above {
  readonly disk: Loose;
  readonly mem: Loose;
  readonly parts: Readonly<Record<string, unknown>>;
}

type Up = Readonly<Record<string, AnyHandler | undefined>>;

/** The parts of a host or part, by name; `all` receives them by path. */
export function partsOf(
  host: Host,
  above: Above,
  code: AnyRoleCode,
  declaration: RoleDeclaration,
  all: Map<string, Above>,
  path = '',
): Readonly<Record<string, Part>> {
  const parts = Object.entries(declaration.mounts ?? {}).map(([name, mounted]) => {
    const up = code.mounts?.[name] ?? {};
    return [name, new Part(host, above, name, `${path}${name}.`, mounted, up, all)] as const;
  });
  return Object.freeze(Object.fromEntries(parts));
}

class Part implements Above {
  readonly id: number;
  readonly peers: readonly number[];
  readonly nodes: Readonly<Record<string, readonly number[]>>;
  readonly options: Readonly<Loose>;
  readonly parts: Readonly<Record<string, Part>>;
  readonly links: Loose = Object.freeze({});

  constructor(
    private readonly host: Host,
    private readonly above: Above,
    private readonly name: string,
    private readonly path: string,
    mounted: Mount,
    private readonly up: Up,
    all: Map<string, Above>,
  ) {
    this.id = host.id;
    this.options = host.options;
    this.nodes = Object.freeze(nodesOf(host, path, mounted));
    this.peers = Object.freeze(this.nodes[mounted.role].filter((node) => node !== host.id));
    all.set(path, this);
    const { protocol, role } = mounted;
    this.parts = partsOf(
      host,
      this,
      protocol.code[role],
      protocol.declaration.roles[role],
      all,
      path,
    );
    Object.preventExtensions(this);
  }

  get disk(): Loose {
    return this.above.disk[this.name] as Loose;
  }
  get mem(): Loose {
    return this.above.mem[this.name] as Loose;
  }

  send(to: number, message: Tagged): undefined {
    return this.host.send(to, { ...message, type: this.path + message.type });
  }
  sync(): undefined {
    return this.host.sync();
  }
  flush(tag: unknown): undefined {
    return this.host.flushPart(this.path, tag);
  }
  arm(type: string, after: Duration | DurationRange, key?: object): undefined {
    return this.host.arm(this.path + type, after, key);
  }
  disarm(type: string, key?: object): undefined {
    return this.host.disarm(this.path + type, key);
  }
  armed(type: string, key?: object): boolean {
    return this.host.armed(this.path + type, key);
  }
  reply(call: Call, value: unknown): undefined {
    return this.host.reply(call, value);
  }
  refuse(call: Call, why: string): undefined {
    return this.host.refuse(call, why);
  }
  redirect(call: Call, to: number): undefined {
    return this.host.redirect(call, to);
  }
  ask(port: string, op: string, args: object, context: object): undefined {
    return this.host.ask(this.path + port, op, args, context);
  }
  emit(event: string, fields: object): undefined {
    this.host.emit(this.path + event, fields);
    const heard = this.up[event] as ((n: Above, fields: object) => undefined) | undefined;
    return heard?.(this.above, fields);
  }
  now(): number {
    return this.host.now();
  }
  wall(): number {
    return this.host.wall();
  }
  wallBounds(): { readonly earliest: number; readonly latest: number } {
    return this.host.wallBounds();
  }
  pick<T>(from: readonly T[]): T {
    return this.host.pick(from);
  }
  pickSome<T>(k: number, from: readonly T[]): T[] {
    return this.host.pickSome(k, from);
  }
  chance(p: number): boolean {
    return this.host.chance(p);
  }
  sign<T>(body: T): unknown {
    return this.host.sign(body);
  }
  must(condition: boolean, why: string): undefined {
    return this.host.must(condition, why);
  }
  mutated(name: string): boolean {
    return this.host.mutated(name);
  }
}

/** For the part, a node plays the role that is mounted on it at the same place. */
function nodesOf(host: Host, path: string, { protocol }: Mount): Record<string, readonly number[]> {
  const nodes: Record<string, number[]> = {};
  for (const role of Object.keys(protocol.declaration.roles)) nodes[role] = [];
  for (const [node, role] of host.cluster.of.entries()) {
    const piece = role.pieces.find((p) => p.path === path && p.protocol === protocol);
    if (piece === undefined) continue;
    const name = Object.entries(protocol.declaration.roles).find(
      ([, d]) => d === piece.declaration,
    );
    if (name) nodes[name[0]].push(node);
  }
  for (const all of Object.values(nodes)) Object.freeze(all);
  return nodes;
}
