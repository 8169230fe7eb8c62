/** The one table: what was found, worst first, each row with a link to its evidence. */
import { markOf } from '../marks.js';
import type { Row } from '../model.js';
import {
  rowEffort,
  rowEstablished,
  rowExpectation,
  rowMethod,
  rowNotes,
  rowTitle,
} from '../rows.js';
import { printable } from '../wording.js';
import { html, type Markup, prose } from './markup.js';

/** `linkOf` gives the id of the section that shows a row, or null. */
export function verdictTable(rows: readonly Row[], linkOf: (row: Row) => string | null): Markup {
  return html`<table class="plain verdicts" role="table"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">verdict</th><th role="columnheader" scope="col" class="title">property</th><th role="columnheader" scope="col">what was established</th><th role="columnheader" scope="col" class="how">how</th><th role="columnheader" scope="col" class="num">effort</th></tr></thead><tbody role="rowgroup">
${rows.map((row) => rowMarkup(row, linkOf(row)))}</tbody></table>`;
}

function rowMarkup(row: Row, link: string | null): Markup {
  const { mark, word, status } = markOf(row);
  const odd = row.standing === 'wrong' || row.standing === 'error' ? html` class="odd"` : null;
  const title = printable(rowTitle(row));
  const linked = link === null ? html`${title}` : html`<a href="#${link}">${title}</a>`;
  const expectation = rowExpectation(row);
  const effort = rowEffort(row);
  return html`<tr role="row"${odd}><td role="cell" class="mark ${status}">${mark} ${word}</td><td role="cell" class="title">${linked}${expectation === null ? null : html`<br><span class="soft">${expectation}</span>`}</td><td role="cell" class="established">${prose(rowEstablished(row))}${notes(row)}</td><td role="cell" class="how">${printable(rowMethod(row))}</td><td role="cell" class="num">${effort === null ? null : html`${effort.states}${effort.states === '' ? null : html`<br>`}<span class="soft time">${effort.time}</span>`}</td></tr>
`;
}

function notes(row: Row): Markup[] {
  return rowNotes(row).map(
    ({ text, vacuous }) =>
      html`<span class="note small ${vacuous ? 'unknown' : 'soft'}">${prose(text)}</span>`,
  );
}
