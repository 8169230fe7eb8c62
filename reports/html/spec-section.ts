/**
 * One spec: what it is about, how far it was explored, the runs that it was expected to have, its
 * mutants, charts and, when it is small, its state graph.
 */
import type { MutantResult, SpecResult } from '../../checkers/verdict.js';
import { markOf, markOfMutant } from '../marks.js';
import { expectation, mutantStanding, type Report, type Row, type VerdictRow } from '../model.js';
import { mutantFate, worstFirst } from '../mutants.js';
import { constantsOf, explorationWords, rowEstablished } from '../rows.js';
import {
  capitalised,
  countOf,
  figure,
  listed,
  numberWord,
  printable,
  sentence,
} from '../wording.js';
import { evidenceMarkup } from './evidence-section.js';
import { html, type Markup, prose } from './markup.js';

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
    spec.study === undefined ? null : figure(spec.study.cells.length, 'combination'),
    figure(spec.verdicts.length, 'property', 'properties'),
    spec.mutants === null ? null : figure(spec.mutants.length, 'mutant'),
  ].filter((fact) => fact !== null);
  return html`<details class="spec" id="${parts.id}"${parts.open ? html` open` : null}><summary><h3>${printable(spec.name)}</h3><span class="soft">${facts.join(' · ')}</span></summary>
<p>${prose(spec.about)} <span class="soft small">${printable(spec.file)}</span></p>
${explorationParagraph(spec)}
${notesMarkup(spec)}
${answerTable(parts.rows)}
${parts.charts}
${expectedRuns(parts.rows, report)}
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
      html`<p class="small ${note.vacuous ? 'unknown' : 'soft'}">${prose(sentence(note.text))}</p>`,
  );
}

/** What came out as the spec says and has no run to show, in the words of the spec. */
function answerTable(rows: readonly VerdictRow[]): Markup | null {
  const plain = rows.filter(
    ({ verdict }) => verdict.evidence === null && verdict.operations === undefined,
  );
  if (plain.length === 0) return null;
  return html`<h4>As expected</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Properties as expected"><table class="plain answers"><thead><tr><th scope="col">verdict</th><th scope="col">property</th><th scope="col">what was established</th></tr></thead><tbody>
${plain.map((row) => {
  const { mark, word, status } = markOf(row);
  return html`<tr id="${row.id}"><td class="mark ${status}">${mark} ${word}</td><td>${printable(row.title)}<br><code class="soft">${printable(row.verdict.text)}</code></td><td>${prose(rowEstablished(row))}${otherMethods(row)}</td></tr>
`;
})}</tbody></table></div>`;
}

/** What other methods than the one above say of the same. */
function otherMethods({ verdict }: VerdictRow): Markup[] {
  return (verdict.also ?? []).map(
    ({ method, status, claim }) =>
      html`<br><span class="soft small">${prose(`${method}: ${status}, ${claim}`)}</span>`,
  );
}

/** What came out as the spec says, where there is a run to see. */
function expectedRuns(rows: readonly VerdictRow[], report: Report): Markup[] {
  return rows.flatMap((row) => {
    const { mark, word, status } = markOf(row);
    const run = expectedRun(row, report);
    if (run === null) return [];
    const expected = expectation(row.verdict);
    return [
      html`<h4 id="${row.id}"><span class="mark ${status}">${mark} ${word}</span> ${printable(row.title)}${expected === null ? null : html` <span class="soft">${expected}</span>`}</h4>
<p class="claim soft">${printable(row.verdict.text)}</p>
<p>${prose(sentence(rowEstablished(row)))}</p>
${run}`,
    ];
  });
}

/** The run of the first instance; those of the others, which are much like it, are folded away. */
function expectedRun(row: VerdictRow, report: Report): Markup | null {
  const runs = row.instances.map((verdict, i) => {
    const run = i === 0 ? row.id : `${row.id}-instance-${i + 1}`;
    return evidenceMarkup(verdict, { system: row.spec.name, sources: report.sources, run });
  });
  const [first, ...others] = runs;
  if (others.length === 0 || first === null) return first;
  const name = (i: number): Markup =>
    html`<p class="soft">${printable(row.instances[i].property)}</p>`;
  return html`${name(0)}${first}<details><summary>${capitalised(countOf(others.length, 'more instance'))}</summary>${others.map((run, i) => html`${name(i + 1)}${run}`)}</details>`;
}

function mutantTable(mutants: readonly MutantResult[]): Markup {
  const caught = mutants.filter((mutant) => mutant.caught).length;
  return html`<h4>${mutantFinding(caught, mutants.length)}</h4>
<div class="scroll" tabindex="0" role="region" aria-label="Mutants"><table class="plain"><thead><tr><th scope="col">mutant</th><th scope="col">must break</th><th scope="col">what came of it</th></tr></thead><tbody>
${worstFirst(mutants).map(
  (
    mutant,
  ) => html`<tr><td>${printable(mutant.name)}</td><td>${printable(mutant.breaks.join(', '))}</td><td>${caughtBy(mutant)}</td></tr>
`,
)}</tbody></table></div>`;
}

function mutantFinding(caught: number, total: number): string {
  if (total === 1)
    return caught === 1 ? 'The one mutant is caught' : 'The one mutant is not caught';
  if (caught === total) return `All ${numberWord(total)} mutants are caught`;
  if (caught === 0) return `None of ${countOf(total, 'mutant')} is caught`;
  return `${capitalised(numberWord(caught))} of ${countOf(total, 'mutant')} ${caught === 1 ? 'is' : 'are'} caught`;
}

function caughtBy(mutant: MutantResult): Markup {
  const { mark, word, status } = markOfMutant(mutantStanding(mutant));
  return html`<span class="mark ${status}">${mark} ${word}</span> ${prose(mutantFate(mutant))}`;
}

/** The rows of one spec that are as expected, unfolded. */
export function expectedRows(rows: readonly Row[], spec: SpecResult): VerdictRow[] {
  return rows
    .flatMap((row) => (row.kind === 'spec' ? row.rows : row.kind === 'verdict' ? [row] : []))
    .filter((row) => row.spec === spec && row.standing === 'expected');
}
