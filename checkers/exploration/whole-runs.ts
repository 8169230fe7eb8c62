/**
 * Looks at whole runs while their graph still grows, for a search that may stop early: on the fly, but only now and then, each time
 * that four times as many states have been expanded. All looks together cost at most a third more than the last of them, and a run that breaks a
 * property is found after at most four times the states that it takes.
 */
import type { SystemProperty } from '../../engine/transition/system.js';
import type { StateGraph } from './graph.js';
import { isSafety } from './judge.js';
import type { SearchOptions } from './search-options.js';

const TIMES = 4;

type Status = 'holds' | 'violated' | undefined;

export interface LookAtRuns {
  /** States expanded at the first look. */
  readonly first: number;
  /** What a graph that is not whole yet decides of a property. */
  readonly decides: (graph: StateGraph, property: number) => Status;
}

/** Null where the search does not stop early. */
export const wholeRunsOf = (
  { enough, wholeRuns, properties }: Pick<SearchOptions, 'enough' | 'wholeRuns' | 'properties'>,
  graphSoFar: () => StateGraph,
): WholeRuns | null =>
  enough && wholeRuns ? new WholeRuns(graphSoFar, wholeRuns, properties) : null;

export class WholeRuns {
  private readonly known = new Map<number, Status>();
  /** Asked since the last look. */
  private readonly asked = new Set<number>();
  private next: number;
  /** At this look; null between two. */
  private graph: StateGraph | null = null;

  constructor(
    private readonly graphSoFar: () => StateGraph,
    private readonly options: LookAtRuns,
    private readonly properties: readonly SystemProperty[],
  ) {
    this.next = options.first;
  }

  /** From now until the next call, with this many states expanded, is it time for a look? */
  look(expanded: number): void {
    this.graph = expanded >= this.next ? this.graphSoFar() : null;
    if (this.graph === null) return;
    this.next = TIMES * expanded;
    this.asked.clear();
  }

  /** Looked at only where somebody asks. */
  decided(property: number): Status {
    const known = this.known.get(property);
    if (known !== undefined || this.graph === null || isSafety(this.properties[property]))
      return known;
    if (this.asked.has(property)) return undefined;
    this.asked.add(property);
    const status = this.options.decides(this.graph, property);
    this.known.set(property, status);
    return status;
  }
}
