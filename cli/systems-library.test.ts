/**
 * The systems of the library: no life finds anything wrong with them, and every mutant is caught in one of those that are to catch it. A normal run takes some of
 * the systems and mutants and a slice of the runs, the long one all mutants and a thousand seeds of each system that is simulated.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { livesOfNodes } from '../checkers/nodes/mutants.js';
import { judgedInLives } from '../checkers/systems/lives.js';
import type { MutantResult, Verdict } from '../checkers/verdict.js';
import { placeOf } from '../engine/language/source.js';
import type { SystemSpec } from '../engine/language/system/spec.js';
import { libraryFolder } from '../engine/package-root.js';
import { protocolFor } from '../engine/protocols/reference.js';
import { Random } from '../engine/random.js';
import { campaign, drawn, patience } from '../test/campaign.js';
import { readSpecs } from './reading.js';
import { specFiles } from './targets.js';
import { runCli } from './test-run.js';

const SLOW = patience(1_800_000);
const deep = process.env['ASSAY_DEEP'] === '1';
const SEEDS = 1000;

const isSystem = (path: string): boolean => {
  const text = readFileSync(path, 'utf8');
  return /^kind: system$/m.test(text) && !/^threads:/m.test(text);
};
const systems = specFiles([libraryFolder()])
  .filter(isSystem)
  .map((path) => [path.slice(libraryFolder().length + 1), path] as const);

async function verdictsOf(...args: string[]): Promise<readonly Verdict[]> {
  const { specs } = JSON.parse((await runCli(...args, '--json')).stdout);
  return specs.flatMap((spec: { readonly verdicts: readonly Verdict[] }) => spec.verdicts);
}

/** Found out by one life, or by none but with nothing against it in a slice of runs. */
const isWell = ({ asExpected, status, method }: Verdict): boolean =>
  asExpected || (status === 'unknown' && method === 'simulation');

const checked = drawn('systems to check', systems, 10);
const mutated = drawn('systems whose mutants are caught', systems, 8);

describe.each(systems)('%s', (name, path) => {
  const isAmong = (some: typeof systems): boolean => some.some(([other]) => other === name);

  it.runIf(isAmong(checked))(
    'has nothing against it',
    async () => {
      const verdicts = await verdictsOf('check', path);
      expect(verdicts.length).toBeGreaterThan(2);
      expect(
        verdicts.filter((v) => !isWell(v)).map(({ property, claim }) => ({ property, claim })),
      ).toEqual([]);
      // What both lives have looked at, both tell of.
      const simulated = verdicts.filter(({ method, also = [] }) =>
        [method, ...also.map((other) => other.method)].includes('simulation'),
      );
      const [{ spec }] = await systemsIn(path);
      expect(simulated.length > 0).toBe(spec.runs.named.includes('simulate'));
    },
    SLOW,
  );

  it.runIf(isAmong(mutated))(
    'has mutants that are caught',
    async () => {
      const { seed, runs } = campaign(`mutants of ${path}`, { sample: 1, deep: 1000 });
      const random = Random.of(seed, 'mutants', 0);
      const mutants = (await systemsIn(path))
        .flatMap(({ target, spec }) => spec.mutants.map((mutant) => ({ target, spec, mutant })))
        .map((one) => ({ ...one, order: random.unit() }))
        .sort((a, b) => a.order - b.order)
        .slice(0, runs);
      const found: MutantResult[] = [];
      for (const { target, spec, mutant } of mutants) {
        const some: SystemSpec = { ...spec, mutants: [mutant] };
        const protocol = await protocolFor(spec.protocol);
        const judged = await judgedInLives(target, some, livesOfNodes(protocol), {
          search: { place: placeOf(spec.span) },
          simulation: { limits: { maxSeconds: 600 } },
        });
        found.push(...judged.mutants);
      }
      expect(found.map(({ name }) => name)).toEqual(mutants.map(({ mutant }) => mutant.name));
      const escaped = found.filter(({ caught }) => !caught);
      expect(escaped.map(({ name, because }) => ({ name, because }))).toEqual([]);
    },
    SLOW,
  );

  it.runIf(deep)(
    'holds in a thousand runs',
    async () => {
      const [{ spec }] = await systemsIn(path);
      if (!spec.runs.named.includes('simulate')) return;
      const verdicts = await verdictsOf(
        'simulate',
        path,
        '--seeds',
        `${SEEDS}`,
        '--max-seconds',
        '1h',
      );
      expect(
        verdicts.filter((v) => !v.asExpected).map(({ property, claim }) => ({ property, claim })),
      ).toEqual([]);
    },
    SLOW,
  );
});

/** All systems of a file. */
async function systemsIn(path: string) {
  const { targets } = await readSpecs([path], { set: [] }, 'check mutants', 'run');
  return targets.map((target) => {
    if (target.spec.kind !== 'system') throw new Error(`${path} is no system`);
    return { target, spec: target.spec };
  });
}
