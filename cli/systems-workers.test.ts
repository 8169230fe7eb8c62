/** The systems of the library, and each with a mutant of its protocol, explored by several threads: all that one thread finds, word by word. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSafety } from '../checkers/exploration/judge.js';
import { exploreSystem } from '../checkers/nodes/check.js';
import { placeOf } from '../engine/language/source.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import { libraryFolder } from '../engine/package-root.js';
import { protocolFor } from '../engine/protocols/reference.js';
import { Random } from '../engine/random.js';
import { campaign } from '../test/campaign.js';
import { readSpecs } from './reading.js';
import { specFiles } from './targets.js';

const isExplored = (path: string): boolean => {
  const text = readFileSync(path, 'utf8');
  return /^kind: system$/m.test(text) && !/^threads:/m.test(text) && /\bexplore\b/.test(text);
};

interface Case {
  readonly title: string;
  readonly spec: SystemSpec;
  readonly on: readonly string[];
}

async function casesOf(path: string): Promise<Case[]> {
  const { targets } = await readSpecs([path], { set: [] }, 'check mutants', 'run');
  return targets.flatMap(({ spec }) => {
    if (spec.kind !== 'system') throw new Error(`${path} is no system`);
    const declared = spec.mutants.filter((mutant) => mutant.declared);
    const mutants = declared.map(({ name }) => ({ title: `${spec.name}, ${name}`, on: [name] }));
    return [{ title: spec.name, on: [] }, ...mutants].map((one) => ({ ...one, spec }));
  });
}

const paths = specFiles([libraryFolder()]).filter(isExplored);
const cases = (await Promise.all(paths.map(casesOf))).flat();
const { seed, runs } = campaign('systems explored by threads', { sample: 12, deep: cases.length });
const random = Random.of(seed, 'cases', 0);
const some = cases
  .map((one) => ({ ...one, order: random.unit() }))
  .sort((a, b) => a.order - b.order)
  .slice(0, runs);

describe('several threads', () => {
  for (const { title, spec, on } of some) {
    it(title, { timeout: 600_000 }, async () => {
      const protocol = await protocolFor(spec.protocol);
      const checked = async (threads: number) => {
        const { verdicts, exploration } = await exploreSystem(spec, protocol, {
          ...{ place: placeOf(spec.span), on, threads, eager: true, reduce: [] },
          limits: { maxStates: 6000 },
          only: isSafety,
        });
        const { form, effort, ...counts } = exploration ?? {};
        if (form?.name === 'kernel') expect(form.threads).toBe(threads);
        const { states, generated, depth } = effort ?? {};
        return {
          verdicts: verdicts.map(({ effort: _, ...verdict }) => verdict),
          counts: { ...counts, states, generated, depth },
        };
      };
      const alone = await checked(1);
      for (const threads of [2, 3]) expect(await checked(threads)).toEqual(alone);
    });
  }
});
