import { expect, it } from 'vitest';
import type { Measure, Usage } from './measure.js';
import { FAMILIES, problemOf } from './problems.js';
import { type Explorer, runProblem } from './run.js';

const problem = problemOf(FAMILIES[0], FAMILIES[0].test);

/** Says what it was asked to count; a note where the name has one. */
function explorer(name: string, states = problem.states, note?: string): Explorer {
  const answer = () => (note === undefined ? { states } : { states, note });
  return { name, prepare: () => ({ command: [name], answer }) };
}

/** CPU seconds from `script`, one a run; the order of the commands is kept. */
function scripted(script: Readonly<Record<string, readonly number[]>>) {
  const order: string[] = [];
  const measure: Measure = ([command]) => {
    const run = order.filter((name) => name === command).length;
    order.push(command);
    const usage: Usage = { cpu: script[command][run], wall: 1, memory: 8 };
    return { usage, stdout: '' };
  };
  return { order, measure };
}

it('takes turns, and the median of each', () => {
  const { order, measure } = scripted({ A: [5, 1, 3], B: [2, 2, 9] });
  const row = runProblem(problem, 15, [explorer('A'), explorer('B')], 3, measure, '.');
  expect(order).toEqual(['A', 'B', 'A', 'B', 'A', 'B']);
  expect(row.usage.get('A')?.cpu).toBe(3);
  expect(row.usage.get('B')?.cpu).toBe(2);
});

it('leaves out who has no model of the problem', () => {
  const { measure } = scripted({ A: [1] });
  const absent: Explorer = { name: 'B', prepare: () => null };
  const row = runProblem(problem, 15, [explorer('A'), absent], 1, measure, '.');
  expect([...row.usage.keys()]).toEqual(['A']);
});

it('refuses a wrong count', () => {
  const { measure } = scripted({ A: [1], B: [1] });
  const wrong = explorer('B', 287);
  expect(() => runProblem(problem, 15, [explorer('A'), wrong], 1, measure, '.')).toThrow(
    'two-phase-commit-3: B counts 287 states, and there are 288',
  );
});

it('tells a note once, however many runs had it', () => {
  const { measure } = scripted({ A: [1, 1] });
  const noted = explorer('A', problem.states, 'slowly');
  expect(runProblem(problem, 15, [noted], 2, measure, '.').notes).toEqual(['A: slowly']);
});
