/** ASY5xxx: claims, their instances and the counts that a spec expects. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import { amount, code, didYouMean, error, list, type } from './wording.js';

export const claimExpected = (span: Span): Diagnostic =>
  error(
    'ASY5031',
    span,
    'a claim was expected',
    'write `always: …`, `eventually: …` or another claim',
  );

export const oneClaim = (span: Span, name: string, claims: readonly string[]): Diagnostic =>
  error(
    'ASY5032',
    span,
    claims.length === 0
      ? `the property ${code(name)} claims nothing`
      : `the property ${code(name)} has several claims: ${list(claims, 'and')}`,
    claims.length === 0
      ? 'write `always:`, `never:`, `reachable:`, `eventually:`, `every step:` or `holds:`'
      : 'make a property of each',
  );

export const wheneverWhat = (span: Span, claim: string): Diagnostic =>
  error(
    'ASY5033',
    span,
    `${code(claim)} does not go with \`whenever\``,
    '`whenever` is followed by `always`, `eventually` or `next`',
  );

export const nextNeedsWhenever = (span: Span): Diagnostic =>
  error('ASY5034', span, '`next` needs a `whenever`', 'write `whenever: P` and `next: Q`');

export const untilNeedsWhenever = (span: Span): Diagnostic =>
  error(
    'ASY5035',
    span,
    '`until` needs `whenever` and `always`',
    'write `whenever: P`, `always: Q`, `until: R`',
  );

export const expectWhat = (span: Span): Diagnostic =>
  error('ASY5036', span, 'a property is expected to be `holds` or `violated`');

export const alwaysChecked = (span: Span): Diagnostic =>
  error('ASY5037', span, '`well defined` is always checked', 'choose another name');

export const reachableFormula = (span: Span): Diagnostic =>
  error(
    'ASY5038',
    span,
    '`reachable` takes a condition on one state',
    'for runs write `holds: possible(…)`',
  );

export const branchingPremise = (span: Span): Diagnostic =>
  error(
    'ASY5039',
    span,
    '`assuming` speaks of one run',
    '`possible` and `inevitable` cannot stand in a premise',
  );

export const domainReadsState = (span: Span): Diagnostic =>
  error(
    'ASY5040',
    span,
    'this set depends on the state',
    'instances are made before there is a state: name a type, and put the rest into the claim',
  );

export const tooManyInstances = (span: Span, most: number): Diagnostic =>
  error('ASY5041', span, `more than ${amount(most)} instances`, 'quantify inside the claim');

export const unknownProperty = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY5042',
    span,
    `no property is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'name a property of this spec, or `well defined`',
  );

export const unknownCount = (span: Span, name: string, candidates: readonly string[]): Diagnostic =>
  error(
    'ASY5043',
    span,
    `${code(name)} is nothing that exploration counts`,
    didYouMean(name, candidates) ?? `it counts ${list(candidates, 'and')}`,
  );

export const countExpected = (span: Span): Diagnostic =>
  error('ASY5044', span, 'a count was expected', 'write a number, as `288`');

export const mappingNeedsRefines = (span: Span): Diagnostic =>
  error(
    'ASY5045',
    span,
    '`mapping` needs `refines`',
    'name the coarser spec: `refines: other-spec`',
  );

export const besidesRefines = (span: Span, key: string): Diagnostic =>
  error(
    'ASY5046',
    span,
    `${code(key)} does not go with \`refines\``,
    'a refinement is a claim of its own: make a property of each',
  );

export const refinesWhat = (span: Span, name: string, kind: string): Diagnostic =>
  error(
    'ASY5047',
    span,
    `${code(name)} is a spec of kind ${kind}; a model can refine only a model`,
    'name a spec of kind model',
  );

export const refinedBroken = (span: Span, name: string, first: Diagnostic): Diagnostic => ({
  ...error(
    'ASY5048',
    span,
    `${code(name)} has errors, read with the constants of this spec`,
    'constants of the same name are passed on to it: lint it with these values',
  ),
  related: [{ span: first.span, message: first.message }],
});

export const notMapped = (
  span: Span,
  name: string,
  variable: string,
  wanted: Type,
  own: Type | undefined,
): Diagnostic =>
  error(
    'ASY5049',
    span,
    own === undefined
      ? `the variable ${code(variable)} of ${code(name)} is not mapped, and this spec has none of that name`
      : `the variable ${code(variable)} of ${code(name)} is ${type(wanted)}, and here it is ${type(own)}`,
    `say what it is in terms of this spec: \`mapping: { ${variable}: … }\``,
  );

export const mappedNothing = (
  span: Span,
  name: string,
  variable: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY5050',
    span,
    `${code(name)} has no variable ${code(variable)}`,
    didYouMean(variable, candidates) ?? `it has ${list(candidates, 'and')}`,
  );

export const constantNotPassed = (
  span: Span,
  name: string,
  constant: string,
  of: Type,
): Diagnostic =>
  error(
    'ASY5051',
    span,
    `the constant ${code(constant)} cannot be passed on to ${code(name)}: it is ${type(of)}`,
    'numbers, names, booleans and lists of them are passed on; give the constant another name in one of the two',
  );
