/** What following a trace has established, in words, with the run that fits the lines. */
import type { Line, LineReader } from '../../engine/language/observed/line.js';
import { placeOf } from '../../engine/language/source.js';
import type { ModelSpec } from '../../engine/language/typed.js';
import type { Trace } from '../../engine/trace.js';
import type { ModelSystem } from '../../engine/transition/compile.js';
import { constantsText, counted } from '../exploration/claims.js';
import { explain } from '../exploration/explain.js';
import { traceOf } from '../exploration/trace.js';
import type { Effort, Evidence, Verdict } from '../verdict.js';
import type { ConformanceOptions } from './check.js';
import { explainLine } from './explain.js';
import { type FollowedRun, type Follower, STATES_MAX, type Step } from './follow.js';
import type { Invariant } from './invariants.js';

/** Why the trace was not followed to its end. */
export type Ended =
  | { readonly why: Exclude<Step, 'fits'>; readonly line: Line }
  | { readonly why: 'stopped'; readonly by: string };

export interface Setting {
  readonly spec: ModelSpec;
  readonly system: ModelSystem;
  readonly options: ConformanceOptions;
  readonly follower: Follower;
  readonly reader: LineReader;
  readonly effort: Effort;
  /** The last line that was read. */
  readonly last: Line | null;
  /** Lines read, blank ones left aside. */
  readonly read: number;
  readonly ended: Ended | null;
}

const METHOD = 'trace conformance';
export const CONFORMS = 'conforms';

export function conformanceVerdict(setting: Setting): Verdict {
  const { options, effort, spec } = setting;
  const outcome = conformance(setting);
  return {
    property: CONFORMS,
    base: CONFORMS,
    text: `${options.path} is a run of ${spec.name}`,
    expected: 'holds',
    asExpected: outcome.status === 'holds',
    method: METHOD,
    effort,
    place: options.place,
    notes: [],
    ...outcome,
  };
}

type Outcome = Pick<Verdict, 'status' | 'claim' | 'evidence'>;

function conformance(setting: Setting): Outcome {
  const { spec, read, ended, follower, options } = setting;
  const unknown = (claim: string): Outcome => ({ status: 'unknown', claim, evidence: null });
  if (read === 0) return { status: 'error', claim: 'the trace has no lines', evidence: null };
  const most = `${counted(follower.mostStates, 'state')} at most ${follower.mostStates === 1 ? 'fits' : 'fit'} a line`;
  switch (ended?.why) {
    case undefined:
      return {
        status: 'holds',
        claim: `some run of ${named(setting)} fits ${read === 1 ? 'the one line' : `all ${counted(read, 'line')}`}${unseen(options)}; ${most}`,
        evidence: null,
      };
    case 'stopped':
      return unknown(
        `some run of ${named(setting)} fits the first ${counted(read, 'line')}${unseen(options)}; stopped at ${ended.by}`,
      );
    case 'too many states': {
      const most = options.limits?.maxStates ?? STATES_MAX;
      return unknown(
        `some run of ${named(setting)} fits the lines before line ${ended.line.number}; stopped at more than ${counted(most, 'state')} that fit one line (--max-states)`,
      );
    }
    case 'does not fit': {
      const { evidence, states } = explainLine(setting, ended.line, traceOfRun);
      const what =
        states === 0
          ? `no initial state of ${spec.name} fits line ${ended.line.number}`
          : `no step of ${named(setting)} fits line ${ended.line.number}, from ${states === 1 ? 'the one state' : `any of the ${counted(states, 'state')}`} in which the lines before leave it${unseen(options)}`;
      return { status: 'violated', claim: what, evidence };
    }
  }
}

function named({ spec, options }: Setting): string {
  const constants = constantsText(options.constants);
  return constants === '' ? spec.name : `${spec.name} with ${constants}`;
}

function unseen({ hidden = 0 }: ConformanceOptions): string {
  return hidden === 0 ? '' : `, with up to ${counted(hidden, 'unseen step')} before each`;
}

// ------------------------------------------------------------------------------------- invariants

export function invariantVerdict(setting: Setting, invariant: Invariant): Verdict {
  const { property } = invariant;
  const outcome = judged(setting, invariant);
  return {
    property: property.name,
    base: property.base,
    text: property.text,
    expected: property.expect,
    // That some run breaks it does not mean that this one must.
    asExpected:
      property.expect === 'violated' ? outcome.status !== 'error' : outcome.status === 'holds',
    method: METHOD,
    effort: setting.effort,
    place: placeOf(property.span),
    notes: [],
    ...outcome,
  };
}

function judged(setting: Setting, { property, broken, doubtful }: Invariant): Outcome {
  const { system, read, ended, last } = setting;
  if (broken !== null) {
    const { line, followed } = broken;
    const trace = traceOfRun(system, followed);
    const explanation = explain(system, property, trace, followed.run.labels.at(-1)?.[0]);
    const evidence: Evidence = { kind: 'counterexample', ...trace, explanation };
    const claim = `after line ${line.number} it is broken in every state that fits the lines so far`;
    return { status: 'violated', claim, evidence };
  }
  const unknown = (claim: string): Outcome => ({ status: 'unknown', claim, evidence: null });
  if (doubtful !== null) {
    const { line, states, of } = doubtful;
    return unknown(
      `after line ${line} it is not true in ${states} of the ${counted(of, 'state')} that fit the lines so far: the trace does not tell`,
    );
  }
  if (ended !== null || last === null) {
    const until =
      ended !== null && 'line' in ended ? `before line ${ended.line.number}` : 'that were read';
    return unknown(
      `not broken in any state that fits the lines ${until}; what comes after is not known`,
    );
  }
  const after = read === 1 ? 'one line, after it' : `${counted(read, 'line')}, after each of them`;
  const claim = `in every state that fits the ${after}`;
  return { status: 'holds', claim, evidence: null };
}

/** As a trace for people; each step with the line that it fits. The run is taken again for it. */
function traceOfRun(system: ModelSystem, { run, lines, since }: FollowedRun): Trace {
  const trace = traceOf(system, run, since !== null);
  const [first] = lines;
  const begin = first === null ? `before line ${since?.number}` : `after line ${first.number}`;
  return {
    ...trace,
    ...(since === null ? {} : { begin }),
    steps: trace.steps.map((step, i) => {
      const line = lines[i];
      return line === null ? step : { ...step, line: line.number };
    }),
  };
}
