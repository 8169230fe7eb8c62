/** The kernel of an implementation: code that reads tables, and the functions that fill them when they lack something. */
import { control } from '../../kernel/expand.js';
import type { Kernel, KernelOptions } from '../../kernel/kernel.js';
import type { CompiledAtom } from '../../system.js';
import { ALL_PAGES, assemble, FunctionBuilder } from '../../wasm/assembler.js';
import type { WasmMemory } from '../../wasm/web-assembly.js';
import type { Clock } from '../clock.js';
import type { StepsTable } from '../steps-table.js';
import type { World } from '../world.js';
import { CALLS, type Call, emitExpand, headAt } from './expand.js';
import { KernelTables } from './tables.js';

export interface KernelParts {
  readonly world: World;
  readonly table: StepsTable;
  readonly clock: Clock | null;
  /** The index of the action of time; −1 where there is no clock. */
  readonly time: number;
  readonly atoms: readonly CompiledAtom[];
  /** Which of them says that no `must` has failed. */
  readonly unbroken: number;
}

/** The room for tables: addresses, of which only what is used costs memory. */
const ROOM_BYTES = 512 * 2 ** 20;

/** Makes kernels of one system; their tables live as long as the memory of a search. */
export function kernels(parts: KernelParts): (options: KernelOptions) => Kernel {
  const tables = new WeakMap<WasmMemory, KernelTables>();
  const counter = (action: number): number => control.steps + 4 * action;
  return (options) => {
    const { roomAt, watched } = options;
    const { world, atoms } = parts;
    const words = world.places + 1 + world.settings.observers.length;
    const entryBytes = 4 * (words + 1);
    const room = { from: roomAt, to: roomAt + ROOM_BYTES };
    const broken = watched.findIndex(({ atom, value }) => atom === parts.unbroken && value === 0);
    const f = new FunctionBuilder(4, 1);
    emitExpand(f, {
      places: world.places,
      nodes: world.nodes,
      observers: world.settings.observers.length,
      judged: watched.flatMap((_, i) => (i === broken ? [] : [i])),
      broken,
      time: parts.time < 0 ? -1 : counter(parts.time),
      head: headAt(roomAt, world.places, world.settings.observers.length, world.nodes),
      batchBytes: entryBytes + 8,
      entryBytes,
    });
    const calls = (memory: WasmMemory) => {
      const all = new Int32Array(memory.buffer);
      const known = tables.get(memory);
      const own = known ?? new KernelTables(world, parts.table, parts.clock, all, room, counter);
      tables.set(memory, own);
      const judge = (i: number, at: number): number => {
        const { atom, value } = watched[i];
        const asked = atoms[atom];
        if (asked.kind === 'step') return 0;
        // What has no value is negative: neither 0 nor 1.
        return asked.holds(all, at >>> 2, false) === 1 - value ? 0 : 1;
      };
      const functions: Record<Call, (...args: number[]) => number> = {
        steps: (place, slot) => own.steps(place, slot),
        add: (place, slot, envelope) => own.add(place, slot, envelope),
        observe: (observer, before, heard) => own.observe(observer, before, heard),
        judge,
        later: (node, slot) => own.tick(node, slot),
      };
      return functions;
    };
    return {
      code: assemble([f], [0], ALL_PAGES, IMPORTS),
      constants: new Int32Array(0),
      words,
      usedBits: new Int32Array(words).fill(-1),
      entryBytes,
      batchBytes: entryBytes + 8,
      initialEdge: 0,
      sleeps: false,
      form: { edges: 0, families: 0, loops: [] },
      asks: {
        roomBytes: ROOM_BYTES,
        calls,
        used: (memory) => tables.get(memory)?.bytes ?? 0,
      },
    };
  };
}

const PARAMETERS: Readonly<Record<Call, number>> = {
  steps: 2,
  add: 3,
  observe: 3,
  judge: 2,
  later: 2,
};
const IMPORTS = CALLS.map((name) => ({ name, parameters: PARAMETERS[name] }));
