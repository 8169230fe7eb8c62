/** For tests: the models of the library, each once, and one that has what they lack. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadSpecs } from '../../../engine/language/index.js';
import type { ModelSpec } from '../../../engine/language/typed.js';

export function libraryModels(): { readonly name: string; readonly spec: ModelSpec }[] {
  const library = join(import.meta.dirname, '../../../specs');
  return readdirSync(library, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .flatMap((path) =>
      loadSpecs(join(library, path), { library }).specs.flatMap(({ spec }) =>
        spec?.kind === 'model' ? [{ name: spec.name, spec }] : [],
      ),
    );
}

/** Several families of processes, `stuck`, names bound twice. */
export function families(): { readonly name: string; readonly spec: ModelSpec } {
  const [document] = loadSpecs(join(import.meta.dirname, 'test-families.yaml')).specs;
  if (document?.spec?.kind !== 'model') throw new Error('no model');
  return { name: document.spec.name, spec: document.spec };
}
