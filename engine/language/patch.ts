/**
 * The one notion of changing a spec: `change:` at the top level or in a mutant, and `--set`. A change
 * is a path and a value; the value replaces what is there, `null` removes it. Trees are immutable: a
 * changed one shares all that did not change, and the new value keeps its own place in the text.
 */
import type { Diagnostics } from './diagnostics.js';
import { didYouMean } from './nearest.js';
import { findPath, type PathResult, type PathStep } from './path.js';
import * as say from './schema/messages.js';
import type { Span } from './source.js';
import type { Entry, Mapping, Scalar, Tree } from './yaml/tree.js';

type Key = Entry['key'];

/** Applies the entries of a `change:` in the order written. Changes that do not apply are reported and skipped. */
export function applyChanges(root: Mapping, changes: Mapping, diagnostics: Diagnostics): Mapping {
  let patched = root;
  for (const { key, value } of changes.entries)
    patched = applyChange(patched, key, value, diagnostics);
  return patched;
}

/** One change. `path` knows its place, so that diagnostics point into it. */
export function applyChange(
  root: Mapping,
  path: Key,
  value: Tree,
  diagnostics: Diagnostics,
): Mapping {
  const result = findPath(root, path.text);
  if (result.found === 'nothing') {
    diagnostics.add(explain(result, path));
    return root;
  }
  if (value.node === 'scalar' && value.text === null) {
    diagnostics.add(say.changeWithoutValue(path.span));
    return root;
  }
  if (result.found === 'new key') return addKey(root, result, path, value, diagnostics);
  return replaceAt(result.steps, 0, isNull(value) ? null : value) as Mapping;
}

/** The word `null`, which removes. */
export function isNull(value: Tree): boolean {
  return value.node === 'scalar' && value.style === 'plain' && value.text === 'null';
}

function addKey(
  root: Mapping,
  result: PathResult & { found: 'new key' },
  path: Key,
  value: Tree,
  diagnostics: Diagnostics,
): Mapping {
  if (isNull(value)) {
    const hint = didYouMean(result.key, keysOf(result.parent));
    diagnostics.add(
      say.removesNothing(part(path, result.from, path.text.length), result.key, hint),
    );
    return root;
  }
  const entry: Entry = { key: newKey(path, result.from), value };
  const grown: Mapping = { ...result.parent, entries: [...result.parent.entries, entry] };
  return replaceAt(result.steps, 0, grown) as Mapping;
}

/** The last key of a path, standing where the path stands. */
function newKey(path: Key, from: number): Key {
  const scalar: Scalar = {
    node: 'scalar',
    text: path.text.slice(from),
    style: path.style,
    span: part(path, from, path.text.length),
    offsetOf: (i) => path.offsetOf(from + i),
  };
  return scalar as Key;
}

/** The tree that `steps` leads down through, with the place at their end replaced, or removed for null. */
function replaceAt(steps: readonly PathStep[], depth: number, value: Tree | null): Tree | null {
  const step = steps[depth];
  if (step === undefined) return value;
  const changed = replaceAt(steps, depth + 1, value);
  if (step.step === 'key') {
    const entries = step.of.entries.flatMap((entry): Entry[] => {
      if (entry !== step.entry) return [entry];
      return changed === null ? [] : [{ key: entry.key, value: changed }];
    });
    return { ...step.of, entries };
  }
  const items = step.of.items.flatMap((item, index): Tree[] => {
    if (index !== step.index) return [item];
    return changed === null ? [] : [changed];
  });
  return { ...step.of, items };
}

function explain(result: PathResult & { found: 'nothing' }, path: Key) {
  const span = part(path, result.from, result.to);
  const { reason } = result;
  switch (reason.why) {
    case 'no key':
      return say.pathWithoutKey(
        span,
        reason.key,
        reason.at,
        didYouMean(reason.key, keysOf(reason.of)),
      );
    case 'no item':
      return say.pathWithoutItem(span, reason.at, reason.size);
    case 'wanted an index':
      return say.pathIntoList(span, reason.at);
    case 'not a collection':
      return say.pathIntoScalar(span, reason.at);
  }
}

const keysOf = (mapping: Mapping) => mapping.entries.map((e) => e.key.text);

/** The place of characters `from`..`to` of a scalar's text. */
export function part(scalar: Scalar, from: number, to: number): Span {
  const start = scalar.offsetOf(from);
  return { file: scalar.span.file, start, end: Math.max(start, scalar.offsetOf(to)) };
}
