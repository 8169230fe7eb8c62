/**
 * What clients ask with. `key` is one of the keys; every other value is one that nobody has asked with before, so that histories tell
 * who read what from whom; `from` of a compare-and-set is what the client last wrote or read there, or nothing.
 */
import type { RecordShape } from '../node/shapes/records.js';
import type { Shape } from '../node/shapes/shape.js';
import type { Loose } from '../node/step.js';
import type { Random } from '../random.js';
import type { Draw } from './distributions.js';

export class Arguments {
  private readonly known = new Map<string, unknown>();
  private fresh = 0;
  /** Each made once. */
  private readonly keys: string[] = [];

  constructor(
    private readonly client: number,
    private readonly clients: number,
    private readonly key: Draw,
    private readonly random: Random,
  ) {}

  of({ fields }: RecordShape<Loose>): Loose {
    const args: Loose = {};
    const place = 'key' in fields ? this.keyNumber(this.key(this.random)) : '';
    for (const name in fields) {
      if (name === 'key') args[name] = place;
      else if (name === 'from') args[name] = this.known.get(place) ?? fields[name].initial();
      else args[name] = this.value(fields[name]);
    }
    return args;
  }

  /** What an answer tells of a key. */
  learn(args: Loose, answer: unknown): void {
    const place = typeof args['key'] === 'string' ? args['key'] : '';
    if ('to' in args) {
      if (answer === true) this.known.set(place, args['to']);
      else this.known.delete(place);
    } else if ('value' in args) this.known.set(place, args['value']);
    else if (answer !== undefined) this.known.set(place, answer);
  }

  private keyNumber(index: number): string {
    this.keys[index] ??= `k${index + 1}`;
    return this.keys[index];
  }

  private value(shape: Shape<unknown>): unknown {
    const { detail } = shape;
    switch (detail.kind) {
      case 'text':
        return `v${this.number()}`;
      case 'int':
        return this.number();
      case 'bool':
        return this.random.below(2) === 1;
      case 'oneOf':
        return detail.members[this.random.below(detail.members.length)];
      case 'optional':
        return this.value(detail.of);
      case 'list':
        return [this.value(detail.of)];
      case 'set':
        return new Set([this.value(detail.of)]);
      case 'record':
      case 'value':
        return Object.fromEntries(
          Object.entries(detail.fields).map(([name, field]) => [name, this.value(field)]),
        );
      default:
        return shape.initial();
    }
  }

  /** No other client has it. */
  private number(): number {
    return this.client + 1 + this.clients * this.fresh++;
  }
}
