/**
 * Why a run ends where it does, as lines of the spec: the property that is false at the end, and the
 * last step with the values, before it, of the variables that its action reads.
 */
import { placeOf, type Span } from '../../engine/language/source.js';
import type { Plain } from '../../engine/plain.js';
import type { Trace } from '../../engine/trace.js';
import type { SystemProperty } from '../../engine/transition/system.js';
import type { Explanation } from '../verdict.js';
import { listed } from './claims.js';

/** Longer values would bury the line that they explain. */
const VALUE_LENGTH_MAX = 80;

export function explain(property: SystemProperty, trace: Trace): Explanation[] {
  const last = trace.steps.length - 1;
  const lines: Explanation[] = [
    { place: placeOf(property.span), step: last, text: SAYS[property.claim.form] },
  ];
  const step = lastStep(trace);
  return step ? [...lines, step] : lines;
}

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
  const step = lastStep(trace);
  return step ? [...lines, step] : lines;
}

function lastStep(trace: Trace): Explanation | undefined {
  const last = trace.steps.length - 1;
  const step = trace.steps[last];
  if (!step?.place || last === 0) return undefined;
  const changed = Object.entries(step.state)
    .filter(
      ([name, value]) =>
        JSON.stringify(trace.steps[last - 1].state[name]) !== JSON.stringify(value),
    )
    .map(([name]) => name);
  const values = Object.entries(trace.steps[last - 1].state)
    .filter(([name]) => changed.includes(name))
    .map(([name, value]) => `${name} = ${shown(value)}`)
    .filter((text) => text.length <= VALUE_LENGTH_MAX);
  const bindings = Object.entries(step.bindings).map(
    ([name, value]) => `${name} = ${shown(value)}`,
  );
  const taken =
    bindings.length === 0 ? `${step.action}` : `${step.action} with ${listed(bindings)}`;
  const before = values.length === 0 ? '' : `, when ${listed(values)}`;
  return { place: step.place, step: last, text: `step ${last} took ${taken}${before}` };
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
