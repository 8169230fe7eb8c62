/**
 * JUnit XML, in the common part that GitLab, Jenkins, CircleCI, Azure and Buildkite read: a suite for
 * each spec, a test case for each property and each mutant. Not as expected is a failure, what could
 * not be judged an error, what is not known is skipped, with the reason.
 */
import type { MutantResult, SpecResult, Verdict } from '../checkers/verdict.js';
import { stepTable } from './evidence/step-table.js';
import { INITIALLY, introduction } from './evidence/traces.js';
import { expectation, mutantStanding, type Report, standingOf } from './model.js';
import type { Problem } from './problems.js';
import { printable } from './wording.js';

interface Case {
  readonly name: string;
  readonly className: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly details: string;
}

export function renderJunit(report: Report): string {
  const unread = report.problems.filter((problem) => problem.severity === 'error');
  const suites = [
    ...(unread.length === 0 ? [] : [suite('specs that cannot be read', unread.map(problemCase))]),
    ...report.specs.map((spec) =>
      suite(spec.name, [
        ...spec.verdicts.map((verdict) => verdictCase(spec, verdict)),
        ...(spec.mutants ?? []).map((mutant) => mutantCase(spec, mutant)),
      ]),
    ),
  ];
  const all = suites.flatMap((s) => s.cases);
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Assay" ${totals(all, report.run.seconds)}>
${suites.map((s) => s.source).join('')}</testsuites>
`;
}

function suite(name: string, cases: readonly Case[]): { source: string; cases: readonly Case[] } {
  const seconds = cases.reduce((sum, c) => sum + c.seconds, 0);
  const source = `  <testsuite name="${xml(name)}" ${totals(cases, seconds)}>
${cases.map(caseXml).join('')}  </testsuite>
`;
  return { source, cases };
}

function totals(cases: readonly Case[], seconds: number): string {
  const of = (outcome: Case['outcome']): number =>
    cases.filter((c) => c.outcome === outcome).length;
  return `tests="${cases.length}" failures="${of('failure')}" errors="${of('error')}" skipped="${of('skipped')}" time="${seconds.toFixed(3)}"`;
}

function caseXml(c: Case): string {
  const open = `    <testcase classname="${xml(c.className)}" name="${xml(c.name)}" time="${c.seconds.toFixed(3)}"`;
  if (c.outcome === 'passed') return `${open}/>\n`;
  if (c.outcome === 'skipped') return `${open}><skipped message="${xml(c.message)}"/></testcase>\n`;
  return `${open}><${c.outcome} message="${xml(c.message)}">${xml(c.details)}</${c.outcome}></testcase>\n`;
}

function verdictCase(spec: SpecResult, verdict: Verdict): Case {
  const outcomes = {
    expected: 'passed',
    wrong: 'failure',
    error: 'error',
    inconclusive: 'skipped',
  } as const;
  const wanted = expectation(verdict);
  return {
    name: verdict.property,
    className: spec.name,
    seconds: verdict.effort.cpuSeconds,
    outcome: outcomes[standingOf(verdict)],
    message: `${verdict.status}${wanted === null ? '' : `, ${wanted}`}: ${verdict.claim}`,
    details: detailsOf(verdict),
  };
}

function detailsOf(verdict: Verdict): string {
  const { file, line, column } = verdict.place;
  const { code } = verdict;
  const lines = [verdict.text, `${file}:${line}:${column}`];
  if (code !== undefined) lines.push(`${code.file}:${code.line}:${code.column}: ${code.says}`);
  if (verdict.evidence === null) return lines.join('\n');
  const says = introduction(verdict.evidence, INITIALLY);
  if (says !== null) lines.push(says);
  const table = stepTable(verdict.evidence);
  for (const row of table.rows) {
    lines.push(`${row.index} ${row.action}${row.bindings === '' ? '' : ` (${row.bindings})`}`);
    row.cells.forEach((cell, i) => {
      if (row.initial) lines.push(`    ${table.columns[i]}: ${cell.text}`);
      else if (cell.change !== null) lines.push(`    ${table.columns[i]}: ${cell.change}`);
    });
  }
  if (table.loop !== null) lines.push(`back to step ${table.loop}, for ever`);
  return lines.map(printable).join('\n');
}

function mutantCase(spec: SpecResult, mutant: MutantResult): Case {
  const outcomes = {
    expected: 'passed',
    wrong: 'failure',
    error: 'error',
    inconclusive: 'skipped',
  } as const;
  const { file, line, column } = mutant.place;
  return {
    name: `mutant: ${mutant.name}`,
    className: spec.name,
    seconds: 0,
    outcome: outcomes[mutantStanding(mutant)],
    message: `${mutant.because ?? 'survived'}; it should break ${mutant.breaks.join(', ')}`,
    details: `${file}:${line}:${column}`,
  };
}

function problemCase(problem: Problem): Case {
  return {
    name: `${problem.code} in ${problem.file}:${problem.line}`,
    className: problem.file,
    seconds: 0,
    outcome: 'error',
    message: problem.message,
    details: problem.hint ?? '',
  };
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML 1.0 has no way to write most control characters and lone surrogates: they become words. */
function xml(text: string): string {
  return text
    .split('\n')
    .map(printable)
    .join('\n')
    .replace(/[\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"]/g, (c) => XML_ENTITIES[c]);
}
