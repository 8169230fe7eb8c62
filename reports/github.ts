/**
 * For a GitHub Actions step: annotations as workflow commands on standard output, and the step summary.
 * GitHub shows ten errors and ten warnings of a step and drops the rest silently, so the last one of
 * each says how many more there are.
 */
import type { Place } from '../engine/language/source.js';
import { askedFor, codePlace, showsCode } from './evidence/excerpt.js';
import { renderMarkdown, SUMMARY_BYTES_MAX } from './markdown.js';
import { expectation, mutantStanding, type Report, standingOf } from './model.js';
import { printable, withHint } from './wording.js';

interface Annotation {
  readonly level: 'error' | 'warning';
  readonly place: Place;
  readonly title: string;
  readonly message: string;
}

const SHOWN_MAX = 9;

/** One command a line; nothing when all is as expected. */
export function renderGithub(report: Report): string {
  const all = annotations(report);
  const lines = (['error', 'warning'] as const).flatMap((level) => {
    const own = all.filter((annotation) => annotation.level === level);
    const shown = own.slice(0, SHOWN_MAX).map(command);
    const more = own.length - SHOWN_MAX;
    return more > 0
      ? [...shown, `::${level}::and ${more} more: see the summary of this step`]
      : shown;
  });
  return lines.map((line) => `${line}\n`).join('');
}

/** To be appended to the file that `GITHUB_STEP_SUMMARY` names. */
export function stepSummary(report: Report): string {
  return renderMarkdown(report, { bytesMax: SUMMARY_BYTES_MAX });
}

function annotations(report: Report): Annotation[] {
  const problems = report.problems
    .filter((problem) => problem.severity !== 'info')
    .map(
      (problem): Annotation => ({
        level: problem.severity === 'error' ? 'error' : 'warning',
        place: problem,
        title: problem.code,
        message: withHint(problem),
      }),
    );
  const told = [...showsCode(report.rows)].map(({ verdict }) => verdict);
  const verdicts = report.specs.flatMap((spec) =>
    spec.verdicts.flatMap((verdict): Annotation[] => {
      const standing = standingOf(verdict);
      if (standing === 'expected') return [];
      // A line of code that is wrong is told once.
      if (verdict.code !== undefined && !told.includes(verdict)) return [];
      const wanted = expectation(verdict);
      const asked = askedFor(verdict);
      return [
        {
          level: standing === 'inconclusive' ? 'warning' : 'error',
          place: codePlace(verdict.code) ?? verdict.place,
          title: `${spec.name}: ${verdict.property} ${verdict.status}${wanted === null ? '' : ` (${wanted})`}`,
          message: [verdict.claim, ...(asked === null ? [] : [asked])].join('; '),
        },
      ];
    }),
  );
  const mutants = report.specs.flatMap((spec) =>
    (spec.mutants ?? []).flatMap((mutant): Annotation[] => {
      const standing = mutantStanding(mutant);
      if (standing === 'expected') return [];
      return [
        {
          level: standing === 'inconclusive' ? 'warning' : 'error',
          place: mutant.place,
          title: `${spec.name}: mutant ${mutant.name}`,
          message: `${mutant.because ?? 'survived'}; it should break ${mutant.breaks.join(', ')}`,
        },
      ];
    }),
  );
  return [...problems, ...verdicts, ...mutants];
}

function command({ level, place, title, message }: Annotation): string {
  const properties = [
    `file=${property(place.file)}`,
    `line=${place.line}`,
    `endLine=${place.endLine}`,
    `col=${place.column}`,
    // GitHub takes columns only within one line.
    ...(place.endLine === place.line ? [`endColumn=${place.endColumn}`] : []),
    `title=${property(title)}`,
  ];
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** The escapes of workflow commands (actions/toolkit, command.ts). */
function data(text: string): string {
  return printable(text).replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
