import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../test/campaign.js';
import { formatPlain } from '../plain.js';
import { arbitraryType, arbitraryValue } from './arbitrary-types.js';
import type { Type } from './types.js';
import { formatType, sameType } from './types-format.js';
import type { Value } from './value.js';
import { formatValue, plainValue } from './value-format.js';
import {
  cardinality,
  compareValues,
  contains,
  enumerate,
  equalValues,
  firstValue,
  isFinite as isFiniteType,
  ordinal,
  valueAt,
} from './values.js';

const colour: Type = { kind: 'enum', members: ['red', 'amber', 'blue'], name: 'Colour' };
const node: Type = { kind: 'symmetric', name: 'Node', size: 3 };
const digit: Type = { kind: 'range', low: 0, high: 2 };
const entry: Type = { kind: 'record', fields: [{ name: 'term', type: digit }], name: 'Entry' };
const message: Type = {
  kind: 'variant',
  name: 'Message',
  shapes: [
    { name: 'prepared', fields: [{ name: 'rm', type: node }] },
    { name: 'commit', fields: [] },
  ],
};

const smallType = arbitraryType.filter((type) => cardinality(type) <= 3000);
const typeAndValue = arbitraryType.chain((type) =>
  fc.tuple(fc.constant(type), arbitraryValue(type)),
);
const typeAndValues = arbitraryType.chain((type) =>
  fc.tuple(fc.constant(type), arbitraryValue(type), arbitraryValue(type)),
);

describe('enumerate', () => {
  it('lists every value once, in ascending order, numbered from 0', () => {
    const { seed, runs } = campaign('values-enumerate', { sample: 150, deep: 5000 });
    fc.assert(
      fc.property(smallType, (type) => {
        const list = [...enumerate(type)];
        expect(list.length).toBe(cardinality(type));
        list.forEach((value, i) => {
          expect(contains(type, value)).toBe(true);
          expect(ordinal(type, value)).toBe(i);
          if (i > 0) expect(compareValues(type, list[i - 1], value)).toBeLessThan(0);
        });
        expect(list[0]).toEqual(firstValue(type));
      }),
      { seed, numRuns: runs },
    );
  });

  it('misses no value', () => {
    const { seed, runs } = campaign('values-ordinal', { sample: 2000, deep: 100_000 });
    fc.assert(
      fc.property(typeAndValue, ([type, value]) => {
        expect(contains(type, value)).toBe(true);
        if (cardinality(type) > 2 ** 53) return;
        expect(ordinal(type, value)).toBeLessThan(cardinality(type));
        expect(valueAt(type, ordinal(type, value))).toEqual(value);
      }),
      { seed, numRuns: runs },
    );
  });

  it('writes sets in the order of their bit masks', () => {
    const sets = [...enumerate({ kind: 'set', of: node })];
    expect(sets).toEqual([[], [1], [2], [1, 2], [3], [1, 3], [2, 3], [1, 2, 3]]);
    expect([...enumerate({ kind: 'set', of: node, bound: 1 })]).toEqual([[], [1], [2], [3]]);
  });

  it('counts copies in bags', () => {
    const two: Type = { kind: 'range', low: 1, high: 2 };
    expect([...enumerate({ kind: 'bag', of: two, bound: 2 })]).toEqual([
      [],
      [1],
      [1, 1],
      [2],
      [1, 2],
      [2, 2],
    ]);
  });

  it('puts shorter sequences first', () => {
    const bit: Type = { kind: 'range', low: 0, high: 1 };
    expect([...enumerate({ kind: 'sequence', of: bit, bound: 2 })]).toEqual([
      [],
      [0],
      [1],
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]);
  });

  it('refuses what is not finite', () => {
    expect(() => [...enumerate({ kind: 'set', of: { kind: 'integer' } })]).toThrow();
    expect(isFiniteType({ kind: 'bag', of: digit })).toBe(false);
    expect(isFiniteType({ kind: 'set', of: digit })).toBe(true);
    expect(cardinality({ kind: 'bag', of: digit })).toBe(Number.POSITIVE_INFINITY);
    expect(cardinality({ kind: 'integer' })).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('order and equality', () => {
  it('agree with each other and with the ordinals', () => {
    const { seed, runs } = campaign('values-order', { sample: 2000, deep: 100_000 });
    fc.assert(
      fc.property(typeAndValues, ([type, a, b]) => {
        const order = Math.sign(compareValues(type, a, b));
        expect(Math.sign(compareValues(type, b, a))).toBe(order === 0 ? 0 : -order);
        expect(equalValues(a, b)).toBe(order === 0);
        expect(JSON.stringify(a) === JSON.stringify(b)).toBe(order === 0);
        if (cardinality(type) <= 2 ** 53) {
          expect(Math.sign(ordinal(type, a) - ordinal(type, b))).toBe(order);
        }
      }),
      { seed, numRuns: runs },
    );
  });

  it('puts none before every value', () => {
    const type: Type = { kind: 'optional', of: digit };
    expect([...enumerate(type)]).toEqual([null, 0, 1, 2]);
  });
});

describe('contains', () => {
  const cases: [Type, Value, boolean][] = [
    [digit, 2, true],
    [digit, 3, false],
    [digit, 0.5, false],
    [digit, null, false],
    [{ kind: 'integer' }, 2 ** 31 - 1, true],
    [{ kind: 'integer' }, 2 ** 31, false],
    [colour, 'blue', true],
    [colour, 'green', false],
    [node, 0, false],
    [{ kind: 'set', of: digit }, [0, 1], true],
    [{ kind: 'set', of: digit }, [1, 0], false],
    [{ kind: 'set', of: digit }, [1, 1], false],
    [{ kind: 'bag', of: digit }, [1, 1], true],
    [{ kind: 'bag', of: digit, bound: 1 }, [1, 1], false],
    [{ kind: 'sequence', of: digit, bound: 2 }, [1, 0], true],
    [{ kind: 'sequence', of: digit, bound: 2 }, [1, 0, 0], false],
    [{ kind: 'map', key: node, value: digit }, [0, 1], false],
    [{ kind: 'map', key: node, value: digit }, [0, 1, 2], true],
    [message, { shape: 'prepared', fields: [1] }, true],
    [message, { shape: 'prepared', fields: [] }, false],
    [message, { shape: 'abort', fields: [] }, false],
    [entry, [1], true],
    [entry, [1, 1], false],
    [{ kind: 'optional', of: digit }, null, true],
  ];
  it.each(cases)('%o holds %o: %s', (type, value, expected) => {
    expect(contains(type, value)).toBe(expected);
  });
});

describe('formatting', () => {
  const set: Type = { kind: 'set', of: message };
  const map: Type = { kind: 'map', key: colour, value: { kind: 'optional', of: digit } };
  const cases: [Type, Value, string, unknown][] = [
    [{ kind: 'boolean' }, true, 'true', true],
    [node, 2, '2', 2],
    [colour, 'red', 'red', 'red'],
    [map, [null, 1, 2], '{ red: none, amber: 1, blue: 2 }', { red: null, amber: 1, blue: 2 }],
    [
      set,
      [
        { shape: 'prepared', fields: [1] },
        { shape: 'commit', fields: [] },
      ],
      '[prepared(rm = 1), commit]',
      [{ prepared: { rm: 1 } }, 'commit'],
    ],
    [entry, [2], 'Entry(term = 2)', { term: 2 }],
    [{ kind: 'record', fields: [{ name: 'x', type: digit }] }, [1], '{ x: 1 }', { x: 1 }],
    [{ kind: 'sequence', of: digit }, [1, 0], '[1, 0]', [1, 0]],
    [{ kind: 'bag', of: digit }, [1, 1], '[1, 1]', [1, 1]],
  ];
  it.each(cases)('%o %o is %s', (type, value, text, plain) => {
    expect(formatValue(type, value)).toBe(text);
    expect(plainValue(type, value)).toEqual(plain);
  });

  it('writes plain JSON as a line', () => {
    expect(formatPlain([{ prepared: { rm: 1 } }, 'commit', null, true])).toBe(
      '[prepared(rm = 1), commit, none, true]',
    );
    expect(formatPlain({ red: null, amber: 1 })).toBe('{red: none, amber: 1}');
  });
});

describe('types', () => {
  it('are written as in the language', () => {
    const log: Type = { kind: 'map', key: node, value: { kind: 'sequence', of: entry, bound: 4 } };
    expect(formatType(log)).toBe('Node to sequence(Entry, 4)');
    expect(formatType({ kind: 'map', key: log, value: digit })).toBe(
      '(Node to sequence(Entry, 4)) to 0..2',
    );
    expect(formatType({ kind: 'enum', members: ['shut', 'open'] })).toBe('[shut, open]');
  });

  it('are equal by structure, symmetric ones by declaration', () => {
    expect(sameType(colour, { kind: 'enum', members: ['red', 'amber', 'blue'] })).toBe(true);
    expect(sameType(colour, { kind: 'enum', members: ['amber', 'red', 'blue'] })).toBe(false);
    expect(sameType(node, { kind: 'symmetric', name: 'Client', size: 3 })).toBe(false);
    expect(sameType({ kind: 'set', of: digit }, { kind: 'set', of: digit, bound: 2 })).toBe(false);
  });

  it('equal themselves and a deep copy', () => {
    const { seed, runs } = campaign('types-same', { sample: 200, deep: 5000 });
    fc.assert(
      fc.property(arbitraryType, arbitraryType, (a, b) => {
        expect(sameType(a, structuredClone(a))).toBe(true);
        expect(sameType(a, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { seed, numRuns: runs },
    );
  });
});
