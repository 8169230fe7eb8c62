/** What is wrong with a spec, with the line that it is about. */
import type { Problem } from '../problems.js';
import { printable, sentence, visible } from '../wording.js';
import { html, type Markup, prose } from './markup.js';

export function problemSection(problem: Problem, sources: ReadonlyMap<string, string>): Markup {
  const status = problem.severity === 'error' ? 'violated' : 'unknown';
  const mark = problem.severity === 'error' ? '✗' : '!';
  const hint =
    problem.hint === null
      ? null
      : html` <span class="soft">${prose(sentence(problem.hint))}</span>`;
  return html`<section class="problem"><p><span class="mark ${status}">${mark} ${problem.severity} ${problem.code}</span> ${printable(problem.file)}, line ${problem.line}<br>${prose(sentence(problem.message))}${hint}</p>${lineOf(problem, sources)}</section>
`;
}

function lineOf(problem: Problem, sources: ReadonlyMap<string, string>): Markup | null {
  const source = sources.get(problem.file)?.split(/\r?\n/)[problem.line - 1];
  if (source === undefined) return null;
  const text = visible(source);
  const from = problem.column - 1;
  const to =
    problem.endLine === problem.line ? Math.max(problem.endColumn - 1, from + 1) : text.length;
  return html`<pre tabindex="0"><span class="no">${problem.line} │</span> ${text.slice(0, from)}<mark>${text.slice(from, to)}</mark>${text.slice(to)}</pre>`;
}
