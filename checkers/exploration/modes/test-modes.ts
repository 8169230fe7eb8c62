/** The modes of a check, and what a naive search says that each must answer. For tests. */
import { expect } from 'vitest';
import { placeOf } from '../../../engine/language/source.js';
import type { Atom, ModelSpec, Property } from '../../../engine/language/typed.js';
import { compileModel } from '../../../engine/transition/compile.js';
import type { Verdict } from '../../verdict.js';
import { type CheckOptions, type CheckResult, checkModel } from '../check.js';
import { ReductionConflict } from '../reductions/decide.js';
import { WELL_DEFINED } from '../safety-verdicts.js';
import { least, type NaiveFindings } from './test-naive-search.js';

export interface Mode {
  readonly name: string;
  readonly options: Partial<CheckOptions>;
  /**
   * - `exact`: everything that the naive search says, counts included;
   * - `verdicts`: all of it but counts and the lengths of runs;
   * - `sound`: what is decided is so, and nothing is found to hold everywhere.
   */
  readonly promises: 'exact' | 'verdicts' | 'sound';
  /** What tells that the mode was not merely asked for. */
  readonly ran: (result: CheckResult) => boolean;
}

const reduced =
  (...names: readonly string[]) =>
  ({ exploration }: CheckResult): boolean =>
    names.every((name) => exploration?.reductions.ran.some((ran) => ran === name));
const inKernel = ({ exploration }: CheckResult): boolean => exploration?.form.name === 'kernel';
const inGeneral = ({ exploration }: CheckResult): boolean => exploration?.form.name === 'general';
const deep = { strategy: { search: 'depth-first' } } as const;

/** One thread, all states. */
export const EXACT: readonly Mode[] = [
  { name: 'general form', options: { reduce: [] }, promises: 'exact', ran: inGeneral },
  { name: 'kernel', options: { reduce: [], eager: true }, promises: 'exact', ran: inKernel },
  {
    name: 'sleep',
    options: { reduce: ['sleep'], eager: true },
    promises: 'exact',
    ran: reduced('sleep'),
  },
  {
    name: 'symmetry',
    options: { reduce: ['symmetry'] },
    promises: 'exact',
    ran: reduced('symmetry'),
  },
  { name: 'slicing', options: { reduce: ['slicing'] }, promises: 'exact', ran: reduced('slicing') },
  {
    name: 'symmetry and slicing',
    options: { reduce: ['symmetry', 'slicing'] },
    promises: 'exact',
    ran: reduced('symmetry', 'slicing'),
  },
  {
    name: 'partial order',
    options: { reduce: ['partial-order'] },
    promises: 'verdicts',
    ran: reduced('partial-order'),
  },
  { name: 'auto', options: { reduce: 'auto' }, promises: 'exact', ran: inGeneral },
  {
    name: 'auto, the kernel from the start',
    options: { reduce: 'auto', eager: true },
    promises: 'exact',
    ran: inKernel,
  },
  {
    name: 'auto, symmetry from the start',
    options: { reduce: 'auto', eager: true },
    promises: 'exact',
    ran: reduced('symmetry'),
  },
  {
    name: 'depth first',
    options: { reduce: [], ...deep },
    promises: 'verdicts',
    ran: inGeneral,
  },
  {
    name: 'depth first, symmetry',
    options: { reduce: ['symmetry'], ...deep },
    promises: 'verdicts',
    ran: reduced('symmetry'),
  },
  {
    name: 'depth first, slicing',
    options: { reduce: ['slicing'], ...deep },
    promises: 'verdicts',
    ran: reduced('slicing'),
  },
];

/** With other threads. */
export const THREADS: readonly Mode[] = [2, 3].flatMap((threads) =>
  (['kernel', 'sleep'] as const).map(
    (name): Mode => ({
      name: `${name}, ${threads} threads`,
      options: { reduce: name === 'kernel' ? [] : ['sleep'], eager: true, threads },
      promises: 'exact',
      ran: ({ exploration }) => exploration?.form.threads === threads,
    }),
  ),
);

/** What may leave states out: tables so small that most states look like others, few steps, few states. */
export function partial(seed: number): readonly Mode[] {
  const tiny = { seed, keyBits: 3 + (seed % 7), bitBytes: 4 << (seed % 7) };
  const approximate = (['compact', 'bitstate'] as const).flatMap((storage) =>
    [false, true].map(
      (eager): Mode => ({
        name: `${storage}, ${eager ? 'kernel' : 'general form'}`,
        options: { approximation: { storage, ...tiny }, eager },
        promises: 'sound',
        ran: eager ? inKernel : inGeneral,
      }),
    ),
  );
  const limits = { maxStates: 1 + (seed % 20) };
  const stopped = ({ exploration }: CheckResult): boolean => exploration?.complete === false;
  return [
    ...approximate,
    {
      name: 'random walks',
      options: { strategy: { search: 'random-walk', seed, walks: 3, steps: 10 } },
      promises: 'sound',
      ran: ({ exploration }) => exploration === null,
    },
    {
      name: 'swarm',
      options: { strategy: { search: 'swarm', seed, members: 3 }, limits },
      promises: 'sound',
      ran: ({ swarm }) => swarm !== undefined,
    },
    { name: 'a limit', options: { limits }, promises: 'sound', ran: stopped },
    { name: 'a limit: one failure', options: { failFast: true }, promises: 'sound', ran: stopped },
    {
      name: 'a limit: one failure, kernel',
      options: { failFast: true, eager: true },
      promises: 'sound',
      ran: (result) => inKernel(result) && stopped(result),
    },
    {
      name: 'a limit, kernel',
      options: { limits, eager: true },
      promises: 'sound',
      ran: (result) => inKernel(result) && stopped(result),
    },
  ];
}

// -------------------------------------------------------------------------------------- properties

/** A question about every atom; both questions about those that are not of steps. */
export function withQuestions(spec: ModelSpec, asked: (atom: Atom) => boolean): ModelSpec {
  const forms = ({ kind }: Atom) =>
    kind === 'step' ? (['every step'] as const) : (['always', 'reachable'] as const);
  return {
    ...spec,
    properties: spec.atoms.flatMap((atom, i) =>
      (asked(atom) ? forms(atom) : []).map(
        (form): Property => ({
          name: `${form} ${i}`,
          base: `${form} ${i}`,
          bindings: [],
          claim: { form, atom: i },
          expect: 'holds',
          text: '',
          span: spec.span,
        }),
      ),
    ),
  };
}

/** What a complete search must say of a question. */
function expectedStatus(naive: NaiveFindings, { claim }: Property): Verdict['status'] {
  if (!('atom' in claim)) throw new Error('of safety only');
  const shows = claim.form === 'reachable';
  const { fails } = naive.atoms[claim.atom];
  if (decidedAt(naive, { claim }) !== null) return shows ? 'holds' : 'violated';
  if (fails !== null || naive.states === 0) return 'error';
  if (!shows) return 'holds';
  return naive.outside > 0 || naive.untaken > 0 ? 'unknown' : 'violated';
}

/** States of a shortest run that decides it. */
function decidedAt(naive: NaiveFindings, { claim }: Pick<Property, 'claim'>): number | null {
  if (!('atom' in claim)) return null;
  return naive.atoms[claim.atom][claim.form === 'reachable' ? 'true' : 'false'];
}

// -------------------------------------------------------------------------------------- comparison

/** Null where what is asked does not allow the reduction. */
export async function answerOf(
  spec: ModelSpec,
  mode: Mode,
  toTheEnd: boolean,
): Promise<CheckResult | null> {
  try {
    return await checkModel(compileModel(spec), {
      place: placeOf(spec.span),
      ...(toTheEnd ? { expect: {} } : {}),
      ...mode.options,
    });
  } catch (error) {
    if (error instanceof ReductionConflict) return null;
    throw error;
  }
}

/** Of properties of states and steps, and of counts. @throws where the result is none that the mode may give */
export function compare(
  spec: ModelSpec,
  naive: NaiveFindings,
  mode: Mode,
  result: CheckResult,
): void {
  const compareOne = mode.promises === 'sound' ? compareSound : compareWhole;
  for (const [i, property] of spec.properties.entries())
    if ('atom' in property.claim) compareOne(naive, mode, property, result.verdicts[i]);
  const wellDefined = result.verdicts[spec.properties.length];
  expect(wellDefined.property).toBe(WELL_DEFINED);
  const fails = least([
    naive.fails,
    ...spec.properties.map(({ claim }) => ('atom' in claim ? naive.atoms[claim.atom].fails : null)),
  ]);
  compareWellDefined({ ...naive, fails }, mode, wellDefined, result.exploration?.complete ?? false);
  if (result.exploration?.complete && mode.promises !== 'sound')
    compareCounts(naive, mode, result.exploration);
}

function compareWhole(
  naive: NaiveFindings,
  mode: Mode,
  property: Property,
  { status, evidence }: Verdict,
): void {
  expect([property.name, status]).toEqual([property.name, expectedStatus(naive, property)]);
  const states = decidedAt(naive, property);
  if (states === null) return;
  if (mode.promises === 'exact') expect(evidence?.steps.length).toBe(states);
  else expect(evidence?.steps.length).toBeGreaterThanOrEqual(states);
}

function compareSound(
  naive: NaiveFindings,
  mode: Mode,
  property: Property,
  { status, evidence, claim }: Verdict,
): void {
  const expected = expectedStatus(naive, property);
  // A limit may lie beyond the last state.
  const complete = mode.name.startsWith('a limit') ? [expected] : [];
  const decided = decidedAt(naive, property) === null ? [] : [expected];
  const sick = naive.atoms['atom' in property.claim ? property.claim.atom : 0].fails !== null;
  const allowed = ['unknown', ...decided, ...complete, ...(sick ? ['error'] : [])];
  expect(allowed, `${property.name}: ${claim}`).toContain(
    naive.states === 0 ? (status === 'error' ? 'unknown' : status) : status,
  );
  if (status === 'error' || evidence === null) return;
  const states = decidedAt(naive, property) ?? Number.NaN;
  if (mode.name.startsWith('a limit')) expect(evidence.steps.length).toBe(states);
  else expect(evidence.steps.length).toBeGreaterThanOrEqual(states);
}

function compareWellDefined(
  naive: NaiveFindings,
  mode: Mode,
  { status, evidence }: Verdict,
  complete: boolean,
): void {
  const whole = naive.states === 0 ? 'error' : 'holds';
  const expected = naive.fails === null ? whole : 'violated';
  // What stops early may miss it; it never denies it.
  if (complete && mode.promises !== 'sound') expect(status).toBe(expected);
  else if (status !== 'unknown') expect(status).toBe(expected);
  if (status !== 'violated' || naive.fails === null) return;
  if (mode.promises === 'exact') expect(evidence?.steps.length).toBe(naive.fails);
  else expect(evidence?.steps.length).toBeGreaterThanOrEqual(naive.fails);
}

function compareCounts(
  naive: NaiveFindings,
  { options, promises }: Mode,
  exploration: NonNullable<CheckResult['exploration']>,
): void {
  const { reductions, effort } = exploration;
  const { ran, symmetry } = reductions;
  if (ran.includes('partial-order')) {
    expect(effort.states).toBeLessThanOrEqual(naive.states);
    expect(exploration.stuckStates).toBe(naive.stuck);
  }
  if (ran.includes('partial-order') || ran.includes('slicing')) return;
  const full = symmetry?.full;
  expect({
    states: full?.states ?? effort.states,
    generated: full?.generated ?? effort.generated,
    initial: full?.initial ?? exploration.initialStates,
    stuck: full?.stuckStates ?? exploration.stuckStates,
    byAction: full?.stepsByAction ?? exploration.stepsByAction.map(({ steps }) => steps),
  }).toEqual({
    states: naive.states,
    generated: naive.generated,
    initial: naive.initial,
    stuck: naive.stuck,
    byAction: naive.stepsByAction,
  });
  if (promises === 'exact' && options.strategy === undefined)
    expect(full?.statesByDepth ?? exploration.statesByDepth).toEqual(naive.statesByDepth);
}
