/** Slicing against exploration in full: the same verdicts, by runs of the same length; alone and with symmetry. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../../../engine/language/index.js';
import { placeOf, sourceFile } from '../../../engine/language/source.js';
import type { ModelSpec } from '../../../engine/language/typed.js';
import { compileModel } from '../../../engine/transition/compile.js';
import { symmetricModel } from '../../../engine/transition/random/symmetric.js';
import type { TransitionSystem } from '../../../engine/transition/system.js';
import { campaign, patience, untilSeen } from '../../../test/campaign.js';
import { type CheckOptions, type CheckResult, checkModel } from '../check.js';
import type { ReductionChoice } from './choice.js';
import { ReductionConflict } from './decide.js';

function check(
  system: TransitionSystem,
  reduce: ReductionChoice,
  options: Partial<CheckOptions> = {},
): Promise<CheckResult> {
  const { span } = system.properties[0] ?? system.actions[0];
  return checkModel(system, { place: placeOf(span), ...options, reduce });
}

const answers = ({ verdicts }: CheckResult) =>
  verdicts.map(({ property, status, evidence }) => ({
    property,
    status,
    steps: evidence?.steps.length,
  }));

describe('random models', () => {
  const { seed, runs } = campaign('slicing', { sample: 250, deep: 20_000 });

  it.each<[string, ReductionChoice]>([
    ['alone', ['slicing']],
    ['with symmetry', ['symmetry', 'slicing']],
  ])(
    '%s, property by property',
    async (_, reduce) => {
      const seen = { sliced: 0, violated: 0 };
      const property = fc.asyncProperty(
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        fc.nat(),
        async (s, pick) => {
          const spec = symmetricModel(s);
          const { name } = spec.properties[pick % spec.properties.length];
          const options: Partial<CheckOptions> = {
            only: (property) => property.name === name,
            limits: { maxStates: 1500 },
          };
          const full = await check(compileModel(spec), [], options);
          if (
            !full.exploration?.complete &&
            full.exploration?.stoppedBy !== 'every property decided'
          )
            return;
          try {
            const reduced = await check(compileModel(spec), reduce, options);
            expect(answers(reduced)).toEqual(answers(full));
            const { slicing } = reduced.exploration?.reductions ?? {};
            if (slicing === undefined) return;
            seen.sliced++;
            if (reduced.verdicts[0].status === 'violated') seen.violated++;
          } catch (error) {
            // Properties of steps, and claims that are not symmetric, do not allow it.
            if (!(error instanceof ReductionConflict)) throw error;
          }
        },
      );
      const sample = (s: number) =>
        fc.assert(property, { seed: s, numRuns: runs, endOnFailure: true });
      await untilSeen(seed, () => seen.violated === 0, sample);
      expect(seen.sliced).toBeGreaterThan(runs / 40);
      expect(seen.violated).toBeGreaterThan(0);
    },
    patience(300_000),
  );
});

const small = (body: string): ModelSpec => {
  const file = sourceFile('small.yaml', `kind: model\nname: small\nabout: Small.\n${body}`);
  const [{ spec, diagnostics }] = loadSpecs(file, {}).specs;
  if (spec?.kind !== 'model') throw new Error(diagnostics.map((d) => d.message).join('; '));
  return spec;
};

const dropped = ({ exploration }: CheckResult) => exploration?.reductions.slicing?.dropped ?? [];

describe('what nobody sees', () => {
  const spec = small(`
state:
  on: boolean
  log: sequence([up, down])
actions:
  switches on:
    when: not on
    then:
      on: true
      log: append(log, up)
  switches off:
    when: on
    then:
      on: false
      log: append(log, down)
properties:
  off:
    always: not on
  either:
    always: on or not on
`);

  it('is left out, and a space without end has one', async () => {
    const result = await check(compileModel(spec), 'auto');
    expect(dropped(result)).toEqual(['log']);
    expect(result.exploration?.complete).toBe(true);
    const either = result.verdicts.find(({ property }) => property === 'either');
    expect(either).toMatchObject({
      status: 'holds',
      claim: 'in all 2 reachable states, without log, which nothing here can see',
    });
  });

  it('is there again in a counterexample', async () => {
    const [{ evidence }] = (await check(compileModel(spec), ['slicing'])).verdicts;
    expect(evidence?.steps.at(-1)?.state).toEqual({ on: true, log: ['up'] });
  });

  it('is not left out by itself where a spec tells its counts', async () => {
    const result = await check(compileModel(spec), 'auto', {
      expect: { initial: 1 },
      limits: { maxStates: 50 },
    });
    expect(dropped(result)).toEqual([]);
  });
});

describe('what somebody sees', () => {
  const kept = async (state: string, then: string, claim: string, rest = '') =>
    dropped(
      await check(
        compileModel(
          small(`
state:
  on: boolean
  ${state}
actions:
  switches:
    then:
      on: not on
      ${then}
${rest}
properties:
  p:
    ${claim}
`),
        ),
        ['slicing'],
        { limits: { maxStates: 100 } },
      ),
    );

  it.each([
    [
      'nothing but its own assignment',
      'x: 0..3',
      'x: if(x == 3, 0, 2)',
      'always: on or not on',
      '',
      ['x'],
    ],
    ['the property', 'x: boolean', 'x: not x', 'always: x == x and on == on', '', []],
    [
      'a guard',
      'x: boolean',
      'x: not x',
      'always: on or not on',
      '  waits:\n    when: x\n    then: {}',
      [],
    ],
    [
      'a domain',
      'x: set(1..2)',
      'x: add(x, 1)',
      'always: on or not on',
      '  waits:\n    for: i in x\n    then: {}',
      [],
    ],
    [
      'the bound',
      'x: boolean',
      'x: not x',
      'always: on or not on',
      'runs:\n  explore:\n    while: x or not x',
      [],
    ],
    [
      'what decides a variable that is seen',
      'x: boolean',
      'x: not x',
      'always: on or not on',
      '  copies:\n    then:\n      on: x',
      [],
    ],
    [
      'a test above a write that is seen',
      'x: boolean',
      'x: not x',
      'always: on or not on',
      '  asks:\n    then:\n      if x:\n        on: true',
      [],
    ],
    [
      'a test above nothing, which may have no value',
      'x: 0..3',
      'x: if(x == 3, 0, 2)',
      'always: on or not on',
      '  asks:\n    then:\n      if div(6, x) > 2: {}',
      [],
    ],
    [
      'an assignment that may have no value',
      'x: integer',
      'x: x + 1',
      'always: on or not on',
      '',
      [],
    ],
    [
      'a bound of its own',
      'x: sequence([a], 3)',
      'x: append(x, a)',
      'always: on or not on',
      '',
      [],
    ],
  ])('%s', async (_, state, then, claim, rest, names) => {
    expect(await kept(state, then, claim, rest)).toEqual(names);
  });
});
