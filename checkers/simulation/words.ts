/** What a simulation has established, in words. Never more than: in so many runs. */

import { grouped } from '../../engine/grouped.js';
import type { SystemProperty, SystemSpec } from '../../engine/language/system/spec.js';
import { timeText } from '../../engine/time-text.js';
import { counted, listed } from '../exploration/claims.js';
import type { Verdict } from '../verdict.js';
import type { SeedResult } from './seeds.js';

/** In how many runs a property was broken, seen, or left open. */
export interface Tally {
  broken: number;
  open: number;
  seen: number;
}

export interface Simulated {
  readonly spec: SystemSpec;
  readonly runs: number;
  /** All that there are to be. */
  readonly seeds: number;
  /** Was it enough to make a few of them? */
  readonly sliced: boolean;
  readonly first: number;
  readonly steps: number;
  readonly for: number;
  readonly stoppedBy: string | null;
  readonly error: ({ readonly seed: number } & NonNullable<SeedResult['error']>) | null;
  readonly found: Found | NotShown | null;
}

/** The run that is shown. */
export interface Found {
  readonly seed: number;
  readonly time: number;
  readonly why: string;
  readonly faults: number;
  readonly calls: number;
  readonly before: { readonly faults: number; readonly calls: number };
}

/** One that could not be made once more, and which limit was in the way. */
export interface NotShown {
  readonly seed: number;
  readonly why: string;
}

export function claimOf(
  form: SystemProperty['claim']['form'],
  tally: Tally,
  simulated: Simulated,
): Pick<Verdict, 'status' | 'claim' | 'code'> {
  const { error, found, stoppedBy } = simulated;
  const over = overText(simulated);
  if (tally.broken > 0 && found !== null)
    return { status: 'violated', claim: brokenText(tally, simulated, found) };
  if (tally.seen > 0 && found !== null)
    return {
      status: 'holds',
      claim: `seen in ${tally.seen} of ${over}: ${'time' in found ? `here in that of seed ${found.seed}, at ${timeText(found.time)}` : notShown(found)}`,
    };
  if (error !== null)
    return {
      status: 'error',
      claim: `the run of seed ${error.seed} ended in an error of the protocol: ${error.message}`,
      ...(error.code === undefined ? {} : { code: error.code }),
    };
  if (form === 'unresolved') return { status: 'unknown', claim: 'the protocol was not loaded' };
  if (stoppedBy !== null)
    return { status: 'unknown', claim: `stopped at ${stoppedBy}: not broken in ${over}` };
  if (form === 'reachable') return { status: 'unknown', claim: `not seen in ${over}` };
  if (tally.open > 0)
    return {
      status: 'unknown',
      claim: `open at the end of ${tally.open} of ${over}: what was to come had not come, or was not decided`,
    };
  if (simulated.sliced)
    return {
      status: 'unknown',
      claim: `not broken in ${over}, of the ${grouped(simulated.seeds)} that \`assay simulate\` makes`,
    };
  return { status: 'holds', claim: `in ${over}; not a proof` };
}

function brokenText(tally: Tally, { runs, first }: Simulated, found: Found | NotShown): string {
  const many =
    runs === 1 ? `the run of seed ${first}` : `${tally.broken} of ${counted(runs, 'run')}`;
  if (!('time' in found)) return `broken in ${many}; ${notShown(found)}`;
  const { seed, time, why, faults, calls, before } = found;
  const what = why === '' ? '' : `: ${why}`;
  const made =
    before.faults > faults || before.calls > calls
      ? `, made smaller from ${counted(before.faults, 'fault')} and ${counted(before.calls, 'call')}`
      : '';
  return `broken in ${many}${what}; here that of seed ${seed}, at ${timeText(time)}, with ${counted(faults, 'fault')} and ${counted(calls, 'call')}${made}`;
}

const notShown = ({ seed, why }: NotShown): string =>
  `first in that of seed ${seed}, which is not shown: stopped at ${why}`;

function overText({ runs, first, spec, steps, for: length }: Simulated): string {
  const { heal } = spec.runs.simulate;
  const seeds = runs === 1 ? `seed ${first}` : `seeds ${first} to ${first + runs - 1}`;
  const healing = heal === 0 ? '' : ` and ${timeText(heal)} without faults`;
  return `${counted(runs, 'run')} of ${timeText(length)}${healing} (${seeds}; ${counted(steps, 'step')}${underText(spec)})`;
}

/** What went wrong in them. */
function underText({ faults, network }: SystemSpec): string {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  const messages = (
    [
      ['loss', network.loss],
      ['duplicates', network.duplicate],
      ['corruption', network.corrupt],
    ] as const
  ).flatMap(([name, { is }]) => (is === 'never' ? [] : [name]));
  const all = [...kinds, ...messages];
  return all.length === 0 ? '; no faults' : `; under ${listed(all)}`;
}
