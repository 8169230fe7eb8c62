/**
 * What is seen of a property while a cluster runs. A state that refutes it was really there; that none was seen says no more than
 * that. What is to come must be seen to have come; where it was not, a live run cannot tell never from not yet.
 */
import { IllDefined } from '../../engine/language/ill-defined.js';
import { judge, type View } from '../../engine/language/system/judge.js';
import { isMoment } from '../../engine/language/system/properties.js';
import type { Setting, SystemProperty } from '../../engine/language/system/spec.js';
import type { Formula } from '../../engine/language/typed.js';
import type { Value } from '../../engine/language/value.js';
import { plainValue } from '../../engine/language/value-format.js';
import type { Look } from '../../engine/live/run.js';
import type { Plain } from '../../engine/plain.js';

/** A state that was looked at. */
export interface Moment {
  /** µs after the start. */
  readonly time: number;
  readonly state: Readonly<Record<string, Plain>>;
}

/** What was promised: `goal`, whenever `trigger` (null: once, from the start). */
interface Promised {
  readonly trigger: Formula | null;
  readonly goal: Formula;
}

export class Seen {
  /** Of `always` and `never`: where it was false. Of `reachable`: where it was true. */
  found: Moment | null = null;
  /** Why it could not be evaluated somewhere. */
  illDefined: { readonly time: number; readonly message: string } | null = null;
  /** Of promises: since when one is open; null: none is. */
  pending: number | null = null;
  /** Of promises that were kept: how long the longest took (µs), and how many there were. */
  longest = 0;
  kept = 0;
  /** When calls that are open have to be answered. */
  readonly held: number[] = [];

  constructor(
    readonly property: SystemProperty,
    readonly promised: Promised | null,
  ) {
    if (promised !== null && promised.trigger === null) this.pending = 0;
  }

  get settled(): boolean {
    return this.pending === null;
  }
}

/** What a promise is, where the property is one that can be watched. */
function promisedBy({ claim, within }: SystemProperty): Promised | null {
  if (claim.form === 'answered') return null;
  if (within !== undefined) return { trigger: within.trigger, goal: within.goal };
  if (claim.form !== 'eventually' && claim.form !== 'whenever') return null;
  const { formula } = claim;
  if (formula.op === 'eventually' && isMoment(formula.of))
    return { trigger: null, goal: formula.of };
  if (formula.op !== 'always' || formula.of.op !== 'implies') return null;
  const { left, right } = formula.of;
  return isMoment(left) && right.op === 'eventually' && isMoment(right.of)
    ? { trigger: left, goal: right.of }
    : null;
}

export class Judge {
  readonly seen: readonly Seen[];
  /** The states looked at so far. */
  looks = 0;

  constructor(private readonly setting: Setting) {
    this.seen = setting.properties.map((property) => new Seen(property, promisedBy(property)));
  }

  looked(look: Look): void {
    this.looks++;
    const values = new Map<string, Value>();
    const view: View = (name) => {
      const known = values.get(name) ?? look.variable(name);
      values.set(name, known);
      return known;
    };
    for (const seen of this.seen) {
      try {
        this.judge(seen, view, look);
      } catch (error) {
        if (!(error instanceof IllDefined)) throw error;
        seen.illDefined ??= { time: look.time, message: error.message };
      }
    }
  }

  /** Has all come that was promised? */
  satisfied(): boolean {
    return this.seen.every(({ settled }) => settled);
  }

  private judge(seen: Seen, view: View, look: Look): void {
    const { claim } = seen.property;
    const moment = (): Moment => ({ time: look.time, state: this.plain(view) });
    switch (claim.form) {
      case 'always':
      case 'never':
        if (seen.found === null && !this.atom(claim.atom, view)) seen.found = moment();
        return;
      case 'reachable':
        if (seen.found === null && this.atom(claim.atom, view)) seen.found = moment();
        return;
      case 'answered':
        if (claim.when !== null && this.atom(claim.when, view)) seen.held.push(look.time);
        return;
      default:
        if (seen.promised !== null) this.follow(seen, seen.promised, view, look.time);
    }
  }

  private follow(seen: Seen, { trigger, goal }: Promised, view: View, time: number): void {
    if (seen.kept > 0 && trigger === null) return;
    const begins = seen.pending === null && (trigger === null || this.holds(trigger, view));
    if (begins) seen.pending = time;
    if (seen.pending === null || !this.holds(goal, view)) return;
    seen.longest = Math.max(seen.longest, time - seen.pending);
    seen.kept++;
    seen.pending = null;
  }

  private atom(index: number, view: View): boolean {
    const atom = this.setting.atoms[index];
    return judge(atom, { state: view });
  }

  private holds(formula: Formula, view: View): boolean {
    switch (formula.op) {
      case 'atom':
        return this.atom(formula.atom, view);
      case 'constant':
        return formula.value;
      case 'not':
        return !this.holds(formula.of, view);
      case 'and':
        return this.holds(formula.left, view) && this.holds(formula.right, view);
      case 'or':
        return this.holds(formula.left, view) || this.holds(formula.right, view);
      case 'implies':
        return !this.holds(formula.left, view) || this.holds(formula.right, view);
      default:
        throw new Error(`${formula.op} speaks of more than one state`);
    }
  }

  private plain(view: View): Record<string, Plain> {
    return Object.fromEntries(
      this.setting.variables.map(({ name, type }) => [name, plainValue(type, view(name))]),
    );
  }
}
