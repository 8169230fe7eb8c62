/** A run as a trace: who did what when, which messages went, arrived and were lost, what befell nodes and links, and the state after each step. */

import type { Ending, Operation } from '../../engine/history/history.js';
import type { Setting, SystemVariable } from '../../engine/language/system/spec.js';
import { plainValue } from '../../engine/language/value-format.js';
import type { Call } from '../../engine/node/shapes/shape.js';
import { type Effect, type Event, type Loose, label, type Tagged } from '../../engine/node/step.js';
import type { Plain } from '../../engine/plain.js';
import type { PlannedFault } from '../../engine/simulation/schedule.js';
import type { Watched, Watcher } from '../../engine/simulation/watcher.js';
import { timeText } from '../../engine/time-text.js';
import type { Trace, TraceFault, TraceMessage, TraceStep } from '../../engine/trace.js';
import { NodeFields } from './fields.js';
import type { Change } from './standing.js';
import { SystemState } from './state.js';

type Step = { -readonly [K in keyof TraceStep]: TraceStep[K] };
type Bindings = Readonly<Record<string, Plain>>;
type Plains = Record<string, Plain>;

/** So many last steps are kept. */
const STEPS_MAX = 2_000;

export class TraceWriter implements Watcher {
  private steps: Step[] = [];
  private left = 0;
  private system: Watched | null = null;
  private state: SystemState | null = null;
  private shown: Record<string, Plain> = {};
  private readonly types: ReadonlyMap<string, SystemVariable['type']>;
  private fields: NodeFields | null = null;
  private readonly ids = new Map<Tagged, string>();
  private cuts = 0;
  private readonly cutIds = new Map<string, string>();

  /** `whole`: states are all that nodes remember, and not only what the spec reads. */
  constructor(
    private readonly setting: Setting,
    private readonly whole = false,
  ) {
    const variables = whole
      ? setting.variables.filter(({ from }) => from.is === 'emitted')
      : setting.variables;
    this.types = new Map(variables.map(({ name, type }) => [name, type]));
  }

  get trace(): Trace {
    const begin = this.left === 0 ? {} : { begin: `after ${this.left} steps` };
    return { steps: this.steps, tickSeconds: 1e-6, ...begin };
  }

  attach(system: Watched): void {
    this.system = system;
    this.state = new SystemState(system, this.setting.variables);
    if (this.whole) {
      this.fields = new NodeFields(system);
      this.shown = this.fields.all();
    }
    this.show([...this.types.keys()].map((variable) => ({ variable })));
    this.step(0, null, {});
  }

  ran(time: number, node: number, event: Event, effects: readonly Effect[]): void {
    this.look(node);
    const must = effects.at(-1);
    this.step(time, label(event), this.bindings(node, event), {
      actor: this.name(node),
      messages:
        event.kind === 'message' ? [this.message('received', event.from, node, event.message)] : [],
      ...(must?.kind === 'must' ? { note: `must: ${must.why}` } : {}),
    });
  }

  sent(_: number, from: number, to: number, message: Tagged): void {
    this.ids.set(message, `${this.ids.size + 1}`);
    this.also(this.message('sent', from, to, message));
  }

  lost(time: number, from: number, to: number, message: Tagged, why: string): void {
    const last = this.steps.at(-1);
    const lost = this.message('lost', from, to, message);
    if (last?.time === time && last.actor === this.name(from)) this.also(lost);
    else this.step(time, `${message.type} lost`, { because: why }, { messages: [lost] });
  }

  synced(time: number, node: number): void {
    this.step(time, 'written to disk', {}, { actor: this.name(node) });
  }

  emitted(_: number, node: number, event: string, fields: Loose): void {
    this.show(this.state?.emit(node, event, fields) ?? []);
    const last = this.steps.at(-1);
    if (last !== undefined) last.state = this.shown;
  }

  changed(_: number, node: number): void {
    this.look(node);
    const last = this.steps.at(-1);
    if (last !== undefined) last.state = this.shown;
  }

  restarted(time: number, node: number): void {
    this.look(node);
    if (time > 0)
      this.step(time, 'comes up', {}, { faults: [{ event: 'up', who: this.name(node) }] });
  }

  began(time: number, fault: PlannedFault): void {
    this.step(time, fault.kind, this.faultBindings(fault), { faults: this.befell(fault, true) });
  }

  ended(time: number, fault: PlannedFault): void {
    const faults = this.befell(fault, false);
    if (faults.length > 0) this.step(time, `end of ${fault.kind}`, {}, { faults });
  }

  healed(time: number): void {
    this.show(this.state?.heal() ?? []);
    this.step(time, 'no more faults', {});
  }

  invoked(time: number, { client, op }: Call, args: object, to: number): void {
    const bindings = { ...(args as Bindings), to: this.name(to) };
    this.step(time, `calls ${op}`, bindings, { actor: `client${client + 1}` });
  }

  completed(time: number, _: Call, ending: Ending, operation: () => Operation): void {
    const { client, name, result } = operation();
    const bindings: Bindings = result === undefined ? { ending } : { ending, result };
    this.step(time, `${name} ends`, bindings, { actor: client });
  }

  private step(
    time: number,
    action: string | null,
    bindings: Bindings,
    more: Partial<Step> = {},
  ): void {
    const { messages = [], faults = [], ...rest } = more;
    this.steps.push({
      action,
      bindings,
      state: this.shown,
      time,
      ...rest,
      ...(messages.length > 0 ? { messages } : {}),
      ...(faults.length > 0 ? { faults } : {}),
    });
    if (this.steps.length <= 2 * STEPS_MAX) return;
    this.left += this.steps.length - STEPS_MAX;
    this.steps = this.steps.slice(-STEPS_MAX);
  }

  private also(message: TraceMessage): void {
    const last = this.steps.at(-1);
    if (last !== undefined) last.messages = [...(last.messages ?? []), message];
  }

  private look(node: number): void {
    this.show(this.state?.look(node) ?? []);
    if (this.fields !== null) this.shown = this.fields.after(this.shown, node);
  }

  private show(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    const shown = { ...this.shown };
    for (const { variable: name } of changes) {
      const type = this.types.get(name);
      const value = this.state?.values.get(name);
      if (type !== undefined && value !== undefined) shown[name] = plainValue(type, value);
    }
    this.shown = shown;
  }

  private message(
    event: TraceMessage['event'],
    from: number,
    to: number,
    message: Tagged,
  ): TraceMessage {
    const id = this.ids.get(message) ?? '?';
    return { event, id, title: message.type, from: this.name(from), to: this.name(to) };
  }

  private bindings(node: number, event: Event): Bindings {
    const role = this.system?.cluster.of[node];
    const name = (id: number) => this.name(id);
    switch (event.kind) {
      case 'message': {
        const { type, ...fields } = (role?.messages.plain(event.message, name) ?? {}) as Plains;
        return { from: name(event.from), ...fields };
      }
      case 'timer': {
        const { type, ...fields } = (role?.timers.plain(event.timer, name) ?? {}) as Plains;
        return fields;
      }
      case 'call': {
        const args = role?.args.get(event.call.op)?.plain(event.args as Loose, name) as Bindings;
        return { client: `client${event.call.client + 1}`, ...args };
      }
      default:
        return {};
    }
  }

  private faultBindings({
    node,
    shape,
    by,
    keeps,
    fields,
    as,
    kind,
    until,
  }: PlannedFault): Bindings {
    return {
      ...(node === undefined ? {} : { node: this.name(node) }),
      ...(shape === undefined ? {} : { shape }),
      ...(by === undefined ? {} : { by }),
      ...(kind === 'crash' && keeps ? { keeps } : {}),
      ...(fields === undefined ? {} : { fields: [...fields] }),
      ...(as === undefined ? {} : { as }),
      ...(until === null ? {} : { until: timeText(until) }),
    };
  }

  private befell(fault: PlannedFault, begins: boolean): TraceFault[] {
    const { kind, node, links } = fault;
    if (links !== undefined && kind === 'partition') {
      const key = JSON.stringify(fault);
      const id = begins ? `cut ${++this.cuts}` : (this.cutIds.get(key) ?? '');
      this.cutIds.set(key, id);
      const named = links.map(([from, to]) => [this.name(from), this.name(to)] as const);
      return [begins ? { event: 'cut', id, links: named } : { event: 'healed', id }];
    }
    if (node === undefined) return [];
    const who = this.name(node);
    if (kind === 'pause') return [{ event: begins ? 'paused' : 'resumed', who }];
    return begins && DOWN.has(kind) ? [{ event: 'down', who }] : [];
  }

  private name(node: number): string {
    return this.system?.cluster.names[node] ?? '';
  }
}

const DOWN: ReadonlySet<string> = new Set(['crash', 'amnesia', 'torn write', 'bit rot']);
