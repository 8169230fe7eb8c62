/** Models in the languages of other tools. One folder or file for each target. */
import type { ModelSpec } from '../../../engine/language/typed.js';
import type { Origin } from './origin.js';
import { promela } from './promela/index.js';
import { smt2 } from './smt2.js';
import { tla } from './tla/index.js';

export { CannotExport } from './refusal.js';

const EXPORTERS = { promela, smt2, tla } as const satisfies Readonly<
  Record<string, (spec: ModelSpec, origin: Origin) => string>
>;

export type Target = keyof typeof EXPORTERS;

/** The text of the model in the target's language. Throws `CannotExport` for what it cannot say. */
export function exportModel(spec: ModelSpec, target: Target, origin: Origin): string {
  return EXPORTERS[target](spec, origin);
}
