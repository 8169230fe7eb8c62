/**
 * Histories of Jepsen: maps with `:process :type :f :value`, one an event, in the order of time; and its older logs,
 * `INFO jepsen.util - 0 :invoke :write 3`. Logs that Porcupine is tested with are of these forms, with a `:key`.
 *
 * `:ok` answers, `:fail` says that it was not done, `:info` says nothing. Time is the order of events.
 */

import { lineAndColumn, type SourceFile, type Span, sourceFile } from '../../language/source.js';
import type { SequentialObject } from '../../objects/object.js';
import { wrongArgs } from '../../objects/object.js';
import type { Plain } from '../../plain.js';
import type { Args, Operation } from '../history.js';
import { type Edn, plainOf, readEdn } from './edn.js';
import * as say from './messages.js';
import { BadHistory } from './problem.js';

export interface JepsenOptions {
  /** Is a `:fail` of a cas the answer that the value was another? Otherwise it only says that nothing was done. */
  readonly casAnswers?: boolean;
}

interface Event {
  readonly process: string;
  readonly type: string;
  readonly f: string;
  readonly value: Plain;
  /** Undefined where the event has none of its own. */
  readonly key: Plain | undefined;
  readonly span: Span;
  readonly typeSpan: Span;
  readonly fSpan: Span;
}

/** @throws BadHistory */
export function operationsOfEdn(
  file: SourceFile,
  object: SequentialObject,
  options: JepsenOptions,
): Operation[] {
  const forms = readEdn(file).flatMap((form) => (form.kind === 'list' ? form.items : [form]));
  const events = forms.flatMap((form) => eventOf(file, form) ?? []);
  return operationsOf(events, object, options);
}

const LOG_LINE = /(?:^|\s)(:?[\w-]+)\s+:(invoke|ok|fail|info)\s+:([\w-]+)(?:\s+(.*\S))?\s*$/;

/** Lines that are of no operation are passed over. @throws BadHistory */
export function operationsOfLog(
  file: SourceFile,
  object: SequentialObject,
  options: JepsenOptions,
): Operation[] {
  const events = file.lineStarts.flatMap((start, line): Event[] => {
    const text = file.text.slice(start, file.lineStarts[line + 1] ?? file.text.length);
    const found = LOG_LINE.exec(text);
    if (found === null || !/^\d+$/.test(found[1])) return [];
    const [, process, type, f, value = 'nil'] = found;
    const span = { file, start, end: start + text.trimEnd().length };
    return [
      {
        process,
        type,
        f,
        value: valueIn(value, span),
        key: undefined,
        span,
        typeSpan: span,
        fSpan: span,
      },
    ];
  });
  return operationsOf(events, object, options);
}

function valueIn(text: string, span: Span): Plain {
  try {
    const [first] = readEdn(sourceFile(span.file.path, text));
    return plainOf(first);
  } catch {
    throw new BadHistory(say.notEdn(span, 'one value at the end of the line'));
  }
}

/** Null for what is no client's: the nemesis. */
function eventOf(file: SourceFile, form: Edn): Event | null {
  const span = { file, start: form.start, end: form.end };
  if (form.kind !== 'map')
    throw new BadHistory(say.notEdn(span, 'a map with `:process`, `:type`, `:f`'));
  const entry = (name: string): Edn | undefined =>
    form.entries.find(([key]) => key.kind === 'keyword' && key.value === name)?.[1];
  const required = (name: string): Edn => {
    const found = entry(name);
    if (found === undefined) throw new BadHistory(say.missing(span, `:${name}`));
    return found;
  };
  const process = required('process');
  if (process.kind === 'keyword') return null;
  const type = required('type');
  const f = required('f');
  const spanOf = ({ start, end }: Edn): Span => ({ file, start, end });
  const value = entry('value');
  const key = entry('key');
  return {
    process: String(plainOf(process)),
    type: String(plainOf(type)),
    f: String(plainOf(f)),
    value: value === undefined ? null : plainOf(value),
    key: key === undefined ? undefined : plainOf(key),
    span,
    typeSpan: spanOf(type),
    fSpan: spanOf(f),
  };
}

type Open = { readonly operation: Operation; readonly event: Event; readonly index: number };

function operationsOf(
  events: readonly Event[],
  object: SequentialObject,
  { casAnswers = false }: JepsenOptions,
): Operation[] {
  const operations: Operation[] = [];
  const open = new Map<string, Open>();
  events.forEach((event, time) => {
    const { process, type, f, span } = event;
    const before = open.get(process);
    if (type === 'invoke') {
      if (before !== undefined) throw new BadHistory(say.stillOpen(span, process));
      const operation = invoked(event, object, time);
      open.set(process, { operation, event, index: operations.length });
      operations.push(operation);
      return;
    }
    if (!['ok', 'fail', 'info'].includes(type))
      throw new BadHistory(say.unknownType(event.typeSpan, type));
    if (before === undefined || before.event.f !== f) {
      // Remarks of a process that is not asked anything.
      if (type === 'info' && before === undefined) return;
      throw new BadHistory(say.notInvoked(span, process, type));
    }
    open.delete(process);
    operations[before.index] = completed(before.operation, event, time, casAnswers);
  });
  return operations;
}

/** Jepsen's names of operations, where they are not the object's own. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  read: ['get'],
  write: ['put'],
  add: ['increment'],
};

function invoked(event: Event, object: SequentialObject, time: number): Operation {
  const { f, fSpan, process, span } = event;
  const names = [f, ...(NAMES[f] ?? [])];
  const name = names.find((candidate) => Object.hasOwn(object.operations, candidate));
  if (name === undefined) {
    const known = Object.keys(object.operations);
    throw new BadHistory(say.unknownOperation(fSpan, f, object.name, known));
  }
  const args = argsOf(event, object.operations[name]);
  const wrong = wrongArgs(object, name, args);
  if (wrong !== null) throw new BadHistory(say.wrongArguments(span, wrong));
  return {
    client: process,
    name,
    args,
    ending: 'unknown',
    invoked: time,
    completed: null,
    line: lineAndColumn(span.file, span.start).line,
  };
}

/** The value is what the arguments are, in their order; with a key before it where the event has no `:key`. */
function argsOf(event: Event, forms: readonly string[]): Args {
  const names = forms.map((form) => form.replace(/\?$/, ''));
  const { key, value } = keyed(event, names.includes('key'));
  const others = names.filter((name) => name !== 'key');
  const values = others.length > 1 && Array.isArray(value) ? value : [value];
  const given = others.flatMap((name, i): [string, Plain][] => {
    const optional = forms.includes(`${name}?`) && (values[i] ?? null) === null;
    return i < values.length && !optional ? [[name, values[i]]] : [];
  });
  return Object.fromEntries(key === undefined ? given : [['key', key], ...given]);
}

function keyed(
  { key, value }: Event,
  wanted: boolean,
): { readonly key: Plain | undefined; readonly value: Plain } {
  if (!wanted || key !== undefined) return { key: wanted ? key : undefined, value };
  // A tuple of jepsen.independent.
  return Array.isArray(value) && value.length === 2
    ? { key: value[0], value: value[1] }
    : { key: undefined, value };
}

/** Operations whose `:ok` tells what was found. */
const TELLING = ['get', 'read', 'dequeue', 'contains', 'acquire'];

function completed(
  operation: Operation,
  event: Event,
  time: number,
  casAnswers: boolean,
): Operation {
  const { name, args } = operation;
  const endLine = lineAndColumn(event.span.file, event.span.start).line;
  const ended = { ...operation, completed: time, endLine };
  if (event.type === 'info') return ended;
  if (name === 'cas' && (event.type === 'ok' || casAnswers))
    return { ...ended, ending: 'ok', result: event.type === 'ok' };
  if (event.type === 'fail') return { ...ended, ending: 'refused' };
  if (!TELLING.includes(name)) return { ...ended, ending: 'ok' };
  return { ...ended, ending: 'ok', result: keyed(event, Object.hasOwn(args, 'key')).value };
}
