/**
 * Judges one run while it goes on: state properties after each event that changes what they read, deadlines on simulated time, formulas by
 * progression (Bacchus and Kabanza 1998: what is left of the formula to hold from the next state on; false is a violation whatever comes).
 */

import type { Ending } from '../../engine/history/history.js';
import { type Closure, closure, type Frame } from '../../engine/language/closures.js';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { judge } from '../../engine/language/system/judge.js';
import type { Setting, SystemProperty } from '../../engine/language/system/spec.js';
import type { Formula } from '../../engine/language/typed.js';
import { Numbered } from '../../engine/language/values/numbered.js';
import type { CodePlace } from '../../engine/node/places.js';
import type { Call } from '../../engine/node/shapes/shape.js';
import type { Loose } from '../../engine/node/step.js';
import type { Watched, Watcher } from '../../engine/simulation/watcher.js';
import { variablesIn } from './domains.js';
import { progressed } from './progression.js';
import { type Change, type Standing, standing } from './standing.js';
import { SystemState } from './state.js';

/** What became of a property in a run. `open`: what was to come had not come at the end. `seen`: a `reachable` was. */
export type Outcome =
  | { readonly is: 'kept' | 'open' }
  | {
      readonly is: 'seen' | 'broken';
      readonly time: number;
      readonly why: string;
      /** Where the assertion of the protocol stands that failed. */
      readonly place?: CodePlace | null;
    };

const KEPT: Outcome = { is: 'kept' };

export class RunJudge implements Watcher {
  readonly outcomes: Outcome[];
  /** A condition had no value: whose, and why. */
  illDefined: { readonly property: number; readonly time: number; readonly why: string } | null =
    null;
  private state: SystemState | null = null;
  private readonly values = new Numbered();
  private system: Watched | null = null;
  /** What was before a step. */
  private readonly before = new Numbered();
  /** Does anything ask what was before a step? */
  private readonly looksBack: boolean;
  private readonly now: Frame;
  /** By atom: what is known of it; how it is asked, of a state or of a step. */
  private readonly truths: (boolean | undefined)[] = [];
  private readonly standing: (Standing | undefined)[] = [];
  private readonly steps: (Closure | undefined)[] = [];
  /** Atoms by the variables that they read. */
  private readonly readers = new Map<string, number[]>();
  /** For each property: when it is overdue; what is left of its formula. */
  private readonly due: number[];
  /** No deadline is before. */
  private soonest = Number.POSITIVE_INFINITY;
  private readonly left: (Formula | null)[];
  private readonly calls: {
    readonly property: number;
    readonly call: Call;
    readonly due: number;
  }[] = [];
  /** By client. */
  private readonly opened = new Map<number, Call>();
  /** Is any call to be answered in time? */
  private readonly answering: boolean;

  /** `end`: of this property alone, the run is over when it is decided; of those of the spec, no other is judged then. */
  constructor(
    private readonly setting: Setting,
    private readonly end: number | null = null,
  ) {
    const { atoms, properties } = setting;
    this.outcomes = properties.map(() => KEPT);
    this.answering = properties.some(({ claim, within }) => claim.form === 'answered' && within);
    this.due = properties.map(() => Number.POSITIVE_INFINITY);
    this.left = properties.map((property) => (property.within ? null : formulaOf(property)));
    const growing = new Set(
      setting.variables.flatMap(({ name, from }) => (from.is === 'emitted' ? [name] : [])),
    );
    const { values, before } = this;
    const locals: Frame['locals'] = [];
    const old = { state: before.get, list: before.list, locals };
    this.now = { state: values.get, list: values.list, locals, before: old };
    for (const [atom, { kind, expr }] of atoms.entries()) {
      if (kind === 'state')
        this.standing[atom] = standing(expr, this.now, (variable) => growing.has(variable));
      if (kind === 'step') this.steps[atom] = closure(expr);
      for (const variable of variablesIn(expr)) {
        const readers = this.readers.get(variable) ?? [];
        this.readers.set(variable, [...readers, atom]);
      }
    }
    this.looksBack = atoms.some(({ kind }) => kind === 'step');
  }

  attach(system: Watched): void {
    this.system = system;
    const { variables } = this.setting;
    this.state = new SystemState(system, variables, this.values);
    this.judgeAll(0, true);
    this.remember(variables.map(({ name }) => name));
  }

  ran(time: number, node: number): void {
    this.after(time, this.state?.look(node) ?? []);
  }

  changed(time: number, node: number): void {
    this.after(time, this.state?.look(node) ?? []);
  }

  restarted(time: number, node: number): void {
    this.after(time, this.state?.look(node) ?? []);
  }

  emitted(time: number, node: number, event: string, fields: Loose): void {
    this.after(time, this.state?.emit(node, event, fields) ?? []);
  }

  healed(time: number): void {
    this.after(time, this.state?.heal() ?? []);
  }

  invoked(time: number, call: Call): void {
    this.expire(time);
    if (!this.answering) return;
    this.opened.set(call.client, call);
    for (const [i, { claim, within }] of this.setting.properties.entries())
      if (claim.form === 'answered' && within && claim.operations.includes(call.op))
        if (claim.when === null || this.truth(claim.when))
          this.await(i, call, time + within.microseconds);
  }

  private await(property: number, call: Call, due: number): void {
    this.calls.push({ property, call, due });
    this.soonest = Math.min(this.soonest, due);
  }

  completed(time: number, call: Call, ending: Ending): void {
    this.expire(time);
    if (!this.answering) return;
    this.opened.delete(call.client);
    if (ending === 'unknown') return;
    for (let i = this.calls.length - 1; i >= 0; i--)
      if (this.calls[i].call === call) this.calls.splice(i, 1);
  }

  /** At the end of the run; `early`: before its time. */
  finish(time: number, early = false): void {
    this.expire(time);
    for (const [i, outcome] of this.outcomes.entries()) {
      if (outcome.is !== 'kept') continue;
      if (early) {
        this.outcomes[i] = { is: 'open' };
        continue;
      }
      const { claim } = this.setting.properties[i];
      const left = this.left[i];
      const waits =
        this.due[i] < Number.POSITIVE_INFINITY ||
        this.calls.some(({ property }) => property === i) ||
        (left !== null && promises(left));
      if (waits || (claim.form === 'answered' && !this.setting.properties[i].within))
        this.outcomes[i] = { is: 'open' };
    }
  }

  private after(time: number, changed: readonly Change[]): void {
    this.expire(time);
    if (changed.length === 0) return;
    for (const change of changed)
      for (const atom of this.readers.get(change.variable) ?? []) {
        this.truths[atom] = undefined;
        this.standing[atom]?.note(change);
      }
    this.judgeAll(time, false);
    this.remember(changed.map(({ variable }) => variable));
  }

  private judgeAll(time: number, first: boolean): void {
    const { properties } = this.setting;
    const alone = this.end !== null && this.end < properties.length ? this.end : null;
    for (const [i, property] of properties.entries()) {
      if (this.outcomes[i].is !== 'kept' || (alone !== null && i !== alone)) continue;
      try {
        this.judgeOne(i, property, time, first);
      } catch (error) {
        if (!(error instanceof IllDefined)) throw error;
        this.illDefined ??= { property: i, time, why: error.message };
        this.decide(i, { is: 'broken', time, why: error.message });
      }
    }
  }

  /** What these variables are now is what they were before the next step. */
  private remember(variables: readonly string[]): void {
    if (!this.looksBack) return;
    for (const variable of variables) this.before.set(variable, this.values.get(variable));
  }

  private judgeOne(i: number, property: SystemProperty, time: number, first: boolean): void {
    const { claim, within } = property;
    switch (claim.form) {
      case 'always':
      case 'never':
        if (!this.truth(claim.atom)) this.decide(i, { is: 'broken', time, why: '' });
        return;
      case 'reachable':
        if (this.truth(claim.atom)) this.decide(i, { is: 'seen', time, why: '' });
        return;
      case 'every step':
        if (!first && !this.step(claim.atom)) this.decide(i, { is: 'broken', time, why: '' });
        return;
      case 'answered':
        if (within && claim.when !== null && this.truth(claim.when)) this.callsNow(i, time);
        return;
      case 'consistent':
      case 'unresolved':
        return;
      default:
        if (within) this.deadline(i, within, time, first);
        else this.progress(i, time);
    }
  }

  /** Whatever is open now should be answered in time. */
  private callsNow(property: number, time: number): void {
    const { claim, within } = this.setting.properties[property];
    if (claim.form !== 'answered' || !within) return;
    for (const call of this.opened.values()) {
      const known = this.calls.some((one) => one.property === property && one.call === call);
      if (!known && claim.operations.includes(call.op))
        this.await(property, call, time + within.microseconds);
    }
  }

  private deadline(
    i: number,
    { microseconds, trigger, goal }: NonNullable<SystemProperty['within']>,
    time: number,
    first: boolean,
  ): void {
    if (this.holds(goal)) this.due[i] = Number.POSITIVE_INFINITY;
    else if (
      this.due[i] === Number.POSITIVE_INFINITY &&
      (trigger === null ? first : this.holds(trigger))
    ) {
      this.due[i] = time + microseconds;
      this.soonest = Math.min(this.soonest, this.due[i]);
    }
  }

  private progress(i: number, time: number): void {
    const left = this.left[i];
    if (left === null) return;
    const next = progressed(left, (atom) => this.truth(atom));
    this.left[i] = next;
    if (next.op === 'constant' && !next.value) this.decide(i, { is: 'broken', time, why: '' });
  }

  /** What should have come before `time`. */
  private expire(time: number): void {
    if (time <= this.soonest) return;
    for (const [i, due] of this.due.entries())
      if (due < time && this.outcomes[i].is === 'kept')
        this.decide(i, { is: 'broken', time: due, why: 'it had not come in time' });
    for (const { property, call, due } of this.calls)
      if (due < time && this.outcomes[property].is === 'kept') {
        const why = `${call.op} of client${call.client + 1} was not answered in time`;
        this.decide(property, { is: 'broken', time: due, why });
      }
    const waiting = this.calls.filter(({ property }) => this.outcomes[property].is === 'kept');
    this.soonest = Math.min(...this.due, ...waiting.map(({ due }) => due));
  }

  private decide(i: number, outcome: Outcome): void {
    this.outcomes[i] = outcome;
    this.due[i] = Number.POSITIVE_INFINITY;
    if (i === this.end && this.system !== null) this.system.stopped = true;
  }

  private truth(atom: number): boolean {
    let known = this.truths[atom];
    if (known === undefined) {
      known =
        this.standing[atom]?.holds() ?? judge(this.setting.atoms[atom], { state: this.values.get });
      this.truths[atom] = known;
    }
    return known;
  }

  private step(atom: number): boolean {
    const ask = this.steps[atom];
    if (ask === undefined) throw new Error(`atom ${atom} is of no step`);
    return ask(this.now) as boolean;
  }

  /** A formula that speaks of one state. */
  private holds(formula: Formula): boolean {
    const now = progressed(formula, (atom) => this.truth(atom));
    return now.op === 'constant' && now.value;
  }
}

function formulaOf({ claim, assuming }: SystemProperty): Formula | null {
  if (!('formula' in claim)) return null;
  return assuming === undefined
    ? claim.formula
    : { op: 'implies', left: assuming, right: claim.formula };
}

/** Does it promise something that has not come? */
function promises(formula: Formula): boolean {
  switch (formula.op) {
    case 'eventually':
    case 'until':
    case 'next':
      return true;
    case 'and':
    case 'or':
    case 'implies':
      return promises(formula.left) || promises(formula.right);
    case 'not':
      return !isMoment(formula.of);
    case 'possible':
    case 'inevitable':
      return true;
    default:
      // `always` of a promise is kept as often as it was made: what is still owed stands beside it.
      return false;
  }
}

const isMoment = (formula: Formula): boolean => formula.op === 'atom' || formula.op === 'constant';
