/**
 * One node: runs one handler over its state and collects the effects in program order. What handlers see as `n` is this very
 * object, through the type `Node`. All lives share this file.
 */
import { didYouMean } from '../language/nearest.js';
import type { Cluster } from './cluster.js';
import { HandlerError, Misuse, MustFailed } from './errors.js';
import { guard } from './guard.js';
import { Debts, sameCall } from './owing.js';
import { type Above, partsOf } from './part.js';
import { pickSome } from './pick-some.js';
import { placeInStack } from './places.js';
import type { AnyAdversary } from './protocol.js';
import type { Bound, Role } from './role.js';
import {
  type Call,
  type Duration,
  type DurationRange,
  type Id,
  type Signed,
  shown,
} from './shapes/shape.js';
import { sign } from './shapes/signed.js';
import {
  type Effect,
  type Event,
  type Flush,
  type Loose,
  label,
  type NodeState,
  type Oracle,
  type Reply,
  type Tagged,
} from './step.js';

/** Of whatever event: what it does not take is absent. */
type Handler = (n: unknown, first: unknown, second: unknown, third: unknown) => unknown;

/** While no handler runs nobody asks. */
const nobody = (): never => {
  throw new Misuse('used after its handler returned; `n` is only good while the handler runs');
};
const SILENT: Oracle = {
  now: nobody,
  wall: nobody,
  wallBounds: nobody,
  pick: nobody,
  chance: nobody,
};
const NO_KEY = Object.freeze({});

export class Host implements Above {
  disk: Loose = {};
  mem: Loose = {};
  readonly peers: readonly number[];
  readonly nodes: Readonly<Record<string, readonly number[]>>;
  readonly links: Loose;
  readonly options: Readonly<Loose>;
  readonly parts: Readonly<Record<string, unknown>>;
  /**
   * Check everything that goes out against its shape. For lives that do not intern what they see: always in a live run, on
   * samples in simulation. What comes from a liar is always checked.
   */
  checking = false;

  private durable: Loose = {};
  private armedTimers = new Map<string, Tagged>();
  private flushing: Flush[] = [];
  private readonly debts = new Debts();
  private effects: Effect[] = [];
  private oracle: Oracle = SILENT;
  private readonly withParts = new Map<string, Above>();

  constructor(
    readonly cluster: Cluster,
    readonly id: number,
    readonly role: Role,
    links: object,
    private readonly adversary: AnyAdversary | null,
  ) {
    this.nodes = cluster.nodes;
    this.options = cluster.options as Loose;
    this.peers = Object.freeze(cluster.nodes[role.name].filter((node) => node !== id));
    this.links = { ...role.links.initial(), ...links };
    role.links.check(this.links, `${cluster.names[id]}.links`);
    Object.freeze(this.links);
    this.withParts.set('', this);
    this.parts = partsOf(this, this, role.code, role.declaration, this.withParts);
    // A handler that keeps something on `n` fails at once.
    Object.preventExtensions(this);
  }

  /** For lives in which a call may come once more, unknown to this node: nothing is then known of answers. */
  set hearsTwice(so: boolean) {
    this.debts.blind = so;
  }

  get honest(): boolean {
    return this.adversary === null;
  }

  // ---- state, for lives ----------------------------------------------------------------------------------------

  /** Takes this state over; the host changes its `disk` and `mem` in place, so copy what is kept elsewhere. */
  load({ disk, durable, mem, timers, flushing, owed }: NodeState): void {
    this.disk = disk;
    this.mem = mem;
    this.durable = durable;
    this.armedTimers = timers.size === 0 ? new Map() : new Map(timers);
    this.flushing = flushing.length === 0 ? [] : [...flushing];
    this.debts.load(owed);
  }

  /** The state as it is, which the next run changes: see `copyState`. */
  state(): NodeState {
    const { disk, durable, mem, armedTimers: timers, flushing, debts } = this;
    const owed = debts.calls;
    return { disk, durable, mem, timers, flushing, owed };
  }

  /** What a crash would leave now; flushes under way may add to it. Never changed in place. */
  get image(): Loose {
    return this.durable;
  }

  /**
   * Runs the handler of an event, changing the state in place. The effects are a new array; where `n.must` failed, the last one
   * is `must` and the handler was cut short there.
   *
   * @throws HandlerError where the handler throws or does what handlers may not; the state is then half changed.
   */
  run(event: Event, oracle: Oracle): Effect[] {
    const effects: Effect[] = [];
    this.effects = effects;
    this.oracle = oracle;
    guard.role = this.role.name;
    guard.event = event;
    guard.operation = null;
    guard.run = null;
    guard.inside = true;
    try {
      this.dispatch(event);
    } catch (error) {
      guard.inside = false;
      this.fail(error, event);
    } finally {
      guard.inside = false;
      guard.event = null;
      this.oracle = SILENT;
    }
    return effects;
  }

  private dispatch(event: Event): undefined {
    const { role } = this;
    switch (event.kind) {
      case 'start':
        for (const start of role.starts) this.call(start);
        return undefined;
      case 'message': {
        const { message } = event;
        const bound = known(role.on.get(message.type), event);
        return this.call(bound, own(bound, message), event.from);
      }
      case 'timer': {
        const { timer } = event;
        this.armedTimers.delete(role.timerKey(timer));
        const bound = known(role.onTimer.get(timer.type), event);
        return this.call(bound, own(bound, timer));
      }
      case 'call':
        this.debts.come(event.call);
        return this.call(known(role.calls.get(event.call.op), event), event.args, event.call);
      case 'answer': {
        const bound = known(role.answers.get(event.port), event);
        return this.call(bound, event.answer, event.context, event.op);
      }
      case 'flushed': {
        const [done, ...later] = this.flushing;
        if (done === undefined) throw new Misuse('no flush is under way');
        this.flushing = later;
        this.durable = done.image;
        return this.call(known(role.flushed.get(done.part), event), done.tag);
      }
    }
  }

  private call(
    { run, part }: Bound,
    first?: unknown,
    second?: unknown,
    third?: unknown,
  ): undefined {
    const n = part === '' ? this : this.withParts.get(part);
    guard.run = run;
    const result = (run as Handler)(n, first, second, third);
    if (result === undefined) return undefined;
    const promise = typeof (result as { then?: unknown } | null)?.then === 'function';
    if (promise) (result as Promise<unknown>).then(undefined, () => {});
    throw new Misuse(
      promise
        ? 'the handler is async; do one step, and arm a timer or ask a port for the next'
        : 'the handler returned a value; handlers return nothing',
    );
  }

  private fail(error: unknown, event: Event): void {
    if (error instanceof MustFailed) {
      this.effects.push({ kind: 'must', why: error.message, place: placeInStack(error) });
      return;
    }
    const reason = error instanceof Error ? error.message : `threw ${String(error)}`;
    throw new HandlerError(this.role.name, label(event), reason, error, guard.run ?? undefined);
  }

  // ---- n, for handlers -----------------------------------------------------------------------------------------

  private push(effect: Effect): undefined {
    if (this.oracle === SILENT) nobody();
    this.effects.push(effect);
    return undefined;
  }

  send(to: number, message: Tagged): undefined {
    if (this.adversary === null) return this.transmit(to, message, this.checking);
    const { send } = this.adversary as unknown as {
      send(n: Host, to: number, m: Tagged): readonly Tagged[];
    };
    for (const lie of send.call(this.adversary, this, to, message)) this.transmit(to, lie, true);
    return undefined;
  }

  private transmit(to: number, message: Tagged, check: boolean): undefined {
    const role = this.cluster.of[to];
    if (role === undefined)
      throw new Misuse(`sends ${message?.type} to node ${String(to)}, which does not exist`);
    const { messages } = role;
    if (check || messages.contents.signatures) messages.check(message, `a message to ${role.name}`);
    // Sending copies, so that two nodes share nothing that one of them may change.
    return this.push({ kind: 'send', to, message: role.copyMessage(message) });
  }

  sync(): undefined {
    const image = this.role.refreshDisk(this.durableToBe(), this.disk);
    if (image === this.durable && this.flushing.length === 0) return undefined;
    this.durable = image;
    if (this.flushing.length > 0) this.flushing = this.flushing.map((f) => ({ ...f, image }));
    return this.push({ kind: 'sync', image });
  }

  flush(tag: unknown): undefined {
    return this.flushPart('', tag);
  }

  flushPart(part: string, tag: unknown): undefined {
    if (!this.role.flushed.has(part)) throw new Misuse('flush: the role declares no `flushes`');
    const image = this.role.refreshDisk(this.durableToBe(), this.disk);
    this.flushing = [...this.flushing, { tag, part, image }];
    return this.push({ kind: 'flush', tag, image });
  }

  /** The disk as it was last handed over. */
  private durableToBe(): Loose {
    return this.flushing.at(-1)?.image ?? this.durable;
  }

  arm(type: string, after: Duration | DurationRange, fields: object = NO_KEY): undefined {
    if (!isDuration(after))
      throw new Misuse(
        `arm('${type}', …): the time should be a duration in microseconds or a range, but is ${shown(after)}`,
      );
    const { timer, key } = this.timer(type, fields);
    this.armedTimers.set(key, timer);
    return this.push({ kind: 'arm', timer, key, after });
  }

  disarm(type: string, fields: object = NO_KEY): undefined {
    const { timer, key } = this.timer(type, fields);
    return this.armedTimers.delete(key) ? this.push({ kind: 'disarm', timer, key }) : undefined;
  }

  armed(type: string, fields: object = NO_KEY): boolean {
    return this.armedTimers.has(this.timer(type, fields).key);
  }

  private timer(type: string, fields: object): { timer: Tagged; key: string } {
    const keyless = this.role.keyless.get(type);
    if (keyless !== undefined) return keyless;
    const { timers } = this.role;
    const timer = { ...fields, type };
    timers.check(timer, `the timer '${type}'`);
    return { timer: timers.copy(timer), key: timers.text(timer) };
  }

  reply(call: Call, value: unknown): undefined {
    const returns = this.role.returns.get(call.op);
    if (returns === undefined) throw new Misuse(`reply: ${this.role.name} serves no '${call.op}'`);
    if (this.checking) returns.check(value, `the result of ${call.op}`);
    return this.answer(call, { status: 'ok', value: returns.copy(value) });
  }

  refuse(call: Call, why: string): undefined {
    return this.answer(call, { status: 'refused', why });
  }

  redirect(call: Call, to: number): undefined {
    if (this.cluster.of[to] === undefined)
      throw new Misuse(`redirect: there is no node ${String(to)}`);
    return this.answer(call, { status: 'redirect', to });
  }

  private answer(call: Call, reply: Reply): undefined {
    this.settle(call);
    return this.push({ kind: 'reply', call, reply });
  }

  /** @throws Misuse where it has been answered, as far as is known */
  private settle(call: Call): void {
    if (this.debts.settle(call)) return;
    const here = this.effects.some((e) => e.kind === 'reply' && sameCall(e.call, call));
    const { event } = guard;
    const came = event?.kind === 'call' && sameCall(event.call, call);
    if (this.role.keepsCalls || (here && came)) throw answeredTwice(call, here);
  }

  ask(port: string, op: string, args: object, context: object): undefined {
    const shapes = this.role.ports.get(port);
    const argsShape = shapes?.args.get(op);
    if (shapes === undefined || argsShape === undefined)
      throw new Misuse(`ask: ${this.role.name} uses no ${port}.${op}`);
    if (this.checking) {
      argsShape.check(args, `the arguments of ${port}.${op}`);
      shapes.context.check(context, `the context of ${port}.${op}`);
    }
    const effect = {
      args: argsShape.copy(args as Loose),
      context: shapes.context.copy(context as Loose),
    };
    return this.push({ kind: 'ask', port, op, ...effect });
  }

  emit(event: string, fields: object): undefined {
    const shape = this.role.events.get(event);
    if (shape === undefined) throw new Misuse(`emit: no event '${event}' is declared`);
    if (this.checking) shape.check(fields, `the event ${event}`);
    return this.push({ kind: 'emit', event, fields: shape.copy(fields as Loose) });
  }

  /** The oracle may look at real clocks. */
  private consult<T>(question: (oracle: Oracle) => T): T {
    const { oracle } = this;
    if (oracle === SILENT) nobody();
    guard.inside = false;
    const answer = question(oracle);
    guard.inside = true;
    return answer;
  }

  now(): number {
    return this.consult((oracle) => oracle.now());
  }

  wall(): number {
    return this.consult((oracle) => oracle.wall());
  }

  wallBounds(): { readonly earliest: number; readonly latest: number } {
    return this.consult((oracle) => oracle.wallBounds());
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Misuse('pick: there is nothing to pick from');
    return from[from.length === 1 ? 0 : this.consult((oracle) => oracle.pick(from.length))];
  }

  pickSome<T>(k: number, from: readonly T[]): T[] {
    return pickSome(k, from, (ways) => this.consult((oracle) => oracle.pick(ways)));
  }

  chance(p: number): boolean {
    if (!(p >= 0 && p <= 1)) throw new Misuse(`chance: ${p} is no probability`);
    return p === 0 || p === 1 ? p === 1 : this.consult((oracle) => oracle.chance(p));
  }

  sign<T>(body: T): Signed<T, string> {
    return sign(this.id as Id, body);
  }

  must(condition: boolean, why: string): undefined {
    if (!condition) throw new MustFailed(why);
    return undefined;
  }

  mutated(name: string): boolean {
    const on = this.cluster.declaredMutants.get(name);
    if (on !== undefined) return on;
    const names = [...this.cluster.declaredMutants.keys()];
    const hint = didYouMean(name, names) ?? `there are: ${names.join(', ') || 'none'}`;
    throw new Misuse(`mutated: no mutant '${name}' is declared; ${hint}`);
  }
}

const answeredTwice = ({ op }: Call, here: boolean): Misuse =>
  new Misuse(
    `answers the call ${op} twice: ${here ? 'this handler has answered it already' : 'an earlier handler has answered it'}; reply, refuse or redirect once, and forget the call then`,
  );

function known(bound: Bound | undefined, event: Event): Bound {
  if (bound === undefined) throw new Misuse(`there is no handler ${label(event)}`);
  return bound;
}

/** As the part itself calls it, where it belongs to a part. */
const own = ({ part, name }: Bound, tagged: Tagged): Tagged =>
  part === '' ? tagged : { ...tagged, type: name };

const isTime = (t: unknown): boolean => typeof t === 'number' && t >= 0 && Number.isFinite(t);
const isDuration = (after: unknown): boolean =>
  typeof after === 'object' && after !== null
    ? isTime((after as DurationRange).min) && isTime((after as DurationRange).max)
    : isTime(after);
