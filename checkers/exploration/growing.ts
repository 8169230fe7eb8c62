/** Growing arrays of numbers: parents, edges and flags of a search. */

export class GrowingInts {
  length = 0;
  private array = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.array.length) {
      // Half as much again: the copy is the memory peak of a search, doubling would raise it.
      const larger = new Int32Array(this.array.length + (this.array.length >> 1));
      larger.set(this.array);
      this.array = larger;
    }
    this.array[this.length++] = value;
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

  get bytes(): number {
    return this.array.byteLength;
  }
}
