/**
 * Clients: each asks for one thing at a time and waits. A call keeps its identity while it is sent on to another node or tried
 * again. It ends in one of three ways: it was done, it certainly was not (the node refused it), or nobody knows.
 */
import type { Ending, History, Operation } from '../history/history.js';
import type { Clients as ClientsSetting } from '../language/system/spec.js';
import type { Cluster } from '../node/cluster.js';
import type { Role } from '../node/role.js';
import type { Call } from '../node/shapes/shape.js';
import type { Loose, Reply } from '../node/step.js';
import type { Plain } from '../plain.js';
import { Random } from '../random.js';
import { Arguments } from './arguments.js';
import { type Draw, drawing, picking, weighted } from './distributions.js';
import type { PlannedCall } from './schedule.js';

/** A client that was refused, or found a node down, does not ask again at once: µs. */
export const PAUSE = 10_000;

/** A call under way. */
export interface OpenCall {
  readonly call: Call;
  readonly args: Loose;
  /** As they were when it was called, whatever nodes do with theirs. */
  readonly asked: Loose;
  readonly invoked: number;
  /** The node that it was first sent to. */
  readonly to: number;
  /** The node that has it, or is to get it. */
  at: number;
  /** Has it arrived there? */
  arrived: boolean;
  /** Was it sent again? Then a node that refuses it does not know what others do. */
  again: boolean;
  done: boolean;
  /** How it ended, and when; null: its client knows nothing, or it is under way. */
  reply: Final | null;
  completed: number | null;
}

/** What ends a call for its client. */
type Final = Exclude<Reply, { status: 'redirect' }>;

export interface Client {
  readonly index: number;
  readonly name: string;
  readonly random: Random;
  readonly delays: Random;
  readonly args: Arguments;
  seq: number;
  open: OpenCall | null;
}

/** What a client does next, and not before when. */
export interface Next {
  readonly at: number;
  readonly op: string;
  readonly args: Loose;
  readonly to: number;
}

export class Clients {
  readonly all: readonly Client[];
  private readonly invoked: OpenCall[] = [];
  private readonly role: Role | null;
  private readonly servers: readonly number[];
  private readonly mix: Draw;
  private readonly gap: Draw | null;

  constructor(
    private readonly setting: ClientsSetting,
    cluster: Cluster,
    seed: number,
    /** What each client calls; null: what chance says. */
    private readonly scripts: readonly (readonly PlannedCall[])[] | null,
  ) {
    const { count, role, rate, operations, keys } = setting;
    this.role = cluster.roles.find(({ name }) => name === role) ?? null;
    this.servers = role === null ? [] : (cluster.nodes[role] ?? []);
    let sum = 0;
    const sums = operations.map(({ weight }) => {
      sum += weight;
      return sum;
    });
    this.mix = weighted(sums.length === 0 ? [1] : sums);
    this.gap =
      rate === null ? null : drawing({ name: 'exponential', parameters: [(count * 1e6) / rate] });
    const key = picking(keys.count, keys.pick);
    const usable = this.role !== null && this.servers.length > 0;
    this.all = Array.from({ length: usable ? count : 0 }, (_, index) => {
      const random = Random.of(seed, 'client', index);
      return {
        index,
        name: `client${index + 1}`,
        random,
        delays: Random.of(seed, 'delays of client', index),
        args: new Arguments(index, count, key, random),
        seq: 0,
        open: null,
      };
    });
  }

  /** What the client calls after its last call, which ended at `time`; null: nothing more. */
  next(client: Client, time: number, refused: boolean): Next | null {
    const { index, random, seq } = client;
    if (this.scripts !== null) {
      const planned = this.scripts[index]?.[seq];
      if (planned === undefined) return null;
      const shape = this.role?.args.get(planned.op);
      if (shape === undefined) throw new Error(`no operation ${planned.op}`);
      const args = shape.parse(planned.args, planned.op);
      return { at: Math.max(time, planned.at), op: planned.op, args, to: planned.to };
    }
    const { script, operations } = this.setting;
    const op = script === null ? operations[this.mix(random)]?.name : script[seq];
    const shape = op === undefined ? undefined : this.role?.args.get(op);
    if (op === undefined || shape === undefined) return null;
    const pause = refused ? PAUSE : 0;
    const at = time + pause + (this.gap === null ? 0 : this.gap(random));
    const to = this.servers[random.below(this.servers.length)];
    return { at, op, args: client.args.of(shape), to };
  }

  invoke(client: Client, { op, args, to }: Next, time: number): OpenCall {
    const open: OpenCall = {
      call: { client: client.index, seq: ++client.seq, op },
      args: this.role?.args.get(op)?.copy(args) ?? args,
      asked: args,
      invoked: time,
      to,
      at: to,
      arrived: false,
      again: false,
      done: false,
      reply: null,
      completed: null,
    };
    client.open = open;
    this.invoked.push(open);
    return open;
  }

  /** The next node after the one that it was sent to. */
  elsewhere({ at }: OpenCall): number {
    return this.servers[(this.servers.indexOf(at) + 1) % this.servers.length];
  }

  /** Ends a call; `reply` null: the client knows nothing. */
  complete(open: OpenCall, reply: Final | null, time: number): void {
    const client = this.all[open.call.client];
    open.done = true;
    open.reply = reply;
    open.completed = time;
    client.open = null;
    if (reply?.status === 'ok') client.args.learn(open.asked, reply.value);
  }

  /** What was called, in order: the schedule of the run. */
  planned(): PlannedCall[] {
    return this.invoked.map((open) => {
      const { call, invoked, to } = open;
      return { at: invoked, client: call.client, op: call.op, args: this.plain(open), to };
    });
  }

  /** Calls that are open at the end have no time of completion. */
  history(): History {
    return { operations: this.invoked.map((open) => this.operation(open)), tickSeconds: 1e-6 };
  }

  operation(open: OpenCall): Operation {
    const { call, invoked, reply, completed } = open;
    return {
      client: this.all[call.client].name,
      name: call.op,
      args: this.plain(open),
      ending: endingOf(reply),
      ...(reply?.status === 'ok' ? { result: this.result(call.op, reply.value) } : {}),
      invoked,
      completed,
    };
  }

  private plain({ call, asked }: OpenCall): Record<string, Plain> {
    return this.role?.args.get(call.op)?.plain(asked) as Record<string, Plain>;
  }

  private result(op: string, value: unknown): Plain {
    return this.role?.returns.get(op)?.plain(value) as Plain;
  }
}

/** As a history tells it. */
export const endingOf = (reply: Final | null): Ending =>
  reply === null ? 'unknown' : reply.status;
