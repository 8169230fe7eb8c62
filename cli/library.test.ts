/**
 * The library, whole: every verdict as expected, every mutant caught, and the state counts that other
 * tools publish for the same systems. Counts of TLC are those of tlaplus/Examples (its manifests),
 * distinct states first; 8832, 58146 and so on for two-phase commit are Lamport's TwoPhase with more managers.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MutantResult, Verdict } from '../checkers/verdict.js';
import { libraryFolder } from '../engine/package-root.js';
import { specFiles } from './targets.js';
import { runCli } from './test-run.js';

interface Document {
  readonly ok: boolean;
  readonly specs: readonly {
    readonly name: string;
    readonly verdicts: readonly Verdict[];
    readonly mutants: readonly MutantResult[];
  }[];
}

async function checked(...args: string[]): Promise<Document> {
  return JSON.parse((await runCli('check', ...args, '--json')).stdout);
}

/** Systems: see systems-library.test.ts. */
const isChecked = (path: string): boolean => !/^kind: system$/m.test(readFileSync(path, 'utf8'));

describe.each(
  specFiles([libraryFolder()])
    .filter(isChecked)
    .map((path) => [path.slice(libraryFolder().length + 1), path]),
)('%s', (_, path) => {
  it('is as expected, and its mutants are caught', async () => {
    const { ok, specs } = await checked(path, '--mutants');
    const verdicts = specs.flatMap((s) => s.verdicts);
    const astray = verdicts.filter((v) => !v.asExpected).map((v) => v.property);
    const escaped = specs.flatMap((s) => s.mutants.filter((m) => !m.caught).map((m) => m.name));
    expect({ astray, escaped, ok }).toEqual({ astray: [], escaped: [], ok: true });
    // It has a property that holds, one that must not, and a mutant.
    const holding = verdicts.filter((v) => v.expected === 'holds' && v.property !== 'well defined');
    expect(holding.length).toBeGreaterThan(0);
    expect(verdicts.some((v) => v.expected === 'violated')).toBe(true);
    expect(specs.some((s) => s.mutants.length > 0)).toBe(true);
  });
});

describe('published counts', () => {
  it.each([
    ['transactions/two-phase-commit.yaml', 'N=3', 288, 1146, 11],
    ['transactions/two-phase-commit.yaml', 'N=5', 8832, 58146, 17],
    ['transactions/two-phase-commit.yaml', 'N=7', 296448, 2744706, 23],
    ['transactions/transaction-commit.yaml', 'N=3', 34, undefined, 7],
    ['classics/ewd840.yaml', 'N=3', 302, undefined, undefined],
    ['classics/ewd840.yaml', 'N=4', 1566, undefined, undefined],
    ['classics/chang-roberts.yaml', 'N=3', 137, undefined, 10],
    ['classics/die-hard.yaml', 'Goal=4', 16, 97, undefined],
    ['consensus/paxos.yaml', 'Acceptors=3', 3921, undefined, undefined],
    ['classics/prisoners.yaml', 'Prisoners=4', 214, 860, 14],
    ['classics/resource-allocator.yaml', 'Clients=3', 400, 1633, 6],
    ['concurrency/barrier.yaml', 'N=6', 64, 194, 7],
    ['classics/cigarette-smokers.yaml', '', 6, 15, 2],
  ])('%s with %s: %i states', async (file, set, states, generated, depth) => {
    const path = `${libraryFolder()}/${file}`;
    const { specs } = await checked(path, '--no-reduction', ...(set ? ['--set', set] : []));
    for (const { effort } of specs[0].verdicts) {
      expect(effort.states).toBe(states);
      if (generated !== undefined) expect(effort.generated).toBe(generated);
      if (depth !== undefined) expect(effort.depth).toBe(depth);
    }
  });
});
