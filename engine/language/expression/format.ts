/**
 * Syntax as text, with the fewest brackets that read back as the same tree.
 */
import { formatRational } from './numbers.js';
import type { Argument, Syntax, SyntaxOf } from './syntax.js';

/** Ranks, loosest first (LANGUAGE, section 2). */
const RANK = {
  implies: 1,
  or: 2,
  and: 3,
  not: 4,
  compare: 5,
  in: 6,
  'not in': 6,
  is: 6,
  to: 7,
  '..': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  mod: 10,
  negate: 11,
  '^': 12,
  postfix: 13,
  atom: 14,
} as const;

export function formatSyntax(syntax: Syntax): string {
  return write(syntax, 0);
}

function write(syntax: Syntax, least: number): string {
  const text = writeBare(syntax);
  return rankOf(syntax) < least ? `(${text})` : text;
}

function rankOf(syntax: Syntax): number {
  switch (syntax.syntax) {
    case 'binary':
      return RANK[syntax.operator];
    case 'compare':
    case 'is':
    case 'not':
    case 'negate':
      return RANK[syntax.syntax];
    case 'number':
      return syntax.denominator === 1n
        ? syntax.numerator < 0n
          ? RANK.negate
          : RANK['^']
        : numeralRank(syntax);
    case 'quantity':
      return RANK['^'];
    default:
      return RANK.atom;
  }
}

/** A number that no decimal numeral denotes is written as a quotient. */
function numeralRank(number: SyntaxOf<'number'>): number {
  return decimal(number) === undefined ? RANK['/'] : RANK['^'];
}

function writeBare(syntax: Syntax): string {
  switch (syntax.syntax) {
    case 'number':
      return decimal(syntax) ?? formatRational(syntax);
    case 'quantity':
      return `${decimal(syntax) ?? formatRational(syntax)} ${syntax.unit}`;
    case 'name':
      return syntax.name;
    case 'list':
      return `[${syntax.items.map(formatSyntax).join(', ')}]`;
    case 'not':
      return `not ${write(syntax.of, RANK.not)}`;
    case 'negate':
      return `-${write(syntax.of, RANK.negate)}`;
    case 'binary':
      return writeBinary(syntax);
    case 'compare':
      return syntax.operands
        .map(
          (operand, i) => (i === 0 ? '' : ` ${syntax.relations[i - 1]} `) + write(operand, RANK.in),
        )
        .join('');
    case 'is':
      return `${write(syntax.of, RANK.is)} is ${syntax.negated ? 'not ' : ''}${syntax.shape}`;
    case 'call':
      return `${syntax.name}(${syntax.args.map(writeArgument).join(', ')})`;
    case 'index':
      return `${write(syntax.of, RANK.postfix)}[${syntax.keys.map(formatSyntax).join(', ')}]`;
    case 'field':
      return `${write(syntax.of, RANK.postfix)}.${syntax.field}`;
  }
}

function writeBinary({ operator, left, right }: SyntaxOf<'binary'>): string {
  const rank = RANK[operator];
  const rightAssociative = operator === 'implies' || operator === 'to';
  const space = operator === '..' || operator === '^' ? '' : ' ';
  let least = rightAssociative ? [rank + 1, rank] : [rank, rank + 1];
  if (operator === '..') least = [rank + 1, rank + 1];
  // The right side of a power may have a sign; its left side is a bare operand.
  if (operator === '^') least = [RANK['^'] + 1, RANK.negate];
  return `${writeOperand(left, least[0], operator)}${space}${operator}${space}${write(right, least[1])}`;
}

/** The left side of a power may be a numeral or a quantity, though these are no operands of `.`. */
function writeOperand(left: Syntax, least: number, operator: string): string {
  const numeral = left.syntax === 'number' || left.syntax === 'quantity';
  return write(left, operator === '^' && numeral ? RANK['^'] : least);
}

function writeArgument({ name, value }: Argument): string {
  return name === undefined ? formatSyntax(value) : `${name} = ${formatSyntax(value)}`;
}

/** The numeral of a rational whose denominator divides a power of ten. */
function decimal({
  numerator,
  denominator,
}: {
  numerator: bigint;
  denominator: bigint;
}): string | undefined {
  let places = 0;
  let scale = 1n;
  for (; scale % denominator !== 0n; places++, scale *= 10n) if (places > 400) return undefined;
  if (places === 0) return `${numerator}`;
  const digits = `${(numerator < 0n ? -numerator : numerator) * (scale / denominator)}`.padStart(
    places + 1,
    '0',
  );
  return `${numerator < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
