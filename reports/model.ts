/**
 * The report: what every renderer reads, built once. The answer in words, the numbers, one row for
 * each thing that was judged, worst first, and the exit code. Renderers add form, never judgement.
 */
import type { MutantResult, SpecResult, Verdict } from '../checkers/verdict.js';
import { instanceGroups, titleOf } from './instances.js';
import type { Problem } from './problems.js';
import {
  capitalised,
  countOf,
  duration,
  figure,
  listed,
  numberWord,
  thousands,
} from './wording.js';

/** The run that the report is about. */
export interface RunInfo {
  readonly version: string;
  /** As typed: `assay check specs --mutants`. */
  readonly command: string;
  /** Wall-clock time of the whole run. */
  readonly seconds: number;
  readonly seed?: number | string;
  /** ISO 8601. Left out, two reports of one run are byte for byte the same. */
  readonly startedAt?: string;
  readonly interrupted?: boolean;
  /** What it is that cannot be read, where something cannot. Default: `spec`. */
  readonly reads?: 'spec' | 'trace' | 'history';
}

export interface ReportInput {
  readonly results: readonly SpecResult[];
  readonly run: RunInfo;
  /** What is wrong with specs that could not be checked, and warnings. */
  readonly problems?: readonly Problem[];
  /** The text of each spec by the path that `Place.file` names, to quote the lines that matter. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** How an answer stands to what the spec says should come out, worst first. */
export type Standing = 'wrong' | 'error' | 'inconclusive' | 'expected';

export interface Counts {
  readonly specs: number;
  readonly properties: number;
  readonly asExpected: number;
  /** Violated, or holding, against expectation. */
  readonly notAsExpected: number;
  readonly errors: number;
  readonly inconclusive: number;
  /** Null when mutants were not run. */
  readonly mutants: {
    readonly total: number;
    readonly caught: number;
    readonly survived: number;
    readonly errors: number;
    readonly inconclusive: number;
  } | null;
  /** Distinct states of all specs together, mutants left out. */
  readonly states: number;
  /** Specs that cannot be read. */
  readonly unreadable: number;
}

export interface VerdictRow {
  readonly kind: 'verdict';
  readonly standing: Standing;
  /** Names the row in links; made of positions, never of the spec's words. */
  readonly id: string;
  readonly spec: SpecResult;
  readonly verdict: Verdict;
  /** All instances of one property about which exactly the same was established. */
  readonly instances: readonly Verdict[];
  readonly title: string;
}

export interface MutantRow {
  readonly kind: 'mutant';
  readonly standing: Standing;
  readonly id: string;
  readonly spec: SpecResult;
  readonly mutant: MutantResult;
  readonly title: string;
}

/** A spec's answers that are as expected, in one row; only in long reports. */
export interface SpecRow {
  readonly kind: 'spec';
  readonly standing: 'expected';
  readonly id: string;
  readonly spec: SpecResult;
  readonly rows: readonly VerdictRow[];
  readonly title: string;
}

export type Row = VerdictRow | MutantRow | SpecRow;

export type ExitCode = 0 | 1 | 2 | 3 | 130;

export interface Report {
  readonly run: RunInfo;
  readonly headline: string;
  /** Small print under the headline: `4 specs · 5 properties · checked in 0.9 s · …`. */
  readonly facts: readonly string[];
  readonly ok: boolean;
  readonly exitCode: ExitCode;
  readonly counts: Counts;
  readonly specs: readonly SpecResult[];
  /** Worst first; within one standing in the order of the input. */
  readonly rows: readonly Row[];
  /** Too long to show every answer that is as expected: one row for each spec stands for them. */
  readonly folded: boolean;
  readonly problems: readonly Problem[];
  readonly sources: ReadonlyMap<string, string>;
}

/** So many things the headline says; the numbers below it say the rest. */
const SAID_MAX = 2;

/** More rows than this, and the answers that are as expected are folded to one row a spec. */
const FOLD_ABOVE = 24;

/** Worst first. */
export const STANDINGS: readonly Standing[] = ['wrong', 'error', 'inconclusive', 'expected'];

export function buildReport(input: ReportInput): Report {
  const { results, run } = input;
  const problems = input.problems ?? [];
  const counts = count(results, problems);
  const exitCode = exitCodeOf(counts, run);
  const rows = results.flatMap((spec, s) => rowsOf(spec, `spec-${s + 1}`));
  const sorted = [...rows].sort(
    (a, b) => STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing),
  );
  const long = sorted.length > FOLD_ABOVE && results.length > 1;
  return {
    run,
    headline: headlineOf(counts, run),
    facts: factsOf(counts, run),
    ok: exitCode === 0,
    exitCode,
    counts,
    specs: results,
    rows: long ? folded(sorted, results) : sorted,
    folded: long,
    problems,
    sources: input.sources ?? new Map(),
  };
}

export function standingOf(verdict: Verdict): Standing {
  if (verdict.status === 'error') return 'error';
  if (verdict.status === 'unknown') return 'inconclusive';
  return verdict.asExpected ? 'expected' : 'wrong';
}

/** A mutant that was not caught survived, or an error or a limit came first. */
export function mutantStanding(mutant: MutantResult): Standing {
  if (mutant.caught) return 'expected';
  if (mutant.because === undefined || mutant.because.startsWith('surviv')) return 'wrong';
  return mutant.because.startsWith('error') ? 'error' : 'inconclusive';
}

/** What the spec expected, where that needs saying. */
export function expectation(verdict: Verdict): string | null {
  if (verdict.status === 'violated' && verdict.asExpected) return 'as expected';
  if (standingOf(verdict) !== 'wrong') return null;
  return verdict.expected === 'holds' ? 'expected to hold' : 'expected to be violated';
}

function count(results: readonly SpecResult[], problems: readonly Problem[]): Counts {
  const standings = results.flatMap((spec) => spec.verdicts.map(standingOf));
  const of = (standing: Standing): number => standings.filter((s) => s === standing).length;
  const unreadable = new Set(problems.filter((p) => p.severity === 'error').map((p) => p.file));
  return {
    specs: results.length,
    properties: standings.length,
    asExpected: of('expected'),
    notAsExpected: of('wrong'),
    errors: of('error'),
    inconclusive: of('inconclusive'),
    mutants: countMutants(results),
    states: results.reduce((sum, spec) => sum + statesOf(spec), 0),
    unreadable: unreadable.size,
  };
}

/** Random walks are no exploration; their verdicts share one effort. */
const statesOf = ({ exploration, verdicts }: SpecResult): number =>
  exploration?.effort.states ?? Math.max(0, ...verdicts.map(({ effort }) => effort.states));

function countMutants(results: readonly SpecResult[]): Counts['mutants'] {
  if (results.every((spec) => spec.mutants === null)) return null;
  const standings = results.flatMap((spec) => (spec.mutants ?? []).map(mutantStanding));
  const of = (standing: Standing): number => standings.filter((s) => s === standing).length;
  return {
    total: standings.length,
    caught: of('expected'),
    survived: of('wrong'),
    errors: of('error'),
    inconclusive: of('inconclusive'),
  };
}

/** 130 interrupted · 2 a spec that cannot be read · 1 not as expected · 3 inconclusive · 0. */
function exitCodeOf(counts: Counts, run: RunInfo): ExitCode {
  if (run.interrupted) return 130;
  if (counts.unreadable > 0) return 2;
  const { survived = 0, errors = 0 } = counts.mutants ?? {};
  if (counts.notAsExpected + counts.errors + survived + errors > 0) return 1;
  if (counts.inconclusive + (counts.mutants?.inconclusive ?? 0) > 0) return 3;
  return 0;
}

function headlineOf(counts: Counts, run: RunInfo): string {
  const parts: string[] = [];
  const { notAsExpected, errors, inconclusive, mutants, unreadable } = counts;
  const say = (n: number, words: string): void => {
    if (n > 0) parts.push(words);
  };
  const are = (n: number): string => (n === 1 ? 'is' : 'are');
  if (run.interrupted) parts.push('the run was interrupted');
  const read = run.reads ?? 'spec';
  const many = read === 'history' ? 'histories' : undefined;
  say(unreadable, `${countOf(unreadable, read, many)} cannot be read`);
  say(
    notAsExpected,
    `${countOf(notAsExpected, 'property', 'properties')} ${are(notAsExpected)} not as expected`,
  );
  say(mutants?.survived ?? 0, `${countOf(mutants?.survived ?? 0, 'mutant')} survived`);
  say(errors, `${countOf(errors, 'property', 'properties')} could not be judged`);
  const unbuilt = mutants?.errors ?? 0;
  say(unbuilt, `${countOf(unbuilt, 'mutant')} could not be judged`);
  say(
    inconclusive,
    `${countOf(inconclusive, 'property', 'properties')} ${are(inconclusive)} inconclusive`,
  );
  const open = mutants?.inconclusive ?? 0;
  say(open, `${countOf(open, 'mutant')} ${are(open)} inconclusive`);
  if (parts.length > 0) return capitalised(listed(parts.slice(0, SAID_MAX)));
  if (counts.properties === 0)
    return counts.specs === 0 ? 'Nothing was checked' : 'Nothing is claimed';
  return counts.properties === 1
    ? 'The one property is as expected'
    : `${counts.properties === 2 ? 'Both' : `All ${numberWord(counts.properties)}`} properties are as expected`;
}

function factsOf(counts: Counts, run: RunInfo): string[] {
  return [
    figure(counts.specs, 'spec'),
    figure(counts.properties, 'property', 'properties'),
    `checked in ${duration(run.seconds)}`,
    `Assay ${run.version}`,
    ...(run.seed === undefined ? [] : [`seed ${run.seed}`]),
    ...(run.startedAt === undefined ? [] : [run.startedAt]),
  ];
}

/** The numbers under the headline, each with its words; `bad` ones are a reason to look. */
export function figuresOf(report: Report): { value: string; words: string; bad: boolean }[] {
  const { counts } = report;
  const figures = [
    { value: thousands(counts.asExpected), words: 'as expected', bad: false },
    {
      value: thousands(counts.notAsExpected),
      words: 'not as expected',
      bad: counts.notAsExpected > 0,
    },
    { value: thousands(counts.inconclusive), words: 'inconclusive', bad: false },
  ];
  if (counts.errors > 0)
    figures.push({ value: thousands(counts.errors), words: 'not judged', bad: true });
  if (counts.mutants && counts.mutants.total > 0) {
    const { caught, total } = counts.mutants;
    const value = `${thousands(caught)} of ${thousands(total)}`;
    figures.push({
      value,
      words: 'mutants caught',
      bad: counts.mutants.survived + counts.mutants.errors > 0,
    });
  }
  if (counts.states > 0) {
    const words = counts.states === 1 ? 'state explored' : 'states explored';
    figures.push({ value: thousands(counts.states), words, bad: false });
  }
  return figures;
}

function rowsOf(spec: SpecResult, prefix: string): (VerdictRow | MutantRow)[] {
  const rows: (VerdictRow | MutantRow)[] = instanceGroups(spec.verdicts).map((instances, i) => ({
    kind: 'verdict',
    standing: standingOf(instances[0]),
    id: `${prefix}-property-${i + 1}`,
    spec,
    verdict: instances[0],
    instances,
    title: titleOf(instances),
  }));
  (spec.mutants ?? []).forEach((mutant, i) => {
    const standing = mutantStanding(mutant);
    if (standing === 'expected') return;
    rows.push({
      kind: 'mutant',
      standing,
      id: `${prefix}-mutant-${i + 1}`,
      spec,
      mutant,
      title: mutant.name,
    });
  });
  return rows;
}

function folded(rows: readonly (VerdictRow | MutantRow)[], specs: readonly SpecResult[]): Row[] {
  const isFolded = (row: VerdictRow | MutantRow): row is VerdictRow =>
    row.kind === 'verdict' &&
    row.standing === 'expected' &&
    row.verdict.notes.every((note) => note.kind !== 'vacuous');
  const result: Row[] = rows.filter((row) => !isFolded(row));
  specs.forEach((spec, s) => {
    const own = rows.filter(isFolded).filter((row) => row.spec === spec);
    if (own.length === 0) return;
    result.push({
      kind: 'spec',
      standing: 'expected',
      id: `spec-${s + 1}`,
      spec,
      rows: own,
      title: spec.name,
    });
  });
  return result;
}
