/**
 * What each member looks like in a state, and each pair of members: sums over the elements that they
 * occur in, so that renaming the state only moves the numbers. Per element and code they are computed
 * once.
 */
import { marked, markedHash, mix, occurring } from './marks.js';
import type { Part, Parts } from './parts.js';

/** Of one element with one code: the members in it and how each looks. */
interface Look {
  readonly members: readonly number[];
  readonly hashes: readonly number[];
  pairs: readonly Pair[] | null;
}

interface Pair {
  readonly a: number;
  readonly b: number;
  readonly hash: number;
}

export class Looks {
  private readonly looks: Map<number, Look>[] = [];
  private readonly partOf: number[] = [];

  constructor(private readonly parts: Parts) {
    parts.list.forEach((part, index) => {
      for (let e = 0; e < part.count; e++) {
        this.looks.push(new Map());
        this.partOf.push(index);
      }
    });
  }

  /** Adds up in `out` how each member looks in this state. */
  single(flat: Int32Array, out: Int32Array): void {
    out.fill(0);
    for (let i = 0; i < flat.length; i++) {
      const { members, hashes } = this.look(i, flat[i]);
      for (let k = 0; k < members.length; k++) out[members[k]] += hashes[k];
    }
  }

  /** Adds up in `out[a * count + b]` how each pair looks. */
  pairs(flat: Int32Array, out: Int32Array): void {
    const { count } = this.parts.members;
    out.fill(0);
    for (let i = 0; i < flat.length; i++) {
      const look = this.look(i, flat[i]);
      look.pairs ??= this.pairsOf(i, flat[i], look.members);
      for (const { a, b, hash } of look.pairs) out[a * count + b] += hash;
    }
  }

  private look(i: number, code: number): Look {
    const known = this.looks[i].get(code);
    if (known !== undefined) return known;
    const members = this.occurringIn(i, code);
    const hashes = members.map((member) => this.hash(i, code, member));
    const look: Look = { members, hashes, pairs: null };
    this.looks[i].set(code, look);
    return look;
  }

  private pairsOf(i: number, code: number, members: readonly number[]): Pair[] {
    return members.flatMap((a) =>
      members.filter((b) => b !== a).map((b) => ({ a, b, hash: this.hash(i, code, a, b) })),
    );
  }

  private occurringIn(i: number, code: number): number[] {
    const { parts } = this;
    const part = this.part(i);
    const { members } = parts;
    const inKeys = parts
      .keysOf(part, i - part.start)
      .flatMap((key, k) => occurring(members, part.keys[k], key));
    const inValue = occurring(members, part.representation.type, parts.valueOf(part, code));
    return [...new Set([...inKeys, ...inValue])].sort((a, b) => a - b);
  }

  private hash(i: number, code: number, a: number, b?: number): number {
    const { parts } = this;
    const part = this.part(i);
    const { members } = parts;
    const mark = marked(a, b);
    let h = this.partOf[i];
    parts.keysOf(part, i - part.start).forEach((key, k) => {
      h = mix(h, markedHash(members, part.keys[k], key, mark));
    });
    return mix(h, markedHash(members, part.representation.type, parts.valueOf(part, code), mark));
  }

  private part(i: number): Part {
    return this.parts.list[this.partOf[i]];
  }
}
