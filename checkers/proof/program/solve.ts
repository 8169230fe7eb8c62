/**
 * Conditions to z3 and back. A condition is proved when nothing makes its facts true and its goal false.
 * All conditions of a function go to the solver at once, each for itself; where one has a
 * counterexample, a small one is asked for.
 */
import { grouped } from '../../../engine/grouped.js';
import type { ProgramType } from '../../../engine/language/program/types.js';
import {
  type ProgramValue,
  type Scalar,
  sequence,
} from '../../../engine/language/program/values.js';
import { type Expression, readExpressions } from '../solver/answer.js';
import { SolverStopped } from '../solver/interface.js';
import type { Solver } from '../solver/solver.js';
import { and, not, numeral, type Symbolic, sortOf } from './smt.js';

export type Answer =
  | { readonly answer: 'proved' }
  /** Something makes it false. */
  | { readonly answer: 'refuted' }
  | { readonly answer: 'unknown'; readonly reason: string };

export interface Question {
  readonly facts: readonly string[];
  readonly goal: string;
}

/** A solver, how much of its work each question may take, and what it has taken so far. */
export interface Prover {
  readonly solver: Solver;
  /** z3's count of its work, for each question. */
  readonly resources: number;
  /** Processor time of other processes. */
  otherSeconds: number;
}

export async function decide(
  prover: Prover,
  declarations: readonly string[],
  questions: readonly Question[],
): Promise<Answer[]> {
  const answers = await decideOnce(prover, declarations, questions);
  // Products among the facts lead the solver astray where the goal does not need them; a goal that
  // follows from fewer facts follows.
  const again = questions.flatMap(({ facts, goal }, i) => {
    const linear = facts.filter((fact) => !hasProduct(readExpressions(fact)));
    const worth = answers[i].answer === 'unknown' && linear.length < facts.length;
    return worth ? [{ i, question: { facts: linear, goal } }] : [];
  });
  const second = await decideOnce(
    prover,
    declarations,
    again.map(({ question }) => question),
  );
  for (const [k, { i }] of again.entries())
    if (second[k].answer === 'proved') answers[i] = second[k];
  return answers;
}

/** Is something multiplied by, or divided by, what is no numeral? */
function hasProduct(expression: Expression): boolean {
  if (typeof expression === 'string') return false;
  const [head, ...args] = expression;
  const unknown = args.filter((arg) => !isNumeral(arg));
  if (head === '*' && unknown.length > 1) return true;
  if ((head === 'div' || head === 'mod') && !isNumeral(args[1])) return true;
  return expression.some(hasProduct);
}

const isNumeral = (arg: Expression): boolean =>
  typeof arg === 'string'
    ? /^\d+$/.test(arg)
    : arg[0] === '-' && arg.length === 2 && isNumeral(arg[1]);

async function decideOnce(
  prover: Prover,
  declarations: readonly string[],
  questions: readonly Question[],
): Promise<Answer[]> {
  if (questions.length === 0) return [];
  const scripts = questions.map((question) =>
    script(prover, declarations, question, [], '(get-info :reason-unknown)'),
  );
  let text: string;
  try {
    text = await asked(prover, scripts.join('(reset)\n'));
  } catch (failure) {
    if (!(failure instanceof SolverStopped)) throw failure;
    return questions.map(() => ({ answer: 'unknown', reason: failure.why }));
  }
  const printed = readExpressions(text);
  const each = prover.solver.elsewhere ? 3 : 2;
  return questions.map((_, i) => {
    const [status, info] = [printed[each * i], printed[each * i + 1]];
    if (status === 'unsat') return { answer: 'proved' };
    if (status === 'sat') return { answer: 'refuted' };
    if (status !== 'unknown')
      throw new Error(`the solver does not understand us: ${text.slice(0, 1000)}`);
    return { answer: 'unknown', reason: reasonOf(info, prover.resources) };
  });
}

/** What the solver prints, and the time that it took, where that is not this process' own. */
async function asked(prover: Prover, script: string): Promise<string> {
  const text = await prover.solver.ask(script);
  for (const [, seconds] of text.matchAll(/:time\s+([\d.]+)/g))
    prover.otherSeconds += Number(seconds);
  return text;
}

function script(
  { solver, resources }: Prover,
  declarations: readonly string[],
  { facts, goal }: Question,
  more: readonly string[],
  end: string,
): string {
  const assertions = [...facts, not(goal), ...more].filter((fact) => fact !== 'true');
  return [
    `(set-option :rlimit ${resources})`,
    ...declarations,
    ...assertions.map((fact) => `(assert ${fact})`),
    '(check-sat)',
    end,
    ...(solver.elsewhere ? ['(get-info :all-statistics)'] : []),
    '',
  ].join('\n');
}

function reasonOf(info: Expression | undefined, resources: number): string {
  const words = Array.isArray(info) ? String(info[1]) : '';
  // z3 tells a spent limit as `canceled`, or by the name of the part that met it.
  return /incomplete/.test(words)
    ? 'the solver cannot decide it'
    : `the limit of ${grouped(resources)} solver steps`;
}

// ----------------------------------------------------------------------------------------- models

export interface Asked {
  readonly name: string;
  readonly type: ProgramType;
  readonly value: Symbolic;
}

/** How small a counterexample is to be. */
interface Size {
  /** Of numbers, without their sign. */
  readonly number: bigint | null;
  /** Of sequences; null: any, with one value for all items. */
  readonly items: number | null;
}

/** From small ones up: the first that there is, is shown. */
const SIZES: readonly Size[] = [
  { number: 3n, items: 2 },
  { number: 12n, items: 4 },
  { number: null, items: 4 },
  { number: null, items: null },
];

/** A counterexample is worth less work than a proof. */
const MODEL_RESOURCES = 200_000;

/** Values of `terms` under which the goal fails, small ones first. */
export async function* countermodels(
  prover: Prover,
  declarations: readonly string[],
  question: Question,
  terms: readonly Asked[],
): AsyncGenerator<ReadonlyMap<string, ProgramValue>> {
  for (const size of SIZES) {
    const more = terms.map((one) => limit(one, size));
    const uniform = terms.flatMap(({ name, value, type }) =>
      size.items === null && value.form === 'sequence' && type.kind === 'sequence'
        ? [`(declare-const ${name}!all ${sortOf(type.of)})`]
        : [],
    );
    const equal = terms.flatMap(({ name, value, type }) =>
      size.items === null && value.form === 'sequence' && type.kind === 'sequence'
        ? [`(= ${value.items} ((as const (Array Int ${sortOf(type.of)})) ${name}!all))`]
        : [],
    );
    const wanted = terms.flatMap((one) => termsOf(one, size));
    const end = wanted.length === 0 ? '' : `(get-value (${wanted.join(' ')}))`;
    const resources = Math.min(prover.resources, MODEL_RESOURCES);
    const text = script(
      { ...prover, resources },
      [...declarations, ...uniform],
      question,
      [...more, ...equal],
      end,
    );
    const found = await modelIn(prover, text);
    if (found) yield valuesOf(terms, size, found);
  }
}

/** The values in the order of the terms; null where there is no such model. */
async function modelIn(prover: Prover, text: string): Promise<Scalar[] | null> {
  try {
    const [status, values] = readExpressions(await asked(prover, text));
    if (status !== 'sat') return null;
    return Array.isArray(values) ? values.map((pair: Expression) => scalarIn(pair[1])) : [];
  } catch (failure) {
    if (failure instanceof SolverStopped) return null;
    throw failure;
  }
}

function scalarIn(expression: Expression): Scalar {
  if (expression === 'true' || expression === 'false') return expression === 'true';
  if (typeof expression === 'string') return BigInt(expression);
  return -BigInt(String(expression[1]));
}

function limit({ value, type }: Asked, { number, items }: Size): string {
  const of = type.kind === 'sequence' ? type.of : type;
  const small = (term: string): string =>
    number === null || of.kind === 'boolean'
      ? 'true'
      : `(<= ${numeral(-number)} ${term} ${number})`;
  if (value.form === 'sequence') {
    if (items === null) return 'true';
    const each = Array.from({ length: items }, (_, i) => small(`(select ${value.items} ${i + 1})`));
    return and([`(<= ${value.size} ${items})`, ...(each.includes('true') ? [] : each)]);
  }
  return small(value.term);
}

function termsOf({ value }: Asked, { items }: Size): string[] {
  if (value.form === 'scalar') return [value.term];
  const each = Array.from({ length: items ?? 1 }, (_, i) => `(select ${value.items} ${i + 1})`);
  return [value.size, ...each];
}

function valuesOf(
  asked: readonly Asked[],
  { items }: Size,
  found: readonly Scalar[],
): Map<string, ProgramValue> {
  const values = new Map<string, ProgramValue>();
  let at = 0;
  for (const { name, value } of asked) {
    if (value.form === 'scalar') {
      values.set(name, found[at++]);
      continue;
    }
    const size = found[at++] as bigint;
    const list = found.slice(at, at + (items ?? 1));
    at += items ?? 1;
    values.set(
      name,
      items === null
        ? { size, items: new Map(), rest: list[0] }
        : sequence(list.slice(0, Number(size)), typeof list[0] === 'boolean' ? false : 0n),
    );
  }
  return values;
}
