/**
 * Terms as SMT-LIB 2 text (Barrett, Fontaine, Tinelli, *The SMT-LIB Standard*, version 2.6). Integers
 * are printed as mathematical integers or as bit-vectors, each as wide as its interval needs, so that
 * no operation can wrap. What is used more than once becomes a definition.
 */
import { type Interval, intervalOf, type Term } from './terms.js';

export type Numbers = 'integers' | 'bit-vectors';

export interface Script {
  /** `set-logic`, declarations and definitions, in order. */
  readonly preamble: string;
  /** The text of each of the terms. */
  readonly texts: readonly string[];
  /** The declared variables, by the symbol that stands for them. */
  readonly symbols: ReadonlyMap<string, Term>;
}

export function print(terms: readonly Term[], numbers: Numbers): Script {
  return new Printer(numbers).print(terms);
}

/** Assertions, a question, and the values of all variables in the answer. */
export function satisfiability(
  assertions: readonly Term[],
  numbers: Numbers,
): {
  readonly text: string;
  readonly symbols: ReadonlyMap<string, Term>;
} {
  const { preamble, texts, symbols } = print(assertions, numbers);
  const lines = [preamble, ...texts.map((text) => `(assert ${text})`), '(check-sat)'];
  return { text: `${lines.join('\n')}\n`, symbols };
}

/** Variables declared in a model: names of the language, so there is no `|` in them. */
export function symbol(name: string): string {
  if (/[|\\]/.test(name)) throw new Error(`${name} is no symbol`);
  return `|${name}|`;
}

class Printer {
  private readonly lines: string[] = [];
  private readonly texts = new Map<Term, string>();
  private readonly symbols = new Map<string, Term>();

  constructor(private readonly numbers: Numbers) {}

  print(roots: readonly Term[]): Script {
    const order = inOrder(roots);
    const uses = new Map<Term, number>();
    for (const root of roots) uses.set(root, 1);
    for (const term of order) for (const arg of term.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
    for (const term of order) this.printOne(term, uses.get(term) ?? 0);
    const logic = this.numbers === 'integers' ? 'QF_NIA' : 'QF_BV';
    return {
      preamble: [`(set-logic ${logic})`, ...this.lines].join('\n'),
      texts: roots.map((root) => this.text(root)),
      symbols: this.symbols,
    };
  }

  private printOne(term: Term, uses: number): void {
    if (term.operation === 'variable') {
      const name = symbol(term.name as string);
      this.lines.push(`(declare-fun ${name} () ${this.sort(term)})`);
      this.symbols.set(name, term);
      this.texts.set(term, name);
      return;
    }
    const text = this.operation(term);
    if (uses > 1 && term.args.length > 0) {
      const name = `t${term.id}`;
      this.lines.push(`(define-fun ${name} () ${this.sort(term)} ${text})`);
      this.texts.set(term, name);
    } else {
      this.texts.set(term, text);
    }
  }

  private sort({ interval }: Term): string {
    if (interval === null) return 'Bool';
    return this.numbers === 'integers' ? 'Int' : `(_ BitVec ${widthOf(interval)})`;
  }

  private text(term: Term): string {
    const text = this.texts.get(term);
    if (text === undefined) throw new Error('a term is used before it is printed');
    return text;
  }

  private operation(term: Term): string {
    const args = term.args;
    switch (term.operation) {
      case 'constant':
        return this.constant(term);
      case 'not':
        return `(not ${this.text(args[0])})`;
      case 'and':
      case 'or':
        return `(${term.operation} ${args.map((arg) => this.text(arg)).join(' ')})`;
      case 'if': {
        const [test, ...branches] = args;
        const texts = branches.map((b) => this.fitted(b, term.interval));
        return `(ite ${this.text(test)} ${texts.join(' ')})`;
      }
      case 'equal':
        return this.relation('=', args);
      case 'less':
        return this.relation(this.numbers === 'integers' ? '<' : 'bvslt', args);
      case 'at most':
        return this.relation(this.numbers === 'integers' ? '<=' : 'bvsle', args);
      case 'narrow':
        return this.fitted(args[0], term.interval);
      default:
        return this.arithmetic(term);
    }
  }

  private constant({ value, interval }: Term): string {
    if (interval === null) return String(value);
    const number = Number(value);
    if (this.numbers === 'bit-vectors') return bits(number, widthOf(interval));
    return number < 0 ? `(- ${-number})` : String(number);
  }

  private relation(operator: string, args: readonly Term[]): string {
    const [left, right] = args;
    if (left.interval === null || right.interval === null)
      return `(${operator} ${this.text(left)} ${this.text(right)})`;
    const both = {
      low: Math.min(left.interval.low, right.interval.low),
      high: Math.max(left.interval.high, right.interval.high),
    };
    return `(${operator} ${this.fitted(left, both)} ${this.fitted(right, both)})`;
  }

  private arithmetic(term: Term): string {
    const { operation, args } = term;
    if (this.numbers === 'integers') {
      const [left, right] = args.map((arg) => this.text(arg));
      return `(${INTEGER_OPERATORS[operation as Arithmetic]} ${left} ${right})`;
    }
    if (operation === 'divide' || operation === 'remainder') return this.division(term);
    // The low bits of sums and products depend on the low bits of their parts only.
    const texts = args.map((arg) => this.fitted(arg, term.interval));
    return `(${BIT_OPERATORS[operation as 'add']} ${texts.join(' ')})`;
  }

  /** By a positive divisor: bvsmod has the sign of the divisor, and what is left divides evenly. */
  private division(term: Term): string {
    const [a, b] = term.args.map(intervalOf);
    const wide = { low: Math.min(a.low, b.low) - 1, high: Math.max(a.high, b.high) + 1 };
    const [left, right] = term.args.map((arg) => this.fitted(arg, wide));
    const rest = `(bvsmod ${left} ${right})`;
    const text =
      term.operation === 'remainder' ? rest : `(bvsdiv (bvsub ${left} ${rest}) ${right})`;
    return resized(text, widthOf(wide), widthOf(intervalOf(term)));
  }

  /** The term as wide as the interval needs; lower bits only, where that is less wide. */
  private fitted(term: Term, to: Interval | null): string {
    const text = this.text(term);
    if (to === null || this.numbers === 'integers') return text;
    if (term.operation === 'constant' && inside(Number(term.value), to))
      return bits(Number(term.value), widthOf(to));
    return resized(text, widthOf(intervalOf(term)), widthOf(to));
  }
}

type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide' | 'remainder';

const INTEGER_OPERATORS: Record<Arithmetic, string> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: 'div',
  remainder: 'mod',
};

const BIT_OPERATORS = { add: 'bvadd', subtract: 'bvsub', multiply: 'bvmul' } as const;

const inside = (value: number, { low, high }: Interval): boolean => value >= low && value <= high;

function resized(text: string, from: number, to: number): string {
  if (from === to) return text;
  return to > from ? `((_ sign_extend ${to - from}) ${text})` : `((_ extract ${to - 1} 0) ${text})`;
}

/** Bits of two's complement that hold every number of the interval. */
export function widthOf({ low, high }: Interval): number {
  let width = 1;
  while (low < -(2 ** (width - 1)) || high > 2 ** (width - 1) - 1) width++;
  return width;
}

function bits(value: number, width: number): string {
  const wrapped = BigInt.asUintN(width, BigInt(value));
  return `#b${wrapped.toString(2).padStart(width, '0')}`;
}

/** Everything that the roots are made of, arguments first: terms are numbered that way. */
function inOrder(roots: readonly Term[]): Term[] {
  const seen = new Set<Term>(roots);
  for (const term of seen) for (const arg of term.args) seen.add(arg);
  return [...seen].sort((a, b) => a.id - b.id);
}
