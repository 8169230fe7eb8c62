// @ts-check
/**
 * A vitest reporter that tells scripts/test.mjs what really happened: how many tests passed, failed
 * and were skipped, and why those were skipped. A test that did not finish, a file that could not be
 * loaded and an error outside every test count as failures. Writes JSON to the file that ASSAY_COUNTS names.
 */
import { writeFileSync } from 'node:fs';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string[]} skips `file > test: why`, of the tests that said why
 */

export default class CountsReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<unknown>} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Counts} */
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0, skips: [] };
    for (const module of modules) {
      let failedHere = 0;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') counts.passed++;
        else if (result.state === 'skipped') counts.skipped++;
        else failedHere++;
        if (result.state === 'skipped' && result.note !== undefined) {
          counts.skips.push(`${module.relativeModuleId} > ${test.fullName}: ${result.note}`);
        }
      }
      if (failedHere === 0 && !module.ok()) failedHere = 1;
      counts.failed += failedHere;
    }
    const path = process.env['ASSAY_COUNTS'];
    if (path !== undefined) writeFileSync(path, JSON.stringify(counts));
  }
}
