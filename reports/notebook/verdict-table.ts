/**
 * Verdicts as an HTML table for a notebook. Its style stands in each element, for a style sheet would
 * reach out of the output; colours are those that do on light and dark ground, and where a code host
 * strips all style a plain table is left, whose marks and words still tell.
 */

import type { MutantResult, Status } from '../../checkers/verdict.js';
import { html, type Markup, prose } from '../html/markup.js';
import { markOf, markOfMutant } from '../marks.js';
import { mutantStanding, type Report, type Row } from '../model.js';
import { rowEffort, rowEstablished, rowExpectation, rowMethod, rowNotes } from '../rows.js';
import { figure, printable } from '../wording.js';

const COLOURS: Readonly<Record<Status, string>> = {
  holds: '#1a8a6b',
  violated: '#d2491f',
  unknown: '#a87400',
  error: '#8a63bd',
};

const CELL = 'text-align:left;vertical-align:top;padding:6px 16px 6px 0';
const WHOLE = 'border-collapse:collapse;max-width:980px;font-size:13px';
const SOFT = 'opacity:.7';

export function verdictTableHtml(report: Report): string {
  const specs = report.specs.map((spec) => printable(spec.name)).join(', ');
  return html`<p style="margin:0 0 8px"><strong>${printable(report.headline)}</strong> <span style="${SOFT}">${specs}, ${report.facts.join(' · ')}</span></p>
<table style="${WHOLE}"><thead><tr>${['verdict', 'property', 'what was established', 'how', 'effort'].map(headCell)}</tr></thead><tbody>
${report.rows.map(rowMarkup)}</tbody></table>
${report.specs.map((spec) => mutantTable(spec.mutants ?? []))}`.source;
}

const headCell = (words: string): Markup => html`<th style="${CELL};font-weight:600">${words}</th>`;

function rowMarkup(row: Row): Markup {
  const { mark, word, status } = markOf(row);
  const expectation = rowExpectation(row);
  const effort = rowEffort(row);
  return html`<tr><td style="${CELL};white-space:nowrap">${marked(mark, word, status)}</td><td style="${CELL}">${printable(row.title)}${expectation === null ? null : html`<br><span style="${SOFT}">${expectation}</span>`}</td><td style="${CELL}">${prose(rowEstablished(row))}${rowNotes(row).map(({ text }) => html`<br><span style="${SOFT}">${prose(text)}</span>`)}</td><td style="${CELL}">${printable(rowMethod(row))}</td><td style="${CELL};white-space:nowrap">${effort === null ? null : html`${effort.states}${effort.states === '' ? null : html`<br>`}<span style="${SOFT}">${effort.time}</span>`}</td></tr>
`;
}

function marked(mark: string, word: string, status: Status): Markup {
  return html`<strong style="color:${COLOURS[status]}">${mark} ${word}</strong>`;
}

function mutantTable(mutants: readonly MutantResult[]): Markup | null {
  if (mutants.length === 0) return null;
  return html`<table style="${WHOLE};margin-top:12px"><thead><tr>${['mutant', 'must break', 'answer'].map(headCell)}</tr></thead><tbody>
${mutants.map(mutantMarkup)}</tbody></table>`;
}

function mutantMarkup(mutant: MutantResult): Markup {
  const { mark, word, status } = markOfMutant(mutantStanding(mutant));
  const by = mutant.by.map(({ property, steps }) => `${property} in ${figure(steps, 'step')}`);
  const says = mutant.caught ? `by ${by.join(', ')}` : (mutant.because ?? by.join(', '));
  return html`<tr><td style="${CELL}">${printable(mutant.name)}</td><td style="${CELL}">${printable(mutant.breaks.join(', '))}</td><td style="${CELL}">${marked(mark, word, status)} ${printable(says)}</td></tr>
`;
}
