/**
 * The processes of a live run, as their director has them: it starts nodes, kills, pauses and resumes them. A guardian beside them ends
 * them should the director be killed, paused ones and endless loops among them.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { programFile } from './program.js';
import type { NodeReport, NodeSetup, Order, Report } from './wire.js';

/** The script of all processes. */
export const liveProgram = (): Promise<string> =>
  programFile('live-process', './runner.ts', import.meta.url);

/** Ends all nodes, and removes the run's folder, when whoever made it is gone. */
export class Guardian {
  private readonly child: ChildProcess;

  /** `folder`: to be removed at the end; null: it stays. */
  constructor(script: string, folder: string | null) {
    const args = [script, 'guardian', ...(folder === null ? [] : [folder])];
    this.child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });
    this.child.stdin?.on('error', () => {});
  }

  began(pid: number): void {
    this.child.stdin?.write(`+${pid}\n`);
  }

  ended(pid: number): void {
    this.child.stdin?.write(`-${pid}\n`);
  }

  /** Has it end what is left. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.child.exitCode !== null || this.child.signalCode !== null) return resolve();
      this.child.on('exit', () => resolve());
      this.child.stdin?.end();
    });
  }
}

/** What a node's process tells. */
export interface NodeWatch {
  readonly reported: (report: Exclude<Report, { kind: 'held' }>) => void;
  /** It is gone, and nobody had killed it. Its last words. */
  readonly died: (words: string) => void;
}

/** As much of what a process wrote to standard error is kept. */
const WORDS_MAX = 4000;

/** One process of one node, from its start to its end. */
export class NodeProcess {
  private readonly child: ChildProcess;
  private words = '';
  private killed = false;
  private onHeld: ((state: NodeReport | null) => void) | null = null;
  readonly ended: Promise<void>;
  over = false;

  constructor(script: string, setup: NodeSetup, watch: NodeWatch, guardian: Guardian) {
    this.child = fork(script, [], { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const { pid } = this.child;
    if (pid !== undefined) guardian.began(pid);
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.words = `${this.words}${chunk.toString()}`.slice(-WORDS_MAX);
    });
    this.child.on('message', (report: Report) => {
      if (report.kind === 'held') this.held(report.state);
      else watch.reported(report);
    });
    this.child.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.child.on('close', () => {
        this.over = true;
        if (pid !== undefined) guardian.ended(pid);
        this.held(null);
        if (!this.killed) watch.died(this.words.trim());
        resolve();
      });
    });
    this.order({ kind: 'setup', setup });
  }

  get pid(): number | null {
    return this.over ? null : (this.child.pid ?? null);
  }

  order(order: Order): void {
    if (this.child.connected) this.child.send(order, () => {});
  }

  /** Stops it between two handlers; its state, or null where it ends or is given up before. */
  hold(): Promise<NodeReport | null> {
    if (this.over) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.onHeld = resolve;
      this.order({ kind: 'hold' });
    });
  }

  giveUp(): void {
    this.held(null);
  }

  private held(state: NodeReport | null): void {
    const { onHeld } = this;
    this.onHeld = null;
    onHeld?.(state);
  }

  /** As the power going out, for this node. */
  async kill(): Promise<void> {
    this.killed = true;
    if (!this.over) this.child.kill('SIGKILL');
    await this.ended;
  }

  pause(): void {
    this.child.kill('SIGSTOP');
  }

  resume(): void {
    this.child.kill('SIGCONT');
  }
}
