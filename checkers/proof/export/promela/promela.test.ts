/**
 * Exported Promela against exploration: for every model of the library, and for random ones, Spin finds as
 * many states as we do, and one, and fails the same assertions.
 */
import { describe, expect, test } from 'vitest';
import { loadSpecs } from '../../../../engine/language/index.js';
import { placeOf, sourceFile } from '../../../../engine/language/source.js';
import type { ModelSpec } from '../../../../engine/language/typed.js';
import { compileModel } from '../../../../engine/transition/compile.js';
import { randomModel } from '../../../../engine/transition/random/model.js';
import { campaign, drawn, patience } from '../../../../test/campaign.js';
import { needs } from '../../../../test/needs.js';
import { checkModel } from '../../../exploration/check.js';
import { CannotExport } from '../refusal.js';
import { families, libraryModels } from '../test-library.js';
import { promela } from './index.js';
import { statementsOf } from './properties.js';
import { runFormulas, runSpin } from './test-spin.js';

/** The states that exploration finds, and the numbers of the assertions that must fail. */
async function ours(spec: ModelSpec, maxStates = 200_000) {
  const { verdicts, exploration } = await checkModel(compileModel(spec), {
    // Spin's count is that of the full space.
    reduce: [],
    place: placeOf(spec.span),
    limits: { maxStates },
  });
  const failed = new Set<number>();
  const statusOf = (name: string) => verdicts.find((v) => v.property === name)?.status;
  if (statusOf('well defined') === 'violated') failed.add(0);
  for (const s of statementsOf(spec)) {
    if (s.as !== 'state' && s.as !== 'step') continue;
    const status = statusOf(s.property.name);
    // A witness is what the assertion of a reachable state finds.
    const fails = s.property.claim.form === 'reachable' ? 'holds' : 'violated';
    if (status === fails) failed.add(s.number);
  }
  return { states: exploration?.effort.states, complete: exploration?.complete, failed };
}

const tools = () => ({ spin: needs('spin'), gcc: needs('gcc') });

const ORIGIN = { file: 'test.yaml' };

describe('models of the library', () => {
  for (const { name, spec } of drawn('Spin', [...libraryModels(), families()], 10)) {
    test(name, { timeout: 120_000 }, async () => {
      const spin = tools();
      const { states, failed } = await ours(spec);
      const answer = runSpin(spin, promela(spec, ORIGIN));
      expect(answer.states - 1).toBe(states);
      expect([...answer.failed].sort()).toEqual([...failed].sort());
    });
  }
});

test('formulas that finite runs refute', { timeout: 60_000 }, () => {
  const spin = tools();
  const model = (after: string): string =>
    promela(
      modelOf(`
kind: model
name: lamp
about: A lamp that goes on and may go off.
state: { on: boolean, broken: boolean }
actions:
  switch on:
    then: { on: true }
  break:
    when: on
    then: { broken: true, on: ${after} }
properties:
  stays on:
    whenever: on
    always: on
  breaks for good:
    whenever: broken
    always: broken
  dark until on:
    holds: unless(not broken, on)
`),
      ORIGIN,
    );
  const verdicts = (text: string): boolean[] =>
    runFormulas(spin, text, ['stays_on', 'breaks_for_good', 'dark_until_on']);
  expect(verdicts(model('true'))).toEqual([true, true, true]);
  expect(verdicts(model('false'))).toEqual([false, true, true]);
});

function modelOf(text: string): ModelSpec {
  const [document] = loadSpecs(sourceFile('test.yaml', text)).specs;
  if (document?.spec?.kind !== 'model') throw new Error('no model');
  return document.spec;
}

test('what Promela cannot say is refused, with its type', () => {
  const refused = (type: string): string => {
    try {
      promela(modelOf(`{ kind: model, name: m, about: m, state: { x: ${type} } }`), ORIGIN);
      return 'exported';
    } catch (error) {
      if (error instanceof CannotExport) return error.message;
      throw error;
    }
  };
  expect(refused('set(integer)')).toBe('x: set(integer) can have any number as an item');
  expect(refused('sequence(boolean)')).toBe('x: sequence(boolean) has no bound');
  expect(refused('bag(boolean)')).toBe('x: bag(boolean) has no bound');
  expect(refused('integer')).toBe('exported');
});

test('random models', { timeout: patience(3_600_000) }, async () => {
  const spin = tools();
  const { seed, runs } = campaign('promela against exploration', { sample: 10, deep: 600 });
  let compared = 0;
  let next = seed;
  while (compared < runs) {
    next = (next + 1) % 2 ** 31;
    const spec = statable(randomModel(next));
    const text = exported(spec);
    if (text === undefined) continue;
    const { states, complete, failed } = await ours(spec, 5000);
    if (complete !== true || states === undefined || states < 2) continue;
    const answer = runSpin(spin, text);
    const where = `random model ${next}`;
    expect([where, answer.states - 1]).toEqual([where, states]);
    expect([where, ...[...answer.failed].sort()]).toEqual([where, ...[...failed].sort()]);
    compared++;
  }
});

/** Its atoms become properties. */
function statable(spec: ModelSpec): ModelSpec {
  const properties = spec.atoms.map((atom, i): ModelSpec['properties'][number] => ({
    name: `p${i}`,
    base: `p${i}`,
    bindings: [],
    claim: {
      form: atom.kind === 'step' ? 'every step' : i % 2 === 0 ? 'always' : 'reachable',
      atom: i,
    },
    expect: 'holds',
    text: `p${i}`,
    span: atom.expr.span,
  }));
  return { ...spec, properties };
}

/** Undefined where Promela cannot say it, or only at great length. */
function exported(spec: ModelSpec): string | undefined {
  try {
    const text = promela(spec, ORIGIN);
    return text.length < 200_000 ? text : undefined;
  } catch (error) {
    if (error instanceof CannotExport) return undefined;
    throw error;
  }
}
