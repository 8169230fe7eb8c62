/** `assay list`: the specs of the library, by field. */
import { relative } from 'node:path';
import { libraryFolder } from '../../engine/package-root.js';
import type { Paint } from '../../reports/index.js';
import { EXIT } from '../exit.js';
import { readSpecs } from '../reading.js';

export async function list(options: { readonly json?: boolean }, paint: Paint): Promise<number> {
  const { targets } = await readSpecs([libraryFolder()], { set: [] });
  const entries = targets.map(({ file, spec }) => ({
    field: relative(libraryFolder(), file).split(/[\\/]/)[0],
    name: spec.name,
    kind: spec.kind,
    about: spec.about,
    covers: spec.covers,
    file: relative(process.cwd(), file),
  }));
  if (options.json) {
    console.log(JSON.stringify({ schema: 'assay/list/v1', specs: entries }, null, 2));
    return EXIT.ok;
  }
  const fields = [...new Set(entries.map((e) => e.field))];
  for (const field of fields) {
    console.log(paint('strong', field));
    for (const entry of entries.filter((e) => e.field === field)) {
      console.log(`  ${entry.name}  ${paint('soft', entry.file)}\n      ${entry.about}`);
    }
  }
  return EXIT.ok;
}
