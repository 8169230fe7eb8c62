/** Systems in virtual time, for notebooks: loaded with the first run. */
import { simulateSystem } from '../../checkers/simulation/check.js';
import { judgedRun } from '../../checkers/simulation/run.js';
import { planOf } from '../../checkers/simulation/seeds.js';
import { TraceWriter } from '../../checkers/simulation/trace.js';
import type { Verdict } from '../../checkers/verdict.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor } from '../../engine/protocols/reference.js';
import type { Trace } from '../../engine/trace.js';
import { runText } from '../run-text.js';

export interface SimulateSettings {
  /** Names of properties; absent: all. */
  readonly only?: readonly string[];
  /** The first seed; default 1. */
  readonly seed?: number;
  /** How many runs; default: as the spec says. */
  readonly seeds?: number;
  /** Simulated seconds of each; default: as the spec says. */
  readonly for?: number;
  /** Processor time. */
  readonly maxSeconds?: number;
}

export interface RunSettings extends Pick<SimulateSettings, 'seed' | 'for'> {
  /** States are all that nodes remember, and not only what the spec reads. */
  readonly whole?: boolean;
}

/** `on`: mutants of the protocol. */
export async function simulated(
  spec: SystemSpec,
  on: readonly string[],
  { only = [], seed, seeds, for: seconds, maxSeconds }: SimulateSettings,
): Promise<readonly Verdict[]> {
  const { verdicts } = await simulateSystem(spec, await protocolFor(spec.protocol), {
    mutants: on,
    ...(seed === undefined ? {} : { seed }),
    ...(seeds === undefined ? {} : { seeds }),
    ...(seconds === undefined ? {} : { for: microseconds(seconds) }),
    ...(only.length === 0 ? {} : { only: (p) => only.includes(p.name) || only.includes(p.base) }),
    limits: maxSeconds === undefined ? {} : { maxSeconds },
  });
  return verdicts;
}

/** What happens from one seed, and the same as a text. */
export async function oneRun(
  spec: SystemSpec,
  on: readonly string[],
  { seed = 1, for: seconds, whole = false }: RunSettings,
): Promise<{ readonly trace: Trace; readonly text: () => string }> {
  const length = seconds === undefined ? spec.runs.simulate.for : microseconds(seconds);
  const plan = planOf({ spec, mutants: on, for: length }, await protocolFor(spec.protocol), seed);
  const writer = new TraceWriter(spec, whole);
  const run = await judgedRun(plan, null, [writer]);
  const { trace } = writer;
  return { trace, text: () => runText(trace, spec, run, { width: 80 }) };
}

const microseconds = (seconds: number): number => Math.round(seconds * 1e6);
