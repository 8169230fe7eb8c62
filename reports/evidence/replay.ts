/**
 * A run as frames to step through: everyone's state, messages in flight, who is down or paused, what is cut off. A
 * frame holds what is new in it, by numbers, so that long runs stay small.
 */
import { formatPlain, type Plain } from '../../engine/plain.js';
import type { Trace, TraceStep } from '../../engine/trace.js';
import { printable } from '../wording.js';
import { faultsOf, partitionWords } from './faults.js';
import { clockOf, stepWords } from './step-table.js';

export interface Replay {
  /** The step of the first frame. */
  readonly first: number;
  /** Cells are numbered through all tables, row by row. */
  readonly tables: readonly ReplayTable[];
  readonly values: readonly string[];
  /** `vote: server2 → server1`. */
  readonly messages: readonly string[];
  readonly frames: readonly Frame[];
}

export interface ReplayTable {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
}

export interface Frame {
  readonly says: string;
  readonly time?: string;
  /** Cell, value, cell, value, … of those that change. */
  readonly sets: readonly number[];
  /** Messages that are in flight from now on, and those that are no more. */
  readonly sent?: readonly number[];
  readonly gone?: readonly number[];
  /** What is not as it should be: `server2 is down`. */
  readonly faults?: readonly string[];
}

/** Of a longer run its end. */
const FRAMES_MAX = 2000;

/** @param lanes those who act; @param begin what the first frame is called */
export function replayOf(trace: Trace, lanes: readonly string[], begin: string): Replay {
  const { steps } = trace;
  const first = Math.max(0, steps.length - FRAMES_MAX);
  const layout = layoutOf(steps[0].state, new Set(lanes));
  const values = new Numbers();
  const messages = new Numbers();
  const clock = clockOf(trace);
  const faults = faultWords(trace);
  const flying = new Set<number>();
  const told: number[] = [];
  const frames: Frame[] = [];
  steps.forEach((step, i) => {
    const { sent, gone } = passages(step, messages, flying);
    if (i < first) return;
    const sets = changes(step, layout.cells, values, told);
    const time = clock(step);
    frames.push({
      says: printable(i === 0 ? begin : saysOf(step)),
      ...(time === null ? {} : { time }),
      sets,
      ...(i === first
        ? some('sent', [...flying])
        : { ...some('sent', sent), ...some('gone', gone) }),
      ...some('faults', faults(i)),
    });
  });
  return { first, tables: layout.tables, values: values.list, messages: messages.list, frames };
}

const some = <K extends string, T>(key: K, items: readonly T[]) =>
  (items.length === 0 ? {} : { [key]: items }) as { readonly [P in K]?: readonly T[] };

const saysOf = (step: TraceStep): string =>
  `${stepWords(step)}${step.note === undefined ? '' : `: ${step.note}`}`;

/** Texts by number. */
class Numbers {
  readonly list: string[] = [];
  private readonly known = new Map<string, number>();

  of(text: string, identity = text): number {
    const known = this.known.get(identity);
    if (known !== undefined) return known;
    this.known.set(identity, this.list.length);
    return this.list.push(printable(text)) - 1;
  }
}

type Read = (state: TraceStep['state']) => Plain | undefined;

interface Layout {
  readonly tables: readonly ReplayTable[];
  readonly cells: readonly Read[];
}

/** A table for those who have the same fields, a row each; one more for what is nobody's. */
function layoutOf(state: TraceStep['state'], lanes: ReadonlySet<string>): Layout {
  const families = new Map<string, { rows: readonly [string, string][]; fields: string[] }>();
  const others: string[] = [];
  for (const [field, value] of Object.entries(state)) {
    const rows = ownersOf(value, lanes);
    if (rows === null) {
      others.push(field);
      continue;
    }
    const key = JSON.stringify(rows);
    const family = families.get(key) ?? { rows, fields: [] };
    family.fields.push(field);
    families.set(key, family);
  }
  const tables: ReplayTable[] = [];
  const cells: Read[] = [];
  for (const { rows, fields } of families.values()) {
    tables.push({
      rows: rows.map(([, name]) => printable(name)),
      columns: fields.map((field) => printable(field.replace(/^\w+\./, ''))),
    });
    for (const [key] of rows)
      for (const field of fields)
        cells.push((s) => (isEntries(s[field]) ? s[field][key] : undefined));
  }
  if (others.length > 0) {
    tables.push({ rows: others.map(printable), columns: ['value'] });
    cells.push(
      ...others.map(
        (field): Read =>
          (s) =>
            s[field],
      ),
    );
  }
  return { tables, cells };
}

/** Key and name of each when the value has an entry for each of several who act: under their names, or under the
 * numbers in them (`1` of `RM 1`). */
function ownersOf(
  value: Plain,
  lanes: ReadonlySet<string>,
): readonly [key: string, name: string][] | null {
  if (!isEntries(value)) return null;
  const keys = Object.keys(value);
  if (keys.length < 2) return null;
  if (keys.every((key) => lanes.has(key))) return keys.map((key) => [key, key]);
  const kinds = new Set([...lanes].map((lane) => lane.replace(/\d+$/, '')));
  for (const kind of kinds)
    if (kind !== '' && keys.every((key) => lanes.has(kind + key)))
      return keys.map((key) => [key, kind + key]);
  return null;
}

const isEntries = (value: Plain | undefined): value is { readonly [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `told` is what the frames before it said. */
function changes(
  step: TraceStep,
  cells: readonly Read[],
  values: Numbers,
  told: number[],
): number[] {
  const sets: number[] = [];
  cells.forEach((read, cell) => {
    const value = read(step.state);
    const number = values.of(value === undefined ? '' : formatPlain(value));
    if (told[cell] === number) return;
    told[cell] = number;
    sets.push(cell, number);
  });
  return sets;
}

function passages({ messages = [] }: TraceStep, numbers: Numbers, flying: Set<number>) {
  const sent: number[] = [];
  const gone: number[] = [];
  for (const { event, id, title, from, to } of messages) {
    const ways = `${from ?? '?'} → ${to ?? '?'}`;
    const number = numbers.of(`${title}: ${ways}`, JSON.stringify([id, ways]));
    if (event === 'sent') {
      flying.add(number);
      sent.push(number);
    } else if (flying.delete(number)) gone.push(number);
  }
  return { sent, gone };
}

/** What is out of order in each step. */
function faultWords(trace: Trace): (step: number) => string[] {
  const { outages, partitions } = faultsOf(trace);
  const during = ({ from, to }: { from: number; to: number | null }, step: number): boolean =>
    from <= step && (to === null || step < to);
  return (step) => [
    ...outages
      .filter((outage) => during(outage, step))
      .map(({ who, kind }) => printable(`${who} is ${kind}`)),
    ...partitions
      .filter((partition) => during(partition, step))
      .map((partition) => printable(`cut off: ${partitionWords(partition)}`)),
  ];
}
