/**
 * What a checkpoint belongs to: one spec with its constants, and those options that decide what is explored. Limits
 * and threads do not: a check may go on with more of them.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ModelSpec } from '../engine/language/typed.js';
import { version } from '../engine/package-root.js';
import type { Identity } from './exploration/checkpoint/saver.js';
import type { ReductionChoice } from './exploration/reductions/choice.js';

/** The file of a spec's checkpoint. */
export const checkpointFile = (folder: string, { name }: { readonly name: string }): string =>
  join(folder, `${name}.checkpoint`);

export function identityOf(
  spec: ModelSpec,
  asked: {
    readonly only: readonly string[];
    readonly reduce: ReductionChoice;
    /** Are counts to be compared? Then the search goes to the end, whatever is decided. */
    readonly expects: boolean;
  },
): Identity {
  const { only, reduce, expects } = asked;
  return {
    assay: version(),
    spec: digestOf(spec),
    options: {
      '--only': only.length === 0 ? 'nothing' : [...only].sort().join(', '),
      '--reduce': reduce === 'auto' ? 'auto' : `[${[...reduce].sort().join(', ')}]`,
      'the comparison of counts (not with --set)': expects ? 'wanted' : 'not wanted',
    },
  };
}

/** Of what the spec means: two that differ in places, comments and layout alone have the same. */
function digestOf(spec: ModelSpec): string {
  const numbers = new Map<object, number>();
  const hash = createHash('sha256');
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) {
      hash.update(`${typeof value} ${String(value)}\n`);
      return;
    }
    // What is there several times, or within itself, is told once.
    const known = numbers.get(value);
    hash.update(known === undefined ? '{\n' : `again ${known}\n`);
    if (known !== undefined) return;
    numbers.set(value, numbers.size);
    const parts: Iterable<readonly [unknown, unknown]> =
      value instanceof Map
        ? value
        : value instanceof Set
          ? [...value].map((item) => [0, item] as const)
          : Object.entries(value);
    for (const [name, part] of parts) {
      if (isSpan(part)) continue;
      visit(name);
      visit(part);
    }
    hash.update('}\n');
  };
  visit(spec);
  return hash.digest('hex');
}

const isSpan = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'file' in value && 'start' in value;
