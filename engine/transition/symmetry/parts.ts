/**
 * The parts of a state that renaming can change: the elements of each leaf whose type, or whose map
 * keys, mention a symmetric type. They are worked on as one flat array of codes.
 */
import type { Type } from '../../language/types.js';
import type { Value } from '../../language/value.js';
import { cardinality, ordinal, valueAt } from '../../language/values.js';
import type { Codec } from '../codec.js';
import { fieldsOf, type Layout, type Leaf, type StateLayout } from '../layout.js';
import { maskOf, type Representation } from '../representation.js';
import type { Members } from './members.js';

export interface Part {
  readonly representation: Representation;
  /** Do the elements mention a symmetric type? */
  readonly mentions: boolean;
  /** The keys of the maps above, the outermost first. */
  readonly keys: readonly Type[];
  /** Its elements are `flat[start] … flat[start + count − 1]`. */
  readonly start: number;
  readonly count: number;
}

/** A bit field of a state, and the bits of an element that are kept there. */
interface Address {
  readonly element: number;
  /** The lowest of those bits. */
  readonly low: number;
  readonly word: number;
  readonly shift: number;
  readonly mask: number;
}

export class Parts {
  readonly list: readonly Part[];
  /** Elements of all parts. */
  readonly size: number;
  private readonly addresses: Address[] = [];

  constructor(
    layout: StateLayout,
    readonly members: Members,
    readonly codec: Codec,
  ) {
    const list: Part[] = [];
    let size = 0;
    for (const variable of layout.variables.values()) {
      forEachLeaf(variable, [], (leaf, keys) => {
        const { representation, count, bits } = leaf;
        const mentions = members.mentionedBy(representation.type);
        if (bits === 0 || !(mentions || keys.some((key) => members.mentionedBy(key)))) return;
        list.push({ representation, mentions, keys, start: size, count });
        for (let i = 0; i < count; i++) this.address(leaf, i, size++);
      });
    }
    this.list = list;
    this.size = size;
  }

  private address(leaf: Leaf, i: number, element: number): void {
    let low = 0;
    for (const { word, shift, bits } of fieldsOf(leaf, i)) {
      this.addresses.push({ element, low, word, shift, mask: maskOf(bits) });
      low += bits;
    }
  }

  read(states: Int32Array, offset: number, flat: Int32Array): void {
    const { addresses } = this;
    for (const { element, low, word, shift, mask } of addresses) {
      const bits = (states[offset + word] >>> shift) & mask;
      flat[element] = low === 0 ? bits : flat[element] | (bits << low);
    }
  }

  write(flat: Int32Array, states: Int32Array, offset: number): void {
    const { addresses } = this;
    for (const { element, low, word, shift, mask } of addresses) {
      const bits = (flat[element] >>> low) & mask;
      states[offset + word] = (states[offset + word] & ~(mask << shift)) | (bits << shift);
    }
  }

  valueOf({ representation }: Part, code: number): Value {
    return this.codec.decode(representation, code + representation.offset);
  }

  /** The keys of an element. */
  keysOf({ keys }: Part, element: number): Value[] {
    const values: Value[] = [];
    let rest = element;
    for (let i = keys.length - 1; i >= 0; i--) {
      const count = cardinality(keys[i]);
      values[i] = valueAt(keys[i], rest % count);
      rest = Math.floor(rest / count);
    }
    return values;
  }

  /** The element with these keys. */
  elementAt({ keys }: Part, values: readonly Value[]): number {
    return keys.reduce((sum, key, i) => sum * cardinality(key) + ordinal(key, values[i]), 0);
  }
}

function forEachLeaf(
  layout: Layout,
  keys: readonly Type[],
  visit: (leaf: Leaf, keys: readonly Type[]) => void,
): void {
  if (layout.at === 'leaf') visit(layout.leaf, keys);
  else if (layout.at === 'record')
    for (const field of layout.fields) forEachLeaf(field, keys, visit);
  else forEachLeaf(layout.of, [...keys, layout.representation.key.type], visit);
}
