/**
 * The function that a search calls for each batch of states:
 *
 *     expand(from, to, out, control) → end of the successors
 *
 * It goes through the states between two addresses and appends their successors to a batch, those that
 * are the state itself left out unless it is for a graph; it counts steps by action, and notes the states that somebody must look
 * at: where a watched atom has the value that decides something, where a step fails, and where there is none.
 * What to do about them, which successors are new, and in which order to go on, the caller knows.
 */

import type { Ir } from '../ir.js';
import type { FunctionBuilder } from '../wasm/assembler.js';
import { collectParts, Emitter, partsOf } from './emit.js';
import type { EdgeFamily, Maker } from './families.js';
import { LANES } from './lanes.js';
import { isConst } from './terms.js';
import type { Mark } from './unrolling.js';

/** Bits of the flags of a noted state: one for each watched atom, and these. */
export const FLAGS = 24;
export const FAILS = 1 << 30;
export const DEAD = 1 << 31;

/** Byte offsets in the control block. */
export const control = {
  /** The first state that was not expanded. */
  next: 0,
  noted: 4,
  /** Did a step of a loop fail, and was there one? */
  failed: 8,
  stepped: 16,
  /** Watched atoms that are still of interest, a bit each. */
  open: 12,
  /** States that are left to the thread that can be asked. */
  handed: 36,
  /** Steps, by action: a word each. */
  steps: 64,
} as const;
/** Actions that have a counter. */
export const MOST_ACTIONS = 1024;
/** Noted states, two words each (address and flags), follow the counters. */
export const notedAt = control.steps + 4 * MOST_ACTIONS;

/** The addresses of states that are left to another thread. */
export const handedAt = 1 << 15;

/** Batches end where there may be no room for the successors of another state. */
export const BATCH_BYTES = 1 << 22;

export type ExpandAtom =
  | {
      readonly value: 0 | 1;
      readonly holds: Ir;
      readonly fails: Ir;
      readonly marks: readonly Mark[];
    }
  /** A function of the module. */
  | { readonly value: 0 | 1; readonly call: number };

export interface Expand {
  readonly words: number;
  readonly entryBytes: number;
  readonly batchBytes: number;
  /** The local that holds a lane's number in templates. */
  readonly lane: number;
  readonly families: readonly EdgeFamily[];
  /** When does some step fail? */
  readonly failures: Ir;
  readonly atoms: readonly ExpandAtom[];
  /** Functions of the module for actions that are loops. */
  readonly loops: readonly number[];
  readonly tables: readonly number[];
  /** Where the table of sleeping edges is; null where none sleeps. */
  readonly sleepAt: number | null;
  readonly seenAt: number;
  /** Are steps that change nothing made, too, and is the source of each told? */
  readonly graph: boolean;
}

/** Parameters. */
const [AT, TO, OUT, CONTROL] = [0, 1, 2, 3];

/** Words of the state in locals, up to this many; beyond, they are read where they are wanted. */
const MOST_WORD_LOCALS = 24;

export function emitExpand(f: FunctionBuilder, expand: Expand): void {
  new Emission(f, expand).emit();
}

class Emission {
  private readonly e: Emitter;
  private readonly words: number[];
  private readonly flags: number;
  private readonly any: number;
  private readonly limit: number;
  private readonly row: number;
  private readonly open: number;
  /** Of each coverage site of an atom: a local that says whether one of the states was there. */
  private readonly seen = new Map<number, number>();

  constructor(
    private readonly f: FunctionBuilder,
    private readonly x: Expand,
  ) {
    const locals = x.words <= MOST_WORD_LOCALS ? x.words : 0;
    this.words = Array.from({ length: locals }, () => f.local());
    [this.flags, this.any, this.limit, this.row, this.open] = [0, 0, 0, 0, 0].map(() => f.local());
    this.e = new Emitter(f, {
      word: (index) => {
        if (index < locals) f.get(this.words[index]);
        else f.get(AT).load(4 * index);
      },
      stateAddress: () => f.get(AT),
      tables: x.tables,
    });
  }

  emit(): void {
    const { f, x } = this;
    f.get(OUT).const(BATCH_BYTES).do('add').set(this.limit);
    f.get(CONTROL).load(control.open).set(this.open);
    f.block((done) =>
      f.loop((again) => {
        f.get(AT).get(TO).do('ge_u').branchIf(done);
        f.get(OUT).get(this.limit).do('ge_u').branchIf(done);
        this.e.region(() => this.state());
        f.get(AT).const(x.entryBytes).do('add').set(AT).branch(again);
      }),
    );
    for (const [site, local] of this.seen) f.get(local).if(() => markSeen(f, this.x.seenAt + site));
    f.get(CONTROL).get(AT).store(control.next);
    f.get(OUT);
  }

  private state(): void {
    const { f, x, e } = this;
    this.words.forEach((local, i) => {
      f.get(AT)
        .load(4 * i)
        .set(local);
    });
    f.const(0).set(this.any);
    if (x.sleepAt !== null) {
      f.get(AT)
        .load(4 * x.words)
        .const(4 * x.families.length)
        .do('mul');
      f.const(x.sleepAt).do('add').set(this.row);
    }
    const regions = [
      ...x.atoms.map((atom) => ('holds' in atom ? [atom.holds, atom.fails] : [])),
      [x.failures],
      ...x.families.map((family) => rootsOf(family)),
    ];
    e.sharing(regions.flat());
    for (const ir of wantedBySeveral(regions)) if (!dependsOnLocals(ir)) e.keep(ir);
    f.const(0).set(this.flags);
    x.atoms.forEach((atom, i) => {
      this.atom(atom, i);
    });
    if (!isConst(x.failures, 0)) {
      f.get(this.flags);
      e.value(x.failures);
      f.const(30).do('shl', 'or').set(this.flags);
    }
    x.families.forEach((family, i) => {
      this.family(family, i);
    });
    for (const loop of x.loops) this.loop(loop);
    this.note();
  }

  /** A flag where the atom has the watched value, or none. */
  private atom(atom: ExpandAtom, i: number): void {
    const { f, e } = this;
    f.get(this.flags);
    if ('call' in atom) {
      // Undefined is negative: neither 0 nor 1.
      f.get(AT)
        .call(atom.call)
        .const(1 - atom.value)
        .do('ne');
    } else {
      e.value(atom.holds);
      if (atom.value === 0) f.do('eqz');
      if (!isConst(atom.fails, 0)) {
        e.value(atom.fails);
        f.do('or');
      }
    }
    f.const(i).do('shl', 'or').set(this.flags);
    for (const { site, guard } of 'marks' in atom ? atom.marks : []) {
      const local = this.seen.get(site) ?? f.local();
      this.seen.set(site, local);
      e.value(guard);
      f.get(local).do('or').set(local);
    }
  }

  private family(family: EdgeFamily, index: number): void {
    const { e } = this;
    const body = () => e.region(() => this.gated(family, index));
    if (isConst(family.gate, 1)) body();
    else {
      e.value(family.gate);
      this.f.if(body);
    }
  }

  private gated(family: EdgeFamily, index: number): void {
    const { f, e, x } = this;
    const counter = control.steps + 4 * family.action;
    const enabled = f.local();
    e.value(family.enabled);
    f.tee(enabled).get(this.any).do('or').set(this.any);
    f.get(CONTROL).get(CONTROL).load(counter).get(enabled).do('popcnt', 'add').store(counter);
    f.get(enabled);
    if (!x.graph && !isConst(family.same, 0)) {
      e.value(family.same);
      f.const(-1).do('xor', 'and');
    }
    if (x.sleepAt !== null) {
      f.get(this.row)
        .load(4 * index)
        .const(-1)
        .do('xor', 'and');
    }
    f.tee(enabled).if(() => e.region(() => this.make(family, index, enabled)));
  }

  /** The successors of the lanes that are enabled. */
  private make(family: EdgeFamily, index: number, enabled: number): void {
    const { f, e } = this;
    if (family.makers.length === 1) {
      this.makeBy(family.makers[0], index, enabled);
      return;
    }
    for (const maker of family.makers) {
      f.get(enabled).const(maker.lanes).do('and');
      if (isBit(maker.lanes)) f.if(() => e.region(() => this.makeBy(maker, index, enabled)));
      else {
        const these = f.local();
        f.tee(these).if(() => e.region(() => this.makeBy(maker, index, these)));
      }
    }
  }

  /** `enabled` has at least one lane, and none but the maker's. */
  private makeBy({ lanes, words }: Maker, index: number, enabled: number): void {
    const { f, e, x } = this;
    if (isBit(lanes)) {
      this.successor(words, () => f.const(LANES * index + (31 - Math.clz32(lanes))));
      return;
    }
    for (const word of words) if (word !== null) this.hoist(word);
    f.loop((again) => {
      f.get(enabled).do('ctz').set(x.lane);
      f.get(enabled).get(enabled).const(1).do('sub', 'and').set(enabled);
      e.region(() =>
        this.successor(words, () =>
          f
            .get(x.lane)
            .const(LANES * index)
            .do('add'),
        ),
      );
      f.get(enabled).branchIf(again);
    });
  }

  /** Parts that are the same for every lane are computed before the loop over them. */
  private hoist(ir: Ir): void {
    if (ir.ir === 'const' || ir.ir === 'word' || ir.ir === 'local') return;
    if (!dependsOnLocals(ir)) this.e.keep(ir);
    else for (const part of partsOf(ir)) this.hoist(part);
  }

  private successor(words: readonly (Ir | null)[], edge: () => void): void {
    const { f, e, x } = this;
    for (let i = 0; i < x.words; i++) {
      const word = words[i];
      f.get(OUT);
      if (word !== null) e.value(word);
      else if (i < this.words.length) f.get(this.words[i]);
      else f.get(AT).load(4 * i);
      f.store(4 * i);
    }
    f.get(OUT);
    edge();
    f.store(4 * x.words);
    if (x.graph)
      f.get(OUT)
        .get(AT)
        .store(4 * (x.words + 2));
    f.get(OUT).const(x.batchBytes).do('add').set(OUT);
  }

  private loop(index: number): void {
    const { f } = this;
    const before = f.local();
    // A step that leads back counts as one: it shows in the counters, not in the batch.
    f.get(CONTROL).const(0).store(control.failed);
    f.get(CONTROL).const(0).store(control.stepped);
    f.get(OUT).set(before);
    f.get(AT).get(OUT).get(CONTROL).call(index).set(OUT);
    f.get(this.any).get(CONTROL).load(control.stepped).do('or').set(this.any);
    f.get(this.flags).get(CONTROL).load(control.failed).const(30).do('shl', 'or').set(this.flags);
  }

  /** Notes the state if somebody must look at it. */
  private note(): void {
    const { f } = this;
    const place = f.local();
    f.get(this.flags);
    f.get(this.open).const(FAILS).do('or', 'and');
    f.get(this.any).do('eqz').const(31).do('shl', 'or');
    f.tee(this.flags).if(() => {
      f.get(CONTROL).load(control.noted).const(3).do('shl').get(CONTROL).do('add').set(place);
      f.get(place).get(AT).store(notedAt);
      f.get(place)
        .get(this.flags)
        .store(notedAt + 4);
      f.get(CONTROL).get(CONTROL).load(control.noted).const(1).do('add').store(control.noted);
    });
  }
}

/**
 * Notes that a coverage site was reached. Threads share the bytes: a byte is written once, for where one thread writes
 * a cache line again and again, all others wait for it.
 */
export function markSeen(f: FunctionBuilder, address: number): void {
  f.const(address).load().const(0xff).do('and', 'eqz');
  f.if(() => f.const(address).const(1).store8());
}

function rootsOf({ gate, enabled, same, makers }: EdgeFamily): Ir[] {
  const made = makers.flatMap(({ words }) => words);
  return [gate, enabled, same, ...made.filter((word) => word !== null)];
}

const isBit = (mask: number): boolean => (mask & (mask - 1)) === 0;

/** Parts that more than one of the regions wants, in an order in which none comes before its own parts. */
function wantedBySeveral(regions: readonly (readonly Ir[])[]): Ir[] {
  const counts = new Map<Ir, number>();
  for (const roots of regions) {
    const parts = new Set<Ir>();
    for (const root of roots) collectParts(root, parts);
    for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  }
  const ordered: Ir[] = [];
  const visited = new Set<Ir>();
  const visit = (ir: Ir): void => {
    if (visited.has(ir)) return;
    visited.add(ir);
    partsOf(ir).forEach(visit);
    if (ir.ir !== 'const' && ir.ir !== 'word' && ir.ir !== 'local' && (counts.get(ir) ?? 0) > 1)
      ordered.push(ir);
  };
  regions.flat().forEach(visit);
  return ordered;
}

const locals = new WeakMap<Ir, boolean>();

/** Is the lane's number part of it? */
function dependsOnLocals(ir: Ir): boolean {
  const known = locals.get(ir);
  if (known !== undefined) return known;
  const depends = ir.ir === 'local' || partsOf(ir).some(dependsOnLocals);
  locals.set(ir, depends);
  return depends;
}
