/** What the elaborator of studies has to say: one function a message. ASY53xx. */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

// ----------------------------------------------------------------------------- what is varied

export const variesNothing = (span: Span, name: string, hint?: string): Diagnostic =>
  error(
    'ASY5301',
    span,
    `nothing is called \`${name}\`: it is no constant of what is studied, no path into it, and nothing uses it`,
    hint,
  );

export const noAxis = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5302', span, `\`${name}\` is not among what is varied`, hint);

export const stepOfNothing = (span: Span, step: string): Diagnostic =>
  error(
    'ASY5303',
    span,
    `in steps of ${step} the last value is never reached`,
    'write a step that leads from `from` to `to`',
  );

export const emptyRange = (span: Span, from: string, to: string): Diagnostic =>
  error(
    'ASY5304',
    span,
    `there is nothing from ${from} to ${to}`,
    'exchange the two, or write a negative step',
  );

export const valueWanted = (span: Span): Diagnostic =>
  error(
    'ASY5305',
    span,
    'expected a quantity without names that are varied, such as `0.5` or `10 ms`',
  );

export const valueTwice = (span: Span, name: string, text: string): Diagnostic =>
  error('ASY5306', span, `\`${name}\` has the value ${text} already`, 'write every value once');

export const noSuchValue = (span: Span, name: string, text: string, values: string): Diagnostic =>
  error('ASY5307', span, `\`${name}\` is never ${text}`, `its values are ${values}`);

export const differentUnits = (span: Span, expected: string, found: string): Diagnostic =>
  error('ASY5308', span, `expected ${expected}; this is ${found}`);

export const tooManyCells = (span: Span, most: string): Diagnostic =>
  error(
    'ASY5309',
    span,
    `these are more than ${most} combinations`,
    'vary less, in larger steps, or leave combinations out with `exclude`',
  );

export const noCells = (span: Span): Diagnostic =>
  error('ASY5310', span, 'no combination is left to be run', 'exclude less');

export const excludesNothing = (span: Span): Diagnostic =>
  error('ASY5311', span, 'no combination is like that: this leaves nothing out');

export const combinationLacks = (span: Span, name: string): Diagnostic =>
  error('ASY5312', span, `a combination to add needs a value of \`${name}\``);

export const repeatWanted = (span: Span): Diagnostic =>
  error('ASY5313', span, 'expected a whole number of runs from 1 to 10,000,000');

export const repeatsTheSame = (span: Span, kind: string): Diagnostic =>
  error(
    'ASY5314',
    span,
    `nothing is random in a spec of kind ${kind}: every run would be the same`,
    'leave `repeat` out',
  );

// -------------------------------------------------------------------------------- what is run

export const brokenSubject = (span: Span, name: string, first: Diagnostic): Diagnostic => ({
  ...error('ASY5320', span, `${name} has errors of its own`, 'lint that file first'),
  related: [{ span: first.span, message: first.message }],
});

export const notGenerated = (span: Span, key: string, expected: string): Diagnostic =>
  error('ASY5321', span, `\`${key}\` of a random task set is ${expected}`);

export const moreThanTasksTake = (span: Span, utilisation: string, count: number): Diagnostic =>
  error(
    'ASY5322',
    span,
    `${count === 1 ? 'one task' : `${count} tasks`} cannot ask for ${utilisation} processors, none of them for more than one`,
    'ask for less, or use the method `uunifast`',
  );

export const notForThese = (span: Span, test: string, why: string, hint: string): Diagnostic =>
  error('ASY5323', span, `\`${test}\` ${why}`, hint);

// --------------------------------------------------------------------------- what is measured

export const unknownTest = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5330', span, `no test is called \`${name}\``, hint);

export const notMeasured = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5331', span, `a run has no \`${name}\` to be measured`, hint);

export const wrongCall = (span: Span, name: string, form: string): Diagnostic =>
  error('ASY5332', span, `\`${name}\` is written ${form}`);

export const whichStatistic = (span: Span): Diagnostic =>
  error(
    'ASY5333',
    span,
    'expected a statistic of the runs of a combination',
    'write `share(condition)`, `mean(quantity)`, `min(quantity)` or `max(quantity)`',
  );

export const wrongType = (span: Span, expected: string, found: string): Diagnostic =>
  error('ASY5334', span, `expected ${expected}; this is ${found}`);

export const noMeaning = (span: Span, what: string): Diagnostic =>
  error('ASY5335', span, `${what} has no meaning in a study`);

export const unknownProperty = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5336', span, `what is studied has no property \`${name}\``, hint);

export const nothingTested = (span: Span): Diagnostic =>
  error(
    'ASY5337',
    span,
    'no measure asks for `schedulable(…)`: there is no effort to count',
    'add a measure such as `accepted: share(schedulable(responseTime))`',
  );

// --------------------------------------------------------------------------------- what is shown

export const wrongChannel = (span: Span, channel: string, expected: string): Diagnostic =>
  error('ASY5340', span, `\`${channel}\` shows ${expected}`);

export const notDrawnYet = (span: Span, mark: string): Diagnostic =>
  error('ASY5341', span, `\`${mark}\` is not drawn yet`, 'use line, point, bar, area or rect');

// ------------------------------------------------------------------------------ what is claimed

export const claimOfMeasures = (span: Span, word: string): Diagnostic =>
  error(
    'ASY5350',
    span,
    `\`${word}\` speaks of runs, and a study claims something of measures`,
    'use `always`, `never` or `reachable`, with `whenever` for some combinations only',
  );

export const unknownName = (span: Span, name: string, hint?: string): Diagnostic =>
  error(
    'ASY5351',
    span,
    `no measure, constant or definition is called \`${name}\`, and nothing varied`,
    hint,
  );

export const definedByItself = (span: Span, name: string): Diagnostic =>
  error('ASY5352', span, `\`${name}\` is defined by itself`);
