/**
 * Many alike as one: expressions that differ only in a constant from one *lane* to the next (lane i
 * speaks of element i of a map, say) become one expression. Truth values become one word with a bit for each
 * lane: what asks single bits of bit planes asks whole planes. Other values become a template with
 * the lane's number as a parameter. Both are anti-unification (Plotkin, 1970) with the few
 * generalisations that pay.
 */
import type { Ir } from '../ir.js';
import { isConst, type Terms } from './terms.js';

/** What a lane holds; undefined where nobody asks. */
type Lanes = readonly (Ir | undefined)[];

export const LANES = 32;

/** The lowest n bits. */
export const lowest = (n: number): number => (n >= LANES ? -1 : 2 ** n - 1);

/**
 * A word whose bit i is the truth value of lane i, as far as lanes are given; the other bits are
 * anything. Undefined where the lanes are not alike.
 */
export function lanesWord(terms: Terms, lanes: Lanes): Ir | undefined {
  const first = lanes.find((lane) => lane !== undefined);
  if (first === undefined) return terms.zero;
  const given = lanes.flatMap((lane, i) => (lane === undefined ? [] : [{ lane, i }]));
  if (given.every(({ lane }) => lane === first)) return spread(terms, first);
  if (given.every(({ lane }) => lane.ir === 'const'))
    return terms.constant(given.reduce((sum, { lane, i }) => sum | (bitOf(lane) << i), 0));
  const plane = planeOf(terms, given);
  if (plane !== undefined) return plane;
  // Lanes whose value is known say nothing of the form of the others.
  if (given.some(({ lane }) => lane.ir === 'const')) {
    const ones = given.reduce((sum, { lane, i }) => sum | (bitOf(lane) << i), 0);
    const zeros = given.reduce((sum, { lane, i }) => sum | (isConst(lane, 0) ? 1 << i : 0), 0);
    const others = lanesWord(
      terms,
      lanes.map((lane) => (lane?.ir === 'const' ? undefined : lane)),
    );
    if (others === undefined) return undefined;
    return terms.binary(
      'or',
      terms.binary('and', others, terms.constant(~zeros)),
      terms.constant(ones),
    );
  }
  return sameForm(terms, lanes, first);
}

const bitOf = (lane: Ir): number => (lane.ir === 'const' && lane.value !== 0 ? 1 : 0);

/** All bits as one truth value. */
function spread(terms: Terms, truth: Ir): Ir {
  if (truth.ir === 'const') return terms.constant(truth.value === 0 ? 0 : -1);
  return terms.binary('sub', terms.zero, truth);
}

/** Bits of one word, side by side. */
function planeOf(
  terms: Terms,
  given: readonly { readonly lane: Ir; readonly i: number }[],
): Ir | undefined {
  let source: Ir | undefined;
  let start = 0;
  for (const { lane, i } of given) {
    const bit = singleBit(lane);
    if (bit === undefined) return undefined;
    if (source === undefined) {
      source = bit.of;
      start = bit.position - i;
    } else if (bit.of !== source || bit.position - i !== start) return undefined;
  }
  if (source === undefined) return undefined;
  return start >= 0
    ? terms.binary('shr', source, terms.constant(start))
    : terms.binary('shl', source, terms.constant(-start));
}

/** Which bit of what a truth value is. */
function singleBit(lane: Ir): { readonly of: Ir; readonly position: number } | undefined {
  if (lane.ir !== 'binary' || lane.right.ir !== 'const') return undefined;
  if (lane.operator === 'shr' && lane.right.value === 31) return { of: lane.left, position: 31 };
  if (lane.operator !== 'and' || lane.right.value !== 1) return undefined;
  const { left } = lane;
  if (left.ir === 'binary' && left.operator === 'shr' && left.right.ir === 'const')
    return { of: left.left, position: left.right.value };
  return { of: left, position: 0 };
}

function sameForm(terms: Terms, lanes: Lanes, first: Ir): Ir | undefined {
  const inner = (part: (lane: Ir) => Ir | undefined): Ir | undefined => {
    const parts = lanes.map((lane) => lane && part(lane));
    return parts.some((p, i) => p === undefined && lanes[i] !== undefined)
      ? undefined
      : lanesWord(terms, parts);
  };
  if (first.ir === 'unary' && first.operator === 'not') {
    const of = inner((lane) =>
      lane.ir === 'unary' && lane.operator === 'not' ? lane.of : terms.not(lane),
    );
    return of && terms.binary('xor', of, terms.constant(-1));
  }
  if (first.ir === 'binary') {
    const { operator } = first;
    if (operator !== 'and' && operator !== 'or' && operator !== 'xor') return undefined;
    if (!terms.isTruth(first.left) || !terms.isTruth(first.right)) return undefined;
    const side = (which: 'left' | 'right') =>
      inner((lane) =>
        lane.ir === 'binary' && lane.operator === operator && terms.isTruth(lane[which])
          ? lane[which]
          : undefined,
      );
    const left = side('left');
    const right = left && side('right');
    return left && right && terms.binary(operator, left, right);
  }
  if (first.ir === 'select') {
    const part = (which: 'test' | 'yes' | 'no') =>
      inner((lane) =>
        lane.ir === 'select' && terms.isTruth(lane[which]) ? lane[which] : undefined,
      );
    const test = part('test');
    const yes = test && part('yes');
    const no = yes && part('no');
    if (test === undefined || yes === undefined || no === undefined) return undefined;
    return terms.binary(
      'or',
      terms.binary('and', test, yes),
      terms.binary('and', terms.binary('xor', test, terms.constant(-1)), no),
    );
  }
  return undefined;
}

/** The conditions that must all hold, taken apart. */
export function conjuncts(truth: Ir, into: Ir[] = []): Ir[] {
  if (truth.ir === 'binary' && truth.operator === 'and' && truth.right.ir !== 'const') {
    conjuncts(truth.left, into);
    conjuncts(truth.right, into);
  } else into.push(truth);
  return into;
}

export interface Family {
  /** What all lanes ask alike. */
  readonly gate: Ir;
  /** What each asks for itself: a bit a lane, where the gate holds. */
  readonly enabled: Ir;
}

/** The truth values of all lanes, and what they have in common. Always has an answer. */
export function family(terms: Terms, lanes: readonly Ir[]): Family {
  const parts = lanes.map((lane) => conjuncts(lane));
  const common = new Set(parts[0].filter((part) => parts.every((others) => others.includes(part))));
  const gate = [...common].reduce((all, part) => terms.binary('and', all, part), terms.one);
  const own = parts.map((list) => list.filter((part) => !common.has(part)));
  const mask = terms.constant(lowest(lanes.length));
  const whole = lanesWord(
    terms,
    own.map((list) => all(terms, list)),
  );
  if (whole !== undefined) return { gate, enabled: terms.binary('and', whole, mask) };
  return { gate, enabled: piecewise(terms, own, mask) };
}

const all = (terms: Terms, list: readonly Ir[]): Ir =>
  list.reduce((sum, part) => terms.binary('and', sum, part), terms.one);

/** Conjunct by conjunct where the lanes are alike, lane by lane where they are not. */
function piecewise(terms: Terms, own: readonly (readonly Ir[])[], mask: Ir): Ir {
  let enabled = mask;
  const rest: Ir[][] = own.map(() => []);
  const length = Math.max(...own.map((list) => list.length));
  const even = own.every((list) => list.length === length);
  for (let k = 0; k < length; k++) {
    const column = own.map((list) => list[k]);
    const word = even ? lanesWord(terms, column) : undefined;
    if (word !== undefined) enabled = terms.binary('and', enabled, word);
    else
      column.forEach((part, i) => {
        if (part !== undefined) rest[i].push(part);
      });
  }
  if (rest.every((list) => list.length === 0)) return enabled;
  const bits = rest.reduce<Ir>(
    (sum, list, i) =>
      terms.binary('or', sum, terms.binary('shl', all(terms, list), terms.constant(i))),
    terms.zero,
  );
  return terms.binary('and', enabled, bits);
}

/** Does one of the lanes hold? All of them: ask for none that does not. */
export function someLane(terms: Terms, lanes: readonly Ir[]): Ir {
  const open = lanes.filter((lane) => !isConst(lane, 0));
  if (open.length === 0) return terms.zero;
  if (open.length === 1) return open[0];
  const asked = lanes.map((lane) => (isConst(lane, 0) ? undefined : lane));
  const parts = asked.map((lane) => lane && conjuncts(lane));
  const lists = parts.filter((list) => list !== undefined);
  const common = lists[0].filter((part) => lists.every((others) => others.includes(part)));
  const gate = all(terms, common);
  const own = parts.map(
    (list) =>
      list &&
      all(
        terms,
        list.filter((part) => !common.includes(part)),
      ),
  );
  for (let at = 0, sum = terms.zero; ; at += LANES) {
    if (at >= own.length) return terms.binary('and', gate, sum);
    const some = someOf(terms, own.slice(at, at + LANES));
    sum = terms.binary('or', sum, some);
  }
}

function someOf(terms: Terms, lanes: Lanes): Ir {
  const word = lanes.length > 2 ? lanesWord(terms, lanes) : undefined;
  if (word === undefined)
    return lanes.reduce<Ir>(
      (sum, lane) => (lane ? terms.binary('or', sum, lane) : sum),
      terms.zero,
    );
  const asked = lanes.reduce((sum, lane, i) => (lane ? sum | (1 << i) : sum), 0);
  return terms.not(terms.equal(terms.binary('and', word, terms.constant(asked)), terms.zero));
}

/** How many lanes hold. */
export function lanesCount(terms: Terms, lanes: readonly Ir[]): Ir {
  const word = lanes.length > 2 && lanes.length <= LANES ? lanesWord(terms, lanes) : undefined;
  if (word === undefined)
    return lanes.reduce<Ir>((sum, lane) => terms.binary('add', sum, lane), terms.zero);
  const mask = terms.constant(lowest(lanes.length));
  return terms.unary('ones', terms.binary('and', word, mask));
}

/** The value of a lane, and the lane's number. */
export interface Lane {
  readonly lane: Ir;
  readonly i: number;
}

/**
 * One expression with the lane's number as a parameter that gives the value of each of these lanes; undefined
 * where they are not alike. `addTable` keeps constants that follow no rule.
 */
export function template(
  terms: Terms,
  lanes: readonly Lane[],
  parameter: Ir,
  addTable: (entries: Int32Array) => number,
): Ir | undefined {
  const first = lanes[0].lane;
  if (lanes.every(({ lane }) => lane === first)) return first;
  const inner = (part: (other: Ir) => Ir | undefined): Ir | undefined => {
    const parts: Lane[] = [];
    for (const { lane, i } of lanes) {
      const one = part(lane);
      if (one === undefined) return undefined;
      parts.push({ lane: one, i });
    }
    return template(terms, parts, parameter, addTable);
  };
  switch (first.ir) {
    case 'const': {
      const values = lanes.flatMap(({ lane, i }) =>
        lane.ir === 'const' ? [{ value: lane.value, i }] : [],
      );
      return values.length === lanes.length
        ? constants(terms, values, parameter, addTable)
        : undefined;
    }
    case 'unary': {
      const of = inner((other) =>
        other.ir === 'unary' && other.operator === first.operator ? other.of : undefined,
      );
      return of && terms.unary(first.operator, of);
    }
    case 'binary': {
      const side = (which: 'left' | 'right') =>
        inner((other) =>
          other.ir === 'binary' && other.operator === first.operator ? other[which] : undefined,
        );
      const left = side('left');
      const right = left && side('right');
      return left && right && terms.binary(first.operator, left, right);
    }
    case 'select': {
      const part = (which: 'test' | 'yes' | 'no') =>
        inner((other) => (other.ir === 'select' ? other[which] : undefined));
      const test = part('test');
      const yes = test && part('yes');
      const no = yes && part('no');
      return test && yes && no && terms.select(test, yes, no);
    }
    case 'table': {
      const index = inner((other) =>
        other.ir === 'table' && other.table === first.table ? other.index : undefined,
      );
      return index && terms.table(first.table, index);
    }
    case 'word': {
      const index = inner((other) =>
        other.ir === 'word' && other.state === first.state ? other.index : undefined,
      );
      return index && terms.word(first.state, index);
    }
    default:
      return undefined;
  }
}

/** A number for each lane: by a formula where there is a simple one. */
function constants(
  terms: Terms,
  values: readonly { readonly value: number; readonly i: number }[],
  parameter: Ir,
  addTable: (entries: Int32Array) => number,
): Ir {
  const [first, second] = values;
  const shifted = (base: number): Ir => terms.binary('shl', terms.constant(base), parameter);
  const base = first.value >>> first.i;
  if (values.every(({ value, i }) => value === base << i)) return shifted(base);
  const hole = ~first.value >>> first.i;
  if (values.every(({ value, i }) => value === ~(hole << i)))
    return terms.binary('xor', shifted(hole), terms.constant(-1));
  const step = (second.value - first.value) / (second.i - first.i);
  const start = first.value - first.i * step;
  if (Number.isInteger(step) && values.every(({ value, i }) => value === start + i * step))
    return terms.binary(
      'add',
      terms.binary('mul', parameter, terms.constant(step)),
      terms.constant(start),
    );
  const entries = new Int32Array(values[values.length - 1].i + 1);
  for (const { value, i } of values) entries[i] = value;
  return terms.table(addTable(entries), parameter);
}
