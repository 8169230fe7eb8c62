/**
 * The function that a search calls for each batch of states of an implementation, as WebAssembly:
 *
 *     expand(from, to, out, control) → end of the successors
 *
 * A step is read from the list of its place and slot, and what it does to other places from tables of pairs. What is in no table yet
 * is asked of JavaScript, which runs handlers and fills the tables. That is done by one thread only: the code of others takes back
 * what it has made of the state, and hands it over. Where what is in memory, `shape.ts` says.
 *
 * A successor in the batch has beside its words the step that found it (its number for a graph, or what `sleep.ts` says, or 0), and then
 * where its counter is; for a graph, then the address of its source.
 */
import { control, FAILS, handedAt, notedAt } from '../../kernel/expand.js';
import type { FunctionBuilder } from '../../wasm/assembler.js';
import { BROKEN_SHIFT, GUARDS } from '../budgets.js';
import { PAIR_HASH } from './arena.js';
import {
  CALLS,
  type Call,
  CONCERNS_AT,
  LATER,
  PART_BYTES,
  type Part,
  SENDS_AT,
  type Shape,
  STEP_BYTES,
  TIME,
} from './shape.js';
import { emitFinder, emitMaySleep, emitRow } from './sleep.js';

const callOf = (name: Call): number => CALLS.indexOf(name);

const BATCH_BYTES = 1 << 22;
const [AT, TO, OUT, CONTROL] = [0, 1, 2, 3];
/** In a control block, for code that takes back: the counters of steps of a state that sleep. */
const SLEPT_AT = 1 << 14;
const MOST_SLEPT = 1 << 12;

export function emitExpand(f: FunctionBuilder, shape: Shape): void {
  new Expansion(f, shape).emit();
}

class Expansion {
  private readonly words: number[];
  private readonly budget: number;
  /** From an entry to the step that found it, and in the batch also to its counter and its source. */
  private readonly finderAt: number;
  private readonly counterAt: number;
  private readonly sourceAt: number;
  private readonly local: (name: string) => number;
  /** Where the code goes for a state for which something is lacking. */
  private lacking = 0;

  constructor(
    private readonly f: FunctionBuilder,
    private readonly x: Shape,
  ) {
    const locals = new Map<string, number>();
    this.local = (name) => {
      const known = locals.get(name) ?? f.local();
      locals.set(name, known);
      return known;
    };
    this.words = Array.from({ length: x.places + 1 + x.observers }, (_, i) => this.local(`w${i}`));
    this.budget = this.words[x.places];
    this.finderAt = 4 * this.words.length;
    this.counterAt = this.finderAt + 4;
    this.sourceAt = this.finderAt + 8;
  }

  emit(): void {
    const { f, x } = this;
    const limit = this.local('limit');
    f.get(OUT).const(BATCH_BYTES).do('add').set(limit);
    this.touch();
    f.block((done) =>
      f.loop((again) => {
        f.get(AT).get(TO).do('ge_u').branchIf(done);
        f.get(OUT).get(limit).do('ge_u').branchIf(done);
        this.state();
        f.get(AT).const(x.entryBytes).do('add').set(AT).branch(again);
      }),
    );
    // Told, so that no compiler may think that nobody wants it.
    f.get(CONTROL).get(this.local('touched')).store(control.next);
    f.get(CONTROL).get(AT).store(control.next);
    f.get(OUT);
  }

  private state(): void {
    const { f, x } = this;
    const [any, flags, place] = [this.local('any'), this.local('flags'), this.local('place')];
    this.words.forEach((word, i) => {
      f.get(AT)
        .load(4 * i)
        .set(word);
    });
    f.const(0).set(any).const(0).set(flags).const(0).set(place);
    if (x.sleeps) {
      f.get(AT).load(this.finderAt).set(this.local('finder'));
      emitRow(f, this.local('finder'), this.local('row'));
    }
    if (x.asks) this.expansion(any, flags, place);
    else this.attempt(() => this.expansion(any, flags, place));
  }

  private expansion(any: number, flags: number, place: number): void {
    const { f, x } = this;
    this.judge(flags);
    f.get(this.budget)
      .const(BROKEN_SHIFT)
      .do('shr_u', 'eqz')
      .if(() => {
        f.loop((again) => {
          this.place(place, any, flags);
          f.get(place).const(4).do('add').tee(place);
          f.const(4 * x.places)
            .do('lt_u')
            .branchIf(again);
        });
        if (x.time >= 0) this.time(any);
      });
    this.note(any, flags);
  }

  /** Takes back what was made of the state where something is lacking, and hands it over. */
  private attempt(expand: () => void): void {
    const { f, x } = this;
    const { sleeps } = x;
    const [first, slept] = ['first', 'slept'].map(this.local);
    f.get(OUT).set(first);
    if (sleeps) f.const(0).set(slept);
    f.block((done) => {
      f.block((lacking) => {
        this.lacking = lacking;
        expand();
        f.branch(done);
      });
      f.while(
        () => f.get(OUT).get(first).do('ne'),
        () => {
          f.get(OUT).const(x.batchBytes).do('sub').tee(OUT).load(this.counterAt);
          this.count(-1);
        },
      );
      if (sleeps)
        f.while(
          () => f.get(slept),
          () => {
            f.get(slept).const(1).do('sub').tee(slept);
            this.sleptAt();
            f.load(SLEPT_AT);
            this.count(-1);
          },
        );
      f.get(CONTROL).load(control.handed).const(2).do('shl').get(CONTROL).do('add');
      f.get(AT).store(handedAt);
      f.get(CONTROL).get(CONTROL).load(control.handed).const(1).do('add').store(control.handed);
    });
  }

  /** Leaves what no table has. */
  private ask(name: Call, parameters: () => void): void {
    if (!this.x.asks) {
      this.f.branch(this.lacking);
      return;
    }
    parameters();
    this.f.call(callOf(name));
  }

  /** Fetches the lists of all states, in a loop so short that many are on their way at once: they are there when it is their turn. */
  private touch(): void {
    const { f, x } = this;
    const [at, touched] = ['touching', 'touched'].map(this.local);
    f.get(AT).set(at);
    f.while(
      () => f.get(at).get(TO).do('lt_u'),
      () => {
        f.get(touched);
        for (let place = 0; place < x.places; place++) {
          f.const(0).load(x.head.lists + 4 * place);
          f.get(at)
            .load(4 * place)
            .const(2)
            .do('shl', 'add')
            .load()
            .load()
            .do('xor');
        }
        f.set(touched);
        f.get(at).const(x.entryBytes).do('add').set(at);
      },
    );
  }

  /** A flag for each watched atom that has the value that decides something, while somebody wants to know. */
  private judge(flags: number): void {
    const { f, x } = this;
    if (x.broken >= 0) {
      f.get(this.budget).const(BROKEN_SHIFT).do('shr_u').const(0).do('ne');
      f.const(x.broken).do('shl').get(flags).do('or').set(flags);
    }
    for (const { watched, parts } of x.judged) {
      f.get(CONTROL)
        .load(control.open)
        .const(1 << watched)
        .do('and')
        .if(() => {
          const tuple = this.local('tuple');
          f.const(0).set(tuple);
          parts.forEach((part, i) => {
            this.part(part, tuple, i === parts.length - 1);
          });
          f.get(tuple).const(watched).do('shl').get(flags).do('or').set(flags);
        });
    }
  }

  /** From the tuple of the parts before to that with this part, or to the truth. */
  private part({ index, kind, word }: Part, tuple: number, last: boolean): void {
    const { f, x } = this;
    const view = this.local('view');
    const head = x.head.parts + PART_BYTES * index;
    if (kind === 'nothing') f.const(0).set(view);
    else if (kind === 'observer') f.get(this.words[word]).set(view);
    else {
      f.const(0).load(head).get(this.words[word]).const(2).do('shl', 'add').load().tee(view);
      f.do('eqz').if(() => {
        this.ask('view', () => f.const(index).get(this.words[word]));
        f.set(view);
      });
    }
    this.pair({ a: tuple, b: view, to: tuple }, head + 4, null, () => {
      this.ask(last ? 'judge' : 'tuple', () => {
        f.const(index).get(tuple).get(view);
        if (last) f.get(AT);
      });
    });
  }

  /** All steps of one place. `place` is 4 · its number. */
  private place(place: number, any: number, flags: number): void {
    const { f, x } = this;
    const [slot, step, end] = ['slot', 'step', 'end'].map(this.local);
    f.get(AT).get(place).do('add').load().set(slot);
    f.get(place).load(x.head.lists).get(slot).const(2).do('shl', 'add').load().tee(step);
    f.do('eqz').if(() => {
      this.ask('steps', () => f.get(place).const(2).do('shr_u').get(slot));
      f.set(step);
    });
    f.get(step).load().set(end);
    f.get(step).const(4).do('add').set(step);
    f.block((done) =>
      f.loop((again) => {
        f.get(step).get(end).do('ge_u').branchIf(done);
        f.get(this.budget).const(GUARDS).do('or').get(step).load(4).do('sub');
        f.const(GUARDS)
          .do('and')
          .const(GUARDS)
          .do('eq')
          .if(() => f.block((done) => this.step(place, step, any, flags, done)));
        f.get(step).const(STEP_BYTES).do('add').set(step).branch(again);
      }),
    );
  }

  private step(place: number, step: number, any: number, flags: number, done: number): void {
    const { f, x } = this;
    const [out, mask] = ['out', 'mask'].map(this.local);
    f.get(step).load(8).set(out);
    if (x.sleeps) this.sleep(place, out, any, done);
    f.get(out).load(4).tee(mask);
    f.const(0)
      .do('lt_s')
      .if(
        () => f.get(flags).const(FAILS).do('or').set(flags),
        () => {
          f.const(1).set(any);
          this.copy();
          f.get(OUT).get(place).do('add').get(step).load().store();
          f.get(OUT).get(this.budget).get(step).load(4).do('sub').get(mask).do('or');
          f.store(4 * x.places);
          this.observe(out);
          this.sends(out);
          this.keep(
            () => f.get(out).load(),
            () => this.finder(place, step, out),
          );
        },
      );
  }

  /** Leaves what is told of the step that finds a state. */
  private finder(place: number, step: number, out: number): void {
    const { f, x } = this;
    if (x.roomAt !== null) f.get(step).const(x.roomAt).do('sub').const(2).do('shr_u');
    else if (x.sleeps) emitFinder(f, place, () => f.get(out).load(CONCERNS_AT));
    else f.const(0);
  }

  /** Counts a step that sleeps, and goes on behind it. */
  private sleep(place: number, out: number, any: number, done: number): void {
    const { f, x } = this;
    const [finder, row, slept] = ['finder', 'row', 'slept'].map(this.local);
    emitMaySleep(f, finder, place);
    f.if(() => {
      f.get(out).load(CONCERNS_AT).get(row).do('and', 'eqz');
      if (!x.asks) f.get(slept).const(MOST_SLEPT).do('lt_u', 'and');
      f.if(() => {
        f.const(1).set(any);
        if (!x.asks) {
          this.sleptAt();
          f.get(out).load().store(SLEPT_AT);
          f.get(slept).const(1).do('add').set(slept);
        }
        f.get(out).load();
        this.count(1);
        f.branch(done);
      });
    });
  }

  /** Leaves where the next step that sleeps is remembered, but for `SLEPT_AT`. */
  private sleptAt(): void {
    this.f.get(this.local('slept')).const(2).do('shl').get(CONTROL).do('add');
  }

  /** The successor is made, by a step of the action whose counter is at the offset that `offset` leaves; `finder` leaves which. */
  private keep(offset: () => void, finder: () => void): void {
    const { f, x } = this;
    const counter = this.local('counter');
    f.get(OUT);
    finder();
    f.store(this.finderAt).get(OUT);
    offset();
    f.tee(counter).store(this.counterAt);
    if (x.roomAt !== null) f.get(OUT).get(AT).store(this.sourceAt);
    f.get(counter);
    this.count(1);
    f.get(OUT).const(x.batchBytes).do('add').set(OUT);
  }

  /** So many steps more of the action whose counter is at the offset on the stack. */
  private count(steps: number): void {
    const { f } = this;
    const counter = this.local('counter');
    f.get(CONTROL).do('add').tee(counter);
    f.get(counter).load().const(steps).do('add').store();
  }

  /** The state again, as a successor. */
  private copy(): void {
    const { f, x } = this;
    this.words.forEach((word, i) => {
      if (i !== x.places)
        f.get(OUT)
          .get(word)
          .store(4 * i);
    });
  }

  private observe(out: number): void {
    const { f, x } = this;
    if (x.observers === 0) return;
    const [heard, before, after] = ['heard', 'before', 'after'].map(this.local);
    f.get(out)
      .load(8)
      .tee(heard)
      .if(() => {
        for (let i = 0; i < x.observers; i++) {
          const at = x.places + 1 + i;
          f.get(this.words[at]).set(before);
          this.pair({ a: before, b: heard, to: after }, x.head.observers + 4 * i, null, () =>
            this.ask('observe', () => f.const(i).get(before).get(heard)),
          );
          f.get(OUT)
            .get(after)
            .store(4 * at);
        }
      });
  }

  private sends(out: number): void {
    const { f, x } = this;
    const names = ['send', 'last', 'to', 'slot', 'envelope', 'after'];
    const [send, last, to, slot, envelope, after] = names.map(this.local);
    f.get(out).load(12).set(last);
    f.get(out).const(SENDS_AT).do('add').set(send);
    f.block((done) =>
      f.loop((again) => {
        f.get(send).get(last).do('ge_u').branchIf(done);
        f.get(send).load().set(to);
        f.get(send).load(4).set(envelope);
        f.get(OUT).get(to).do('add').load().set(slot);
        this.pair({ a: slot, b: envelope, to: after }, x.head.adds, to, () =>
          this.ask('add', () => f.get(to).const(2).do('shr_u').get(slot).get(envelope)),
        );
        f.get(OUT).get(to).do('add').get(after).store();
        f.get(send).const(8).do('add').set(send).branch(again);
      }),
    );
  }

  /** Looks (a, b) up in the table whose head is at `head`, plus `offset`; `miss` leaves what is not there. */
  private pair(
    { a, b, to }: { readonly a: number; readonly b: number; readonly to: number },
    head: number,
    offset: number | null,
    miss: () => void,
  ): void {
    const { f, x } = this;
    const names = ['pairs', 'shift', 'home', 'entry', 'key'];
    const [at, shift, home, entry, key] = names.map(this.local);
    if (offset === null) f.const(0);
    else f.get(offset);
    // Only the lowest five bits count for a shift.
    f.load(head).tee(shift).const(-32).do('and').set(at);
    f.get(a).const(PAIR_HASH.a).do('mul').get(b).const(PAIR_HASH.b).do('mul', 'add').set(home);
    f.get(home).get(home).const(15).do('shr_u', 'xor').const(PAIR_HASH.mix).do('mul');
    f.get(shift).do('shr_u').set(home);
    f.block((found) => {
      f.loop((again) => {
        f.get(home).const(4).do('shl').get(at).do('add').set(entry);
        f.get(entry);
        if (x.asks) f.load();
        else f.atomicLoad();
        f.tee(key)
          .do('eqz')
          .if(() => {
            miss();
            f.set(to).branch(found);
          });
        f.get(key).get(a).do('sub').const(1).do('eq');
        f.get(entry).load(4).get(b).do('eq', 'and');
        f.if(() => f.get(entry).load(8).set(to).branch(found));
        f.get(home).const(1).do('add').const(-1).get(shift).do('shr_u', 'and').set(home);
        f.branch(again);
      });
    });
  }

  /** A tick passes, unless it must not for one of the nodes. */
  private time(any: number): void {
    const { f, x } = this;
    const later = this.local('later');
    f.block((still) => {
      this.copy();
      f.get(OUT)
        .get(this.budget)
        .store(4 * x.places);
      for (let node = 0; node < x.nodes; node++) {
        f.const(0).load(x.head.later + 4 * node);
        f.get(this.words[node]).const(2).do('shl', 'add').load().tee(later);
        f.do('eqz').if(() => {
          this.ask('later', () => f.const(node).get(this.words[node]));
          f.set(later);
        });
        f.get(later).const(LATER.never).do('eq').branchIf(still);
        f.get(OUT)
          .get(later)
          .const(1)
          .do('sub')
          .store(4 * node);
      }
      f.const(1).set(any);
      this.keep(
        () => f.const(x.time),
        () => f.const(TIME),
      );
    });
  }

  /** Notes the state if somebody must look at it. */
  private note(any: number, flags: number): void {
    const { f } = this;
    const noted = this.local('noted');
    f.get(flags).get(CONTROL).load(control.open).const(FAILS).do('or', 'and');
    f.get(any).do('eqz').const(31).do('shl', 'or');
    f.tee(flags).if(() => {
      f.get(CONTROL).load(control.noted).const(3).do('shl').get(CONTROL).do('add').set(noted);
      f.get(noted).get(AT).store(notedAt);
      f.get(noted)
        .get(flags)
        .store(notedAt + 4);
      f.get(CONTROL).get(CONTROL).load(control.noted).const(1).do('add').store(control.noted);
    });
  }
}
