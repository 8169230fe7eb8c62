/**
 * A trace as a message sequence: lanes, events on them and messages between them, in rows that are the
 * rows of the step table. Geometry free: `html/lane-diagram.ts` and the Mermaid writer draw it.
 */
import type { Trace, TraceStep } from '../../engine/trace.js';
import { faultsOf, partitionWords } from './faults.js';

export interface LaneDiagram {
  readonly lanes: readonly string[];
  readonly outages: readonly LaneOutage[];
  readonly partitions: readonly LanePartition[];
  readonly events: readonly LaneEvent[];
  readonly messages: readonly LaneMessage[];
  readonly steps: number;
  /** The lane of the step that closes the loop; null where no step does. */
  readonly back: number | null;
  readonly loop: number | null;
}

export interface LaneEvent {
  readonly step: number;
  readonly lane: number;
  readonly action: string;
}

export interface LaneMessage {
  readonly title: string;
  readonly from: number;
  readonly sentAt: number;
  /** Null when it is not known whom it is for. */
  readonly to: number | null;
  /** Null when it was never received. */
  readonly receivedAt: number | null;
  /** The step at which it, or a copy of it, was lost; null when it is not known to be. */
  readonly lostAt: number | null;
}

/** The lane is down, or paused, from a step to another, or to the end. */
export interface LaneOutage {
  readonly lane: number;
  readonly kind: 'down' | 'paused';
  readonly from: number;
  readonly to: number | null;
}

/** What is cut off from each other: lanes in groups, the largest first. */
export interface LanePartition {
  readonly groups: readonly (readonly number[])[];
  readonly words: string;
  readonly from: number;
  readonly to: number | null;
}

/** With more actions than this, those of no one in particular share the lane of the system. */
const ACTION_LANES_MAX = 5;

/** `system` names the lane of the steps that belong to no actor. */
export function laneDiagram(trace: Trace, system: string): LaneDiagram {
  const closing: readonly TraceStep[] =
    trace.back === undefined ? [] : [{ ...trace.back, state: {} }];
  const steps = [...trace.steps, ...closing];
  const laneOf = laneNames(steps, system);
  const lanes = orderedLanes(steps, laneOf);
  const index = new Map(lanes.map((lane, i) => [lane, i]));
  const { outages, partitions } = faultsOf(trace);
  const at = (lane: string): number => index.get(lane) ?? 0;
  const events = trace.steps.flatMap((step, i) =>
    step.action === null ? [] : [{ step: i, lane: at(laneOf(step)), action: step.action }],
  );
  return {
    lanes,
    events,
    messages: messagesOf(trace, (step) => at(laneOf(step)), at),
    outages: outages.map(({ who, kind, from, to }) => ({ lane: at(who), kind, from, to })),
    partitions: partitions.map((partition) => ({
      groups: partition.groups.map((group) => group.map(at).sort((a, b) => a - b)),
      words: partitionWords(partition),
      from: partition.from,
      to: partition.to,
    })),
    steps: trace.steps.length,
    back: closing.length === 0 ? null : at(laneOf(closing[0])),
    loop: trace.loop ?? null,
  };
}

/**
 * The lane of each step: its actor. Where the actions of actors begin with the kind of actor (`RM
 * prepares` by RM 1), one that begins with another name (`TM hears` of RM 1) belongs to that one. A step
 * without an actor belongs to the actor that its first word names, to the system, or, where nobody is
 * an actor, to the action itself.
 */
function laneNames(steps: readonly TraceStep[], system: string): (step: TraceStep) => string {
  const actors = actorsOf(steps);
  const actions = new Set(steps.flatMap((step) => (step.action === null ? [] : [step.action])));
  const byAction = actors.size === 0 && actions.size <= ACTION_LANES_MAX;
  const actionsNameActors = steps.some(
    (step) => step.actor !== undefined && family(step.actor) === firstWord(step),
  );
  return (step) => {
    if (byAction) return step.action ?? '';
    const befallen = whoOf(step);
    if (befallen !== null) return befallen;
    const first = firstWord(step);
    const isName = actors.has(first) || (actionsNameActors && /^[A-Z]/.test(first));
    if (step.actor === undefined) return isName ? first : system;
    return isName && first !== family(step.actor) ? first : step.actor;
  };
}

/** What befalls one is on its lane; what befalls links, and messages on their way, is the network's. */
const NETWORK = 'network';

function whoOf({ actor, faults = [], messages = [] }: TraceStep): string | null {
  if (actor !== undefined) return null;
  const [first] = faults;
  if (first !== undefined) return 'who' in first ? first.who : NETWORK;
  return messages.some(({ event }) => event === 'lost') ? NETWORK : null;
}

function actorsOf(steps: readonly TraceStep[]): Set<string> {
  const actors = new Set<string>();
  for (const step of steps) {
    if (step.actor !== undefined) actors.add(step.actor);
    for (const message of step.messages ?? []) {
      if (message.from !== undefined) actors.add(message.from);
      if (message.to !== undefined) actors.add(message.to);
    }
    for (const who of befallenIn(step)) actors.add(who);
  }
  return actors;
}

const befallenIn = ({ faults = [] }: TraceStep): string[] =>
  faults.flatMap((fault) =>
    'who' in fault ? [fault.who] : 'links' in fault ? fault.links.flat() : [],
  );

const firstWord = (step: TraceStep): string => (step.action ?? '').split(' ')[0];

/** Families in the order of their first appearance, members of a family by number: RM 1, RM 2, RM 10. */
function orderedLanes(steps: readonly TraceStep[], laneOf: (step: TraceStep) => string): string[] {
  const seen = new Set<string>();
  for (const step of steps) {
    if (step.action !== null) seen.add(laneOf(step));
    for (const message of step.messages ?? []) {
      if (message.from !== undefined) seen.add(message.from);
      if (message.to !== undefined) seen.add(message.to);
    }
    for (const who of befallenIn(step)) seen.add(who);
  }
  const families = [...new Set([...seen].map(family))];
  return [...seen].sort(
    (a, b) => families.indexOf(family(a)) - families.indexOf(family(b)) || number(a) - number(b),
  );
}

const family = (lane: string): string => lane.replace(/\s*\d+$/, '');
const number = (lane: string): number => Number(/\d+$/.exec(lane)?.[0] ?? 0);

type Open = { -readonly [K in keyof LaneMessage]: LaneMessage[K] };

function messagesOf(
  trace: Trace,
  laneOfStep: (step: TraceStep) => number,
  at: (lane: string) => number,
): LaneMessage[] {
  const messages: LaneMessage[] = [];
  const open = new Map<string, { message: Open; heard: boolean }>();
  trace.steps.forEach((step, i) => {
    for (const message of step.messages ?? []) {
      const own = step.action === null ? 0 : laneOfStep(step);
      if (message.event === 'sent') {
        const from = message.from === undefined ? own : at(message.from);
        const to = message.to === undefined ? null : at(message.to);
        const sent = { title: message.title, from, sentAt: i, to, receivedAt: null, lostAt: null };
        open.set(message.id, { message: sent, heard: false });
        continue;
      }
      const sent = open.get(message.id);
      if (sent === undefined) continue;
      if (message.event === 'lost') {
        sent.message.lostAt = i;
        continue;
      }
      sent.heard = true;
      const to = message.to === undefined ? own : at(message.to);
      messages.push({ ...sent.message, to, receivedAt: i, lostAt: null });
    }
  });
  // Of a message that was doubled one copy may be heard and the other lost: both are shown.
  for (const { message, heard } of open.values())
    if (!heard || message.lostAt !== null) messages.push(message);
  return messages.sort((a, b) => a.sentAt - b.sentAt);
}
