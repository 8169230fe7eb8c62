/** All that happened in a run, line by line, and the digest of it: equal digests are equal runs. */
import { createHash } from 'node:crypto';
import type { Ending, Operation } from '../history/history.js';
import type { Cluster } from '../node/cluster.js';
import type { Call } from '../node/shapes/shape.js';
import { effectText, eventText } from '../node/state.js';
import { type Effect, type Event, type Loose, label, type Tagged } from '../node/step.js';
import type { PlannedFault } from './schedule.js';
import type { Watched, Watcher } from './watcher.js';

export class RunLog implements Watcher {
  lines = 0;
  private readonly hash = createHash('sha256');
  private cluster: Cluster | null = null;

  /** `write` is given each line. */
  constructor(private readonly write: (line: string) => void = () => {}) {}

  /** SHA-256 of the lines so far, as hexadecimal. */
  get digest(): string {
    return this.hash.copy().digest('hex');
  }

  attach({ cluster }: Watched): void {
    this.cluster = cluster;
  }

  ran(time: number, node: number, event: Event, effects: readonly Effect[]): void {
    const cluster = this.cluster as Cluster;
    this.line(time, node, `${label(event)} ${eventText(cluster, node, event)}`);
    for (const effect of effects) this.line(time, node, `  ${effectText(cluster, node, effect)}`);
  }

  changed(time: number, node: number): void {
    this.line(time, node, 'down');
  }

  restarted(time: number, node: number): void {
    this.line(time, node, 'up');
  }

  lost(time: number, from: number, to: number, { type }: Tagged, why: string): void {
    this.line(time, from, `${type} to ${this.name(to)}: ${why}`);
  }

  synced(time: number, node: number): void {
    this.line(time, node, 'synced');
  }

  emitted(time: number, node: number, event: string, fields: Loose): void {
    this.line(time, node, `${event} ${JSON.stringify(fields)}`);
  }

  began(time: number, fault: PlannedFault): void {
    this.line(time, -1, `begins ${JSON.stringify(fault)}`);
  }

  ended(time: number, fault: PlannedFault): void {
    this.line(time, -1, `ends ${JSON.stringify(fault)}`);
  }

  healed(time: number): void {
    this.line(time, -1, 'healed');
  }

  invoked(time: number, { client, seq, op }: Call, args: object, to: number): void {
    this.line(
      time,
      -1,
      `client${client + 1} ${seq} ${op} ${JSON.stringify(args)} ${this.name(to)}`,
    );
  }

  completed(time: number, { seq }: Call, _: Ending, told: () => Operation): void {
    const operation = told();
    this.line(time, -1, `${operation.client} ${seq} ${JSON.stringify(operation)}`);
  }

  failed(time: number, node: number, why: string): void {
    this.line(time, node, `must: ${why}`);
  }

  private name(node: number): string {
    return this.cluster?.names[node] ?? '';
  }

  private line(time: number, node: number, text: string): void {
    const line = `${time} ${this.name(node)} ${text}\n`;
    this.lines++;
    this.hash.update(line);
    this.write(line);
  }
}
