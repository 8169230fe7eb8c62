/**
 * Runs of random task sets. Cells that draw the same sets (they differ in what is asked, not in what is
 * drawn) are run together, on the very same sets: so they can be compared set by set. The numbers of a set
 * depend on the seed, on what the sets are like, and on which of them it is; on nothing else.
 *
 * Everything that goes to a worker, and comes back, is plain data.
 */
import { partsOf, testBy } from '../../engine/language/study/run-expressions.js';
import type { RunExpr, SetShape, StudyMeasure, Test } from '../../engine/language/study/spec.js';
import { Random } from '../../engine/random.js';
import { randomTaskSet } from '../../engine/scheduling/generate.js';
import type { Timing } from '../../engine/scheduling/task-set.js';
import { evaluate } from './evaluate-run.js';
import { EMPTY, type Tally, tallied } from './tally.js';
import { type Answer, decide } from './tests.js';

/** What all jobs of one study share. */
export interface Plan {
  readonly seed: number;
  readonly measures: readonly Pick<StudyMeasure, 'of'>[];
  readonly groups: readonly Group[];
}

/** Cells with the same task sets. */
export interface Group {
  readonly shape: SetShape;
  readonly cells: readonly CellFacts[];
}

export interface CellFacts {
  /** For each axis its value, where that is a number. */
  readonly numbers: readonly (number | null)[];
  /** For each axis its value, as a word. */
  readonly words: readonly string[];
}

/** The runs `from` to `to` (without it) of a group. */
export interface Job {
  readonly group: number;
  readonly from: number;
  readonly to: number;
}

/** For each cell of the group, for each measure. */
export type JobResult = readonly (readonly Tally[])[];

export function runJob({ seed, measures, groups }: Plan, { group, from, to }: Job): JobResult {
  const { shape, cells } = groups[group];
  const result: Tally[][] = cells.map(() => measures.map(() => EMPTY));
  const tests = cells.map((cell) => testsOf(measures, cell, shape));
  for (let run = from; run < to; run++) {
    const tasks = randomTaskSet(shape, Random.of(seed, shape.key, run));
    const answers = tasks && new Answers(tasks, shape);
    for (const [c, cell] of cells.entries()) {
      const of = answers && { cell, answers, shape, tests: tests[c] };
      // No set of that shape was found: nothing is known of this run.
      for (const [m, measure] of measures.entries())
        result[c][m] = tallied(result[c][m], of && measureOf(measure.of, of));
    }
  }
  return result;
}

/** The tests that the measures ask for in a cell: their effort is the effort of the run. */
function testsOf(measures: Plan['measures'], { words }: CellFacts, { exact }: SetShape): Test[] {
  const asked = measures
    .flatMap(({ of }) => partsOf(of))
    .flatMap((part) => (part.op === 'schedulable' ? [testBy(part.test, words, exact)] : []));
  return [...new Set(asked)];
}

/** What the tests say of one task set, each asked once. */
class Answers {
  private readonly known = new Map<Test, Answer>();

  constructor(
    readonly tasks: readonly Timing[],
    private readonly shape: SetShape,
  ) {}

  of(test: Test): Answer {
    const before = this.known.get(test);
    if (before) return before;
    const answer = decide(test, this.tasks, this.shape.priorities);
    this.known.set(test, answer);
    return answer;
  }
}

interface RunOf {
  readonly cell: CellFacts;
  readonly answers: Answers;
  readonly shape: SetShape;
  readonly tests: readonly Test[];
}

function measureOf(expr: RunExpr, run: RunOf): number | null {
  return evaluate(expr, run.cell.numbers, (leaf) => {
    switch (leaf.op) {
      case 'schedulable': {
        const test = testBy(leaf.test, run.cell.words, run.shape.exact);
        const { accepts } = run.answers.of(test);
        return accepts === null ? null : Number(accepts);
      }
      case 'effort':
        return run.tests.reduce((sum, test) => sum + run.answers.of(test).iterations, 0);
      case 'utilisation':
        return run.answers.tasks.reduce((sum, { wcet, period }) => sum + wcet / period, 0);
      default:
        throw new Error(`a random task set has no ${leaf.op}`);
    }
  });
}
