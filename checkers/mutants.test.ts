import { describe, expect, it } from 'vitest';
import { placeOf } from '../engine/language/source.js';
import type { Mutant } from '../engine/language/typed.js';
import { counter, somewhere } from './exploration/test-systems.js';
import { type Built, judgeMutants, type MutantOptions } from './mutants.js';

const options: MutantOptions = { place: placeOf(somewhere) };
const mutant = (name: string, breaks: string[]): Mutant => ({ name, breaks, span: somewhere });

/** Counts up to `bound`; must stay below 4 (in two instances: 4 and 6), reach 2, and fail to avoid 2. */
const model = (bound: number) =>
  counter(bound, false, {
    atoms: [
      { state: ([n]) => n < 4 },
      { state: ([n]) => n < 6 },
      { state: ([n]) => n === 2 },
      { state: ([n]) => n !== 2 },
    ],
    properties: [
      { name: 'low (k = 4)', base: 'low', claim: { form: 'always', atom: 0 } },
      { name: 'low (k = 6)', base: 'low', claim: { form: 'always', atom: 1 } },
      { name: 'two', claim: { form: 'reachable', atom: 2 } },
      { name: 'never two', claim: { form: 'always', atom: 3 }, expect: 'violated' },
    ],
  });
const properties = model(3).properties;
const bounds: Record<string, number> = { high: 5, higher: 9, lower: 1, same: 3, huge: 100_000 };
const build = ({ name }: Mutant): Built => ({ system: model(bounds[name]) });
const judge = (mutants: Mutant[], more: Partial<MutantOptions> = {}) =>
  judgeMutants(mutants, properties, build, { ...options, ...more });

describe('mutants', () => {
  it('are caught when each property they name breaks, in one instance at least', async () => {
    const { mutants, unbroken } = await judge([
      mutant('high', ['low']),
      mutant('higher', ['low']),
      mutant('lower', ['two']),
    ]);
    expect(mutants.map(({ name, caught, by }) => ({ name, caught, by }))).toEqual([
      { name: 'high', caught: true, by: [{ property: 'low', steps: 4 }] },
      { name: 'higher', caught: true, by: [{ property: 'low', steps: 4 }] },
      { name: 'lower', caught: true, by: [{ property: 'two', steps: 0 }] },
    ]);
    expect(unbroken).toEqual([]);
  });

  it('survive when one of them does not break; what else broke is told', async () => {
    const { mutants, unbroken } = await judge([
      mutant('same', ['low']),
      mutant('high', ['low', 'two']),
      mutant('lower', ['low']),
    ]);
    expect(mutants.map(({ caught, because }) => ({ caught, because }))).toEqual([
      { caught: false, because: 'survived: low did not break' },
      { caught: false, because: 'survived: two did not break' },
      { caught: false, because: 'survived: low did not break' },
    ]);
    expect(mutants[2].by).toEqual([{ property: 'two', steps: 0 }]);
    expect(unbroken).toEqual([]);
  });

  it('properties that none broke are listed once', async () => {
    expect((await judge([mutant('lower', ['two'])])).unbroken).toEqual(['low']);
    expect((await judge([])).unbroken).toEqual(['low', 'two']);
  });

  it('do not break what fails without them, unless they say so', async () => {
    const { mutants, unbroken } = await judge([mutant('high', ['never two', 'low'])]);
    expect(mutants[0].by).toEqual([
      { property: 'low', steps: 4 },
      { property: 'never two', steps: 2 },
    ]);
    expect(unbroken).toEqual(['two']);
  });

  it('are not caught at a limit, unless all broke before', async () => {
    const { mutants } = await judge(
      [mutant('huge', ['low']), mutant('huge', ['two']), mutant('high', ['low'])],
      { limits: { maxStates: 5 } },
    );
    expect(mutants.map(({ caught, because }) => because ?? caught)).toEqual([
      true,
      'stopped at --max-states 5 before two broke',
      true,
    ]);
  });

  it('have not survived where what they should break is not judged', async () => {
    const { mutants } = await judge([mutant('high', ['low', 'two']), mutant('lower', ['two'])], {
      only: ({ base }) => base === 'low',
    });
    expect(mutants.map(({ caught, because }) => because ?? caught)).toEqual([
      'not judged here: two',
      'not judged here: two',
    ]);
  });

  it('that are no specs are not caught', async () => {
    const diagnostic = {
      code: 'ASY4001',
      severity: 'error',
      span: somewhere,
      message: 'no such name',
    } as const;
    const { mutants } = await judgeMutants(
      [mutant('broken', ['low'])],
      properties,
      () => ({ diagnostics: [diagnostic] }),
      options,
    );
    expect(mutants[0]).toMatchObject({
      caught: false,
      because: 'error: the mutant is no valid spec: no such name',
    });
  });

  it('are not held to the counts of the spec', async () => {
    const { mutants } = await judge([mutant('high', ['low'])], { expect: { states: 4 } });
    expect(mutants[0].by.map(({ property }) => property)).toEqual(['low']);
  });
});
