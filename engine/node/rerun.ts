/**
 * Is a handler a function of its node's state and the event? A step is run again where nothing that may matter has changed:
 * from a copy, with sets and maps the other way round, with two nodes exchanged, at another time of the steady clock. What comes out
 * must be the same, up to that change. Hidden state, closures, dependence on order and on ids are found this way; a life does it on
 * samples, and late in a run as well, when hidden state has had time to grow.
 */
import type { Host } from './host.js';
import { type Rewrite, ShapeError } from './shapes/shape.js';
import {
  checkState,
  copyState,
  effectText,
  eventText,
  rewriteEvent,
  rewriteState,
  stateText,
} from './state.js';
import { type Effect, type Event, label, type NodeState, type Oracle } from './step.js';

/** What a step may depend on that it should not: it is run again to see. */
export type Rule = 'repeatable' | 'order' | 'symmetry' | 'time';

export interface Complaint {
  readonly role: string;
  readonly handler: string;
  readonly rule: Rule | 'message' | 'shape';
  /** For people: what is wrong, and what to do. */
  readonly why: string;
  /** What differed: of the first run, and of the other. */
  readonly differs: readonly [string, string] | null;
}

export interface Checked {
  readonly effects: Effect[];
  readonly complaints: readonly Complaint[];
}

const AS_IT_IS: Rewrite = {};
/** A week: what reads the time of the day out of a timestamp sees the same time. */
const SHIFT = 7 * 24 * 3_600_000_000;

const RULES: ReadonlySet<Rule> = new Set<Rule>(['repeatable', 'order', 'symmetry', 'time']);

/**
 * `host.run`, and then the same step again in other ways. The host is left as after the first run.
 * @param rules in which ways; default: in all
 */
export function runChecked(
  host: Host,
  event: Event,
  oracle: Oracle,
  rules: ReadonlySet<Rule> = RULES,
): Checked {
  const { cluster, role, id } = host;
  const before = copyState(role, host.state());
  const text = eventText(cluster, id, event);
  const answers: Answers = { times: [], choices: [] };
  const effects = host.run(event, recording(oracle, answers));
  const complaints: Complaint[] = [];
  const complain = (rule: Complaint['rule'], why: string, differs: Complaint['differs'] = null) =>
    complaints.push({ role: role.name, handler: label(event), rule, why, differs });
  if (eventText(cluster, id, event) !== text)
    complain('message', 'it changes what it was sent; copy what is to change');
  try {
    checkState(role, host.state(), cluster.names[id]);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    complain('shape', error.message);
  }
  if (complaints.length > 0) return { effects, complaints };
  const after = copyState(role, host.state());
  const told = outcomeText(host, after, effects, {});
  for (const variant of variantsOf(host, event, answers)) {
    if (!rules.has(variant.rule)) continue;
    const differs = compare(host, { before, event, answers, effects, after, told }, variant);
    if (differs === null) continue;
    complain(variant.rule, variant.why, differs);
    break;
  }
  host.load(after);
  return { effects, complaints };
}

interface Answers {
  readonly times: number[];
  readonly choices: number[];
}

function recording(oracle: Oracle, { times, choices }: Answers): Oracle {
  const time = (t: number): number => {
    times.push(t);
    return t;
  };
  return {
    now: () => time(oracle.now()),
    wall: () => time(oracle.wall()),
    wallBounds: () => {
      const { earliest, latest } = oracle.wallBounds();
      return { earliest: time(earliest), latest: time(latest) };
    },
    pick: (ways) => {
      const picked = oracle.pick(ways);
      choices.push(picked);
      return picked;
    },
    chance: (p) => {
      const came = oracle.chance(p);
      choices.push(came ? 1 : 0);
      return came;
    },
  };
}

/** The same answers again, times moved. Who asks more than the first time is answered 0, and will differ. */
function replaying(answers: Answers, shift: number): Oracle {
  const times = [...answers.times];
  const choices = [...answers.choices];
  const time = () => (times.shift() ?? 0) + shift;
  return {
    now: time,
    wall: time,
    wallBounds: () => ({ earliest: time(), latest: time() }),
    pick: (ways) => Math.min(choices.shift() ?? 0, ways - 1),
    chance: () => choices.shift() === 1,
  };
}

interface Variant {
  readonly rule: Rule;
  readonly why: string;
  /** Null: as it is. */
  readonly how: Rewrite | null;
  /** What turns the outcome back. */
  readonly back: Rewrite;
}

function variantsOf(host: Host, event: Event, answers: Answers): Variant[] {
  const { role } = host;
  const hidden =
    'a second run differs: it keeps state outside of n.disk and n.mem, or reads something hidden';
  const variants: Variant[] = [{ rule: 'repeatable', why: hidden, how: null, back: AS_IT_IS }];
  if (
    role.disk.contents.collections ||
    role.mem.contents.collections ||
    role.messages.contents.collections
  )
    // The first run had the order of insertion: ascending or descending is another.
    for (const how of [{}, { reverse: true }])
      variants.push({
        rule: 'order',
        why: 'it depends on the order of a Set or Map; sort what is taken from it',
        how,
        back: AS_IT_IS,
      });
  // A choice from a list of nodes is made by position, and positions do not change with names.
  for (const [a, b] of answers.choices.length === 0 ? exchanges(host, event) : []) {
    const id = (node: number) => (node === a ? b : node === b ? a : node);
    variants.push({
      rule: 'symmetry',
      why: 'it treats two nodes differently; compare ids with === only, or declare `symmetric: false`',
      how: { id },
      back: { id },
    });
  }
  if (answers.times.length > 0 || role.mem.contents.times)
    variants.push({
      rule: 'time',
      why: 'it depends on what the clock shows, not only on how much time has passed',
      how: { shift: SHIFT },
      back: { shift: -SHIFT },
    });
  return variants;
}

/** Pairs of nodes of one symmetric role: the node with its sender, and each of them with another. */
function exchanges({ cluster, id }: Host, event: Event): [number, number][] {
  const concerned = event.kind === 'message' ? [id, event.from] : [id];
  const pairs = concerned.flatMap((node): [number, number][] => {
    const role = cluster.of[node];
    if (role === undefined || role.declaration.symmetric === false) return [];
    // Who lies, or has links of its own, is like nobody else.
    if (Object.keys(role.links.fields).length > 0 || !cluster.hosts[node]?.honest) return [];
    const others = cluster.nodes[role.name].filter((x) => x !== node && cluster.hosts[x].honest);
    const partner = others.find((x) => concerned.includes(x));
    const third = others.find((x) => !concerned.includes(x));
    return [partner, third].flatMap((x): [number, number][] =>
      x === undefined ? [] : [[node, x]],
    );
  });
  return pairs;
}

interface Step {
  readonly before: NodeState;
  readonly event: Event;
  readonly answers: Answers;
  readonly effects: readonly Effect[];
  readonly after: NodeState;
  /** The outcome in one text. */
  readonly told: string;
}

/** Runs the variant; null where it comes to the same. */
function compare(host: Host, step: Step, { how, back }: Variant): readonly [string, string] | null {
  const { cluster, role } = host;
  const node = how?.id?.(host.id) ?? host.id;
  const other = cluster.hosts[node];
  const kept = other.state();
  other.load(how === null ? copyState(role, step.before) : rewriteState(role, step.before, how));
  let outcome: string[];
  try {
    const event = how === null ? step.event : rewriteEvent(cluster, host.id, step.event, how);
    const effects = other.run(event, replaying(step.answers, how?.shift ?? 0));
    const state = back === AS_IT_IS ? other.state() : rewriteState(role, other.state(), back);
    if (outcomeText(other, state, effects, back) === step.told) return null;
    outcome = lines(other, state, effects, back);
  } catch (error) {
    outcome = [`threw: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    other.load(kept);
  }
  const first = lines(host, step.after, step.effects, {});
  const at = first.findIndex((line, i) => line !== outcome[i]);
  const differing = at < 0 ? first.length : at;
  return [first[differing] ?? 'no more effects', outcome[differing] ?? 'no more effects'];
}

function outcomeText(
  host: Host,
  state: NodeState,
  effects: readonly Effect[],
  back: Rewrite,
): string {
  return [stateText(host.role, state), ...effectLines(host, effects, back)].join('\n');
}

/** State field by field and as a whole, then effects. */
function lines(host: Host, state: NodeState, effects: readonly Effect[], back: Rewrite): string[] {
  const { role } = host;
  const fields = (['disk', 'mem'] as const).flatMap((part) =>
    Object.entries(role[part].fields).map(
      ([name, shape]) => `${name} = ${shape.text(state[part][name])}`,
    ),
  );
  return [...fields, `whole state ${stateText(role, state)}`, ...effectLines(host, effects, back)];
}

/** Effects; those between two writes of the disk in no order. */
function effectLines(
  { cluster, id }: Host,
  effects: readonly Effect[],
  back: Rewrite,
): readonly string[] {
  const sorted: string[] = [];
  let segment: string[] = [];
  for (const effect of effects) {
    segment.push(effectText(cluster, id, effect, back));
    if (effect.kind !== 'sync' && effect.kind !== 'flush') continue;
    const barrier = segment.pop() as string;
    sorted.push(...segment.sort(), barrier);
    segment = [];
  }
  return [...sorted, ...segment.sort()];
}
