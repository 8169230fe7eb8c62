/**
 * Growing arrays of numbers: parents, edges and flags of a search. A small one is copied when it grows. One that may
 * become large grows in place from some size on, in a memory of WebAssembly: nothing is copied, and no page is used before it is
 * written. (A shared one: when another grows, V8 compiles all code with typed arrays again.)
 */
import { NoRoom } from '../../engine/transition/no-room.js';
import { type WasmMemory, wasm } from '../../engine/transition/wasm/web-assembly.js';

/** From so many numbers on it is worth a memory of its own: 1 MiB. */
const LARGE = 1 << 18;
/** Of a memory of WebAssembly: bytes of a page, and how many pages it has at most. */
const PAGE = 1 << 16;
const PAGES_MAX = 1 << 16;

export class GrowingInts {
  length = 0;
  private array: Int32Array<ArrayBufferLike> = new Int32Array(1024);
  private memory: WasmMemory | null = null;

  /** @param most numbers that there is room for: where one of them is, is told by a word */
  constructor(
    private readonly growth: 'by copies' | 'in place' = 'by copies',
    private readonly most = 2 ** 31 - 1,
  ) {}

  /** @throws NoRoom */
  push(value: number): void {
    if (this.length === this.array.length) this.grow();
    this.array[this.length++] = value;
  }

  /** Room for so many more, to be filled from `length` on; then `length` is to be set. Not to be used after the next `push`. @throws NoRoom */
  room(count: number): Int32Array {
    while (this.length + count > this.array.length) this.grow();
    return this.array;
  }

  at(index: number): number {
    return this.array[index];
  }

  set(index: number, value: number): void {
    this.array[index] = value;
  }

  truncate(length: number): void {
    this.length = length;
  }

  /** The numbers so far; not a copy, and not to be used after the next `push`. */
  view(): Int32Array {
    return this.array.subarray(0, this.length);
  }

  /** Of these, Node knows nothing. */
  get bytesInPlace(): number {
    return this.memory === null ? 0 : this.array.byteLength;
  }

  private grow(): void {
    const { length } = this.array;
    if (length >= this.most) throw new NoRoom('more numbers than one array holds');
    const wanted = Math.min(length + (length >> 1), this.most);
    if (
      this.growth === 'in place' &&
      wanted >= LARGE &&
      this.growsInPlace(Math.ceil((4 * wanted) / PAGE))
    )
      return;
    const larger = new Int32Array(wanted);
    larger.set(this.array);
    this.array = larger;
    this.memory = null;
  }

  /** False where there is no such memory: it would be too large, or the system gives no more addresses. */
  private growsInPlace(pages: number): boolean {
    const { memory, array } = this;
    if (pages > PAGES_MAX) return false;
    try {
      if (memory) {
        memory.grow(pages - memory.buffer.byteLength / PAGE);
        this.array = new Int32Array(memory.buffer);
      } else {
        this.memory = new wasm.Memory({ initial: pages, maximum: PAGES_MAX, shared: true });
        this.array = new Int32Array(this.memory.buffer);
        this.array.set(array);
      }
      return true;
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  }
}
