/** What a row of the report says, in words that all renderers share. */
import { omissionText } from '../checkers/exploration/approximate/words.js';
import { estimateText, shareText } from '../checkers/exploration/estimate.js';
import type { Effort, SpecResult, Verdict } from '../checkers/verdict.js';
import { grouped } from '../engine/grouped.js';
import { jointClaim } from './instances.js';
import { expectation, type MutantRow, type Row } from './model.js';
import { bytes, capitalised, duration, figure, listed, thousands } from './wording.js';

/** `two-phase-commit · consistent`. */
export function rowTitle(row: Row): string {
  if (row.kind === 'spec') return row.title;
  return `${row.spec.name} · ${row.kind === 'mutant' ? `mutant: ${row.title}` : row.title}`;
}

export function rowEstablished(row: Row): string {
  switch (row.kind) {
    case 'verdict':
      return jointClaim(row.instances);
    case 'mutant':
      return mutantWords(row);
    case 'spec':
      return row.rows.map((r) => r.title).join(' · ');
  }
}

function mutantWords({ mutant, standing }: MutantRow): string {
  const should = `it should break ${listed(mutant.breaks)}`;
  if (standing !== 'wrong')
    return `${(mutant.because ?? 'not known').replace(/^error: /, '')}; ${should}`;
  const broken = mutant.by.map(({ property }) => property);
  return `${should}, and broke ${broken.length === 0 ? 'nothing' : `only ${listed(broken)}`}`;
}

/** What a reader of the table should know besides: what other methods say, and notes; bounds are in
 * the claim already. */
export function rowNotes(row: Row): { readonly text: string; readonly vacuous: boolean }[] {
  if (row.kind !== 'verdict') return [];
  const { notes, also = [] } = row.verdict;
  return [
    ...also.map((other) => ({ text: alsoWords(other), vacuous: false })),
    ...notes
      .filter((note) => note.kind !== 'bound')
      .map(({ kind, text }) => ({
        text: kind === 'vacuous' ? `vacuous: ${text}` : text,
        vacuous: kind === 'vacuous',
      })),
  ];
}

/** `simulation: holds, in 20 runs`. What runs left open is an answer of theirs, and no doubt about the verdict above. */
function alsoWords({ method, status, claim }: Verdict): string {
  const open = method === 'simulation' && status === 'unknown';
  return open ? `${method}: ${claim}` : `${method}: ${status}, ${claim}`;
}

/** `expected to hold`, where it matters. */
export function rowExpectation(row: Row): string | null {
  if (row.kind === 'verdict') return expectation(row.verdict);
  if (row.kind === 'mutant') return row.standing === 'wrong' ? 'expected to be caught' : null;
  const n = row.rows.reduce((sum, r) => sum + r.instances.length, 0);
  return figure(n, 'property', 'properties');
}

export function rowMethod(row: Row): string {
  if (row.kind === 'mutant') return 'mutation';
  if (row.kind === 'verdict') return row.verdict.method;
  const methods = row.rows.flatMap(({ verdict: { method, also = [] } }) => [
    method,
    ...also.filter(({ status }) => status === 'holds').map((other) => other.method),
  ]);
  return [...new Set(methods)].join('; ');
}

/** `states` is empty where nothing was explored: analyses and proofs count none. */
export function rowEffort(row: Row): { states: string; time: string } | null {
  if (row.kind === 'mutant') return null;
  const effort = row.kind === 'verdict' ? row.verdict.effort : row.spec.exploration?.effort;
  if (effort === undefined) return null;
  const states = effort.states === 0 ? '' : figure(effort.states, 'state');
  return { states, time: duration(effort.cpuSeconds) };
}

/** `N = 3, Ballots = 4`, of constants. */
export function constantsOf(spec: SpecResult): string {
  return Object.entries(spec.constants)
    .map(
      ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}

/** How far an exploration got, as sentences. */
export function explorationWords(spec: SpecResult): string[] {
  const e = spec.exploration;
  if (e === null) return [];
  const { effort } = e;
  const sentences = [
    `${figure(effort.states, 'distinct state')}, ${thousands(effort.generated)} generated, from ${figure(e.initialStates, 'initial state')}, in ${duration(effort.cpuSeconds)} of processor time and ${bytes(effort.peakMemoryBytes)} of memory at the peak.`,
  ];
  if (e.omission) sentences.push(`${capitalised(omissionText(e.omission))}.`);
  else
    sentences.push(
      e.complete
        ? `All reachable states were explored; the furthest is at depth ${thousands(effort.depth)}.`
        : `Stopped by ${e.stoppedBy ?? 'a limit'}: every state up to depth ${thousands(e.coveredDepth)} is covered, not all beyond.`,
    );
  if (e.estimate) {
    sentences.push(
      `${capitalised(estimateText(e.estimate))} states are estimated in all, ${shareText(effort.states, e.estimate)} of them seen.`,
    );
  }
  const { symmetry } = e.reductions;
  if (symmetry !== undefined) {
    const { states, generated } = symmetry.full;
    sentences.push(
      `Up to symmetry of ${listed(symmetry.types)}: these stand for ${exactly(states)} states, ${exactly(generated)} generated.`,
    );
  }
  if (e.disk && e.disk.bytes > 0) {
    const full = e.disk.spills === 0 ? '' : `; memory was full ${figure(e.disk.spills, 'time')}`;
    sentences.push(`${bytes(e.disk.bytes)} on disk at the peak${full}.`);
  }
  if (e.stuckStates > 0) {
    sentences.push(`In ${figure(e.stuckStates, 'state')} no step is possible.`);
  }
  return sentences;
}

/** A count that may be beyond what a number can hold. */
const exactly = (count: number | string): string => grouped(BigInt(count));

/** Everything that effort records of one verdict; of states only where there were some. */
export function effortWords(effort: Effort): string {
  if (effort.states === 0 && effort.generated === 0) return duration(effort.cpuSeconds);
  return [
    figure(effort.states, 'state'),
    `${thousands(effort.generated)} generated`,
    `depth ${thousands(effort.depth)}`,
    duration(effort.cpuSeconds),
  ].join(' · ');
}
