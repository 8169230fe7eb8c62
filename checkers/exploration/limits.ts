/**
 * What may stop a search before its end, and what measures it. A search asks often and cheaply; the
 * clock and the memory are parameters, so that tests own them.
 */
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

export interface Limits {
  /** Distinct states that may be kept. A space of exactly so many states is still complete. */
  readonly maxStates?: number;
  /** Wall-clock seconds. */
  readonly maxSeconds?: number;
  /** Of the whole process. Default: three quarters of the memory that the machine, or its container, has. */
  readonly maxMemoryBytes?: number;
  readonly signal?: AbortSignal;
}

export interface Meters {
  /** Milliseconds, from any beginning. */
  readonly clock: () => number;
  /** Seconds of processor time of this process. */
  readonly cpuSeconds: () => number;
  readonly memory: () => MemoryUse;
}

export interface MemoryUse {
  /** JavaScript heap and typed arrays. */
  readonly bytes: number;
  /** Share of the JavaScript heap's own limit that is in use, 0 to 1: V8 aborts the process at 1. */
  readonly heapShare: number;
}

/** The real clock, processor and memory. */
export const processMeters: Meters = {
  clock: () => performance.now(),
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  memory: () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const { heap_size_limit } = getHeapStatistics();
    return { bytes: heapUsed + arrayBuffers, heapShare: heapUsed / heap_size_limit };
  },
};

const HEAP_SHARE_MAX = 0.85;
const EXTENSION = 0.25;
const EXTENSION_SECONDS = 60;

export function defaultMemoryLimit(): number {
  const container = process.constrainedMemory?.() ?? 0;
  const available = container > 0 ? Math.min(container, totalmem()) : totalmem();
  return Math.floor(0.75 * available);
}

/** Watches the limits that need a look at the world; `maxStates` is the search's own affair. */
export class Watch {
  peakMemoryBytes = 0;
  /** Memory that the meters do not see, of what is kept until all is judged. */
  unseenBytes = 0;
  /** What is allowed, as a share of the limits. */
  private allowed = 1;
  /** On the clock; only where the user set no time. */
  private deadline: number | undefined;
  private readonly started: number;
  private readonly startedCpu: number;
  readonly maxMemoryBytes: number;

  constructor(
    readonly limits: Limits,
    readonly meters: Meters,
  ) {
    this.started = meters.clock();
    this.startedCpu = meters.cpuSeconds();
    this.maxMemoryBytes = limits.maxMemoryBytes ?? defaultMemoryLimit();
  }

  get seconds(): number {
    return (this.meters.clock() - this.started) / 1000;
  }

  get cpuSeconds(): number {
    // Whole microseconds, as the system counts them: no digits of mere arithmetic.
    return Math.round((this.meters.cpuSeconds() - this.startedCpu) * 1e6) / 1e6;
  }

  /**
   * From now on a quarter more of every limit, for what is still to be judged on the states that are
   * known: of all that together, not of each. Where a search stopped early without a limit of time,
   * a minute.
   */
  extend(complete: boolean): void {
    this.allowed = 1 + EXTENSION;
    if (!complete && this.limits.maxSeconds === undefined)
      this.deadline = this.meters.clock() + 1000 * EXTENSION_SECONDS;
  }

  /** The limits for a part of the work that begins now. */
  left(): Limits {
    const { maxSeconds } = this.limits;
    if (maxSeconds === undefined) return this.limits;
    return { ...this.limits, maxSeconds: Math.max(0, this.allowed * maxSeconds - this.seconds) };
  }

  /** Why the search must stop now, as the user would recognise it; undefined to go on.
   * @param otherBytes memory that the meters do not see */
  stop(otherBytes = 0): string | undefined {
    const { maxSeconds, maxMemoryBytes, signal } = this.limits;
    const { bytes: seenBytes, heapShare } = this.meters.memory();
    const bytes = seenBytes + otherBytes + this.unseenBytes;
    this.peakMemoryBytes = Math.max(this.peakMemoryBytes, bytes);
    if (signal?.aborted) return 'interrupted';
    if (maxSeconds !== undefined && this.seconds >= this.allowed * maxSeconds)
      return `--max-seconds ${maxSeconds}`;
    if (this.deadline !== undefined && this.meters.clock() >= this.deadline)
      return `${EXTENSION_SECONDS} seconds for the rest`;
    if (bytes >= this.allowed * this.maxMemoryBytes) {
      return maxMemoryBytes === undefined
        ? 'the memory of this machine'
        : `--max-memory ${size(maxMemoryBytes)}`;
    }
    if (heapShare >= HEAP_SHARE_MAX) return 'the JavaScript heap limit';
    return undefined;
  }
}

/** As people read it: `235 MiB`. */
export function size(bytes: number): string {
  for (const [unit, scale] of [
    ['GiB', 2 ** 30],
    ['MiB', 2 ** 20],
    ['KiB', 2 ** 10],
  ] as const) {
    if (bytes >= scale) return `${Number((bytes / scale).toFixed(1))} ${unit}`;
  }
  return `${bytes} B`;
}
