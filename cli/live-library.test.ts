/** Systems of the library whose nodes are processes, under the faults of their specs, kill -9 and partitions among them: nothing that is to hold is broken. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Verdict } from '../checkers/verdict.js';
import { libraryFolder } from '../engine/package-root.js';
import { drawn } from '../test/campaign.js';
import { specFiles } from './targets.js';
import { runCli } from './test-run.js';

// A run is one of one system: files with several are left out.
const systems = specFiles([libraryFolder()]).filter((path) => {
  const text = readFileSync(path, 'utf8');
  return /^nodes:/m.test(text) && !/^---$/m.test(text);
});

it('finds the systems', () => {
  expect(systems.length).toBeGreaterThan(9);
});

const some = drawn('the library, live', systems, 2).map((path) => [
  path.slice(libraryFolder().length + 1),
  path,
]);

it.each(some)('%s', { timeout: 240_000 }, async (_, path) => {
  const { code, stdout, stderr } = await runCli('live', path, '--for', '2s', '--json');
  expect(stdout, stderr).not.toBe('');
  const verdicts: readonly Verdict[] = JSON.parse(stdout).specs.flatMap(
    (spec: { verdicts: readonly Verdict[] }) => spec.verdicts,
  );
  // What is to be seen, or broken, need not come to pass in two seconds.
  const wrong = verdicts.filter(
    ({ expected, status }) => status === 'error' || (expected === 'holds' && status === 'violated'),
  );
  expect(wrong.map(({ property, claim }) => `${property}: ${claim}`)).toEqual([]);
  expect(
    verdicts.some(({ property, status }) => property === 'assertions' && status === 'holds'),
  ).toBe(true);
  expect([0, 1, 3]).toContain(code);
});
