/** Names of an export: those of the spec where they can stand, else changed in one fixed way. */
import type { Dialect } from './dialect.js';
import { OPERATIONS } from './dialect.js';

export class Names {
  private readonly taken: Set<string>;
  private readonly known = new Map<string, string>();

  constructor(private readonly dialect: Dialect) {
    this.taken = new Set<string>([...OPERATIONS, 's', "s'", 'State']);
  }

  /** A name for everyone: the same for the same key. */
  global(key: string, wanted: string): string {
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const name = this.unlike(wanted, this.taken);
    this.taken.add(name);
    this.known.set(key, name);
    return name;
  }

  /** A bound name: unlike every global one, and unlike all that stand in the texts around it. */
  local(wanted: string, around: readonly string[]): string {
    const names = around.flatMap((text) => text.split(/[^\w']+/));
    return this.unlike(wanted, new Set([...this.taken, ...names]));
  }

  /** Of a field or a constructor that stands under the name of its type. */
  member(type: string, wanted: string): string {
    const plain = this.identifier(wanted);
    return this.dialect.qualified ? plain : this.global(`member ${type} ${wanted}`, plain);
  }

  /** As `identifier`, and not in `taken`. */
  private unlike(wanted: string, taken: ReadonlySet<string>): string {
    const base = this.identifier(wanted);
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
    return name;
  }

  identifier(wanted: string): string {
    const plain = wanted.replace(/[^A-Za-z0-9]+/g, '_').replace(/^_+|_+$/g, '');
    const named = /^[A-Za-z]/.test(plain) ? plain : `x_${plain}`;
    return this.dialect.reserved.has(named) ? `${named}_` : named;
  }
}
