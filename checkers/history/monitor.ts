/**
 * Linearizability event by event, for an exploration that keeps one word for the history: a state stands for all
 * configurations that the events so far allow, so histories after which the same is allowed are the same state.
 *
 * A configuration is the object, and which of the open operations have taken effect, with what answer. Operations take
 * effect as late as they can (Lowe 2017, just-in-time linearization): when one of them is answered, it and whatever must
 * come before. No configuration left: no order allows the events.
 */
import type { Args } from '../../engine/history/history.js';
import { canonicalText, normalAnswer, type SequentialObject } from '../../engine/objects/object.js';
import type { Plain } from '../../engine/plain.js';

export interface OpenOperation {
  readonly client: string;
  readonly name: string;
  readonly args: Args;
}

/** An operation without a client: nobody waits for it any more, and it may still take effect. */
type Orphan = Omit<OpenOperation, 'client'>;

/** What an open operation would be answered, now that it has taken effect. */
interface Taken {
  /** Undefined: any answer fits. */
  readonly result: Plain | undefined;
}

interface Configuration {
  readonly object: Plain;
  /** For each open operation; null where it has not taken effect. */
  readonly taken: readonly (Taken | null)[];
  /** Those that have not taken effect, in the order of their texts. */
  readonly orphans: readonly Orphan[];
}

interface Node {
  /** In the order of clients. */
  readonly open: readonly OpenOperation[];
  readonly configurations: readonly Configuration[];
  readonly text: string;
}

/** The word for a history that no order allows. */
export const VIOLATED = 0;

/**
 * States are small integers; equal words are equal states. All methods are memoised, and change nothing that a caller
 * can see.
 */
export class LinearizabilityMonitor {
  private readonly nodes: Node[] = [];
  private readonly words = new Map<string, number>();
  private readonly steps = new Map<string, number>();

  /** @throws RangeError for an object with answers that cannot be listed before one is observed */
  constructor(private readonly object: SequentialObject) {
    const [unlisted] = object.unlisted ?? [];
    if (unlisted !== undefined) {
      throw new RangeError(
        `${object.name}: the answers of ${unlisted} cannot be listed before one is observed, so its histories can only be checked as a whole`,
      );
    }
    this.word([], []);
  }

  /** Before any event. */
  start(): number {
    return this.word([], [{ object: this.object.initial, taken: [], orphans: [] }]);
  }

  /** @throws RangeError where the client has an open operation */
  invoke(state: number, client: string, name: string, args: Args): number {
    return this.step(state, `i${text(client)}${text(name)}${canonicalText(args)}`, (node) => {
      if (node.open.some((other) => other.client === client))
        throw new RangeError(`client ${client} has an open operation`);
      const at = node.open.filter((other) => other.client < client).length;
      const open = node.open.toSpliced(at, 0, { client, name, args });
      const configurations = node.configurations.map((c) => ({
        ...c,
        taken: c.taken.toSpliced(at, 0, null),
      }));
      return this.word(open, configurations);
    });
  }

  /** The client's operation was answered. @param result absent: nothing that tells of the object */
  return(state: number, client: string, result?: Plain): number {
    const told = result === undefined ? '' : canonicalText(result);
    return this.step(state, `r${text(client)}${told}`, (node) => {
      const at = this.openOf(node, client);
      const { name } = node.open[at];
      const answer = result === undefined ? undefined : normalAnswer(this.object, name, result);
      const ended = node.configurations
        .flatMap((configuration) => this.taking(node.open, configuration, at))
        .filter(({ taken }) => fits(taken[at]!, answer));
      return this.without(node, at, ended);
    });
  }

  /** The client was told that its operation is not done and never will be. */
  refuse(state: number, client: string): number {
    return this.step(state, `n${text(client)}`, (node) => {
      const at = this.openOf(node, client);
      return this.without(
        node,
        at,
        node.configurations.filter(({ taken }) => taken[at] === null),
      );
    });
  }

  /** The client waits no longer: its operation may take effect at any time, or never. */
  abandon(state: number, client: string): number {
    return this.step(state, `a${text(client)}`, (node) => {
      const at = this.openOf(node, client);
      const { client: _, ...orphan } = node.open[at];
      const reads = this.object.reads?.(orphan.name, undefined) ?? false;
      const left = node.configurations.map((c) =>
        c.taken[at] !== null || reads ? c : { ...c, orphans: sorted([...c.orphans, orphan]) },
      );
      return this.without(node, at, left);
    });
  }

  violated(state: number): boolean {
    return this.nodes[state].configurations.length === 0;
  }

  /** A text that only this state has, whatever was asked of the monitor before. */
  canonical(state: number): string {
    return this.nodes[state].text;
  }

  /** What the object may be, as far as the events tell. */
  objects(state: number): Plain[] {
    const found = new Map(
      this.nodes[state].configurations.map(({ object }) => [canonicalText(object), object]),
    );
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  open(state: number): readonly OpenOperation[] {
    return this.nodes[state].open;
  }

  /** The state in which clients have other names. @param name one to one */
  rename(state: number, name: (client: string) => string): number {
    const { open, configurations } = this.nodes[state];
    const order = open.map((_, i) => i);
    const names = open.map(({ client }) => name(client));
    order.sort((a, b) => (names[a] < names[b] ? -1 : 1));
    return this.word(
      order.map((i) => ({ ...open[i], client: names[i] })),
      configurations.map((c) => ({ ...c, taken: order.map((i) => c.taken[i]) })),
    );
  }

  private openOf(node: Node, client: string): number {
    const at = node.open.findIndex((other) => other.client === client);
    if (at < 0) throw new RangeError(`client ${client} has no open operation`);
    return at;
  }

  /** Once and for all for each state and event; what no order allows stays so. */
  private step(state: number, event: string, next: (node: Node) => number): number {
    if (state === VIOLATED) return VIOLATED;
    const key = `${state} ${event}`;
    const known = this.steps.get(key);
    if (known !== undefined) return known;
    const word = next(this.nodes[state]);
    this.steps.set(key, word);
    return word;
  }

  private without(node: Node, at: number, configurations: readonly Configuration[]): number {
    if (configurations.length === 0) return VIOLATED;
    return this.word(
      node.open.toSpliced(at, 1),
      configurations.map((c) => ({ ...c, taken: c.taken.toSpliced(at, 1) })),
    );
  }

  /** The configurations after operation `at` has taken effect, and before it whatever others, in any order. */
  private taking(open: readonly OpenOperation[], from: Configuration, at: number): Configuration[] {
    if (from.taken[at] !== null) return [from];
    const found: Configuration[] = [];
    const seen = new Set([configurationText(from)]);
    const waiting = [from];
    for (let now = waiting.pop(); now !== undefined; now = waiting.pop()) {
      const configuration = now;
      found.push(...this.effects(configuration, open, at));
      const others = [
        ...open.flatMap((_, i) =>
          i !== at && configuration.taken[i] === null ? this.effects(configuration, open, i) : [],
        ),
        ...configuration.orphans.flatMap((_, i) => this.orphanEffects(configuration, i)),
      ];
      for (const other of others) {
        const name = configurationText(other);
        if (seen.has(name)) continue;
        seen.add(name);
        waiting.push(other);
      }
    }
    return found;
  }

  private effects(from: Configuration, open: readonly OpenOperation[], i: number): Configuration[] {
    const { name, args } = open[i];
    return this.object.step(from.object, name, args, undefined).map(({ result, state }) => ({
      object: state,
      taken: from.taken.with(i, { result }),
      orphans: from.orphans,
    }));
  }

  /** Without those that change nothing: the orphan may as well wait. */
  private orphanEffects(from: Configuration, i: number): Configuration[] {
    const { name, args } = from.orphans[i];
    const before = canonicalText(from.object);
    return this.object
      .step(from.object, name, args, undefined)
      .filter(({ state }) => canonicalText(state) !== before)
      .map(({ state }) => ({ ...from, object: state, orphans: from.orphans.toSpliced(i, 1) }));
  }

  private word(open: readonly OpenOperation[], given: readonly Configuration[]): number {
    const configurations = undominated(given);
    const texts = configurations.map(configurationText).sort();
    const opened = open.map(({ client, ...call }) => `${text(client)}${orphanText(call)}`);
    const name = configurations.length === 0 ? '' : `${opened.join(' ')}\n${texts.join('\n')}`;
    const known = this.words.get(name);
    if (known !== undefined) return known;
    this.words.set(name, this.nodes.length);
    return this.nodes.push({ open, configurations, text: name }) - 1;
  }
}

const text = (name: string): string => JSON.stringify(name);

const fits = ({ result }: Taken, answer: Plain | undefined): boolean =>
  result === undefined || answer === undefined || canonicalText(result) === canonicalText(answer);

const orphanText = ({ name, args }: Orphan): string => `${text(name)}${canonicalText(args)}`;

const sorted = (orphans: readonly Orphan[]): Orphan[] =>
  [...orphans].sort((a, b) => (orphanText(a) < orphanText(b) ? -1 : 1));

/** All but the orphans. */
function coreText({ object, taken }: Configuration): string {
  const ends = taken.map((t) =>
    t === null ? '-' : t.result === undefined ? '*' : canonicalText(t.result),
  );
  return `${canonicalText(object)}|${ends.join(' ')}`;
}

const configurationText = (configuration: Configuration): string =>
  `${coreText(configuration)}|${configuration.orphans.map(orphanText).join(' ')}`;

/** Each once, and none that another is like but for having fewer orphans to come: what it allows the other does. */
function undominated(configurations: readonly Configuration[]): Configuration[] {
  const groups = new Map<string, Configuration[]>();
  for (const configuration of configurations) {
    const core = coreText(configuration);
    const others = groups.get(core) ?? [];
    if (others.some((other) => includes(other.orphans, configuration.orphans))) continue;
    const kept = others.filter((other) => !includes(configuration.orphans, other.orphans));
    groups.set(core, [...kept, configuration]);
  }
  return [...groups.values()].flat();
}

/** Multisets in order. */
function includes(all: readonly Orphan[], some: readonly Orphan[]): boolean {
  let at = 0;
  for (const orphan of some) {
    while (at < all.length && orphanText(all[at]) < orphanText(orphan)) at++;
    if (at === all.length || orphanText(all[at]) !== orphanText(orphan)) return false;
    at++;
  }
  return true;
}
