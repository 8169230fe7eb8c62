/**
 * The document of `assay check --json`: `assay/report/v1`, described by `schema/v1/report.json`. Fields
 * are only ever added to it.
 */
import type { Evidence, SpecResult, Verdict } from '../checkers/verdict.js';
import type { Trace, TraceStep } from '../engine/trace.js';
import type { Report } from './model.js';

export const REPORT_SCHEMA = 'assay/report/v1';

export function reportDocument(report: Report): object {
  const { run } = report;
  return {
    schema: REPORT_SCHEMA,
    ok: report.ok,
    exitCode: report.exitCode,
    headline: report.headline,
    assay: {
      version: run.version,
      command: run.command,
      seconds: run.seconds,
      seed: run.seed ?? null,
      startedAt: run.startedAt ?? null,
      interrupted: run.interrupted ?? false,
    },
    diagnostics: report.problems,
    specs: report.specs.map(specDocument),
  };
}

export function renderJson(report: Report): string {
  return `${JSON.stringify(reportDocument(report), null, 2)}\n`;
}

function specDocument(spec: SpecResult): object {
  const { exploration } = spec;
  return {
    file: spec.file,
    kind: spec.kind,
    name: spec.name,
    about: spec.about,
    covers: spec.covers,
    constants: spec.constants,
    verdicts: spec.verdicts.map(verdictDocument),
    mutants: spec.mutants,
    unbroken: spec.unbroken,
    // The state graph is for pictures (`assay graph`), and left out here.
    exploration: exploration && { ...exploration, graph: undefined },
    notes: spec.notes,
    ...(spec.swarm === undefined ? {} : { swarm: spec.swarm }),
    ...(spec.study === undefined ? {} : { study: spec.study }),
  };
}

function verdictDocument(verdict: Verdict): object {
  return {
    property: verdict.property,
    base: verdict.base,
    text: verdict.text,
    status: verdict.status,
    expected: verdict.expected,
    asExpected: verdict.asExpected,
    method: verdict.method,
    claim: verdict.claim,
    evidence: verdict.evidence === null ? null : evidenceDocument(verdict.evidence),
    effort: verdict.effort,
    place: verdict.place,
    notes: verdict.notes,
    ...(verdict.code === undefined ? {} : { code: verdict.code }),
    ...(verdict.also === undefined ? {} : { also: verdict.also.map(verdictDocument) }),
  };
}

function evidenceDocument(evidence: Evidence): object {
  const trace = traceDocument(evidence);
  if (evidence.kind === 'tree') {
    const branches = evidence.branches.map(({ step, evidence: below }) => ({
      step,
      evidence: evidenceDocument(below),
    }));
    return { kind: evidence.kind, says: evidence.says, ...trace, branches };
  }
  if (evidence.kind === 'induction') return { kind: evidence.kind, says: evidence.says, ...trace };
  const schedule = evidence.kind === 'schedule' ? { schedule: evidence.schedule } : {};
  return { kind: evidence.kind, ...trace, ...schedule, explanation: evidence.explanation ?? [] };
}

function traceDocument(trace: Trace): object {
  return {
    ...(trace.begin === undefined ? {} : { begin: trace.begin }),
    ...(trace.tickSeconds === undefined ? {} : { tickSeconds: trace.tickSeconds }),
    steps: trace.steps.map(stepDocument),
    ...(trace.loop === undefined ? {} : { loop: trace.loop }),
    ...(trace.back === undefined ? {} : { back: trace.back }),
  };
}

function stepDocument(step: TraceStep): object {
  const { action, bindings, state, ...rest } = step;
  return { action, bindings, state, ...rest };
}
