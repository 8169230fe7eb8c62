/**
 * A line of a recorded trace (JSON Lines): which step was taken, as far as that is known, and what was
 * seen after it.
 *
 *     {"action": "TM commits", "bindings": {}, "state": {"tm": "done"}}
 *
 * All keys are optional. `"action": null`, on the first line, is about the initial state.
 */

import type { Plain } from '../../plain.js';
import type { Diagnostic } from '../diagnostics.js';
import { type Span, sourceFile } from '../source.js';
import type { Action, ModelSpec } from '../typed.js';
import { plainValue } from '../value-format.js';
import * as say from './messages.js';
import { type JsonPath, rangeOf } from './places.js';
import { syntaxErrorAt } from './syntax-error.js';
import { readSeen, readWhole, type Seen, WrongValue } from './value.js';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Is it about the initial state, not about a step? */
  readonly initial: boolean;
  /** Indices of the actions that it may be: all alternatives of a label have one name. Null: any. */
  readonly actions: readonly number[] | null;
  /** By binder, as in traces. */
  readonly bindings: readonly (readonly [string, Plain])[];
  /** By variable. */
  readonly state: readonly (readonly [string, Seen])[];
}

/** What is wrong with a line. */
export class BadLine extends Error {
  constructor(readonly diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.name = 'BadLine';
  }
}

/** Reads lines of one trace of one model. */
export class LineReader {
  private readonly actions = new Map<string, number[]>();
  private started = false;
  private readonly types: ReadonlyMap<string, ModelSpec['variables'][number]['type']>;

  constructor(
    private readonly spec: ModelSpec,
    /** The trace as the user knows it. */
    private readonly path: string,
  ) {
    this.types = new Map(spec.variables.map(({ name, type }) => [name, type]));
    spec.actions.forEach((action, i) => {
      for (const name of namesOf(action))
        this.actions.set(name, [...(this.actions.get(name) ?? []), i]);
    });
  }

  /** @throws BadLine */
  read(text: string, number: number): Line {
    const json = this.parsed(text, number);
    const refuse = (path: JsonPath, message: (span: Span) => Diagnostic, what?: 'key'): never => {
      throw new BadLine(message(this.span(text, number, path, what)));
    };
    if (typeof json !== 'object' || json === null || Array.isArray(json)) {
      return refuse([], say.notAnObject);
    }
    for (const key of Object.keys(json)) {
      if (!KEYS.has(key) && !key.startsWith('x-'))
        refuse([key], (span) => say.unknownKey(span, key), 'key');
    }
    const { action, bindings, state } = json as Record<string, unknown>;
    const initial = action === null;
    if (initial && this.started) refuse(['action'], say.initialLater);
    this.started = true;
    const actions = typeof action === 'string' ? this.actions.get(action) : null;
    if (actions === undefined) {
      const names = [...this.actions.keys()];
      return refuse(['action'], (span) => say.unknownAction(span, String(action), names));
    }
    if (action !== undefined && !initial && typeof action !== 'string')
      refuse(['action'], (span) => say.wrongForm(span, 'the name of an action'));
    if (bindings !== undefined && actions === null && !isEmpty(bindings))
      refuse(['bindings'], say.bindingsOfNothing, 'key');
    return {
      number,
      text,
      initial,
      actions,
      bindings: this.bindings(bindings, actions ?? [], refuse),
      state: this.state(state, refuse),
    };
  }

  /** The place of a part of a line. */
  span(text: string, number: number, path: JsonPath, what?: 'key' | 'value'): Span {
    const { start, end } = rangeOf(text, path, what);
    return this.range(text, number, start, end);
  }

  /** Lines are not kept: a file that has this one where it stands, and nothing else, is enough. */
  private range(text: string, number: number, start: number, end: number): Span {
    const file = sourceFile(this.path, `${'\n'.repeat(number - 1)}${text}`);
    return { file, start: number - 1 + start, end: number - 1 + end };
  }

  private parsed(text: string, number: number): unknown {
    try {
      return JSON.parse(text);
    } catch {
      const at = syntaxErrorAt(text);
      const found = text[at] === '"' ? 'this text is not closed, or' : `\`${text[at]}\` is`;
      const reason = at >= text.length ? 'it ends too early' : `${found} not expected here`;
      throw new BadLine(say.notJson(this.range(text, number, at, at + 1), reason));
    }
  }

  private bindings(json: unknown, actions: readonly number[], refuse: Refuse): Line['bindings'] {
    if (json === undefined || actions.length === 0) return [];
    const object = objectOr(json, ['bindings'], refuse, 'an object: binders and their values');
    return Object.entries(object).map(([name, value]) => {
      const { title, binders } = this.spec.actions[actions[0]];
      const type = actions
        .flatMap((i) => this.spec.actions[i].binders)
        .find(({ local }) => local.name === name)?.local.type;
      const names = binders.map(({ local }) => local.name);
      if (type === undefined)
        return refuse(
          ['bindings', name],
          (span) => say.unknownBinding(span, name, title, names),
          'key',
        );
      return valued(['bindings', name], refuse, () => [
        name,
        plainValue(type, readWhole(type, value)),
      ]);
    });
  }

  private state(json: unknown, refuse: Refuse): Line['state'] {
    if (json === undefined) return [];
    const object = objectOr(
      json,
      ['state'],
      refuse,
      'an object: variables and what was seen of them',
    );
    return Object.entries(object).map(([name, value]) => {
      const type = this.types.get(name);
      if (type === undefined) {
        const names = [...this.types.keys()];
        return refuse(['state', name], (span) => say.unknownVariable(span, name, names), 'key');
      }
      return valued(['state', name], refuse, () => [name, readSeen(type, value)]);
    });
  }
}

type Refuse = (path: JsonPath, message: (span: Span) => Diagnostic, what?: 'key') => never;

const KEYS = new Set(['action', 'bindings', 'state']);

/** As written, as shown, and without the number of an alternative. */
function namesOf({ name, title, process }: Action): Set<string> {
  const label = process === undefined ? [] : [`${process.family}.${process.label}`];
  return new Set([name, title, ...label]);
}

function objectOr(
  json: unknown,
  path: JsonPath,
  refuse: Refuse,
  wanted: string,
): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refuse(path, (span) => say.wrongForm(span, wanted));
  return json as Record<string, unknown>;
}

function valued<T>(
  path: JsonPath,
  refuse: Refuse,
  read: () => readonly [string, T],
): readonly [string, T] {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WrongValue)) throw error;
    const { about } = error;
    return refuse([...path, ...error.path], (span) =>
      about.wrong === 'form'
        ? say.wrongForm(span, about.wanted)
        : say.unknownPart(span, about.what, about.name, about.type, about.names),
    );
  }
}

const isEmpty = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && Object.keys(json).length === 0;
