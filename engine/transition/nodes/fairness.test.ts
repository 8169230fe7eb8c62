/** What is due one day, step by step, is what the step is told to be: something arrives, fires, starts again, or need not happen. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { campaign, untilSeen } from '../../../test/campaign.js';
import { Successors } from '../system.js';
import type { Story } from './story.js';
import { compileNodes } from './system.js';
import { made, mixture, protocols } from './test-mixture.js';

const STATES = 60;

/** From its story alone: how it begins. */
function expected({ title, place, received, goes }: Story): RegExp {
  if (title === 'time passes') return /^time$/;
  if (title.includes(' restarts')) return new RegExp(`^restarts ${place}$`);
  if (title.startsWith('the network loses') || goes === 'down') return /^nothing$/;
  return received.length > 0 ? new RegExp(`^arrives ${place} `) : /^(fires|calls|arrives|nothing)/;
}

it('is told of each step as the story of that step tells it', async () => {
  const seen = { received: 0, twice: 0, up: 0, down: 0 };
  const names = fc.constantFrom(...Object.keys(protocols));
  const { seed, runs } = campaign('what is due', { sample: 60, deep: 2000 });
  const sample = (of: number) =>
    fc.assert(
      fc.asyncProperty(names, mixture, async (name, m) => {
        const system = compileNodes(await made(name, m));
        const out = new Successors(system.words, system.labelWords);
        system.initial(out);
        const states = [...split(out)];
        for (let i = 0; i < Math.min(STATES, states.length); i++) {
          out.clear();
          system.successors(states[i], 0, out);
          states.push(...split(out));
          const titles = new Set<string>();
          for (let step = 0; step < out.count; step++) {
            const at = step * system.labelWords;
            const story = system.story(out.labels, at);
            const due = system.fairness[0].group(out.labels, at) ?? 'nothing';
            expect(due, story.title).toMatch(expected(story));
            if (story.goes) seen[story.goes]++;
            if (story.received.length === 0) continue;
            seen.received++;
            // A message that may arrive again does what it does the first time.
            if (titles.has(story.title)) seen.twice++;
            titles.add(story.title);
          }
        }
      }),
      { seed: of, numRuns: runs },
    );
  const lacking = () => Object.values(seen).some((n) => n === 0);
  await untilSeen(seed, lacking, sample);
  expect(lacking()).toBe(false);
});

function* split({ states, count, words }: Successors): Generator<Int32Array> {
  for (let i = 0; i < count; i++) yield states.slice(i * words, (i + 1) * words);
}
