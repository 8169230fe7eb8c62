/** For tests: the models of the library, each once. */
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
