/** What was found out about a system, whatever life it comes from. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { headerOf } from '../header.js';
import type { SpecResult } from '../verdict.js';

/** The result, with nothing where nothing is given. */
export const systemResult = (
  file: string,
  spec: SystemSpec,
  found: Pick<SpecResult, 'verdicts'> & Partial<SpecResult>,
): SpecResult => ({
  ...headerOf(file, spec),
  constants: {},
  mutants: null,
  unbroken: null,
  exploration: null,
  notes: [],
  ...found,
});
