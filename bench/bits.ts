/** How many bits a state of a problem has, as the types of its variables say: no padding counted. */
import { fileURLToPath } from 'node:url';
import { loadSpecs } from '../engine/language/index.js';
import { libraryFolder } from '../engine/package-root.js';
import { type Layout, layOut } from '../engine/transition/layout.js';
import { Representations } from '../engine/transition/representation.js';
import type { Problem } from './problems.js';

export function stateBits({ spec, n }: Problem): number {
  const file = fileURLToPath(new URL(`../specs/${spec}`, import.meta.url));
  const { specs } = loadSpecs(file, { set: [`N=${n}`], library: libraryFolder() });
  const model = specs[0]?.spec;
  if (model?.kind !== 'model') throw new Error(`${spec} is no model`);
  const { variables } = layOut(model.variables, new Representations());
  return [...variables.values()].reduce((sum, layout) => sum + bitsOf(layout), 0);
}

function bitsOf(layout: Layout): number {
  if (layout.at === 'leaf') return layout.leaf.count * layout.leaf.bits;
  if (layout.at === 'map') return bitsOf(layout.of);
  return layout.fields.reduce((sum, field) => sum + bitsOf(field), 0);
}
