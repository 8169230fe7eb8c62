/** Linearizability while exploring: the monitor of histories as an observer of calls. */
import { objectNamed } from '../../engine/objects/index.js';
import type { Plain } from '../../engine/plain.js';
import type { Observation, Observer } from '../../engine/transition/nodes/observer.js';
import { LinearizabilityMonitor } from '../history/monitor.js';

export class LinearizabilityObserver implements Observer {
  readonly name: string;
  readonly history = true;
  readonly events: ReadonlySet<string> = new Set();
  private readonly monitor: LinearizabilityMonitor;

  /**
   * @param twice may a call reach the system more than once? A refusal of one copy then tells nothing of the other.
   * @throws NoSuchObject, RangeError
   */
  constructor(
    object: string,
    private readonly twice: boolean,
  ) {
    this.name = `history of ${object}`;
    this.monitor = new LinearizabilityMonitor(objectNamed(object));
  }

  start(): number {
    return this.monitor.start();
  }

  next(state: number, observation: Observation): number {
    if (observation.kind === 'emit') return state;
    const { client, op } = observation.call;
    const name = clientName(client);
    if (observation.kind === 'invoke')
      return this.monitor.invoke(
        state,
        name,
        op,
        observation.args as Readonly<Record<string, Plain>>,
      );
    const { reply } = observation;
    if (reply.status === 'refused')
      return this.twice ? this.monitor.abandon(state, name) : this.monitor.refuse(state, name);
    return this.monitor.return(state, name, reply.value as Plain);
  }

  rename(
    state: number,
    _node: (node: number) => number,
    client: (client: number) => number,
  ): number {
    return this.monitor.rename(state, (name) => clientName(client(clientOf(name))));
  }

  violated(state: number): boolean {
    return this.monitor.violated(state);
  }

  text(state: number): string {
    return this.monitor.canonical(state);
  }

  /** What the object may be, as far as clients can tell. */
  plain(state: number): Plain {
    return this.violated(state)
      ? 'no order of the calls fits'
      : { 'may be': this.monitor.objects(state) };
  }
}

const clientOf = (name: string): number => Number(name.slice('client'.length)) - 1;

/** As in traces. */
export const clientName = (client: number): string => `client${client + 1}`;
