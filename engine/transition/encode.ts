/** From values to the words of a state: the other way of `decode.ts`. */
import type { Value } from '../language/value.js';
import type { Codec } from './codec.js';
import { type Layout, writeCode } from './layout.js';

/** Writes a value at a node of the layout, element `element` of its leaves, where all bits are 0. */
export function encodeValue(
  codec: Codec,
  layout: Layout,
  value: Value,
  into: Int32Array,
  element = 0,
): void {
  switch (layout.at) {
    case 'leaf': {
      const { representation } = layout.leaf;
      const code = codec.encode(representation, value) - representation.offset;
      writeCode(layout.leaf, element, code, into);
      return;
    }
    case 'map':
      (value as readonly Value[]).forEach((item, rank) => {
        encodeValue(codec, layout.of, item, into, element * layout.keys + rank);
      });
      return;
    case 'record':
      (value as readonly Value[]).forEach((item, i) => {
        encodeValue(codec, layout.fields[i], item, into, element);
      });
  }
}
