/** A run that fairness does not forbid is told with the step that it ignores, where stronger fairness of that would. */
import { expect, it } from 'vitest';
import { loadSpecs, placeOf, sourceFile } from '../../engine/language/index.js';
import { compileModel } from '../../engine/transition/compile.js';
import { checkModel } from './check.js';

/** A light that can be turned only now and then; cars wait before it. */
const gate = (fairness: string) => `kind: model
name: gate
about: A light turns when the bridge is empty.
state:
  light: [red, green]
  bridge: [empty, full]
actions:
  enters:
    when: bridge == empty
    then: { bridge: full }
  leaves:
    when: bridge == full
    then: { bridge: empty }
  turns:
    for: hue in [green]
    when:
      - bridge == empty
      - light == red
    then: { light: hue }
${fairness}
properties:
  green comes:
    eventually: light == green
`;

async function notesOf(fairness: string): Promise<string[]> {
  const [{ spec }] = loadSpecs(sourceFile('gate.yaml', gate(fairness))).specs;
  if (spec?.kind !== 'model') throw new Error('a model');
  const { verdicts } = await checkModel(compileModel(spec), { place: placeOf(spec.span) });
  const [{ status, notes }] = verdicts;
  return [status, ...notes.map(({ text }) => text)];
}

it('names the step that is weakly fair, and is not possible all the time', async () => {
  expect(await notesOf('fairness: weak')).toEqual([
    'violated',
    '“turns” with hue = green can be taken again and again in the loop, and never is: weak fairness asks for what can be taken all the time; `strong` would forbid this run',
  ]);
});

it('says nothing of a step that nobody wants to be fair', async () => {
  expect(await notesOf('fairness: { weak: [enters, leaves] }')).toEqual(['violated']);
});

it('tells of a spec without fairness that it has none', async () => {
  expect(await notesOf('')).toEqual(['violated', expect.stringMatching(/declares no `fairness`/)]);
});

it('is right: with strong fairness the run is none', async () => {
  expect(await notesOf('fairness: { weak: [enters, leaves], strong: [turns] }')).toEqual(['holds']);
});
