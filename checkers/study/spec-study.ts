/**
 * A study of a spec of another kind: one check in each cell, one after the other, in this process. Nothing
 * is left to chance, so a cell has one run, and its numbers are what they are.
 */
import { asNumber } from '../../engine/language/study/quantities.js';
import type { EffortWord, StudySpec, Subject } from '../../engine/language/study/spec.js';
import type { Spec } from '../../engine/language/typed.js';
import type { SpecResult } from '../verdict.js';
import { evaluate } from './evaluate-run.js';
import type { Ran, RanCell } from './ran.js';
import { EMPTY, measuredIn, tallied } from './tally.js';

export interface SpecStudyOptions {
  /** How specs of that kind are checked. */
  readonly check: (spec: Spec) => Promise<SpecResult>;
  readonly stop: () => string | undefined;
  readonly onCell?: (cell: number) => void;
}

export async function runSpecStudy(
  study: StudySpec,
  subject: Subject & { is: 'specs' },
  { check, stop, onCell }: SpecStudyOptions,
): Promise<Ran> {
  const cells: RanCell[] = [];
  let stoppedBy: string | undefined;
  for (const [i, cell] of study.cells.entries()) {
    stoppedBy ??= stop();
    if (stoppedBy !== undefined) {
      cells.push({ runs: 0, measures: study.measures.map(() => NOTHING) });
      continue;
    }
    onCell?.(i);
    const spec = subject.at(cell);
    if ('diagnostics' in spec) {
      const first = spec.diagnostics.find(({ severity }) => severity === 'error');
      const failure = first?.message ?? 'the spec has no meaning there';
      cells.push({ runs: 0, measures: study.measures.map(() => NOTHING), failure });
    } else cells.push(cellOf(study, cell, await check(spec)));
  }
  return { cells, ...(stoppedBy === undefined ? {} : { stoppedBy }) };
}

const NOTHING = { number: null, undecided: 0 };

function cellOf(study: StudySpec, cell: readonly number[], result: SpecResult): RanCell {
  const numbers = cell.map((value, axis) => {
    const { quantity } = study.axes[axis].values[value];
    return quantity && asNumber(quantity);
  });
  const measures = study.measures.map(({ of, statistic }) => {
    const x = evaluate(of, numbers, (leaf) => {
      switch (leaf.op) {
        case 'holds':
          return holding(result, leaf.property);
        case 'as expected':
          return expected(result);
        case 'effort':
          return effort(result, leaf.word);
        default:
          throw new Error(`a check of a spec has no ${leaf.op}`);
      }
    });
    const tally = tallied(EMPTY, x);
    return { number: measuredIn(tally, statistic), undecided: tally.undecided };
  });
  return { runs: 1, measures };
}

/** In all instances; null where one is open and none is violated. */
function holding({ verdicts }: SpecResult, property: string): number | null {
  const statuses = verdicts.filter(({ base }) => base === property).map(({ status }) => status);
  if (statuses.includes('violated')) return 0;
  return statuses.length > 0 && statuses.every((status) => status === 'holds') ? 1 : null;
}

function expected({ verdicts }: SpecResult): number | null {
  const decided = verdicts.every(({ status }) => status === 'holds' || status === 'violated');
  return decided ? Number(verdicts.every(({ asExpected }) => asExpected)) : null;
}

/** Counts of a search that was stopped are of no use. */
function effort({ exploration }: SpecResult, word: EffortWord): number | null {
  if (exploration === null || !exploration.complete || word === 'iterations') return null;
  return exploration.effort[word];
}
