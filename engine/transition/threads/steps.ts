/** The steps of threads from a state: an access of one thread, or the oldest store of a queue that reaches memory. */
import { type Access, type CellInfo, isAtomicUpdate, type Program } from '../../threads/index.js';
import { hears, type Observer } from '../nodes/observer.js';
import { PairTable } from '../nodes/tables.js';
import type { Successors } from '../system.js';
import { Buffers } from './buffers.js';
import { Cells } from './cells.js';
import { Locals, type Outcome } from './locals.js';
import type { ThreadsSettings } from './settings.js';

/** Words of a state, by where they begin: cells, threads, queues (under TSO), then two numbers, then observers. */
export interface Places {
  readonly threads: number;
  readonly buffers: number;
  /** Threads and queues that have something to do. */
  readonly busy: number;
  /** 0, or the number of the assertion that failed. */
  readonly broken: number;
  readonly observers: number;
  readonly words: number;
}

/** A label: its action; the thread; the outcome, or −1 for a store that reaches memory; what was there; whether it was in the queue. */
export const LABEL_WORDS = 5;
export const REACHES_MEMORY = -1;

interface Effect {
  /** The result of the access, as a number and as its code sees it. */
  readonly code: number;
  readonly result: unknown;
  /** What the cell held. */
  readonly before: number;
  readonly own: boolean;
  readonly write: { readonly cell: number; readonly code: number } | null;
}

export class Steps {
  readonly cells: Cells;
  readonly buffers = new Buffers();
  readonly locals: readonly Locals[];
  readonly outcomes: Outcome[] = [];
  readonly places: Places;
  readonly errors: Error[] = [];
  /** Assertions that failed; 0 is none. */
  readonly broken: string[] = [''];
  private readonly broke = new Map<string, number>();
  private readonly failed = new Map<Error, number>();
  private readonly heard: readonly PairTable[];
  private readonly tso: boolean;

  constructor(
    readonly program: Program,
    private readonly settings: ThreadsSettings,
    /** The number of the action of a thread in an operation, or of its queue. */
    private readonly actionOf: (thread: number, op: string | null) => number,
  ) {
    const { scripts, memory, observers } = settings;
    this.tso = memory === 'tso';
    this.cells = new Cells(program.layout.cells);
    const heard = observers.some(({ history }) => history);
    this.locals = scripts.map((s, t) => new Locals(program, t, s, heard, this.outcomes));
    const threads = program.layout.cells.length;
    const buffers = threads + scripts.length;
    const busy = buffers + (this.tso ? scripts.length : 0);
    this.places = {
      threads,
      buffers,
      busy,
      broken: busy + 1,
      observers: busy + 2,
      words: busy + 2 + observers.length,
    };
    this.heard = observers.map(() => new PairTable(10));
  }

  initial(out: Successors): void {
    const { places, program, locals } = this;
    out.reserve();
    const at = out.count * places.words;
    const { states } = out;
    states.fill(0, at, at + places.words);
    program.layout.cells.forEach((cell: CellInfo, i) => {
      states[at + i] = this.cells.encode(i, cell.first);
    });
    states[at + places.busy] = locals.filter((of) => of.at(0).next.is !== 'ended').length;
    this.settings.observers.forEach((observer, i) => {
      states[at + places.observers + i] = observer.start();
    });
    out.labels.fill(0, out.count * LABEL_WORDS, (out.count + 1) * LABEL_WORDS);
    out.count++;
  }

  successors(states: Int32Array, offset: number, out: Successors): void {
    if (states[offset + this.places.broken] !== 0) return;
    for (let thread = 0; thread < this.locals.length; thread++) {
      if (this.tso) this.drain(thread, states, offset, out);
      this.act(thread, states, offset, out);
    }
  }

  /** The oldest store of the thread's queue reaches memory. */
  private drain(thread: number, states: Int32Array, offset: number, out: Successors): void {
    const { places, buffers } = this;
    const buffer = states[offset + places.buffers + thread];
    if (buffer === 0) return;
    const [{ cell, code }] = buffers.waiting(buffer);
    const at = this.copy(states, offset, out);
    const rest = buffers.rest(buffer);
    out.states[at + cell] = code;
    out.states[at + places.buffers + thread] = rest;
    if (rest === 0) out.states[at + places.busy]--;
    this.label(out, this.actionOf(thread, null), thread, REACHES_MEMORY, buffer, 0);
  }

  private act(thread: number, states: Int32Array, offset: number, out: Successors): void {
    const number = states[offset + this.places.threads + thread];
    for (const effect of this.effects(thread, number, states, offset))
      this.step(thread, number, effect, states, offset, out);
  }

  /** The ways in which the thread may go on; none while it waits. */
  private effects(thread: number, number: number, states: Int32Array, offset: number): Effect[] {
    const locals = this.locals[thread];
    const { next } = locals.at(number);
    if (next.is === 'ended') return [];
    if (next.is !== 'access') return [SILENT];
    const { access } = next;
    const buffer = this.tso ? states[offset + this.places.buffers + thread] : 0;
    if (buffer !== 0 && (access.do === 'fence' || isAtomicUpdate(access))) return [];
    if (access.do === 'fence') return [SILENT];
    if (access.do === 'pick')
      return Array.from({ length: access.ways }, (_, i) => ({ ...SILENT, code: i, result: i }));
    const waiting = this.buffers.read(buffer, access.cell);
    const before = waiting ?? states[offset + access.cell];
    if (access.do === 'store' && this.isFull(buffer)) return [];
    const effect = this.effect(access, before, waiting !== null);
    if (access.do === 'until' && !locals.ends(number, access.ok, before, effect.result)) return [];
    return [effect];
  }

  private isFull(buffer: number): boolean {
    return this.tso && this.buffers.waiting(buffer).length >= this.settings.buffer;
  }

  private effect(
    access: Exclude<Access, { do: 'fence' | 'pick' }>,
    before: number,
    own: boolean,
  ): Effect {
    const { cell } = access;
    const { cells } = this;
    const read = { code: before, before, own };
    switch (access.do) {
      case 'load':
      case 'until':
        return { ...read, result: cells.decode(cell, before), write: null };
      case 'store':
        return {
          before,
          own,
          code: 0,
          result: undefined,
          write: { cell, code: cells.encode(cell, access.value) },
        };
      case 'swap':
        return {
          ...read,
          result: cells.decode(cell, before),
          write: { cell, code: cells.encode(cell, access.value) },
        };
      case 'add':
        return { ...read, result: before, write: { cell, code: (before + access.by) | 0 } };
      case 'cas': {
        const fits = before === cells.encode(cell, access.expect);
        const write = fits ? { cell, code: cells.encode(cell, access.value) } : null;
        return { before, own, code: fits ? 1 : 0, result: fits, write };
      }
    }
  }

  private step(
    thread: number,
    local: number,
    { code, result, before, own, write }: Effect,
    states: Int32Array,
    offset: number,
    out: Successors,
  ): void {
    const { places } = this;
    const locals = this.locals[thread];
    const number = locals.outcome(local, code, result);
    const outcome = this.outcomes[number];
    const action = this.actionOf(thread, locals.operation(locals.at(local)).op);
    if (outcome.error !== null) {
      out.fail(
        Int32Array.of(action, thread, number, before, own ? 1 : 0),
        this.failure(outcome.error),
      );
      return;
    }
    const at = this.copy(states, offset, out);
    const after = out.states;
    if (write !== null) this.write(thread, locals.at(local).next, write, after, at);
    after[at + places.threads + thread] = outcome.to;
    if (locals.at(outcome.to).next.is === 'ended') after[at + places.busy]--;
    if (outcome.broken !== null) after[at + places.broken] = this.breaks(outcome.broken);
    if (outcome.observations.length > 0) this.observe(number, outcome, after, at);
    this.label(out, action, thread, number, before, own ? 1 : 0);
  }

  /** A plain store waits in the queue; others wrote when the queue was empty. */
  private write(
    thread: number,
    next: unknown,
    { cell, code }: { readonly cell: number; readonly code: number },
    after: Int32Array,
    at: number,
  ): void {
    const { access } = next as { access: Access };
    if (!this.tso || access.do !== 'store') {
      after[at + cell] = code;
      return;
    }
    const place = at + this.places.buffers + thread;
    if (after[place] === 0) after[at + this.places.busy]++;
    after[place] = this.buffers.with(after[place], cell, code);
  }

  private observe(number: number, { observations }: Outcome, after: Int32Array, at: number): void {
    this.settings.observers.forEach((observer: Observer, i) => {
      const place = at + this.places.observers + i;
      const now = after[place];
      const known = this.heard[i].get(now, number);
      if (known >= 0) {
        after[place] = known;
        return;
      }
      let next = now;
      for (const observation of observations)
        if (hears(observer, observation)) next = observer.next(next, observation);
      this.heard[i].set(now, number, next);
      after[place] = next;
    });
  }

  private copy(states: Int32Array, offset: number, out: Successors): number {
    out.reserve();
    const { words } = this.places;
    const at = out.count * words;
    for (let i = 0; i < words; i++) out.states[at + i] = states[offset + i];
    return at;
  }

  private label(out: Successors, ...words: readonly number[]): void {
    const at = out.count * LABEL_WORDS;
    for (let i = 0; i < LABEL_WORDS; i++) out.labels[at + i] = words[i];
    out.count++;
  }

  private breaks(why: string): number {
    const known = this.broke.get(why);
    if (known !== undefined) return known;
    const made = this.broken.push(why) - 1;
    this.broke.set(why, made);
    return made;
  }

  private failure(error: Error): number {
    const known = this.failed.get(error);
    if (known !== undefined) return known;
    const made = this.errors.push(error) - 1;
    this.failed.set(error, made);
    return made;
  }
}

/** Of what reads nothing and writes nothing. */
const SILENT: Effect = { code: 0, result: undefined, before: 0, own: false, write: null };
