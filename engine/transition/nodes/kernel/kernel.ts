/** The kernel of an implementation: code that reads tables, and the functions that fill them when they lack something. */
import { control } from '../../kernel/expand.js';
import type { Kernel, KernelOptions, LabelsIn, WatchedAtom } from '../../kernel/kernel.js';
import type { CompiledAtom } from '../../system.js';
import { ALL_PAGES, assemble, FunctionBuilder } from '../../wasm/assembler.js';
import type { WasmMemory } from '../../wasm/web-assembly.js';
import type { Look } from '../atoms.js';
import type { Clock } from '../clock.js';
import type { Purity } from '../purity.js';
import type { StepsTable } from '../steps-table.js';
import type { World } from '../world.js';
import { emitExpand } from './expand.js';
import { CALLS, type Call, headAt, type JudgedAtom, type Part, TIME } from './shape.js';
import { MOST_SLEEPERS } from './sleep.js';
import { KernelTables, type LookPart } from './tables.js';

export interface KernelParts {
  readonly world: World;
  readonly table: StepsTable;
  readonly clock: Clock | null;
  /** The index of the action of time; −1 where there is no clock. */
  readonly time: number;
  readonly atoms: readonly CompiledAtom[];
  /** What each of them looks at; absent for the one that says that no `must` has failed. */
  readonly looks: readonly Look[];
  readonly purity: Purity;
}

/** The room for tables: addresses, of which only what is used costs memory. */
const ROOM_BYTES = 512 * 2 ** 20;

/** Makes kernels of one system; their tables live as long as the memory of a search. */
export function kernels(parts: KernelParts): (options: KernelOptions) => Kernel {
  const tables = new WeakMap<WasmMemory, KernelTables>();
  return (options) => {
    const { roomAt, watched, sleep, graph = false } = options;
    const { world, looks, purity } = parts;
    // From now on several threads may want to know.
    purity.inAnyOrder = true;
    const observers = world.settings.observers.length;
    const shape = { places: world.places, nodes: world.nodes, observers };
    const words = world.places + 1 + observers;
    const entryBytes = 4 * (words + 1);
    const broken = watched.findIndex(({ atom, value }) => atom === looks.length && value === 0);
    const judged = watched.flatMap((_, i) => (i === broken ? [] : [i]));
    const looked = partsOf(parts, watched, judged);
    const sleeps = sleep && !graph && world.places > 1 && world.places <= MOST_SLEEPERS;
    const codeOf = (asks: boolean) => {
      const f = new FunctionBuilder(4, 1);
      emitExpand(f, {
        ...shape,
        judged: looked.atoms,
        broken,
        time: parts.time < 0 ? -1 : counterOf(parts.time),
        head: headAt(roomAt, shape),
        batchBytes: entryBytes + 8,
        entryBytes,
        asks,
        roomAt: graph ? roomAt : null,
        sleeps,
      });
      return assemble([f], [0], ALL_PAGES, asks ? IMPORTS : []);
    };
    const tablesIn = (memory: WasmMemory): KernelTables => {
      const room = { from: roomAt, to: roomAt + ROOM_BYTES };
      const all = new Int32Array(memory.buffer);
      const own =
        tables.get(memory) ??
        new KernelTables({ ...parts, graph }, all, room, counterOf, looked.parts);
      tables.set(memory, own);
      return own;
    };
    return {
      code: codeOf(true),
      constants: new Int32Array(0),
      words,
      usedBits: new Int32Array(words).fill(-1),
      entryBytes,
      batchBytes: entryBytes + 8,
      initialEdge: 0,
      sleeps,
      form: { edges: 0, families: 0, loops: [] },
      ...(graph ? { labels: labelsOf(parts, tablesIn) } : {}),
      asks: {
        roomBytes: ROOM_BYTES,
        calls: (memory) => {
          const all = new Int32Array(memory.buffer);
          return callsOf(tablesIn(memory), (part, at) => {
            const { atom, value } = watched[looked.watchedOf[part]];
            const asked = parts.atoms[atom];
            if (asked.kind === 'step') return 0;
            // What has no value is negative: neither 0 nor 1.
            return asked.holds(all, at >>> 2, false) === 1 - value ? 0 : 1;
          });
        },
        used: (memory) => tables.get(memory)?.bytes ?? 0,
        others: () => codeOf(false),
      },
    };
  };
}

/** An edge is a step of a list, by its place in the room; or that time passes. */
const labelsOf =
  ({ table, time }: KernelParts, tablesIn: (memory: WasmMemory) => KernelTables): LabelsIn =>
  (memory) => {
    const tables = tablesIn(memory);
    return (edge) => {
      if (edge === TIME) return Int32Array.of(time, 0, 0);
      const { place, slot, index } = tables.stepAt(edge);
      return table.label(place, slot, index);
    };
  };

/** Where the steps of an action are counted, from a control block. */
const counterOf = (action: number): number => control.steps + 4 * action;

/** What the judged atoms look at, all parts one after the other. */
function partsOf(
  { world, looks }: KernelParts,
  watched: readonly WatchedAtom[],
  judged: readonly number[],
) {
  const parts: LookPart[] = [];
  const watchedOf: number[] = [];
  const atoms = judged.map((index): JudgedAtom => {
    const look = looks[watched[index].atom];
    const add = (kind: Part['kind'], word: number, place: number, i: number): Part => {
      watchedOf.push(index);
      return { kind, word, index: parts.push({ look: look ?? null, place, index: i }) - 1 };
    };
    const seen = [
      ...(look?.places ?? []).map((place, i) => add('place', place, place, i)),
      ...(look?.observers ?? []).map((o) => add('observer', world.places + 1 + o, -1, 0)),
    ];
    // Whether a `must` has failed is in the word of budgets.
    const other = look === undefined ? add('observer', world.places, -1, 0) : null;
    if (other !== null) seen.push(other);
    return { watched: index, parts: seen.length > 0 ? seen : [add('nothing', 0, -1, 0)] };
  });
  return { parts, watchedOf, atoms };
}

function callsOf(
  tables: KernelTables,
  truth: (part: number, at: number) => number,
): Record<Call, (...args: number[]) => number> {
  return {
    steps: (place, slot) => tables.steps(place, slot),
    add: (place, slot, envelope) => tables.add(place, slot, envelope),
    observe: (observer, before, heard) => tables.observe(observer, before, heard),
    later: (node, slot) => tables.tick(node, slot),
    view: (part, slot) => tables.view(part, slot),
    tuple: (part, before, view) => tables.tuple(part, before, view),
    judge: (part, before, view, at) => tables.judged(part, before, view, truth(part, at)),
  };
}

const PARAMETERS: Readonly<Record<Call, number>> = {
  steps: 2,
  add: 3,
  observe: 3,
  later: 2,
  view: 2,
  tuple: 3,
  judge: 4,
};
const IMPORTS = CALLS.map((name) => ({ name, parameters: PARAMETERS[name] }));
