/** What was established about a program, in sentences. */

import type { Predicate } from '../../../engine/language/program/spec.js';
import { type ProgramValue, plainProgramValue } from '../../../engine/language/program/values.js';
import { placeOf } from '../../../engine/language/source.js';
import { formatPlain } from '../../../engine/plain.js';
import { counted, listed } from '../../exploration/claims.js';
import type { Evidence } from '../../verdict.js';
import type { Decided } from './check.js';
import type { BadRun, BadTurn } from './search.js';

export const METHOD = 'weakest preconditions, z3';

const NEVER: Readonly<Record<Predicate, string>> = {
  contracts: 'what is required is true at each call, and what is ensured at each return',
  invariants: 'each invariant is true whenever its loop tests its condition',
  assertions: 'what is asserted is true',
  overflow: 'no operation or assignment leaves its type',
  outOfBounds: 'no index is outside its sequence',
  divisionByZero: 'nothing is divided by 0',
  returned: 'each function returns',
};

/** Conditions that are named one by one. */
const NAMED_MAX = 3;

/** `rests`: with the conditions that the claim rests on, all proved. */
export function provedClaim(predicates: readonly Predicate[], rests: readonly Decided[]): string {
  const count = rests.reduce((sum, { answers }) => sum + answers.length, 0);
  const functions = listed(rests.map(({ of }) => `\`${of.fn.name}\``));
  const meets = rests.some(({ of }) => of.fn.requires.length > 0)
    ? 'for every input that meets what is required'
    : 'for every input';
  const sequences = rests.some(({ of }) =>
    of.fn.takes.some(({ type }) => type.kind === 'sequence'),
  );
  const what = predicates.map((one) => NEVER[one]).join('; ');
  const proved =
    count === 0
      ? `there is no place in ${functions} where it could be otherwise`
      : `${counted(count, 'verification condition')} of ${functions} proved`;
  return `${meets}${sequences ? ', of any size' : ''}, ${what}: ${proved}`;
}

export function badClaim(
  predicate: Predicate,
  { fn, args, result, requiresBySolver }: BadRun,
  evidence: Evidence,
): string {
  const given = fn.takes.map(({ name, type }, i) => `${name} = ${valueText(args[i], type)}`);
  const call = `\`${fn.name}\`${given.length === 0 ? '' : ` with ${given.join(', ')}`}`;
  const checked = requiresBySolver
    ? '; that so large an input meets what is required is the answer of z3, the rest was run'
    : '';
  if (result.outcome === 'failed') {
    const { message, span } = result.failure;
    const so = predicate === 'returned' ? ', so it does not return' : '';
    const where = `line ${placeOf(span).line}, step ${evidence.steps.length - 1}`;
    return `${call}: ${message}${so} (${where})${checked}`;
  }
  return `${call} goes on for ever: a turn of its loop leads back to the same state${checked}`;
}

const valueText = (value: ProgramValue, type: Parameters<typeof plainProgramValue>[1]): string =>
  formatPlain(plainProgramValue(value, type));

export function openClaim(open: readonly Decided[], ends: boolean): string {
  const failing = open.flatMap(({ answers }) =>
    answers.filter(({ answer }) => answer.answer !== 'proved'),
  );
  const all = open.reduce((sum, { answers }) => sum + answers.length, 0);
  const shown = failing.slice(0, NAMED_MAX).map(({ condition, answer }) => {
    const why = answer.answer === 'unknown' ? ` (stopped at ${answer.reason})` : '';
    return `that ${condition.says}${why}, line ${placeOf(condition.span).line}`;
  });
  const rest = failing.length - shown.length;
  const more = rest > 0 ? `, and ${counted(rest, 'more')}` : '';
  const endless = ends
    ? open.flatMap(({ of }) => of.endless).map((loop) => placeOf(loop.span).line)
    : [];
  const parts = [
    ...(failing.length === 0
      ? []
      : [
          `${failing.length} of ${counted(all, 'condition')} not proved: ${shown.join('; ')}${more}`,
        ]),
    ...endless.map((line) => `the loop in line ${line} has no \`decreases\``),
    'no run was found in which it goes wrong',
  ];
  return parts.join('; ');
}

export const turnClaim = ({ condition }: BadTurn): string =>
  `an invariant is not kept by its loop (line ${placeOf(condition.span).line}), which says nothing about the states that runs come to`;
