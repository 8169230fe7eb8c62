/** Truths that are kept, against the interpreter: random changes of a random state, and the same truth (or want of one) after each. */
import { describe, expect, it } from 'vitest';
import { IllDefined } from '../../engine/language/ill-defined.js';
import { loadFile, readSpec, sourceFile } from '../../engine/language/index.js';
import { judge } from '../../engine/language/system/judge.js';
import type { SystemSpec } from '../../engine/language/system/spec.js';
import type { Value } from '../../engine/language/value.js';
import { Numbered } from '../../engine/language/values/numbered.js';
import { setOf } from '../../engine/language/values.js';
import { Protocols } from '../../engine/protocols/declarations.js';
import { Random } from '../../engine/random.js';
import { campaign } from '../../test/campaign.js';
import { type Change, type Standing, standing } from './standing.js';

const CONDITIONS = [
  'exists(a, b in elected, a.term == b.term and a.by != b.by)',
  'forall(a, b in elected, a.term == b.term implies a.by == b.by)',
  'forall(a, b in elected, not (a.by != b.by and a.term == b.term))',
  'exists(a in elected, b in elected, c in elected, a.term == b.term and b.by == c.by and a.by != c.by)',
  'exists(a in elected, n in nodes, a.by == n and n.term < a.term)',
  'forall(a in elected, exists(b in elected, b.term < a.term or a.term == 1))',
  'forall(a, b in nodes, a.role == leader and b.role == leader implies a == b)',
  'forall(a, b in nodes, i in 1..min(a.applied, b.applied), i <= a.commit + b.commit)',
  'forall(a in nodes, div(6, a.applied) < 7)',
  'exists(a in nodes, count(b in nodes, b.commit == a.commit) > 1 and a.up)',
  'not exists(a in nodes, a.role == leader) or (healed and forall(a in nodes, a.applied <= 2))',
  'exists(a in nodes, div(4, a.commit) == 2) implies exists(b in elected, b.term == 1)',
];

async function read(): Promise<SystemSpec> {
  const properties = CONDITIONS.map((c, i) => `  p${i}:\n    always: ${c}`).join('\n');
  const text = `kind: system\nname: t\nabout: A test.\nprotocol: raft\nnodes: 3\nproperties:\n${properties}\n`;
  const protocols = new Protocols();
  const loaded = loadFile(sourceFile('test.yaml', text), { declarations: protocols.declarations });
  await protocols.load(loaded, { own: 'leave' });
  const { spec, diagnostics } = readSpec(loaded.documents[0]);
  if (spec?.kind !== 'system') throw new Error(JSON.stringify(diagnostics.map((d) => d.message)));
  return spec;
}

class World {
  readonly values = new Numbered();

  constructor(
    private readonly spec: SystemSpec,
    private readonly random: Random,
  ) {
    for (const { name, from } of spec.variables)
      this.values.set(
        name,
        from.is === 'emitted' ? [] : from.is === 'healed' ? false : this.row(name),
      );
  }

  private row(name: string): Value[] {
    return Array.from({ length: 3 }, () => this.entry(name));
  }

  private entry(name: string): Value {
    if (name.endsWith('.role')) return this.one(['follower', 'candidate', 'leader']);
    return name.endsWith('.up') ? this.random.below(2) === 0 : this.random.below(4);
  }

  private one<T>(items: readonly T[]): T {
    return items[this.random.below(items.length)];
  }

  change(): Change {
    const { name, type, from } = this.one(this.spec.variables);
    if (from.is === 'healed') {
      this.values.set(name, this.random.below(2) === 0);
      return { variable: name };
    }
    const before = this.values.get(name) as readonly Value[];
    if (from.is === 'emitted') {
      const item = [`server${1 + this.random.below(3)}`, this.random.below(5)];
      if (type.kind !== 'set') throw new Error('a set');
      const after = setOf(type.of, [...before, item]) as readonly Value[];
      this.values.set(name, after);
      // An item that was there is no change.
      return after.length === before.length ? { variable: 'nothing' } : { variable: name, item };
    }
    const at = this.random.below(3);
    this.values.set(name, before.with(at, this.entry(name)));
    return { variable: name, at };
  }
}

const truthOr = (ask: () => boolean): boolean | string => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof IllDefined) return error.message;
    throw error;
  }
};

describe('a truth that is kept', () => {
  it('is that of the interpreter, whatever changes', async () => {
    const spec = await read();
    const { seed, runs } = campaign('standing truths', { sample: 60, deep: 4_000 });
    const seen = new Map<number, Set<unknown>>();
    for (let run = 0; run < runs; run++) {
      const random = Random.of(seed, 'world', run);
      const world = new World(spec, random);
      const state = (name: string): Value => world.values.get(name);
      const grows = (name: string) =>
        spec.variables.some((v) => v.name === name && v.from.is === 'emitted');
      const kept: Standing[] = spec.atoms.map(({ expr }) =>
        standing(expr, { state, list: world.values.list }, grows),
      );
      for (let step = 0; step < 40; step++) {
        for (const [i, atom] of spec.atoms.entries()) {
          // Not asked each time: changes gather.
          if (step > 0 && random.below(3) === 0) continue;
          const right = truthOr(() => judge(atom, { state }));
          expect(
            truthOr(() => kept[i].holds()),
            `${CONDITIONS[i]}, run ${run}, step ${step}`,
          ).toBe(right);
          seen.set(i, (seen.get(i) ?? new Set()).add(right));
        }
        const change = world.change();
        for (const one of kept) one.note(change);
      }
    }
    // Every condition was seen true and false, or without a value.
    for (const [i, truths] of seen) expect(truths.size, CONDITIONS[i]).toBeGreaterThan(1);
  });

  it('asks only for what a change concerns', async () => {
    const spec = await read();
    const items: Value[] = [];
    let asked = 0;
    const state = (name: string): Value => {
      if (name === 'elected') asked++;
      return items;
    };
    const kept = standing(spec.atoms[1].expr, { state }, () => true);
    expect(kept.holds()).toBe(true);
    const full = asked;
    for (let term = 1; term <= 300; term++) {
      const item = ['server1', term];
      items.push(item);
      kept.note({ variable: 'elected', item });
      expect(kept.holds()).toBe(true);
    }
    // The set itself was read for the first truth alone.
    expect(asked).toBe(full);
  });
});
