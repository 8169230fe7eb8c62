/**
 * How the tests run: beside the code they test, in as many worker processes as the machine has cores,
 * with one printed seed (test/seed.ts) and one closing line of true counts (test/counts.ts).
 */
import { defineConfig } from 'vitest/config';

const deep = process.env['ASSAY_DEEP'] === '1';

export default defineConfig({
  test: {
    include: ['{engine,checkers,reports,cli,notebooks,scripts,bench,test}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/seed.ts'],
    // Two cores shared with other work can be slow; a hang must still end.
    testTimeout: deep ? 1_800_000 : 60_000,
    hookTimeout: deep ? 1_800_000 : 60_000,
  },
});
