/** The named tests of schedulability that studies compare, each over the analyses of its theory. */
import type { SetShape, Test } from '../../engine/language/study/spec.js';
import type { Timing } from '../../engine/scheduling/task-set.js';
import { deadlineMonotonic, rateMonotonic } from '../schedulability/priorities.js';
import { quickDemandAnalysis } from '../schedulability/qpa.js';
import { meetsDeadlines } from '../schedulability/response-time.js';
import { compareUtilisationWithOne } from '../schedulability/utilisation.js';
import { withinHyperbolicBound, withinLiuLayland } from '../schedulability/utilisation-bounds.js';

export interface Answer {
  /** Null: not decided within the limits of the analysis. */
  readonly accepts: boolean | null;
  /** Steps towards fixed points, or intervals looked at; bounds take none. */
  readonly iterations: number;
}

/** Sources of the theory are told where it is: in checkers/schedulability. */
export function decide(
  test: Test,
  tasks: readonly Timing[],
  priorities: SetShape['priorities'],
): Answer {
  switch (test) {
    case 'responseTime': {
      const count = { steps: 0 };
      const accepts = meetsDeadlines(ordered(tasks, priorities), [], count);
      return { accepts, iterations: count.steps };
    }
    case 'hyperbolicBound':
      return { accepts: withinHyperbolicBound(tasks), iterations: 0 };
    case 'utilisationBound':
      return { accepts: withinLiuLayland(tasks), iterations: 0 };
    case 'edfUtilisation':
      return { accepts: compareUtilisationWithOne(tasks) <= 0, iterations: 0 };
    case 'edfDemand': {
      const found = quickDemandAnalysis(tasks);
      return { accepts: found?.schedulable ?? null, iterations: found?.points ?? 0 };
    }
  }
}

function ordered(tasks: readonly Timing[], priorities: SetShape['priorities']): readonly Timing[] {
  if (priorities === 'as listed') return tasks;
  const order = priorities === 'rate monotonic' ? rateMonotonic(tasks) : deadlineMonotonic(tasks);
  return order.map((i) => tasks[i]);
}
