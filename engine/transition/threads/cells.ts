/** Values of shared words as numbers of one state: the bits of the word where 32 are enough, else the place in a list. */
import type { CellInfo } from '../../threads/index.js';
import { Interner } from '../nodes/tables.js';

export class Cells {
  private readonly wide = new Map<string, Interner<unknown>>();

  constructor(readonly all: readonly CellInfo[]) {}

  encode(cell: number, value: unknown): number {
    const { codec, shape } = this.all[cell];
    if (codec.small !== null) return codec.small.to(value);
    return this.interner(cell).put(shape.text(value), () => Object.freeze(shape.copy(value)));
  }

  decode(cell: number, code: number): unknown {
    const { small } = this.all[cell].codec;
    if (small === null) return this.interner(cell).values[code];
    const value = small.from(code);
    return typeof value === 'object' ? Object.freeze(value) : value;
  }

  /** For people: `top = 3`. */
  text(cell: number, code: number, names: readonly string[]): string {
    return `${this.all[cell].name} = ${this.valueText(cell, code, names)}`;
  }

  valueText(cell: number, code: number, names: readonly string[]): string {
    const plain = this.all[cell].shape.plain(this.decode(cell, code), (id) => names[id]);
    return plain === null
      ? 'none'
      : typeof plain === 'object'
        ? JSON.stringify(plain)
        : String(plain);
  }

  /** One for each word: words of an array have one together. */
  private interner(cell: number): Interner<unknown> {
    const { word } = this.all[cell];
    const known = this.wide.get(word);
    if (known !== undefined) return known;
    const made = new Interner<unknown>();
    this.wide.set(word, made);
    return made;
  }
}
