/**
 * Checks a spec of kind `program`: verification conditions of all its functions, each put to z3; what is
 * not proved is looked for in runs. A property holds where all conditions that it rests on are proved,
 * is violated where the interpreter has run into what it forbids, and is unknown otherwise.
 */
import type {
  Predicate,
  ProgramFunction,
  ProgramProperty,
  ProgramSpec,
} from '../../../engine/language/program/spec.js';
import { allStatements } from '../../../engine/language/program/walk.js';
import { placeOf } from '../../../engine/language/source.js';
import { type Limits, type Meters, processMeters } from '../../exploration/limits.js';
import type { Effort, Evidence, Note, Verdict } from '../../verdict.js';
import { effortWithoutStates, verdictOf } from '../../verdict-of.js';
import { openSolver, type Solver } from '../solver/solver.js';
import { badClaim, METHOD, openClaim, provedClaim, turnClaim } from './claims.js';
import { type Condition, conditionsOf, type FunctionConditions } from './conditions.js';
import { runEvidence, turnEvidence } from './evidence.js';
import { type BadRun, badTurn, searchModels, searchSmall } from './search.js';
import { type Answer, decide, type Prover } from './solve.js';

export interface ProgramCheckOptions {
  /** Which properties; default: all. */
  readonly only?: (property: ProgramProperty) => boolean;
  readonly limits?: Limits;
  readonly meters?: Meters;
  /** z3's count of its work, for each condition. */
  readonly resources?: number;
  /** Default: a native z3 if there is one, else the one that comes with Assay. */
  readonly solver?: Solver;
}

/** A function with what came of its conditions. */
export interface Decided {
  readonly of: FunctionConditions;
  readonly answers: readonly { readonly condition: Condition; readonly answer: Answer }[];
  /** Is there no input at all that meets what it requires? */
  readonly vacuous: boolean;
}

/** z3's count of its work for a condition: ten times what those of the library take. */
const RESOURCES = 1_000_000;

export async function checkProgram(
  spec: ProgramSpec,
  options: ProgramCheckOptions = {},
): Promise<Verdict[]> {
  const { limits = {}, meters = processMeters, resources = RESOURCES } = options;
  const before = meters.cpuSeconds();
  const properties = spec.properties.filter(options.only ?? (() => true));
  const solver = options.solver ?? openSolver(undefined, limits.signal);
  try {
    const asked = properties.some(({ claim }) => claim.form !== 'not yet');
    const prover: Prover = { solver, resources, otherSeconds: 0 };
    const decided = asked ? await decideAll(spec, prover) : [];
    const searched = new Search(spec, decided, prover);
    const answers: { property: ProgramProperty; answer: Judged }[] = [];
    for (const property of properties)
      answers.push({ property, answer: await judge(property, decided, searched) });
    const effort = effortWithoutStates(
      meters.cpuSeconds() - before + prover.otherSeconds,
      meters.memory().bytes,
    );
    return answers.map(({ property, answer }) => verdict(property, answer, effort));
  } finally {
    if (options.solver === undefined) await solver.close();
  }
}

async function decideAll(spec: ProgramSpec, prover: Prover): Promise<Decided[]> {
  const all: Decided[] = [];
  for (const fn of spec.functions) {
    const of = conditionsOf(spec, fn);
    const begins = { facts: of.begins, goal: 'false' };
    const [vacuous, ...answers] = await decide(prover, of.declarations, [begins, ...of.conditions]);
    all.push({
      of,
      vacuous: vacuous.answer === 'proved',
      answers: of.conditions.map((condition, i) => ({ condition, answer: answers[i] })),
    });
  }
  return all;
}

type Judged = Pick<Verdict, 'status' | 'claim' | 'method'> & {
  readonly evidence?: Evidence | null;
  readonly notes?: readonly Note[];
};

/** What is assumed from where it stands on, so that everything else rests on it. */
const ANNOTATIONS: readonly Predicate[] = ['contracts', 'invariants', 'assertions'];
/** What ends a run where it stands. */
const SAFETY: readonly Predicate[] = ['overflow', 'outOfBounds', 'divisionByZero'];

/** The conditions that must be proved for a predicate to hold. */
export function restsOn(predicate: Predicate): ReadonlySet<Predicate> {
  // A run that is ended by an overflow does not return.
  return new Set([predicate, ...ANNOTATIONS, ...(predicate === 'returned' ? SAFETY : [])]);
}

function calledIn({ functions }: ProgramSpec): ReadonlySet<ProgramFunction> {
  const calls = functions.flatMap(({ body }) => allStatements(body));
  return new Set(calls.flatMap((s) => (s.statement === 'call' ? [functions[s.callee]] : [])));
}

async function judge(
  { claim }: ProgramProperty,
  decided: readonly Decided[],
  search: Search,
): Promise<Judged> {
  if (claim.form === 'not yet')
    return { status: 'unknown', claim: `not yet: ${claim.what}`, method: 'none' };
  const needed = new Set(claim.predicates.flatMap((one) => [...restsOn(one)]));
  const ends = claim.predicates.includes('returned');
  const called = calledIn(search.spec);
  const rests = decided.map((one) => ({
    ...one,
    answers: one.answers.filter(
      ({ condition: { predicate, promise } }) =>
        claim.predicates.includes(predicate) ||
        (needed.has(predicate) && (!promise || called.has(one.of.fn))),
    ),
  }));
  const open = rests.filter(
    ({ answers, of }) =>
      answers.some(({ answer }) => answer.answer !== 'proved') || (ends && of.endless.length > 0),
  );
  if (open.length === 0)
    return {
      status: 'holds',
      claim: provedClaim(claim.predicates, rests),
      method: METHOD,
      notes: vacuousNotes(rests),
    };
  for (const predicate of claim.predicates) {
    const bad = await search.badRun(predicate, open);
    if (bad === null) continue;
    const evidence = runEvidence(search.spec, bad, predicate);
    const text = badClaim(predicate, bad, evidence);
    return {
      status: 'violated',
      claim: text,
      method: `${METHOD}, and a run that shows it`,
      evidence,
    };
  }
  return unproved(open, ends, search);
}

/** What no input meets is kept by every program. */
const vacuousNotes = (rests: readonly Decided[]): Note[] =>
  rests
    .filter(({ vacuous }) => vacuous)
    .map(({ of: { fn } }) => ({
      kind: 'vacuous',
      text: `no input meets what \`${fn.name}\` requires: nothing is said of it`,
      place: placeOf(fn.span),
    }));

async function unproved(open: readonly Decided[], ends: boolean, search: Search): Promise<Judged> {
  const turn = await search.badTurn(open);
  const claim = openClaim(open, ends);
  if (turn === null) return { status: 'unknown', claim, method: METHOD };
  return {
    status: 'unknown',
    claim: `${turnClaim(turn.bad)}; ${claim}`,
    method: METHOD,
    evidence: turnEvidence(turn.of.fn, turn.bad),
  };
}

/** Looks for each thing once, however many properties ask for it. */
class Search {
  private readonly runs = new Map<string, Promise<BadRun | null>>();
  private readonly turns = new Map<FunctionConditions, ReturnType<typeof badTurn>>();

  constructor(
    readonly spec: ProgramSpec,
    private readonly decided: readonly Decided[],
    private readonly prover: Prover,
  ) {}

  /** In the functions of `open`, and in those that call them: in that order. */
  async badRun(predicate: Predicate, open: readonly Decided[]): Promise<BadRun | null> {
    const others = this.decided.filter(({ of }) => !open.some((one) => one.of === of));
    for (const { of, answers } of [...open, ...others]) {
      const key = `${predicate} ${of.fn.name}`;
      const found = this.runs.get(key) ?? this.look(predicate, of, answers);
      this.runs.set(key, found);
      const bad = await found;
      if (bad) return bad;
    }
    return null;
  }

  private async look(
    predicate: Predicate,
    of: FunctionConditions,
    answers: Decided['answers'],
  ): Promise<BadRun | null> {
    const failing = answers
      .filter(({ answer }) => answer.answer !== 'proved')
      .map(({ condition }) => condition);
    const small = searchSmall(this.spec, of.fn, predicate);
    // Where none of its own conditions fails, a model of the others hardly shows it.
    const own = failing.some((one) => one.predicate === predicate) || predicate === 'returned';
    return small || !own ? small : searchModels(this.spec, of, failing, predicate, this.prover);
  }

  async badTurn(open: readonly Decided[]) {
    for (const { of, answers } of open) {
      const failing = answers.flatMap(({ condition, answer }) =>
        answer.answer === 'proved' ? [] : [condition],
      );
      const found = this.turns.get(of) ?? badTurn(this.spec, of, failing, this.prover);
      this.turns.set(of, found);
      const bad = await found;
      if (bad) return { of, bad };
    }
    return null;
  }
}

function verdict(property: ProgramProperty, answer: Judged, effort: Effort): Verdict {
  const { status, claim, method, evidence = null, notes = [] } = answer;
  return verdictOf(property, method, { status, claim, evidence, effort, notes });
}
