/** Which atoms a kernel watches for the properties of a search, if there is a kernel that can. */
import { FLAGS } from '../../../engine/transition/kernel/expand.js';
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import type { CompiledAtom, TransitionSystem } from '../../../engine/transition/system.js';
import { isSafety } from '../judge.js';
import type { SearchOptions } from '../search.js';
import { CONSTANTS_AT, REGIONS_AT, SEEN_AT } from './plan.js';

/** An atom, and what it decides at a value. */
export interface Watcher {
  readonly atom: number;
  readonly value: 0 | 1;
  readonly compiled: Exclude<CompiledAtom, { kind: 'step' }>;
  readonly properties: readonly number[];
  is: Watching;
}

/** What is known of an atom; plain data. */
export interface Watching {
  open: boolean;
  /** The smallest states of this level that decide, and that it cannot be evaluated in. */
  decides: Int32Array | null;
  fails: { readonly words: Int32Array; readonly site: number } | null;
  sick: boolean;
}

/** Why what is asked cannot be answered by a kernel; undefined where it may be. */
export function notForKernel(
  system: TransitionSystem,
  { properties, keepGraph }: Pick<SearchOptions, 'properties' | 'keepGraph'>,
): string | undefined {
  if (system.kernel === undefined) return 'the system has no kernel';
  if (system.within !== undefined) return 'the exploration is bounded by `while`';
  for (const property of properties) {
    if (!isSafety(property) || !('atom' in property.claim)) {
      if (keepGraph) continue;
      return `“${property.name}” speaks of whole runs`;
    }
    if (system.atoms[property.claim.atom].kind === 'step' && !keepGraph)
      return `“${property.name}” judges every step`;
  }
  return properties.length > FLAGS ? `there are more than ${FLAGS} properties` : undefined;
}

/** The system's kernel for these properties, which `notForKernel` has let pass; or why there is none. */
export function kernelFor(
  system: TransitionSystem,
  {
    properties,
    keepGraph,
    sleep,
  }: Pick<SearchOptions, 'properties' | 'keepGraph'> & { readonly sleep: boolean },
): { readonly kernel: Kernel; readonly watchers: Watcher[] } | { readonly refused: string } {
  const watchers: Watcher[] = [];
  for (const [index, property] of properties.entries()) {
    if (!isSafety(property) || !('atom' in property.claim)) continue;
    const { atom, form } = property.claim;
    const compiled = system.atoms[atom];
    if (compiled.kind === 'step') continue;
    const value = form === 'reachable' ? 1 : 0;
    const known = watchers.find((w) => w.atom === atom && w.value === value);
    if (known) (known.properties as number[]).push(index);
    else
      watchers.push({
        atom,
        value,
        compiled,
        properties: [index],
        is: { open: true, decides: null, fails: null, sick: false },
      });
  }
  const kernel = system.kernel?.({
    watched: watchers.map(({ atom, value }) => ({ atom, value })),
    sleep,
    graph: keepGraph,
    constantsAt: CONSTANTS_AT,
    seenAt: SEEN_AT,
    roomAt: REGIONS_AT,
  });
  if (kernel === undefined) return { refused: 'the system has no kernel' };
  return 'refused' in kernel ? kernel : { kernel, watchers };
}
