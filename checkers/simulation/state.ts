/**
 * The state of a running system as properties see it: the variables of the spec, kept up to date after each event. Only fields that the spec
 * reads are looked at, only those of the node that did something and the views that time changes, and their values are made anew only
 * where they changed.
 */
import type { SystemVariable } from '../../engine/language/system/spec.js';
import type { Type } from '../../engine/language/types.js';
import type { Value } from '../../engine/language/value.js';
import { Numbered } from '../../engine/language/values/numbered.js';
import { compareValues } from '../../engine/language/values/order.js';
import { HandlerError } from '../../engine/node/errors.js';
import { languageValue } from '../../engine/node/shapes/language.js';
import type { Shape } from '../../engine/node/shapes/shape.js';
import type { Loose } from '../../engine/node/step.js';
import { entryReader, languageNames, type NodeSeen } from '../../engine/node/view.js';
import type { Watched } from '../../engine/simulation/watcher.js';
import type { Change } from './standing.js';

/** A node's entry of a variable that maps nodes to a field. */
interface Entry {
  readonly node: number;
  readonly variable: string;
  readonly at: number;
  readonly change: Change;
  readonly read: (seen: NodeSeen) => Value;
  /** The field as the node has it; null `shape`: compared by ===. */
  readonly raw: (seen: NodeSeen) => unknown;
  readonly shape: Shape<unknown> | null;
  last: unknown;
  /** A view that asked for the time when it was looked at last: it may be different later by itself. */
  timed: boolean;
}

interface Emitted {
  readonly variable: string;
  readonly item: Type;
}

export class SystemState {
  private readonly entries: Entry[][];
  /** Entries that are views. */
  private readonly views: Entry[] = [];
  private askedForTime = false;
  private readonly emitted = new Map<string, Emitted>();
  private readonly healed: readonly Change[];
  private readonly names: ReturnType<typeof languageNames>;

  constructor(
    private readonly system: Watched,
    variables: readonly SystemVariable[],
    readonly values = new Numbered(),
  ) {
    this.names = languageNames(system.cluster);
    this.entries = system.nodes.map(() => []);
    for (const variable of variables) this.watch(variable);
    this.healed = variables.flatMap(({ name, from }) =>
      from.is === 'healed' ? [{ variable: name }] : [],
    );
  }

  private watch(variable: SystemVariable): void {
    const { name, from, type } = variable;
    if (from.is === 'word' || from.is === 'finished') throw new Error(`${name} is of threads`);
    if (from.is === 'healed') this.values.set(name, false);
    else if (from.is === 'emitted') {
      if (type.kind !== 'set') throw new Error(`${name} should be a set`);
      this.emitted.set(from.event, { variable: name, item: type.of });
      this.values.set(name, []);
    } else {
      const { nodes, read } = entryReader(this.system.cluster, variable, this.names);
      const values = nodes.map((node, at) => {
        const { raw, shape } = this.rawOf(node, from);
        const seen = this.see(node);
        this.askedForTime = false;
        const found = raw(seen);
        const timed = this.askedForTime;
        const last = shape === null ? found : shape.copy(found);
        const entry = {
          node,
          variable: name,
          at,
          change: { variable: name, at },
          read: (s: NodeSeen) => read(node, s),
          raw,
          shape,
          last,
          timed,
        };
        this.entries[node].push(entry);
        if (from.is === 'field' && this.isView(node, from.field)) this.views.push(entry);
        return read(node, seen);
      });
      this.values.set(name, values);
    }
  }

  private rawOf(
    node: number,
    from: Extract<SystemVariable['from'], { is: 'field' | 'built-in' }>,
  ): Pick<Entry, 'raw' | 'shape'> {
    const { field } = from;
    if (from.is === 'built-in')
      return { raw: field === 'up' ? ({ up }) => up : () => 0, shape: null };
    const { name, disk, mem, links, code } = this.system.cluster.of[node];
    const view = code.views?.[field];
    if (view !== undefined) {
      const of = view.of as (state: object) => unknown;
      const asked = () => {
        this.askedForTime = true;
      };
      const raw = ({ state, now }: NodeSeen) =>
        viewed(name, field, () =>
          of({
            disk: state.disk,
            mem: state.mem,
            get now() {
              asked();
              return now;
            },
          }),
        );
      return { raw, shape: view.shape };
    }
    if (Object.hasOwn(disk.fields, field))
      return { raw: ({ state }) => state.disk[field], shape: disk.fields[field] };
    if (Object.hasOwn(mem.fields, field))
      return { raw: ({ state }) => state.mem[field], shape: mem.fields[field] };
    return { raw: (seen) => seen.links[field], shape: links.fields[field] };
  }

  private isView(node: number, field: string): boolean {
    return this.system.cluster.of[node].code.views?.[field] !== undefined;
  }

  private see(node: number): NodeSeen {
    const { host, up, clocks } = this.system.nodes[node];
    const now = clocks.steady(this.system.time);
    return { state: host.state(), links: host.links, up, now };
  }

  /** What is different after the node did something. */
  look(node: number): readonly Change[] {
    const changed: Change[] = [];
    const entries = this.entries[node];
    if (entries.length > 0) {
      const seen = this.see(node);
      for (const entry of entries) this.lookAt(entry, seen, changed);
    }
    for (const view of this.views) {
      if (view.timed && view.node !== node) this.lookAt(view, this.see(view.node), changed);
    }
    return changed.length === 0 ? NOTHING : changed;
  }

  private lookAt(entry: Entry, seen: NodeSeen, changed: Change[]): void {
    const { shape } = entry;
    this.askedForTime = false;
    const raw = entry.raw(seen);
    entry.timed = this.askedForTime;
    const same = shape === null || shape.scalar ? raw === entry.last : shape.equal(entry.last, raw);
    if (same) return;
    entry.last = shape === null ? raw : shape.copy(raw);
    const values = [...(this.values.get(entry.variable) as readonly Value[])];
    values[entry.at] = entry.read(seen);
    this.values.set(entry.variable, values);
    changed.push(entry.change);
  }

  /** The same, after the node emitted something. */
  emit(node: number, event: string, fields: Loose): readonly Change[] {
    const emitted = this.emitted.get(event);
    if (emitted === undefined) return NOTHING;
    const shape = this.system.cluster.of[node].events.get(event);
    if (shape === undefined) return NOTHING;
    const { variable, item: type } = emitted;
    const before = this.values.get(variable) as readonly Value[];
    const values = Object.entries(shape.fields).map(([name, of]) =>
      languageValue(of, fields[name], this.names),
    );
    const item: Value = [this.names.names[node], ...values];
    const at = placeIn(before, item, type);
    if (at === null) return NOTHING;
    this.values.set(variable, before.toSpliced(at, 0, item));
    return [{ variable, item }];
  }

  heal(): readonly Change[] {
    for (const { variable } of this.healed) this.values.set(variable, true);
    return this.healed;
  }
}

const NOTHING: readonly Change[] = [];

/** @throws HandlerError where the view throws */
function viewed<T>(role: string, field: string, view: () => T): T {
  try {
    return view();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new HandlerError(role, `views.${field}`, why, error);
  }
}

/** Where an item belongs in a set, whose items stand in ascending order; null where it is there. */
function placeIn(items: readonly Value[], item: Value, type: Type): number | null {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareValues(type, items[middle], item);
    if (order === 0) return null;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
