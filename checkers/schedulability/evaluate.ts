/** What the expressions of properties come to, given what the analyses found. */
import { multiply, type Rational } from '../../engine/language/expression/numbers.js';
import type { Relation, TasksExpr } from '../../engine/language/tasks/spec.js';
import type { Found } from './analyse.js';
import {
  arithmetic,
  compare,
  exactly,
  INFINITE,
  type Interval,
  isBounded,
  related,
  whole,
} from './intervals.js';

export interface Facts {
  /** Seconds. */
  readonly tick: Rational;
  /** In the order of the tasks; null where responses were not analysed. */
  readonly found: readonly Found[] | null;
}

const UNKNOWN: Interval = { low: whole(0), high: INFINITE };

export function quantityOf(expr: TasksExpr, facts: Facts): Interval {
  switch (expr.op) {
    case 'quantity':
      return exactly(expr.value);
    case 'found': {
      const found = facts.found?.[expr.task];
      if (found === undefined) return UNKNOWN;
      const seconds = (ticks: number) =>
        ticks === Number.POSITIVE_INFINITY ? INFINITE : multiply(whole(ticks), facts.tick);
      return expr.what === 'response'
        ? { low: seconds(found.low), high: seconds(found.high) }
        : exactly(seconds(found.blocking));
    }
    case 'arithmetic':
      return arithmetic(expr.operator, quantityOf(expr.left, facts), quantityOf(expr.right, facts));
    case 'count': {
      const truths = expr.of.map((one) => truthOf(one, facts));
      const sure = truths.filter((truth) => truth === true).length;
      const open = truths.filter((truth) => truth === null).length;
      return { low: whole(sure), high: whole(sure + open) };
    }
    default:
      throw new Error(`${expr.op} is no quantity`);
  }
}

/** Null: not known. */
export function truthOf(expr: TasksExpr, facts: Facts): boolean | null {
  switch (expr.op) {
    case 'truth':
      return expr.value;
    case 'not': {
      const of = truthOf(expr.of, facts);
      return of === null ? null : !of;
    }
    case 'all':
    case 'some': {
      const decisive = expr.op === 'some';
      let open = false;
      for (const one of expr.of) {
        const truth = truthOf(one, facts);
        if (truth === decisive) return decisive;
        if (truth === null) open = true;
      }
      return open ? null : !decisive;
    }
    case 'compare':
      return related(expr.relation, quantityOf(expr.left, facts), quantityOf(expr.right, facts));
    default:
      throw new Error(`${expr.op} is no condition`);
  }
}

/** The tasks whose responses or blocking an expression speaks of, in order. */
export function tasksIn(expr: TasksExpr): number[] {
  const all = new Set<number>();
  const visit = (e: TasksExpr): void => {
    if (e.op === 'found') all.add(e.task);
    else if (e.op === 'not') visit(e.of);
    else if (e.op === 'all' || e.op === 'some' || e.op === 'count') e.of.forEach(visit);
    else if (e.op === 'arithmetic' || e.op === 'compare') {
      visit(e.left);
      visit(e.right);
    }
  };
  visit(expr);
  return [...all].sort((a, b) => a - b);
}

/** A response that is (or, of an undecided condition, may be) longer than it should be. */
export interface TooLong {
  readonly task: number;
  /** Responses of more ticks than this break the condition. */
  readonly ticks: number;
  /** The limit itself, in seconds. */
  readonly limit: Rational;
  /** What the limit is called. */
  readonly text: string;
  /** Must the response be less, so that the limit itself is too long? */
  readonly strict: boolean;
}

/**
 * The first comparison of a response with a limit that makes a condition come out as `wanted`: false
 * (the default) or not known.
 */
export function tooLong(
  expr: TasksExpr,
  facts: Facts,
  wanted: false | null = false,
): TooLong | null {
  const parts = expr.op === 'all' || expr.op === 'some' ? expr.of : [];
  for (const part of parts) {
    if (truthOf(part, facts) !== wanted) continue;
    const found = tooLong(part, facts, wanted);
    if (found) return found;
  }
  if (expr.op === 'not') return tooLong(negated(expr.of), facts, wanted);
  return expr.op === 'compare' ? limitIn(expr, facts) : null;
}

/** The negation, one level down; a double negation stays as it is. */
function negated(expr: TasksExpr): TasksExpr {
  switch (expr.op) {
    case 'compare':
      return { ...expr, relation: OPPOSITE[expr.relation] };
    case 'all':
    case 'some':
      return {
        op: expr.op === 'all' ? 'some' : 'all',
        of: expr.of.map((of) => ({ op: 'not', of })),
      };
    case 'not':
      return expr.of;
    default:
      return { op: 'truth', value: false };
  }
}

const OPPOSITE: Readonly<Record<Relation, Relation>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '==': '!=',
  '!=': '==',
};

function limitIn(expr: TasksExpr & { readonly op: 'compare' }, facts: Facts): TooLong | null {
  const { relation, left, right } = expr;
  const mirrored = relation === '>' || relation === '>=';
  const [response, limit] = mirrored ? [right, left] : [left, right];
  if (response.op !== 'found' || response.what !== 'response') return null;
  if (relation === '==' || relation === '!=') return null;
  const { low, high } = quantityOf(limit, facts);
  if (!isBounded(low) || compare(low, high) !== 0) return null;
  const strict = relation === '<' || relation === '>';
  const { numerator, denominator } = {
    numerator: low.numerator * facts.tick.denominator,
    denominator: low.denominator * facts.tick.numerator,
  };
  const ticks = strict
    ? (numerator + denominator - 1n) / denominator - 1n
    : numerator / denominator;
  const text = limit.op === 'quantity' ? limit.text : 'what was allowed';
  return { task: response.task, ticks: Number(ticks), limit: low, text, strict };
}
