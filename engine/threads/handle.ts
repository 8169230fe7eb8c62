/**
 * What operations see as `t`, through the type `Thread`. Every method that touches shared words checks what it was given at once,
 * so that an error has the author's line, and makes a generator of one access.
 */
import { didYouMean } from '../language/nearest.js';
import { Misuse, MustFailed } from '../node/errors.js';
import type { Loose } from '../node/step.js';
import type { Access, Steps, Turn, Turned } from './access.js';
import { plainText } from './past.js';
import type { Kind, Program } from './program.js';
import { type CellInfo, checkWord, type WordInfo } from './words.js';

export interface Emitted {
  readonly event: string;
  readonly fields: Loose;
}

type Round = (carried: unknown) => Steps<unknown>;

export class ThreadHandle {
  readonly peers: readonly number[];
  readonly threads: Readonly<Record<string, readonly number[]>>;
  readonly options: Readonly<Loose>;
  /** Set before every run. */
  local: Loose = {};
  /** Are events and failures those of a new step, or is an old one done again? */
  live = false;
  emitted: Emitted[] = [];
  /** Accesses that were made and not yet begun with `yield*`. */
  open = 0;
  /** Remember where accesses are made: only while an error is being explained. */
  tracing = false;
  /** Where the last access was made, if `tracing`. */
  last: Error | null = null;

  private readonly cells: readonly CellInfo[];
  private readonly kind: Kind;

  constructor(
    private readonly program: Program,
    readonly id: number,
  ) {
    const kind = program.of[id];
    this.kind = kind;
    this.cells = program.layout.cells;
    this.threads = program.nodes;
    this.options = program.options as Loose;
    this.peers = Object.freeze(program.nodes[kind.name].filter((other) => other !== id));
    // An operation that keeps something on `t` fails at once.
    Object.preventExtensions(this);
  }

  // ---- t, for operations ---------------------------------------------------------------------------------------

  load(word: string, ...to: unknown[]): Steps<unknown> {
    const { cell } = this.place('load', word, to, 0);
    return this.access({ do: 'load', cell });
  }

  store(word: string, ...to: unknown[]): Steps<undefined> {
    const { cell, rest } = this.place('store', word, to, 1);
    return this.access({ do: 'store', cell, value: this.checked(cell, rest[0], 'store') }, nothing);
  }

  cas(word: string, ...to: unknown[]): Steps<boolean> {
    const { cell, rest } = this.place('cas', word, to, 2);
    const [expect, value] = rest.map((v) => this.checked(cell, v, 'cas'));
    return this.access({ do: 'cas', cell, expect, value });
  }

  swap(word: string, ...to: unknown[]): Steps<unknown> {
    const { cell, rest } = this.place('swap', word, to, 1);
    return this.access({ do: 'swap', cell, value: this.checked(cell, rest[0], 'swap') });
  }

  add(word: string, ...to: unknown[]): Steps<number> {
    const { cell, rest } = this.place('add', word, to, 1);
    const [by] = rest;
    if (this.cells[cell].shape.kind !== 'int') throw new Misuse(`add: ${word} is no number`);
    if (typeof by !== 'number' || by !== (by | 0))
      throw new Misuse(`add: what is added to ${word} should be a whole number, not ${String(by)}`);
    return this.access({ do: 'add', cell, by });
  }

  until(word: string, ...to: unknown[]): Steps<unknown> {
    const { cell, rest } = this.place('until', word, to, 1);
    const [ok] = rest;
    if (typeof ok !== 'function')
      throw new Misuse(`until: the condition on ${word} should be a function of its value`);
    return this.access({ do: 'until', cell, ok: ok as (value: never) => boolean });
  }

  fence(): Steps<undefined> {
    return this.access({ do: 'fence' }, nothing);
  }

  pick<T>(from: readonly T[]): Steps<T> {
    if (from.length === 0) throw new Misuse('pick: there is nothing to pick from');
    return this.access({ do: 'pick', ways: from.length }, (way) => from[way as number]);
  }

  loop(first: unknown, round: Round): Steps<unknown> {
    if (typeof round !== 'function')
      throw new Misuse('loop: the round should be a generator function of what is carried');
    this.made();
    return this.rounds(plain(first, 'loop: what is carried'), round);
  }

  emit(event: string, fields: object): undefined {
    const shape = this.kind.events.get(event);
    if (shape === undefined) throw new Misuse(`emit: no event '${event}' is declared`);
    shape.check(fields, `the event ${event}`);
    if (this.live) this.emitted.push({ event, fields: shape.copy(fields as Loose) });
    return undefined;
  }

  must(condition: boolean, why: string): undefined {
    if (!condition) throw new MustFailed(why);
    return undefined;
  }

  mutated(name: string): boolean {
    if (this.program.mutants.has(name)) return true;
    const { mutants = {} } = this.program.protocol.declaration;
    if (Object.hasOwn(mutants, name)) return false;
    const names = Object.keys(mutants);
    const hint = didYouMean(name, names) ?? `there are: ${names.join(', ') || 'none'}`;
    throw new Misuse(`mutated: no mutant '${name}' is declared; ${hint}`);
  }

  // ---- within --------------------------------------------------------------------------------------------------

  private made(): void {
    this.open++;
    if (this.tracing) this.last = new Error('made here');
  }

  private access<R>(access: Access, result?: (read: unknown) => R): Steps<R> {
    this.made();
    return this.take(access, result);
  }

  private *take<R>(access: Access, result?: (read: unknown) => R): Steps<R> {
    this.open--;
    const read = yield access;
    return result === undefined ? (read as R) : result(read);
  }

  private *rounds(first: unknown, round: Round): Steps<unknown> {
    this.open--;
    let turned = (yield { do: 'enter', carry: first }) as Turned;
    for (;;) {
      if ('left' in turned) return turned.left;
      const steps = round(turned.at);
      if (typeof steps?.[Symbol.iterator] !== 'function')
        throw new Misuse(
          'loop: the round should be a generator function: write `function* () { … }`',
        );
      turned = (yield turnOf(yield* steps)) as Turned;
    }
  }

  /** The cell of a word, after its index where it has one; what is left are `many` more arguments. */
  private place(what: string, word: string, given: unknown[], many: number) {
    const known = this.program.layout.words.get(word);
    if (known === undefined) throw new Misuse(`${what}: ${unknownWord(word, this.program)}`);
    const wanted = many + (known.size === null ? 0 : 1);
    if (given.length !== wanted) throw new Misuse(`${what}: ${argumentsOf(known, many)}`);
    if (known.size === null) return { cell: known.start, rest: given };
    const [index, ...rest] = given;
    if (!Number.isSafeInteger(index) || (index as number) < 0 || (index as number) >= known.size)
      throw new Misuse(
        `${what}: ${word}[${String(index)}] is outside; ${word} has 0 to ${known.size - 1}`,
      );
    return { cell: known.start + (index as number), rest };
  }

  private checked(cell: number, value: unknown, what: string): unknown {
    const { shape, name } = this.cells[cell];
    checkWord(shape, value, `${what}: ${name}`);
    return shape.copy(value);
  }
}

const nothing = (): undefined => undefined;

function plain(value: unknown, what: string): unknown {
  const text = plainText(value);
  if (text === null)
    throw new Misuse(`${what} should be plain: numbers, texts, lists, records, null`);
  return value;
}

function turnOf(result: unknown): Turn {
  if (typeof result === 'object' && result !== null) {
    if ('again' in result)
      return { do: 'again', carry: plain(result.again, 'loop: what is carried') };
    if ('done' in result) return { do: 'leave', value: plain(result.done, 'loop: its result') };
  }
  throw new Misuse('loop: a round returns `{ again: … }` or `{ done: … }`');
}

function unknownWord(word: unknown, { layout }: Program): string {
  const names = [...layout.words.keys()];
  const hint = didYouMean(String(word), names) ?? `words: ${names.join(', ')}`;
  return `no word '${String(word)}' is declared in memory; ${hint}`;
}

function argumentsOf({ name, size }: WordInfo, many: number): string {
  const values = many === 0 ? '' : many === 1 ? ', …' : ', …, …';
  return size === null
    ? `${name} is one word, write ('${name}'${values})`
    : `${name} is an array, write ('${name}', index${values})`;
}
