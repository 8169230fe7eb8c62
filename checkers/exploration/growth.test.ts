/** What seems to grow without a bound is told, in every form of search, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { loadSpecs, sourceFile } from '../../engine/language/index.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import { compileModel } from '../../engine/transition/compile.js';
import { type CheckOptions, checkModel } from './check.js';
import { Growth } from './growth.js';

/** A counter `n`, and beside it two that are soon at their end. */
const model = (type: string, guard: string, step = 'n + 1'): ModelSpec => {
  const [{ spec }] = loadSpecs(
    sourceFile(
      'growing.yaml',
      `kind: model
name: growing
about: Counts.
types: { Side: [left, right] }
state:
  n: ${type}
  few: Side to integer
  rounds: 0..3
actions:
  up:
    when: ${guard}
    then:
      n: ${step}
  side:
    for: s in Side
    when: few[s] < 5
    then:
      few[s]: few[s] + 1
  round:
    then:
      rounds: (rounds + 1) mod 4
properties:
  fine: { always: rounds <= 3 }
`,
    ),
  ).specs;
  if (spec?.kind !== 'model') throw new Error('a model');
  return spec;
};

const checked = (spec: ModelSpec, options: Partial<CheckOptions>) =>
  checkModel(compileModel(spec), { place: placeOf(spec.span), ...options });

const FORMS: readonly (readonly [string, Partial<CheckOptions>])[] = [
  ['general', { reduce: [] }],
  ['kernel', { reduce: [], eager: true }],
];

describe.each(FORMS)('the %s form', (_, options) => {
  it.each([
    ['n', model('integer', 'n >= 0')],
    ['n', model('integer', 'n <= 0', 'n - 1')],
    ['the size of n', model('sequence(Side)', 'size(n) >= 0', 'append(n, left)')],
    [
      'the largest number in n',
      model('Side to integer', 'n[left] >= 0', 'map(s in Side, n[s] + 1)'),
    ],
  ])('tells of %s', async (what, spec) => {
    const { verdicts, notes } = await checked(spec, { ...options, limits: { maxStates: 20_000 } });
    expect(verdicts[0]).toMatchObject({ status: 'unknown' });
    expect(verdicts[0].claim).toContain(`; ${what} seems to grow without a bound`);
    const told = notes.map(({ text }) => text).filter((text) => text.includes('grow'));
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/: \d+ at depth \d+, [\d,]+ at depth [\d,]+;/);
  });

  it.each([
    ['what has reached its bound', model('integer', 'n < 9')],
    ['what its type bounds', model('0..1000000', 'n < 1000000')],
  ])('does not tell of %s', async (_what, spec) => {
    // The rest goes on: there is more to see than this.
    const limits = { maxStates: spec.variables[0].type.kind === 'integer' ? 1400 : 20_000 };
    const { verdicts, notes } = await checked(spec, { ...options, limits });
    expect(verdicts[0].claim).toContain('stopped at --max-states');
    expect(verdicts[0].claim).not.toContain('grow');
    expect(notes.filter(({ text }) => text.includes('grow'))).toEqual([]);
  });
});

it('says it while it goes on, too', async () => {
  const said = new Set<string>();
  let now = 0;
  const meters = {
    clock: () => now++,
    cpuSeconds: () => 0,
    memory: () => ({ bytes: 0, heapShare: 0 }),
  };
  await checked(model('integer', 'n >= 0'), {
    ...{ reduce: [], eager: true, meters, limits: { maxStates: 50_000 } },
    onProgress: ({ growing = [] }) => {
      for (const what of growing) said.add(what);
    },
  });
  expect([...said]).toEqual(['n']);
});

it('looks at few levels and few states, however many there are', () => {
  let measured = 0;
  const measure = (states: Int32Array): number => {
    measured++;
    return states[0];
  };
  const growth = new Growth([{ what: 'n', measure }]);
  for (let depth = 1; depth <= 1_000_000; depth++)
    growth.look(depth, 1000, () => [Int32Array.of(depth), 0]);
  expect(growth.growing()).toMatchObject([{ what: 'n' }]);
  expect(measured).toBeLessThan(64 * 200);
});
