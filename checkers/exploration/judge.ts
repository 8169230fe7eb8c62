/**
 * Looks at single states and steps: is some property broken, or shown, right here? It knows nothing of
 * the order in which a search comes by. An atom is evaluated while a property still waits for it, or
 * while no partial operation has failed yet (every evaluation belongs to `well defined`).
 */
import {
  type CompiledAtom,
  failureSite,
  type SystemProperty,
  type TransitionSystem,
} from '../../engine/transition/system.js';

/** Something seen: a property broken or shown (`decides`), or its atom not evaluable here. */
export interface Hit {
  /** Index into the judged properties. */
  readonly property: number;
  readonly decides: boolean;
  /** The partial operation that failed; absent when `decides`. */
  readonly site?: number;
}

interface Watcher<A extends CompiledAtom> {
  readonly atom: A;
  /** Properties that wait for this atom, and the truth value that decides each. */
  open: { readonly property: number; readonly decidedBy: 0 | 1 }[];
  /** Whom to blame when it cannot be evaluated. */
  readonly property: number;
  sick: boolean;
}

type AtomOf<K extends CompiledAtom['kind']> = Extract<CompiledAtom, { kind: K }>;

/** Can this property be decided by looking at states and steps one at a time? */
export const isSafety = (property: SystemProperty): boolean =>
  property.assuming === undefined && 'atom' in property.claim;

export class Judge {
  /** What the last question found; valid when it answered true. */
  hits: Hit[] = [];
  /** Safety properties not yet decided. */
  openCount: number;
  private readonly states: Watcher<AtomOf<'state'>>[] = [];
  private readonly steps: Watcher<AtomOf<'step'>>[] = [];
  private readonly stucks: Watcher<AtomOf<'stuck'>>[] = [];

  constructor(system: TransitionSystem, properties: readonly SystemProperty[]) {
    this.openCount = 0;
    const watchers = new Map<number, Watcher<CompiledAtom>>();
    properties.forEach((property, index) => {
      if (!isSafety(property) || !('atom' in property.claim)) return;
      const number = property.claim.atom;
      let watcher = watchers.get(number);
      if (!watcher) {
        watcher = { atom: system.atoms[number], open: [], property: index, sick: false };
        watchers.set(number, watcher);
        this.enlist(watcher);
      }
      watcher.open.push({
        property: index,
        decidedBy: property.claim.form === 'reachable' ? 1 : 0,
      });
      this.openCount++;
    });
  }

  get watchesSteps(): boolean {
    return this.steps.length > 0;
  }

  get watchesStuck(): boolean {
    return this.stucks.length > 0;
  }

  /** A state seen for the first time. True: see `hits`. */
  state(states: Int32Array, offset: number): boolean {
    let found = false;
    for (const watcher of this.states) {
      const truth = watcher.atom.holds(states, offset);
      if (truth < 0 || watcher.open.length > 0) found = this.note(watcher, truth, found);
    }
    return found;
  }

  /** A step that changes something. */
  step(before: Int32Array, b: number, after: Int32Array, a: number): boolean {
    let found = false;
    for (const watcher of this.steps) {
      const truth = watcher.atom.holds(before, b, after, a);
      if (truth < 0 || watcher.open.length > 0) found = this.note(watcher, truth, found);
    }
    return found;
  }

  /** A state whose steps are known. */
  stuck(states: Int32Array, offset: number, stuck: boolean): boolean {
    let found = false;
    for (const watcher of this.stucks) {
      const truth = watcher.atom.holds(states, offset, stuck);
      if (truth < 0 || watcher.open.length > 0) found = this.note(watcher, truth, found);
    }
    return found;
  }

  private enlist(watcher: Watcher<CompiledAtom>): void {
    if (watcher.atom.kind === 'state') this.states.push(watcher as Watcher<AtomOf<'state'>>);
    else if (watcher.atom.kind === 'step') this.steps.push(watcher as Watcher<AtomOf<'step'>>);
    else this.stucks.push(watcher as Watcher<AtomOf<'stuck'>>);
  }

  private note(watcher: Watcher<CompiledAtom>, truth: number, found: boolean): boolean {
    if (!found) this.hits = [];
    const before = this.hits.length;
    if (truth < 0) {
      if (!watcher.sick) {
        watcher.sick = true;
        const blamed =
          watcher.open.length > 0 ? watcher.open.map((o) => o.property) : [watcher.property];
        for (const property of blamed)
          this.hits.push({ property, decides: false, site: failureSite(truth) });
      }
    } else if (watcher.open.some((o) => o.decidedBy === truth)) {
      for (const { property, decidedBy } of watcher.open) {
        if (decidedBy === truth) this.hits.push({ property, decides: true });
      }
      watcher.open = watcher.open.filter((o) => o.decidedBy !== truth);
      this.openCount -= this.hits.length - before;
    }
    return found || this.hits.length > before;
  }
}
