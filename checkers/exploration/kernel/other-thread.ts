/** The other threads of a search: workers whose program is the text of the same hands. */
import { Worker } from 'node:worker_threads';
import type { Kernel } from '../../../engine/transition/kernel/kernel.js';
import { type WasmModule, wasm } from '../../../engine/transition/wasm/web-assembly.js';
import { makeHandover } from './handing-over.js';
import { type HandsPlan, makeHands, otherHands } from './hands.js';

/** They sleep until there is a level to work on. */
export class OtherThreads {
  /** What one of them has thrown. */
  broken: unknown;
  private readonly threads: Worker[] = [];
  /** What they run: made when the first of them is. */
  private module: WasmModule | undefined;

  constructor(
    private readonly plan: HandsPlan,
    private readonly kernel: Kernel,
  ) {}

  /** How many have been started. */
  get count(): number {
    return this.threads.length;
  }

  start(): void {
    const { plan } = this;
    const { asks } = this.kernel;
    this.module ??= asks ? new wasm.Module(asks.others()) : plan.kernel;
    const workerData = { plan: { ...plan, kernel: this.module }, index: this.count + 1 };
    const thread = new Worker(PROGRAM, { eval: true, execArgv: [], workerData });
    thread.unref();
    thread.on('error', (error) => {
      this.broken = error;
    });
    this.threads.push(thread);
  }

  /** Sends them away. */
  async end(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

/** (Some compilers of TypeScript name functions by `__name`.) */
const PROGRAM = `
const __name = (f) => f;
const makeHandover = ${makeHandover.toString()};
const makeHands = ${makeHands.toString()};
const otherHands = ${otherHands.toString()};
const { plan, index } = require('node:worker_threads').workerData;
otherHands(plan, index, makeHands, makeHandover);
`;
