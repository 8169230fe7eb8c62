/**
 * The steps of a model as one WebAssembly function, emitted at run time (see `expand.ts` for what it
 * does), for the hot loop of an exhaustive search.
 *
 *     actions → edges (unrolling) → families of lanes → masks and templates → WebAssembly
 */
import type { ModelSpec } from '../../language/typed.js';
import { coverageOf } from '../coverage.js';
import type { Ir, IrFunction } from '../ir.js';
import { labelWordsOf } from '../labels.js';
import { usedBits } from '../layout.js';
import { emitAction, lowerAction } from '../lower/action.js';
import type { Program } from '../lower/lowering.js';
import { lowerPredicate } from '../lower/predicate.js';
import { ALL_PAGES, assemble, CodeTooLong, FunctionBuilder } from '../wasm/assembler.js';
import type { WasmMemory } from '../wasm/web-assembly.js';
import { control, emitExpand, MOST_ACTIONS } from './expand.js';
import { type EdgeFamily, familiesOf, sleepTable } from './families.js';
import { type GenericSettings, runtimeCall, stepFunction, wordFunction } from './generic.js';
import { LANES } from './lanes.js';
import { isConst, Terms } from './terms.js';
import { type Edge, type Mark, NotUnrollable, Unrolling } from './unrolling.js';

/** An atom of the system, and the truth value at which somebody wants to know. */
export interface WatchedAtom {
  readonly atom: number;
  readonly value: 0 | 1;
}

export interface KernelOptions {
  /** At most `FLAGS` of them. */
  readonly watched: readonly WatchedAtom[];
  /** May edges sleep? Only for a search level by level, and not where steps are judged. */
  readonly sleep: boolean;
  /** Is every step wanted, one that changes nothing as well, with its source and its label? Then no edge sleeps. */
  readonly graph?: boolean;
  /** Where constants begin (a multiple of 4), and where coverage is noted, a byte a site. */
  readonly constantsAt: number;
  readonly seenAt: number;
  /** Where a kernel that asks for room has it (a multiple of 32). */
  readonly roomAt: number;
}

export interface Kernel {
  /** The module; it exports `f0`, and wants `env.memory`: shared, of 4 GiB. */
  readonly code: Uint8Array<ArrayBuffer>;
  /** To be copied to `constantsAt`. */
  readonly constants: Int32Array;
  /** Words of a state. */
  readonly words: number;
  /** The bits of each word that are ever set. */
  readonly usedBits: Int32Array;
  /** Bytes of a state that waits: its words, and the edge that found it. */
  readonly entryBytes: number;
  /** Bytes of a successor in the batch: an entry, and two words for the caller; for a graph, the second has the address of its source. */
  readonly batchBytes: number;
  /** What an initial state is said to be found by. */
  readonly initialEdge: number;
  /** Do edges sleep? */
  readonly sleeps: boolean;
  /** For a graph in this memory: the words of the label of an edge, by its number. */
  readonly labels?: LabelsIn;
  readonly form: KernelForm;
  /** What it wants of who runs it. Absent: the code stands alone, in any thread. */
  readonly asks?: KernelAsks;
}

export type LabelsIn = (memory: WasmMemory) => (edge: number) => Int32Array;

/** Code that computes as it goes, by functions of this thread. */
export interface KernelAsks {
  /** Addresses of its own, at `roomAt`. */
  readonly roomBytes: number;
  /** The functions that the code imports, for a search over this memory. They throw `NoRoom` where room is out. */
  readonly calls: (memory: WasmMemory) => Calls;
  /** Bytes of the room that are in use. */
  readonly used: (memory: WasmMemory) => number;
  /** The module for other threads, which can ask nobody: it leaves states for which something is lacking to this one. */
  readonly others: () => Uint8Array<ArrayBuffer>;
}
export type Calls = Readonly<Record<string, (...args: number[]) => number>>;

/** For people: what became of the actions. */
export interface KernelForm {
  readonly edges: number;
  readonly families: number;
  /** Actions as loops, and why. */
  readonly loops: readonly { readonly action: string; readonly why: string }[];
}

/** Why there is no kernel. */
export interface NoKernel {
  readonly refused: string;
}

export function buildKernel(
  spec: ModelSpec,
  program: Program,
  options: KernelOptions,
): Kernel | NoKernel {
  try {
    return build(spec, program, options);
  } catch (error) {
    if (error instanceof Refused) return { refused: error.message };
    if (error instanceof CodeTooLong) return { refused: 'written out, its steps are very long' };
    throw error;
  }
}

/** Something of the model has no form here. */
export class Refused extends Error {}

/** An action of more edges than this stays a loop. */
const MOST_EDGES = 1024;

function build(spec: ModelSpec, program: Program, options: KernelOptions): Kernel {
  if (spec.actions.length > MOST_ACTIONS) throw new Refused('it has very many actions');
  const { words } = program.layout;
  const used = usedBits(program.layout);
  const f = new FunctionBuilder(4, 1);
  const lane = f.local();
  const terms = new Terms(program.tables, used);
  const addTable = (entries: Int32Array) => program.tables.push(entries) - 1;

  const { graph = false } = options;
  const { edges, failures, loops } = lowerActions(spec, program, terms);
  if (graph && loops.length > 0)
    throw new Refused(`“${spec.actions[loops[0].action].title}” is a loop: ${loops[0].why}`);
  const families = familiesOf(terms, edges, words, terms.parameter(lane), addTable);
  const atoms = options.watched.map((watched) => watchedAtom(spec, program, terms, watched));
  const table = options.sleep && !graph ? sleepTable(families) : null;
  const { constants, addresses, sleepAt } = placeConstants(program.tables, table, options);

  const entryBytes = 4 * (words + 1);
  const batchBytes = entryBytes + 8;
  const initialEdge = LANES * families.length;
  const settings = (action: number): GenericSettings => ({
    words,
    tables: addresses,
    stride: batchBytes,
    edge: initialEdge,
    failed: control.failed,
    stepped: control.stepped,
    counter: control.steps + 4 * action,
    seen: options.seenAt,
  });
  // Function 0 is `expand`; the loops come after it, then the atoms that are loops.
  const steps = loops.map(({ action, code }) => stepFunction(code, settings(action)));
  const words0 = atoms.filter((atom) => 'code' in atom);
  const asked = words0.map((atom) => wordFunction(atom.code, settings(0)));
  emitExpand(f, {
    words,
    entryBytes,
    batchBytes,
    lane,
    families,
    failures: failures.reduce((any, one) => terms.binary('or', any, one), terms.zero),
    atoms: atoms.map((atom) =>
      'code' in atom ? { value: atom.value, call: 1 + steps.length + words0.indexOf(atom) } : atom,
    ),
    loops: loops.map((_, i) => 1 + i),
    tables: addresses,
    sleepAt,
    seenAt: options.seenAt,
    graph,
  });
  return {
    code: assemble([f, ...steps, ...asked], [0], ALL_PAGES),
    constants,
    words,
    usedBits: used,
    entryBytes,
    batchBytes,
    initialEdge,
    sleeps: table !== null,
    ...(graph ? { labels: edgeLabels(families, labelWordsOf(spec)) } : {}),
    form: {
      edges: edges.length,
      families: families.length,
      loops: loops.map(({ action, why }) => ({ action: spec.actions[action].title, why })),
    },
  };
}

/** Of lanes that are no edges, zeros. */
function edgeLabels(families: readonly EdgeFamily[], labelWords: number): LabelsIn {
  const labels = new Int32Array(LANES * families.length * labelWords);
  families.forEach((family, f) => {
    family.labels.forEach((label, lane) => {
      labels.set(label, (LANES * f + lane) * labelWords);
    });
  });
  return () => (edge) => labels.subarray(edge * labelWords, (edge + 1) * labelWords);
}

interface Loop {
  readonly action: number;
  readonly code: IrFunction;
  readonly why: string;
}

/** All actions as edges, those that have none as loops. @throws Refused */
export function lowerActions(spec: ModelSpec, program: Program, terms: Terms) {
  const labelWords = labelWordsOf(spec);
  const edges: Edge[] = [];
  const failures: Ir[] = [];
  const loops: Loop[] = [];
  spec.actions.forEach((action, index) => {
    const unrolled = unroll(program, terms, (l) => emitAction(l, action, index, labelWords));
    if (unrolled instanceof Unrolling && unrolled.edges.length <= MOST_EDGES) {
      for (const edge of unrolled.edges) {
        const guard = terms.from(edge.guard);
        if (isConst(guard, 0)) continue;
        edges.push({ label: edge.label, guard, words: edge.words.map((w) => terms.from(w)) });
      }
      failures.push(...unrolled.failures.map((when) => terms.from(when)));
      return;
    }
    const why = unrolled instanceof Unrolling ? 'it has very many bindings' : unrolled.message;
    const code = lowerAction(program, action, index, labelWords);
    const called = runtimeCall(code);
    if (called !== undefined) throw new Refused(`“${action.title}” ${interned}`);
    loops.push({ action: index, code, why });
  });
  return { edges, failures, loops };
}

const interned = 'works on values that do not fit 32 bits';

/** The unrolling that `fill` has filled, or why it could not. */
function unroll(
  program: Program,
  terms: Terms,
  fill: (l: Unrolling) => void,
): Unrolling | NotUnrollable {
  const l = new Unrolling(program, terms);
  try {
    fill(l);
    return l;
  } catch (error) {
    if (error instanceof NotUnrollable) return error;
    throw error;
  }
}

type AtomCode =
  | {
      readonly value: 0 | 1;
      readonly holds: Ir;
      readonly fails: Ir;
      readonly marks: readonly Mark[];
    }
  | { readonly value: 0 | 1; readonly code: IrFunction };

/** @throws Refused */
export function watchedAtom(
  spec: ModelSpec,
  program: Program,
  terms: Terms,
  { atom, value }: WatchedAtom,
): AtomCode {
  const { expr } = spec.atoms[atom];
  const { siteOf } = coverageOf(spec);
  let holds: Ir = terms.zero;
  const unrolled = unroll(program, terms, (l) => {
    l.siteOf = siteOf;
    const failed = l.attempt(() => {
      holds = l.lower(expr);
    });
    if (failed !== null) l.failures.push(l.local(failed));
  });
  if (unrolled instanceof Unrolling) {
    const fails = unrolled.failures.reduce<Ir>(
      (any, one) => terms.binary('or', any, terms.from(one)),
      terms.zero,
    );
    const marks = unrolled.marks.map(({ site, guard }) => ({ site, guard: terms.from(guard) }));
    // Where it fails its value is anything, also no truth value.
    return { value, holds: terms.truth(terms.from(holds)), fails, marks };
  }
  const { code } = lowerPredicate(program, expr, { siteOf });
  if (runtimeCall(code) !== undefined) throw new Refused(`a property ${interned}`);
  return { value, code };
}

/** Tables one after the other, the table of sleeping edges last. */
function placeConstants(
  tables: readonly Int32Array[],
  sleep: Int32Array | null,
  { constantsAt }: KernelOptions,
) {
  const addresses: number[] = [];
  let length = 0;
  for (const table of tables) {
    addresses.push(constantsAt + 4 * length);
    length += table.length;
  }
  const sleepAt = sleep === null ? null : constantsAt + 4 * length;
  const constants = new Int32Array(length + (sleep?.length ?? 0));
  tables.forEach((table, i) => {
    constants.set(table, (addresses[i] - constantsAt) / 4);
  });
  if (sleep !== null) constants.set(sleep, length);
  return { constants, addresses, sleepAt };
}
