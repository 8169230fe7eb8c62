/**
 * Implementations: handlers explored in all orders, whole process against whole process. Stateright takes part where it is built
 * (stateright/, `cargo build --release`), with the same messages, states and rules in Rust. The counts are those of its examples.
 */
import { fileURLToPath } from 'node:url';
import type { Measure, Usage } from './measure.js';
import { staterightStates } from './stateright.js';
import { median } from './statistics.js';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));

export interface Implementation {
  /** As the program in stateright/ calls it. */
  readonly name: string;
  /** In specs/. */
  readonly spec: string;
  readonly clients: number;
  /** More for `--set`. */
  readonly set: readonly string[];
  readonly states: number;
  readonly generated: number;
}

export const IMPLEMENTATIONS: readonly Implementation[] = [
  paxos(2, 16_668, 32_971),
  paxos(3, 1_194_428, 2_420_477),
  paxos(4, 2_372_188, 4_807_983),
  {
    name: 'abd-register-ordered',
    spec: 'consistency/abd-register.yaml',
    clients: 2,
    set: ['servers=3', 'network.order=per link'],
    states: 1_212_979,
    generated: 4_730_934,
  },
];

function paxos(clients: number, states: number, generated: number): Implementation {
  const spec = 'consensus/paxos-register.yaml';
  return { name: 'paxos-register', spec, clients, set: [], states, generated };
}

/** With whole histories, as others keep them, and every state; steps that sleep are counted, and not made. */
export function implementationCommand({ spec, clients, set }: Implementation): string[] {
  const sets = [`clients=${clients}`, ...set].flatMap((assignment) => ['--set', assignment]);
  const question = [
    'check',
    path(`specs/${spec}`),
    ...sets,
    '--reduce',
    'sleep',
    '--workers',
    '1',
    '--json',
  ];
  return [process.execPath, path('bin/assay.mjs'), ...question];
}

/** @throws Error where the counts are not the known ones, or the register is not linearizable */
export function checkAssay(problem: Implementation, stdout: string): void {
  const [{ verdicts, exploration }] = JSON.parse(stdout).specs;
  const { status } = verdicts.find(({ base }: { base: string }) => base === 'linearizable');
  const { states, generated } = exploration.effort;
  if (status !== 'holds' || states !== problem.states || generated !== problem.generated)
    throw new Error(
      `${titleOf(problem)}: Assay says ${status}, ${states} states and ${generated} generated`,
    );
}

function checkStateright(problem: Implementation, stdout: string): void {
  const states = staterightStates(stdout);
  if (states !== problem.states)
    throw new Error(`${titleOf(problem)}: Stateright counts ${states} states`);
}

const titleOf = ({ name, clients }: Implementation): string => `${name}, ${clients} clients`;

/** A Markdown table: CPU seconds, medians over `runs` runs in turns. `program`: that of stateright/. */
export function implementations(
  measure: Measure,
  runs: number,
  folder: string,
  program: string | null,
): string {
  // Nobody builds while it is measured.
  measure([process.execPath, path('bin/assay.mjs'), '--version'], folder);
  const rows = IMPLEMENTATIONS.map((problem) => {
    console.error(`${titleOf(problem)}, ${problem.states} states …`);
    const own: Usage[] = [];
    const theirs: Usage[] = [];
    for (let run = 0; run < runs; run++) {
      const assay = measure(implementationCommand(problem), folder);
      checkAssay(problem, assay.stdout);
      own.push(assay.usage);
      if (program === null) continue;
      const other = measure([program, problem.name, String(problem.clients)], folder);
      checkStateright(problem, other.stdout);
      theirs.push(other.usage);
    }
    return row(problem, own, theirs);
  });
  return [
    '| implementation | states | generated | Assay: CPU s | MB | Stateright: CPU s | MB | Stateright / Assay |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function row(problem: Implementation, own: readonly Usage[], theirs: readonly Usage[]): string {
  const cpu = (of: readonly Usage[]): number => median(of.map((usage) => usage.cpu));
  const figures = (of: readonly Usage[]): string[] =>
    of.length === 0
      ? ['', '']
      : [cpu(of).toFixed(2), String(Math.round(median(of.map(({ memory }) => memory)) / 1e6))];
  const ratio = theirs.length === 0 ? '' : `${(cpu(theirs) / cpu(own)).toFixed(1)}×`;
  const counts = [problem.states, problem.generated].map((n) => n.toLocaleString('en-US'));
  return `| ${[titleOf(problem), ...counts, ...figures(own), ...figures(theirs), ratio].join(' | ')} |`;
}
