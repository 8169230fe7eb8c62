import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaign } from '../../../test/campaign.js';
import { Diagnostics } from '../diagnostics.js';
import { type Span, sourceFile, spanText } from '../source.js';
import type { Scalar } from '../yaml/tree.js';
import { arbitrarySyntax } from './arbitrary-syntax.js';
import { formatSyntax } from './format.js';
import { type Mode, readExpression, readPart, readText } from './reader.js';
import type { Syntax } from './syntax.js';

function read(
  text: string,
  mode: Mode = 'value',
): { syntax: Syntax | null; diagnostics: Diagnostics } {
  const file = sourceFile('<test>', text);
  const diagnostics = new Diagnostics();
  const syntax = readText(text, { file, start: 0, end: text.length }, mode, diagnostics);
  return { syntax, diagnostics };
}

function tree(text: string, mode: Mode = 'value'): string {
  const { syntax, diagnostics } = read(text, mode);
  if (syntax === null) throw new Error(`${text}: ${diagnostics.list[0].message}`);
  return brackets(syntax);
}

/** The tree with every bracket written: an independent reading aid for the table below. */
function brackets(s: Syntax): string {
  switch (s.syntax) {
    case 'number':
      return s.denominator === 1n ? `${s.numerator}` : `${s.numerator}/${s.denominator}`;
    case 'quantity':
      return `${s.numerator}/${s.denominator}'${s.unit}`;
    case 'name':
      return s.name;
    case 'list':
      return `[${s.items.map(brackets).join(' ')}]`;
    case 'not':
    case 'negate':
      return `(${s.syntax} ${brackets(s.of)})`;
    case 'binary':
      return `(${brackets(s.left)} ${s.operator} ${brackets(s.right)})`;
    case 'compare':
      return `(${s.operands.map((o, i) => (i > 0 ? `${s.relations[i - 1]} ` : '') + brackets(o)).join(' ')})`;
    case 'is':
      return `(${brackets(s.of)} ${s.negated ? 'isnt' : 'is'} ${s.shape})`;
    case 'call':
      return `${s.name}(${s.args.map((a) => (a.name ? `${a.name}=` : '') + brackets(a.value)).join(' ')})`;
    case 'index':
      return `${brackets(s.of)}[${s.keys.map(brackets).join(' ')}]`;
    case 'field':
      return `${brackets(s.of)}.${s.field}`;
  }
}

describe('precedence', () => {
  it.each([
    ['a implies b implies c', '(a implies (b implies c))'],
    ['a or b implies c and d', '((a or b) implies (c and d))'],
    ['a or b implies c or d implies e', '((a or b) implies ((c or d) implies e))'],
    ['(a implies b) or c', '((a implies b) or c)'],
    ['a or b and c or d', '((a or (b and c)) or d)'],
    ['a and b and c', '((a and b) and c)'],
    ['not a and b', '((not a) and b)'],
    ['a and not b or c', '((a and (not b)) or c)'],
    ['not a implies b', '((not a) implies b)'],
    ['not a == b', '(not (a == b))'],
    ['not x + 1 == y', '(not ((x + 1) == y))'],
    ['not r in S', '(not (r in S))'],
    ['(not r) in S', '((not r) in S)'],
    ['not r not in S', '(not (r not in S))'],
    ['not not a == b', '(not (not (a == b)))'],
    ['not -a * b < c', '(not (((negate a) * b) < c))'],
    ['not a ^ 2 == b', '(not ((a ^ 2) == b))'],
    ['not 1..3 == S', '(not ((1 .. 3) == S))'],
    ['not m is vote', '(not (m is vote))'],
    ['not m is not vote', '(not (m isnt vote))'],
    ['m is not vote', '(m isnt vote)'],
    ['m is vote and m.to == n', '((m is vote) and (m.to == n))'],
    ['m is vote == true', '((m is vote) == true)'],
    ['1 <= i <= n', '(1 <= i <= n)'],
    ['a == b == c', '(a == b == c)'],
    ['(a == b) == c', '((a == b) == c)'],
    ['x in S == y', '((x in S) == y)'],
    ['x == 1 in S', '(x == (1 in S))'],
    ['5 in S', '(5 in S)'],
    ['x + 1 in S', '((x + 1) in S)'],
    ['x in 1..N', '(x in (1 .. N))'],
    ['x not in [a, b]', '(x not in [a b])'],
    ['x in S in T', '((x in S) in T)'],
    ['1..N + 1', '(1 .. (N + 1))'],
    ['a + 1..b', '((a + 1) .. b)'],
    ['1..3 == 2..4', '((1 .. 3) == (2 .. 4))'],
    ['a - 1 mod n', '(a - (1 mod n))'],
    ['a - b - c', '((a - b) - c)'],
    ['a * b / c mod d', '(((a * b) / c) mod d)'],
    ['1 / 2 * x', '((1 / 2) * x)'],
    ['-a * b', '((negate a) * b)'],
    ['a * -b', '(a * (negate b))'],
    ['-a ^ 2', '(negate (a ^ 2))'],
    ['2 ^ -3', '(2 ^ (negate 3))'],
    ['a ^ b ^ c', '(a ^ (b ^ c))'],
    ['2 ^ 53 + 1', '((2 ^ 53) + 1)'],
    ['f(a)[i].x', 'f(a)[i].x'],
    ['-f(a)[i].x', '(negate f(a)[i].x)'],
    ['[a, b][1]', '[a b][1]'],
    ['a[i, j]', 'a[i j]'],
    ['(a + b).x', '(a + b).x'],
    ['m.to.in', 'm.to.in'],
    ['vote(from = n, to = c, not = x == y)', 'vote(from=n to=c not=(x == y))'],
    ['forall(a, b in RM, rm[a] == c and d)', 'forall(a (b in RM) ((rm[a] == c) and d))'],
    ['with(m, term = 4)', 'with(m term=4)'],
    ['f()', 'f()'],
    ['[]', '[]'],
    ['2 s', "2/1's"],
    ['1 / 2 s', "(1 / 2/1's)"],
    ['2us + 3 ms', "(2/1'us + 3/1'ms)"],
    ['99 %', "99/1'%"],
    ['percentile(99 %, latency) <= 50 ms', "(percentile(99/1'% latency) <= 50/1'ms)"],
    ['200 / s', '(200 / s)'],
    ['0.1', '1/10'],
    ['4/27', '(4 / 27)'],
    ['9007199254740993', '9007199254740993'],
    ['2.5e-3', '1/400'],
    ['1e3', '1000'],
    ['e * i + pi - end', '(((e * i) + pi) - end)'],
    ['a[end]', 'a[end]'],
    ['constructor(x = 1).toString', 'constructor(x=1).toString'],
    ['a\n  and b', '(a and b)'],
  ])('%s', (text, expected) => expect(tree(text)).toBe(expected));

  it.each([
    ['A to B to C', '(A to (B to C))'],
    ['A to B to C to D', '(A to (B to (C to D)))'],
    ['(A to B) to C', '((A to B) to C)'],
    ['A to (B to C) to D', '(A to ((B to C) to D))'],
    ['RM to [working, done]', '(RM to [working done])'],
    ['1..N to 0..N - 1 to boolean', '((1 .. N) to ((0 .. (N - 1)) to boolean))'],
    ['sequence(Entry, 4)', 'sequence(Entry 4)'],
    ['K to optional(V)', '(K to optional(V))'],
  ])('type %s', (text, expected) => expect(tree(text, 'type')).toBe(expected));

  it.each([
    ['r in RM, a, b in S', 'for((r in RM) a (b in S))'],
    ['p in Process', 'for((p in Process))'],
    ['f in A to B, q in set(Acceptor)', 'for((f in (A to B)) (q in set(Acceptor)))'],
  ])('binders %s', (text, expected) => expect(tree(text, 'binders')).toBe(expected));
});

describe('refusals', () => {
  /** Text, code, column from 1 of the offending token. */
  it.each<[string, string, number, Mode?]>([
    ['', 'ASY3001', 1],
    ['   ', 'ASY3001', 1],
    ['a => b', 'ASY3004', 3],
    ['a && b', 'ASY3004', 3],
    ['a || b', 'ASY3004', 3],
    ['!a', 'ASY3004', 1],
    ['a <> b', 'ASY3004', 3],
    ['a ? b : c', 'ASY3004', 3],
    ['{a}', 'ASY3004', 1],
    ["'a'", 'ASY3004', 1],
    ['"a"', 'ASY3004', 1],
    ['a | b', 'ASY3004', 3],
    ['a & b', 'ASY3004', 3],
    ['~a', 'ASY3004', 1],
    ['a << b', 'ASY3004', 3],
    ['a >> b', 'ASY3004', 3],
    ['a; b', 'ASY3004', 2],
    ['a % b', 'ASY3004', 3],
    ['5 % 3', 'ASY3004', 3],
    ['a xor b', 'ASY3004', 3],
    ['null', 'ASY3004', 1],
    ['x == undefined', 'ASY3004', 6],
    ['Infinity', 'ASY3004', 1],
    ['a ∧ b', 'ASY3004', 3],
    ['a -> b', 'ASY3004', 3],
    ['a # b', 'ASY3004', 3],
    ['a ☃ b', 'ASY3005', 3],
    ['a +', 'ASY3006', 3],
    ['a and', 'ASY3006', 3],
    ['* a', 'ASY3006', 1],
    ['a + * b', 'ASY3006', 5],
    ['(a + )', 'ASY3006', 6],
    ['[a,]', 'ASY3006', 4],
    ['f(a,)', 'ASY3006', 5],
    ['[,]', 'ASY3006', 2],
    ['a and or b', 'ASY3006', 7],
    ['mod(a, b)', 'ASY3006', 1],
    ['a b', 'ASY3007', 3],
    ['m vote b', 'ASY3007', 3],
    ['(a)(b)', 'ASY3017', 4],
    ['a.b(c)', 'ASY3017', 4],
    ['f(a)(b)', 'ASY3017', 5],
    ['2 x y', 'ASY3007', 5],
    ['a 2', 'ASY3007', 3],
    ['2(x)', 'ASY3007', 2],
    ['true(x)', 'ASY3007', 5],
    ['3[1]', 'ASY3007', 2],
    ['a not b', 'ASY3007', 3],
    ['f(a', 'ASY3008', 2],
    ['[a, (b + c', 'ASY3008', 5],
    ['a)', 'ASY3009', 2],
    ['f(a]', 'ASY3010', 4],
    ['a[1)', 'ASY3010', 4],
    ['a, b', 'ASY3011', 2],
    ['(a, b)', 'ASY3011', 3],
    ['a = b', 'ASY3012', 3],
    ['f(a = b = c)', 'ASY3012', 9],
    ['f(a + b = c)', 'ASY3012', 9],
    ['(a = b)', 'ASY3012', 4],
    ['a[x = 1]', 'ASY3012', 5],
    ['1..', 'ASY3006', 2],
    ['..3', 'ASY3013', 1],
    ['1..2..3', 'ASY3013', 5],
    ['1..2 + 1..3', 'ASY3013', 9],
    ['A to B', 'ASY3014', 3],
    ['_a', 'ASY3015', 1],
    ['a.', 'ASY3016', 2],
    ['a.3', 'ASY3016', 3],
    ['m is', 'ASY3018', 3],
    ['m is 3', 'ASY3018', 6],
    ['m is in', 'ASY3018', 6],
    ['m is vote(a = 1)', 'ASY3019', 6],
    ['m is vote.a', 'ASY3019', 6],
    ['m is vote + 1', 'ASY3019', 6],
    ['a == not b', 'ASY3020', 6],
    ['a + not b', 'ASY3020', 5],
    ['-not a', 'ASY3020', 2],
    ['x in not S', 'ASY3020', 6],
    ['1 < x > 3', 'ASY3021', 7],
    ['1 < x == 3', 'ASY3021', 7],
    ['a != b != c', 'ASY3021', 8],
    ['+a', 'ASY3022', 1],
    ['a * +b', 'ASY3022', 5],
    ['010', 'ASY3023', 1],
    ['0x10', 'ASY3024', 1],
    ['1e400', 'ASY3025', 1],
    ['5.', 'ASY3026', 1],
    ['5.x', 'ASY3026', 1],
    ['.5', 'ASY3006', 1],
    ['x + 5 %', 'ASY3027', 7],
    ['()', 'ASY3028', 1],
    ['a[]', 'ASY3028', 2],
    ['r = S', 'ASY3029', 3, 'binders'],
  ])('%s is %s at %i', (text, code, column, mode) => {
    const { syntax, diagnostics } = read(text, mode);
    expect(syntax).toBeNull();
    expect(diagnostics.list.map((d) => [d.code, d.span.start + 1])).toEqual([[code, column]]);
  });

  it('bounds length and depth', () => {
    expect(read('a'.repeat(4001)).diagnostics.list[0].code).toBe('ASY3002');
    expect(read(`${'('.repeat(60)}a${')'.repeat(60)}`).syntax).not.toBeNull();
    for (const deep of [
      '('.repeat(61),
      '['.repeat(3999),
      'f('.repeat(1999),
      '-'.repeat(3999),
      'not '.repeat(999),
    ]) {
      expect(read(deep).diagnostics.list[0].code).toBe('ASY3003');
    }
    for (const operator of ['^', '+', ' and ', ' or ', ' in ']) {
      expect(read(Array(570).fill('a').join(operator)).diagnostics.list[0].code).toBe('ASY3003');
    }
  });

  it.each([
    ['forall r in RM: p', 'forall(x in S, p)'],
    ['if a then b', 'if(c, a, b)'],
    ['a AND b', 'written small: `and`'],
    ['NOT a', 'written small: `not`'],
    ['set of Node', 'write `set(T)`'],
    ['Seq of Node', 'write `sequence(T)`'],
    ['size of Node', 'products are written with `*`'],
    ['a not b', '`and` or `or`'],
    ['2 x y', 'products are written with `*`'],
  ])('%s hints at %s', (text, hint) => {
    expect(read(text).diagnostics.list[0].hint).toContain(hint);
  });

  it('says what to write instead', () => {
    const { diagnostics } = read('a => b');
    expect(diagnostics.list[0].message).toContain('`=>`');
    expect(diagnostics.list[0].hint).toContain('`implies`');
  });
});

describe('spans', () => {
  function spans(text: string): string[] {
    const found: string[] = [];
    const visit = (s: Syntax): void => {
      found.push(spanText(s.span));
      for (const child of children(s)) visit(child);
    };
    visit(read(text).syntax as Syntax);
    return found;
  }

  it('cover each node and its brackets', () => {
    expect(spans('not (a + b) * c == f(x = [], y)[i].to')).toEqual([
      'not (a + b) * c == f(x = [], y)[i].to',
      '(a + b) * c == f(x = [], y)[i].to',
      '(a + b) * c',
      'a + b',
      'a',
      'b',
      'c',
      'f(x = [], y)[i].to',
      'f(x = [], y)[i]',
      'f(x = [], y)',
      '[]',
      'y',
      'i',
    ]);
    expect(spans('m is not  vote or 2  ms in 1..n')).toEqual([
      'm is not  vote or 2  ms in 1..n',
      'm is not  vote',
      'm',
      '2  ms in 1..n',
      '2  ms',
      '1..n',
      '1',
      'n',
    ]);
  });

  it('know names of fields, shapes, calls and arguments', () => {
    const { syntax } = read('f(x = m is v).g');
    if (syntax?.syntax !== 'field' || syntax.of.syntax !== 'call') throw new Error('another tree');
    const argument = syntax.of.args[0];
    if (argument.value.syntax !== 'is') throw new Error('another tree');
    expect(spanText(syntax.fieldSpan)).toBe('g');
    expect(spanText(syntax.of.nameSpan)).toBe('f');
    expect(spanText(argument.nameSpan as Span)).toBe('x');
    expect(spanText(argument.value.shapeSpan)).toBe('v');
  });

  it('follow folded scalars into the file', () => {
    const file = sourceFile('<test>', 'when: a\n    and bcd');
    const text = 'a and bcd';
    const scalar: Scalar = {
      node: 'scalar',
      text,
      style: 'plain',
      span: { file, start: 6, end: file.text.length },
      offsetOf: (i) => (i < 2 ? 6 + i : 10 + i),
    };
    const diagnostics = new Diagnostics();
    const syntax = readExpression(scalar, 'value', diagnostics);
    if (syntax?.syntax !== 'binary') throw new Error('another tree');
    expect(spanText(syntax.right.span)).toBe('bcd');
    expect(spanText(syntax.span)).toBe('a\n    and bcd');
    const part = readPart(scalar, 6, 9, 'value', diagnostics) as Syntax;
    expect(spanText(part.span)).toBe('bcd');
  });

  it('of a subtree read back as that subtree', () => {
    const { seed, runs } = campaign('expression-spans', { sample: 300, deep: 20_000 });
    fc.assert(
      fc.property(arbitrarySyntax('value'), (random) => {
        const syntax = read(formatSyntax(random)).syntax as Syntax;
        const visit = (s: Syntax): void => {
          expect(plain(read(spanText(s.span)).syntax as Syntax)).toEqual(plain(s));
          for (const child of children(s)) visit(child);
        };
        visit(syntax);
      }),
      { seed, numRuns: runs },
    );
  });
});

describe('reading what was printed', () => {
  it.each(['value', 'type'] as const)('gives the same tree (%s)', (mode) => {
    const { seed, runs } = campaign(`expression-round-trip-${mode}`, {
      sample: 1500,
      deep: 100_000,
    });
    fc.assert(
      fc.property(arbitrarySyntax(mode), (syntax) => {
        const again = read(formatSyntax(syntax), mode);
        expect(again.diagnostics.list).toEqual([]);
        expect(plain(again.syntax as Syntax)).toEqual(plain(syntax));
      }),
      { seed, numRuns: runs },
    );
  });
});

describe('any text at all', () => {
  const soup = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...'a b e i end true m.to x not in is and or implies mod to xor if forall none null _x 1 0 2.5 010 1e9 0x1 . .. ... , = == != < <= > >= << >> >>> + - * / ^ % ( ) [ ] { } ; : ? ?? ?. ! \' " # @ | & ~ \\ .* ./ .^ ^| é \u2003'.split(
          ' ',
        ),
        ' ',
        '\n',
        '\t',
        '\u0000',
        '\ud800',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    ),
    { maxLength: 14 },
  );

  it.each(['value', 'type', 'binders'] as const)('is read or refused (%s)', (mode) => {
    const { seed, runs } = campaign(`expression-soup-${mode}`, { sample: 4000, deep: 500_000 });
    fc.assert(
      fc.property(soup, fc.constantFrom('', ' '), (parts, separator) => {
        const text = parts.join(separator);
        const { syntax, diagnostics } = read(text, mode);
        expect(diagnostics.list.length).toBe(syntax === null ? 1 : 0);
        for (const { code, span } of diagnostics.list) {
          expect(code).not.toBe('ASY3030');
          expect(0 <= span.start && span.start <= span.end && span.end <= text.length).toBe(true);
        }
        if (syntax === null || mode === 'binders') return;
        expect(plain(read(formatSyntax(syntax), mode).syntax as Syntax)).toEqual(plain(syntax));
      }),
      { seed, numRuns: runs },
    );
  });
});

function children(s: Syntax): readonly Syntax[] {
  switch (s.syntax) {
    case 'list':
      return s.items;
    case 'not':
    case 'negate':
    case 'is':
    case 'field':
      return [s.of];
    case 'binary':
      return [s.left, s.right];
    case 'compare':
      return s.operands;
    case 'call':
      return s.args.map((a) => a.value);
    case 'index':
      return [s.of, ...s.keys];
    default:
      return [];
  }
}

/** The tree without its spans. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => !/span$/i.test(key));
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}
