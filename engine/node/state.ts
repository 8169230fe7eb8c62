/**
 * What lives do with a node's state, events and effects as wholes: copy, rename, write as canonical text, check. Two states
 * with one text behave alike; two steps with one text are the same step.
 */
import type { Cluster } from './cluster.js';
import { owedStill, rewriteOwed } from './owing.js';
import type { Role } from './role.js';
import type { Rewrite, Shape } from './shapes/shape.js';
import { call as callShape } from './shapes/signed.js';
import type { Effect, Event, Flush, Loose, NodeState, Tagged } from './step.js';

/** A state that shares with `s` only what nobody changes. */
export function copyState({ disk, mem }: Role, s: NodeState): NodeState {
  const { durable, timers, flushing, owed } = s;
  return {
    disk: disk.copy(s.disk),
    durable,
    mem: mem.copy(s.mem),
    timers: timers.size === 0 ? new Map() : new Map(timers),
    flushing,
    owed: new Map(owed),
  };
}

/** A copy with nodes, clients or times changed, all its collections in order. */
export function rewriteState(role: Role, s: NodeState, how: Rewrite): NodeState {
  return {
    disk: role.disk.rewrite(s.disk, how),
    durable: role.disk.rewrite(s.durable, how),
    mem: role.mem.rewrite(s.mem, how),
    ...rewritePending(role, s, how),
  };
}

/** What a node waits for: its timers, and writes that are on their way to the disk; and who waits for it. */
export type Pending = Pick<NodeState, 'timers' | 'flushing' | 'owed'>;

export function rewritePending(role: Role, s: Pending, how: Rewrite): Pending {
  const timers = [...s.timers.values()].map((timer): [string, Tagged] => {
    const renamed = role.timers.rewrite(timer, how);
    return [role.timerKey(renamed), renamed];
  });
  const flushing = s.flushing.map(
    (f): Flush => ({
      ...f,
      tag: flushShape(role, f.part).rewrite(f.tag, how),
      image: role.disk.rewrite(f.image, how),
    }),
  );
  const sorted = new Map(timers.sort(([a], [b]) => (a < b ? -1 : 1)));
  return { timers: sorted, flushing, owed: rewriteOwed(s.owed, how) };
}

/** Canonical text: equal for states that are equal. The durable image is written only where it differs from the disk. */
export function stateText(role: Role, s: NodeState): string {
  const durable = role.disk.equal(s.durable, s.disk) ? '' : role.disk.text(s.durable);
  return `${role.disk.text(s.disk)}|${durable}|${role.mem.text(s.mem)}|${pendingText(role, s)}`;
}

export function pendingText(role: Role, s: NodeState): string {
  const { timers, flushing } = s;
  const owed = [...owedStill(role, s)].map(([call, how]) => `${call}=${how}`);
  const keys = [...[...timers.keys()].sort(), ...owed].join();
  if (flushing.length === 0) return `${keys}|`;
  const writes = flushing.map(
    ({ tag, part, image }) => `${part}${flushShape(role, part).text(tag)}${role.disk.text(image)}`,
  );
  return `${keys}|${writes.join()}`;
}

/** Throws a ShapeError that begins with `name` where the state is not of its shape: NaN, a stray field, … */
export function checkState(role: Role, s: NodeState, name: string): void {
  role.disk.check(s.disk, `${name}.disk`);
  role.mem.check(s.mem, `${name}.mem`);
}

const flushShape = (role: Role, part: string): Shape<unknown> => {
  const piece = role.pieces.find(({ path }) => path === part);
  if (!piece?.declaration.flushes) throw new Error(`${role.name}: no flushes of '${part}'`);
  return piece.declaration.flushes;
};

const renamed = (node: number, how: Rewrite): number =>
  how.id === undefined ? node : how.id(node);

/** The event as `node` would have got it under other names. */
export function rewriteEvent(cluster: Cluster, node: number, event: Event, how: Rewrite): Event {
  const role = cluster.of[node];
  switch (event.kind) {
    case 'start':
    case 'flushed':
      return event;
    case 'message':
      return {
        ...event,
        from: renamed(event.from, how),
        message: role.messages.rewrite(event.message, how),
      };
    case 'timer':
      return { ...event, timer: role.timers.rewrite(event.timer, how) };
    case 'call': {
      const args = role.args.get(event.call.op)?.rewrite(event.args as Loose, how) ?? event.args;
      return { ...event, args, call: callShape.rewrite(event.call, how) };
    }
    case 'answer': {
      const shapes = role.ports.get(event.port);
      const returns = shapes?.operations[event.op]?.returns;
      const { answer } = event;
      return {
        ...event,
        context: shapes?.context.rewrite(event.context as Loose, how) ?? event.context,
        answer:
          answer.status === 'ok' && returns
            ? { status: 'ok', value: returns.rewrite(answer.value, how) }
            : answer,
      };
    }
  }
}

/** Canonical text of an event at `node`: what a memo of steps is keyed by, beside the state. */
export function eventText(cluster: Cluster, node: number, event: Event): string {
  const role = cluster.of[node];
  switch (event.kind) {
    case 'start':
    case 'flushed':
      return event.kind;
    case 'message':
      return `${event.from}>${role.messages.text(event.message)}`;
    case 'timer':
      return `@${role.timerKey(event.timer)}`;
    case 'call':
      return `?${callShape.text(event.call)}${role.args.get(event.call.op)?.text(event.args as Loose)}`;
    case 'answer': {
      const shapes = role.ports.get(event.port);
      const { answer } = event;
      const said =
        answer.status === 'ok'
          ? shapes?.operations[event.op]?.returns.text(answer.value)
          : answer.status === 'refused'
            ? JSON.stringify(answer.why)
            : '';
      return `!${event.port}.${event.op}:${answer.status}${said}${shapes?.context.text(event.context as Loose)}`;
    }
  }
}

/** Canonical text of an effect of `node`, under other names where `how` says so. */
export function effectText(
  cluster: Cluster,
  node: number,
  effect: Effect,
  how: Rewrite = {},
): string {
  const role = cluster.of[node];
  const text = <T>(shape: Shape<T> | undefined, v: T): string =>
    shape === undefined ? '' : shape.text(shape.rewrite(v, how));
  switch (effect.kind) {
    case 'send': {
      const { messages } = cluster.of[effect.to];
      return `send ${renamed(effect.to, how)} ${text(messages, effect.message)}`;
    }
    case 'sync':
      return `sync ${text(role.disk, effect.image)}`;
    case 'flush':
      return `flush ${text(role.disk, effect.image)}`;
    case 'arm':
      return `arm ${text(role.timers, effect.timer)} ${JSON.stringify(effect.after)}`;
    case 'disarm':
      return `disarm ${text(role.timers, effect.timer)}`;
    case 'reply': {
      const { call, reply } = effect;
      const said =
        reply.status === 'ok'
          ? text(role.returns.get(call.op), reply.value)
          : reply.status === 'redirect'
            ? renamed(reply.to, how)
            : JSON.stringify(reply.why);
      return `reply ${text(callShape, call)} ${reply.status} ${said}`;
    }
    case 'ask': {
      const shapes = role.ports.get(effect.port);
      const args = text(shapes?.args.get(effect.op), effect.args as Loose);
      return `ask ${effect.port}.${effect.op}${args}${text(shapes?.context, effect.context as Loose)}`;
    }
    case 'emit':
      return `emit ${effect.event}${text(role.events.get(effect.event), effect.fields as Loose)}`;
    case 'must':
      return `must ${effect.why}`;
  }
}
