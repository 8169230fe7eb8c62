import { describe, expect, it } from 'vitest';
import { loadSpecs } from '../language/index.js';
import { sourceFile } from '../language/source.js';
import type { ModelSpec } from '../language/typed.js';
import { compileModel } from './compile.js';
import { Successors } from './system.js';
import { writtenMembers } from './written.js';

const process = (steps: string, init = ''): ModelSpec => {
  const text = `
kind: model
name: turns
about: Two processes take turns.
types: { Thread: 1..2 }
state: { turn: Thread }
${init}
processes:
  thread:
    for: t in Thread
    steps:
      wait: { when: turn == t, then: { turn: 3 - t } }
${steps}
properties:
  never both: { never: turn == 3 - turn }
`;
  const { specs, diagnostics } = loadSpecs(sourceFile('turns.yaml', text));
  expect(diagnostics).toEqual([]);
  return specs[0].spec as ModelSpec;
};

/** Successors that follow from each other, the first always, and whether all processes are done then. */
function finishesAfter(spec: ModelSpec, steps: number): boolean {
  const system = compileModel(spec);
  let state = new Successors(system.words, system.labelWords);
  system.initial(state);
  for (let i = 0; i < steps; i++) {
    const next = new Successors(system.words, system.labelWords);
    system.successors(state.states, 0, next);
    expect(next.count).toBeGreaterThan(0);
    state = next;
  }
  return system.finished(state.states, 0);
}

describe('members that are written', () => {
  it('a label that nobody goes to needs no room, and nobody is ever there', () => {
    const spec = process('      again: { then: { goto: wait } }');
    expect(writtenMembers(spec).get('at')).toBe(2);
    for (const steps of [0, 1, 2, 3, 4]) expect(finishesAfter(spec, steps)).toBe(false);
  });

  it('a label that is reached by falling through has room', () => {
    const spec = process('      again: { when: turn != t }');
    expect(writtenMembers(spec).get('at')).toBe(3);
    expect(finishesAfter(spec, 0)).toBe(false);
  });

  it.each([
    ['`any`', 'init: { at: any }', 3],
    ['a choice', 'init: { at: "map(t in Thread, if(t == 1, wait, again))" }', 2],
    ['a choice that may be `done`', 'init: { at: "map(t in Thread, if(t == 1, wait, done))" }', 3],
  ])('initial labels count: %s', (_, init, count) => {
    expect(writtenMembers(process('      again: { then: { goto: wait } }', init)).get('at')).toBe(
      count,
    );
  });
});
