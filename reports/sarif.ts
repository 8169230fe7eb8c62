/**
 * SARIF 2.1.0 (OASIS Standard, 27 March 2020), within the limits that GitHub code scanning and GitLab
 * put on it. A result points at the property's line in the YAML; a counterexample is its code flow. The
 * fingerprint is made of names and the shape of the run, never of lines, so that a result keeps its
 * identity when the file is edited above it.
 */
import { createHash } from 'node:crypto';
import type { SpecResult, Verdict } from '../checkers/verdict.js';
import type { Place } from '../engine/language/source.js';
import { codePlace } from './evidence/excerpt.js';
import { stepWords } from './evidence/step-table.js';
import { expectation, mutantStanding, type Report, standingOf } from './model.js';
import type { Problem } from './problems.js';
import { printable, withHint } from './wording.js';

const RULES = {
  'property-not-as-expected': ['A property came out other than the spec expects', 'error'],
  'property-error': ['A property could not be judged', 'error'],
  'property-inconclusive': ['It is not known whether a property holds', 'warning'],
  'mutant-survived': ['A mutant was not caught', 'error'],
  'mutant-error': ['A mutant could not be judged', 'error'],
  'mutant-inconclusive': ['It is not known whether a mutant is caught', 'warning'],
  vacuous: ['Something was never put to the test', 'note'],
  'spec-problem': ['A spec has a problem of its own', 'error'],
} as const;

type RuleId = keyof typeof RULES;
type Level = 'error' | 'warning' | 'note';

/** GitHub keeps so many of a run's results, and reads so many locations of one. */
const RESULTS_MAX = 5000;
const LOCATIONS_MAX = 1000;

export function sarifDocument(report: Report): object {
  const results = [
    ...report.problems.map(problemResult),
    ...report.specs.flatMap((spec) => [...verdictResults(spec), ...mutantResults(spec)]),
  ];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Assay',
            version: report.run.version,
            rules: Object.entries(RULES).map(([id, [text, level]]) => ({
              id,
              shortDescription: { text },
              defaultConfiguration: { level },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          { executionSuccessful: report.counts.errors === 0, exitCode: report.exitCode },
        ],
        results: results.slice(0, RESULTS_MAX),
      },
    ],
  };
}

export function renderSarif(report: Report): string {
  return `${JSON.stringify(sarifDocument(report), null, 2)}\n`;
}

interface Finding {
  readonly rule: RuleId;
  readonly level?: Level;
  readonly message: string;
  readonly place: Place;
  /** What makes it the same finding in the next run. */
  readonly identity: readonly string[];
  readonly more?: object;
}

function result(finding: Finding): object {
  const ids = Object.keys(RULES);
  return {
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    level: finding.level ?? RULES[finding.rule][1],
    message: { text: printable(finding.message) },
    locations: [{ physicalLocation: physicalLocation(finding.place) }],
    partialFingerprints: { 'assayFinding/v1': fingerprint([finding.rule, ...finding.identity]) },
    ...finding.more,
  };
}

function fingerprint(identity: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
}

function verdictResults(spec: SpecResult): object[] {
  return spec.verdicts.flatMap((verdict) => {
    const rules = {
      wrong: 'property-not-as-expected',
      error: 'property-error',
      inconclusive: 'property-inconclusive',
    } as const;
    const standing = standingOf(verdict);
    const vacuous = verdict.notes
      .filter((note) => note.kind === 'vacuous')
      .map((note) =>
        result({
          rule: 'vacuous',
          message: `${verdict.property}: ${note.text}`,
          place: note.place ?? verdict.place,
          identity: [spec.name, verdict.property, note.text],
        }),
      );
    if (standing === 'expected') return vacuous;
    const wanted = expectation(verdict);
    const own = result({
      rule: rules[standing],
      message: `${verdict.property}: ${verdict.status}${wanted === null ? '' : `, ${wanted}`}. ${verdict.claim}`,
      place: codePlace(verdict.code) ?? verdict.place,
      identity: [spec.name, verdict.property, ...shapeOf(verdict)],
      more: { ...codeFlows(verdict), ...askedIn(verdict) },
    });
    return [own, ...vacuous];
  });
}

/** The property in the spec, where the result points at code. */
function askedIn({ code, place }: Verdict): object {
  if (code === undefined) return {};
  const message = { text: 'asked for here' };
  return { relatedLocations: [{ physicalLocation: physicalLocation(place), message }] };
}

/** The actions of the run, without their bindings: what the search happened to pick first. */
function shapeOf(verdict: Verdict): string[] {
  return verdict.evidence?.steps.map((step) => step.action ?? '') ?? [];
}

/** A run longer than the limit keeps its end, which is where it goes wrong. */
function codeFlows(verdict: Verdict): object {
  const steps = verdict.evidence?.steps ?? [];
  if (steps.length === 0) return {};
  const first = Math.max(0, steps.length - LOCATIONS_MAX);
  const locations = steps.slice(first).map((step, i) => ({
    executionOrder: first + i + 1,
    location: {
      physicalLocation: physicalLocation(step.place ?? verdict.place),
      message: { text: printable(`${first + i} ${stepWords(step)}`) },
    },
  }));
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
}

function mutantResults(spec: SpecResult): object[] {
  return (spec.mutants ?? []).flatMap((mutant) => {
    const rules = {
      expected: null,
      wrong: 'mutant-survived',
      error: 'mutant-error',
      inconclusive: 'mutant-inconclusive',
    } as const;
    const rule = rules[mutantStanding(mutant)];
    if (rule === null) return [];
    return [
      result({
        rule,
        message: `The mutant ${mutant.name} should break ${mutant.breaks.join(', ')}: ${mutant.because ?? 'survived'}.`,
        place: mutant.place,
        identity: [spec.name, mutant.name],
      }),
    ];
  });
}

function problemResult(problem: Problem): object {
  const levels = { error: 'error', warning: 'warning', info: 'note' } as const;
  return result({
    rule: 'spec-problem',
    level: levels[problem.severity],
    message: `${problem.code}: ${withHint(problem)}`,
    place: problem,
    identity: [problem.file, problem.code, problem.message],
    more: { properties: { code: problem.code } },
  });
}

function physicalLocation(place: Place): object {
  return {
    artifactLocation: { uri: uriOf(place.file) },
    region: {
      startLine: Math.max(1, place.line),
      startColumn: Math.max(1, place.column),
      endLine: Math.max(1, place.endLine),
      endColumn: Math.max(1, place.endColumn),
    },
  };
}

/** A relative path as a URI reference (RFC 3986), an absolute one as a file URI. */
function uriOf(path: string): string {
  const slashes = path.replace(/\\/g, '/').replace(/^\.\//, '');
  const encoded = slashes.split('/').map(encodeSegment).join('/');
  return slashes.startsWith('/') ? `file://${encoded}` : encoded;
}

function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\ufffd'));
}
