/** Runs a system as processes and says what that tells of each of its properties. */
import type { SystemSpec } from '../../engine/language/system/spec.js';
import { type LiveResult, runLive } from '../../engine/live/run.js';
import type { AnyProtocol } from '../../engine/node/protocol.js';
import { objectNamed } from '../../engine/objects/index.js';
import { checkHistory, type HistoryResult } from '../history/check.js';
import { systemResult } from '../systems/result.js';
import type { SpecResult, Verdict } from '../verdict.js';
import { effortWithoutStates } from '../verdict-of.js';
import { Judge } from './judge.js';
import { assertionsVerdict, type LiveSetting, propertyVerdict } from './verdicts.js';

export interface LiveCheckOptions {
  /** Of faults, clients and choices: the same seed plans the same, yet no two live runs are alike. Default 1. */
  readonly seed?: number;
  /** µs with faults, instead of the spec's own. */
  readonly for?: number;
  readonly mutants?: readonly string[];
  /** Names of properties; empty or absent: all. */
  readonly only?: readonly string[];
  /** Where the disks of the nodes are, and stay. */
  readonly folder?: string;
  readonly signal?: AbortSignal;
  /** Seconds for judging the history; default 60. */
  readonly historySeconds?: number;
  /** ms in which a handler must return. */
  readonly patience?: number;
}

export interface LiveCheck {
  readonly result: SpecResult;
  readonly run: LiveResult;
}

/** After the faults, so long at most is waited for what was promised (µs). */
const HEAL = 30_000_000;
const HISTORY_SECONDS = 60;

/** @throws LiveRefusal for a system that cannot be run live */
export async function checkLive(
  file: string,
  spec: SystemSpec,
  protocol: AnyProtocol,
  options: LiveCheckOptions = {},
): Promise<LiveCheck> {
  const { seed = 1, mutants = [], folder = null, signal, only = [], patience } = options;
  const judge = new Judge(spec);
  const run = await runLive(
    {
      reference: { name: spec.protocol.name, file: spec.protocol.file },
      protocol,
      setting: spec,
      ...{ mutants, seed, folder },
      for: options.for ?? spec.runs.live.for,
      heal: HEAL,
      ...(signal ? { signal } : {}),
      ...(patience === undefined ? {} : { patience }),
    },
    judge,
  );
  const history = await historyResult(spec, run, options);
  const setting: LiveSetting = {
    spec,
    run,
    history,
    effort: effortWithoutStates(run.cpu / 1e6, 0),
  };
  const verdicts = judge.seen.map((seen) => propertyVerdict(seen, setting));
  const all = [...verdicts, assertionsVerdict(setting)];
  const asked = (v: Verdict): boolean =>
    only.length === 0 || only.includes(v.property) || only.includes(v.base);
  const constants = Object.fromEntries(spec.constants.map(({ name, text }) => [name, text]));
  return { run, result: systemResult(file, spec, { constants, verdicts: all.filter(asked) }) };
}

async function historyResult(
  { properties }: SystemSpec,
  { history }: LiveResult,
  { historySeconds = HISTORY_SECONDS }: LiveCheckOptions,
): Promise<HistoryResult | null> {
  const claim = properties.map((property) => property.claim).find((c) => c.form === 'consistent');
  if (history === null || claim === undefined) return null;
  return checkHistory(history, objectNamed(claim.object), {
    limits: { maxSeconds: historySeconds },
  });
}
