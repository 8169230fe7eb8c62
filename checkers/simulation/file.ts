/** A run as a file: which spec, with which settings, from which seed, with which faults and calls. Enough to make it again. */
import type { Schedule } from '../../engine/simulation/schedule.js';
import type { Failure } from './check.js';

export interface RunFile {
  readonly assay: 'run';
  readonly version: 1;
  /** The path of the spec, as it was given. */
  readonly spec: string;
  /** Which of several systems there. */
  readonly system?: string;
  /** `--set`, in order. */
  readonly set: readonly string[];
  readonly property: string;
  readonly mutants: readonly string[];
  readonly seed: number;
  /** µs */
  readonly for: number;
  readonly heal: number;
  readonly swarm: boolean;
  readonly schedule: Schedule;
}

export function fileOf(
  spec: string,
  { set, system }: { readonly set: readonly string[]; readonly system?: string | undefined },
  { property, plan }: Failure,
): RunFile {
  const { mutants, seed, for: length, heal, swarm, schedule = { faults: [], calls: [] } } = plan;
  return {
    ...{ assay: 'run', version: 1, spec, set, property, mutants, seed },
    ...(system === undefined ? {} : { system }),
    ...{ for: length, heal, swarm, schedule },
  };
}

/** What is wrong with it as such a file; null where it is one. */
export function readRunFile(text: string): RunFile | string {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (error) {
    return `it is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
  if (typeof found !== 'object' || found === null) return 'it should be a JSON object';
  const file = found as Partial<Record<keyof RunFile, unknown>>;
  if (file.assay !== 'run')
    return 'it should say `"assay": "run"`; `assay simulate --save` writes such files';
  if (file.version !== 1)
    return `its version is ${String(file.version)}; this Assay reads version 1`;
  const number = (['seed', 'for', 'heal'] as const).find((k) => {
    const value = file[k];
    return !Number.isSafeInteger(value) || (value as number) < 0;
  });
  if (number !== undefined) return `\`${number}\` should be a whole number from 0`;
  if (typeof file.spec !== 'string') return '`spec` should be the path of a spec';
  if (file.system !== undefined && typeof file.system !== 'string')
    return '`system` should be the name of a system';
  if (typeof file.property !== 'string') return '`property` should be a text';
  if (typeof file.swarm !== 'boolean') return '`swarm` should be true or false';
  const lists: readonly (keyof RunFile)[] = ['set', 'mutants'];
  const list = lists.find((k) => !isTexts(file[k]));
  if (list !== undefined) return `\`${list}\` should be a list of texts`;
  const schedule = file.schedule as Partial<Schedule> | undefined;
  const faults = schedule?.faults;
  if (!Array.isArray(faults) || !Array.isArray(schedule?.calls))
    return '`schedule` should have `faults` and `calls`';
  return found as RunFile;
}

const isTexts = (value: unknown): boolean =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');
