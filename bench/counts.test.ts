/** Each problem at its smallest size: Spin and Assay count the same states, and the same steps; of claims about
 * whole runs they say the same. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../cli/test-run.js';
import { needs } from '../test/needs.js';
import { assayAnswer, assayCommand, type Mode } from './assay.js';
import { explorers } from './explorers.js';
import { type Measure, measurer } from './measure.js';
import { FAMILIES, LIVENESS, type Problem, problemOf } from './problems.js';
import { runProblem } from './run.js';
import { buildVerifier, spinAnswer, spinStatus } from './spin.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-bench-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const spinAndGcc = () => ({ spin: needs('spin'), gcc: needs('gcc') });

let made: Measure | undefined;
/** Built once. */
const measuring = ({ gcc }: { readonly gcc: string }): Measure => (made ??= measurer(gcc, folder));

describe.each(FAMILIES.map((family) => problemOf(family, family.test)))('$id', (problem) => {
  const assay = async (mode: Mode) => {
    const [, , ...args] = assayCommand(problem, mode);
    return assayAnswer((await runCli(...args)).stdout, problem);
  };

  it('has the known states under Assay, with sleep masks and without', async () => {
    const full = await assay('full');
    const sleep = await assay('sleep');
    expect(full).toMatchObject({ states: problem.states, reductions: [] });
    expect(sleep).toMatchObject({ states: problem.states, generated: full.generated });
  });

  const models = [problem.promela, ...(problem.tuned === undefined ? [] : [problem.tuned])];
  it.each(models)('has the same states and steps under Spin: %s', async (model) => {
    const tools = spinAndGcc();
    const { stdout } = measuring(tools)(
      buildVerifier(tools, problem, folder, model, '-O0'),
      folder,
    );
    const { states, generated } = await assay('full');
    expect(spinAnswer(stdout)).toEqual({
      states: states + problem.before,
      generated: generated + problem.before,
    });
  });
});

describe.each(LIVENESS.map((family) => problemOf(family, family.test)))('$id', (problem) => {
  it('is judged as it should be by Assay, over the known states', async () => {
    const [, , ...args] = assayCommand(problem, 'full');
    const { states } = assayAnswer((await runCli(...args)).stdout, problem);
    expect(states).toBe(problem.states);
  });

  it('is judged as it should be by Spin', () => {
    const tools = spinAndGcc();
    const verifier = buildVerifier(tools, problem, folder, problem.promela, '-O0');
    const { stdout } = measuring(tools)(verifier, folder);
    expect(spinStatus(stdout)).toBe(problem.live?.status);
  });
});

it('takes a violation for an answer where it is the known one', () => {
  const tools = { ...spinAndGcc(), tlc: null, stateright: null };
  const violated = LIVENESS.filter(({ live }) => live?.status === 'violated');
  expect(violated).toHaveLength(1);
  const [, , assay] = explorers(tools, folder);
  const problem = problemOf(violated[0], violated[0].test);
  expect(assay.prepare(problem)?.exit).toBe(1);
});

it('refuses a verdict that is not the known one', () => {
  const tools = { ...spinAndGcc(), tlc: null, stateright: null };
  const measure = measuring(tools);
  const [spin] = explorers(tools, mkdtempSync(join(folder, 'live-')));
  const right = problemOf(LIVENESS[0], LIVENESS[0].test);
  expect(runProblem(right, 8, [spin], 1, measure, folder).usage.has('Spin')).toBe(true);
  const wrong = { ...right, id: 'wrong', live: { ...LIVENESS[0].live, status: 'violated' } };
  expect(() => runProblem(wrong as Problem, 8, [spin], 1, measure, folder)).toThrow(
    'wrong: Spin says holds',
  );
});

it('refuses a count that is not the known one, whoever counts', () => {
  const tools = { ...spinAndGcc(), tlc: null, stateright: null };
  const [spin] = explorers(tools, mkdtempSync(join(folder, 'wrong-')));
  const measure = measuring(tools);
  const right = problemOf(FAMILIES[0], FAMILIES[0].test);
  expect(runProblem(right, 15, [spin], 1, measure, folder).usage.has('Spin')).toBe(true);
  const wrong = { ...right, id: 'wrong', states: right.states + 1 };
  expect(() => runProblem(wrong, 15, [spin], 1, measure, folder)).toThrow(
    'wrong: Spin counts 288 states, and there are 289',
  );
});
