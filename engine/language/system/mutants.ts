/** Mutants of a system: those that its protocol declares, and changes of the spec. */
import type { Diagnostics } from '../diagnostics.js';
import { entriesOf } from '../elaborate/declarations.js';
import { type Tree, textOf } from '../yaml/tree.js';
import type { DeclaredProtocol } from './declared.js';
import * as say from './messages.js';
import { part } from './settings.js';
import type { Life, SystemMutant } from './spec.js';

export const LIVES: readonly Life[] = ['explore', 'simulate', 'live'];

export function systemMutants(
  tree: Tree | undefined,
  declared: DeclaredProtocol | null,
  diagnostics: Diagnostics,
): SystemMutant[] {
  return entriesOf(tree).map(({ key, value }) => {
    const changed = part(value, 'change') !== undefined;
    const known = declared !== null && Object.hasOwn(declared.mutants, key.text);
    if (declared !== null && !changed && !known)
      diagnostics.add(say.unknownMutant(key.span, key.text, Object.keys(declared.mutants)));
    const about = textOf(part(value, 'about')) || (known ? declared.mutants[key.text] : '');
    return {
      name: key.text,
      breaks: namesOf(part(value, 'breaks')),
      declared: known,
      changes: changed,
      by: livesOf(part(value, 'by')),
      span: key.span,
      ...(about === '' ? {} : { about }),
    };
  });
}

const namesOf = (tree: Tree | undefined): string[] =>
  tree?.node === 'list' ? tree.items.map(textOf) : tree === undefined ? [] : [textOf(tree)];

function livesOf(tree: Tree | undefined): Life[] | null {
  const names = namesOf(tree);
  const lives = LIVES.filter((life) => names.includes(life));
  return lives.length === 0 ? null : lives;
}
