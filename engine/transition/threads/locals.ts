/**
 * What one thread can be, as numbers, and where each result of an access takes it. The operation's own code runs once for each of
 * these pairs.
 */
import { HandlerError } from '../../node/errors.js';
import type { Loose } from '../../node/step.js';
import { bounded } from '../../node/watchdog.js';
import {
  accessText,
  type Next,
  type Operation,
  type Past,
  type Program,
  pastText,
  type Reached,
  ThreadRunner,
} from '../../threads/index.js';
import type { Observation } from '../nodes/observer.js';
import { Interner, PairTable } from '../nodes/tables.js';
import type { ThreadScript } from './settings.js';

/** One operation may think so long between two accesses, in milliseconds. */
const PATIENCE = 5000;

export type Wanted =
  | Next
  | { readonly is: 'ended' }
  | { readonly is: 'wrong'; readonly error: Error };

/** A thread between two accesses. */
export interface Local {
  /** Operations that it has done; modulo the script where that goes on for ever. */
  readonly done: number;
  /** With which the operation under way began. */
  readonly start: Loose;
  /** As properties see it. */
  readonly local: Loose;
  /** Has the operation made an access? */
  readonly begun: boolean;
  readonly past: Past;
  readonly next: Wanted;
  /** Before the first access: what the code does on its way there is done with it. */
  readonly ahead: Pick<Reached, 'emitted' | 'local'> | null;
}

/** What a result does. */
export interface Outcome {
  readonly thread: number;
  readonly from: number;
  readonly to: number;
  readonly code: number;
  readonly observations: readonly Observation[];
  /** A `must` that failed. */
  readonly broken: string | null;
  readonly error: Error | null;
  /** What the operation answered, where it ended. */
  readonly returned: { readonly value: unknown } | null;
}

export class Locals {
  private readonly runner: ThreadRunner;
  private readonly known = new Interner<Local>();
  private readonly table = new PairTable(10);
  private readonly waits = new PairTable();
  private readonly starts = new Map<string, number>();
  /** How often code was run. */
  runs = 0;

  constructor(
    private readonly program: Program,
    private readonly thread: number,
    private readonly script: ThreadScript,
    /** Does anybody hear of calls and answers? */
    private readonly heard: boolean,
    /** Of all threads. */
    private readonly outcomes: Outcome[],
  ) {
    this.runner = new ThreadRunner(program, thread);
    this.begin(0, program.of[thread].local.initial());
  }

  get count(): number {
    return this.known.values.length;
  }

  at(local: number): Local {
    return this.known.values[local];
  }

  operation({ done }: Local): Operation {
    return this.script.operations[done];
  }

  /** The number of the outcome of the access that the thread is at, where it reads `code`. */
  outcome(local: number, code: number, result: unknown): number {
    const known = this.table.get(local, code);
    if (known >= 0) return known;
    const made = this.outcomes.push(this.makeOutcome(local, code, result)) - 1;
    this.table.set(local, code, made);
    return made;
  }

  /** Does it go on where the word is so? Asked once for each word. */
  ends(local: number, ok: (value: never) => boolean, code: number, value: unknown): boolean {
    const known = this.waits.get(local, code);
    if (known >= 0) return known === 1;
    const { op } = this.operation(this.at(local));
    const ends = bounded(() => this.runner.ends(op, ok, value), PATIENCE);
    this.waits.set(local, code, ends ? 1 : 0);
    return ends;
  }

  private makeOutcome(local: number, code: number, result: unknown): Outcome {
    const before = this.at(local);
    const made = { thread: this.thread, from: local, code };
    const observations: Observation[] = [];
    if (!before.begun) observations.push(this.invoked(before), ...this.emissions(before.ahead));
    const nothing = { observations, broken: null, error: null, returned: null };
    const { next } = before;
    switch (next.is) {
      case 'wrong':
        return { ...made, ...nothing, to: local, error: next.error };
      case 'failed':
        return { ...made, ...nothing, to: local, broken: brokenText(next) };
      case 'access': {
        const read = { is: 'read', access: accessText(next.access), result } as const;
        return {
          ...made,
          ...nothing,
          ...this.reached(before, [...before.past, read], observations),
        };
      }
      default: {
        const value = next.is === 'returned' ? next.value : null;
        const local = before.ahead?.local ?? before.local;
        return { ...made, ...nothing, ...this.returned(before, local, value, observations) };
      }
    }
  }

  /** From a past with a new end. */
  private reached(before: Local, past: Past, observations: Observation[]) {
    const { start, done } = before;
    const found = this.reach(this.operation(before), start, past);
    if (found instanceof Error) return { to: 0, error: found };
    observations.push(...this.emissions(found));
    const { next, local } = found;
    if (next.is === 'returned') return this.returned(before, local, next.value, observations);
    const to = this.number({
      done,
      start,
      local,
      begun: true,
      past: found.past,
      next,
      ahead: null,
    });
    return { to, ...(next.is === 'failed' ? { broken: brokenText(next) } : {}) };
  }

  private returned(before: Local, local: Loose, value: unknown, observations: Observation[]) {
    const operation = this.operation(before);
    const shape = this.program.protocol.declaration.serves.operations[operation.op].returns;
    try {
      shape.check(value, `what ${operation.op} returns`);
    } catch (error) {
      const { name } = this.program.of[this.thread];
      return { to: 0, error: new HandlerError(name, operation.op, (error as Error).message) };
    }
    observations.push({
      kind: 'return',
      call: this.call(before),
      reply: { status: 'ok', value: shape.plain(value) },
    });
    return { to: this.begin(before.done + 1, local), returned: { value: shape.plain(value) } };
  }

  /** At the beginning of an operation, or at the end of all. */
  private begin(after: number, local: Loose): number {
    const { operations, forever } = this.script;
    const done = forever ? after % operations.length : after;
    const base = { done, start: local, local, begun: false };
    if (done >= operations.length)
      return this.number({ ...base, past: [], next: { is: 'ended' }, ahead: null });
    const text = this.text(base, []);
    const known = this.starts.get(text);
    if (known !== undefined) return known;
    const found = this.reach(operations[done], local, []);
    const made =
      found instanceof Error
        ? this.number({ ...base, past: [], next: { is: 'wrong', error: found }, ahead: null })
        : this.number(this.atStart(base, found));
    this.starts.set(text, made);
    return made;
  }

  /** Where nobody hears what is called, a thread that is back at its first access is as if it had not begun. */
  private atStart(base: Pick<Local, 'done' | 'start' | 'local' | 'begun'>, found: Reached): Local {
    const { past, next, emitted, local } = found;
    const shape = this.program.of[this.thread].local;
    const silent = !this.heard && emitted.length === 0 && shape.equal(local, base.start);
    return { ...base, begun: silent && next.is === 'access', past, next, ahead: found };
  }

  private reach(operation: Operation, start: Loose, past: Past): Reached | Error {
    this.runs++;
    try {
      return bounded(() => this.runner.reach(operation, start, past), PATIENCE);
    } catch (error) {
      if (!(error instanceof HandlerError)) throw error;
      return error;
    }
  }

  private number(local: Local): number {
    return this.known.put(this.text(local, local.past), () => local);
  }

  private text(
    { done, start, begun }: Pick<Local, 'done' | 'start' | 'begun'>,
    past: Past,
  ): string {
    const { local } = this.program.of[this.thread];
    return `${done} ${begun ? 'in' : 'at'} ${local.text(start)}\n${pastText(past, local)}`;
  }

  private call(local: Local) {
    return { client: this.thread, seq: local.done, op: this.operation(local).op };
  }

  private invoked(local: Local): Observation {
    const { args } = this.operation(local);
    return { kind: 'invoke', call: this.call(local), args, node: this.thread };
  }

  private emissions(of: { readonly emitted: Reached['emitted'] } | null): Observation[] {
    return (of?.emitted ?? []).map(({ event, fields }) => ({
      ...{ kind: 'emit', node: this.thread, event, fields },
    }));
  }
}

const brokenText = ({ why, place }: Extract<Next, { is: 'failed' }>): string =>
  place === null ? why : `${why} (${place.file}:${place.line}:${place.column})`;
