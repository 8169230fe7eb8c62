/** Everything that the command line and notebooks take from this room. */
import { renderGithub } from './github.js';
import { renderHtml } from './html/page.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderMarkdown } from './markdown.js';
import type { Report } from './model.js';
import { renderSarif } from './sarif.js';
import { renderTerminal } from './terminal.js';

export { stepSummary } from './github.js';
export { graphDot, graphMermaid, graphSvg } from './graph.js';
export { buildReport, type Report, type ReportInput } from './model.js';
export { type Paint, roleStyled, type Style } from './paint.js';
export { lintDocument, problemOf } from './problems.js';
export { runText } from './run-text.js';
export { renderTerminal } from './terminal.js';

export const FORMATS = ['html', 'json', 'junit', 'sarif', 'markdown', 'github', 'text'] as const;

export type Format = (typeof FORMATS)[number];

/** The report in one of its formats; `text` without colour (`renderTerminal` takes a painter). */
export async function render(report: Report, format: Format): Promise<string> {
  switch (format) {
    case 'html':
      return renderHtml(report);
    case 'json':
      return renderJson(report);
    case 'junit':
      return renderJunit(report);
    case 'sarif':
      return renderSarif(report);
    case 'markdown':
      return renderMarkdown(report);
    case 'github':
      return renderGithub(report);
    case 'text':
      return renderTerminal(report);
  }
}
