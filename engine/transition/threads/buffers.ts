/** Queues of stores on their way to memory, each as one number; 0 is the empty one. */
import { Interner } from '../nodes/tables.js';

export interface Waiting {
  readonly cell: number;
  readonly code: number;
}

export class Buffers {
  private readonly known = new Interner<readonly Waiting[]>();
  private readonly rests: number[] = [];

  constructor() {
    this.number([]);
  }

  /** Oldest first. */
  waiting(buffer: number): readonly Waiting[] {
    return this.known.values[buffer];
  }

  with(buffer: number, cell: number, code: number): number {
    return this.number([...this.waiting(buffer), { cell, code }]);
  }

  /** Without the oldest. */
  rest(buffer: number): number {
    this.rests[buffer] ??= this.number(this.waiting(buffer).slice(1));
    return this.rests[buffer];
  }

  /** The youngest store to the cell that waits; null where none does. */
  read(buffer: number, cell: number): number | null {
    if (buffer === 0) return null;
    return this.waiting(buffer).findLast((store) => store.cell === cell)?.code ?? null;
  }

  private number(waiting: readonly Waiting[]): number {
    const text = waiting.map(({ cell, code }) => `${cell}=${code}`).join();
    return this.known.put(text, () => waiting);
  }
}
