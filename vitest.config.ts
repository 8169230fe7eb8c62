/**
 * How the tests run: beside the code they test, in as many worker processes as the machine has cores,
 * with one printed seed (test/seed.ts) and one closing line of true counts (scripts/counts.mjs). In a normal run the files
 * of one process share what they import, which else takes as long as many tests: a test gives back what it changes.
 */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const deep = process.env['ASSAY_DEEP'] === '1';

export default defineConfig({
  test: {
    include: ['{engine,checkers,reports,cli,notebooks,scripts,bench,test}/**/*.test.ts'],
    pool: 'forks',
    // Vitest itself would leave one core alone: of two, half of them.
    maxWorkers: availableParallelism(),
    // A long campaign begins with an empty heap.
    isolate: deep,
    globalSetup: ['test/seed.ts'],
    // Two cores shared with other work can be slow; a hang must still end.
    testTimeout: deep ? 1_800_000 : 60_000,
    hookTimeout: deep ? 1_800_000 : 60_000,
  },
});
