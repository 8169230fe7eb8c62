/** `protocol:` of a system: a name of the library, or a file of the user's in the folder of the spec. */
import { dirname, resolve } from 'node:path';
import type { Diagnostics } from '../diagnostics.js';
import type { LoadedSpec } from '../load.js';
import type { SourceFile } from '../source.js';
import { child, type Mapping, textOf } from '../yaml/tree.js';
import type { Declarations, DeclaredProtocol, ProtocolReference } from './declared.js';
import * as say from './messages.js';

/** What a spec names, or null where that is neither a name nor a file beside the spec. Nothing is opened. */
export function referenceOf(root: Mapping, file: SourceFile): ProtocolReference | null {
  const tree = child(root, 'protocol');
  const name = textOf(tree);
  if (tree === undefined || name === '') return null;
  if (!isPath(name)) return { name, file: null };
  if (!OWN_FILE.test(name) || name.split('/').includes('..')) return null;
  // What is extended, or set from outside, may have been written elsewhere.
  const from = tree.span.file.path.startsWith('--set ') ? file.path : tree.span.file.path;
  return { name, file: resolve(dirname(from), name) };
}

const isPath = (name: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(name);
const OWN_FILE = /^\.\/[^\\]+\.[cm]?[jt]s$/;

export interface ProtocolHere {
  readonly reference: ProtocolReference;
  /** Null where it was not loaded. */
  readonly declared: DeclaredProtocol | null;
}

/** Null where there is no such protocol, or it cannot be used, which has been said. */
export function protocolOf(
  root: Mapping,
  file: SourceFile,
  declarations: Declarations,
  diagnostics: Diagnostics,
): ProtocolHere | null {
  const tree = child(root, 'protocol');
  const reference = referenceOf(root, file);
  if (tree === undefined) return null;
  const { span } = tree;
  if (reference === null) {
    diagnostics.add(say.protocolPath(span, textOf(tree)));
    return null;
  }
  const known = declarations(reference);
  switch (known.is) {
    case 'declared':
      return { reference, declared: known.declared };
    case 'not loaded':
      diagnostics.add(say.notLoaded(span, reference.name));
      return { reference, declared: null };
    case 'missing':
      diagnostics.add(
        reference.file === null
          ? say.unknownProtocol(span, reference.name, known.names)
          : say.noProtocolFile(span, reference.name),
      );
      return null;
    case 'broken':
      diagnostics.add(say.brokenProtocol(span, reference.name, known.why));
      return null;
  }
}

/** The protocols that a loaded spec needs before it can be read: its own, and those of its mutants. */
export function referencesIn({
  kind,
  raw,
  file,
  mutants,
  mutant,
}: LoadedSpec): ProtocolReference[] {
  if (kind !== 'system') return [];
  const roots = [raw, ...mutants.map((name) => mutant(name).raw)];
  const found = roots.flatMap((root) => referenceOf(root, file) ?? []);
  const names = found.map(({ name, file: own }) => own ?? name);
  return found.filter((_, i) => names.indexOf(names[i]) === i);
}
