/**
 * `--set NAME=VALUE`: a bare name of a constant, or any path. The setting is a source file of its own,
 * named after the command line, so that a diagnostic about the value can point at it.
 */
import type { Diagnostics } from './diagnostics.js';
import * as files from './files/messages.js';
import { nearest } from './nearest.js';
import { applyChange } from './patch.js';
import { findPath } from './path.js';
import { sourceFile } from './source.js';
import { plain } from './yaml/build.js';
import { readYaml } from './yaml/read.js';
import { child, type Entry, type Mapping, type Scalar, type Tree } from './yaml/tree.js';

/** A bare name that is no constant of one spec, but may be one of another. */
export interface MissedSetting {
  readonly setting: string;
  readonly written: Entry['key'];
  readonly constants: readonly string[];
}

/** Of several specs that were given the same setting none has such a constant. */
export function noSuchConstant(missed: readonly MissedSetting[]) {
  const { span, text } = missed[0].written;
  const constants = [...new Set(missed.flatMap((m) => m.constants))];
  const near = nearest(text, constants);
  const hint = near
    ? `did you mean \`${near}\`?`
    : constants.length > 0
      ? `the constants are ${constants.join(', ')}`
      : `${missed.length === 1 ? 'this spec has' : 'these specs have'} none`;
  return files.noSuchConstant(span, text, hint);
}

/**
 * Applies one setting, `N=5`, `constants.N=5` or `network.loss=2 %`. A bare name that is no constant here is told to
 * `onMissed`, where there is one, instead of being an error.
 */
export function applySetting(
  root: Mapping,
  setting: string,
  diagnostics: Diagnostics,
  onMissed?: (missed: MissedSetting) => void,
): Mapping {
  const file = sourceFile(`--set ${setting}`, setting);
  const equals = setting.indexOf('=');
  const name = setting.slice(0, Math.max(0, equals)).trim();
  const valueText = setting.slice(equals + 1).trim();
  if (equals < 1 || name === '' || valueText === '') {
    diagnostics.add(files.settingForm({ file, start: 0, end: setting.length }));
    return root;
  }
  const start = setting.indexOf(name);
  const written = plain(file, name, start, start + name.length) as Entry['key'];
  const path = constantPath(root, written);
  if (path === null) {
    const missed = { setting, written, constants: constantNames(root) };
    if (onMissed) onMissed(missed);
    else diagnostics.add(noSuchConstant([missed]));
    return root;
  }
  const value = settingValue(setting, valueText, diagnostics);
  return value === null ? root : applyChange(root, path, value, diagnostics);
}

/** A bare name is a constant, or a key of the top level that is there (`nodes=5`). */
function constantPath(root: Mapping, name: Entry['key']): Entry['key'] | null {
  const bare = /^\w+$/.test(name.text);
  if (!bare) return name;
  if (constantNames(root).includes(name.text))
    return { ...name, text: `constants.${name.text}`, offsetOf: (i) => name.offsetOf(i - 10) };
  return findPath(root, name.text).found === 'place' ? name : null;
}

function constantNames(root: Mapping): string[] {
  const constants = child(root, 'constants');
  return constants?.node === 'mapping' ? constants.entries.map((e) => e.key.text) : [];
}

/** A value written as `[…]` or `{…}` is YAML; anything else is one scalar. */
function settingValue(setting: string, text: string, diagnostics: Diagnostics): Tree | null {
  const start = setting.indexOf(text, setting.indexOf('=') + 1);
  const file = sourceFile(`--set ${setting}`, setting);
  if (!/^[[{]/.test(text)) return scalarValue(file, text, start);
  const padded = sourceFile(file.path, ' '.repeat(start) + text);
  return readYaml(padded, diagnostics)[0]?.tree ?? null;
}

function scalarValue(file: ReturnType<typeof sourceFile>, text: string, start: number): Scalar {
  return plain(file, text, start, start + text.length);
}
