/**
 * Runs a problem through every explorer in turn, A B C A B C, so that what else the machine does falls on
 * all of them alike, and takes the medians. A count that is not the problem's is an error: speed at a wrong
 * answer is worth nothing.
 */
import type { Measure, Usage } from './measure.js';
import type { Problem } from './problems.js';
import { median } from './statistics.js';

export interface Explorer {
  readonly name: string;
  /** What is to be built first is built here, and not measured. Null: it has no model of this problem. */
  readonly prepare: (problem: Problem) => Prepared | null;
}

export interface Prepared {
  readonly command: readonly string[];
  /** With which exit code it ends: 0 by default. */
  readonly exit?: number;
  /** What the output says; an error where it is no answer. */
  readonly answer: (stdout: string) => Answer;
}

export interface Answer {
  /** Distinct states, in Assay's way of counting; null from one that counts other things. */
  readonly states: number | null;
  /** What a reader must know to understand the figures. */
  readonly note?: string;
}

export interface Row {
  readonly problem: Problem;
  readonly bits: number;
  /** Of each explorer that ran, by its name: the medians. */
  readonly usage: ReadonlyMap<string, Usage>;
  readonly notes: readonly string[];
}

export function runProblem(
  problem: Problem,
  bits: number,
  explorers: readonly Explorer[],
  runs: number,
  measure: Measure,
  cwd: string,
): Row {
  const ready = explorers.flatMap(({ name, prepare }) => {
    const prepared = prepare(problem);
    return prepared === null ? [] : [{ name, prepared, usages: [] as Usage[] }];
  });
  const notes = new Set<string>();
  for (let run = 0; run < runs; run++) {
    for (const { name, prepared, usages } of ready) {
      const { usage, stdout } = measure(prepared.command, cwd, [prepared.exit ?? 0]);
      const { states, note } = prepared.answer(stdout);
      agree(problem, name, states);
      if (note !== undefined) notes.add(`${name}: ${note}`);
      usages.push(usage);
    }
  }
  const usage = new Map(ready.map(({ name, usages }) => [name, medians(usages)]));
  return { problem, bits, usage, notes: [...notes] };
}

function agree({ id, states: wanted }: Problem, name: string, states: number | null): void {
  if (states !== null && states !== wanted)
    throw new Error(`${id}: ${name} counts ${states} states, and there are ${wanted}`);
}

const medians = (usages: readonly Usage[]): Usage => ({
  cpu: median(usages.map(({ cpu }) => cpu)),
  wall: median(usages.map(({ wall }) => wall)),
  memory: median(usages.map(({ memory }) => memory)),
});
