/**
 * Why a run ends where it does, as lines of the spec: the property that is false at the end, the
 * last step, and the conditions that allowed it; each with the values of what it reads.
 */
import { placeOf, type Span } from '../../engine/language/source.js';
import type { Plain } from '../../engine/plain.js';
import type { Trace } from '../../engine/trace.js';
import type {
  ActionInfo,
  SystemProperty,
  TransitionSystem,
} from '../../engine/transition/system.js';
import type { Explanation } from '../verdict.js';
import { listed } from './claims.js';

/** Longer values would bury the line that they explain. */
const VALUE_LENGTH_MAX = 80;

export function explain(
  { actions }: Pick<TransitionSystem, 'actions'>,
  property: SystemProperty,
  trace: Trace,
  action: number | undefined,
): Explanation[] {
  const last = trace.steps.length - 1;
  const { condition, claim } = property;
  const values = valuesOf(condition?.variables ?? [], trace.steps[last].state);
  const lines: Explanation[] = [
    {
      place: placeOf(condition?.span ?? property.span),
      step: last,
      text: withValues(SAYS[claim.form], values),
    },
  ];
  const guard = action === undefined ? [] : guardLines(actions[action], trace);
  const step = lastStep(trace, guard.length === 0);
  return step ? [...lines, step, ...guard] : lines;
}

/** The conditions that allowed the last step, with what they read just before it. */
function guardLines({ guard, span: { file } }: ActionInfo, trace: Trace): Explanation[] {
  const last = trace.steps.length - 1;
  if (last === 0) return [];
  // One that was set from outside cannot be quoted; one that reads nothing says nothing.
  const telling = guard.filter(
    ({ span, variables, bindings }) => span.file === file && variables.length + bindings.length > 0,
  );
  return telling.map(({ span, variables, bindings }) => {
    const bound = valuesOf(bindings, trace.steps[last].bindings);
    const values = [...valuesOf(variables, trace.steps[last - 1].state), ...bound];
    return { place: placeOf(span), step: last, text: withValues(`true in step ${last}`, values) };
  });
}

function valuesOf(names: readonly string[], of: Readonly<Record<string, Plain>>): string[] {
  return names
    .filter((name) => Object.hasOwn(of, name))
    .map((name) => `${name} = ${shown(of[name])}`)
    .filter((text) => text.length <= VALUE_LENGTH_MAX);
}

const withValues = (text: string, values: readonly string[]): string =>
  values.length === 0 ? text : `${text}: ${values.join(', ')}`;

const SAYS: Readonly<Record<SystemProperty['claim']['form'], string>> = {
  always: 'false in this state',
  never: 'true in this state',
  reachable: 'true in this state',
  'every step': 'false for this step',
  eventually: 'broken by this run',
  holds: 'broken by this run',
  whenever: 'broken by this run',
};

/** For an operation without a value: where it stands, and the step that was taken before. */
export function explainFailure(
  failure: { readonly message: string; readonly span: Span },
  trace: Trace,
): Explanation[] {
  const last = trace.steps.length - 1;
  const lines: Explanation[] = [
    { place: placeOf(failure.span), step: last, text: failure.message },
  ];
  const step = lastStep(trace, true);
  return step ? [...lines, step] : lines;
}

/** `withState`: say what the step changed, as no guard tells of the state before. */
export function lastStep(trace: Trace, withState: boolean): Explanation | undefined {
  const last = trace.steps.length - 1;
  const step = trace.steps[last];
  if (!step?.place || last === 0) return undefined;
  const before = trace.steps[last - 1].state;
  const changed = Object.keys(before).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(step.state[name]),
  );
  const bindings = valuesOf(Object.keys(step.bindings), step.bindings);
  const values = withState ? valuesOf(changed, before) : [];
  const taken = `step ${last} took “${step.action}”`;
  const bound = bindings.length === 0 ? '' : ` with ${listed(bindings)}`;
  const when = values.length === 0 ? '' : `, when ${listed(values)}`;
  return { place: step.place, step: last, text: `${taken}${bound}${when}` };
}

function shown(value: Plain): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value === 'object') {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${key}: ${shown(item)}`)
      .join(', ')} }`;
  }
  return String(value);
}
