/**
 * How the tests run: beside the code they test, in as many worker processes as the machine has cores,
 * with one printed seed (test/seed.ts) and one closing line of true counts (test/counts.ts).
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
    globalSetup: ['test/seed.ts'],
    // Two cores shared with other work can be slow; a hang must still end.
    testTimeout: deep ? 1_800_000 : 60_000,
    hookTimeout: deep ? 1_800_000 : 60_000,
  },
});
