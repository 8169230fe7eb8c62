/** Checks a spec of kind `system`: so far by exploring its implementation. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { protocolFor, threadsFor } from '../../engine/live/protocol.js';
import type { SpecCheckOptions, SpecToCheck } from '../check.js';
import type { CheckOptions } from '../exploration/check.js';
import { headerOf, named } from '../header.js';
import { exploreThreads, judgeThreadsMutants } from '../threads/check.js';
import type { SpecResult } from '../verdict.js';
import { NO_EFFORT, verdictOf } from '../verdict-of.js';
import { exploreSystem, judgeSystemMutants } from './check.js';

export interface SystemSpecOptions extends SpecCheckOptions {
  /** For the search. */
  readonly settings: CheckOptions;
}

/** Judges every property of a system by the lives that its spec names. */
export async function checkSystemSpec(
  target: SpecToCheck,
  spec: SystemSpec,
  options: SystemSpecOptions,
): Promise<SpecResult> {
  const { name } = spec.protocol;
  if (!spec.protocol.resolved)
    return unanswered(target.file, spec, options, 'unknown', `the protocol ${name} was not loaded`);
  if (!spec.runs.named.includes('explore')) {
    const claim = '`runs` names no exploration; `assay simulate` runs this system under its faults';
    return unanswered(target.file, spec, options, 'unknown', claim);
  }
  try {
    return await exploredSystem(target, spec, await explorerOf(spec), options);
  } catch (error) {
    // What fits no system, or cannot be explored as it is: the message says what, and what to do.
    if (!(error instanceof Error) || !CANNOT.has(error.name)) throw error;
    return unanswered(target.file, spec, options, 'error', error.message);
  }
}

const CANNOT: ReadonlySet<string> = new Set([
  'ProtocolError',
  'OptionError',
  'RangeError',
  'NoSuchObject',
]);

/** Nodes and threads are explored in different ways, and reported in one. */
interface Explorer {
  explore(options: Parameters<typeof exploreSystem>[2]): ReturnType<typeof exploreSystem>;
  judge(
    changed: (name: string) => SystemSpec | null,
    options: Parameters<typeof judgeSystemMutants>[3],
  ): ReturnType<typeof judgeSystemMutants>;
}

async function explorerOf(spec: SystemSpec): Promise<Explorer> {
  if (spec.threads !== null) {
    const threads = await threadsFor(spec.protocol);
    return {
      explore: (options) => exploreThreads(spec, threads, options),
      judge: (changed, options) => judgeThreadsMutants(spec, threads, changed, options),
    };
  }
  const protocol = await protocolFor(spec.protocol);
  return {
    explore: (options) => exploreSystem(spec, protocol, options),
    judge: (changed, options) => judgeSystemMutants(spec, protocol, changed, options),
  };
}

async function exploredSystem(
  target: SpecToCheck,
  spec: SystemSpec,
  explorer: Explorer,
  { settings, ...options }: SystemSpecOptions,
): Promise<SpecResult> {
  const expect = target.changed ? undefined : spec.runs.explore.expect;
  const found = await explorer.explore({
    ...settings,
    ...(expect ? { expect } : {}),
    on: target.on ?? [],
  });
  const changed = (name: string): SystemSpec | null => {
    const mutant = target.mutant(name);
    return 'spec' in mutant && mutant.spec.kind === 'system' ? mutant.spec : null;
  };
  const judgement = options.mutants
    ? await explorer.judge(changed, {
        ...settings,
        onMutant: ({ name }) => options.onBegin?.(`${spec.name}, mutant "${name}"`),
      })
    : null;
  return {
    ...headerOf(target.file, spec),
    constants: settings.constants ?? {},
    verdicts: found.verdicts,
    mutants: judgement?.mutants ?? null,
    unbroken: spec.mutants.length === 0 ? null : (judgement?.unbroken ?? null),
    exploration: found.exploration,
    notes: found.notes,
  };
}

/** Every property with one answer. */
function unanswered(
  file: string,
  spec: SystemSpec,
  options: SpecCheckOptions,
  status: 'unknown' | 'error',
  claim: string,
): SpecResult {
  const asked = options.only ?? [];
  const properties = spec.properties.filter((p) => asked.length === 0 || named(p, asked));
  const outcome = { status, claim, evidence: null, effort: NO_EFFORT, notes: [] };
  return {
    ...headerOf(file, spec),
    constants: {},
    verdicts: properties.map((property) => verdictOf(property, 'none', outcome)),
    mutants: null,
    unbroken: null,
    exploration: null,
    notes: [],
  };
}
