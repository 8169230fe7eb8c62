/**
 * Breadth-first search in the form that suits: the general one to begin with, which costs nothing to set up; from
 * some thousand states on the kernel, where the properties and the system allow it; or none of these, where a
 * reduction is worth more.
 */
import { Successors, type TransitionSystem } from '../../engine/transition/system.js';
import { breadthFirst } from './breadth-first.js';
import type { Saver } from './checkpoint/saver.js';
import type { DiskOptions } from './disk/report.js';
import type { Found } from './found.js';
import type { Threads } from './kernel/levels.js';
import { kernelSearch } from './kernel/search.js';
import { kernelFor, notForKernel } from './kernel/watchers.js';
import type { FullForm } from './reductions/worth.js';
import { OUTGROWN, type SearchOptions } from './search.js';

export interface ExploreOptions extends SearchOptions {
  /** May edges sleep? */
  readonly sleep: boolean;
  readonly threads: Threads;
  /** More states than these are left to the kernel. Default: some thousand. */
  readonly outgrows?: number;
  /** Go on with the disk where memory does not suffice: in the kernel's form, exactly. */
  readonly disk?: DiskOptions;
  /** Asked once there are too many states for the general form to be done soon: should another search take over? */
  readonly yieldTo?: (form: FullForm) => Promise<boolean>;
  /** Saves what is known from time to time, and perhaps goes on from what was. */
  readonly saver?: Saver;
}

/** How a space was gone through. */
export interface SearchForm {
  /** `general`: state by state, in JavaScript. `kernel`: in batches, in WebAssembly. */
  readonly name: 'general' | 'kernel';
  /** Why it was not the kernel; or what of the spec is in the kernel as loops. */
  readonly because?: string;
  /** Did edges sleep? */
  readonly sleeps: boolean;
  /** Threads that took part. */
  readonly threads: number;
}

/** Why a search went no further than the general form: no other was worth beginning. */
export const STAYED_SMALL = 'it is small';

/** Below, the general form is done before a kernel is emitted; one that asks as it goes is short. */
const OUTGROWS = { kernel: 5000, growing: 1000, asking: 1000 };

export interface Explored {
  readonly found: Found;
  readonly form: SearchForm;
}

/** Null where it gave way. */
export async function explore(
  system: TransitionSystem,
  options: ExploreOptions & { readonly yieldTo?: undefined },
): Promise<Explored>;
export async function explore(
  system: TransitionSystem,
  options: ExploreOptions,
): Promise<Explored | null>;
export async function explore(
  system: TransitionSystem,
  { sleep, threads, outgrows: limit, yieldTo, ...options }: ExploreOptions,
): Promise<Explored | null> {
  const outgrows = limit ?? (system.asks === true ? OUTGROWS.asking : OUTGROWS.kernel);
  const general = async (because: string) => {
    if (options.saver) options.saver.refused = because;
    const found = await breadthFirst(system, options);
    const disk = options.disk && { bytes: 0, spills: 0, refused: because };
    return {
      found: disk ? { ...found, disk } : found,
      form: { name: 'general', because, sleeps: false, threads: 1 } as const,
    };
  };
  const whyNot = options.representatives
    ? 'some states stand for others'
    : options.partialOrder
      ? 'partial order chooses the steps'
      : (notForKernel(system, options) ?? notForGraph(options));
  if (whyNot !== undefined && !yieldTo) return general(whyNot);
  // Where symmetry may take over, that is decided at a size of its own.
  const soon = yieldTo || limit !== undefined ? {} : { outgrowsWhileGrowing: OUTGROWS.growing };
  const found = options.saver?.resumes
    ? null
    : await small(system, { ...options, outgrows, ...soon });
  if (found !== null && found.stoppedBy !== OUTGROWN) {
    return {
      found,
      form: { name: 'general', because: STAYED_SMALL, sleeps: false, threads: 1 },
    };
  }
  const made =
    whyNot === undefined ? kernelFor(system, { ...options, sleep }) : { refused: whyNot };
  const mayYield = yieldTo !== undefined && !options.saver?.resumes;
  if (mayYield && (await yieldTo('refused' in made ? 'general' : 'kernel'))) return null;
  if ('refused' in made) return general(made.refused);
  if (made.kernel.asks && options.saver)
    return general('the numbers in its states mean something in this run only');
  const { asks, form } = made.kernel;
  const why = asks || options.keepGraph ? whyAlone(options) : undefined;
  const alone = why === undefined || threads.count === 1 ? [] : [why];
  const because = form.loops
    .map(({ action, why }) => `“${action}” is a loop: ${why}`)
    .concat(alone)
    .join('; ');
  const searched = await kernelSearch(system, made, {
    ...options,
    sleep,
    threads: why === undefined ? threads : ALONE,
  });
  return {
    found: searched.found,
    form: {
      name: 'kernel',
      ...(because === '' ? {} : { because }),
      sleeps: made.kernel.sleeps,
      threads: searched.threads,
    },
  };
}

const ALONE: Threads = { count: 1 };

/** Why a graph is not kept by a kernel; undefined where it may be. */
function notForGraph({ keepGraph, saver, disk, watch }: Omit<ExploreOptions, 'sleep' | 'threads'>) {
  // A limit of states ends in the middle of a level, at the same state each time.
  const ends = watch.limits.maxStates !== undefined;
  return keepGraph && (saver || disk || ends) ? 'a property speaks of whole runs' : undefined;
}

/** Why the numbers that states get as the search goes on may not depend on threads; undefined where they may. */
function whyAlone({
  approximation,
  disk,
  keepGraph,
}: Pick<ExploreOptions, 'approximation' | 'disk' | 'keepGraph'>) {
  if (keepGraph) return 'a property speaks of whole runs, and one thread keeps the graph';
  if (approximation) return 'which states are left out depends on the order of the search';
  return disk ? 'the order of states on disk is that of the search' : undefined;
}

/** A search in the general form, left where it outgrows it; null where its initial states alone do. */
async function small(
  system: TransitionSystem,
  options: SearchOptions & { readonly outgrows: number },
): Promise<Found | null> {
  const initial = new Successors(system.words, system.labelWords);
  const few = system.initial(initial, { size: options.outgrows + 1, take: () => false });
  return few ? breadthFirst(system, { ...options, initial }) : null;
}
