import { describe, expect, test } from 'vitest';
import { formatType } from '../../types-format.js';
import { elaborated, modelOf, shown } from '../test-models.js';

/** A model with one variable of every kind of type; the expression is an entry of `let`. */
function specOf(expression: string): string {
  return `
kind: model
name: table
about: Expressions to be typed.
constants:
  N: 3
  Ends: [1, 3]
types:
  Node: 0..N
  Color: [red, green]
  Light: [green, amber]
  Peer: symmetric(2)
  Entry: { term: 0..9, value: Color }
  Message:
    one of:
      stop: {}
      ask: { from: Peer, term: 0..9 }
      answer: { term: 0..9, colors: set(Color) }
state:
  n: Node
  i: integer
  flag: boolean
  color: Color
  light: Light
  peer: optional(Peer)
  some: optional(0..5)
  entry: Entry
  last: optional(Entry)
  message: Message
  level: Node to 0..5
  nodes: set(Node)
  peers: set(Peer)
  queue: sequence(Node, 4)
  free: sequence(integer)
  messages: bag(Message, 2)
  next: Node to optional(Node)
  table: Color to Color to boolean
define:
  twice(a): a + a
  start: red
  big(s): size(s) > 2
actions:
  a:
    let:
      result: ${expression}
    when: result == result
`;
}

/** What is written → its type → what is made of it. */
const TABLE: readonly (readonly [string, string, string])[] = [
  // Numbers: the range of itself, or of what it stands beside; constants are folded.
  ['n + 1', 'integer', '(n→integer + 1)'],
  ['2 * N - 1', '5..5', '5'],
  ['-2 ^ 2', '-4..-4', '-4'],
  ['n == 2', 'boolean', '(n == 2)'],
  ['n == 7', 'boolean', '(n→0..7 == 7)'],
  ['level[n] == n', 'boolean', '(level[n] == n→0..5)'],
  ['i < n', 'boolean', '(i < n→integer)'],
  ['1 <= n < 3', 'boolean', '((1 <= n) and (n < 3))'],
  ['max(n, 2, i)', 'integer', '((n→integer max 2) max i)'],
  ['div(i, 2) mod N', 'integer', '((i div 2) mod 3)'],
  ['abs(-5)', '5..5', '5'],
  ['-i', 'integer', 'negate(i)'],
  // Names: the expected type decides.
  ['color == green', 'boolean', '(color == green)'],
  ['light == green', 'boolean', '(light == green)'],
  ['green == light', 'boolean', '(green == light)'],
  ['color != start', 'boolean', '(color != red)'],
  ['color in [red, green]', 'boolean', '(color in set[red, green])'],
  ['table[green][red]', 'boolean', 'table[green][red]'],
  ['if(flag, red, color)', 'Color', 'if(flag, red, color)'],
  ['light < amber', 'boolean', '(light < amber)'],
  // Types as sets.
  ['nodes == Node', 'boolean', '(nodes == [0,1,2,3])'],
  ['set(Color)', 'set(set(Color))', '[[],["red"],["green"],["red","green"]]'],
  ['subsets(nodes)', 'set(set(0..3))', 'subsets(nodes)'],
  ['boolean', 'set(boolean)', '[false,true]'],
  ['n in Ends', 'boolean', '(n in set[1, 3])'],
  // Options: opened where a value is needed, compared as they are.
  ['some == none', 'boolean', '(some == none)'],
  ['some == 3', 'boolean', '(some == 3)'],
  ['some == n', 'boolean', '(some == n→optional(0..5))'],
  ['some + 1', 'integer', '(some→integer + 1)'],
  ['some < 3', 'boolean', '(some→0..5 < 3)'],
  ['level[some]', '0..5', 'level[some→0..3]'],
  ['last.term', '0..9', 'last→Entry.term'],
  ['peer in peers', 'boolean', '(peer in peers→set(optional(Peer)))'],
  ['peer in [none]', 'boolean', '(peer in set[none])'],
  ['if(flag, none, n)', 'optional(0..3)', 'if(flag, none, n→optional(0..3))'],
  ['next[n] == next[0]', 'boolean', '(next[n] == next[0])'],
  // Records and shapes.
  ['Entry(value = red, term = n)', 'Entry', '{n→0..9, red}'],
  ['with(entry, term = 4)', 'Entry', 'with(entry, term = 4)'],
  ['message is ask and message.term > 2', 'boolean', '((message is ask) and (message.term > 2))'],
  ['message is not stop', 'boolean', 'not((message is stop))'],
  ['message == stop', 'boolean', '(message == stop)'],
  ['answer(term = 1, colors = [])', 'Message', 'answer(1, set[])'],
  ['count(m in messages, m is stop)', 'integer', 'count(m in messages, (m is stop))'],
  // Collections: bounds follow from the operation.
  ['append(queue, 2)', 'sequence(0..3, 5)', 'append(queue, 2)'],
  ['tail(queue)', 'sequence(0..3, 4)', 'tail(queue)'],
  ['concat([1], queue)', 'sequence(0..3, 5)', 'concat(sequence[1], queue)'],
  ['concat(queue, free)', 'sequence(integer)', 'concat(queue→sequence(integer, 4), free)'],
  ['add(nodes, n)', 'set(0..3)', 'add(nodes, n)'],
  ['add(nodes, i)', 'set(integer)', 'add(nodes→set(integer), i)'],
  ['add([], n)', 'set(0..3, 1)', 'add(set[], n)'],
  ['remove(messages, message)', 'bag(Message, 2)', 'remove(messages, message)'],
  ['union(nodes, [1, 2])', 'set(0..3)', 'union(nodes, set[1, 2])'],
  ['nodes == []', 'boolean', '(nodes == set[])'],
  ['subset(nodes, 1..2)', 'boolean', 'subset(nodes, 1..2)'],
  ['i in 1..n', 'boolean', '(i in 1..n→integer)'],
  ['indices(queue)', 'set(1..4)', 'indices(queue)'],
  ['slice(free, 1, n)', 'sequence(integer)', 'slice(free, 1, n→integer)'],
  ['queue[1]', '0..3', 'queue[1]'],
  ['size([])', 'integer', '0'],
  ['big([n])', 'boolean', '(size(sequence[n]) > 2)'],
  // Gathers.
  ['map(m in Node, 0)', '0..3 to 0..0', 'map(m in [0,1,2,3], 0)'],
  ['map(m in 0..N, flag)', '0..3 to boolean', 'map(m in 0..3, flag)'],
  ['filter(m in nodes, m > 1)', 'set(0..3)', 'filter(m in nodes, (m > 1))'],
  ['sequence(k in 1..3, k)', 'sequence(1..3, 3)', 'sequence(k in 1..3, k)'],
  ['set(m in nodes, m + 1)', 'set(integer, 4)', 'set(m in nodes, (m→integer + 1))'],
  ['sum(m in nodes, level[m])', 'integer', 'sum(m in nodes, level[m]→integer)'],
  ['min(m in nodes, m)', 'integer', 'min(m in nodes, m→integer)'],
  ['the(m in nodes, m == 1)', '0..3', 'the(m in nodes, (m == 1))'],
  [
    'forall(a, b in nodes, c in remove(nodes, a), a == c)',
    'boolean',
    'forall(a in nodes, b in nodes, c in remove(nodes, a), (a == c))',
  ],
  ['exists(m in [], m.x)', 'boolean', 'false'],
  ['reach(m in Node, next[m], n)', 'set(0..3)', 'reach(m, next[m], n)'],
  // Definitions are typed where they are used.
  ['twice(n)', 'integer', '(n→integer + n→integer)'],
  ['twice(twice(2))', '8..8', '8'],
];

describe('types of expressions', () => {
  test.each(TABLE)('%s : %s', (text, type, form) => {
    const [{ local, value }] = modelWithout(text).actions[0].lets;
    expect(local.type).toEqual(value.type);
    expect([formatType(value.type), shown(value)]).toEqual([type, form]);
  });
});

/** The model, its warnings (what the table does not use) left aside. */
function modelWithout(text: string) {
  const { spec, complaints } = elaborated(specOf(text));
  if (spec === null) throw new Error(complaints.join('\n'));
  return spec;
}

/** Assignments: the value becomes one of the place's type. */
const ASSIGNED: readonly (readonly [string, string, string])[] = [
  ['n', 'i + 1', '(i + 1)→0..3'],
  ['n', 'some', 'some→0..3'],
  ['some', 'n', 'n→optional(0..5)'],
  ['some', 'none', 'none'],
  ['peer', 'none', 'none'],
  ['color', 'if(flag, green, red)', 'if(flag, green, red)'],
  ['light', 'green', 'green'],
  ['queue', '[n, i]', 'sequence[n, i→0..3]'],
  ['queue', 'append(queue, i)', 'append(queue, i→0..3)→sequence(0..3, 4)'],
  ['queue', 'tail(queue)', 'tail(queue)'],
  ['nodes', '[]', 'set[]'],
  ['nodes', '[n, 2]', 'set[n, 2]'],
  ['nodes', '1..3', '1..3'],
  ['nodes', 'Ends', 'set[1, 3]'],
  ['nodes', 'remove(nodes, i)', 'remove(nodes→set(integer), i)→set(0..3)'],
  ['messages', 'add(messages, stop)', 'add(messages, stop)→bag(Message, 2)'],
  ['messages', '[stop, stop]', 'bag[stop, stop]'],
  [
    'next',
    'map(m in Node, if(m == n, none, m))',
    'map(m in [0,1,2,3], if((m == n), none, m→optional(0..3)))',
  ],
  ['next[n]', 'n', 'n→optional(0..3)'],
  ['entry.term', 'n', 'n→0..9'],
  ['last', 'Entry(term = 0, value = red)', '{0, red}→optional(Entry)'],
  ['level', 'level', 'level'],
];

describe('values of effects', () => {
  test.each(ASSIGNED)('%s: %s', (place, text, form) => {
    const spec = specOf('1 == 1').replace(
      'when: result == result',
      `when: result\n    then:\n      ${place}: ${text}`,
    );
    const { spec: model, complaints } = elaborated(spec);
    if (model === null) throw new Error(complaints.join('\n'));
    const [effect] = model.actions[0].effects;
    if (effect.effect !== 'assign') throw new Error('an assignment was expected');
    expect(shown(effect.value)).toBe(form);
    expect(effect.value.type).toEqual(effect.place.type);
  });
});

test('a let without a type of its own stands for itself', () => {
  const spec = modelOf(`
kind: model
name: lets
about: Abbreviations.
state: { s: set(1..3), q: 'sequence(1..3, 2)' }
actions:
  a:
    let:
      nothing: []
      one: nothing
    when: s == one and q == nothing and size(one) == 0
`);
  expect(spec.actions[0].lets).toEqual([]);
  expect(spec.actions[0].guard.map(shown)).toEqual([
    '(s == set[])',
    '(q == sequence[])',
    '(0 == 0)',
  ]);
});
