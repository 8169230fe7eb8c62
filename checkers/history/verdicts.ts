/** What checking a history has established, in words, with the linearization that comes furthest. */
import type { Operation } from '../../engine/history/history.js';
import type { Place } from '../../engine/language/source.js';
import type { SequentialObject } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';
import type { TraceStep } from '../../engine/trace.js';
import { counted, listed } from '../exploration/claims.js';
import type { Evidence, Explanation, Note, Verdict } from '../verdict.js';
import type { HistoryResult, PartResult } from './check.js';
import type { Obstacle } from './explain.js';
import type { Effect } from './linearization.js';
import { operationsView } from './view.js';
import { anyOf, callText, operationText } from './words.js';

export interface HistorySetting {
  readonly object: SequentialObject;
  readonly operations: readonly Operation[];
  readonly result: HistoryResult;
  /** Length of a tick; absent where ticks are an order and no time. */
  readonly tickSeconds?: number;
  /** A line of the history; the first one stands for all of it. */
  readonly place: (line: number) => Place;
}

const LINEARIZABLE = 'linearizable';

export function historyVerdict(setting: HistorySetting): Verdict {
  const { object, result, place } = setting;
  const { claim, evidence, notes = [] } = outcomeOf(setting);
  return {
    property: LINEARIZABLE,
    base: LINEARIZABLE,
    text: `always: linearizable(${object.name})`,
    status: result.status,
    expected: 'holds',
    asExpected: result.status === 'holds',
    method: methodOf(result),
    claim,
    evidence,
    effort: result.effort,
    place: place(1),
    notes,
    operations: operationsView(setting.operations, object, result, setting.tickSeconds ?? null),
  };
}

function methodOf({ parts }: HistoryResult): string {
  const used = new Set(parts.map(({ method }) => method));
  const words = [
    ...(used.has('zones') ? ['zones of written values'] : []),
    ...(used.has('search') ? ['search for a linearization'] : []),
  ];
  return words.length === 0 ? 'linearizability' : `linearizability, ${words.join(' and ')}`;
}

interface Outcome {
  readonly claim: string;
  readonly evidence: Evidence | null;
  readonly notes?: readonly Note[];
}

function outcomeOf(setting: HistorySetting): Outcome {
  const { result } = setting;
  if (result.obstacle !== null) return violated(setting, result.obstacle);
  return { claim: result.status === 'holds' ? holds(setting) : unknown(result), evidence: null };
}

function holds({ operations, result }: HistorySetting): string {
  const { parts } = result;
  const open = operations.filter(({ ending }) => ending === 'unknown').length;
  const refused = operations.filter(({ ending }) => ending === 'refused').length;
  const left = [
    ...(refused > 0 ? [`${counted(refused, 'refused one')} left out`] : []),
    ...(open > 0
      ? [
          `${open} without an answer at any time after ${open === 1 ? 'its' : 'their'} invocation, or never`,
        ]
      : []),
  ];
  const where = parts.length > 1 ? ` on each of ${counted(parts.length, 'key')}` : '';
  const but = left.length === 0 ? '' : ` (${left.join('; ')})`;
  const n = operations.length;
  const all = n === 2 ? 'both operations' : `all ${counted(n, 'operation')}`;
  const what = n === 1 ? 'the one operation fits' : `${all} fit`;
  return `${what} one order${where}, each between its invocation and its answer${but}; that order was executed`;
}

function unknown({ parts, stoppedBy, effort }: HistoryResult): string {
  const undecided = parts.filter(({ linearizable }) => linearizable === null);
  const decided = parts.length - undecided.length;
  const rest =
    decided === 0
      ? ''
      : `; ${decided} of ${counted(parts.length, 'key')} decided, all linearizable`;
  const furthest = undecided.map(furthestText).slice(0, 3);
  const more = undecided.length - furthest.length;
  return `no order found and none excluded: stopped at ${stoppedBy} after ${counted(effort.states, 'point')} of the search; the best way passes ${listed([...furthest, ...(more > 0 ? [`${more} more not decided`] : [])])}${rest}`;
}

const furthestText = ({ name, passed, answers }: PartResult): string =>
  `${passed} of ${counted(answers, 'answer')}${name === '' ? '' : ` on ${name}`}`;

function violated(setting: HistorySetting, obstacle: Obstacle): Outcome {
  const { operation, answers, part, states, shortest } = obstacle;
  const on = part === '' ? '' : ` on ${part}`;
  const before =
    answers === 0
      ? 'the first answer'
      : answers === 1
        ? 'the one answer before it has an order'
        : `the ${counted(answers, 'answer')} before it have an order`;
  const could = states === null ? '' : `, after which the object can only be ${anyOf(states)}`;
  const line = operation.line === undefined ? '' : ` (line ${operation.endLine ?? operation.line})`;
  const claim = shortest
    ? answers === 0
      ? `no order allows the answer of ${quoted(operation)} of client ${operation.client}${line}${on}: it is ${before}`
      : `no order allows the answer of ${quoted(operation)} of client ${operation.client}${line}${on}: ${before}${could}`
    : `no order allows all answers up to that of ${quoted(operation)} of client ${operation.client}${line}${on}; the first ${counted(answers, 'answer')} have one, and which of the others is the first without was too long to find out`;
  const explanation = explanationOf(setting, obstacle);
  return {
    claim,
    evidence: { kind: 'counterexample', ...traceOf(setting, obstacle), explanation },
  };
}

const quoted = (operation: Operation): string => `“${operationText(operation)}”`;

/** So many last operations of the order are shown. */
const STEPS_MAX = 12;

function traceOf(
  { object }: HistorySetting,
  { before, part }: Obstacle,
): { readonly steps: readonly TraceStep[]; readonly begin: string } {
  const name = part === '' ? object.name : part;
  const initial = (object.parts?.object ?? object).initial;
  const shown = before.slice(-STEPS_MAX);
  const left = before.length - shown.length;
  const first = left === 0 ? [initial] : before[left - 1].states;
  const begin = left === 0 ? 'in the beginning' : `after ${counted(left, 'operation')}`;
  return {
    begin,
    steps: [
      { action: null, bindings: {}, state: { [name]: stateOf(first) } },
      ...shown.map((effect) => stepOf(effect, name)),
    ],
  };
}

function stepOf({ operation, states }: Effect, name: string): TraceStep {
  const { args, result, client, line, ending } = operation;
  const answer = ending !== 'ok' || result === undefined ? {} : { answer: result };
  return {
    action: operation.name,
    bindings: { ...args, ...answer },
    actor: client,
    state: { [name]: stateOf(states) },
    ...(line === undefined ? {} : { line }),
  };
}

/** Several values where the object is not deterministic. */
const stateOf = (states: readonly Plain[]): Plain =>
  states.length === 1 ? states[0] : { 'one of': states };

const OPEN_MAX = 3;

function explanationOf(
  { place }: HistorySetting,
  { operation, states, open, before }: Obstacle,
): Explanation[] {
  const step = Math.min(before.length, STEPS_MAX);
  const at = (line: number, text: string): Explanation => ({ place: place(line), step, text });
  const { line, endLine } = operation;
  if (line === undefined) return [];
  const could = states === null ? '' : `; the object can only be ${anyOf(states)}`;
  const asked = endLine === undefined || endLine === line;
  return [
    ...(asked ? [] : [at(line, `here it was invoked: ${callText(operation)}`)]),
    at(endLine ?? line, `no order allows this answer: ${operationText(operation)}${could}`),
    ...open
      .slice(0, OPEN_MAX)
      .flatMap((other) =>
        other.line === undefined
          ? []
          : [at(other.line, `not answered by then, so perhaps done: ${callText(other)}`)],
      ),
  ];
}
