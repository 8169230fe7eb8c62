/** A mutant that breaks what the spec breaks without it is caught, and the report says that this shows nothing. */
import { expect, it } from 'vitest';
import { loadSpecs, sourceFile } from '../engine/language/index.js';
import { checkSpec, specToCheck } from './check.js';

const COUNTER = `kind: model
name: counter
about: Counts to three.
state: { x: 0..4 }
actions:
  up: { when: x < 3, then: { x: x + 1 } }
properties:
  wrong: { always: x < 3 }
  must fail: { expect: violated, always: x < 2 }
  right: { always: x <= 3 }
mutants:
  the same: { change: { actions.up.when: x <= 2 }, breaks: [wrong, must fail] }
  further: { change: { actions.up.when: x <= 3 }, breaks: [wrong, right] }
  good: { change: { actions.up.when: x <= 3 }, breaks: [right] }
  survives: { change: { actions.up.when: x <= 2 }, breaks: [wrong, right] }
`;

it('says of which mutants nothing is shown', async () => {
  const target = specToCheck(loadSpecs(sourceFile('counter.yaml', COUNTER)).specs[0]);
  if (target === null) throw new Error('no spec');
  const { mutants, notes } = await checkSpec(target, { mutants: true });
  expect(mutants?.map(({ name, caught }) => [name, caught])).toEqual([
    ['the same', true],
    ['further', true],
    ['good', true],
    ['survives', false],
  ]);
  expect(notes.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'vacuous: that the mutant “the same” breaks wrong and must fail shows nothing: the spec does so without it',
    'vacuous: that the mutant “further” breaks wrong shows nothing: the spec does so without it',
  ]);
});
