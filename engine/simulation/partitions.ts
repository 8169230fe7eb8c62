/** Shapes of partitions: which links carry nothing. */
import type { PartitionShape } from '../language/system/spec.js';
import type { Random } from '../random.js';

export type Links = readonly (readonly [from: number, to: number])[];

function among(nodes: number, cut: (from: number, to: number) => boolean): Links {
  const links: (readonly [from: number, to: number])[] = [];
  for (let from = 0; from < nodes; from++)
    for (let to = 0; to < nodes; to++) if (to !== from && cut(from, to)) links.push([from, to]);
  return links;
}

/** All nodes in a random order (Fisher and Yates). */
export function shuffled(nodes: number, random: Random): number[] {
  const order = Array.from({ length: nodes }, (_, i) => i);
  for (let i = nodes - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** `victims`: who is isolated, where the shape isolates somebody. */
export function partition(
  shape: PartitionShape,
  nodes: number,
  victims: readonly number[],
  random: Random,
): Links {
  const order = shuffled(nodes, random);
  const place = (node: number): number => order.indexOf(node);
  const half = Math.floor(nodes / 2);
  switch (shape) {
    case 'halves':
      return among(nodes, (a, b) => place(a) < half !== place(b) < half);
    case 'isolate one':
    case 'isolate leader':
      return among(nodes, (a, b) => victims.includes(a) !== victims.includes(b));
    case 'one way': {
      const deaf = random.below(2) === 0;
      return among(nodes, (a, b) => victims.includes(deaf ? b : a));
    }
    case 'bridge': {
      // The last in the order is seen by both sides, which do not see each other.
      const side = Math.floor((nodes - 1) / 2);
      const bridge = order[nodes - 1];
      return among(
        nodes,
        (a, b) => a !== bridge && b !== bridge && place(a) < side !== place(b) < side,
      );
    }
    case 'ring':
      return among(nodes, (a, b) => {
        const apart = Math.abs(place(a) - place(b));
        return apart !== 1 && apart !== nodes - 1;
      });
  }
}
