/** Judges steps where a search in the kernel's form keeps a graph: each level's, when it is expanded, in the order of the graph. */
import type { SystemProperty, TransitionSystem } from '../../../engine/transition/system.js';
import type { Sighting } from '../found.js';
import { Judge } from '../judge.js';
import type { Run } from '../trace.js';
import type { EdgeRecorder } from './edges.js';

/** A step that decides a property, or in which the property has no value: then `site` has failed. */
export interface StepHit {
  readonly property: number;
  readonly site?: number;
  readonly before: Int32Array;
  readonly label: Int32Array;
  readonly after: Int32Array;
}

export class StepJudge {
  private readonly judge: Judge;
  /** States whose steps are judged. */
  private judged = 0;

  constructor(
    private readonly system: TransitionSystem,
    properties: readonly SystemProperty[],
    private readonly edges: EdgeRecorder,
  ) {
    this.judge = new Judge(system, properties);
  }

  /** What the steps that are known since the last call come to. */
  next(): StepHit[] {
    const { system, judge, edges } = this;
    const hits: StepHit[] = [];
    const end = edges.expanded;
    if (judge.watchesSteps) {
      edges.eachChange(this.judged, end, (states, before, after, edge) => {
        if (!judge.step(states, before, states, after)) return;
        const words = (at: number) => states.slice(at, at + system.words);
        const step = { before: words(before), label: edges.labelOf(edge), after: words(after) };
        for (const { property, site, decides } of judge.hits)
          hits.push({ property, ...(decides || site === undefined ? {} : { site }), ...step });
      });
    }
    this.judged = end;
    return hits;
  }
}

/** The run with the step that was judged at its end, if that is what was sighted. */
export function withStep(run: Run, { beyond }: Sighting): Run {
  if (!beyond?.label) return run;
  return { states: [...run.states, beyond.state], labels: [...run.labels, beyond.label] };
}
