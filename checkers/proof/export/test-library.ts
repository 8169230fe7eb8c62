/** For tests: the models and theories of the library, each once, and a model that has what they lack. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSpecs } from '../../../engine/language/index.js';
import type { TheorySpec } from '../../../engine/language/theory/spec.js';
import type { ModelSpec, Spec } from '../../../engine/language/typed.js';

interface Named<S> {
  readonly name: string;
  readonly spec: S;
}

export const libraryModels = (): Named<ModelSpec>[] =>
  library().flatMap((spec) => (spec.kind === 'model' ? [{ name: spec.name, spec }] : []));

export const libraryTheories = (): Named<TheorySpec>[] =>
  library().flatMap((spec) => (spec.kind === 'theory' ? [{ name: spec.name, spec }] : []));

function library(): Spec[] {
  const folder = join(import.meta.dirname, '../../../specs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .flatMap((path) =>
      loadSpecs(join(folder, path), { library: folder }).specs.flatMap(({ spec }) => spec ?? []),
    );
}

/** Several families of processes, `stuck`, names bound twice. */
export function families(): Named<ModelSpec> {
  const [document] = loadSpecs(join(import.meta.dirname, 'test-families.yaml')).specs;
  if (document?.spec?.kind !== 'model') throw new Error('no model');
  return { name: document.spec.name, spec: document.spec };
}
