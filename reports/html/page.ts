/**
 * The report as one HTML file that opens from disk: the answer, the numbers, the table worst first,
 * the evidence of what needs a look, then each spec. Scripts are allowed by their hash and by nothing
 * else, and nothing may be fetched (Content Security Policy, level 3), so that even a fault in escaping
 * could not run what a spec says.
 */
import { createHash } from 'node:crypto';
import type { SpecResult } from '../../checkers/verdict.js';
import { explorationCharts } from '../charts/exploration-charts.js';
import { chartSvg } from '../charts/static-svg.js';
import { studyCharts } from '../charts/study-chart.js';
import { graphSvg, isDrawable } from '../graph.js';
import { markOf } from '../marks.js';
import { figuresOf, type Report, type Row, type VerdictRow } from '../model.js';
import { IN_PAGE } from '../palette.js';
import { effortWords, rowEstablished, rowExpectation, rowTitle } from '../rows.js';
import { countOf, printable, sentence } from '../wording.js';
import { BEHAVIOUR, CHART_BEHAVIOUR } from './behaviour.js';
import { evidenceMarkup } from './evidence-section.js';
import { html, type Markup, prose, scriptJson, trusted } from './markup.js';
import { problemSection } from './problem-section.js';
import { expectedRows, specSection } from './spec-section.js';
import { STYLE } from './style.js';
import { vegaScripts } from './vega-scripts.js';
import { verdictTable } from './verdict-table.js';

/** With more specs than this they are closed at first. */
const OPEN_SPECS_MAX = 3;
const PROBLEMS_MAX = 50;

export async function renderHtml(report: Report): Promise<string> {
  const chartSpecs: object[] = [];
  const sections: Markup[] = [];
  for (const [i, spec] of report.specs.entries()) {
    sections.push(
      specSection(
        spec,
        {
          id: `spec-${i + 1}`,
          open: report.specs.length <= OPEN_SPECS_MAX,
          rows: expectedRows(report.rows, spec),
          charts: await chartsOf(spec, chartSpecs),
          graph: await graphOf(spec),
        },
        report,
      ),
    );
  }
  const body = html`<main>
${heading(report)}
${problemsMarkup(report)}
${report.rows.length === 0 ? null : verdictTable(report.rows, (row) => linkOf(row, report))}
${report.rows.map((row) => findingMarkup(row, report))}
${sections.length === 0 ? null : html`<h2 class="specs">${sections.length === 1 ? 'The spec' : 'The specs'}</h2>${sections}`}
<footer class="soft small">${printable(report.run.command)}</footer>
</main>`;
  return documentOf(report, body, chartSpecs);
}

function documentOf(report: Report, body: Markup, chartSpecs: readonly object[]): string {
  const scripts = [
    BEHAVIOUR,
    ...(chartSpecs.length === 0 ? [] : [...vegaScripts(), CHART_BEHAVIOUR]),
  ];
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src ${scripts.map(hashOf).join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const data =
    chartSpecs.length === 0
      ? null
      : html`<script type="application/json" id="chart-specs">${scriptJson(chartSpecs)}</script>
`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="Assay ${report.run.version}">
<title>${report.headline} · Assay</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
${data}${scripts.map(
  (script) => html`<script>${trusted(script)}</script>
`,
)}</body>
</html>
`.toString();
}

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script, 'utf8').digest('base64')}'`;
}

function heading(report: Report): Markup {
  return html`<h1>${report.headline}</h1>
<p class="soft">${report.facts.join(' · ')}</p>
<dl class="figures">${figuresOf(report).map(
    (figure) =>
      html`<div${figure.bad ? html` class="bad"` : null}><dt>${figure.words}</dt><dd>${figure.value}</dd></div>`,
  )}</dl>`;
}

function problemsMarkup(report: Report): Markup | null {
  const { problems, sources } = report;
  if (problems.length === 0) return null;
  const more = problems.length - PROBLEMS_MAX;
  return html`<div class="problems">${problems.slice(0, PROBLEMS_MAX).map((problem) => problemSection(problem, sources))}${more > 0 ? html`<p class="soft">and ${countOf(more, 'more', 'more')}</p>` : null}</div>`;
}

function linkOf(row: Row, report: Report): string | null {
  if (row.kind === 'verdict') return row.id;
  return `spec-${report.specs.indexOf(row.spec) + 1}`;
}

/** The section of a property that needs a look. Those as expected are told with their spec. */
function findingMarkup(row: Row, report: Report): Markup | null {
  if (row.kind !== 'verdict' || row.standing === 'expected') return null;
  const { mark, word, status } = markOf(row);
  const expectation = rowExpectation(row);
  return html`<section aria-labelledby="${row.id}"><h2 id="${row.id}">${printable(rowTitle(row))}</h2>
<p class="claim soft">${printable(row.verdict.text)}</p>
<p><span class="mark ${status}">${mark} ${word}</span>${expectation === null ? '' : `, ${expectation}`}. ${prose(sentence(rowEstablished(row)))}</p>
${noteParagraphs(row)}
${evidenceMarkup(row.verdict, evidenceContext(row, report))}
<p class="soft small effort">${printable(row.verdict.method)} · ${effortWords(row.verdict.effort)}</p></section>
`;
}

function noteParagraphs(row: VerdictRow): Markup[] {
  return row.verdict.notes.map(
    (note) => html`<p class="soft small">${prose(sentence(note.text))}</p>`,
  );
}

function evidenceContext(row: VerdictRow, report: Report) {
  return { system: row.spec.name, sources: report.sources, run: row.id };
}

async function chartsOf(spec: SpecResult, chartSpecs: object[]): Promise<Markup | null> {
  const charts = [
    ...(spec.exploration ? explorationCharts(spec.exploration, IN_PAGE) : []),
    ...(spec.study ? studyCharts(spec.study, IN_PAGE) : []),
  ];
  const figures: Markup[] = [];
  for (const chart of charts) {
    const svg = trusted(await chartSvg(chart.spec));
    figures.push(html`<figure><figcaption>${chart.title}<span class="sub">${chart.subtitle}</span></figcaption><div class="chart" data-chart="${chartSpecs.length}" role="img" aria-label="${chart.title}">${svg}</div></figure>
`);
    chartSpecs.push(chart.spec);
  }
  return figures.length === 0 ? null : html`<div class="charts">${figures}</div>`;
}

async function graphOf(spec: SpecResult): Promise<Markup | null> {
  const graph = spec.exploration?.graph ?? null;
  if (graph === null || !isDrawable(graph)) return null;
  return trusted(await graphSvg(graph, { inPage: true }));
}
