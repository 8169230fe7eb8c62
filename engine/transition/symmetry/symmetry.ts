/**
 * Symmetry of a compiled model (Ip and Dill, Better Verification Through Symmetry, 1996): which states
 * differ in the names of members alone, one representative for all of them, and the renamings that
 * lead from one to another.
 */
import type { ModelSpec } from '../../language/typed.js';
import type { Type } from '../../language/types.js';
import { sameType } from '../../language/types-format.js';
import type { Value } from '../../language/value.js';
import { equalValues } from '../../language/values.js';
import type { Codec } from '../codec.js';
import { UNBOUND } from '../labels.js';
import type { StateLayout } from '../layout.js';
import { Canonical, factorial } from './canonical.js';
import { composed, inverse, type Members } from './members.js';
import { Parts } from './parts.js';
import { Swaps } from './swaps.js';

/** Of each member its new name; members of all symmetric types are numbered one after the other. */
export type Renaming = Int32Array;

type Bindings = readonly { readonly type: Type; readonly value: Value }[];

export interface Symmetry {
  /** The symmetric types with more than one member. */
  readonly types: readonly { readonly name: string; readonly size: number }[];
  /** Writes the representative of a state. Equal for two states exactly when one is the other renamed. */
  represent(states: Int32Array, offset: number, out: Int32Array, at: number): void;
  /** Of the state last represented: how many states its representative stands for. */
  orbit(): bigint;
  /** Of the state last represented: what the representative calls its members. */
  renaming(): Renaming;
  rename(renaming: Renaming, states: Int32Array, offset: number, out: Int32Array, at: number): void;
  /** The label of the step as it is after renaming. */
  renameLabel(renaming: Renaming, label: Int32Array): Int32Array;
  /** A renaming that turns the bindings of one instance of a property into those of the other;
   * null when there is none. */
  between(from: Bindings, to: Bindings): Renaming | null;
  readonly identity: Renaming;
  readonly inverse: (renaming: Renaming) => Renaming;
  readonly composed: (first: Renaming, second: Renaming) => Renaming;
}

export function symmetryOf(
  spec: ModelSpec,
  members: Members,
  layout: StateLayout,
  codec: Codec,
): Symmetry {
  const parts = new Parts(layout, members, codec);
  const swaps = new Swaps(parts);
  const canonical = new Canonical(parts, swaps);
  const flat = new Int32Array(parts.size);
  const { words } = layout;
  const group = members.types.reduce((n, { size }) => n * factorial(size), 1n);
  const copy = (states: Int32Array, offset: number, out: Int32Array, at: number): void => {
    for (let i = 0; i < words; i++) out[at + i] = states[offset + i];
  };
  return {
    types: members.types,
    represent: (states, offset, out, at) => {
      parts.read(states, offset, flat);
      canonical.represent(flat);
      copy(states, offset, out, at);
      parts.write(flat, out, at);
    },
    orbit: () => group / canonical.stabiliser,
    renaming: () => canonical.renaming.slice(),
    rename: (renaming, states, offset, out, at) => {
      parts.read(states, offset, flat);
      swaps.rename(renaming, flat);
      copy(states, offset, out, at);
      parts.write(flat, out, at);
    },
    renameLabel: (renaming, label) => renamedLabel(spec, members, codec, renaming, label),
    between: (from, to) => renamingBetween(members, from, to),
    identity: members.identity(),
    inverse,
    composed,
  };
}

function renamedLabel(
  spec: ModelSpec,
  members: Members,
  codec: Codec,
  renaming: Renaming,
  label: Int32Array,
): Int32Array {
  const renamed = label.slice();
  spec.actions[label[0]]?.binders.forEach(({ local: { type } }, i) => {
    const word = label[i + 1];
    if (word === UNBOUND || !members.mentionedBy(type)) return;
    const r = codec.representations.of(type);
    renamed[i + 1] = codec.encode(r, members.rename(type, codec.decode(r, word), renaming));
  });
  return renamed;
}

function renamingBetween(members: Members, from: Bindings, to: Bindings): Renaming | null {
  const renaming = new Int32Array(members.count).fill(-1);
  const taken = new Set<number>();
  for (const [i, { type, value }] of from.entries()) {
    const other = to[i];
    if (other === undefined || !sameType(type, other.type)) return null;
    if (type.kind !== 'symmetric') {
      if (!equalValues(value, other.value)) return null;
      continue;
    }
    const a = members.numberOf(type, value);
    const b = members.numberOf(type, other.value);
    if (a === undefined || b === undefined) continue;
    if (renaming[a] === b) continue;
    if (renaming[a] >= 0 || taken.has(b)) return null;
    renaming[a] = b;
    taken.add(b);
  }
  return completed(members, renaming, taken);
}

/** Those that are not renamed yet take the free names of their type, in order. */
function completed(members: Members, renaming: Renaming, taken: ReadonlySet<number>): Renaming {
  for (const { first, size } of members.types) {
    const free = Array.from({ length: size }, (_, i) => first + i).filter((n) => !taken.has(n));
    for (let a = first; a < first + size; a++) {
      if (renaming[a] < 0) renaming[a] = free.shift() as number;
    }
  }
  return renaming;
}
