/** What the elaborator of task sets has to say: one function a message. ASY52xx. */
import type { Diagnostic } from '../diagnostics.js';
import type { Span } from '../source.js';

function error(code: string, span: Span, message: string, hint?: string): Diagnostic {
  const found = { code, severity: 'error', span, message } as const;
  return hint === undefined ? found : { ...found, hint };
}

function warning(code: string, span: Span, message: string, hint: string): Diagnostic {
  return { code, severity: 'warning', span, message, hint };
}

// ------------------------------------------------------------------------------------------ times

export const betweenTicks = (span: Span, time: string, tick: string): Diagnostic =>
  error(
    'ASY5201',
    span,
    `${time} is not a whole number of ticks: the \`time unit\` is ${tick}`,
    'choose a finer `time unit`, so that every time of the set is a multiple of it',
  );

export const tooLong = (span: Span, time: string, tick: string): Diagnostic =>
  error(
    'ASY5202',
    span,
    `${time} is too long to be counted exactly in ticks of ${tick}`,
    'choose a coarser `time unit`',
  );

export const holdsLongerThanItRuns = (
  span: Span,
  task: string,
  held: string,
  wcet: string,
): Diagnostic =>
  error(
    'ASY5203',
    span,
    `\`${task}\` holds resources for ${held} in all, but runs for ${wcet} only`,
    'the time in critical sections is part of the `wcet`',
  );

export const cannotFit = (span: Span, task: string, wcet: string, deadline: string): Diagnostic =>
  warning(
    'ASY5204',
    span,
    `\`${task}\` can never meet its deadline: it runs for ${wcet}, and has ${deadline}`,
    'expect its properties to be violated, or change one of the two',
  );

export const overloaded = (span: Span, processor: string, percent: string): Diagnostic =>
  warning(
    'ASY5205',
    span,
    `the tasks ask for ${percent} of \`${processor}\`: under any scheduler some will be late`,
    'expect properties to be violated, or take work away',
  );

export const usedAsTwo = (span: Span, name: string, first: string): Diagnostic =>
  error(
    'ASY5206',
    span,
    `\`${name}\` is already ${first}`,
    'names of tasks, processors, chains, constants and definitions are all different: rename one',
  );

// ------------------------------------------------------------------------------------ expressions

export const unknownName = (span: Span, name: string, hint?: string): Diagnostic =>
  error(
    'ASY5220',
    span,
    `no task, processor, chain, constant or definition is called \`${name}\``,
    hint,
  );

export const unknownField = (
  span: Span,
  field: string,
  owner: string,
  fields: readonly string[],
  hint?: string,
): Diagnostic =>
  error('ASY5221', span, `${owner} has no \`${field}\``, hint ?? `it has ${fields.join(', ')}`);

export const wrongMeasure = (span: Span, expected: string, found: string): Diagnostic =>
  error('ASY5222', span, `expected ${expected}; this is ${found}`);

export const notSaidOfTasks = (span: Span, what: string, hint: string): Diagnostic =>
  error('ASY5223', span, `${what} has no meaning in a task set`, hint);

export const unknownFunction = (span: Span, name: string, hint?: string): Diagnostic =>
  error('ASY5224', span, `no function or definition is called \`${name}\``, hint);

export const wrongCall = (span: Span, name: string, form: string): Diagnostic =>
  error('ASY5225', span, `\`${name}\` is written ${form}`);

export const definedByItself = (span: Span, name: string): Diagnostic =>
  error('ASY5226', span, `\`${name}\` is defined by itself`);

export const unknownSet = (span: Span, hint?: string): Diagnostic =>
  error('ASY5227', span, 'expected `tasks`: there is nothing else to range over', hint);
