/**
 * Renaming states fast: what the exchange of two names does to every element and every code is looked
 * up in tables that fill as they are used; any other renaming is some exchanges one after the other.
 */
import type { Representation } from '../representation.js';
import type { Members } from './members.js';
import type { Parts } from './parts.js';

/** Codes up to here are looked up in an array. */
const TABLE_MAX = 2 ** 12;

class Swap {
  /** Where each element goes. */
  private readonly places: Int32Array;
  private readonly codes = new Map<Representation, CodeMap>();
  /** Of each element, how its code changes; null where it does not. */
  private readonly codeOf: (CodeMap | null)[] = [];

  constructor(parts: Parts, renaming: Int32Array) {
    const { members } = parts;
    this.places = new Int32Array(parts.size);
    for (const part of parts.list) {
      const codes = part.mentions ? this.codesOf(parts, part.representation, renaming) : null;
      for (let e = 0; e < part.count; e++) {
        const keys = parts.keysOf(part, e).map((k, i) => members.rename(part.keys[i], k, renaming));
        this.places[part.start + e] = part.start + parts.elementAt(part, keys);
        this.codeOf[part.start + e] = codes;
      }
    }
  }

  private codesOf(parts: Parts, r: Representation, renaming: Int32Array): CodeMap {
    let map = this.codes.get(r);
    if (map === undefined) {
      map = new CodeMap(r.space, (code) => {
        const value = parts.codec.decode(r, code + r.offset);
        return parts.codec.encode(r, parts.members.rename(r.type, value, renaming)) - r.offset;
      });
      this.codes.set(r, map);
    }
    return map;
  }

  apply(from: Int32Array, to: Int32Array): void {
    const { places, codeOf } = this;
    for (let i = 0; i < places.length; i++) {
      const map = codeOf[i];
      to[places[i]] = map === null ? from[i] : map.get(from[i]);
    }
  }

  /** Does the exchange leave this as it is? */
  fixes(flat: Int32Array): boolean {
    const { places, codeOf } = this;
    for (let i = 0; i < places.length; i++) {
      const map = codeOf[i];
      if (flat[places[i]] !== (map === null ? flat[i] : map.get(flat[i]))) return false;
    }
    return true;
  }
}

/** A function on codes that remembers. */
class CodeMap {
  private readonly table: Int32Array | null;
  private readonly map = new Map<number, number>();

  constructor(
    space: number,
    private readonly compute: (code: number) => number,
  ) {
    this.table = space <= TABLE_MAX ? new Int32Array(space).fill(-1) : null;
  }

  get(code: number): number {
    const { table, map } = this;
    if (table !== null) {
      if (table[code] < 0) table[code] = this.compute(code);
      return table[code];
    }
    let known = map.get(code);
    if (known === undefined) {
      known = this.compute(code);
      map.set(code, known);
    }
    return known;
  }
}

export class Swaps {
  private readonly swaps = new Map<number, Swap>();
  private readonly members: Members;
  private readonly left: Int32Array;
  private readonly other: Int32Array;

  constructor(private readonly parts: Parts) {
    this.members = parts.members;
    this.left = new Int32Array(this.members.count);
    this.other = new Int32Array(parts.size);
  }

  /** Does the exchange of these two names leave the state as it is? */
  fixes(a: number, b: number, flat: Int32Array): boolean {
    return this.swap(a, b).fixes(flat);
  }

  /** Renames in place. */
  rename(renaming: ArrayLike<number>, flat: Int32Array): void {
    const { left, other } = this;
    left.set(renaming);
    // `flat` and `other` take turns; `at` is where the state is now.
    let at = flat;
    let free = other;
    for (let i = 0; i < left.length; i++) {
      while (left[i] !== i) {
        const j = left[i];
        this.swap(i, j).apply(at, free);
        [at, free] = [free, at];
        left[i] = left[j];
        left[j] = j;
      }
    }
    if (at !== flat) flat.set(at);
  }

  private swap(a: number, b: number): Swap {
    const key = a < b ? a * this.members.count + b : b * this.members.count + a;
    let swap = this.swaps.get(key);
    if (swap === undefined) {
      swap = new Swap(this.parts, this.members.swap(a, b));
      this.swaps.set(key, swap);
    }
    return swap;
  }
}
