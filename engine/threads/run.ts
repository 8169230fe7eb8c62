/**
 * Runs an operation of a thread from one access to the next. Between two accesses a thread is its past (past.ts): the generator is
 * made anew, fed what it read, and asked what it wants next. That this is the same as going on where it stood is checked: what
 * it asks for on the way must be what it asked for before.
 */
import { HandlerError, MustFailed } from '../node/errors.js';
import { guard } from '../node/guard.js';
import { type CodePlace, placeInStack } from '../node/places.js';
import type { Loose } from '../node/step.js';
import type { Access, Steps, Turn } from './access.js';
import { type Done, difference, type Line } from './forgetting.js';
import { type Emitted, ThreadHandle } from './handle.js';
import { type Item, type Past, plainText } from './past.js';
import type { Program } from './program.js';

/** An operation that a thread is to do. */
export interface Operation {
  readonly op: string;
  readonly args: Readonly<Record<string, unknown>>;
}

// biome-ignore format: one line an end
export type Next =
  | { readonly is: 'access'; readonly access: Access }
  | { readonly is: 'returned'; readonly value: unknown }
  /** A `must` failed. */
  | { readonly is: 'failed'; readonly why: string; readonly place: CodePlace | null };

/** Where a thread has got to. */
export interface Reached {
  /** With the loops that it has entered since. */
  readonly past: Past;
  readonly next: Next;
  readonly local: Loose;
  /** Since the last access of the past it was given. */
  readonly emitted: readonly Emitted[];
}

/** Of a loop, without any access. */
const TURNS_MAX = 10_000;
/** Ends of rounds without any access between them, of which each is compared with what the old generator does. */
const COMPARED = 8;

/** The runner of one thread. */
export class ThreadRunner {
  private readonly handle: ThreadHandle;

  constructor(
    private readonly program: Program,
    readonly id: number,
  ) {
    this.handle = new ThreadHandle(program, id);
  }

  /**
   * @param start the local state with which the operation began
   * @param past what it has read since, the last of it new
   * @throws HandlerError where the operation throws, or does what operations may not
   */
  reach(operation: Operation, start: Loose, past: Past): Reached {
    try {
      return this.run(operation, start, past);
    } catch (error) {
      if (!(error instanceof Wrong)) throw error;
      throw this.explained(error, operation, start, past);
    }
  }

  /** The same once more, to find out where the last access was made. */
  private explained(wrong: Wrong, operation: Operation, start: Loose, past: Past): HandlerError {
    const { handle } = this;
    handle.tracing = true;
    try {
      this.run(operation, start, past);
    } catch {
      // It is told already.
    } finally {
      handle.tracing = false;
    }
    const { name } = this.program.of[this.id];
    const after = handle.last === null ? '' : ', after the access here';
    return new HandlerError(
      name,
      operation.op,
      `${wrong.message}${after}`,
      handle.last ?? undefined,
    );
  }

  private run(operation: Operation, start: Loose, past: Past): Reached {
    const { handle } = this;
    const { local: shape } = this.program.of[this.id];
    const emitted: Emitted[] = [];
    handle.emitted = emitted;
    let items = past;
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      handle.local = shape.copy(start);
      const found = this.replay(operation, items);
      if (found.is === 'turned') {
        if (turns < COMPARED) this.forgets(operation, start, found);
        items = found.past;
        continue;
      }
      shape.check(handle.local, `local state of ${this.program.names[this.id]}`);
      return { past: found.past, next: found.next, local: handle.local, emitted };
    }
    throw new Wrong(`went ${TURNS_MAX} rounds of a loop without any access of shared words`);
  }

  /** Until it wants something new, or a loop turns: it is then begun again, so that nothing else is carried over. */
  private replay({ op, args }: Operation, past: Past): Found {
    const { handle } = this;
    const frames: number[] = [];
    let items: Item[] = [...past];
    handle.open = 0;
    handle.last = null;
    // What comes after the last item is new.
    handle.live = past.length === 0;
    let fed: unknown;
    let at = 0;
    const steps = this.begin(op, args);
    for (;;) {
      const { done, value } = this.resume(op, steps, fed);
      if (done === 'failed')
        return { is: 'reached', past: items, next: value as Extract<Next, { is: 'failed' }> };
      if (handle.open > 0) throw new Wrong(isSteps(value) ? NO_STAR : NOT_TAKEN);
      if (done) return { is: 'reached', past: items, next: { is: 'returned', value } };
      const asked = accessOf(value);
      switch (asked.do) {
        case 'enter': {
          const item = items[at];
          if (item === undefined) {
            items = [...items, { is: 'loop', carry: asked.carry, local: this.localNow() }];
            frames.push(at);
            fed = { at: asked.carry };
          } else if (item.is === 'read') throw new Wrong(impure(item.access, 'a loop'));
          else {
            handle.local = this.program.of[this.id].local.copy(item.local);
            if (item.is === 'loop') frames.push(at);
            fed = item.is === 'loop' ? { at: item.carry } : { left: item.value };
          }
          at++;
          break;
        }
        case 'again':
        case 'leave': {
          const frame = frames.pop() ?? 0;
          const local = this.localNow();
          const turned: Item =
            asked.do === 'again'
              ? { is: 'loop', carry: asked.carry, local }
              : { is: 'left', value: asked.value, local };
          const fed = asked.do === 'again' ? { at: asked.carry } : { left: asked.value };
          return {
            is: 'turned',
            past: [...items.slice(0, frame), turned],
            round: items.slice(frame),
            old: { steps, fed, local: this.handle.local },
          };
        }
        default: {
          const item = items[at];
          if (item === undefined)
            return { is: 'reached', past: items, next: { is: 'access', access: asked } };
          const text = accessText(asked);
          if (item.is !== 'read') throw new Wrong(impure('a loop', text));
          if (item.access !== text) throw new Wrong(impure(item.access, text));
          fed = item.result;
          at++;
        }
      }
      handle.live = at >= past.length;
    }
  }

  /** Would the old generator go on as one that is begun anew does? */
  private forgets(operation: Operation, start: Loose, { past, round, old }: Turned): void {
    const { handle } = this;
    const { op } = operation;
    const { local: shape } = this.program.of[this.id];
    handle.live = false;
    const fresh = this.brought(operation, start, past);
    const next = (line: Line): Done => {
      handle.local = line.local;
      let text: string;
      let asked: Access | Turn | null = null;
      try {
        const { done, value } = this.resume(op, line.steps, line.fed);
        line.local = handle.local;
        if (done === 'failed') text = 'a `must` that fails';
        else if (done) text = `the end, with ${plainText(value)}`;
        else {
          asked = accessOf(value);
          text = turnText(asked);
        }
        return { text, asked, local: shape.text(line.local) };
      } catch {
        // The run itself tells what is wrong there.
        return { text: 'what throws', asked: null, local: '' };
      }
    };
    const found = difference(old, fresh, next, round);
    if (found !== null) throw new Wrong(`${impure(found.before, found.now)}; ${CARRY}`);
  }

  /** A generator that has been given its past. */
  private brought({ op, args }: Operation, start: Loose, past: Past): Line {
    const { handle } = this;
    const { local: shape } = this.program.of[this.id];
    handle.local = shape.copy(start);
    const steps = this.begin(op, args);
    let fed: unknown;
    for (const item of past) {
      const { done, value } = this.resume(op, steps, fed);
      const now = done ? 'its end' : turnText(accessOf(value));
      const before = item.is === 'read' ? item.access : 'a loop';
      if (now !== before) throw new Wrong(impure(before, now));
      if (item.is === 'read') fed = item.result;
      else {
        handle.local = shape.copy(item.local);
        fed = item.is === 'loop' ? { at: item.carry } : { left: item.value };
      }
    }
    return { steps, fed, local: handle.local };
  }

  private localNow(): Loose {
    return this.program.of[this.id].local.copy(this.handle.local);
  }

  private begin(op: string, args: object): Steps<unknown> {
    const code = this.program.of[this.id].code[op] as unknown as (
      t: ThreadHandle,
      args: object,
    ) => Steps<unknown>;
    let steps: Steps<unknown>;
    try {
      steps = this.inside(op, () => code(this.handle, args));
    } catch (error) {
      throw this.wrong(error, op);
    }
    if (typeof steps?.next !== 'function')
      throw new Wrong(`should be a generator function: write \`*${op}(t) { … }\``);
    return steps;
  }

  private resume(op: string, steps: Steps<unknown>, fed: unknown): Resumed {
    try {
      return this.inside(op, () => steps.next(fed) as Resumed);
    } catch (error) {
      if (!(error instanceof MustFailed)) throw this.wrong(error, op);
      const place = placeInStack(error);
      return { done: 'failed', value: { is: 'failed', why: error.message, place } };
    }
  }

  /** Does the value end this wait? @throws HandlerError */
  ends(op: string, ok: (value: never) => boolean, value: unknown): boolean {
    try {
      return this.inside(op, () => ok(value as never)) === true;
    } catch (error) {
      throw this.wrong(error, op);
    }
  }

  private inside<T>(op: string, work: () => T): T {
    const { name } = this.program.of[this.id];
    guard.role = name;
    guard.event = { kind: 'call', call: { client: this.id, seq: 0, op }, args: {} };
    guard.operation = op;
    guard.inside = true;
    try {
      return work();
    } finally {
      guard.inside = false;
      guard.event = null;
    }
  }

  private wrong(error: unknown, op: string): Error {
    const reason = error instanceof Error ? error.message : `threw ${String(error)}`;
    return new HandlerError(this.program.of[this.id].name, op, reason, error);
  }
}

type Found = { readonly is: 'reached'; readonly past: Past; readonly next: Next } | Turned;

/** A round ended: the past without it, what it was, and the generator that did it. */
interface Turned {
  readonly is: 'turned';
  readonly past: Past;
  readonly round: Past;
  readonly old: Line;
}

type Resumed =
  | { readonly done: 'failed'; readonly value: Extract<Next, { is: 'failed' }> }
  | { readonly done?: boolean; readonly value: unknown };

/** Found out by the runner, so that no line of the author is on the stack. */
class Wrong extends Error {}

const NOT_TAKEN = 'an access was made and not taken: write `yield*` before it';

const NO_STAR = 'yields an access itself: write `yield*`, with the star';

const isSteps = (value: unknown): boolean =>
  typeof (value as Steps<unknown> | null)?.next === 'function';

const impure = (before: string, now: string): string =>
  `with the same results asked for ${before} before, and for ${now} now: an operation may depend on what it has read, and on nothing else`;

const CARRY =
  'a round of a loop leaves behind what it returns in `again` or `done`, local state, and nothing else';

/** As `accessText`; of a turn, with what is carried. */
function turnText(asked: Access | Turn): string {
  switch (asked.do) {
    case 'enter':
      return 'a loop';
    case 'again':
      return `another round with ${plainText(asked.carry)}`;
    case 'leave':
      return `the end of a loop with ${plainText(asked.value)}`;
    default:
      return accessText(asked);
  }
}

/** The access in words; equal accesses have equal texts. */
export function accessText(access: Access): string {
  switch (access.do) {
    case 'load':
    case 'until':
      return `${access.do} ${access.cell}`;
    case 'store':
    case 'swap':
      return `${access.do} ${access.cell} ${plainText(access.value)}`;
    case 'cas':
      return `cas ${access.cell} ${plainText(access.expect)} ${plainText(access.value)}`;
    case 'add':
      return `add ${access.cell} ${access.by}`;
    case 'pick':
      return `pick ${access.ways}`;
    case 'fence':
      return 'fence';
  }
}

const ACCESSES = ['load', 'store', 'cas', 'swap', 'add', 'until', 'fence', 'pick'];
const TURNS = ['enter', 'again', 'leave'];

function accessOf(value: unknown): Access | Turn {
  const { do: what } = (value ?? {}) as { do?: unknown };
  if (ACCESSES.includes(what as string) || TURNS.includes(what as string))
    return value as Access | Turn;
  const shown = plainText(value) ?? 'something else';
  throw new Wrong(`yields ${shown}, which is no access of shared words: t.load, t.store, …`);
}
