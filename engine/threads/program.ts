/** Threads with numbers: how many of each kind there are, what they are called, their options, mutants and words. */
import { ProtocolError } from '../node/errors.js';
import { trapGlobals } from '../node/guard.js';
import { type Constants, type Options, type OptionValues, readOptions } from '../node/options.js';
import { checkKnown } from '../node/role.js';
import { type RecordShape, recordShape } from '../node/shapes/records.js';
import type { Fields } from '../node/shapes/shape.js';
import type { Loose } from '../node/step.js';
import type { ArrayWord, ThreadDeclaration } from './declaration.js';
import type { AnyOperation, AnyThreads } from './thread.js';
import { type Layout, layoutOf, THREADS_MAX } from './words.js';

export interface ThreadsSetup {
  readonly protocol: AnyThreads;
  /** Threads of each kind; a kind that is not named has one. */
  readonly counts?: Readonly<Record<string, number>>;
  /** As in YAML. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly constants?: Constants;
  /** Instead of `options`: all of them, read already. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly mutants?: readonly string[];
}

/** A kind of thread. */
export interface Kind {
  readonly name: string;
  readonly declaration: ThreadDeclaration;
  readonly code: Readonly<Record<string, AnyOperation>>;
  readonly local: RecordShape<Loose>;
  /** As nodes have them: what is emitted, by name. */
  readonly events: ReadonlyMap<string, RecordShape<Loose>>;
}

export interface Program {
  readonly protocol: AnyThreads;
  readonly options: OptionValues<Options>;
  readonly mutants: ReadonlySet<string>;
  readonly layout: Layout;
  /** Of each thread: its kind, and its name (`thief2`; `owner` where there is one). */
  readonly of: readonly Kind[];
  readonly names: readonly string[];
  /** The threads of each kind. */
  readonly nodes: Readonly<Record<string, readonly number[]>>;
}

/**
 * Numbers threads from 0, kind by kind in the order of the declaration.
 *
 * @throws ProtocolError or OptionError where a kind, mutant or option does not exist or does not fit.
 */
export function programOf(setup: ThreadsSetup): Program {
  trapGlobals();
  const { protocol, counts = {}, mutants = [] } = setup;
  const { declaration, code } = protocol;
  const { name: called, threads, events = {} } = declaration;
  for (const kind of Object.keys(counts))
    checkKnown(kind, Object.keys(threads), `${called}: thread`);
  for (const m of mutants)
    checkKnown(m, Object.keys(declaration.mutants ?? {}), `${called}: mutant`);
  const options =
    setup.values ?? readOptions(declaration.options ?? {}, setup.options, setup.constants);
  const shapes = new Map(
    Object.entries(events).map(([event, fields]) => [event, recordOf(fields, `event ${event}`)]),
  );
  const of: Kind[] = [];
  const names: string[] = [];
  const nodes: Record<string, readonly number[]> = {};
  for (const [name, kind] of Object.entries(threads)) {
    const many = counts[name] ?? 1;
    if (!Number.isSafeInteger(many) || many < 0)
      throw new ProtocolError(`${name}: ${many} is no number of threads`);
    const local = recordOf(kind.local ?? {}, `local state of ${name}`);
    const made: Kind = { name, declaration: kind, code: code[name], local, events: shapes };
    nodes[name] = Object.freeze(Array.from({ length: many }, (_, i) => of.length + i));
    for (let i = 0; i < many; i++) {
      of.push(made);
      names.push(many === 1 ? name : `${name}${i + 1}`);
    }
  }
  if (of.length > THREADS_MAX)
    throw new ProtocolError(`${called}: ${of.length} threads; there may be ${THREADS_MAX}`);
  const layout = layoutOf(declaration.memory, (word) => sizeOf(word, options as Loose, of.length));
  const set = new Set(mutants);
  return { protocol, options, mutants: set, layout, of, names, nodes: Object.freeze(nodes) };
}

const recordOf = (fields: Fields, name: string): RecordShape<Loose> =>
  recordShape<Loose>('record', fields, name);

/** `size` of an array: see `array`. */
function sizeOf({ size }: ArrayWord, options: Readonly<Loose>, threads: number): number {
  if (typeof size === 'number') return size;
  return size === 'threads' ? threads : (options[size] as number);
}
