/**
 * What a study varies: each entry of `vary` as an axis, all combinations of their values as cells,
 * without what `exclude` names and with what `include` adds.
 */
import { grouped } from '../../grouped.js';
import type { Diagnostics } from '../diagnostics.js';
import { divide, multiply, type Rational, rational } from '../expression/numbers.js';
import { didYouMean } from '../nearest.js';
import type { Span } from '../source.js';
import { child, type Entry, type Mapping, type Scalar, type Tree, textOf } from '../yaml/tree.js';
import * as say from './messages.js';
import {
  CALLED,
  formatQuantity,
  type Lookup,
  measuredOf,
  quantityIn,
  quantityOf,
  syntaxOf,
} from './quantities.js';
import type { Axis, AxisValue, Cell, Quantity } from './spec.js';

const CELLS_MAX = 10_000;
const COMBINATIONS = ['include', 'exclude'];

export interface Varied {
  readonly axes: readonly Axis[];
  readonly cells: readonly Cell[];
}

export function variedBy(root: Mapping, lookup: Lookup, diagnostics: Diagnostics): Varied {
  const vary = child(root, 'vary');
  if (vary?.node !== 'mapping') return { axes: [], cells: [[]] };
  const found = vary.entries
    .filter(({ key }) => !COMBINATIONS.includes(key.text))
    .map((entry) => axisOf(entry, lookup, diagnostics));
  // Without all of its axes a cell means nothing, and what is wrong has been said.
  if (found.some(({ values }) => values.length === 0)) return { axes: found, cells: [] };
  const space = found.reduce((product, { values }) => product * values.length, 1);
  if (space > CELLS_MAX) {
    diagnostics.add(say.tooManyCells(vary.span, grouped(CELLS_MAX)));
    return { axes: found, cells: [] };
  }
  const { axes, added } = includedIn(vary, found, lookup, diagnostics);
  const all = productOf(found);
  const left = excludedFrom(vary, axes, all, lookup, diagnostics);
  const cells = withoutTwins([...left, ...added]);
  if (cells.length === 0) diagnostics.add(say.noCells(vary.span));
  return { axes, cells };
}

function productOf(axes: readonly Axis[]): Cell[] {
  return axes.reduce<Cell[]>(
    (cells, { values }) => cells.flatMap((cell) => values.map((_, value) => [...cell, value])),
    [[]],
  );
}

function withoutTwins(cells: readonly Cell[]): Cell[] {
  const seen = new Map(cells.map((cell) => [cell.join(), cell]));
  return [...seen.values()];
}

// ---------------------------------------------------------------------------------------- values

function axisOf({ key, value }: Entry, lookup: Lookup, diagnostics: Diagnostics): Axis {
  const values = valuesOf(value, lookup, diagnostics);
  const seen = new Set<string>();
  for (const { text, quantity, tree } of values) {
    const same = identity(text, quantity);
    if (seen.has(same)) diagnostics.add(say.valueTwice(tree.span, key.text, text));
    seen.add(same);
  }
  const first = values[0]?.quantity ?? null;
  const odd = values.find(({ quantity }) => quantity?.dimension !== first?.dimension);
  if (odd)
    diagnostics.add(say.differentUnits(odd.tree.span, calledAs(first), calledAs(odd.quantity)));
  return { name: key.text, key, values };
}

const identity = (text: string, quantity: Quantity | null): string =>
  quantity === null
    ? text
    : `${quantity.dimension} ${quantity.value.numerator}/${quantity.value.denominator}`;

const calledAs = (quantity: Quantity | null): string =>
  quantity === null ? 'a word' : CALLED[quantity.dimension];

function valuesOf(tree: Tree, lookup: Lookup, diagnostics: Diagnostics): AxisValue[] {
  if (tree.node === 'list') return tree.items.map((item) => valueAt(item, lookup));
  if (tree.node === 'mapping') return stepsOf(tree, lookup, diagnostics);
  const syntax = syntaxOf(tree);
  if (syntax === null) return [];
  const range = measuredOf(syntax, lookup);
  if (range.is === 'range') {
    const [from, to] = [quantityIn(range.low), quantityIn(range.high)];
    if (from && to) return between({ from, to, step: one(from), at: tree }, diagnostics);
  }
  diagnostics.add(say.valueWanted(tree.span));
  return [];
}

const one = ({ dimension }: Quantity): Quantity => ({ value: rational(1n), dimension });

export function valueAt(tree: Tree, lookup: Lookup): AxisValue {
  const quantity = quantityOf(tree, lookup);
  const text = tree.node === 'scalar' ? textOf(tree) : oneLine(tree);
  return { text: quantity ? formatQuantity(quantity) : text, quantity, tree };
}

function oneLine(tree: Tree): string {
  if (tree.node === 'scalar') return textOf(tree);
  if (tree.node === 'list') return `[${tree.items.map(oneLine).join(', ')}]`;
  return `{ ${tree.entries.map(({ key, value }) => `${key.text}: ${oneLine(value)}`).join(', ')} }`;
}

function stepsOf(tree: Mapping, lookup: Lookup, diagnostics: Diagnostics): AxisValue[] {
  const [from, to] = ['from', 'to'].map((key) => bound(tree, key, lookup, diagnostics));
  if (from === null || to === null) return [];
  const written = child(tree, 'step');
  const step = written ? bound(tree, 'step', lookup, diagnostics) : one(from);
  if (step === null) return [];
  for (const [quantity, key] of [
    [to, 'to'],
    [step, 'step'],
  ] as const)
    if (quantity.dimension !== from.dimension) {
      const { span } = child(tree, key) ?? tree;
      diagnostics.add(say.differentUnits(span, calledAs(from), calledAs(quantity)));
      return [];
    }
  return between({ from, to, step, at: tree }, diagnostics, written?.span);
}

function bound(
  tree: Mapping,
  key: string,
  lookup: Lookup,
  diagnostics: Diagnostics,
): Quantity | null {
  const value = child(tree, key);
  if (value === undefined) return null;
  const found = quantityOf(value, lookup);
  if (found === null) diagnostics.add(say.valueWanted(value.span));
  return found;
}

interface Steps {
  readonly from: Quantity;
  readonly to: Quantity;
  readonly step: Quantity;
  readonly at: Tree;
}

/** From `from` on, as far as `to`: exact, so that the last value is there when the steps lead to it. */
function between(steps: Steps, diagnostics: Diagnostics, stepSpan?: Span): AxisValue[] {
  const { from, to, step, at } = steps;
  const way = difference(to.value, from.value);
  if (step.value.numerator === 0n) {
    diagnostics.add(say.stepOfNothing(stepSpan ?? at.span, formatQuantity(step)));
    return [];
  }
  const length = divide(way, step.value);
  if (length.numerator < 0n) {
    diagnostics.add(say.emptyRange(at.span, formatQuantity(from), formatQuantity(to)));
    return [];
  }
  const last = length.numerator / length.denominator;
  if (last >= BigInt(CELLS_MAX)) {
    diagnostics.add(say.tooManyCells(at.span, grouped(CELLS_MAX)));
    return [];
  }
  return Array.from({ length: Number(last) + 1 }, (_, i) => {
    const walked = multiply(rational(BigInt(i)), step.value);
    const quantity = { value: sum(from.value, walked), dimension: from.dimension };
    return { text: formatQuantity(quantity), quantity, tree: scalarFor(quantity, at.span) };
  });
}

/** A value that nobody wrote stands where its range stands. */
function scalarFor(quantity: Quantity, span: Span): Scalar {
  const text = formatQuantity(quantity);
  return { node: 'scalar', text, style: 'plain', span, offsetOf: () => span.start };
}

const sum = (a: Rational, b: Rational): Rational =>
  rational(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );

const difference = (a: Rational, b: Rational): Rational =>
  sum(a, { numerator: -b.numerator, denominator: b.denominator });

// ---------------------------------------------------------------------------------- combinations

/** Which value of an axis is meant; −1 for none. */
export function indexOfValue({ values }: Axis, { text, quantity }: AxisValue): number {
  const wanted = identity(text, quantity);
  return values.findIndex((value) => identity(value.text, value.quantity) === wanted);
}

function combinations(vary: Mapping, word: string): Mapping[] {
  const list = child(vary, word);
  return list?.node === 'list'
    ? list.items.filter((item): item is Mapping => item.node === 'mapping')
    : [];
}

/** What `include` adds names every axis, and may bring values of its own. */
function includedIn(
  vary: Mapping,
  axes: readonly Axis[],
  lookup: Lookup,
  diagnostics: Diagnostics,
): { axes: Axis[]; added: Cell[] } {
  const grown = axes.map((axis) => ({ ...axis, values: [...axis.values] }));
  const added: Cell[] = [];
  for (const combination of combinations(vary, 'include')) {
    for (const { key } of combination.entries) checkAxis(key, axes, diagnostics);
    const cell = grown.map((axis) => {
      const tree = child(combination, axis.name);
      if (tree === undefined) {
        diagnostics.add(say.combinationLacks(combination.span, axis.name));
        return -1;
      }
      const value = valueAt(tree, lookup);
      const known = indexOfValue(axis, value);
      return known >= 0 ? known : axis.values.push(value) - 1;
    });
    if (!cell.includes(-1)) added.push(cell);
  }
  return { axes: grown, added };
}

function excludedFrom(
  vary: Mapping,
  axes: readonly Axis[],
  cells: readonly Cell[],
  lookup: Lookup,
  diagnostics: Diagnostics,
): Cell[] {
  let left = [...cells];
  for (const combination of combinations(vary, 'exclude')) {
    const named: { axis: number; value: number }[] = [];
    for (const { key, value } of combination.entries) {
      const axis = checkAxis(key, axes, diagnostics);
      if (axis >= 0)
        named.push({ axis, value: valueAmong(axes[axis], value, lookup, diagnostics) });
    }
    if (named.length < combination.entries.length || named.some(({ value }) => value < 0)) continue;
    const rest = left.filter((cell) => named.some(({ axis, value }) => cell[axis] !== value));
    if (rest.length === left.length) diagnostics.add(say.excludesNothing(combination.span));
    left = rest;
  }
  return left;
}

function checkAxis(key: Entry['key'], axes: readonly Axis[], diagnostics: Diagnostics): number {
  const names = axes.map(({ name }) => name);
  const at = names.indexOf(key.text);
  if (at < 0) diagnostics.add(say.noAxis(key.span, key.text, didYouMean(key.text, names)));
  return at;
}

/** The value of an axis that is written there; −1, and said, where it has no such value. */
export function valueAmong(
  axis: Axis,
  tree: Tree,
  lookup: Lookup,
  diagnostics: Diagnostics,
): number {
  const value = valueAt(tree, lookup);
  const at = indexOfValue(axis, value);
  if (at < 0) diagnostics.add(say.noSuchValue(tree.span, axis.name, value.text, valuesText(axis)));
  return at;
}

const VALUES_SHOWN = 8;

export function valuesText({ values }: Axis): string {
  const texts = values.map(({ text }) => text);
  if (texts.length <= VALUES_SHOWN) return texts.join(', ');
  return `${texts.slice(0, 3).join(', ')}, … ${texts[texts.length - 1]}`;
}
