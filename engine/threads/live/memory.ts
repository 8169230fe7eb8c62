/**
 * Shared words in a SharedArrayBuffer, eight bytes each. `atomic`: every access is one of JavaScript's Atomics, so memory is sequentially
 * consistent. `plain`: loads and stores are ordinary ones, so the processor's own queues of stores show, if it has any; updates and fences
 * stay atomic.
 */
import type { Access } from '../access.js';
import type { CellInfo, Layout } from '../words.js';

export type Ordering = 'atomic' | 'plain';

const BYTES = 8;

export class SharedWords {
  private readonly narrow: Int32Array;
  private readonly wide: BigInt64Array;
  private readonly cells: readonly CellInfo[];

  constructor(
    { cells }: Layout,
    buffer: SharedArrayBuffer,
    offset: number,
    private readonly ordering: Ordering,
    /** A word that fences touch. */
    private readonly barrier: Int32Array,
  ) {
    this.cells = cells;
    this.narrow = new Int32Array(buffer, offset, 2 * cells.length);
    this.wide = new BigInt64Array(buffer, offset, cells.length);
  }

  /** Of one memory. */
  static bytes({ cells }: Layout): number {
    return BYTES * cells.length;
  }

  reset(): void {
    this.cells.forEach((cell, i) => {
      this.store(i, cell.first, 'atomic');
    });
  }

  values(): unknown[] {
    return this.cells.map((_, i) => this.load(i, 'atomic'));
  }

  /** The result of the access; undefined for a wait that is not over. */
  perform(access: Exclude<Access, { do: 'pick' | 'until' }>): unknown {
    switch (access.do) {
      case 'load':
        return this.load(access.cell, this.ordering);
      case 'store':
        return this.store(access.cell, access.value, this.ordering);
      case 'fence':
        Atomics.add(this.barrier, 0, 1);
        return undefined;
      case 'add':
        return Atomics.add(this.narrow, 2 * access.cell, access.by);
      case 'swap':
        return this.swap(access.cell, access.value);
      case 'cas':
        return this.cas(access.cell, access.expect, access.value);
    }
  }

  load(cell: number, ordering: Ordering = this.ordering): unknown {
    const { codec } = this.cells[cell];
    const at = 2 * cell;
    if (codec.small === null)
      return codec.fromBits(BigInt.asUintN(codec.bits, Atomics.load(this.wide, cell)));
    return codec.small.from(
      ordering === 'atomic' ? Atomics.load(this.narrow, at) : this.narrow[at],
    );
  }

  private store(cell: number, value: unknown, ordering: Ordering): undefined {
    const { codec } = this.cells[cell];
    if (codec.small === null) Atomics.store(this.wide, cell, signed(codec.toBits(value)));
    else if (ordering === 'atomic') Atomics.store(this.narrow, 2 * cell, codec.small.to(value));
    else this.narrow[2 * cell] = codec.small.to(value);
    return undefined;
  }

  private swap(cell: number, value: unknown): unknown {
    const { codec } = this.cells[cell];
    if (codec.small !== null)
      return codec.small.from(Atomics.exchange(this.narrow, 2 * cell, codec.small.to(value)));
    const old = Atomics.exchange(this.wide, cell, signed(codec.toBits(value)));
    return codec.fromBits(BigInt.asUintN(codec.bits, old));
  }

  private cas(cell: number, expect: unknown, value: unknown): boolean {
    const { codec } = this.cells[cell];
    if (codec.small !== null) {
      const wanted = codec.small.to(expect);
      return (
        Atomics.compareExchange(this.narrow, 2 * cell, wanted, codec.small.to(value)) === wanted
      );
    }
    const wanted = signed(codec.toBits(expect));
    return Atomics.compareExchange(this.wide, cell, wanted, signed(codec.toBits(value))) === wanted;
  }
}

const signed = (bits: bigint): bigint => BigInt.asIntN(64, bits);
