/**
 * What was established about measures, in words: over which combinations, how many runs of what, from which
 * seed, and that it is a measurement and no proof; where the claim was closest, and what the sample says of
 * the number there.
 */

import { grouped } from '../../engine/grouped.js';
import { formatRational, type Rational } from '../../engine/language/expression/numbers.js';
import type { CellExpr, StudyProperty, StudySpec } from '../../engine/language/study/spec.js';
import type { Note, Status } from '../verdict.js';
import type { Judged, Telling } from './judge.js';
import type { Ran } from './ran.js';

export interface Setting {
  readonly spec: StudySpec;
  readonly ran: Ran;
  readonly seed: number;
}

export interface Answered {
  readonly status: Status;
  readonly claim: string;
  readonly notes: readonly Note[];
}

export function answer(setting: Setting, property: StudyProperty, judged: Judged): Answered {
  const { considered, holding, failing, open } = judged;
  if (judged.undefined.length > 0) return undefinedAnswer(setting, judged);
  if (considered.length === 0) return vacuous(property);
  // Claims of every cell are refuted, and those of some cell shown, by one; the rest need them all.
  const some = property.form === 'reachable';
  const bad = property.form === 'never' ? holding : failing;
  if (some && holding.length > 0)
    return { status: 'holds', claim: someClaim(setting, property, judged), notes: [] };
  if (!some && bad.length > 0)
    return { status: 'violated', claim: brokenClaim(setting, property, judged, bad), notes: [] };
  if (open.length > 0) return openAnswer(setting, property, judged);
  const claim = `${where(setting, property, judged, some || property.form === 'never' ? 'in none of' : 'in')}, ${basis(setting)}${closeness(setting, judged)}`;
  const notes = judged.telling ? confidenceNotes(setting, judged.telling) : [];
  return { status: some ? 'violated' : 'holds', claim, notes };
}

// ----------------------------------------------------------------------------------------- over what

/** `in all 26 × 3 combinations of u and n`. */
function where(
  { spec }: Setting,
  property: StudyProperty,
  { considered }: Judged,
  word: 'in' | 'in none of',
): string {
  const all = word === 'in' ? 'in all' : 'in none of the';
  if (considered.length === 1 && word === 'in')
    return `in ${cellWords(spec, property, considered[0])}`;
  const names = property.axes.map((axis) => spec.axes[axis].name);
  const sizes = property.axes.map(
    (axis) => new Set(considered.map((cell) => spec.cells[cell][axis])).size,
  );
  const product = sizes.reduce((a, b) => a * b, 1);
  // Where all combinations of what is left are there, the factors say more than their product.
  const free = sizes.flatMap((size, i) => (size > 1 ? [{ size, name: names[i] }] : []));
  const fixed = property.axes.filter((_, i) => sizes[i] === 1);
  const count =
    product === considered.length && free.length > 1
      ? free.map(({ size }) => size).join(' × ')
      : grouped(considered.length);
  const of = free.length === 0 ? '' : ` of ${listed(free.map(({ name }) => name))}`;
  const what =
    property.whenever !== null && fixed.length > 0
      ? ` with ${valuesOf(spec, fixed, considered[0])}`
      : '';
  return `${all} ${count} combinations${of}${what}`;
}

function basis({ spec, seed }: Setting): string {
  if (spec.subject.is === 'specs') return `one check of \`${spec.subject.name}\` each`;
  const sets =
    spec.repeat === 1 ? 'one random task set' : `${grouped(spec.repeat)} random task sets`;
  return `${sets} each, seed ${seed}: measured, not proved`;
}

/** `u = 0.52, n = 5`, of what a claim depends on. */
function cellWords(spec: StudySpec, { axes }: Pick<StudyProperty, 'axes'>, cell: number): string {
  return axes.length === 0
    ? 'the one combination'
    : `the combination ${valuesOf(spec, axes, cell)}`;
}

function valuesOf(spec: StudySpec, axes: readonly number[], cell: number): string {
  return axes
    .map(
      (axis) => `${spec.axes[axis].name} = ${spec.axes[axis].values[spec.cells[cell][axis]].text}`,
    )
    .join(', ');
}

const listed = (items: readonly string[]): string =>
  items.length < 2
    ? items.join('')
    : `${items.slice(0, -1).join(', ')} and ${items[items.length - 1]}`;

// ------------------------------------------------------------------------------------- how closely

function closeness({ spec }: Setting, { telling, considered }: Judged): string {
  // Of an equation that holds there is no closest case.
  if (telling === null || telling.compared.relation === '==') return '';
  const { left, right, compared, cell } = telling;
  const sides = `${decimals(left)} ${compared.relation} ${decimals(right)}`;
  if (considered.length === 1) return `: ${sides}`;
  const all = spec.axes.map((_, axis) => axis).filter((axis) => dependsOn(compared, axis));
  return `; closest where ${valuesOf(spec, all, cell)}: ${sides}`;
}

function dependsOn(expr: CellExpr, axis: number): boolean {
  switch (expr.op) {
    case 'measure':
      return true;
    case 'axis':
    case 'axis is':
      return expr.axis === axis;
    case 'at':
      return !expr.fixed.some((fixed) => fixed.axis === axis) && dependsOn(expr.of, axis);
    case 'not':
    case 'abs':
      return dependsOn(expr.of, axis);
    case 'all':
    case 'some':
      return expr.of.some((one) => dependsOn(one, axis));
    case 'arithmetic':
    case 'compare':
      return dependsOn(expr.left, axis) || dependsOn(expr.right, axis);
    default:
      return false;
  }
}

/** Exactly where four digits are enough for that, else `≈` and four digits. */
export function decimals(value: Rational): string {
  const x = Number(value.numerator) / Number(value.denominator);
  if (value.denominator === 1n) return formatRational(value);
  const short = Number(x.toPrecision(4));
  const exact =
    BigInt(Math.round(short * 1e9)) * value.denominator === value.numerator * 1_000_000_000n;
  return exact ? `${short}` : `≈ ${short}`;
}

/** What the interval of a measure says of a limit that it is compared with. */
function confidenceNotes({ spec, ran }: Setting, telling: Telling): Note[] {
  const { compared, cell } = telling;
  const [measured, limit] =
    compared.right.op === 'number'
      ? [compared.left, telling.right]
      : [compared.right, telling.left];
  if (compared.relation === '==' || compared.relation === '!=') return [];
  if (measured.op !== 'measure' || spec.subject.is !== 'random task sets') return [];
  const interval = ran.cells[cell].measures[measured.measure].number?.interval;
  if (!interval) return [];
  const { name } = spec.measures[measured.measure];
  const bound = Number(limit.numerator) / Number(limit.denominator);
  const clear = bound < interval.low || bound > interval.high;
  const [low, high] = [interval.low, interval.high].map((x) => Number(x.toPrecision(4)));
  const says = clear
    ? 'clear of the limit'
    : 'and the limit is in between: other runs could tell otherwise';
  return [
    {
      kind: 'hint',
      text: `with 95 % confidence the true ${name} there is between ${low} and ${high}, ${says}`,
    },
  ];
}

// --------------------------------------------------------------------------------------- outcomes

function vacuous({ form }: StudyProperty): Answered {
  const text = 'no combination is as `whenever` says: nothing was judged';
  return {
    status: form === 'reachable' ? 'violated' : 'holds',
    claim: 'holds of no combination at all',
    notes: [{ kind: 'vacuous', text }],
  };
}

function someClaim(setting: Setting, property: StudyProperty, judged: Judged): string {
  const { spec } = setting;
  const { telling } = judged;
  const cell = telling?.cell ?? judged.holding[0];
  const sides = telling
    ? `: ${decimals(telling.left)} ${telling.compared.relation} ${decimals(telling.right)}`
    : '';
  const many = judged.holding.length;
  const clearest = many > 1 ? `${grouped(many)} combinations, such as ` : '';
  return `in ${clearest}${cellWords(spec, property, cell)}${sides}; ${basis(setting)}`;
}

function brokenClaim(
  setting: Setting,
  property: StudyProperty,
  { considered, telling }: Judged,
  bad: readonly number[],
): string {
  const { spec } = setting;
  const share =
    considered.length === 1
      ? ''
      : `in ${grouped(bad.length)} of ${grouped(considered.length)} combinations, ${property.form === 'never' || telling === null ? 'first' : 'worst'} `;
  const worst = property.form === 'never' || telling === null ? bad[0] : telling.cell;
  const sides =
    property.form === 'never' || telling === null
      ? ''
      : `: ${decimals(telling.left)} ${telling.compared.relation} ${decimals(telling.right)} is false`;
  return `does not hold ${share}in ${cellWords(spec, property, worst)}${sides}; ${basis(setting)}`;
}

function openAnswer(setting: Setting, property: StudyProperty, judged: Judged): Answered {
  const { ran, spec } = setting;
  const known = judged.considered.length - judged.open.length;
  const far = `${grouped(known)} of ${grouped(judged.considered.length)} combinations are measured, and none of them is against it`;
  if (ran.stoppedBy !== undefined) {
    const done = ran.cells.reduce((sum, { runs }) => sum + runs, 0);
    const all = grouped(spec.cells.length * spec.repeat);
    return {
      status: 'unknown',
      claim: `stopped by ${ran.stoppedBy} after ${grouped(done)} of ${all} runs: ${far}`,
      notes: [],
    };
  }
  const first = judged.open[0];
  const at = cellWords(spec, property, first);
  const failure = ran.cells[first].failure;
  const reason =
    failure === undefined
      ? `some runs are not decided within the limits of their analysis, first in ${at}`
      : `${at} cannot be checked: ${failure}`;
  return { status: 'unknown', claim: `${reason}; ${far}`, notes: [] };
}

function undefinedAnswer({ spec }: Setting, judged: Judged): Answered {
  const all = spec.axes.map((_, axis) => axis);
  const at = valuesOf(spec, all, judged.undefined[0]);
  return {
    status: 'error',
    claim: `has no value where ${at}: it divides by nought there, or \`at\` leads to a combination that is not run`,
    notes: [],
  };
}
