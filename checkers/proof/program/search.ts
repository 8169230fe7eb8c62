/**
 * Runs in which something goes wrong. First small arguments are tried, all of them up to a size; then
 * those that the solver's counterexamples name. Nothing is shown that the interpreter has not run.
 */
import {
  execute,
  executeTurn,
  firstFalse,
  type RunResult,
} from '../../../engine/language/program/execute.js';
import type {
  Predicate,
  ProgramFunction,
  ProgramSpec,
} from '../../../engine/language/program/spec.js';
import { Failure, type ProgramValue } from '../../../engine/language/program/values.js';
import type { Condition, FunctionConditions } from './conditions.js';
import { smallInputs } from './inputs.js';
import { and, holds, type Symbolic, scalarText, sortOf } from './smt.js';
import { type Asked, countermodels, decide, type Prover } from './solve.js';

export interface BadRun {
  readonly fn: ProgramFunction;
  readonly args: readonly ProgramValue[];
  readonly result: RunResult;
  /** Were `requires` of so large an argument left to the solver? */
  readonly requiresBySolver: boolean;
}

/** Small arguments that are tried, and the statements that all those runs may take together. */
const INPUTS_MAX = 10_000;
const STEPS_MAX = 200_000;
/** Values that a quantifier looks at in the time of a statement. */
const LOOKS_PER_STEP = 4;
/** Of one run on small arguments. */
const RUN_STEPS = 2_000;

/** Does a run show that the predicate does not hold? */
export function isBad(predicate: Predicate, result: RunResult): boolean {
  if (predicate === 'returned') return result.outcome === 'failed' || result.outcome === 'loops';
  return result.outcome === 'failed' && result.failure.predicate === predicate;
}

/** What a run must look at to decide about a predicate. */
export const watched = (predicate: Predicate): ReadonlySet<Predicate> => new Set([predicate]);

export function searchSmall(
  spec: ProgramSpec,
  fn: ProgramFunction,
  predicate: Predicate,
): BadRun | null {
  let steps = 0;
  for (const args of smallInputs(fn.takes, INPUTS_MAX)) {
    const options = { watch: watched(predicate), maxSteps: RUN_STEPS };
    const result = execute(spec, fn, args, options);
    if (isBad(predicate, result) && result.unchecked.length === 0)
      return { fn, args, result, requiresBySolver: false };
    steps += result.steps + result.looked / LOOKS_PER_STEP + 1;
    if (steps > STEPS_MAX) return null;
  }
  return null;
}

/** The arguments that counterexamples to conditions name, run. */
export async function searchModels(
  spec: ProgramSpec,
  of: FunctionConditions,
  failing: readonly Condition[],
  predicate: Predicate,
  prover: Prover,
): Promise<BadRun | null> {
  const { fn, declarations } = of;
  const asked = askedOf(fn.takes, of.entry);
  for (const { facts, goal } of failing) {
    for await (const model of countermodels(prover, declarations, { facts, goal }, asked)) {
      const args = fn.takes.map(({ name }) => model.get(name) as ProgramValue);
      const result = execute(spec, fn, args, { watch: watched(predicate) });
      if (!isBad(predicate, result)) continue;
      const open = result.unchecked.filter((one) => fn.requires.includes(one));
      if (open.length === 0) return { fn, args, result, requiresBySolver: false };
      if (await meets(prover, fn, args)) return { fn, args, result, requiresBySolver: true };
    }
  }
  return null;
}

const askedOf = (
  variables: ProgramFunction['takes'],
  values: ReadonlyMap<string, Symbolic>,
): Asked[] =>
  variables.flatMap(({ name, type }) => {
    const value = values.get(name);
    return value === undefined ? [] : [{ name, type, value }];
  });

/** Do these arguments meet `requires`? Asked of the solver where they are too large to go through. */
async function meets(
  prover: Prover,
  { takes, requires }: ProgramFunction,
  args: readonly ProgramValue[],
): Promise<boolean> {
  const variables = new Map(takes.map(({ name, type }, i) => [name, constant(args[i], type)]));
  const meaning = { variables, entry: variables, locals: new Map() };
  const goal = and(requires.map((one) => holds(one, meaning)));
  const [answer] = await decide(prover, [], [{ facts: [], goal }]);
  return answer.answer === 'proved';
}

function constant(value: ProgramValue, type: ProgramFunction['takes'][number]['type']): Symbolic {
  if (typeof value !== 'object') return { form: 'scalar', term: scalarText(value) };
  const sort = type.kind === 'sequence' ? sortOf(type.of) : 'Int';
  const items = [...value.items].reduce(
    (array, [index, item]) => `(store ${array} ${index} ${scalarText(item)})`,
    `((as const (Array Int ${sort})) ${scalarText(value.rest)})`,
  );
  return { form: 'sequence', size: String(value.size), items };
}

// ------------------------------------------------------------------------------------------ turns

/** A turn of a loop that begins where the invariants hold, and does not keep what it should. */
export interface BadTurn {
  readonly condition: Condition;
  readonly before: ReadonlyMap<string, ProgramValue>;
  readonly after: ReadonlyMap<string, ProgramValue>;
}

/** Of the first condition for which there is one. */
export async function badTurn(
  spec: ProgramSpec,
  of: FunctionConditions,
  failing: readonly Condition[],
  prover: Prover,
): Promise<BadTurn | null> {
  for (const condition of failing) {
    const found = await turnOf(spec, of, condition, prover);
    if (found) return found;
  }
  return null;
}

async function turnOf(
  spec: ProgramSpec,
  { fn, declarations, entry }: FunctionConditions,
  condition: Condition,
  prover: Prover,
): Promise<BadTurn | null> {
  const { turn, predicate, facts, goal } = condition;
  if (turn === null || predicate !== 'invariants') return null;
  const { loop, head } = turn;
  const variables = [...fn.takes, ...fn.gives, ...fn.locals].filter(
    ({ name }, i, all) => head.has(name) && all.findIndex((v) => v.name === name) === i,
  );
  const asked = [
    ...askedOf(variables, head),
    ...askedOf(fn.takes, entry).map((one) => ({ ...one, name: `old ${one.name}` })),
  ];
  for await (const model of countermodels(prover, declarations, { facts, goal }, asked)) {
    const before = new Map(variables.map(({ name }) => [name, model.get(name) as ProgramValue]));
    const start = new Map(
      fn.takes.map(({ name }) => [name, model.get(`old ${name}`) as ProgramValue]),
    );
    if (firstFalse(fn.requires, start) !== null) continue;
    if (firstFalse(loop.invariant, before, start) !== null) continue;
    const result = executeTurn(spec, fn, loop, before, start, { watch: new Set() });
    if (result === null || result instanceof Failure || result.left) continue;
    const broken = firstFalse(loop.invariant, result.after, start);
    if (broken) return { condition, before, after: result.after };
  }
  return null;
}
