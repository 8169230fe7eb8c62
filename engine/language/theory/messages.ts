/** What the elaborator of theories has to say: ASY43xx, one function a message. */
import type { Diagnostic } from '../diagnostics.js';
import { didYouMean } from '../nearest.js';
import { placeOf, type Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

/** A single letter is like no other letter. */
const nearest = (name: string, known: readonly string[]) =>
  name.length < 2
    ? undefined
    : didYouMean(
        name,
        known.filter((other) => other.length > 1),
      );

const plural = (n: number, word: string) => `${n === 0 ? 'no' : n} ${word}${n === 1 ? '' : 's'}`;

export const unknownSymbol = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error(
    'ASY4301',
    span,
    `nothing here is called \`${name}\``,
    nearest(name, known) ?? 'declare it under `functions` or `predicates`, or bind it by `forall`',
  );

export const argumentCount = (span: Span, name: string, takes: number, found: number): Diagnostic =>
  error('ASY4302', span, `\`${name}\` takes ${plural(takes, 'argument')}, but has ${found} here`);

export const wrongSort = (span: Span, wanted: string, found: string): Diagnostic =>
  error(
    'ASY4303',
    span,
    `a term of sort \`${wanted}\` was expected, but this one has the sort \`${found}\``,
  );

export const termWanted = (span: Span): Diagnostic =>
  error('ASY4304', span, 'a term was expected, but this is a formula');

export const formulaWanted = (span: Span, sort: string): Diagnostic =>
  error('ASY4305', span, `a formula was expected, but this is a term of sort \`${sort}\``);

export const notInTheories = (span: Span): Diagnostic =>
  error(
    'ASY4306',
    span,
    'this has no meaning in a theory',
    'formulas are made of functions and predicates, ==, !=, and, or, not, implies, forall, exists',
  );

export const badBinders = (span: Span, quantifier: string): Diagnostic =>
  error(
    'ASY4307',
    span,
    `\`${quantifier}\` binds variables of a sort`,
    quantifier === 'for' ? 'write `for: x in Sort`' : `write \`${quantifier}(x in Sort, formula)\``,
  );

export const unknownSort = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error('ASY4308', span, `no sort is called \`${name}\``, didYouMean(name, known));

export const nameTaken = (span: Span, name: string, what: string): Diagnostic =>
  error('ASY4309', span, `\`${name}\` is already ${what}`, 'choose another name');

export const emptySort = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4310',
    span,
    `no value of \`${name}\` can ever be built: each constructor needs one first`,
    'add a constructor that takes none of them',
  );

export const unknownRule = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error(
    'ASY4311',
    span,
    `there is no rule, axiom, theorem or label \`${name}\``,
    didYouMean(name, known),
  );

export const provedLater = (span: Span, name: string, own: boolean): Diagnostic =>
  error(
    'ASY4312',
    span,
    own
      ? `the proof of \`${name}\` cannot use \`${name}\` itself`
      : `\`${name}\` is proved only further down`,
    own ? 'induction gives an `induction hypothesis`' : 'move that theorem above this one',
  );

export const labelEnded = (span: Span, name: string): Diagnostic =>
  error(
    'ASY4313',
    span,
    `\`${name}\` is established under a supposition, or in a case, that does not reach here`,
    'what follows from a supposition leaves it by a rule such as `implication introduction`',
  );

export const labelLater = (span: Span, name: string, stands: Span): Diagnostic =>
  error(
    'ASY4327',
    span,
    `\`${name}\` stands only further down, in line ${placeOf(stands).line}`,
    'a step may use only what stands before it: move that step up',
  );

export const noHypothesis = (span: Span): Diagnostic =>
  error('ASY4314', span, 'there is an induction hypothesis only in the cases of an induction');

export const missingCase = (span: Span, sort: string, missing: readonly string[]): Diagnostic =>
  error(
    'ASY4315',
    span,
    `this induction lacks ${missing.length === 1 ? 'the case' : 'the cases'} ${missing
      .map((head) => `\`${head}\``)
      .join(' and ')} of \`${sort}\``,
    'add a key for each constructor, or close all cases by `by: simplification`',
  );

export const unknownCase = (
  span: Span,
  name: string,
  sort: string,
  known: readonly string[],
): Diagnostic =>
  error(
    'ASY4316',
    span,
    `\`${name}\` is no constructor of \`${sort}\``,
    didYouMean(name, known) ?? `constructors are ${known.map((k) => `\`${k}\``).join(', ')}`,
  );

export const caseHead = (span: Span, head: string): Diagnostic =>
  error(
    'ASY4317',
    span,
    `a case names a constructor and a new variable for each of its arguments: \`${head}\``,
  );

export const caseTwice = (span: Span, name: string): Diagnostic =>
  error('ASY4318', span, `the case \`${name}\` is there twice`);

export const inductionOn = (span: Span, name: string, known: readonly string[]): Diagnostic =>
  error(
    'ASY4319',
    span,
    `induction is on a variable that a \`forall\` at the front of the claim binds; \`${name}\` is none`,
    known.length > 0
      ? `here these are ${known.map((k) => `\`${k}\``).join(', ')}`
      : 'make what is to be shown a theorem of its own',
  );

export const notBuilt = (span: Span, name: string, sort: string): Diagnostic =>
  error(
    'ASY4320',
    span,
    `\`${name}\` is a \`${sort}\`, which has no constructors to go through`,
    'say under `sorts` what it is `built from`',
  );

export const inductionIsLast = (span: Span): Diagnostic =>
  error('ASY4321', span, 'induction proves the whole claim: no step can follow it');

export const casesOrRule = (span: Span): Diagnostic =>
  error('ASY4322', span, 'an induction has a key for each constructor, or `by`, not both');

export const definitionCircle = (span: Span, name: string): Diagnostic =>
  error('ASY4323', span, `the definition of \`${name}\` leads back to itself`);

export const tooLarge = (span: Span, most: number): Diagnostic =>
  error('ASY4324', span, `with its definitions written out this has more than ${most} symbols`);

export const claimOfTheory = (span: Span, claim: string): Diagnostic =>
  error(
    'ASY4325',
    span,
    `a property of a theory has no \`${claim}\``,
    'write `always: proofs`, or `always` or `never` with a formula that follows from the axioms',
  );

export const noMeaningHere = (span: Span, section: string): Diagnostic =>
  error('ASY4326', span, `a theory has no \`${section}\``, 'sorts and functions say it all');
