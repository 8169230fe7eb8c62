import { expect, it } from 'vitest';
import { runVector, runVectors } from './vectors.js';
import vectors from './vectors.json' with { type: 'json' };

it.each(vectors.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
  const { status, wanted, got } = runVector(vector as never);
  expect(status, `wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`).toBe('pass');
});

it('fails a vector that wants something else', () => {
  for (const vector of vectors) {
    for (const key of Object.keys(vector.expected)) {
      // Another order of equal worth is confirmed, so only a nonsensical one can fail.
      const expected = {
        ...vector.expected,
        [key]: key === 'order' ? [0, 0, 0] : 'something else',
      };
      expect(runVector({ ...vector, expected } as never).status, `${vector.id} ${key}`).toBe(
        'fail',
      );
    }
  }
});

const one = {
  id: 'x',
  kind: 'fp_rta',
  policy: 'RM',
  tasks: [{ C: 1, T: 4 }],
  expected: { R: [1] },
};

it.each([
  ['another kind', { ...one, kind: 'can' }],
  ['another field of a task', { ...one, tasks: [{ C: 1, T: 4, cs: 2 }] }],
  ['another policy', { ...one, policy: 'LLF' }],
  ['another question', { ...one, expected: { R: [1], colour: 'blue' } }],
  ['times between ticks', { ...one, tasks: [{ C: 0.5, T: 4 }] }],
  ['no tasks', { ...one, tasks: [] }],
  ['nothing expected', { ...one, expected: null }],
])('does not cover %s', (_, vector) => {
  expect(runVector(one).status).toBe('pass');
  expect(runVector(vector as never).status).toBe('not covered');
});

it('refuses what is no list of vectors', () => {
  expect(() => runVectors({})).toThrow('a list');
  expect(() => runVectors([3])).toThrow('vector 1');
});
