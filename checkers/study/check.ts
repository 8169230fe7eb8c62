/**
 * Checks a spec of kind `study`: runs its cells, measures, and judges what is claimed of the measures. One
 * seed is one result, byte for byte, with any number of workers.
 */
import { asNumber } from '../../engine/language/study/quantities.js';
import type { StudyProperty, StudySpec } from '../../engine/language/study/spec.js';
import type { Spec } from '../../engine/language/typed.js';
import { type Limits, type Meters, processMeters, Watch } from '../exploration/limits.js';
import type { OnAnyProgress } from '../exploration/progress.js';
import type { SpecResult, StudyCell, StudyResult, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf } from '../verdict-of.js';
import { answer } from './claims.js';
import { judgeCells } from './judge.js';
import type { Ran } from './ran.js';
import { runRandomStudy } from './random-study.js';
import { runSpecStudy } from './spec-study.js';
import { CONFIDENCE } from './statistics.js';

export interface StudyCheckOptions {
  /** Default 1. */
  readonly seed?: number | undefined;
  /** Threads. Default: as many as there are processors, where there is enough to do. */
  readonly workers?: number | undefined;
  readonly only?: (property: StudyProperty) => boolean;
  readonly limits?: Limits | undefined;
  readonly meters?: Meters | undefined;
  readonly onProgress?: OnAnyProgress | undefined;
  /** Told before each cell of a study of specs: `n = 3`. */
  readonly onCell?: (title: string) => void;
  /** How specs of other kinds are checked. */
  readonly check: (spec: Spec) => Promise<SpecResult>;
}

export interface StudyChecked {
  readonly verdicts: readonly Verdict[];
  /** Null where the study cannot be run yet. */
  readonly study: StudyResult | null;
}

export async function checkStudy(
  spec: StudySpec,
  options: StudyCheckOptions,
): Promise<StudyChecked> {
  const seed = options.seed ?? 1;
  const properties = spec.properties.filter(options.only ?? (() => true));
  const watch = new Watch(options.limits ?? {}, options.meters ?? processMeters);
  if (spec.subject.is === 'not yet') {
    const claim = `not yet: ${spec.subject.what}`;
    const open = { status: 'unknown', claim, notes: [] } as const;
    const verdicts = properties.map((p) =>
      verdictOf(p, 'none', {
        ...open,
        evidence: null,
        effort: effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes),
      }),
    );
    return { verdicts, study: null };
  }
  const ran = await run(spec, seed, watch, options);
  // Asked once more, so that the peak of the memory is known.
  watch.stop();
  const effort = effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes);
  const verdicts = properties.map((property) => {
    const judged = judgeCells(spec, ran, property);
    const answered = answer({ spec, ran, seed }, property, judged);
    return verdictOf(property, METHOD, { ...answered, evidence: null, effort });
  });
  return { verdicts, study: resultOf(spec, ran, seed) };
}

const METHOD = 'measurement';

function run(
  spec: StudySpec,
  seed: number,
  watch: Watch,
  { workers, onProgress, onCell, check }: StudyCheckOptions,
): Promise<Ran> {
  const { subject } = spec;
  if (subject.is === 'random task sets')
    return runRandomStudy(spec, subject, { seed, workers, watch, onProgress });
  if (subject.is !== 'specs') throw new Error('a study that cannot be run yet');
  const title = (cell: number) =>
    spec.cells[cell]
      .map((value, axis) => `${spec.axes[axis].name} = ${spec.axes[axis].values[value].text}`)
      .join(', ');
  return runSpecStudy(spec, subject, {
    check,
    stop: () => watch.stop(),
    ...(onCell ? { onCell: (cell: number) => onCell(title(cell)) } : {}),
  });
}

function resultOf(spec: StudySpec, ran: Ran, seed: number): StudyResult {
  const { subject } = spec;
  return {
    of: subject.is === 'specs' ? subject.name : 'random task sets',
    seed: subject.is === 'specs' ? null : seed,
    repeat: spec.repeat,
    confidence: CONFIDENCE,
    complete: ran.stoppedBy === undefined,
    ...(ran.stoppedBy === undefined ? {} : { stoppedBy: ran.stoppedBy }),
    runs: ran.cells.reduce((sum, { runs }) => sum + runs, 0),
    axes: spec.axes.map(({ name, values }) => ({
      name,
      unit: values[0]?.quantity?.dimension === 'time' ? 's' : null,
      values: values.map(({ text, quantity }) => ({
        value: quantity ? asNumber(quantity) : text,
        text,
      })),
    })),
    measures: spec.measures.map(({ name, text, statistic }) => ({ name, text, statistic })),
    cells: spec.cells.map((at, i) => cellResult(at, ran.cells[i])),
    plots: spec.plots.map(({ name, title, mark, channels }) => ({ name, title, mark, channels })),
  };
}

function cellResult(at: readonly number[], { runs, measures }: Ran['cells'][number]): StudyCell {
  return {
    at,
    runs,
    measures: measures.map(({ number }) => {
      if (number === null) return null;
      const { value, interval } = number;
      return {
        value: asNumber({ value, dimension: 'number' }),
        low: interval?.low ?? null,
        high: interval?.high ?? null,
      };
    }),
  };
}
