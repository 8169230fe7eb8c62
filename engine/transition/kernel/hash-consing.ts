/**
 * Numbers for things that are made of numbered things: the same parts, the same number (hash-consing: Ershov, 1958;
 * Filliâtre and Conchon, 2006). A table with open addressing over four words a thing, because keys of text cost more than
 * what they are the keys of.
 */
export class HashConsing {
  /** Number plus 1; 0 is free. */
  private slots = new Int32Array(1 << 12);
  private parts = new Int32Array(1 << 12);
  private count = 0;

  /** The number of what is made of these, the next free number where that is new. */
  number(kind: number, a: number, b: number, c: number): number {
    const mask = this.slots.length - 1;
    for (let at = hash(kind, a, b, c) & mask; ; at = (at + 1) & mask) {
      const known = this.slots[at] - 1;
      if (known < 0) return this.add(at, kind, a, b, c);
      const k = 4 * known;
      const { parts } = this;
      if (parts[k] === kind && parts[k + 1] === a && parts[k + 2] === b && parts[k + 3] === c)
        return known;
    }
  }

  private add(at: number, kind: number, a: number, b: number, c: number): number {
    const made = this.count++;
    if (4 * this.count > this.parts.length) this.parts = doubled(this.parts);
    const k = 4 * made;
    this.parts[k] = kind;
    this.parts[k + 1] = a;
    this.parts[k + 2] = b;
    this.parts[k + 3] = c;
    this.slots[at] = made + 1;
    if (2 * this.count > this.slots.length) this.grow();
    return made;
  }

  private grow(): void {
    const { parts } = this;
    const slots = new Int32Array(2 * this.slots.length);
    const mask = slots.length - 1;
    for (let made = 0; made < this.count; made++) {
      const k = 4 * made;
      let at = hash(parts[k], parts[k + 1], parts[k + 2], parts[k + 3]) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = made + 1;
    }
    this.slots = slots;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}

function hash(kind: number, a: number, b: number, c: number): number {
  let h = Math.imul(kind, 0x9e3779b1) ^ Math.imul(a, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0xc2b2ae3d) ^ Math.imul(b, 0x27d4eb2f) ^ Math.imul(c, 0x165667b1);
  return h ^ (h >>> 16);
}
