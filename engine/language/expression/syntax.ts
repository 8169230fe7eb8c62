/**
 * The syntax tree of an expression or a type expression: what the reader makes of the text, before
 * names and types mean anything. Every node has its span in the file.
 */
import type { Span } from '../source.js';

export type Syntax = {
  readonly span: Span;
} /** An exact rational: 3, 0.1, 2^53 + 1. `numerator / denominator` in lowest terms. */ & (
  | { readonly syntax: 'number'; readonly numerator: bigint; readonly denominator: bigint }
  /** A number directly followed by a unit, or by %: `2 us`, `99 %`. */
  | {
      readonly syntax: 'quantity';
      readonly numerator: bigint;
      readonly denominator: bigint;
      readonly unit: string;
    }
  | { readonly syntax: 'name'; readonly name: string }
  /** [a, b, c] */
  | { readonly syntax: 'list'; readonly items: readonly Syntax[] }
  | { readonly syntax: 'not' | 'negate'; readonly of: Syntax }
  | {
      readonly syntax: 'binary';
      readonly operator:
        | 'and'
        | 'or'
        | 'implies'
        | '+'
        | '-'
        | '*'
        | '/'
        | 'mod'
        | '^'
        | 'in'
        | 'not in'
        /** a..b */
        | '..'
        /** only in types: K to V */
        | 'to';
      readonly left: Syntax;
      readonly right: Syntax;
    }
  /** a == b, or a chain 1 <= i <= n: operands is one longer than relations. */
  | {
      readonly syntax: 'compare';
      readonly relations: readonly ('==' | '!=' | '<' | '<=' | '>' | '>=')[];
      readonly operands: readonly Syntax[];
    }
  /** m is vote, m is not vote */
  | {
      readonly syntax: 'is';
      readonly of: Syntax;
      readonly shape: string;
      readonly shapeSpan: Span;
      readonly negated: boolean;
    }
  /** f(a, b); the callee is always a name. `forall(a, b in RM, p)` has the args a, (b in RM), p. */
  | {
      readonly syntax: 'call';
      readonly name: string;
      readonly nameSpan: Span;
      readonly args: readonly Argument[];
    }
  /** a[k]; with several, a[i, j]. */
  | { readonly syntax: 'index'; readonly of: Syntax; readonly keys: readonly Syntax[] }
  | {
      readonly syntax: 'field';
      readonly of: Syntax;
      readonly field: string;
      readonly fieldSpan: Span;
    }
);

/** A positional argument, or `name = value`. */
export interface Argument {
  readonly name?: string;
  readonly nameSpan?: Span;
  readonly value: Syntax;
}

export type SyntaxOf<K extends Syntax['syntax']> = Extract<Syntax, { syntax: K }>;
