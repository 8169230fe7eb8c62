/** A run as text, a step a line: when, who, what; under it what changed, what was sent, and what is on its way; and how it ends. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { formatPlain } from '../../engine/language/value-format.js';
import type { Plain } from '../../engine/plain.js';
import { timeText } from '../../engine/time-text.js';
import type { Trace, TraceMessage, TraceStep } from '../../engine/trace.js';
import { ALWAYS, type Run } from './run.js';

export interface Story {
  readonly steps: readonly string[];
  /** What is broken, and how long it was. */
  readonly end: readonly string[];
}

export function storyOf(trace: Trace, spec: SystemSpec, run: Run): Story {
  const lines: string[] = trace.begin === undefined ? [] : [trace.begin];
  const underWay = new Map<string, TraceMessage>();
  let before: TraceStep['state'] = {};
  for (const [i, step] of trace.steps.entries()) {
    lines.push(...stepLines(i, step, before, underWay));
    before = step.state;
  }
  const ends: string[] = [];
  const names = [...spec.properties.map(({ name }) => name), ...ALWAYS];
  for (const [i, outcome] of run.outcomes.entries())
    if (outcome.is === 'broken')
      ends.push(
        `${names[i]} is broken at ${timeText(outcome.time)}${outcome.why && `: ${outcome.why}`}`,
        '',
      );
  if (run.error !== null) ends.push(`error: ${run.error.message}`, '');
  const broken = run.outcomes.some(({ is }) => is === 'broken') || run.error !== null;
  const end = `${run.steps} handlers ran in ${timeText(run.time)}${broken ? '' : '; nothing is broken'}`;
  return { steps: lines, end: [...ends, end] };
}

function stepLines(
  number: number,
  step: TraceStep,
  before: TraceStep['state'],
  underWay: Map<string, TraceMessage>,
): string[] {
  const { action, actor, bindings, time = 0, messages = [], note } = step;
  const what = action === null ? 'in the beginning' : `${action}${listText(bindings)}`;
  const head = `${number}. ${timeText(time)}  ${actor === undefined ? '' : `${actor}  `}${what}`;
  for (const message of messages)
    if (message.event === 'sent') underWay.set(message.id, message);
    else underWay.delete(message.id);
  const sent = messages
    .filter(({ event }) => event === 'sent')
    .map(({ title, to }) => `${title} to ${to}`);
  const lost = messages
    .filter(({ event }) => event === 'lost')
    .map(({ title, to }) => `${title} to ${to}`);
  const waiting = [...underWay.values()].map(({ title, from, to }) => `${title} ${from} → ${to}`);
  return [
    head,
    ...changes(before, step.state).map((line) => `     ${line}`),
    ...(sent.length > 0 ? [`     sends ${sent.join(', ')}`] : []),
    ...(lost.length > 0 ? [`     lost: ${lost.join(', ')}`] : []),
    ...(waiting.length > 0 ? [`     on its way: ${shortened(waiting)}`] : []),
    ...(note === undefined ? [] : [`     ${note}`]),
  ];
}

const SHOWN_MAX = 8;

const shortened = (items: readonly string[]): string =>
  items.length <= SHOWN_MAX
    ? items.join(', ')
    : `${items.slice(0, SHOWN_MAX).join(', ')}, ${items.length - SHOWN_MAX} more`;

const listText = (bindings: TraceStep['bindings']): string => {
  const items = Object.entries(bindings).map(([name, value]) => `${name} = ${formatPlain(value)}`);
  return items.length === 0 ? '' : ` (${items.join(', ')})`;
};

/** Of maps from nodes entry by entry: `server1.term: 1 → 2`. */
function changes(before: TraceStep['state'], after: TraceStep['state']): string[] {
  if (before === after) return [];
  return Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    if (JSON.stringify(was) === JSON.stringify(value)) return [];
    if (isMap(value) && isMap(was)) {
      const field = name.slice(name.lastIndexOf('.') + 1);
      return Object.entries(value)
        .filter(([key, item]) => JSON.stringify(was[key]) !== JSON.stringify(item))
        .map(([key, item]) => `${key}.${field}: ${changeText(was[key] ?? null, item)}`);
    }
    return [
      was === undefined ? `${name} = ${formatPlain(value)}` : `${name}: ${changeText(was, value)}`,
    ];
  });
}

/** Of a list that grew at its end, what is new. */
function changeText(was: Plain, now: Plain): string {
  if (Array.isArray(was) && Array.isArray(now) && was.length > 0 && now.length > was.length) {
    const kept = now.slice(0, was.length);
    if (JSON.stringify(kept) === JSON.stringify(was))
      return now
        .slice(was.length)
        .map((item) => `+ ${formatPlain(item)}`)
        .join('  ');
  }
  return `${formatPlain(was)} → ${formatPlain(now)}`;
}

const isMap = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
