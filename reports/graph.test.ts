/** Pictures of state graphs: their shape, their words, and what they leave to the legend. */
import { expect, it } from 'vitest';
import type { StateGraph } from '../checkers/verdict.js';
import { graphDot, graphMermaid, graphSvg } from './graph.js';

/** Two workers, of whom the second never does anything, in a chain of `size` states. */
const chain = (size: number): StateGraph => ({
  states: Array.from({ length: size }, (_, id) => ({
    id,
    state: { doing: { '1': `at ${id}`, '2': 'idle', '3': id % 2 === 0 }, same: 7 },
    initial: id === 0,
  })),
  steps: Array.from({ length: size - 1 }, (_, from) => ({
    from,
    to: from + 1,
    title: 'wants to print',
    bindings: { w: 1 },
  })),
});

const sizeOf = (svg: string): number[] =>
  (/width="(\d+)" height="(\d+)"/.exec(svg) ?? []).slice(1).map(Number);

it('grows down the page rather than out of it', async () => {
  const [width, height] = sizeOf(await graphSvg(chain(10)));
  expect(width).toBeLessThan(400);
  expect(height).toBeGreaterThan(width);
});

it('shows of a map the values that differ, and says in a legend of what they are', () => {
  const dot = graphDot(chain(3));
  expect(dot).toContain('s1 [label="doing = at 1, false"');
  expect(dot).toContain('label="doing: of 1, 3"');
  expect(dot).not.toContain('same');
  expect(graphMermaid(chain(3))).toContain('s1: doing = at 1, false');
});

it('says with which bindings a step is taken, and never breaks a binding', () => {
  expect(graphDot(chain(2))).toContain('[label="wants to print\\nw = 1"');
  expect(graphMermaid(chain(2))).toContain('s0 --> s1: wants to print w = 1');
});

it('leaves out the words at arrows where there are hundreds', () => {
  const states = chain(80).states;
  const steps = states.flatMap(({ id: from }) =>
    [1, 2, 3, 4].map((by) => ({ from, to: (from + by) % 80, title: 'go', bindings: { by } })),
  );
  expect(graphDot({ states, steps })).not.toContain('[label="go');
  expect(graphDot({ states, steps })).toContain('s0 -> s1 [tooltip="go by = 1"]');
});
