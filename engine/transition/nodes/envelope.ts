/** What is on its way to a node or a client: messages, calls, answers. Contents have their collections in order: what is told of them is
 * the same whoever sent them first. */
import type { Cluster, Event, Reply } from '../../node/index.js';
import { eventText, rewriteEvent } from '../../node/index.js';
import type { Call } from '../../node/kit.js';

// biome-ignore format: one line a kind
export type Content =
  /** For a node: a message of another, or a client's call. */
  | { readonly kind: 'event'; readonly event: Extract<Event, { kind: 'message' | 'call' }> }
  /** A node's own question to a port, for the environment to answer. */
  | { readonly kind: 'ask'; readonly port: string; readonly op: string; readonly args: object; readonly context: object }
  /** For a client. */
  | { readonly kind: 'reply'; readonly call: Call; readonly reply: Reply };

export interface Envelope extends Addressed {
  readonly content: Content;
}

interface Addressed {
  /** The place that sent it: a node, or a client after all nodes. Links have their order by it. */
  readonly from: number;
  readonly text: string;
}

/** One that may be known already: most are, so what is in it is put in its one form when it is not. */
export interface Draft extends Addressed {
  content(): Content;
}

/** A message or call to `node`; as content its collections are in order, and nobody can change it. */
export function eventEnvelope(
  cluster: Cluster,
  node: number,
  from: number,
  given: Extract<Event, { kind: 'message' | 'call' }>,
): Draft {
  const content = (): Content => {
    const event = rewriteEvent(cluster, node, given, {}) as typeof given;
    freeze(event);
    return { kind: 'event', event };
  };
  return { content, from, text: eventText(cluster, node, given) };
}

export function replyEnvelope(cluster: Cluster, from: number, call: Call, reply: Reply): Draft {
  const returns = cluster.of[from].returns.get(call.op);
  const value =
    reply.status === 'ok'
      ? returns?.text(reply.value)
      : reply.status === 'redirect'
        ? String(reply.to)
        : JSON.stringify(reply.why);
  const text = `${from}>${call.client}#${call.seq}${call.op}:${reply.status}${value}`;
  const content = (): Content => {
    const said =
      reply.status === 'ok' && returns
        ? { ...reply, value: returns.rewrite(reply.value, {}) }
        : reply;
    freeze(said);
    return { kind: 'reply', call, reply: said };
  };
  return { content, from, text };
}

export function askEnvelope(
  cluster: Cluster,
  node: number,
  ask: Pick<Extract<Content, { kind: 'ask' }>, 'port' | 'op' | 'args' | 'context'>,
): Draft {
  const { port, op } = ask;
  const shapes = cluster.of[node].ports.get(port);
  const asked = shapes?.args.get(op);
  const text = `!${port}.${op}${asked?.text(ask.args as never)}${shapes?.context.text(ask.context as never)}`;
  const content = (): Content => {
    const args = asked?.rewrite(ask.args as never, {}) ?? ask.args;
    const context = shapes?.context.rewrite(ask.context as never, {}) ?? ask.context;
    freeze(args);
    freeze(context);
    return { kind: 'ask', port, op, args, context };
  };
  return { content, from: node, text };
}

/** What to write at its arrow. */
export function titleOf(content: Content): string {
  switch (content.kind) {
    case 'event':
      return content.event.kind === 'call' ? content.event.call.op : content.event.message.type;
    case 'reply':
      return content.reply.status === 'ok' ? `${content.call.op} ok` : content.reply.status;
    case 'ask':
      return `${content.port}.${content.op}`;
  }
}

/** In depth, but for what has been frozen already. */
function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  const parts =
    value instanceof Map || value instanceof Set ? value.values() : Object.values(value);
  for (const part of parts) freeze(part);
}
