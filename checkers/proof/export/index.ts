/** Models and theories in the languages of other tools. One folder or file for each target. */
import type { TheorySpec } from '../../../engine/language/theory/spec.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import type { Origin } from './origin.js';
import { promela } from './promela/index.js';
import { coq } from './prover/coq.js';
import { lean } from './prover/lean.js';
import { modelText } from './prover/model.js';
import { theoryText } from './prover/theory.js';
import { CannotExport } from './refusal.js';
import { smt2 } from './smt2.js';
import { tla } from './tla/index.js';

export { CannotExport } from './refusal.js';

type Exporter<S> = (spec: S, origin: Origin) => string;

const MODELS = {
  promela,
  smt2,
  tla,
  coq: (spec, origin) => modelText(spec, origin, coq),
  lean: (spec, origin) => modelText(spec, origin, lean),
} as const satisfies Readonly<Record<string, Exporter<ModelSpec>>>;

export type Target = keyof typeof MODELS;

const THEORIES: Partial<Readonly<Record<Target, Exporter<TheorySpec>>>> = {
  coq: (spec, origin) => theoryText(spec, origin, coq),
  lean: (spec, origin) => theoryText(spec, origin, lean),
};

/** The text of the spec in the target's language. Throws `CannotExport` for what it cannot say. */
export function exportSpec(spec: ModelSpec | TheorySpec, target: Target, origin: Origin): string {
  if (spec.kind === 'model') return MODELS[target](spec, origin);
  const exporter = THEORIES[target];
  if (exporter === undefined)
    throw new CannotExport('it has no states or steps; a theory goes to coq or lean');
  return exporter(spec, origin);
}
