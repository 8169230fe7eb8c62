/** From the words of a state back to values. */
import type { Value } from '../language/value.js';
import type { Codec } from './codec.js';
import { type Layout, readCode } from './layout.js';

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
      const { representation } = layout.leaf;
      const code = readCode(layout.leaf, element, states, offset);
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
