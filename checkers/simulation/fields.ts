/** All that the nodes of a running system remember, for people: field → node → value, kept up to date node by node. */
import type { Role } from '../../engine/node/index.js';
import type { Shape } from '../../engine/node/shapes/shape.js';
import type { NodeSeen } from '../../engine/node/view.js';
import type { Plain } from '../../engine/plain.js';
import type { Watched } from '../../engine/simulation/watcher.js';
import { timeText } from '../../engine/time-text.js';

interface Field {
  readonly name: string;
  /** It may be different later by itself. */
  readonly view: boolean;
  readonly shape: Shape<unknown>;
  readonly of: (seen: NodeSeen) => unknown;
}

type State = Readonly<Record<string, Plain>>;

export class NodeFields {
  private readonly fields: ReadonlyMap<Role, readonly Field[]>;

  constructor(private readonly system: Watched) {
    this.fields = new Map(system.cluster.roles.map((role) => [role, fieldsOf(role)]));
  }

  /** `server.term` → { server1: 1, … } for all roles that have nodes. */
  all(): State {
    const { cluster } = this.system;
    return cluster.of.reduce((state, _, node) => this.look(state, node, false), {} as State);
  }

  /** The state after this node did something; the same object where nothing is different. */
  after(state: State, node: number): State {
    const nodes = this.system.nodes.map((_, other) => other);
    return nodes.reduce((s, other) => this.look(s, other, other !== node), state);
  }

  private look(state: State, node: number, viewsAlone: boolean): State {
    const { cluster } = this.system;
    const seen = this.see(node);
    const own = cluster.names[node];
    const name = (id: number): string => cluster.names[id] ?? String(id);
    let changed: Record<string, Plain> | null = null;
    for (const { name: field, shape, of, view } of this.fields.get(cluster.of[node]) ?? []) {
      if (viewsAlone && !view) continue;
      const value =
        shape.kind === 'instant'
          ? this.momentOf(node, of(seen) as number)
          : (shape.plain(of(seen), name) as Plain);
      const before = (state[field] ?? {}) as State;
      if (own in before && JSON.stringify(before[own]) === JSON.stringify(value)) continue;
      changed ??= { ...state };
      changed[field] = { ...before, [own]: value };
    }
    return changed ?? state;
  }

  /** Each node's clock begins anywhere: told is the time of the run. */
  private momentOf(node: number, instant: number): string {
    const time = this.system.nodes[node].clocks.timeOf(instant);
    return time <= 0 ? 'long ago' : `at ${timeText(time)}`;
  }

  private see(node: number): NodeSeen {
    const { host, up, clocks } = this.system.nodes[node];
    const now = clocks.steady(this.system.time);
    return { state: host.state(), links: host.links, up, now };
  }
}

function fieldsOf({ name, disk, mem, code }: Role): Field[] {
  const field = (of: string, shape: Shape<unknown>, read: Field['of'], view = false): Field => ({
    ...{ name: `${name}.${of}`, view, shape, of: read },
  });
  return [
    ...Object.entries(disk.fields).map(([k, shape]) => field(k, shape, (s) => s.state.disk[k])),
    ...Object.entries(mem.fields).map(([k, shape]) => field(k, shape, (s) => s.state.mem[k])),
    ...Object.entries(code.views ?? {}).map(([k, { shape, of }]) =>
      field(
        k,
        shape,
        ({ state, now }) => of({ disk: state.disk, mem: state.mem, now } as never),
        true,
      ),
    ),
  ];
}
