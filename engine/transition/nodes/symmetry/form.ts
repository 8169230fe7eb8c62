/**
 * Exploration up to exchanges of nodes and clients. A state stands for all states that differ from it by an exchange; of these the
 * smallest, word by word, is kept, and how many there are is known from how many exchanges lead to it.
 *
 * Conditions are asked of every state that a representative stands for. So what is found holds of the full space whatever they say;
 * one that is true of some of them and false of others ends the search, and everything is explored. So does a handler that
 * does something else under other names (`equivariance.ts`).
 */
import type { Symmetry } from '../../symmetry/symmetry.js';
import {
  type CompiledAtom,
  ILL_DEFINED,
  type SymmetricForm,
  type TransitionSystem,
  type Truth,
} from '../../system.js';
import type { StepsTable } from '../steps-table.js';
import type { World } from '../world.js';
import { Equivariance, initialClosed } from './equivariance.js';
import { type Exchange, generatorsOf, groupOf } from './group.js';
import { renamedLabel } from './renamed-steps.js';
import { Renamer } from './renamer.js';

const UNEVEN = 'a condition is true of some nodes and false of others that could change places';
const STARTS = 'in how they start nodes differ that could change places';
const FAILS = 'something fails somewhere, and all states are needed to tell what';

/** @param failed the site of a failure with this message */
export function symmetricForm(
  system: TransitionSystem,
  world: World,
  table: StepsTable,
  failed: (message: string) => number,
): SymmetricForm {
  const { cluster, settings } = world;
  const nameless = settings.observers.find(({ rename }) => rename === undefined);
  if (nameless) return { refused: `${nameless.name} has no form in which names are exchanged` };
  const group = groupOf(cluster, settings);
  if ('refused' in group) return group;
  const exchanges = new Exchanges(
    system.words,
    group.elements.map((to) => new Renamer(world, to)),
    world.places,
  );
  let lost: string | undefined;
  const lose = (why: string): number => {
    lost ??= why;
    return failed(why);
  };
  const uneven = () => lose(UNEVEN);
  const all = (atom: CompiledAtom) => everywhere(atom, exchanges, uneven, system.words);
  const within = system.within && all({ kind: 'state', holds: system.within });
  const identity = group.elements[0];
  const renamers = new Map(exchanges.renamers.map((renamer) => [renamer.to.join(), renamer]));
  const renamerOf = (to: Exchange): Renamer => renamers.get(to.join()) as Renamer;
  const symmetry: Symmetry = {
    types: group.moved,
    represent: (states, offset, out, at) => exchanges.represent(states, offset, out, at),
    orbit: () => BigInt(group.elements.length / exchanges.stabiliser),
    renaming: () => exchanges.renaming.slice(),
    rename: (to, states, offset, out, at) =>
      exchanges.rename(renamerOf(to), states, offset, out, at),
    renameLabel: (to, label) => renamedLabel(world, renamerOf(to), table, label),
    // Instances of a property of single nodes are refused: see `asymmetry` of the settings.
    between: (from, to) => (from.length === 0 && to.length === 0 ? identity : null),
    identity,
    inverse: (to) => {
      const from = new Int32Array(to.length);
      to.forEach((b, a) => {
        from[b] = a;
      });
      return from;
    },
    composed: (first, second) => first.map((place) => second[place]),
  };
  const generators = generatorsOf(group.elements).map(renamerOf);
  const equivariance = new Equivariance(world, table, generators);
  const rename = (renamer: Renamer, states: Int32Array, offset: number, out: Int32Array) =>
    exchanges.rename(renamer, states, offset, out, 0);
  return {
    system: {
      ...system,
      initial: (out, portions) => {
        if (initialClosed(system, generators, rename)) return system.initial(out, portions);
        out.fail(new Int32Array(out.labelWords), lose(STARTS));
        return true;
      },
      successors: (states, offset, out) => {
        const why = equivariance.broken(states, offset);
        if (why === null) system.successors(states, offset, out);
        else out.fail(new Int32Array(out.labelWords), lose(why));
      },
      atoms: system.atoms.map(all),
      ...(within?.kind === 'state' ? { within: within.holds } : {}),
    },
    symmetry,
    cautious: true,
    lost: () => lost ?? FAILS,
    refuses: (property) => settings.asymmetry?.(property),
  };
}

/** All exchanges, tried on states. */
class Exchanges {
  /** Of the state last represented: how many exchanges change nothing, and one that leads to the representative. */
  stabiliser = 1;
  renaming: Exchange;
  private readonly inverses: readonly Int32Array[];

  constructor(
    private readonly words: number,
    readonly renamers: readonly Renamer[],
    private readonly places: number,
  ) {
    this.renaming = renamers[0].to;
    this.inverses = renamers.map(({ to }) => {
      const from = new Int32Array(to.length);
      to.forEach((b, a) => {
        from[b] = a;
      });
      return from;
    });
  }

  represent(states: Int32Array, offset: number, out: Int32Array, at: number): void {
    const { words, renamers } = this;
    for (let i = 0; i < words; i++) out[at + i] = states[offset + i];
    this.stabiliser = 1;
    this.renaming = renamers[0].to;
    for (let g = 1; g < renamers.length; g++) {
      const difference = this.compare(g, states, offset, out, at);
      if (difference === 0) this.stabiliser++;
      if (difference >= 0) continue;
      for (let i = 0; i < words; i++) out[at + i] = this.word(g, states, offset, i);
      this.stabiliser = 1;
      this.renaming = renamers[g].to;
    }
  }

  rename(renamer: Renamer, states: Int32Array, offset: number, out: Int32Array, at: number): void {
    const g = this.renamers.indexOf(renamer);
    for (let i = 0; i < this.words; i++) out[at + i] = this.word(g, states, offset, i);
  }

  /** Below 0: the state comes before what is in `out` when places are exchanged so. */
  private compare(
    g: number,
    states: Int32Array,
    offset: number,
    out: Int32Array,
    at: number,
  ): number {
    for (let i = 0; i < this.words; i++) {
      const difference = this.word(g, states, offset, i) - out[at + i];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** A word of the state in which places are exchanged. */
  private word(g: number, states: Int32Array, offset: number, i: number): number {
    const { places, renamers } = this;
    if (i < places) {
      const from = this.inverses[g][i];
      return renamers[g].slot(from, states[offset + from]);
    }
    if (i === places) return states[offset + i];
    return renamers[g].observer(i - places - 1, states[offset + i]);
  }
}

/** The condition, asked of all states that a state stands for. */
function everywhere(
  atom: CompiledAtom,
  exchanges: Exchanges,
  uneven: () => number,
  words: number,
): CompiledAtom {
  const { renamers } = exchanges;
  const all = (ask: (g: number) => Truth): Truth => {
    const truth = ask(0);
    if (truth < 0) return truth;
    for (let g = 1; g < renamers.length; g++) {
      const other = ask(g);
      if (other < 0) return other;
      if (other !== truth) return ILL_DEFINED - uneven();
    }
    return truth;
  };
  const now = new Int32Array(words);
  const old = new Int32Array(words);
  const renamed = (g: number, states: Int32Array, offset: number, out: Int32Array): Int32Array => {
    exchanges.rename(renamers[g], states, offset, out, 0);
    return out;
  };
  switch (atom.kind) {
    case 'state':
      return {
        kind: 'state',
        holds: (states, offset) => all((g) => atom.holds(renamed(g, states, offset, now), 0)),
      };
    case 'stuck':
      return {
        kind: 'stuck',
        holds: (states, offset, stuck) =>
          all((g) => atom.holds(renamed(g, states, offset, now), 0, stuck)),
      };
    case 'step':
      return {
        kind: 'step',
        holds: (before, b, after, a) =>
          all((g) => atom.holds(renamed(g, before, b, old), 0, renamed(g, after, a, now), 0)),
      };
  }
}
