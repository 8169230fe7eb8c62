/** A run as text, a step a line: when, who, what; under it what changed, what was sent, and what is on its way; and how it ends. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { formatPlain, type Plain } from '../../engine/plain.js';
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
    if (outcome.is === 'broken') {
      const { time, why, place } = outcome;
      const where = place ? ` (${place.file}:${place.line}:${place.column})` : '';
      ends.push(`${names[i]} is broken at ${timeText(time)}${why && `: ${why}`}${where}`, '');
    }
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
  const { action, bindings, time = 0, messages = [], note, faults = [] } = step;
  const [risen] = faults.flatMap((fault) => (fault.event === 'up' ? [fault.who] : []));
  const actor = step.actor ?? risen;
  const what = action === null ? 'in the beginning' : `${action}${listText(bindings)}`;
  const head = `${number}. ${timeText(time)}  ${actor === undefined ? '' : `${actor}  `}${what}`;
  for (const message of messages)
    if (message.event === 'sent') underWay.set(message.id, message);
    else underWay.delete(message.id);
  const of = (event: TraceMessage['event']) => grouped(messages.filter((m) => m.event === event));
  const told = (groups: readonly Group[]) =>
    groups.map(({ title, to }) => `${title} to ${to}`).join('; ');
  const [sent, lost] = [of('sent'), of('lost')];
  const waiting = grouped([...underWay.values()]);
  return [
    head,
    ...changes(before, step.state).map((line) => `     ${line}`),
    ...(sent.length > 0 ? [`     sends ${told(sent)}`] : []),
    ...(lost.length > 0 ? [`     lost: ${told(lost)}`] : []),
    ...(waiting.length > 0 ? [`     on its way: ${shortened(waiting)}`] : []),
    ...(note === undefined ? [] : [`     ${note}`]),
  ];
}

/** Messages of one kind from one node, with all to whom they go: `server2, server3 ×2`. */
interface Group {
  readonly title: string;
  readonly from: string;
  readonly to: string;
}

function grouped(messages: readonly TraceMessage[]): Group[] {
  const groups = new Map<string, { title: string; from: string; to: Map<string, number> }>();
  for (const message of messages) {
    const { from = '?', to: who = '?', title } = message;
    const key = `${from} ${title}`;
    const { to } = groups.get(key) ?? { to: new Map<string, number>() };
    to.set(who, (to.get(who) ?? 0) + 1);
    groups.set(key, { title, from, to });
  }
  return [...groups.values()].map(({ title, from, to }) => ({
    title,
    from,
    to: [...to].map(([who, n]) => (n === 1 ? who : `${who} ×${n}`)).join(', '),
  }));
}

const SHOWN_MAX = 8;

function shortened(groups: readonly Group[]): string {
  const shown = groups.slice(0, SHOWN_MAX).map(({ title, from, to }) => `${title} ${from} → ${to}`);
  const more = groups.length - SHOWN_MAX;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

const listText = (bindings: TraceStep['bindings']): string => {
  const items = Object.entries(bindings).map(([name, value]) => `${name} = ${formatPlain(value)}`);
  return items.length === 0 ? '' : ` (${items.join(', ')})`;
};

/** What is new, by the names that all steps use: `server1.term: 1 → 2`; at first everything is. */
function changes(before: TraceStep['state'], after: TraceStep['state']): string[] {
  if (before === after) return [];
  return Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    return was === undefined ? begins(name, value) : differences(name, was, value);
  });
}

/** A map from nodes entry by entry, or once what is so of all of them. */
function begins(name: string, value: Plain): string[] {
  if (!isMap(value)) return [`${name} = ${formatPlain(value)}`];
  const entries = Object.entries(value).map(([key, item]) => [key, formatPlain(item)] as const);
  const [first, ...others] = entries;
  if (others.length > 0 && others.every(([, text]) => text === first[1]))
    return [`${name} = ${first[1]} (all ${entries.length})`];
  return entries.map(([key, text]) => `${partOf(name, key)} = ${text}`);
}

/** Of maps and records the parts that changed. */
function differences(name: string, was: Plain, now: Plain): string[] {
  if (isSame(was, now)) return [];
  if (!isMap(was) || !isMap(now)) return [`${name}: ${changeText(was, now)}`];
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    const part = partOf(name, key);
    if (!Object.hasOwn(now, key)) return [`${part}: ${formatPlain(was[key])} → gone`];
    if (!Object.hasOwn(was, key)) return [`${part} = ${formatPlain(now[key])}`];
    return differences(part, was[key], now[key]);
  });
}

/** `server1.term` of the map `server.term` from nodes, `server1.next.server2` of what is in it. */
function partOf(name: string, key: string): string {
  const [role, field, ...inside] = name.split('.');
  return field !== undefined && inside.length === 0 && key.startsWith(role)
    ? `${key}.${field}`
    : `${name}.${key}`;
}

/** Of a list what is new at its end, or gone from there. */
function changeText(was: Plain, now: Plain): string {
  if (Array.isArray(was) && Array.isArray(now) && was.length > 0 && now.length > 0) {
    const [less, more] = now.length > was.length ? [was, now] : [now, was];
    if (less.length < more.length && isSame(less, more.slice(0, less.length))) {
      const mark = more === now ? '+' : '−';
      return more
        .slice(less.length)
        .map((item) => `${mark} ${formatPlain(item)}`)
        .join('  ');
    }
  }
  return `${formatPlain(was)} → ${formatPlain(now)}`;
}

const isSame = (a: Plain, b: Plain): boolean => JSON.stringify(a) === JSON.stringify(b);

const isMap = (value: Plain): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
