/** The histories that are measured are what they are said to be, and are read as they were made. */
import { expect, it } from 'vitest';
import { isLinearizable } from '../checkers/history/decide.js';
import { flawsOf } from '../engine/history/history.js';
import { readHistory } from '../engine/history/import/index.js';
import { sourceFile } from '../engine/language/source.js';
import { objectNamed } from '../engine/objects/index.js';
import { historyOf, linesOf, WORKLOADS } from './histories.js';

it.each(WORKLOADS.map((workload) => [workload.name, workload] as const))('%s', (_, workload) => {
  const operations = Math.min(workload.operations, 2000);
  const history = historyOf({ ...workload, operations });
  expect(flawsOf({ operations: history })).toEqual([]);
  const object = objectNamed(workload.object);
  expect(isLinearizable(object, history, 1_000_000)).toBe(workload.linearizable);
  const read = readHistory(sourceFile('h', linesOf(history)), object);
  expect(read.operations.map(({ line, ...rest }) => rest)).toEqual(history);
});
