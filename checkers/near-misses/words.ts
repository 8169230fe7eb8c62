/** An action that was tried in vain, and what its conditions read, in words. */
import type { Attempt } from '../../engine/language/machine/attempts.js';
import type { State } from '../../engine/language/machine.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { formatValue, plainValue } from '../../engine/language/value-format.js';
import { formatPlain, type Plain } from '../../engine/plain.js';
import { readsOf } from '../../engine/transition/reads.js';
import { listed } from '../exploration/claims.js';

/** Longer values would bury the line that they explain. */
const VALUE_LENGTH_MAX = 80;

/** Variable → value, as in traces. */
export function plainState(spec: ModelSpec, state: State): Readonly<Record<string, Plain>> {
  return Object.fromEntries(
    spec.variables.map(({ name, type }) => [name, plainValue(type, state[name])]),
  );
}

/** `RM prepares (r = 1)`. */
export function missText(spec: ModelSpec, { action, bindings }: Attempt): string {
  const { title, binders } = spec.actions[action];
  const values = binders.map(
    ({ local: { name, type } }, i) => `${name} = ${formatValue(type, bindings[i])}`,
  );
  return values.length === 0 ? title : `${title} (${values.join(', ')})`;
}

/** What a condition of the guard reads of the state: `tm = done and votes = [1]`. */
export function valuesRead(
  spec: ModelSpec,
  { action }: Attempt,
  condition: number,
  state: State,
): string {
  const { guard, lets } = spec.actions[action];
  const plain = plainState(spec, state);
  const { variables } = readsOf(guard[condition], [], lets);
  const values = variables.map((name) => `${name} = ${formatPlain(plain[name])}`);
  return listed(values.filter((text) => text.length <= VALUE_LENGTH_MAX));
}
