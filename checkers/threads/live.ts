/**
 * Threads live: their own code on threads of this machine, in many short rounds, each judged by the history of its operations and by the
 * state that it ends in. States in the middle of a round are not seen, and nothing is proved.
 */
import type { History } from '../../engine/history/history.js';
import { some } from '../../engine/language/elaborate/walk.js';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { placeOf } from '../../engine/language/source.js';
import { judge } from '../../engine/language/system/judge.js';
import { ASSERTIONS } from '../../engine/language/system/properties.js';
import type { SystemProperty, SystemSpec } from '../../engine/language/system/spec.js';
import type { Expr, Formula } from '../../engine/language/typed.js';
import type { TypeOf } from '../../engine/language/types.js';
import type { Value } from '../../engine/language/value.js';
import { setOf } from '../../engine/language/values/order.js';
import { languageValue } from '../../engine/node/shapes/language.js';
import { languageNames } from '../../engine/node/view.js';
import { objectNamed } from '../../engine/objects/index.js';
import type { Plain } from '../../engine/plain.js';
import { type AnyThreads, type Program, programOf } from '../../engine/threads/index.js';
import type { LiveFailure } from '../../engine/threads/live/batch.js';
import { readsOf } from '../../engine/transition/reads.js';
import { counted, listed } from '../exploration/claims.js';
import { processMeters, Watch } from '../exploration/limits.js';
import { checkHistory } from '../history/check.js';
import { LinearizabilityMonitor } from '../history/monitor.js';
import { historyVerdict } from '../history/verdicts.js';
import { systemResult } from '../systems/result.js';
import type { SpecResult, Status, Verdict } from '../verdict.js';
import { effortWithoutStates, verdictOf } from '../verdict-of.js';
import { liveRounds, type Round, type RoundsEnd } from './rounds.js';
import { scriptsOf, setupOf, threadsIn } from './settings.js';

export interface LiveThreadsOptions {
  readonly seed?: number;
  /** µs, instead of the spec's own. */
  readonly for?: number;
  readonly mutants?: readonly string[];
  readonly only?: readonly string[];
  readonly signal?: AbortSignal;
  /** µs in which some thread must begin or end an operation; default 10 s. */
  readonly patience?: number;
}

const PATIENCE = 10_000_000;

/** @throws RangeError for threads that would go on for ever */
export async function checkLiveThreads(
  file: string,
  spec: SystemSpec,
  protocol: AnyThreads,
  options: LiveThreadsOptions = {},
): Promise<SpecResult> {
  const { seed = 1, mutants = [], only = [], signal } = options;
  const threads = threadsIn(spec);
  const setup = setupOf(spec, protocol, mutants);
  const program = programOf(setup);
  const scripts = scriptsOf(threads, program);
  if (scripts.some(({ forever }) => forever))
    throw new RangeError('threads that go on for ever have no rounds; say how often with `repeat`');
  const plain = threads.memory === 'tso' && process.arch === 'x64';
  const watch = new Watch({}, processMeters);
  const judgement = new Judgement(spec, program);
  const { protocol: _, ...rest } = setup;
  const { name, file: own } = spec.protocol;
  const end = await liveRounds(
    {
      program,
      threads: scripts.map(({ operations }, thread) => ({
        ...{ reference: { name, file: own }, setup: rest, thread, script: operations },
      })),
      ...{ ordering: plain ? 'plain' : 'atomic', seed },
      for: options.for ?? spec.runs.live.for,
      patience: options.patience ?? PATIENCE,
      ...(signal ? { signal } : {}),
    },
    (round) => judgement.add(round),
  );
  const memory = plain
    ? 'with plain accesses, in the memory of this x86 processor'
    : 'with Atomics, which are sequentially consistent';
  const over = `${counted(judgement.rounds, 'round')} of ${counted(program.names.length, 'thread')} ${memory}`;
  const found = await judgement.verdicts(over, end);
  const effort = effortWithoutStates(watch.cpuSeconds, watch.peakMemoryBytes);
  const verdicts = found.map((verdict) => ({ ...verdict, effort }));
  const asked = (v: Verdict): boolean =>
    only.length === 0 || only.includes(v.property) || only.includes(v.base);
  const constants = Object.fromEntries(spec.constants.map((c) => [c.name, c.text]));
  return systemResult(file, spec, { constants, verdicts: verdicts.filter(asked) });
}

/** A round that breaks a property, and why. */
interface Broken {
  readonly round: Round;
  readonly number: number;
  readonly why: string;
}

class Judgement {
  rounds = 0;
  private readonly monitors = new Map<string, LinearizabilityMonitor>();
  private readonly broken = new Map<string, Broken>();
  private readonly seen = new Set<string>();
  /** What was promised, and was not so at the end of some round. */
  private readonly missed = new Set<string>();
  /** Rounds in which a `must` failed: they have no end. */
  private failures = 0;
  private readonly names;

  constructor(
    private readonly spec: SystemSpec,
    private readonly program: Program,
  ) {
    this.names = languageNames(program);
    for (const { claim } of spec.properties)
      if (claim.form === 'consistent' && !this.monitors.has(claim.object))
        this.monitors.set(claim.object, new LinearizabilityMonitor(objectNamed(claim.object)));
  }

  /** Is another round wanted? */
  add(round: Round): boolean {
    const number = ++this.rounds;
    const failed = round.threads.find((of) => of.failed !== null)?.failed;
    if (failed) this.failures++;
    if (failed && !this.broken.has(ASSERTIONS))
      this.broken.set(ASSERTIONS, { round, number, why: failureText(failed) });
    for (const property of this.spec.properties) {
      if (this.broken.has(property.name)) continue;
      const why = failed ? null : this.breaks(property, round);
      if (why !== null) this.broken.set(property.name, { round, number, why });
    }
    return true;
  }

  /** Why the round breaks the property; null where it does not. */
  private breaks({ name, claim }: SystemProperty, round: Round): string | null {
    switch (claim.form) {
      case 'consistent':
        return this.isConsistent(claim.object, round) ? null : 'no order of its calls fits';
      case 'always':
      case 'never':
        return this.holds(claim.atom, round) ? null : 'it is false in the end';
      case 'reachable':
        if (this.holds(claim.atom, round)) this.seen.add(name);
        return null;
      case 'eventually': {
        const atom = promisedAtom(claim);
        if (atom !== null && this.holds(atom, round)) return null;
        this.missed.add(name);
        const decided = atom !== null && needsEnd(this.spec.atoms[atom].expr);
        return decided ? 'it is false in the end, where nothing changes any more' : null;
      }
      default:
        return null;
    }
  }

  private holds(number: number, round: Round): boolean {
    const atom = this.spec.atoms[number];
    if (atom.kind === 'step') return true;
    try {
      return judge(atom, { state: (variable) => this.value(variable, round), stuck: false });
    } catch (error) {
      if (error instanceof IllDefined) return false;
      throw error;
    }
  }

  /** A variable at the end of a round. */
  private value(name: string, round: Round): Value {
    const { words, threads } = round;
    const { program, names, spec } = this;
    const variable = spec.variables.find((one) => one.name === name);
    if (variable === undefined) throw new Error(`no variable ${name}`);
    const { from } = variable;
    switch (from.is) {
      case 'finished':
        return true;
      case 'word': {
        const { shape, start, size } = program.layout.words.get(from.word)!;
        const value = (cell: number): Value => languageValue(shape, words[cell], names);
        return size === null
          ? value(start)
          : Array.from({ length: size }, (_, i) => value(start + i));
      }
      case 'built-in':
      case 'field':
        return names.members(from.roles).map((thread): Value => {
          if (from.is === 'field') {
            const shape = program.of[thread].local.fields[from.field];
            const local = shape.parse(threads[thread].local[from.field], from.field);
            return languageValue(shape, local, names);
          }
          if (from.field === 'id') return thread;
          return from.field === 'up' ? false : program.of[thread].name;
        });
      case 'emitted':
        return this.emitted(from.event, variable.type as TypeOf<'set'>, round);
      case 'healed':
        throw new Error(`threads, and ${name}`);
    }
  }

  /** Until the end of a round: records of who emitted, then its fields. */
  private emitted(name: string, type: TypeOf<'set'>, { threads }: Round): Value {
    const { program, names } = this;
    const records = threads.flatMap(({ emitted }, thread) => {
      const shapes = Object.entries(program.of[thread].events.get(name)?.fields ?? {});
      return emitted
        .filter(({ event }) => event === name)
        .map(({ fields }): Value => {
          const values = shapes.map(([field, shape]) =>
            languageValue(shape, shape.parse(fields[field], field), names),
          );
          return [program.names[thread], ...values];
        });
    });
    return setOf(type.of, records) as Value;
  }

  private isConsistent(object: string, round: Round): boolean {
    const monitor = this.monitors.get(object)!;
    const events = round.threads
      .flatMap(({ operations }, t) =>
        operations.flatMap((operation) => [
          { time: operation.invoked, thread: t, operation, ends: false },
          {
            time: operation.completed ?? Number.POSITIVE_INFINITY,
            thread: t,
            operation,
            ends: true,
          },
        ]),
      )
      .filter(({ time }) => Number.isFinite(time))
      .sort((a, b) => a.time - b.time);
    let state = monitor.start();
    for (const { thread, operation, ends } of events) {
      const client = this.program.names[thread];
      state = ends
        ? monitor.return(state, client, operation.result)
        : monitor.invoke(state, client, operation.op, operation.args as Record<string, Plain>);
    }
    return !monitor.violated(state);
  }

  async verdicts(over: string, end: RoundsEnd): Promise<Verdict[]> {
    const verdicts: Verdict[] = [];
    for (const property of this.spec.properties)
      verdicts.push(await this.verdict(property, over, end));
    const { protocol, span } = this.spec;
    const said = this.said({ name: ASSERTIONS, claim: null }, over, end);
    const text = 'no `must` of the threads fails';
    const of = { name: ASSERTIONS, base: ASSERTIONS, text, expect: 'holds', span } as const;
    verdicts.push(verdictOf({ ...of, span: protocol.span }, METHOD, { ...said, ...NOTHING }));
    return verdicts;
  }

  private async verdict(property: SystemProperty, over: string, end: RoundsEnd): Promise<Verdict> {
    const { claim } = property;
    const said = this.said(property, over, end);
    const broken = this.broken.get(property.name);
    if (claim.form !== 'consistent' || broken === undefined)
      return verdictOf(property, METHOD, { ...said, ...NOTHING });
    const history = historyOf(broken.round, this.program);
    const object = objectNamed(claim.object);
    const result = await checkHistory(history, object);
    const { operations } = history;
    const place = () => placeOf(property.span);
    const shown = historyVerdict({ object, operations, result, place });
    const { evidence, operations: view } = shown;
    const verdict = verdictOf(property, METHOD, {
      ...{ status: 'violated', evidence, notes: shown.notes, effort: NOTHING.effort },
      claim: `${shown.claim}; in round ${broken.number} of ${over}`,
    });
    return { ...verdict, ...(view ? { operations: view } : {}) };
  }

  private said(
    property: Pick<SystemProperty, 'name'> & { readonly claim: SystemProperty['claim'] | null },
    over: string,
    end: RoundsEnd,
  ): { readonly status: Status; readonly claim: string } {
    const { name, claim } = property;
    const broken = this.broken.get(name);
    if (broken !== undefined)
      return { status: 'violated', claim: `${broken.why}, in round ${broken.number} of ${over}` };
    if (end.is === 'wrong') return { status: 'error', claim: end.message };
    const promised = claim?.form === 'eventually' || claim?.form === 'answered';
    const stuck = claim !== null && (promised || this.readsStuck(claim));
    if (end.is === 'late') {
      const who = listed(end.threads);
      if (end.failed !== null) {
        const why = `after ${over}: ${failureText(end.failed)}`;
        return name === ASSERTIONS
          ? { status: 'violated', claim: why }
          : { status: 'unknown', claim: `${why}; ${who} did not come back` };
      }
      if (end.stuck && stuck)
        return {
          status: 'violated',
          claim: `after ${over}, ${who} waited for words that nobody could change any more`,
        };
      return { status: 'unknown', claim: `after ${over}, ${who} did not come back` };
    }
    if (this.rounds === 0) return { status: 'unknown', claim: 'no round came to its end' };
    return this.kept(property, over);
  }

  private kept(
    { name, claim }: { readonly name: string; readonly claim: SystemProperty['claim'] | null },
    over: string,
  ): { readonly status: Status; readonly claim: string } {
    switch (claim?.form) {
      case 'always':
      case 'never':
        if (this.readsStuck(claim))
          return { status: 'holds', claim: `nothing got stuck in ${over}; not a proof` };
        if (this.readsEnd(claim.atom))
          return { status: 'holds', claim: `it holds at the ends of ${over}; not a proof` };
        return {
          status: 'unknown',
          claim: `it holds at the ends of ${over}, and what is between is not seen`,
        };
      case 'reachable':
        return this.seen.has(name)
          ? { status: 'holds', claim: `it was so at the end of some of ${over}` }
          : { status: 'unknown', claim: `it was so at no end of ${over}` };
      case 'eventually':
        if (promisedAtom(claim) === null)
          return { status: 'unknown', claim: 'a live run judges no such formula over whole runs' };
        if (this.failures > 0) return this.cut(over);
        return this.missed.has(name)
          ? {
              status: 'unknown',
              claim: `it was not so at the end of some of ${over}; what is before is not seen`,
            }
          : { status: 'holds', claim: `it was so at the ends of ${over}; not a proof` };
      case 'answered':
        if (this.failures > 0) return this.cut(over);
        return { status: 'holds', claim: `all calls were answered in ${over}; not a proof` };
      case 'consistent':
      case undefined:
        return { status: 'holds', claim: `not broken in ${over}; not a proof` };
      default:
        return { status: 'unknown', claim: 'a live run judges no such claim' };
    }
  }

  private cut(over: string): { readonly status: Status; readonly claim: string } {
    const many = this.failures;
    return {
      status: 'unknown',
      claim: `a \`must\` failed in ${many} of ${over}, which did not come to their ends`,
    };
  }

  /** Does it say something of the end of a run alone? */
  private readsEnd(atom: number): boolean {
    return readsOf(this.spec.atoms[atom].expr).variables.includes('finished');
  }

  private readsStuck(claim: SystemProperty['claim']): boolean {
    const expr = 'atom' in claim ? this.spec.atoms[claim.atom]?.expr : undefined;
    return expr !== undefined && some(expr, ({ op }) => op === 'stuck');
  }
}

function failureText({ why, place }: LiveFailure): string {
  return place === null ? why : `${why} (${place.file}:${place.line}:${place.column})`;
}

/** Of `eventually: …`; null for other formulas. */
function promisedAtom({ formula }: { readonly formula: Formula }): number | null {
  return formula.op === 'eventually' && formula.of.op === 'atom' ? formula.of.atom : null;
}

/** Can it be true at the end of a run alone? */
const needsEnd = (expr: Expr): boolean =>
  (expr.op === 'variable' && expr.name === 'finished') ||
  (expr.op === 'and' && (needsEnd(expr.left) || needsEnd(expr.right)));

const METHOD = 'live';
const NOTHING = { evidence: null, effort: effortWithoutStates(0, 0), notes: [] } as const;

/** As histories are checked. */
function historyOf({ threads }: Round, { names }: Program): History {
  return {
    operations: threads.flatMap(({ operations }, t) =>
      operations.map(({ op, args, invoked, completed, result }) => ({
        client: names[t],
        name: op,
        args: args as Record<string, Plain>,
        ending: completed === null ? ('unknown' as const) : ('ok' as const),
        ...(completed === null ? {} : { result }),
        ...{ invoked, completed },
      })),
    ),
  };
}
