/** Lines of traces: what is wrong with them, and where; what is right, and which values it fits. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { Chance } from '../../transition/random/chance.js';
import { randomType, randomValue } from '../../transition/random/types.js';
import { loadSpecs, placeOf, sourceFile } from '../index.js';
import { plainValue } from '../value-format.js';
import { BadLine, LineReader } from './line.js';
import { rangeOf } from './places.js';
import { syntaxErrorAt } from './syntax-error.js';
import { fits, readSeen } from './value.js';

const POST = `kind: model
name: post
about: Letters on their way.
types:
  Town: [Ulm, Bonn]
  Person: symmetric(2)
  Letter: { from: Person, stamps: 0..3 }
  Parcel:
    one of:
      empty: {}
      heavy: { kilos: 1..9 }
state:
  bags: Town to bag(Letter)
  last: optional(Letter)
  parcel: Parcel
  order: sequence(Parcel, 2)
  shut: boolean
  fee: 4..4
  sent: integer
  towns: set(Town, 1)
init:
  order: []
actions:
  send:
    for: p in Person, t in Town
    then:
      bags[t]: add(bags[t], Letter(from = p, stamps = 1))
  close:
    then:
      shut: true
`;

function reader(): LineReader {
  const { specs } = loadSpecs(sourceFile('post.yaml', POST));
  const { spec } = specs[0];
  if (spec?.kind !== 'model') throw new Error('a model');
  return new LineReader(spec, 'post.jsonl');
}

function complaint(lines: readonly string[]): string {
  const reading = reader();
  try {
    for (const [i, line] of lines.entries()) reading.read(line, i + 1);
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    const { code, span, message, hint } = error.diagnostic;
    const { line, column, endColumn } = placeOf(span);
    return `${line}:${column}-${endColumn} ${code} ${message}${hint === undefined ? '' : ` (${hint})`}`;
  }
  return 'nothing';
}

test.each([
  [
    '{"action": "send"',
    '1:18-19 ASY6101 this line is not JSON: it ends too early (each line is one JSON object)',
  ],
  [
    '{"action": send}',
    '1:12-13 ASY6101 this line is not JSON: `s` is not expected here (each line is one JSON object)',
  ],
  [
    '{"action": "close",}',
    '1:20-21 ASY6101 this line is not JSON: `}` is not expected here (each line is one JSON object)',
  ],
  [
    'send',
    '1:1-2 ASY6101 this line is not JSON: `s` is not expected here (each line is one JSON object)',
  ],
  [
    '["send"]',
    '1:1-9 ASY6102 a line is a JSON object (for example `{"action": "send", "state": {"sent": 1}}`)',
  ],
  ['{"actoin": "send"}', '1:2-10 ASY6103 `actoin` is no key of a line (did you mean `action`?)'],
  [
    '{"time": 12}',
    '1:2-8 ASY6103 `time` is no key of a line (a line has `action`, `bindings` and `state`; keys of your own begin with `x-`)',
  ],
  ['{"action": 3}', '1:12-13 ASY6104 expected the name of an action'],
  ['{"action": "sned"}', '1:12-18 ASY6105 the spec has no action `sned` (did you mean `send`?)'],
  [
    '{"action": "send", "bindings": {"to": 1}}',
    '1:33-37 ASY6107 the action `send` binds no `to` (did you mean `t`?)',
  ],
  [
    '{"action": "close", "bindings": {"p": 1}}',
    '1:34-37 ASY6107 the action `close` binds no `p` (it binds nothing)',
  ],
  [
    '{"bindings": {"p": 1}}',
    '1:2-12 ASY6108 `bindings` need an `action` (name the action whose bindings they are)',
  ],
  [
    '{"action": "send", "bindings": {"p": "Ann"}}',
    '1:38-43 ASY6104 expected the number of a Person, from 1 to 2',
  ],
  [
    '{"action": "send", "bindings": {"t": "Bon"}}',
    '1:38-43 ASY6110 `Bon` is no name of Town (did you mean `Bonn`?)',
  ],
  [
    '{"action": "send", "bindings": [1]}',
    '1:32-35 ASY6104 expected an object: binders and their values',
  ],
  [
    '{"state": {"bag": {}}}',
    '1:12-17 ASY6109 the spec has no variable `bag` (did you mean `bags`?)',
  ],
  ['{"state": 3}', '1:11-12 ASY6104 expected an object: variables and what was seen of them'],
  ['{"state": {"shut": "yes"}}', '1:20-25 ASY6104 expected true or false'],
  [
    '{"state": {"bags": {"Rom": []}}}',
    '1:28-30 ASY6110 `Rom` is no key of Town to bag(Letter) (it has Ulm, Bonn)',
  ],
  [
    '{"state": {"bags": {"Ulm": {}}}}',
    '1:28-30 ASY6104 expected an array: the items of bag(Letter)',
  ],
  [
    '{"state": {"bags": {"Ulm": [{"from": 1}]}}}',
    '1:29-40 ASY6104 expected the field `stamps` too: this is inside a collection',
  ],
  ['{"state": {"last": {"stamps": 1.5}}}', '1:31-34 ASY6104 expected a whole number from 0 to 3'],
  [
    '{"action": "send", "bindings": {"p": 3}}',
    '1:38-39 ASY6104 expected the number of a Person, from 1 to 2',
  ],
  ['{"state": {"last": {"stamps": 4}}}', '1:31-32 ASY6104 expected a whole number from 0 to 3'],
  ['{"state": {"last": {"stamps": -1}}}', '1:31-33 ASY6104 expected a whole number from 0 to 3'],
  ['{"state": {"fee": 5}}', '1:19-20 ASY6104 expected a whole number 4'],
  [
    '{"state": {"sent": 3000000000}}',
    '1:20-30 ASY6104 expected a whole number from -2147483648 to 2147483647',
  ],
  [
    '{"state": {"bags": {"Ulm": [{"from": 0, "stamps": 1}]}}}',
    '1:38-39 ASY6104 expected the number of a Person, from 1 to 2',
  ],
  [
    '{"state": {"order": ["empty", "empty", "empty"]}}',
    '1:21-48 ASY6104 expected 2 items at most: this is a sequence(Parcel, 2)',
  ],
  ['{"state": {"towns": ["Ulm", "Ulm"]}}', 'nothing'],
  [
    '{"state": {"last": {"stamp": 1}}}',
    '1:30-31 ASY6110 `stamp` is no field of Letter (did you mean `stamps`?)',
  ],
  [
    '{"state": {"parcel": "full"}}',
    '1:22-28 ASY6110 `full` is no shape of Parcel (it has empty, heavy)',
  ],
  ['{"state": {"parcel": "heavy"}}', '1:22-29 ASY6104 expected {"heavy": {…}}: it has fields'],
  [
    '{"state": {"parcel": {"empty": {}}}}',
    '1:32-34 ASY6104 expected "empty" alone: it has no fields',
  ],
  [
    '{"state": {"order": ["empty", {"heavy": {"kilo": 2}}]}}',
    '1:50-51 ASY6110 `kilo` is no field of Parcel (did you mean `kilos`?)',
  ],
  [
    '{"state": {"__proto__": 1}}',
    '1:12-23 ASY6109 the spec has no variable `__proto__` (it has bags, last, parcel, order, shut, fee, sent, towns)',
  ],
])('%s', (line, expected) => {
  expect(complaint([line])).toBe(expected);
});

it('takes the initial state on the first line only, wherever that stands', () => {
  expect(complaint(['{"action": null}', '{"action": "close"}'])).toBe('nothing');
  expect(complaint(['{"action": "close"}', '{"action": null}'])).toBe(
    '2:12-16 ASY6106 only the first line may be about the initial state (`"action": null`) (leave `action` out where it is not known)',
  );
});

describe('a line', () => {
  it('may have keys of its own, alternatives, and a part of what there is', () => {
    const line = reader().read(
      '{"x-time": "12:00", "action": "send", "bindings": {"t": "Ulm"}, "state": {"last": {"stamps": 2}, "shut": true}}',
      1,
    );
    expect(line).toMatchObject({ initial: false, actions: [0], bindings: [['t', 'Ulm']] });
    const [last, shut] = line.state.map(([, seen]) => seen);
    expect(fits(last, { from: 1, stamps: 2 })).toBe(true);
    expect(fits(last, { from: 1, stamps: 1 })).toBe(false);
    expect(fits(last, null)).toBe(false);
    expect(fits(shut, true)).toBe(true);
  });

  it('gives bags in any order, with every copy', () => {
    const [[, seen]] = reader().read(
      '{"state": {"bags": {"Ulm": [{"from": 2, "stamps": 1}, {"stamps": 0, "from": 1}]}}}',
      1,
    ).state;
    const one = { from: 1, stamps: 0 };
    const two = { from: 2, stamps: 1 };
    expect(fits(seen, { Ulm: [one, two], Bonn: [one] })).toBe(true);
    expect(fits(seen, { Ulm: [one, two, two], Bonn: [] })).toBe(false);
  });
});

test('a value of any type is read as itself, and as no other', () => {
  const { seed, runs } = campaign('observed values', { sample: 1000, deep: 50_000 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (s) => {
      const c = new Chance(s);
      const type = randomType(c, 2);
      const [a, b] = [randomValue(c, type), randomValue(c, type)].map((v) => plainValue(type, v));
      const seen = readSeen(type, JSON.parse(JSON.stringify(a)));
      expect(fits(seen, a)).toBe(true);
      expect(fits(seen, b)).toBe(JSON.stringify(a) === JSON.stringify(b));
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
});

test('a part of a JSON text is found where it stands', () => {
  const { seed, runs } = campaign('places in JSON', { sample: 500, deep: 20_000 });
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 4 }),
      fc.constantFrom(undefined, 1, '\t'),
      (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        for (const [path, inner] of pathsOf(JSON.parse(text))) {
          const { start, end } = rangeOf(text, path);
          expect(JSON.parse(text.slice(start, end))).toEqual(inner);
        }
      },
    ),
    { seed, numRuns: runs, endOnFailure: true },
  );
});

test('what JSON.parse refuses is found, and nothing else', () => {
  const { seed, runs } = campaign('mistakes in JSON', { sample: 2000, deep: 50_000 });
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(),
      fc.constantFrom('', ',', ':', '"', '}', ']', '{', '[', '0', 'x', ' ', '\\'),
      fc.boolean(),
      (value, where, what, replace) => {
        const right = JSON.stringify(value);
        const at = where % (right.length + 1);
        const text = right.slice(0, at) + what + right.slice(at + (replace ? 1 : 0));
        const found = syntaxErrorAt(text);
        if (parses(text)) expect(found).toBe(text.length);
        // No end makes it right, but for a text or a number that breaks off.
        else if ('"-.eE'.includes(text[found] ?? '?')) expect(found).toBeLessThan(text.length);
        else if (found < text.length) expect(ENDS.some((end) => parses(text + end))).toBe(false);
        else expect(right).not.toBe(text);
      },
    ),
    { seed, numRuns: runs, endOnFailure: true },
  );
});

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const ENDS = ['"', '0', '}', ']', '"}', '"]', ':0}', '0}', '0]', '}}', ']]', '}]', ']}'];

function pathsOf(value: unknown): [(string | number)[], unknown][] {
  if (typeof value !== 'object' || value === null) return [[[], value]];
  const keys: (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const below = keys.flatMap((key) =>
    pathsOf((value as Record<string | number, unknown>)[key]).map(
      ([path, inner]): [(string | number)[], unknown] => [[key, ...path], inner],
    ),
  );
  return [[[], value], ...below];
}
