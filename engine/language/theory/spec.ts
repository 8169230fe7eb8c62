/**
 * The typed theory: what the language room hands to the proof checker. Names and sorts are resolved,
 * abbreviations are gone, and every step of a proof knows its place. Whether a step follows from what
 * came before is not known here.
 */
import type { Span } from '../source.js';
import type { Mutant } from '../typed.js';
import type { Formula, Free, Signature, Term } from './logic.js';

export interface Axiom {
  readonly name: string;
  readonly formula: Formula;
  readonly span: Span;
}

/** Why a step follows: a rule, or the name of an axiom, an earlier theorem or a label. */
export interface Justification {
  readonly name: string;
  readonly span: Span;
  /** What it is applied to; null: whatever came before. */
  readonly from: readonly { readonly label: string; readonly span: Span }[] | null;
}

interface Step {
  /** By what `from` can name what the step establishes (or, for `suppose`, supposes): its `as`, and
   * the text of its formula. */
  readonly labels: readonly string[];
  /** Where the step begins: what it claims. */
  readonly span: Span;
}

export type ProofStep =
  | (Step & { readonly step: 'have'; readonly formula: Formula; readonly by: Justification })
  /** A box: `steps` may use the supposition, and speak of the `fixed` variables, any values of their sorts. */
  | (Step & {
      readonly step: 'suppose';
      readonly fixed: readonly Free[];
      readonly formula: Formula;
      readonly steps: readonly ProofStep[];
    })
  | (Step & {
      readonly step: 'calculate';
      readonly start: Term;
      readonly lines: readonly {
        readonly term: Term;
        readonly by: Justification;
        readonly span: Span;
      }[];
    })
  /** Proves the claim in which it stands. One case for each constructor, or one rule for all. */
  | (Step & {
      readonly step: 'induction';
      readonly variable: Free;
      readonly cases: readonly InductionCase[] | Justification;
    });

export interface InductionCase {
  readonly constructor: string;
  /** One for each argument of the constructor. */
  readonly variables: readonly Free[];
  readonly steps: readonly ProofStep[];
  readonly span: Span;
}

export interface TheoremSpec {
  readonly name: string;
  readonly claim: Formula;
  /** What the outermost `forall` of the claim bind: the proof may speak of them by these names. */
  readonly variables: readonly Free[];
  /** Null: to be found automatically. */
  readonly proof: readonly ProofStep[] | null;
  readonly span: Span;
}

export interface TheoryProperty {
  readonly name: string;
  readonly base: string;
  /** The claim in the words of the spec. */
  readonly text: string;
  readonly expect: 'holds' | 'violated';
  readonly about?: string;
  readonly claim: /** Every theorem is proved. */
    | { readonly form: 'proofs' }
    /** A formula that follows from the axioms (`always`), or whose negation does (`never`). */
    | { readonly form: 'always' | 'never'; readonly formula: Formula };
  readonly span: Span;
}

export interface TheorySpec {
  readonly kind: 'theory';
  readonly name: string;
  readonly about: string;
  readonly covers: readonly string[];
  readonly source?: string;
  readonly span: Span;
  readonly signature: Signature;
  readonly axioms: readonly Axiom[];
  /** In the order written: a proof uses only theorems above it. */
  readonly theorems: readonly TheoremSpec[];
  readonly properties: readonly TheoryProperty[];
  readonly mutants: readonly Mutant[];
}
