/**
 * Proof against execution: on random programs whose every input can be run, what is said to hold is never
 * seen to fail, what is said to be violated is, and without loops and products every answer is decided.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lintFile, loadSpecs, sourceFile } from '../../../engine/language/index.js';
import { execute } from '../../../engine/language/program/execute.js';
import type { Predicate, ProgramSpec } from '../../../engine/language/program/spec.js';
import type { ProgramType } from '../../../engine/language/program/types.js';
import {
  type ProgramValue,
  type Scalar,
  sequence,
} from '../../../engine/language/program/values.js';
import { campaign } from '../../../test/campaign.js';
import type { Verdict } from '../../verdict.js';
import { openSolver, type Solver } from '../solver/solver.js';
import { checkProgram } from './check.js';
import { randomProgram } from './random-programs.js';
import { isBad, watched } from './search.js';

let solver: Solver;
beforeAll(() => {
  solver = openSolver();
});
afterAll(() => solver.close());

/** Null where a number that is known beforehand does not fit: such a program is refused, and passed over. */
function specOf(text: string): ProgramSpec | null {
  const file = sourceFile('random.yaml', text);
  const errors = lintFile(file).filter(({ severity }) => severity === 'error');
  expect([...new Set(errors.map(({ code }) => code))], text).toEqual(
    errors.length ? ['ASY5414'] : [],
  );
  const { spec } = loadSpecs(file).specs[0];
  return spec?.kind === 'program' ? spec : null;
}

function allValues(type: ProgramType): ProgramValue[] {
  if (type.kind === 'boolean') return [false, true];
  if (type.kind === 'enum') return type.members.map((_, i) => BigInt(i));
  if (type.kind === 'integer')
    return Array.from({ length: Number(type.high - type.low) + 1 }, (_, i) => type.low + BigInt(i));
  const items = allValues(type.of) as Scalar[];
  let last: Scalar[][] = [[]];
  const all: Scalar[][] = [[]];
  for (let size = 1n; size <= (type.bound ?? 0n); size++) {
    last = last.flatMap((list) => items.map((item) => [...list, item]));
    all.push(...last);
  }
  return all.map((list) => sequence(list));
}

function allInputs(types: readonly ProgramType[]): ProgramValue[][] {
  const [first, ...rest] = types;
  if (first === undefined) return [[]];
  const others = allInputs(rest);
  return allValues(first).flatMap((value) => others.map((more) => [value, ...more]));
}

/** Does any run at all break the predicate? */
function everBad(spec: ProgramSpec, predicate: Predicate): boolean {
  const [fn] = spec.functions;
  return allInputs(fn.takes.map(({ type }) => type)).some((args) =>
    isBad(predicate, execute(spec, fn, args, { watch: watched(predicate), maxSteps: 500 })),
  );
}

async function compared(text: string): Promise<readonly Verdict[]> {
  const spec = specOf(text);
  if (spec === null) return [];
  const verdicts = await checkProgram(spec, { solver, resources: 200_000 });
  for (const { property, status } of verdicts) {
    const bad = everBad(spec, property as Predicate);
    const said = `${property} is ${status}, and ${bad ? 'some run' : 'no run'} breaks it:\n${text}`;
    if (status === 'holds') expect(bad, said).toBe(false);
    if (status === 'violated') expect(bad, said).toBe(true);
    expect(status, said).not.toBe('error');
  }
  return verdicts;
}

const counted = (verdicts: readonly Verdict[]) => {
  const count = { holds: 0, violated: 0, unknown: 0, error: 0 };
  for (const { status } of verdicts) count[status]++;
  return count;
};

it('decides programs without loops, and as running them does', async () => {
  const { seed, runs } = campaign('programs without loops', { sample: 10, deep: 2_000 });
  const all: Verdict[] = [];
  for (let i = 0; i < runs; i++) {
    const { text } = randomProgram(seed + i, false);
    const verdicts = await compared(text);
    all.push(...verdicts);
    // Where an annotation is wrong, what rests on it is open.
    const wrong = verdicts.some(({ status }) => status === 'violated');
    if (!wrong) expect(counted(verdicts), text).toMatchObject({ unknown: 0 });
  }
  const { holds, violated } = counted(all);
  expect(Math.min(holds, violated)).toBeGreaterThan(runs / 20);
});

it('proves of programs with loops only what no run breaks, and shows only what some run does', async () => {
  const { seed, runs } = campaign('programs with loops', { sample: 10, deep: 2_000 });
  const all: Verdict[] = [];
  for (let i = 0; i < runs; i++) all.push(...(await compared(randomProgram(seed + i, true).text)));
  const { holds, violated } = counted(all);
  expect(Math.min(holds, violated)).toBeGreaterThan(runs / 20);
});
