/** Exact values of what stands in a study: constants, values of axes, and arithmetic over them. */
import { Diagnostics } from '../diagnostics.js';
import { formatRational } from '../expression/numbers.js';
import { readExpression } from '../expression/reader.js';
import type { Syntax } from '../expression/syntax.js';
import { type Measured, measure, UNKNOWN } from '../lint/measure.js';
import { decimal, formatTime } from '../tasks/format-time.js';
import { child, type Mapping, type Scalar, type Tree } from '../yaml/tree.js';
import type { Dimension, Quantity } from './spec.js';

/** The value of a name, null where it has none. */
export type Lookup = (name: string) => Quantity | null;

const read = new WeakMap<Scalar, Syntax | null>();

/** The expression in a scalar; what is wrong with it has been said by the linter. */
export function syntaxOf(tree: Tree | undefined): Syntax | null {
  if (tree?.node !== 'scalar' || tree.text === null) return null;
  const known = read.get(tree);
  if (known !== undefined) return known;
  const syntax = readExpression(tree, 'value', new Diagnostics());
  read.set(tree, syntax);
  return syntax;
}

/** Null for what is no quantity, or not known. */
export function quantityOf(tree: Tree | undefined, lookup: Lookup): Quantity | null {
  const syntax = syntaxOf(tree);
  return syntax && quantityIn(measuredOf(syntax, lookup));
}

export function measuredOf(syntax: Syntax, lookup: Lookup): Measured {
  return measure(syntax, (name) => {
    const known = lookup(name);
    return known === null ? UNKNOWN : { is: 'quantity', ...known };
  });
}

export function quantityIn(measured: Measured): Quantity | null {
  if (measured.is !== 'quantity' || measured.value === null) return null;
  const { dimension, value } = measured;
  return { value, dimension: dimension === 'share' ? 'number' : dimension };
}

/** Constants of the study and of what it studies. */
export function constantsOf(roots: readonly Mapping[]): Lookup {
  const open = new Set<string>();
  const lookup: Lookup = (name) => {
    if (open.has(name)) return null;
    for (const root of roots) {
      const section = child(root, 'constants');
      const tree = section?.node === 'mapping' ? child(section, name) : undefined;
      if (tree === undefined) continue;
      open.add(name);
      const found = quantityOf(tree, lookup);
      open.delete(name);
      return found;
    }
    return null;
  };
  return lookup;
}

export function formatQuantity({ value, dimension }: Quantity): string {
  if (dimension === 'time') return formatTime(value);
  const text = decimal(value) ?? formatRational(value);
  return dimension === 'rate' ? `${text} / s` : dimension === 'size' ? `${text} B` : text;
}

export const CALLED: Readonly<Record<Dimension, string>> = {
  number: 'a number',
  time: 'a time',
  rate: 'a rate',
  size: 'a size',
  drift: 'a drift',
};

/** To draw and to count with; exact comparisons use the rational. */
export const asNumber = ({ value: { numerator, denominator } }: Quantity): number =>
  Number(numerator) / Number(denominator);
