/** The value of a term under an assignment of its variables: reads a solver's model, and tests the encoding. */
import { calculate, type Term } from './terms.js';

export type Assignment = ReadonlyMap<string, boolean | number>;

/** Values of many terms under one assignment; shared parts are computed once. A variable that the
 * assignment leaves out is false, or the low end of its interval. */
export class Valuation {
  private readonly known = new Map<Term, boolean | number>();

  constructor(private readonly assignment: Assignment) {}

  truth(term: Term): boolean {
    return this.value(term) === true;
  }

  number(term: Term): number {
    return Number(this.value(term));
  }

  /** With a stack of its own: terms are deeper than the stack of JavaScript. */
  private value(root: Term): boolean | number {
    const stack = [root];
    while (stack.length > 0) {
      const term = stack[stack.length - 1];
      const waiting = this.known.has(term) ? [] : term.args.filter((arg) => !this.known.has(arg));
      if (waiting.length > 0) {
        stack.push(...waiting);
      } else {
        this.known.set(term, this.compute(term));
        stack.pop();
      }
    }
    return this.known.get(root) as boolean | number;
  }

  private compute(term: Term): boolean | number {
    const [a, b, c] = term.args.map((arg) => this.known.get(arg) as boolean | number);
    switch (term.operation) {
      case 'constant':
        return term.value as boolean | number;
      case 'variable':
        return this.assignment.get(term.name as string) ?? term.interval?.low ?? false;
      case 'not':
        return !a;
      case 'and':
        return term.args.every((arg) => this.known.get(arg) === true);
      case 'or':
        return term.args.some((arg) => this.known.get(arg) === true);
      case 'if':
        return a === true ? b : c;
      case 'equal':
        return a === b;
      case 'less':
        return a < b;
      case 'at most':
        return a <= b;
      case 'narrow':
        return a;
      default:
        return calculate(term.operation, Number(a), Number(b));
    }
  }
}
