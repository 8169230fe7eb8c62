/**
 * Conditions on global states, judged once for everything that looks alike to them: a condition reads a few variables of some nodes,
 * and what those are is one number for each local state. Truths are kept by the tuple of these numbers.
 */
import { IllDefined } from '../../language/ill-defined.js';
import type { Value } from '../../language/value.js';
import { type CompiledAtom, type Failure, ILL_DEFINED, type Truth } from '../system.js';
import { doubled, Interner, PairTable } from './tables.js';

/** A field of all nodes of a role, as properties see it: node to value. */
export interface FieldVariable {
  readonly kind: 'field';
  readonly name: string;
  /** The places of the nodes, in order. */
  readonly places: readonly number[];
  /** Of the local state with this number. */
  of(place: number, local: number): Value;
}

/** What an observer has found out. */
export interface ObservedVariable {
  readonly kind: 'observed';
  readonly name: string;
  /** Which observer. */
  readonly observer: number;
  of(state: number): Value;
}

export type NodesVariable = FieldVariable | ObservedVariable;

/** The state that a condition is asked about. */
export interface Asked {
  readonly state: (name: string) => Value;
  readonly old?: (name: string) => Value;
  readonly stuck?: boolean;
}

export interface NodesAtom {
  readonly kind: CompiledAtom['kind'];
  /** All that `holds` may ask for. */
  readonly variables: readonly string[];
  /** @throws IllDefined */
  holds(asked: Asked): boolean;
}

/** What an atom has to know of the words of a state. */
export interface Layout {
  readonly variables: readonly NodesVariable[];
  /** The word of the first observer. */
  readonly observed: number;
  /** The number of the local state in a slot of a place. */
  localOf(place: number, slot: number): number;
  /** Numbers a failure. */
  fail(failure: Failure): number;
}

/** A condition that can be asked, and what it looks at. */
export interface LookingAtom {
  readonly compiled: CompiledAtom;
  readonly look: Look;
}

export function lookingAtom(atom: NodesAtom, layout: Layout): LookingAtom {
  const look = new Look(atom, layout);
  return { compiled: compiledAtom(atom, look, layout), look };
}

export const compileAtom = (atom: NodesAtom, layout: Layout): CompiledAtom =>
  lookingAtom(atom, layout).compiled;

function compiledAtom(atom: NodesAtom, look: Look, layout: Layout): CompiledAtom {
  const truths = new PairTable(10);
  const evaluate = (asked: Asked): Truth => {
    try {
      return atom.holds(asked) ? 1 : 0;
    } catch (error) {
      if (!(error instanceof IllDefined)) throw error;
      return ILL_DEFINED - layout.fail({ message: error.message, span: error.span });
    }
  };
  const judged = (now: number, also: number, asked: () => Asked): Truth => {
    const known = truths.get(now, also);
    if (known >= 0) return known - BIAS;
    const truth = evaluate(asked());
    truths.set(now, also, truth + BIAS);
    return truth;
  };
  const { kind } = atom;
  switch (kind) {
    case 'state':
      return {
        kind,
        holds: (states, offset) => {
          const now = look.at(states, offset);
          return judged(now, 0, () => ({ state: look.reader(now) }));
        },
      };
    case 'stuck':
      return {
        kind,
        holds: (states, offset, stuck) => {
          const now = look.at(states, offset);
          return judged(now, stuck ? 1 : 0, () => ({ state: look.reader(now), stuck }));
        },
      };
    case 'step':
      return {
        kind,
        holds: (before, b, after, a) => {
          const [old, now] = [look.at(before, b), look.at(after, a)];
          return judged(now, old, () => ({ state: look.reader(now), old: look.reader(old) }));
        },
      };
  }
}

/** Truths go below 0; what a table holds does not. */
const BIAS = 1 << 30;

/** What a state looks like to an atom, as a number. */
export class Look {
  /** The places that it looks at, and of each its fields. */
  readonly places: readonly number[];
  private readonly fields: ReadonlyMap<number, readonly FieldVariable[]>;
  private readonly observed: readonly ObservedVariable[];
  /** The observers that it looks at, after the places. */
  readonly observers: readonly number[];
  /** Of each of these places: slot → 1 + view. */
  private readonly views: Int32Array[];
  private readonly interned = new Interner<readonly Value[]>();
  private readonly tuples: PairTable[];
  private readonly seen: number[][] = [];
  private readonly parts: Int32Array;

  constructor(
    atom: NodesAtom,
    private readonly layout: Layout,
  ) {
    const read = layout.variables.filter(({ name }) => atom.variables.includes(name));
    const fields = read.filter((v) => v.kind === 'field');
    this.observed = read.filter((v) => v.kind === 'observed');
    this.observers = this.observed.map(({ observer }) => observer);
    this.places = [...new Set(fields.flatMap(({ places }) => places))].sort((a, b) => a - b);
    this.fields = new Map(
      this.places.map((place) => [place, fields.filter((f) => f.places.includes(place))]),
    );
    this.views = this.places.map(() => new Int32Array(1 << 10));
    this.parts = new Int32Array(this.places.length + this.observed.length);
    this.tuples = Array.from(this.parts, () => new PairTable());
  }

  at(states: Int32Array, offset: number): number {
    const { places, views, observed, parts, tuples, layout } = this;
    for (let i = 0; i < places.length; i++) {
      const slot = states[offset + places[i]];
      const view = slot < views[i].length ? views[i][slot] : 0;
      parts[i] = view === 0 ? this.view(i, slot) : view;
    }
    for (let i = 0; i < observed.length; i++)
      parts[places.length + i] = states[offset + layout.observed + observed[i].observer];
    let tuple = 0;
    for (let i = 0; i < parts.length; i++) {
      const known = tuples[i].get(tuple, parts[i]);
      tuple = known >= 0 ? known : this.newTuple(i, tuple);
    }
    return tuple;
  }

  /** Reads the variables of what looks like this. */
  reader(tuple: number): (name: string) => Value {
    const parts = this.seen[tuple] ?? [];
    return (name) => {
      const variable = this.layout.variables.find((v) => v.name === name);
      if (variable === undefined) throw new Error(`no variable ${name}`);
      if (variable.kind === 'observed')
        return variable.of(parts[this.places.length + this.observed.indexOf(variable)]);
      return variable.places.map((place) => {
        const at = (this.fields.get(place) ?? []).indexOf(variable);
        return this.interned.values[parts[this.places.indexOf(place)] - 1][at];
      });
    };
  }

  /** What a slot of the i-th of its places looks like, from 1. */
  view(i: number, slot: number): number {
    const place = this.places[i];
    const local = this.layout.localOf(place, slot);
    const values = (this.fields.get(place) ?? []).map((field) => field.of(place, local));
    const view = 1 + this.interned.put(JSON.stringify(values), () => values);
    while (slot >= this.views[i].length) this.views[i] = doubled(this.views[i]);
    this.views[i][slot] = view;
    return view;
  }

  private newTuple(i: number, before: number): number {
    const last = i === this.parts.length - 1;
    const table = this.tuples[i];
    const tuple = last ? this.seen.push([...this.parts]) - 1 : table.count;
    table.set(before, this.parts[i], tuple);
    return tuple;
  }
}
