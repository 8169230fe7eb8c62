/** What was emitted under one name so far, as an observer: a set of records `{ by, …fields }`, which only grows. */
import type { SystemVariable } from '../../engine/language/system/spec.js';
import type { TypeOf } from '../../engine/language/types.js';
import type { Value } from '../../engine/language/value.js';
import { plainValue } from '../../engine/language/value-format.js';
import { setOf } from '../../engine/language/values/order.js';
import { type LanguageNames, languageValue } from '../../engine/node/shapes/language.js';
import type { Fields } from '../../engine/node/shapes/shape.js';
import type { Plain } from '../../engine/plain.js';
import type { Observation, Observer } from '../../engine/transition/nodes/observer.js';

/** Who emits: names, and the shapes of what each emits. A cluster is one, and a program of threads. */
export interface Emitters {
  readonly names: readonly string[];
  readonly nodes: Readonly<Record<string, readonly number[]>>;
  readonly of: readonly { readonly events: ReadonlyMap<string, { readonly fields: Fields }> }[];
}

type Emitted = Extract<Observation, { kind: 'emit' }>;

export class EmittedObserver implements Observer {
  readonly name: string;
  readonly history = false;
  readonly events: ReadonlySet<string>;
  private readonly sets: (readonly Value[])[] = [[]];
  /** What each set was made of. */
  private readonly heard: (readonly Emitted[])[] = [[]];
  private readonly numbers = new Map<string, number>([['[]', 0]]);

  constructor(
    private readonly variable: SystemVariable,
    private readonly event: string,
    private readonly cluster: Emitters,
    private readonly names: LanguageNames,
  ) {
    this.name = variable.name;
    this.events = new Set([event]);
  }

  start(): number {
    return 0;
  }

  next(state: number, observation: Observation): number {
    if (observation.kind !== 'emit' || observation.event !== this.event) return state;
    const record = this.record(observation);
    const type = this.variable.type as TypeOf<'set'>;
    const grown = setOf(type.of, [...this.sets[state], record]) as readonly Value[];
    const text = JSON.stringify(grown);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.sets.length);
    this.heard.push([...this.heard[state], observation]);
    return this.sets.push(grown) - 1;
  }

  rename(
    state: number,
    node: (node: number) => number,
    client: (client: number) => number,
  ): number {
    const how = { id: node, call: client };
    return this.heard[state].reduce((renamed, emitted) => {
      const shapes = this.cluster.of[emitted.node].events.get(this.event)?.fields ?? {};
      const given = emitted.fields as Readonly<Record<string, unknown>>;
      const fields = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, shape.rewrite(given[name], how)]),
      );
      return this.next(renamed, { ...emitted, node: node(emitted.node), fields });
    }, this.start());
  }

  value(state: number): Value {
    return this.sets[state];
  }

  text(state: number): string {
    return JSON.stringify(this.sets[state]);
  }

  plain(state: number): Plain {
    return plainValue(this.variable.type, this.sets[state]);
  }

  private record({ node, fields }: Emitted): Value {
    const { cluster, names } = this;
    const shape = cluster.of[node].events.get(this.event);
    const given = fields as Readonly<Record<string, unknown>>;
    const values = Object.entries(shape?.fields ?? {}).map(([field, of]) =>
      languageValue(of, given[field], names),
    );
    return [cluster.names[node], ...values];
  }
}
