/**
 * A trace as a table: one row a step, one column for each variable (or entry of a map) that changes
 * anywhere in it, with what changed marked. What never changes is told once, beside the table.
 */
import type { Trace, TraceStep } from '../../engine/trace.js';
import type { Plain } from '../../engine/transition/system.js';
import { countOf } from '../wording.js';
import { type Fold, type Folding, foldTrace } from './folding.js';
import { firstOf, shownText } from './shortened.js';
import { timeText, unitOf } from './times.js';

export interface StepTable {
  readonly columns: readonly string[];
  readonly rows: readonly StepRow[];
  /** Variables with one value throughout. */
  readonly constant: readonly { readonly name: string; readonly value: string }[];
  /** Stretches of a long run that have one row together. */
  readonly folds: readonly Fold[];
  /** Have the steps times? */
  readonly timed: boolean;
  readonly loop: number | null;
  /** What leads back to the row `loop`, in words; null when the last state just repeats. */
  readonly back: string | null;
}

export interface StepRow {
  readonly index: number;
  /** `initial state` for the first. */
  readonly action: string;
  readonly initial: boolean;
  /** `r = 1, m = commit`. */
  readonly bindings: string;
  /** `12.3 ms`. */
  readonly time: string | null;
  readonly cells: readonly Cell[];
  readonly note: string | null;
}

export interface Cell {
  readonly text: string;
  readonly changed: boolean;
  /** For a changed one: what it was, or what was added and removed. */
  readonly change: string | null;
}

/** Maps with more entries than this stay in one column. */
const ENTRIES_MAX = 8;
/** A longer run loses its middle. */
export const ROWS_MAX = 240;

/** `start` names the first row. */
export function stepTable(
  trace: Trace & { readonly kind?: string },
  begin = 'initial state',
  folding: Folding = foldTrace(trace, ROWS_MAX),
): StepTable {
  // A failed induction begins anywhere.
  const start = trace.begin ?? (trace.kind === 'induction' ? 'some state' : begin);
  const states = trace.steps.map((step) => step.state);
  const all = columnsOf(states);
  // Of a single state nothing changes, and everything is to be seen.
  const changing = states.length === 1 ? all : all.filter((column) => changesIn(states, column));
  const constant = all
    .filter((column) => !changing.includes(column))
    .map((column) => ({ name: column.name, value: valueText(column.read(states[0])) }));
  const clock = clockOf(trace);
  return {
    columns: changing.map((column) => column.name),
    rows: trace.steps.flatMap((step, i) => {
      if (!folding.shows(i)) return [];
      const shown =
        i === 0 ? { ...step, action: null, ...(trace.begin ? { line: undefined } : {}) } : step;
      const row = rowOf(shown, i === 0 ? null : states[i - 1], i, changing, start);
      return [{ ...row, time: clock(step) }];
    }),
    constant,
    folds: folding.folds,
    timed: trace.tickSeconds !== undefined,
    loop: trace.loop ?? null,
    back: trace.back === undefined ? null : stepWords(trace.back),
  };
}

/** The moment of each step in the unit that suits the whole run. */
export function clockOf({ steps, tickSeconds }: Trace): (step: TraceStep) => string | null {
  if (tickSeconds === undefined) return () => null;
  const unit = unitOf(Math.max(0, ...steps.slice(-1).map(({ time = 0 }) => time)), tickSeconds);
  return ({ time }) => (time === undefined ? null : timeText(time, tickSeconds, unit));
}

/** What stands in place of the steps of a fold. */
export function foldWords({ from, to, uneventful }: Fold): string {
  const steps = countOf(to - from, 'step');
  return uneventful ? `${steps} in which nothing changed` : `${steps} left out`;
}

/** With more columns than this a row lists what it changed instead. */
const COLUMNS_MAX = 8;

/** With more characters, too: the table would hide what it is about, or the picture beside it. */
const CHARACTERS_MAX = 120;
/** Longer words of a step, and longer values, are cut by the page. */
const WORDS_MAX = 52;
const VALUE_MAX = 38;
const GAP = 3;

export const isWide = (table: StepTable): boolean =>
  table.columns.length > COLUMNS_MAX || charactersOf(table) > CHARACTERS_MAX;

function charactersOf({ columns, rows, timed }: StepTable): number {
  const widest = (texts: readonly string[], most: number): number =>
    GAP + texts.reduce((width, { length }) => Math.max(width, Math.min(length, most)), 0);
  const steps = rows.map(({ action, bindings }) => `${action} ${bindings}`);
  return columns.reduce(
    (sum, name, i) =>
      sum +
      Math.max(
        GAP + name.length,
        widest(
          rows.map(({ cells }) => cells[i].text),
          VALUE_MAX,
        ),
      ),
    widest(steps, WORDS_MAX) +
      (timed
        ? widest(
            rows.map(({ time }) => time ?? ''),
            WORDS_MAX,
          )
        : 0),
  );
}

/** `server.term[2]: 1 → 2` for each change of a row; for the first row of a run everything. */
export function changesOf(row: StepRow, { columns }: StepTable): string[] {
  return row.cells.flatMap(({ changed, change, text }, i) =>
    changed ? [`${columns[i]}: ${change ?? text}`] : [],
  );
}

/** `RM prepares (r = 1)`. */
export function stepWords(step: Pick<TraceStep, 'action' | 'bindings'>): string {
  if (step.action === null) return 'initial state';
  const bindings = bindingWords(step.bindings);
  return bindings === '' ? step.action : `${step.action} (${bindings})`;
}

export function bindingWords(bindings: TraceStep['bindings']): string {
  return Object.entries(bindings)
    .map(([name, value]) => `${name} = ${shownText(value)}`)
    .join(', ');
}

interface Column {
  readonly name: string;
  /** Undefined where a state has no such variable. */
  readonly read: (state: Readonly<Record<string, Plain>>) => Plain | undefined;
}

type State = Readonly<Record<string, Plain>>;
type Entries = { readonly [key: string]: Plain };

/** Of all states, since some variables are there at the end only, as the `must` that failed. */
function columnsOf(states: readonly State[]): Column[] {
  return [...new Set(states.flatMap(Object.keys))].flatMap((variable): Column[] => {
    const values = states.map((state): Plain | undefined => state[variable]);
    const keys = commonKeys(values) ?? onlyNode(variable, values);
    if (keys === null) return [{ name: variable, read: (state) => state[variable] }];
    return keys.map((key) => ({
      name: entryName(variable, key),
      read: (state) => (state[variable] as Entries)[key],
    }));
  });
}

/** Numbers index a map; names are written as a path, those of nodes before their field: `server2.term`. */
function entryName(variable: string, key: string): string {
  const [, role, field] = /^(\w+)\.(\w+)$/.exec(variable) ?? [];
  if (role !== undefined && key.replace(/\d+$/, '') === role) return `${key}.${field}`;
  return /^[A-Za-z]\w*$/.test(key) ? `${variable}.${key}` : `${variable}[${key}]`;
}

/** `keeper.term` of a role with one node: that node. */
function onlyNode(variable: string, values: readonly (Plain | undefined)[]): string[] | null {
  const [value] = values;
  const keys = isEntries(value) ? Object.keys(value) : [];
  return keys.length === 1 &&
    values.every((one) => isEntries(one) && Object.hasOwn(one, keys[0])) &&
    entryName(variable, keys[0]).startsWith(`${keys[0]}.`)
    ? keys
    : null;
}

/** The keys that the values have in common when all are small maps or records over the same keys. */
export function commonKeys(values: readonly (Plain | undefined)[]): string[] | null {
  const keys = isEntries(values[0]) ? Object.keys(values[0]) : [];
  if (keys.length < 2 || keys.length > ENTRIES_MAX) return null;
  const same = values.every(
    (value) =>
      isEntries(value) &&
      Object.keys(value).length === keys.length &&
      keys.every((key) => Object.hasOwn(value, key)),
  );
  return same ? keys : null;
}

function isEntries(value: Plain | undefined): value is Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function changesIn(states: readonly State[], column: Column): boolean {
  const first = JSON.stringify(column.read(states[0]));
  return states.some((state) => JSON.stringify(column.read(state)) !== first);
}

function rowOf(
  step: Omit<TraceStep, 'line'> & { readonly line?: number | undefined },
  before: State | null,
  index: number,
  columns: readonly Column[],
  start: string,
): Omit<StepRow, 'time'> {
  const said = step.action === null ? start : `${whose(step)}${step.action}`;
  return {
    index,
    action: step.line === undefined ? said : `line ${step.line}: ${said}`,
    initial: step.action === null,
    bindings: bindingWords(step.bindings),
    cells: columns.map((column) =>
      cellOf(
        column.read(step.state),
        before === null ? undefined : column.read(before),
        before === null,
      ),
    ),
    note: step.note ?? null,
  };
}

/** `server1 ` where time passes, as in simulated runs: actions are then those of one node (`start`, `on.vote`), and do not say of which. */
function whose({ time, actor, action, faults = [] }: Omit<TraceStep, 'line'>): string {
  const [up] = faults.flatMap((fault) => (fault.event === 'up' ? [fault.who] : []));
  const who = actor ?? up;
  return time === undefined || who === undefined || action?.startsWith(`${who} `) ? '' : `${who} `;
}

function cellOf(value: Plain | undefined, before: Plain | undefined, first: boolean): Cell {
  const text = valueText(value);
  const changed = !first && JSON.stringify(before) !== JSON.stringify(value);
  return { text, changed, change: changed ? changeWords(before, value) : null };
}

/** Nothing for what is not there. */
const valueText = (value: Plain | undefined): string =>
  value === undefined ? '' : shownText(value);

/** `working → prepared`; for collections that grew or shrank `+ prepared(rm = 1)`, `− 2`; `+ broken` for what was not there before. */
function changeWords(before: Plain | undefined, after: Plain | undefined): string {
  if (before === undefined) return `+ ${valueText(after)}`;
  if (after === undefined) return `− ${shownText(before)}`;
  if (Array.isArray(before) && Array.isArray(after)) {
    const gone = without(before, after);
    const come = without(after, before);
    const kept = before.length - gone.length;
    const order = JSON.stringify(without(before, gone)) === JSON.stringify(without(after, come));
    if (order && kept > 0 && gone.length + come.length > 0) {
      return [
        ...firstOf(gone, (x) => `− ${shownText(x)}`),
        ...firstOf(come, (x) => `+ ${shownText(x)}`),
      ].join('  ');
    }
  }
  return `${shownText(before)} → ${shownText(after)}`;
}

/** The items of `a` less one copy for each item of `b`. */
function without(a: readonly Plain[], b: readonly Plain[]): Plain[] {
  const copies = new Map<string, number>();
  for (const item of b) {
    const key = JSON.stringify(item);
    copies.set(key, (copies.get(key) ?? 0) + 1);
  }
  return a.filter((item) => {
    const key = JSON.stringify(item);
    const left = copies.get(key) ?? 0;
    copies.set(key, left - 1);
    return left <= 0;
  });
}
