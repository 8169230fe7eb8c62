/** Studies for tests, from their text. */
import { readSpec } from '../../engine/language/lint.js';
import { loadFile } from '../../engine/language/load.js';
import { sourceFile } from '../../engine/language/source.js';
import type { StudySpec } from '../../engine/language/study/spec.js';
import { checkSpec } from '../check.js';
import { checkStudy, type StudyChecked, type StudyCheckOptions } from './check.js';

export function studyOf(text: string): StudySpec {
  const [loaded] = loadFile(sourceFile('study.yaml', text)).documents;
  const { spec, diagnostics } = readSpec(loaded);
  if (spec?.kind !== 'study') throw new Error(diagnostics.map((d) => d.message).join('\n'));
  return spec;
}

export const run = (
  spec: StudySpec,
  options: Partial<StudyCheckOptions> = {},
): Promise<StudyChecked> =>
  checkStudy(spec, {
    workers: 1,
    check: (of) =>
      checkSpec({
        file: 'study.yaml',
        spec: of,
        mutant: () => ({ diagnostics: [] }),
        changed: true,
      }),
    ...options,
  });

/** Random task sets of a few tasks with few different times, so that slow oracles can follow. */
export const ACCEPTANCE = `
kind: study
name: acceptance
about: For tests.
of:
  kind: tasks
  time unit: 1 ms
  scheduler: { policy: fixed priority, priorities: rate monotonic }
  generate:
    count: n
    utilisation: u
    periods: loguniform(10 ms, 200 ms)
vary:
  u: { from: 0.7, to: 1, step: 0.1 }
  n: [2, 4]
  test: [responseTime, hyperbolicBound, utilisationBound, edfUtilisation, edfDemand]
repeat: 150
measure:
  accepted: share(schedulable(test))
  iterations: mean(effort.iterations)
  least: min(utilisation)
  most: max(utilisation)
properties:
  exact beats bounds:
    always: at(test = responseTime, accepted) >= at(test = hyperbolicBound, accepted)
  dynamic beats fixed:
    always: at(test = edfDemand, accepted) >= accepted
  bounds are as good:
    expect: violated
    always: at(test = responseTime, accepted) == at(test = utilisationBound, accepted)
  some are refused:
    reachable: accepted < 1
  nearly all:
    whenever: u <= 0.9 and test == responseTime
    always: accepted > 0.3
  half full is fine:
    whenever: u == 0.7 and test in [edfUtilisation, edfDemand]
    always: accepted == 1
`;
