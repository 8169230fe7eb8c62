/**
 * One spec: what it is about, how far it was explored, the runs that it was expected to have, its
 * mutants, charts and, when it is small, its state graph.
 */
import type { MutantResult, SpecResult } from '../../checkers/verdict.js';
import { markOf } from '../marks.js';
import { mutantStanding, type Report, type Row, type VerdictRow } from '../model.js';
import { constantsOf, explorationWords } from '../rows.js';
import { capitalised, countOf, figure, listed, numberWord, printable } from '../wording.js';
import { evidenceMarkup } from './evidence-section.js';
import { html, type Markup } from './markup.js';

export interface SpecParts {
  readonly id: string;
  readonly open: boolean;
  /** Rows of this spec that are as expected. */
  readonly rows: readonly VerdictRow[];
  readonly charts: Markup | null;
  readonly graph: Markup | null;
}

export function specSection(spec: SpecResult, parts: SpecParts, report: Report): Markup {
  const constants = constantsOf(spec);
  const facts = [
    constants === '' ? null : printable(constants),
    spec.exploration === null ? null : figure(spec.exploration.effort.states, 'state'),
    figure(spec.verdicts.length, 'property', 'properties'),
    spec.mutants === null ? null : figure(spec.mutants.length, 'mutant'),
  ].filter((fact) => fact !== null);
  return html`<details class="spec" id="${parts.id}"${parts.open ? html` open` : null}><summary><h3>${printable(spec.name)}</h3><span class="soft">${facts.join(' · ')}</span></summary>
<p>${printable(spec.about)} <span class="soft small">${printable(spec.file)}</span></p>
${explorationParagraph(spec)}
${notesMarkup(spec)}
${parts.charts}
${expectedAnswers(parts.rows, report)}
${spec.mutants === null || spec.mutants.length === 0 ? null : mutantTable(spec.mutants)}
${parts.graph === null ? null : html`<h4>State graph</h4><div class="scroll graph" tabindex="0" role="region" aria-label="State graph">${parts.graph}</div>`}
</details>
`;
}

function explorationParagraph(spec: SpecResult): Markup | null {
  const words = explorationWords(spec);
  return words.length === 0 ? null : html`<p class="soft small">${words.join(' ')}</p>`;
}

function notesMarkup(spec: SpecResult): Markup[] {
  const notes = spec.notes.map((note) => ({ vacuous: note.kind === 'vacuous', text: note.text }));
  if (spec.unbroken !== null && spec.unbroken.length > 0) {
    notes.push({ vacuous: true, text: `no mutant was seen to break ${listed(spec.unbroken)}` });
  }
  return notes.map(
    (note) =>
      html`<p class="small ${note.vacuous ? 'unknown' : 'soft'}">${capitalised(printable(note.text))}.</p>`,
  );
}

/** What came out as the spec says, with the run where there is one to see. */
function expectedAnswers(rows: readonly VerdictRow[], report: Report): Markup[] {
  return rows.map((row) => {
    const { mark, word, status } = markOf(row);
    const run = evidenceMarkup(row.verdict, {
      system: row.spec.name,
      sources: report.sources,
      run: row.id,
    });
    return html`<h4 id="${row.id}"><span class="mark ${status}">${mark} ${word}</span> ${printable(row.title)}${status === 'violated' ? html` <span class="soft">as expected</span>` : null}</h4>
<p class="claim soft">${printable(row.verdict.text)}</p>
${run === null ? html`<p>${printable(row.verdict.claim)}</p>` : run}`;
  });
}

function mutantTable(mutants: readonly MutantResult[]): Markup {
  const caught = mutants.filter((mutant) => mutant.caught).length;
  const finding =
    caught === mutants.length
      ? `All ${numberWord(caught)} mutants are caught`
      : `${capitalised(numberWord(caught))} of ${countOf(mutants.length, 'mutant')} ${caught === 1 ? 'is' : 'are'} caught`;
  return html`<h4>${mutants.length === 1 && caught === 1 ? 'The one mutant is caught' : finding}</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Mutants"><table class="plain"><thead><tr><th scope="col">mutant</th><th scope="col">must break</th><th scope="col">caught by</th></tr></thead><tbody>
${mutants.map(
  (
    mutant,
  ) => html`<tr><td>${printable(mutant.name)}</td><td>${printable(mutant.breaks.join(', '))}</td><td>${caughtBy(mutant)}</td></tr>
`,
)}</tbody></table></div>`;
}

function caughtBy(mutant: MutantResult): Markup {
  const by = mutant.by
    .map(({ property, steps }) => `${printable(property)} in ${figure(steps, 'step')}`)
    .join(', ');
  if (mutant.caught) return html`<span class="mark holds">✓</span> ${by}`;
  const survived = mutantStanding(mutant) === 'wrong';
  const word = survived ? '✗ survived' : '? unknown';
  const reason = survived ? by : (mutant.because ?? '');
  return html`<span class="mark ${survived ? 'violated' : 'unknown'}">${word}</span> ${printable(reason)}`;
}

/** The rows of one spec that are as expected, unfolded. */
export function expectedRows(rows: readonly Row[], spec: SpecResult): VerdictRow[] {
  return rows
    .flatMap((row) => (row.kind === 'spec' ? row.rows : row.kind === 'verdict' ? [row] : []))
    .filter((row) => row.spec === spec && row.standing === 'expected');
}
