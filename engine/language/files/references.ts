/** Specs that a spec names besides what it extends: `of` in a study, `refines` in a property. */
import type { Diagnostics } from '../diagnostics.js';
import type { Kind } from '../kinds.js';
import { didYouMean } from '../nearest.js';
import type { SourceFile } from '../source.js';
import { child, type Mapping, type Scalar, textOf } from '../yaml/tree.js';
import { findSpec, isSpecName, specNamesNear } from './find.js';
import * as say from './messages.js';

export function checkNamedSpecs(
  root: Mapping,
  kind: Kind,
  from: { readonly file: SourceFile; readonly library: string | undefined },
  diagnostics: Diagnostics,
): void {
  for (const scalar of namedSpecs(root, kind)) {
    const name = textOf(scalar);
    // What is no name at all is the schema's to refuse.
    if (!isSpecName(name) || findSpec(name, from.file, from.library, root)) continue;
    const hint = didYouMean(name, specNamesNear(from.file, from.library));
    diagnostics.add(
      say.specNotFound(scalar.span, name, 'beside this file or in the library', hint),
    );
  }
}

function namedSpecs(root: Mapping, kind: Kind): Scalar[] {
  const of = kind === 'study' ? child(root, 'of') : undefined;
  const properties = child(root, 'properties');
  const refined =
    properties?.node === 'mapping'
      ? properties.entries.map(({ value }) =>
          value.node === 'mapping' ? child(value, 'refines') : undefined,
        )
      : [];
  return [of, ...refined].flatMap((tree) => (tree?.node === 'scalar' ? [tree] : []));
}
