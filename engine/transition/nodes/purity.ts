/**
 * Is a handler a function of its node's state and event alone? What is memoised is run once, so one that is not would make a wrong
 * space: samples are run again in other ways, as the kit does it (`runChecked`). What a search by several threads finds must not depend
 * on the order in which they ask for runs, so that then the text of a run decides whether it is among the samples.
 */
import {
  type Cluster,
  copyState,
  type Event,
  eventText,
  HandlerError,
  label,
  type Oracle,
  type Rule,
  runChecked,
  stateText,
} from '../../node/index.js';
import { textHash } from '../../random.js';
import type { Local, Outcome } from './handlers.js';

/** The first runs of each handler are all looked at. */
const FIRST = 16;
/** In any order the first are not known: so many times as many runs are looked at instead. */
const DENSER = 4;
const TIME = ['time'] as const;

export class Purity {
  /** May runs be asked for in any order? */
  inAnyOrder = false;
  private seen = 0;
  private readonly hashes = new WeakMap<object, number>();
  private readonly seenOf = new Map<string, number>();
  private readonly rules: ReadonlySet<Rule>;

  /** One run in `sample` is run again; 0: none. */
  constructor(
    private readonly cluster: Cluster,
    private readonly sample: number,
    /** Is there a clock? Without one nobody can tell a moment from another. */
    clock: boolean,
  ) {
    this.rules = new Set<Rule>(['repeatable', 'order', 'symmetry', ...(clock ? TIME : [])]);
  }

  /** The outcomes as they are, or the error that the handler is. */
  checked(node: number, before: Local, event: Event, ways: readonly Outcome[]): readonly Outcome[] {
    const { sample } = this;
    if (sample === 0 || ways.some(({ error }) => error)) return ways;
    if (!(this.inAnyOrder ? this.isDrawn(node, before, event) : this.isDue(event))) return ways;
    for (const { answers } of ways) {
      const error = this.flaw(node, before, event, answers);
      if (error !== null) return [{ choices: [], answers, local: before, effects: [], error }];
    }
    return ways;
  }

  private isDue(event: Event): boolean {
    const handler = label(event);
    const seen = this.seenOf.get(handler) ?? 0;
    this.seenOf.set(handler, seen + 1);
    return seen < FIRST || this.seen++ % this.sample === 0;
  }

  private isDrawn(node: number, before: Local, event: Event): boolean {
    const { cluster, sample } = this;
    const { state } = before;
    const one = this.hash(event, () => eventText(cluster, node, event));
    const other = this.hash(before, () => stateText(cluster.of[node], state));
    const drawn = Math.imul(one + Math.imul(other, 0x9e3779b1) + node, 0x85ebca6b) >>> 8;
    return drawn % Math.ceil(sample / DENSER) === 0;
  }

  /** States and events come again and again, as the same objects. */
  private hash(of: object, text: () => string): number {
    const known = this.hashes.get(of);
    if (known !== undefined) return known;
    const hash = textHash(text());
    this.hashes.set(of, hash);
    return hash;
  }

  /** What is wrong with the path on which the handler is answered so. */
  private flaw(
    node: number,
    { state }: Local,
    event: Event,
    answers: readonly number[],
  ): HandlerError | null {
    const host = this.cluster.hosts[node];
    host.load(copyState(host.role, state));
    const [first] = runChecked(host, event, answering(answers), this.rules).complaints;
    if (first === undefined) return null;
    const { role, handler, why, differs } = first;
    const shown = differs === null ? '' : ` (${differs[0]}; then ${differs[1]})`;
    return new HandlerError(role, handler, `${why}${shown}`, undefined, host.role.handler(handler));
  }
}

/** The same choices again. Clocks show 0, as they did. */
function answering(answers: readonly number[]): Oracle {
  let asked = 0;
  const next = (): number => answers[asked++] ?? 0;
  return {
    now: () => 0,
    wall: () => 0,
    wallBounds: () => ({ earliest: 0, latest: 0 }),
    pick: next,
    chance: () => next() === 0,
  };
}
