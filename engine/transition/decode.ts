/** From the words of a state back to values. */
import type { Value } from '../language/value.js';
import type { Codec } from './codec.js';
import { addressOf, type Layout } from './layout.js';
import { maskOf } from './representation.js';

/** The value at a node of the layout, element `element` of its leaves. */
export function decodeValue(
  codec: Codec,
  layout: Layout,
  states: Int32Array,
  offset: number,
  element = 0,
): Value {
  switch (layout.at) {
    case 'leaf': {
      const { representation, bits } = layout.leaf;
      const { word, shift } = addressOf(layout.leaf, element);
      const code = bits === 0 ? 0 : (states[offset + word] >>> shift) & maskOf(bits);
      return codec.decode(representation, code + representation.offset);
    }
    case 'map':
      return Array.from({ length: layout.keys }, (_, rank) =>
        decodeValue(codec, layout.of, states, offset, element * layout.keys + rank),
      );
    case 'record':
      return layout.fields.map((field) => decodeValue(codec, field, states, offset, element));
  }
}
