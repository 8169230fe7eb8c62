/** Runs of programs as traces: one step a statement, with the variables after it. */
import { words } from '../../../engine/language/program/evaluate.js';
import { execute, type Frame, type RunStep } from '../../../engine/language/program/execute.js';
import type {
  Predicate,
  ProgramFunction,
  ProgramSpec,
  Statement,
} from '../../../engine/language/program/spec.js';
import { type ProgramValue, plainProgramValue } from '../../../engine/language/program/values.js';
import { allStatements } from '../../../engine/language/program/walk.js';
import { placeOf } from '../../../engine/language/source.js';
import type { Plain } from '../../../engine/plain.js';
import type { TraceStep } from '../../../engine/trace.js';
import type { Evidence } from '../../verdict.js';
import { type BadRun, type BadTurn, watched } from './search.js';

/** What a variable that has not been set yet is shown as. */
const UNSET = '–';

/** The run, taken again with its steps written down. */
export function runEvidence(spec: ProgramSpec, bad: BadRun, predicate: Predicate): Evidence {
  const { fn, args } = bad;
  const columns = columnsOf(spec, fn);
  const start = new Map(fn.takes.map(({ name }, i) => [name, args[i]]));
  const steps: TraceStep[] = [
    {
      action: null,
      bindings: {},
      state: stateOf(columns, [{ fn, variables: start, entry: start }]),
    },
  ];
  const result = execute(spec, fn, args, {
    watch: watched(predicate),
    onStep: (step) => steps.push(stepOf(step, columns)),
  });
  if (result.outcome === 'loops') {
    const last = steps.length - 1;
    return {
      kind: 'counterexample',
      steps: steps.slice(0, last),
      loop: last - result.period,
      back: steps[last],
    };
  }
  if (result.outcome !== 'failed') throw new Error('a run that failed does not fail again');
  const { span, message } = result.failure;
  const last = steps[steps.length - 1];
  steps.push({
    action: 'goes wrong',
    bindings: {},
    state: last.state,
    place: placeOf(span),
    note: message,
  });
  const explanation = [{ place: placeOf(span), step: steps.length - 1, text: message }];
  return { kind: 'counterexample', steps, explanation };
}

export function turnEvidence(fn: ProgramFunction, { condition, before, after }: BadTurn): Evidence {
  const state = (values: ReadonlyMap<string, ProgramValue>): Record<string, Plain> =>
    Object.fromEntries(
      [...fn.takes, ...fn.gives, ...fn.locals].map(({ name, type }) => {
        const value = values.get(name);
        return [name, value === undefined ? UNSET : plainProgramValue(value, type)];
      }),
    );
  const loop = condition.turn?.loop as Statement;
  return {
    kind: 'induction',
    says: 'a turn of the loop, from a state that the solver chose, where all its invariants hold; it may be that no run comes to that state',
    steps: [
      { action: null, bindings: {}, state: state(before) },
      {
        action: titleOf(loop),
        bindings: {},
        state: state(after),
        place: placeOf(loop.span),
        note: `now \`${words(condition)}\` is false`,
      },
    ],
  };
}

// ------------------------------------------------------------------------------------------ steps

interface ColumnSet {
  readonly fn: ProgramFunction;
  /** For functions that are called: `divide.`. */
  readonly prefix: string;
}

/** The function, and what it calls, each once. */
function columnsOf(spec: ProgramSpec, fn: ProgramFunction): ColumnSet[] {
  const found = new Map<ProgramFunction, string>([[fn, '']]);
  for (const [one] of found)
    for (const statement of allStatements(one.body)) {
      const callee = statement.statement === 'call' ? spec.functions[statement.callee] : null;
      if (callee && !found.has(callee)) found.set(callee, `${callee.name}.`);
    }
  return [...found].map(([one, prefix]) => ({ fn: one, prefix }));
}

function stateOf(columns: readonly ColumnSet[], frames: readonly Frame[]): Record<string, Plain> {
  const state: Record<string, Plain> = {};
  for (const { fn, prefix } of columns) {
    const frame = frames.find((one) => one.fn === fn);
    const variables = [...fn.takes, ...fn.gives, ...fn.locals];
    for (const { name, type } of variables) {
      const value = frame?.variables.get(name);
      state[`${prefix}${name}`] = value === undefined ? UNSET : plainProgramValue(value, type);
    }
  }
  return state;
}

function stepOf({ statement, truth, frames }: RunStep, columns: readonly ColumnSet[]): TraceStep {
  const is = truth === undefined ? '' : truth ? ': true' : ': false';
  const title =
    statement.statement === 'call' ? callTitle(statement, truth) : `${titleOf(statement)}${is}`;
  const { fn } = frames[frames.length - 1];
  return {
    action: title,
    bindings: {},
    ...(columns.length > 1 ? { actor: fn.name } : {}),
    state: stateOf(columns, frames),
    place: placeOf(statement.span),
  };
}

const callTitle = (statement: Statement, returned: boolean | undefined): string =>
  returned ? `back from ${titleOf(statement)}` : titleOf(statement);

export function titleOf(statement: Statement): string {
  switch (statement.statement) {
    case 'set':
      return `set ${statement.assignments.map(({ place }) => words(place)).join(', ')}`;
    case 'if':
    case 'while':
      return `${statement.statement} ${words(statement.test)}`;
    case 'return':
      return statement.value ? `return ${words(statement.value)}` : 'return';
    case 'call':
      return `call with ${statement.args.map(words).join(', ')}`;
    case 'assert':
      return `assert ${statement.conditions.map(words).join(' and ')}`;
  }
}
