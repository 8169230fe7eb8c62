/** ASY5xxx: expressions in the wrong place, actions, processes, initial states and fairness. */
import type { Diagnostic } from '../../diagnostics.js';
import type { Span } from '../../source.js';
import type { Type } from '../../types.js';
import type { Family } from '../families.js';
import { code, didYouMean, error, list, type } from './wording.js';

export const formulaHere = (span: Span, name: string, place: string): Diagnostic =>
  error(
    'ASY5001',
    span,
    `\`${name}(…)\` speaks of runs, and ${place} is judged in one state`,
    'formulas over runs stand in `properties`',
  );

export const formulaInside = (span: Span): Diagnostic =>
  error(
    'ASY5002',
    span,
    'a formula over runs stands inside something that is no formula',
    'formulas are joined by `not`, `and`, `or`, `implies`, `if`, `forall` and `exists`',
  );

export const oldHere = (span: Span, place: string): Diagnostic =>
  error('ASY5003', span, `${place} has no state before`, '`old(e)` belongs to `every step`');

export const stuckHere = (span: Span, place: string): Diagnostic =>
  error('ASY5004', span, `\`stuck\` cannot be asked in ${place}`, 'ask it in a property');

export const actionExpected = (span: Span): Diagnostic =>
  error(
    'ASY5005',
    span,
    'an action was expected',
    'write `when:` and `then:`, or `{}` for one that does nothing',
  );

export const effectsExpected = (span: Span): Diagnostic =>
  error('ASY5006', span, 'effects were expected', 'write `place: value`, one a line');

export const placeExpected = (span: Span): Diagnostic =>
  error(
    'ASY5007',
    span,
    'an effect writes to a place',
    'a place is a state variable, perhaps with `[key]` or `.field` after it',
  );

export const notAVariable = (span: Span, name: string): Diagnostic =>
  error('ASY5008', span, `${code(name)} is no state variable, so nothing can be written to it`);

export const noFieldToWrite = (span: Span, found: Type): Diagnostic =>
  error(
    'ASY5009',
    span,
    `no field of ${type(found)} can be written alone`,
    'write the whole value: `with(x, field = value)`',
  );

export const elseWithoutIf = (span: Span): Diagnostic =>
  error(
    'ASY5010',
    span,
    'an `else` without an `if` above it',
    '`else` comes right after its `if …:`',
  );

export const elseWithCondition = (span: Span): Diagnostic =>
  error('ASY5011', span, '`else` has no condition', 'write `else if …:`');

export const ifWithoutCondition = (span: Span): Diagnostic =>
  error('ASY5012', span, '`if` without a condition', 'write `if <condition>:`');

export const gotoOutside = (span: Span): Diagnostic =>
  error(
    'ASY5013',
    span,
    '`goto` outside a process',
    'only steps of processes have labels to go to',
  );

export const gotoNowhere = (span: Span): Diagnostic =>
  error('ASY5014', span, '`goto` without a label', 'name at least one label, or `done`');

export const processExpected = (span: Span): Diagnostic =>
  error('ASY5015', span, 'a family of processes was expected', 'write `for:` and `steps:`');

export const processNeedsFor = (span: Span, name: string): Diagnostic =>
  error('ASY5016', span, `who are the processes ${code(name)}?`, 'write `for: p in Process`');

export const processNeedsSteps = (span: Span, name: string): Diagnostic =>
  error(
    'ASY5017',
    span,
    `the processes ${code(name)} have no steps`,
    'write `steps:` with `label: step`',
  );

export const processDomain = (span: Span): Diagnostic =>
  error(
    'ASY5018',
    span,
    'a family of processes has one name over one declared type',
    'declare the type under `types` and write `for: p in Process`',
  );

export const familiesShareType = (
  span: Span,
  name: string,
  rival: string,
  first: Span,
): Diagnostic => ({
  ...error(
    'ASY5019',
    span,
    `${code(name)} and ${code(rival)} are processes over one type`,
    'give each family a type of its own, so that `at[p]` says where p is',
  ),
  related: [{ span: first, message: `${code(rival)} is declared here` }],
});

export const labelDone = (span: Span): Diagnostic =>
  error('ASY5020', span, '`done` is where a process is after its last step', 'rename the step');

export const noAlternatives = (span: Span): Diagnostic =>
  error('ASY5021', span, 'a label without a step', 'write `{}` for a step that does nothing');

export const notAProcess = (
  span: Span,
  found: Type,
  families: readonly Family[],
  number: boolean,
): Diagnostic =>
  error(
    'ASY5022',
    span,
    `expected a process of ${list(
      families.map((f) => f.name),
      'or',
    )}, found ${type(found)}`,
    number ? 'name a variable of the type of one family' : undefined,
  );

export const symmetricDefault = (span: Span, name: string, symmetric: string): Diagnostic =>
  error(
    'ASY5023',
    span,
    `${code(name)} would start with the first member of ${symmetric}, which is symmetric and has no first`,
    `write \`${name}: any\` under \`init\``,
  );

export const anyNotFinite = (span: Span, found: string): Diagnostic =>
  error('ASY5024', span, `\`any\` value of ${found}: there is no end of them`, 'write `any in S`');

export const givenFalse = (span: Span): Diagnostic =>
  error('ASY5025', span, 'this is required, and false', 'choose other constants');

export const fairnessExpected = (span: Span): Diagnostic =>
  error(
    'ASY5026',
    span,
    'fairness was expected',
    'write `weak`, `strong`, `progress`, or `weak:` and `strong:` with lists of actions',
  );

export const fairnessEntry = (span: Span): Diagnostic =>
  error(
    'ASY5027',
    span,
    'the name of an action was expected',
    'write the name, or `{ action: NAME, some: [x], where: … }`',
  );

export const unknownAction = (
  span: Span,
  name: string,
  candidates: readonly string[],
): Diagnostic =>
  error(
    'ASY5028',
    span,
    `no action or step is called ${code(name)}`,
    didYouMean(name, candidates) ?? 'actions are named as written, steps `label` or `family.label`',
  );

export const labelInSeveral = (span: Span, name: string, full: readonly string[]): Diagnostic =>
  error(
    'ASY5029',
    span,
    `several families have a step ${code(name)}`,
    `write ${list(full.map(code), 'or')}`,
  );

export const notABinder = (span: Span, name: string, binders: readonly string[]): Diagnostic =>
  error(
    'ASY5030',
    span,
    `the action binds no ${code(name)}`,
    binders.length === 0 ? 'it binds no names' : `it binds ${list([...new Set(binders)], 'and')}`,
  );
