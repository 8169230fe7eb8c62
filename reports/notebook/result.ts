/**
 * What came out of a check, to be read by a program and to be shown in a notebook. Whatever can be
 * shown has `show`, which is to be awaited: pictures are drawn, and what draws them is loaded, then.
 */
import { inspect } from 'node:util';
import type {
  Evidence,
  Exploration,
  MutantResult,
  StudyResult,
  Verdict,
} from '../../checkers/verdict.js';
import type { TraceStep } from '../../engine/trace.js';
import { explorationCharts } from '../charts/exploration-charts.js';
import { scheduleChart } from '../charts/schedule-chart.js';
import { studyCharts } from '../charts/study-chart.js';
import { stepWords } from '../evidence/step-table.js';
import { buildReport, type Report, type VerdictRow } from '../model.js';
import { LIGHT } from '../palette.js';
import { studyTables } from '../study-table.js';
import { renderRun, renderTerminal } from '../terminal.js';
import { htmlBundle, pictureBundle, textBundle } from './bundle.js';
import { Chart } from './chart.js';
import { display } from './display.js';
import { runPicture } from './run-picture.js';
import { verdictTableHtml } from './verdict-table.js';

/** A notebook has more room than a column of a report. */
const WIDTH = 460;

export class Result {
  readonly #report: Report;

  /** @internal */
  constructor(report: Report) {
    this.#report = report;
  }

  /** Is everything as the spec says it should be? */
  get ok(): boolean {
    return this.#report.ok;
  }

  /** In words: `All six properties are as expected`. */
  get headline(): string {
    return this.#report.headline;
  }

  get verdicts(): readonly Verdict[] {
    return this.#report.specs[0].verdicts;
  }

  /** Null when mutants were not asked for. */
  get mutants(): readonly MutantResult[] | null {
    return this.#report.specs[0].mutants;
  }

  /** Null where there was no exploration. */
  get exploration(): Exploration | null {
    return this.#report.specs[0].exploration;
  }

  /** The verdict on a property, by its name, with or without its instance. */
  verdict(property: string): Verdict {
    const found = this.verdicts.find((v) => v.property === property || v.base === property);
    if (found !== undefined) return found;
    const names = [...new Set(this.verdicts.map((v) => v.base))].join(', ');
    throw new Error(`there is no property \`${property}\`; there are ${names}`);
  }

  /** The run that refutes a property; an error where there is none. */
  counterexample(property: string): Run {
    return this.#run(property, 'violated', 'counterexample');
  }

  /** The run that shows something to be reachable; an error where there is none. */
  witness(property: string): Run {
    return this.#run(property, 'holds', 'witness');
  }

  /** What a study measured; null of other kinds. */
  get study(): StudyResult | null {
    return this.#report.specs[0].study ?? null;
  }

  /** States by depth and steps by action, as far as there is something to see; of a study its own. */
  get charts(): readonly Chart[] {
    if (this.study !== null) {
      const [study, texts] = [this.study, studyTables(this.study)];
      return studyCharts(study, LIGHT).map(({ title, subtitle, spec }, i) => {
        const text = [title, subtitle, ...(texts[i] ?? [])].join('\n');
        // Small charts beside or below each other have sizes of their own.
        return new Chart(title, subtitle, { width: undefined, height: undefined, ...spec }, text);
      });
    }
    if (this.exploration === null) return [];
    return explorationCharts(this.exploration, LIGHT).map(
      ({ title, subtitle, spec }) => new Chart(title, subtitle, { ...spec, width: WIDTH }),
    );
  }

  /** Shows the verdicts as a table. */
  async show(): Promise<void> {
    display(htmlBundle(verdictTableHtml(this.#report), renderTerminal(this.#report)));
  }

  #run(property: string, status: Verdict['status'], what: string): Run {
    const verdict = this.verdict(property);
    // Of a family of instances, the first that has such a run.
    const family = [verdict, ...this.verdicts.filter((v) => v.base === property)];
    const found = family.find((v) => v.status === status && v.evidence !== null);
    if (!found?.evidence) {
      throw new Error(`\`${property}\` has no ${what}: it ${said(verdict)}`);
    }
    const text = () => renderRun(rowOf(found, this.#report), this.#report);
    return new Run(found.evidence, this.#report.specs[0].name, text);
  }

  /** @internal */
  [inspect.custom](): string {
    return renderTerminal(this.#report).trimEnd();
  }
}

/** A run of the system: a counterexample, a witness, or what happened from some seed. */
export class Run {
  readonly #evidence: Evidence;
  readonly #system: string;
  readonly #text: () => string;

  /** @internal */
  constructor(evidence: Evidence, system: string, text: () => string) {
    this.#evidence = evidence;
    this.#system = system;
    this.#text = text;
  }

  /** The first is the initial state. */
  get steps(): readonly TraceStep[] {
    return this.#evidence.steps;
  }

  /** `RM prepares (r = 1)` for each step but the first. */
  get actions(): readonly string[] {
    return this.steps.slice(1).map(stepWords);
  }

  /** Where the run goes round for ever: the index of the first step that is repeated. */
  get loop(): number | null {
    return this.#evidence.loop ?? null;
  }

  /**
   * Shows the run: its steps, what each changed, and a lane for everyone who acts; a schedule as a Gantt
   * chart.
   */
  async show(): Promise<void> {
    if (this.#evidence.kind === 'schedule') {
      const { title, subtitle, spec } = scheduleChart(this.#evidence.schedule, LIGHT);
      return new Chart(title, subtitle, spec, this.#text()).show();
    }
    const svg = runPicture(this.#evidence, this.#system);
    display(svg === null ? textBundle(this.#text()) : await pictureBundle(svg, this.#text()));
  }

  /** @internal */
  [inspect.custom](): string {
    return this.#text().trimEnd();
  }
}

const WORDS = { holds: 'holds', violated: 'is violated', unknown: 'is open', error: 'is open' };

const said = ({ status, claim }: Verdict): string => `${WORDS[status]}: ${claim}`;

function rowOf(verdict: Verdict, report: Report): VerdictRow {
  // Alone in its report, every verdict has a row of its own.
  const alone = buildReport({
    results: [{ ...report.specs[0], verdicts: [verdict], mutants: null }],
    run: report.run,
  });
  const row = alone.rows.find((r): r is VerdictRow => r.kind === 'verdict');
  if (row === undefined) throw new Error('a verdict without a row');
  return row;
}
