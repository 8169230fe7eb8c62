/** Slips of those who come from elsewhere: what is told, through the whole reader. */
import { describe, expect, it } from 'vitest';
import { lineAndColumn, lintFile, sourceFile } from './index.js';

const MODEL = `kind: model
name: counter
about: Counts.
types:
  Node: 1..3
state:
  x: 0..5
  seen: set(Node)
actions:
  up:
    when: x < 5
    then:
      x: x + 1
properties:
  small:
    always: x <= 5
`;

/** The hints for the model with one thing changed. */
function told(was: string, is: string): string[] {
  if (!MODEL.includes(was)) throw new Error(`no ${was}`);
  return lintFile(sourceFile('a.yaml', MODEL.replace(was, is))).map(
    ({ code, hint }) => `${code} ${hint}`,
  );
}

describe('words of other languages', () => {
  it.each([
    ['x: 0..5', 'x: Int', 'ASY4002 write `integer`, or a range such as `0..9`'],
    ['x: 0..5', 'x: Nat', 'ASY4002 write `integer`, or a range such as `0..9`'],
    ['x: 0..5', 'x: string', 'ASY4002 write the names that there are: `[red, green]`'],
    ['x: 0..5', 'x: map(Node, boolean)', 'ASY4002 write `A to B`'],
    ['x <= 5', 'Len(seen) <= 5', 'ASY4003 write `size(c)`'],
    ['x <= 5', 'any(n in Node, n < 5)', 'ASY4003 write `exists(x in S, p)`'],
    ['always:', 'invariant:', 'ASY2010 write `always`'],
    ['properties:', 'invariants:', 'ASY2010 write `properties`'],
    ['when:', 'guard:', 'ASY2010 write `when`'],
    ['state:', 'variables:', 'ASY2010 write `state`'],
  ])('%s → %s', (was, is, hint) => {
    expect(told(was, is)).toContain(hint);
  });

  it('but a name of the spec comes first', () => {
    expect(told('x: 0..5', 'x: node')).toContain('ASY4002 did you mean `Node`?');
    expect(told('types:\n', 'types:\n  Text: 1..2\n')).toEqual([]);
    const own = MODEL.replace('Node: 1..3', 'Node: 1..3\n  Text: 1..2').replace(
      'x: 0..5',
      'x: text',
    );
    expect(lintFile(sourceFile('a.yaml', own)).map(({ hint }) => hint)).toContain(
      'did you mean `Text`?',
    );
  });
});

it('an empty set is no pair of braces, and letters have no dots', () => {
  expect(told('x: x + 1', 'x: x + 1\n      seen: {}')).toContain(
    'ASY4219 write `[a, b]`, and `[]` for none',
  );
  expect(told('Node: 1..3', 'Zähler: 1..3\n  Node: 1..3')).toContain('ASY2016 `Zahler` would do');
  expect(told('when: x < 5', 'when: ä < 5')).toContain(
    'ASY3005 names are made of the letters a to z, digits and `_`',
  );
  expect(told('x <= 5', 'forall n in Node: n < 5')).toEqual([
    'ASY1012 a quantifier is written `forall(x in S, condition)` or `exists(x in S, condition)`',
  ]);
});

it('a key that is indented too deep is pointed at, not the value above it', () => {
  const slip = MODEL.replace('    when: x < 5', '   when: x < 5');
  const [{ code, span, message }] = lintFile(sourceFile('a.yaml', slip));
  expect([code, lineAndColumn(span.file, span.start)]).toEqual([
    'ASY1012',
    { line: 12, column: 5 },
  ]);
  expect(span.file.text.slice(span.start, span.end)).toBe('then:');
  expect(message).toContain('indented deeper than the one above');
});
