/**
 * The kinds that are linted now and checked later: everything that can be said of them without
 * running them. The result names their properties, each to be answered `unknown`.
 */
import type { Diagnostics } from '../diagnostics.js';
import type { Kind } from '../kinds.js';
import { isKind } from '../kinds.js';
import { definition } from '../schema/spec.js';
import type { OtherSpec } from '../typed.js';
import { child, type Mapping, textOf } from '../yaml/tree.js';
import { Constants } from './constants.js';
import { lintProgram } from './program.js';
import { propertiesOf } from './properties.js';
import { lintStudy } from './study.js';
import { lintTasks } from './tasks.js';
import { lintTheory } from './theory.js';
import { walk } from './walk.js';

export type OtherKind = Exclude<Kind, 'model'>;

/** What every kind of spec has, read and linted. */
export type LintedSpec<K extends OtherKind> = Omit<OtherSpec, 'kind'> & { readonly kind: K };

/** Of a spec whose structure is right; what is wrong beyond that goes to `diagnostics`. */
export function lintOther<K extends OtherKind>(
  root: Mapping,
  kind: K,
  diagnostics: Diagnostics,
): LintedSpec<K> {
  lintKind(root, kind, kind, new Constants([root]), diagnostics);
  if (kind === 'study') lintInline(root, diagnostics);
  const source = child(root, 'source');
  const covers = child(root, 'covers');
  return {
    kind,
    name: textOf(child(root, 'name')),
    about: textOf(child(root, 'about')),
    covers: covers?.node === 'list' ? covers.items.map(textOf) : [],
    ...(source ? { source: textOf(source) } : {}),
    span: root.span,
    properties: propertiesOf(root, diagnostics),
  };
}

function lintKind(
  root: Mapping,
  kind: OtherKind,
  schemaName: string,
  constants: Constants,
  diagnostics: Diagnostics,
): void {
  // The names that a spec inside a study refers to are its own: it is walked by itself.
  const entries = root.entries.filter(
    ({ key, value }) => !(key.text === 'of' && value.node === 'mapping'),
  );
  walk({ root, constants, diagnostics }, { ...root, entries }, definition(schemaName));
  if (kind === 'tasks') lintTasks(root, constants, diagnostics);
  if (kind === 'program') lintProgram(root, diagnostics);
  if (kind === 'theory') lintTheory(root, diagnostics);
  if (kind === 'study') lintStudy(root, diagnostics);
}

/** The spec inside a study may use what the study varies. A model is elaborated when it is run. */
function lintInline(study: Mapping, diagnostics: Diagnostics): void {
  const of = child(study, 'of');
  if (of?.node !== 'mapping') return;
  const inner = textOf(child(of, 'kind'));
  if (!isKind(inner) || inner === 'study' || inner === 'model') return;
  lintKind(of, inner, `${inner} inline`, new Constants([study, of]), diagnostics);
  propertiesOf(of, diagnostics);
}
