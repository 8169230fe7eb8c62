/**
 * From a run to a trace for people. Every run is re-executed here, step by step through the system
 * itself, before it is shown: a search that kept a wrong parent, or a wrong edge, is our own fault and
 * throws; it never reaches a report.
 */
import assert from 'node:assert/strict';
import { placeOf } from '../../engine/language/source.js';
import type { Trace, TraceMessage, TraceStep } from '../../engine/trace.js';
import { Successors, type TransitionSystem } from '../../engine/transition/system.js';
import type { GraphRun, StateGraph } from './graph.js';

/** States and the labels of the steps between them, as words. */
export interface Run {
  readonly states: readonly Int32Array[];
  /** `labels[i]` leads from state i to state i + 1; in a lasso one more, from the last to `loop`. */
  readonly labels: readonly Int32Array[];
  /** A lasso returns from its last state to this one; by a stutter (the last state repeats) when there
   * is no label for the return. */
  readonly loop?: number;
  /** The attempt, at the last state, that could not be evaluated. */
  readonly failing?: { readonly label: Int32Array | null; readonly site: number };
}

/** A run that is `inside` another begins where it likes, all others in an initial state.
 * @throws AssertionError if the system cannot take this run. */
export function traceOf(system: TransitionSystem, run: Run, inside = false): Trace {
  reexecute(system, run, inside);
  const identities = new MessageIdentities();
  const steps = run.states.map((state, i): TraceStep => {
    const decoded = system.decode(state, 0);
    if (i === 0) return { action: null, bindings: {}, state: decoded };
    const description = system.describe(run.labels[i - 1], 0, true);
    const messages = identities.link(
      system.messages(run.states[i - 1], 0, state, 0, run.labels[i - 1], 0),
    );
    return {
      action: description.title,
      bindings: description.bindings,
      ...(description.actor === undefined ? {} : { actor: description.actor }),
      state: decoded,
      ...(description.faults === undefined ? {} : { faults: description.faults }),
      ...(messages.length === 0 ? {} : { messages }),
      ...(description.span === undefined ? {} : { place: placeOf(description.span) }),
    };
  });
  if (run.failing) noteFailure(system, steps, run.failing);
  return { steps, ...(run.loop === undefined ? {} : { loop: run.loop }), ...backOf(system, run) };
}

/** The trace of a run in an explicit graph. @throws AssertionError as `traceOf` */
export function traceOfGraphRun(graph: StateGraph, run: GraphRun, inside = false): Trace {
  return traceOf(graph.system, runInGraph(graph, run), inside);
}

function runInGraph(graph: StateGraph, run: GraphRun): Run {
  const { system, states, instances } = graph;
  const { words, labelWords } = system;
  return {
    states: run.states.map((id) =>
      states.array(id).slice(states.offset(id), states.offset(id) + words),
    ),
    labels: run.edges.map((edge) => {
      const at = graph.edgeInstance[edge] * labelWords;
      return instances.labels.slice(at, at + labelWords);
    }),
    ...(run.loop === undefined ? {} : { loop: run.loop }),
  };
}

/** Takes the run through the system again. */
export function reexecute(system: TransitionSystem, run: Run, inside = false): void {
  const { states, labels, loop } = run;
  assert(states.length > 0, 'a run has at least one state');
  const out = new Successors(system.words, system.labelWords);
  if (!inside) system.initial(out);
  assert(inside || has(out, states[0], null), 'the first state of a counterexample is not initial');
  for (let i = 0; i < labels.length; i++) {
    const target = i + 1 < states.length ? states[i + 1] : states[loop ?? -1];
    assert(target !== undefined, 'a run has one label fewer than states, or is a lasso');
    out.clear();
    system.successors(states[i], 0, out);
    assert(has(out, target, labels[i]), `step ${i + 1} of a counterexample cannot be taken`);
  }
  assert(labels.length >= states.length - 1, 'a run has a label between every two states');
  if (loop !== undefined && labels.length < states.length) {
    assert.equal(loop, states.length - 1, 'a lasso without a closing step repeats its last state');
  }
}

function has(out: Successors, state: Int32Array, label: Int32Array | null): boolean {
  for (let i = 0; i < out.count; i++) {
    if (!same(out.states, i * out.words, state, out.words)) continue;
    if (label === null || same(out.labels, i * out.labelWords, label, out.labelWords)) return true;
  }
  return false;
}

/** The label of a step between two states: the first in the system's order. */
export const labelBetween = (
  system: TransitionSystem,
  before: Int32Array,
  after: Int32Array,
): Int32Array => labelsBetween(system, before, after)[0];

/** The labels of all steps between two states, at least one. */
export function labelsBetween(
  system: TransitionSystem,
  before: Int32Array,
  after: Int32Array,
): Int32Array[] {
  const { words, labelWords } = system;
  const out = new Successors(words, labelWords);
  system.successors(before, 0, out);
  const labels: Int32Array[] = [];
  for (let i = 0; i < out.count; i++) {
    if (same(out.states, i * words, after, words))
      labels.push(out.labels.slice(i * labelWords, (i + 1) * labelWords));
  }
  assert(labels.length > 0, 'a state is no successor of its parent');
  return labels;
}

export function same(
  array: Int32Array,
  offset: number,
  words: Int32Array,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (array[offset + i] !== words[i]) return false;
  return true;
}

/** The attempt that failed is not a step: it is told in a note at the state where it was made. */
function noteFailure(
  system: TransitionSystem,
  steps: TraceStep[],
  failing: { readonly label: Int32Array | null; readonly site: number },
): void {
  const { message } = system.failure(failing.site);
  const last = steps[steps.length - 1];
  if (failing.label === null) {
    steps[steps.length - 1] = { ...last, note: message };
    return;
  }
  const attempt = stepText(system, failing.label);
  steps[steps.length - 1] = { ...last, note: `${attempt}: ${message}` };
}

/** The step that closes a loop leads to no entry of its own. */
function backOf(system: TransitionSystem, run: Run): Pick<Trace, 'back'> {
  const closing = run.labels[run.states.length - 1];
  if (run.loop === undefined || closing === undefined) return {};
  const { title, bindings, actor, span } = system.describe(closing, 0, true);
  const place = span === undefined ? {} : { place: placeOf(span) };
  return { back: { action: title, bindings, ...place, ...(actor === undefined ? {} : { actor }) } };
}

/** `RM prepares (r = 1)`. */
export function stepText(system: TransitionSystem, label: Int32Array): string {
  const { title, bindings } = system.describe(label, 0);
  const values = Object.entries(bindings).map(
    ([name, value]) => `${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return values.length === 0 ? title : `${title} (${values.join(', ')})`;
}

/**
 * Systems name a message by what it is; two copies sent one after the other then have one name. Here
 * each sending gets an identity of its own, and a receiving takes that of the oldest copy of the same
 * name that is still on its way.
 */
class MessageIdentities {
  private readonly waiting = new Map<string, string[]>();
  private readonly sent = new Map<string, number>();

  link(messages: readonly TraceMessage[]): TraceMessage[] {
    // A message may be sent and received in one step: sendings first.
    const ordered = [...messages].sort(
      (a, b) => Number(a.event !== 'sent') - Number(b.event !== 'sent'),
    );
    return ordered.map((message) => ({ ...message, id: this.identity(message) }));
  }

  private identity({ event, id }: TraceMessage): string {
    const waiting = this.waiting.get(id) ?? [];
    this.waiting.set(id, waiting);
    if (event !== 'sent') return waiting.shift() ?? id;
    const copies = (this.sent.get(id) ?? 0) + 1;
    this.sent.set(id, copies);
    const identity = copies === 1 ? id : `${id} (${copies})`;
    waiting.push(identity);
    return identity;
  }
}
